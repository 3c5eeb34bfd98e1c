from __future__ import annotations

from django.db import models


class CheckPeriodManager(models.Manager["CheckPeriod"]):
    def get_by_natural_key(self, kind: str) -> CheckPeriod:
        return self.get(kind=kind)


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
