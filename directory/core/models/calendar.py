from __future__ import annotations

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .contact import OpeningHours
from .region import Region
from .row import Row


def notice_range(year: int) -> tuple[datetime.date, datetime.date]:
    """What the notice for a year can cover: its 元旦 reaches back into the last days of December."""
    return datetime.date(year - 1, 12, 25), datetime.date(year, 12, 24)


class OfficialDayQuerySet(models.QuerySet["OfficialDay"]):
    def get_by_natural_key(self, date: str) -> OfficialDay:
        return self.get(date=date)

    def of_notice(self, year: int) -> Self:
        """The days that the notice for this year arranges."""
        return self.filter(date__range=notice_range(year))

    def rest_days(self) -> Self:
        return self.filter(kind=OfficialDay.Kind.REST)

    def announced_years(self) -> list[int]:
        """The years whose notice has been entered: every notice names 1 October, and names it last but a few."""
        dates = self.rest_days().filter(date__month=10, date__day=1)
        return [date.year for date in dates.order_by("date").values_list("date", flat=True)]


class OfficialDay(models.Model):
    """A day on which China does not keep the plain week, as the State Council's yearly notice says.

    Either a rest day of a festival (weekends inside the run included) or a weekend
    day on which people work to make up for one (调休).
    """

    class Kind(models.TextChoices):
        REST = "rest", "放假"
        WORKDAY = "workday", "调休上班"

    date = models.DateField("日期", unique=True)
    kind = models.CharField("安排", max_length=10, choices=Kind.choices)
    name = models.CharField("节日", max_length=40, help_text="例如 国庆节；调休上班日写它所补的节日。")
    notice = models.CharField("依据", max_length=100, blank=True, help_text="通知文号，例如 国办发明电〔2025〕7号。")

    objects = OfficialDayQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        verbose_name = verbose_name_plural = "放假与调休"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("rest", "workday")),
                name="core_officialday_kind_known",
                violation_error_message="安排只能是放假或调休上班。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="core_officialday_has_name",
                violation_error_message="请写明是哪个节日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name} {self.Kind(self.kind).label}"

    def natural_key(self) -> tuple[str]:
        return (self.date.isoformat(),)

    def clean(self) -> None:
        # Not a constraint: SQLite has weekdays only through a function of Django's, and a copy restored
        # without Django could then not be written to.
        if self.kind == self.Kind.WORKDAY and self.date and self.date.isoweekday() < 6:
            raise ValidationError({"date": "调休上班的日子是星期六或星期日。"})


class SummerDates(models.Model):
    """From which day to which day somebody keeps summer hours; all empty where nobody has said."""

    summer_from_month = models.PositiveSmallIntegerField("夏季起始月", null=True, blank=True)
    summer_from_day = models.PositiveSmallIntegerField("夏季起始日", null=True, blank=True)
    summer_to_month = models.PositiveSmallIntegerField("夏季截止月", null=True, blank=True)
    summer_to_day = models.PositiveSmallIntegerField("夏季截止日", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    summer_from_month__isnull=True, summer_from_day__isnull=True,
                    summer_to_month__isnull=True, summer_to_day__isnull=True,
                )
                | Q(
                    summer_from_month__isnull=False, summer_from_day__isnull=False,
                    summer_to_month__isnull=False, summer_to_day__isnull=False,
                    summer_from_month__range=(1, 12), summer_from_day__range=(1, 31),
                    summer_to_month__range=(1, 12), summer_to_day__range=(1, 31),
                ),
                name="%(app_label)s_%(class)s_whole_summer",
                violation_error_message="夏季的起止月日要写全，或者都不写。",
            ),
            models.CheckConstraint(
                condition=~Q(summer_from_month=2, summer_from_day__gt=29) & ~Q(summer_to_month=2, summer_to_day__gt=29)
                & ~Q(summer_from_month__in=(4, 6, 9, 11), summer_from_day=31)
                & ~Q(summer_to_month__in=(4, 6, 9, 11), summer_to_day=31),
                name="%(app_label)s_%(class)s_real_summer",
                violation_error_message="夏季起止：没有这一天，例如 2 月 30 日、4 月 31 日。",
            ),
        ]  # fmt: skip

    @property
    def summer(self) -> str:
        """``05-01/09-30``, or empty."""
        if self.summer_from_month is None:
            return ""
        return f"{self.summer_from_month:02d}-{self.summer_from_day:02d}/{self.summer_to_month:02d}-{self.summer_to_day:02d}"


