"""The picture of a week: the same hours as the evaluator's, in minutes along an axis."""

from __future__ import annotations

import datetime

from directory.core.hours import Calendar, Hours, HoursRow, Pattern
from directory.core.serving.week_strip import bars_of, week_strip

# A year that is announced: what it does not list is an ordinary day.
CALENDAR = Calendar([(datetime.date(2025, 10, 1), "rest", "国庆节")])
MONDAY = datetime.date(2025, 4, 21)


def hours(*lines: HoursRow) -> Hours:
    return Hours(Pattern.canonical(lines, (), ""), CALENDAR)


def line(days: str, start: int, end: int, purpose: str = "all") -> HoursRow:
    return HoursRow(purpose, days, "whole_year", start * 60, end * 60)


def test_it_works() -> None:
    strip = week_strip(hours(line("workdays", 8, 12), line("workdays", 14, 17)), MONDAY)
    assert strip
    assert [sum(rect.is_certain for rect in row.rects) for row in strip.rows] == [2, 2, 2, 2, 2, 0, 0]


def test_rows_are_purposes_where_all_days_are_alike() -> None:
    strip = week_strip(hours(line("daily", 8, 17, "outpatient"), line("daily", 18, 21, "night")), MONDAY)
    assert strip
    assert [row.label for row in strip.rows] == ["门诊", "夜诊"]


def test_what_is_not_known_or_always_open_needs_no_picture() -> None:
    assert week_strip(hours(), MONDAY) is None


def test_a_bar_tells_the_minutes_of_the_day() -> None:
    assert bars_of(hours(line("workdays", 8, 12)), MONDAY, "all") == ((480, 720, True),)
