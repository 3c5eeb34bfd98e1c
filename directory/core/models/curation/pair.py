from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from ..region import Region
from .change import Change


class Pair(models.Model):
    """Two records that may be one place, with what speaks for it, and what staff have decided.

    That they are not one is remembered: found again, the pair stays decided unless a code or a phone speaks for it that
    did not before.
    """

    class State(models.TextChoices):
        OPEN = "open", "待决定"
        LATER = "later", "以后再看"
        APART = "apart", "不是同一家"
        MERGED = "merged", "已合并"

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    one = models.PositiveBigIntegerField()
    other = models.PositiveBigIntegerField()
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区", related_name="+")
    title = models.CharField("名称", max_length=300)
    evidence = models.JSONField("依据", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    word = models.CharField("说明", max_length=300, blank=True)
    found_at = models.DateTimeField("发现时间", auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    # What a merge has done, so that it can be undone.
    survivor = models.PositiveBigIntegerField(null=True, blank=True)
    change = models.ForeignKey(Change, models.SET_NULL, null=True, blank=True, related_name="+")
    moved = models.JSONField(default=list)

    class Meta:
        ordering = ["found_at", "pk"]
        verbose_name = verbose_name_plural = "可能重复"
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "one", "other"], name="core_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="core_pair_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "later", "apart", "merged"]), name="core_pair_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(survivor__isnull=False), name="core_pair_merged_has_survivor"
            ),
        ]
        indexes = [models.Index(fields=["region", "found_at"], condition=Q(state="open"), name="core_pair_open")]

    def __str__(self) -> str:
        return self.title

    def records(self) -> list[Any]:
        """The two, in the order of their keys; fewer where one is no more."""
        model: Any = self.content_type.model_class()
        found = {record.pk: record for record in model._default_manager.filter(pk__in=[self.one, self.other])}
        return [found[key] for key in (self.one, self.other) if key in found]

    def sorts(self) -> set[tuple[str, str]]:
        """What speaks for it, as it was found."""
        return {(sort, text) for sort, text in self.evidence}