class Summer(SummerDates):
    """When offices of a region, and of those below it, keep summer hours, and who says so.

    It is part of their timetables: whoever changes it publishes the region.
    """

    region = models.OneToOneField(Region, models.CASCADE, verbose_name="地区", related_name="summer_dates")
    basis = models.CharField("依据", max_length=200, help_text="通知名称、文号或电话核实的日期。")

    class Meta(SummerDates.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "夏季作息"
        constraints = [
            *SummerDates.Meta.constraints,
            models.CheckConstraint(
                condition=Q(summer_from_month__isnull=False),
                name="core_summer_has_dates",
                violation_error_message="请写夏季的起止月日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.summer}"


class HoursException(Row):
    """A time in which a place does not keep its timetable: shut for a move, or with other hours for a while.

    Special hours take the timetable's place on every day they last, for what they
    are for; several rows of the same dates add up. Where two exceptions overlap,
    the shorter one holds.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed", "暂停服务"
        SPECIAL = "special", "临时时间"

    class Days(models.TextChoices):
        DAILY = "daily", "每天"
        WORKDAYS = "workdays", "工作日"

    from_date = models.DateField("从")
    to_date = models.DateField("到（含）", null=True, blank=True, help_text="还不知道何时恢复就留空。")
    kind = models.CharField("安排", max_length=10, choices=Kind.choices)
    purpose = models.CharField(
        "项目", max_length=15, choices=OpeningHours.Purpose.choices, default=OpeningHours.Purpose.ALL
    )
    days = models.CharField("日子", max_length=10, choices=Days.choices, default=Days.DAILY)
    opens = models.TimeField("开始", null=True, blank=True)
    closes = models.TimeField("结束", null=True, blank=True)
    overnight = models.BooleanField("到次日", default=False)
    notice = models.CharField("通知", max_length=200, blank=True, help_text="给人看的原因，例如 搬迁。")

    class Meta(Row.Meta):
        abstract = True
        ordering = ["from_date", "position", "pk"]
        verbose_name = verbose_name_plural = "例外安排"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(from_date__lte=F("to_date")),
                name="%(app_label)s_%(class)s_from_before_to",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(kind="closed", opens__isnull=True, closes__isnull=True, overnight=False, days="daily")
                | Q(kind="special", opens__isnull=False, closes__isnull=False)
                & (Q(overnight=False, opens__lt=F("closes")) | Q(overnight=True, opens__gte=F("closes"))),
                name="%(app_label)s_%(class)s_closed_or_hours",
                violation_error_message="暂停服务不写时间和日子；临时时间要写开始和结束，跨过午夜时勾选“到次日”。",
            ),
        ]

    def __str__(self) -> str:
        until = f"{self.to_date:%Y-%m-%d}" if self.to_date else "另行通知"
        return f"{self.from_date:%Y-%m-%d} 至 {until} {self.Kind(self.kind).label}"


class HoursPattern(models.Model):
    """One distinct timetable. The many places that keep it share it, so it is evaluated once for all of them.

    Written by publishing; never changed, since the key is made from the content.
    """

    key = models.CharField(max_length=64, unique=True)
    spec = models.TextField(help_text="The timetable as JSON, in its canonical form.")

    class Meta:
        verbose_name = verbose_name_plural = "作息类型"

    def __str__(self) -> str:
        return self.key[:12]
