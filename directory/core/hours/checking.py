"""What is wrong with the rows a clerk has entered, in the clerk's words."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from .pattern import DAY, EVERY_WEEKDAY, HoursRow, in_season
from .wording import span_text

SUMMERS = ("summer", "outside_summer")


def check_rows(rows: Sequence[Any]) -> list[str]:
    """Why these rows cannot be saved, row by row; empty when they can.

    Takes OpeningHours instances, valid or not, in the order in which they are shown.
    """
    problems = [(number, problem) for number, row in enumerate(rows, 1) for problem in dict.fromkeys(row_problems(row))]
    if problems:
        return [at_row(number, problem) for number, problem in problems]
    lines = list(enumerate((HoursRow.of(row) for row in rows), 1))
    return [
        at_row(second, f"与第 {first} 行{problem}。")
        for (first, a), (second, b) in combinations(lines, 2)
        if (problem := clash(a, b))
    ]


def doubt_rows(rows: Sequence[Any]) -> list[str]:
    """What may be a slip in rows that can be saved. The clerk is asked, not refused."""
    if any(problem for row in rows for problem in row_problems(row)):
        return []
    lines = [HoursRow.of(row) for row in rows]
    return [at_row(number, doubt) for number, line in enumerate(lines, 1) for doubt in line_doubts(line, lines)]


def at_row(number: int, problem: str) -> str:
    return f"第 {number} 行：{problem}"


def row_problems(row: Any) -> Iterator[str]:
    """What is wrong with one row by itself, as sentences. The database's constraints refuse the same, but one at a time."""
    yield from time_problems(row)
    yield from weekday_problems(row)
    if row.season == "dated":
        yield from date_problem(row.from_month, row.from_day)
        yield from date_problem(row.to_month, row.to_day)


def time_problems(row: Any) -> Iterator[str]:
    if row.round_the_clock:
        if row.opens or row.closes or row.overnight:
            yield "选了 24 小时就不要再写时间。"
        return
    if row.opens is None or row.closes is None:
        yield "请写开始和结束时间，或选 24 小时。"
    elif row.opens.second or row.closes.second:
        yield "时间写到分钟为止。"
    elif row.opens >= row.closes and not row.overnight:
        yield f"{row.opens:%H:%M}–{row.closes:%H:%M} 结束不晚于开始；如果到次日才结束，请勾选“到次日”。"
    elif row.overnight and row.opens < row.closes:
        yield "勾选了“到次日”，但结束晚于开始，超过 24 小时。"


def weekday_problems(row: Any) -> Iterator[str]:
    if row.days != "weekdays":
        if row.weekdays:
            yield "只有选“指定的星期”时才写星期。"
    elif row.weekdays == EVERY_WEEKDAY:
        yield "一周七天都开，请选“每天”。"
    elif not row.weekdays or row.weekdays != "".join(sorted(set(row.weekdays) & set(EVERY_WEEKDAY))):
        yield "星期按顺序写 1–7 的数字，不重复，例如 135。"


def date_problem(month: int | None, day: int | None) -> Iterator[str]:
    if month is None or day is None:
        yield "请写全起止月日。"
    elif not 1 <= month <= 12 or not 1 <= day <= days_in(month):
        yield f"没有 {month} 月 {day} 日这一天。"


def days_in(month: int) -> int:
    """A season comes every year, so February may have 29: 2024 is a leap year."""
    return calendar.monthrange(2024, month)[1]


def clash(a: HoursRow, b: HoursRow) -> str:
    """How two rows get in each other's way, or empty. A lunch gap does not; neither do rows that just touch."""
    if a == b:
        return "完全相同"
    if a.purpose != b.purpose or not same_season(a.season, b.season):
        return ""
    for shift in (-DAY, 0, DAY):  # a row that ends on the next day may meet another there
        if days_meet(a.days, b.days, shift // DAY) and max(a.start, b.start + shift) < min(a.end, b.end + shift):
            return f"时间重叠（{span_text(a.start, a.end)} 与 {span_text(b.start, b.end)}）"
    return ""


def days_meet(a: str, b: str, shift: int) -> bool:
    """Whether b's days can be a's days, or the days after (1) or before (-1) them."""
    return any((day + shift - 1) % 7 + 1 in weekday_set(b) for day in weekday_set(a))


def weekday_set(days: str) -> set[int]:
    """ISO weekdays; 工作日 as Monday to Friday, although make-up days may fall on others."""
    named = {"daily": EVERY_WEEKDAY, "workdays": "12345"}.get(days, days)
    return {int(day) for day in named}


def same_season(a: str, b: str) -> bool:
    """Whether two seasons certainly share a day. Summer without dates may share none with a dated season."""
    if "whole_year" in (a, b) or a == b:
        return True
    if a in SUMMERS or b in SUMMERS:
        return False
    return in_season(a, b[:5]) or in_season(b, a[:5])


def line_doubts(line: HoursRow, lines: Sequence[HoursRow]) -> Iterator[str]:
    """What may be a slip in a row beside all of them: half of a summer timetable, Mo–Fr for 工作日, an emergency room that closes."""
    if line.season in SUMMERS and not any(
        other.purpose == line.purpose and other.season in SUMMERS and other.season != line.season for other in lines
    ):
        other_season = "夏季以外" if line.season == "summer" else "夏季"
        yield f"只写了一半，没有写{other_season}的时间。"
    if line.days == "12345":
        yield "星期一到星期五不随调休变动；若节假日休息、调休日上班，请选“工作日”。"
    if line.purpose == "emergency" and not line.round_the_clock:
        yield "急诊通常是 24 小时。"
