from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q


def plain_number(number: Decimal) -> str:
    """``400.0000`` → ``400``, ``0.5000`` → ``0.5``, never ``4E+2``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def possible_year() -> models.CheckConstraint:
    """No insurance year before 1998, when the employees' scheme began (国发〔1998〕44号), or after 2100."""
    return models.CheckConstraint(
        condition=Q(year__isnull=True) | Q(year__range=(1998, 2100)),
        name="%(app_label)s_%(class)s_possible_year",
        violation_error_message="年度应在 1998 到 2100 之间。",
    )


class Quantity(models.Model):
    """A figure as sources state it: exact (both ends equal), a range, at least, at most, or about.

    Open ends are empty: "不低于 400 元" has a minimum only. The unit is the source's
    (元/年, %, 工作日, 月 …); figures are compared only within one unit.
    """

    minimum = models.DecimalField("最小值", max_digits=14, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField("最大值", max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    approximate = models.BooleanField("约数", default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="%(app_label)s_%(class)s_range_in_order",
                violation_error_message="最小值不能大于最大值。",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True, maximum__isnull=True) | ~Q(unit=""),
                name="%(app_label)s_%(class)s_figure_has_unit",
                violation_error_message="填了数值就要写单位，例如 元/年、%%、工作日。",
            ),
        ]

    @property
    def has_figure(self) -> bool:
        return self.minimum is not None or self.maximum is not None

    @property
    def stated(self) -> Self | None:
        """Itself where it holds a figure."""
        return self if self.has_figure else None

    @property
    def figure(self) -> str:
        """The figure as it is read: ``约 380 元/年``, ``15–30 工作日``, ``不低于 400 元/年``; empty if none."""
        if self.minimum is not None and self.maximum is not None:
            low, high = plain_number(self.minimum), plain_number(self.maximum)
            number = low if low == high else f"{low}–{high}"
        elif self.minimum is not None:
            number = f"不低于 {plain_number(self.minimum)}"
        elif self.maximum is not None:
            number = f"不超过 {plain_number(self.maximum)}"
        else:
            return ""
        about = "约 " if self.approximate else ""
        return f"{about}{number} {self.unit}".replace(" %", "%")
