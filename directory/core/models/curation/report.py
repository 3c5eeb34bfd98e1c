from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..region import Region

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are read for another


def fresh_number() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(10))


class Report(models.Model):
    """What a reader says is wrong about an entry. Never public: by its number its state and the answer can be read."""

    class State(models.TextChoices):
        NEW = "new", "新收到"
        CHECKING = "checking", "核实中"
        FIXED = "fixed", "已改正"
        RIGHT = "right", "原来就对"
        UNCONFIRMED = "unconfirmed", "未能证实"
        FOREIGN = "foreign", "不属本名录"

    CLOSED = ("fixed", "right", "unconfirmed", "foreign")

    number = models.CharField("查询号", max_length=10, unique=True, default=fresh_number, editable=False)
    kind = models.CharField("种类", max_length=20)
    slug = models.CharField("标识", max_length=120)
    title = models.CharField("名称", max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区", related_name="+")
    field = models.CharField("哪一项", max_length=40, blank=True)
    words = models.TextField("应该是什么", max_length=1000)
    how_known = models.CharField("怎么知道的", max_length=300, blank=True)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.NEW)
    answer = models.CharField("给读者的答复", max_length=300, blank=True, help_text="读者凭查询号看得到。")
    made_at = models.DateTimeField("收到时间", auto_now_add=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="经手人", null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = verbose_name_plural = "读者指正"
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "checking"], closed_at__isnull=True)
                | Q(state__in=["fixed", "right", "unconfirmed", "foreign"], closed_at__isnull=False),
                name="core_report_closed_or_not",
            )
        ]
        indexes = [
            models.Index(fields=["region", "made_at"], condition=Q(closed_at__isnull=True), name="core_report_open")
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    @property
    def said(self) -> dict[str, Any]:
        """What the reader may know of it."""
        return {"number": self.number, "state": self.state, "answer": self.answer}
