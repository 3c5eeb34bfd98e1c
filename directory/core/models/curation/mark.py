from __future__ import annotations

from django.conf import settings
from django.db import models

from ..article import Article


class ProposalMark(models.Model):
    """What somebody has decided on a proposal without taking it, so that the same words do not ask again."""

    class Choice(models.TextChoices):
        REFUSED = "refuse", "不采用"
        HELD = "hold", "存疑"

    source = models.ForeignKey(Article, models.CASCADE, related_name="+")
    key = models.CharField(max_length=12)  # of what is proposed by which words, wherever these stand
    choice = models.CharField("决定", max_length=10, choices=Choice.choices)
    rule = models.CharField(max_length=60, blank=True)  # that proposed it: one refused too often can be found
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "摘取的取舍"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="core_proposalmark_once"),
            models.CheckConstraint(
                condition=models.Q(choice__in=["refuse", "hold"]), name="core_proposalmark_choice_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.key} · {self.get_choice_display()}"
