from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone


class CheckPeriodManager(models.Manager["CheckPeriod"]):
    def get_by_natural_key(self, kind: str) -> CheckPeriod:
        return self.get(kind=kind)

    def last_of(self, kind: str) -> datetime.date:
        """What was verified before this day is due."""
        return due_before(self.filter(kind=kind).values_list("days", flat=True).first())


def due_before(days: int | None) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days or CheckPeriod.YEAR)


class CheckPeriod(models.Model):
    """After how many days the records of a kind are to be verified again."""

    YEAR = 365

    kind = models.CharField("种类", max_length=20, unique=True)
    days = models.PositiveSmallIntegerField("多少天后该核实")

    objects = CheckPeriodManager()

    class Meta:
        ordering = ["kind"]
        verbose_name = verbose_name_plural = "核实周期"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gte=1),
                name="core_checkperiod_days",
                violation_error_message="周期至少一天。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.days}"

    def natural_key(self) -> tuple[str]:
        return (self.kind,)
