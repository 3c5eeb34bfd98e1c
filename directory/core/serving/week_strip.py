"""A week of opening hours as bars: rows are days or, where all days are alike, what the place does."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.core.hours import Hours, State
from directory.core.hours.choices import Purpose
from directory.core.hours.wording import WEEKDAYS

ONE_DAY = datetime.timedelta(days=1)
DAY = 24 * 60  # minutes
USUAL = (6 * 60, 22 * 60)  # what the strip shows where nothing is open earlier or later
LABEL, WIDTH, ROW, HEAD = 56, 280, 22, 20  # the picture's own units
TICKS = 4 * 60

Bar = tuple[int, int, bool]  # minutes of the day: from, to; and whether it is certain


class Rect(NamedTuple):
    """A bar of the picture."""

    x: float
    y: int
    width: float
    is_certain: bool


class WeekRow(NamedTuple):
    """A line of the picture."""

    label: str
    y: int
    rects: list[Rect]


class Tick(NamedTuple):
    """A time of the day on the axis."""

    x: float
    text: str


class Strip(NamedTuple):
    """The whole picture, and what it says in words."""

    rows: list[WeekRow]
    ticks: list[Tick]
    height: int
    width: int


def bars_of(hours: Hours, day: datetime.date, purpose: str) -> tuple[Bar, ...]:
    """When a purpose is served on a day, certainly or perhaps. What lasts past midnight goes on the next day's line."""
    marks = [mark for mark in hours.marks(day, purpose) if mark.state is not State.CLOSED]
    return tuple((mark.start, mark.end, mark.state is State.OPEN) for mark in marks)


def week_strip(hours: Hours, monday: datetime.date) -> Strip | None:
    """The week that begins on this Monday; None where no hours are stated, or all of it is open or unknown."""
    days = [monday + ONE_DAY * number for number in range(7)]
    purposes = hours.pattern.purposes
    by_purpose = {purpose: [bars_of(hours, day, purpose) for day in days] for purpose in purposes}
    alike = all(len(set(week)) == 1 for week in by_purpose.values())
    if alike and len(purposes) > 1:
        lines = [(str(_(Purpose(purpose).label)), week[0]) for purpose, week in by_purpose.items()]
    else:
        whole = next(iter(by_purpose.values()), [])
        lines = [(str(name), bars) for name, bars in zip(WEEKDAYS, whole, strict=bool(whole))]
    every = [bar for _label, bars in lines for bar in bars]
    if not every or all((first, last) == (0, DAY) for first, last, _certain in every):
        return None
    return drawn(lines, every)


def drawn(lines: list[tuple[str, tuple[Bar, ...]]], every: list[Bar]) -> Strip:
    first = min(USUAL[0], *(bar[0] for bar in every)) // 60 * 60
    last = -(-max(USUAL[1], *(bar[1] for bar in every)) // 60) * 60
    scale = WIDTH / (last - first)

    def x(minute: int) -> float:
        return round(LABEL + (minute - first) * scale, 1)

    rows = [
        WeekRow(
            label,
            HEAD + ROW * at,
            [Rect(x(a), HEAD + ROW * at + 3, round(x(b) - x(a), 1), sure) for a, b, sure in bars],
        )
        for at, (label, bars) in enumerate(lines)
    ]
    ticks = [Tick(x(minute), f"{minute // 60}:00") for minute in range(first, last + 1, TICKS)]
    return Strip(rows, ticks, HEAD + ROW * len(lines) + 4, LABEL + WIDTH + 16)
