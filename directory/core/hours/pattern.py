"""A timetable in its canonical form: what decides the answer and nothing else."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, NamedTuple, Self

import orjson

from directory.core.caches import memoized

DAY = 1440  # minutes
EVERY_WEEKDAY = "1234567"


def minute_of(time: datetime.time) -> int:
    return time.hour * 60 + time.minute


def span_of(row: Any) -> tuple[int, int]:
    """Minutes from midnight of a row's opening and closing; a closing on the next day lies past 1440."""
    if getattr(row, "round_the_clock", False):
        return 0, DAY
    return minute_of(row.opens), minute_of(row.closes) + (DAY if row.overnight else 0)


def in_season(season: str, month_day: str) -> bool:
    """Whether ``06-01/09-30`` contains ``07-15``; ``11-01/03-31`` runs over the new year."""
    first, _, last = season.partition("/")
    return first <= month_day <= last if first <= last else month_day >= first or month_day <= last


class HoursRow(NamedTuple):
    """One row of the timetable."""

    purpose: str
    days: str  # workdays, daily, or ISO weekdays such as 135
    season: str  # whole_year, summer, outside_summer, or dates such as 06-01/09-30
    start: int
    end: int

    @classmethod
    def of(cls, row: Any) -> Self:
        days, season = row.weekdays if row.days == "weekdays" else row.days, row.season
        if season == "dated":
            season = f"{row.from_month:02d}-{row.from_day:02d}/{row.to_month:02d}-{row.to_day:02d}"
        return cls(row.purpose, "daily" if days == EVERY_WEEKDAY else days, season, *span_of(row))

    @classmethod
    def of_document(cls, row: dict[str, Any]) -> Self:
        """From a row as documents have it: times as text."""
        times = {name: row[name] and datetime.time.fromisoformat(row[name]) for name in ("opens", "closes")}
        return cls.of(SimpleNamespace(**row | times))

    @property
    def round_the_clock(self) -> bool:
        return (self.start, self.end) == (0, DAY)

    @property
    def is_doubtful_on_holidays(self) -> bool:
        """Whether a source that breaks off might say otherwise of holidays: not of an emergency room or 24 hours."""
        return not self.round_the_clock and self.purpose != "emergency"


class HoursChange(NamedTuple):
    """One exception: from a date to a date, closed (without hours) or with other hours."""

    first: str
    last: str  # empty while nobody knows
    purpose: str
    days: str
    start: int | None
    end: int | None
    notice: str

    @classmethod
    def of(cls, row: Any) -> Self:
        last = row.to_date.isoformat() if row.to_date else ""
        start, end = span_of(row) if row.kind == "special" else (None, None)
        return cls(row.from_date.isoformat(), last, row.purpose, row.days, start, end, row.notice)

    @property
    def closed(self) -> bool:
        return self.start is None

    @property
    def first_day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.first)

    @property
    def last_day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.last) if self.last else datetime.date.max


class Pattern(NamedTuple):
    """All rows, exceptions and the summer of a place. Places with equal patterns are open at equal times."""

    lines: tuple[HoursRow, ...] = ()
    changes: tuple[HoursChange, ...] = ()
    summer: str = ""
    partial: bool = False  # the source breaks off within the hours: of holidays nothing is known

    @classmethod
    def of(cls, rows: Iterable[Any], exceptions: Iterable[Any] = (), summer: str = "", partial: bool = False) -> Self:
        """From hours rows, exceptions, and the dates of the summer where they are known (``05-01/09-30``)."""
        return cls.canonical(map(HoursRow.of, rows), map(HoursChange.of, exceptions), summer, partial)

    @classmethod
    def canonical(
        cls, lines: Iterable[HoursRow], changes: Iterable[HoursChange] = (), summer: str = "", partial: bool = False
    ) -> Self:
        """The one pattern of all that are equal: in order, without doubles, without a summer or ``partial`` that decides nothing.

        Its key is how places share one stored pattern, so whatever makes a pattern from rows must use this.
        """
        unique = tuple(sorted(set(lines)))
        seasonal = any(line.season in ("summer", "outside_summer") for line in unique)
        doubtful = partial and any(line.is_doubtful_on_holidays for line in unique)
        # By ``repr``, as None (closed) cannot be compared with a minute.
        return cls(unique, tuple(sorted(set(changes), key=repr)), summer if seasonal else "", doubtful)

    @classmethod
    def from_json(cls, text: str) -> Self:
        data = orjson.loads(text)
        lines, changes = (
            (HoursRow(*line) for line in data["lines"]),
            (HoursChange(*change) for change in data["changes"]),
        )
        return cls(tuple(lines), tuple(changes), data["summer"], data.get("partial", False))

    def to_json(self) -> str:
        """``key`` is made of this text: written otherwise, every pattern would be stored anew, so ``partial`` stands there
        only where it holds."""
        lines, changes = [list(line) for line in self.lines], [list(change) for change in self.changes]
        partial = {"partial": True} if self.partial else {}
        return orjson.dumps({"lines": lines, "changes": changes, "summer": self.summer, **partial}).decode()

    @property
    def key(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @property
    def purposes(self) -> list[str]:
        """What there are hours for, in the order in which people read them."""
        order = ("all", "window", "outpatient", "registration", "night", "emergency")
        present = {line.purpose for line in self.lines} | {change.purpose for change in self.changes}
        return [purpose for purpose in order if purpose in present]


@memoized(8192)
def parsed(text: str) -> Pattern:
    return Pattern.from_json(text)
