"""The words of which a timetable's rows are made, as tables and documents store them."""

from __future__ import annotations

from django.db.models import TextChoices


class Purpose(TextChoices):
    """What a place does in the hours of a row."""

    ALL = "all", "整体"
    OUTPATIENT = "outpatient", "门诊"
    REGISTRATION = "registration", "挂号"
    NIGHT = "night", "夜诊"
    EMERGENCY = "emergency", "急诊"
    WINDOW = "window", "窗口"


class Days(TextChoices):
    """The days of a row."""

    WORKDAYS = "workdays", "工作日"
    DAILY = "daily", "每天"
    WEEKDAYS = "weekdays", "指定的星期"


class Season(TextChoices):
    """The part of the year of a row."""

    WHOLE_YEAR = "whole_year", "全年"
    SUMMER = "summer", "夏季（月份不详）"
    OUTSIDE_SUMMER = "outside_summer", "夏季以外（月份不详）"
    DATED = "dated", "指定的日期"
