"""How a place is reached, and when: abstract rows from which every kind of place has its own table of phones and hours."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from directory.core.hours import HoursRow, choices, row_text
from directory.core.language import phones
from directory.core.language.phone_kinds import PhoneKind

from .row import Row
from .scheme import Scheme

# As language.phones.parse writes numbers, each in one way, so that equal numbers are equal texts: an area code and a number
# of 7 or 8 digits, a 400 or 800 number, a mobile, a service number (12393, 120), a business's short number (95519).
NUMBER = RegexValidator(
    r"^(?:0\d{2,3}-[2-9]\d{6,7}|[48]00-\d{3}-\d{4}|1[3-9]\d{9}|1\d{2,4}|9\d{4,5})\Z",
    "电话写作 0376-2137873（区号-号码）、400-123-4567、13812345678 或 12393 这样的短号；分机另填。",
    flags=re.ASCII,
)


class Phone(Row):
    """A number people can dial to reach a place, and whom it is for."""

    Kind = PhoneKind  # defined in language, which phones are parsed in and which knows no models

    number = models.CharField("号码", max_length=20, validators=[NUMBER])
    extension = models.CharField(
        "分机", max_length=8, blank=True, validators=[RegexValidator(r"^[0-9]{1,8}\Z", "分机只写数字。")]
    )
    label = models.CharField("用途", max_length=40, blank=True)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, verbose_name="险种", null=True, blank=True, help_text="只受理某一险种时填写。"
    )

    class Meta(Row.Meta):
        abstract = True
        verbose_name = verbose_name_plural = "电话"
        indexes = [models.Index(fields=["number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number", "extension", "label"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="这个电话已经填过了。",
            ),
        ]

    def __str__(self) -> str:
        return phones.display(self.number, self.extension)


class OpeningHours(Row):
    """One row of a place's timetable, as a clerk would write it: what for, which days, which season, from when to when.

    What a row means is in ``hours/evaluator.py``; rows that contradict each other are found by ``hours/checking.py``.
    Rows add up. A lunch break is two rows; "summer 15:00–18:00" beside
    "14:30–17:30" is a row for the summer and one for outside it. Times are
    Asia/Shanghai.
    """

    Purpose, Days, Season = choices.Purpose, choices.Days, choices.Season

    purpose = models.CharField("项目", max_length=15, choices=Purpose.choices, default=Purpose.ALL)
    days = models.CharField("日子", max_length=10, choices=Days.choices)
    weekdays = models.CharField(
        "星期", max_length=7, blank=True, help_text="数字 1–7，1 是星期一：135 是一三五。",
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?\Z", "按顺序写 1–7 的数字，不重复，例如 135。")],
    )  # fmt: skip
    season = models.CharField("季节", max_length=15, choices=Season.choices, default=Season.WHOLE_YEAR)
    from_month = models.PositiveSmallIntegerField("起始月", null=True, blank=True)
    from_day = models.PositiveSmallIntegerField("起始日", null=True, blank=True)
    to_month = models.PositiveSmallIntegerField("截止月", null=True, blank=True)
    to_day = models.PositiveSmallIntegerField("截止日", null=True, blank=True)
    round_the_clock = models.BooleanField("24 小时", default=False)
    opens = models.TimeField("开始", null=True, blank=True)
    closes = models.TimeField("结束", null=True, blank=True)
    overnight = models.BooleanField("到次日", default=False)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta(Row.Meta):
        abstract = True
        verbose_name = verbose_name_plural = "办公时间"
        constraints = [
            models.CheckConstraint(
                condition=Q(days="weekdays") & ~Q(weekdays="") | ~Q(days="weekdays") & Q(weekdays=""),
                name="%(app_label)s_%(class)s_named_weekdays",
                violation_error_message="选“指定的星期”时要写星期，其他情况不写。",
            ),
            models.CheckConstraint(
                condition=Q(round_the_clock=True, opens__isnull=True, closes__isnull=True, overnight=False)
                | Q(round_the_clock=False, opens__isnull=False, closes__isnull=False)
                & (Q(overnight=False, opens__lt=F("closes")) | Q(overnight=True, opens__gte=F("closes"))),
                name="%(app_label)s_%(class)s_opens_before_closes",
                violation_error_message="开始时间要早于结束时间；跨过午夜时勾选“到次日”；24 小时不写时间。",
            ),
            models.CheckConstraint(
                condition=Q(
                    season="dated",
                    from_month__isnull=False, from_day__isnull=False, to_month__isnull=False, to_day__isnull=False,
                    from_month__range=(1, 12), from_day__range=(1, 31), to_month__range=(1, 12), to_day__range=(1, 31),
                )
                | ~Q(season="dated")
                & Q(from_month__isnull=True, from_day__isnull=True, to_month__isnull=True, to_day__isnull=True),
                name="%(app_label)s_%(class)s_dated_season",
                violation_error_message="选“指定的日期”时要写全起止月日，其他情况不写。",
            ),
            models.CheckConstraint(
                condition=~Q(from_month=2, from_day__gt=29) & ~Q(to_month=2, to_day__gt=29)
                & ~Q(from_month__in=(4, 6, 9, 11), from_day=31) & ~Q(to_month__in=(4, 6, 9, 11), to_day=31),
                name="%(app_label)s_%(class)s_real_dates",
                violation_error_message="没有这一天，例如 2 月 30 日、4 月 31 日。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {row_text(HoursRow.of(self))}"
