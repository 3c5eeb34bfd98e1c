from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..region import Region, within_any


class Origin(models.TextChoices):
    """What a change, or a version, came from."""

    BASE = "base", "改动之前"
    EDIT = "edit", "编辑"
    IMPORT = "import", "名单导入"
    LOAD = "load", "批量载入"
    PROPOSAL = "proposal", "来源摘取"
    REPORT = "report", "读者指正"
    MERGE = "merge", "合并"
    RESTORE = "restore", "恢复旧版"
    UNDO = "undo", "撤销"
    DELETE = "delete", "删除"


class NotAllowed(ValueError):
    """A change cannot be moved from the state it is in to another."""


class ChangeQuerySet(models.QuerySet["Change"]):
    def waiting(self) -> Self:
        return self.filter(state=Change.State.SUBMITTED)

    def of(self, record: models.Model) -> Self:
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)

    def of_records(self, model: type[models.Model], keys: list[int]) -> Self:
        return self.filter(content_type=ContentType.objects.get_for_model(model), object_id__among=keys)

    def in_regions(self, codes: list[int]) -> Self:
        """Those about records in one of these regions; what lies in no region is the nation's."""
        return self.filter(within_any(codes))


class Change(models.Model):
    """A patch of one record: what somebody, or something, wants it to say instead, line by line.

    Each line is ``{"path", "old", "new", "citation"}``: a field by its name, a row as ``phones/<uid>``, a field of a row
    as ``phones/<uid>/number``. ``base`` is the version of the record that the lines were made from. Whether the record
    has changed since is worked out when it is looked at, never stored.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审核"
        APPLIED = "applied", "已采用"
        RETURNED = "returned", "已退回"
        REFUSED = "refused", "未采用"
        WITHDRAWN = "withdrawn", "已撤回"
        UNDONE = "undone", "已撤销"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "draft": frozenset({"submitted", "withdrawn", "applied"}),
        "submitted": frozenset({"applied", "returned", "refused", "withdrawn"}),
        "returned": frozenset({"submitted", "withdrawn"}),
        "applied": frozenset({"undone"}),
    }
    NEED_WORD = frozenset({"returned", "refused"})

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    record = GenericForeignKey()
    name = models.CharField("名称", max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区", related_name="+")
    base = models.PositiveIntegerField("依据的版本", default=0)
    lines = models.JSONField("各处改动", default=list)
    origin = models.CharField("来由", max_length=10, choices=Origin.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField("提交说明", max_length=300, blank=True)
    word = models.CharField("审核意见", max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="提交人", null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField("提交时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="审核人", null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    # What it became part of: the version that it made, and the change that it undoes or that is left of another.
    made_version = models.PositiveIntegerField("成为版本", null=True, blank=True)
    run = models.ForeignKey("core.ImportRun", models.SET_NULL, null=True, blank=True, related_name="changes")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = verbose_name_plural = "修改申请"
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="core_change_of_record"),
            models.Index(fields=["region", "made_at"], condition=Q(state="submitted"), name="core_change_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "applied", "returned", "refused", "withdrawn", "undone"]),
                name="core_change_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"], decided_at__isnull=True)
                | Q(state__in=["applied", "returned", "refused", "withdrawn", "undone"], decided_at__isnull=False),
                name="core_change_decided_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | ~Q(word=""),
                name="core_change_word_for_a_refusal",
                violation_error_message="退回或不采用时要写一句理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undone"]) | Q(made_version__isnull=False, object_id__isnull=False),
                name="core_change_applied_made_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_origin_display()}"

    def move(self, state: str, by: Any = None, word: str = "") -> None:
        """Into another state. Raises NotAllowed where that is no way to go, or where a word is owed."""
        if state not in self.MOVES.get(self.state, frozenset()):
            label = dict(self.State.choices).get(state, state)
            raise NotAllowed(f"“{self.get_state_display()}”的申请不能改成“{label}”。")
        if state in self.NEED_WORD and not word.strip():
            raise NotAllowed("退回或不采用时要写一句理由。")
        self.state, self.word = state, word.strip() or self.word
        decided = state not in {"draft", "submitted"}
        self.decided_by, self.decided_at = (by, timezone.now()) if decided else (None, None)
        self.save()
