"""What kind of day a date is: by the official calendar where it has been announced, and openly unsure where not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from directory.core.caches import memoized

ONE_DAY = datetime.timedelta(days=1)

# Spring Festival, Dragon Boat and Mid-Autumn days, MMDD, from the traditional calendar (GB/T 33661-2017).
LUNAR = {
    2000: "0205 0606 0912", 2001: "0124 0625 1001", 2002: "0212 0615 0921", 2003: "0201 0604 0911", 2004: "0122 0622 0928",
    2005: "0209 0611 0918", 2006: "0129 0531 1006", 2007: "0218 0619 0925", 2008: "0207 0608 0914", 2009: "0126 0528 1003",
    2010: "0214 0616 0922", 2011: "0203 0606 0912", 2012: "0123 0623 0930", 2013: "0210 0612 0919", 2014: "0131 0602 0908",
    2015: "0219 0620 0927", 2016: "0208 0609 0915", 2017: "0128 0530 1004", 2018: "0216 0618 0924", 2019: "0205 0607 0913",
    2020: "0125 0625 1001", 2021: "0212 0614 0921", 2022: "0201 0603 0910", 2023: "0122 0622 0929", 2024: "0210 0610 0917",
    2025: "0129 0531 1006", 2026: "0217 0619 0925", 2027: "0206 0609 0915", 2028: "0126 0528 1003", 2029: "0213 0616 0922",
    2030: "0203 0605 0912", 2031: "0123 0624 1001", 2032: "0211 0612 0919", 2033: "0131 0601 0908", 2034: "0219 0620 0927",
    2035: "0208 0610 0916", 2036: "0128 0530 1004", 2037: "0215 0618 0924", 2038: "0204 0607 0913", 2039: "0124 0527 1002",
    2040: "0212 0614 0920", 2041: "0201 0603 0910", 2042: "0122 0622 0928", 2043: "0210 0611 0917", 2044: "0130 0531 1005",
    2045: "0217 0619 0925", 2046: "0206 0608 0915", 2047: "0126 0529 1004", 2048: "0214 0615 0922", 2049: "0202 0604 0911",
    2050: "0123 0623 0930",
}  # fmt: skip
# Where the table ends: the earliest and the latest day on which each can fall.
LUNAR_LIMITS = ("0121 0527 0907", "0221 0625 1008")
# How far around a festival its notice may turn days into rest days (before, after) and weekends into
# workdays (before, after): what the notices of 2008–2026 used at most, and a day or more on either side.
FIXED = {
    ("0101", "0101"): (2, 3, 7, 7),  # 元旦
    ("0404", "0406"): (3, 3, 7, 7),  # 清明节
    ("0501", "0501"): (3, 5, 10, 11),  # 劳动节
    ("1001", "1001"): (3, 8, 12, 12),  # 国庆节
}
MOVING = [(3, 9, 9, 13), (3, 3, 7, 7), (3, 3, 7, 7)]  # as in LUNAR


class DayType(StrEnum):
    """A day as a timetable sees it."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    REST = "rest"
    MAKE_UP = "make_up"


class SortOfDay(NamedTuple):
    """All that sets a date apart from others, but for its season and what single places announce."""

    weekday: int  # 0 for timetables that name none: to them a Tuesday is a workday like any other
    types: tuple[DayType, ...]
    name: str


class Calendar:
    """The official days entered so far. Built once and shared; compared by identity."""

    def __init__(self, days: Iterable[tuple[datetime.date, str, str]]) -> None:
        """``days``: date, ``rest`` or ``workday``, and the festival's name."""
        self.days = {date: (kind, name) for date, kind, name in days}
        # A notice covers a whole year, and every year's names 1 October.
        self.years = {
            day.year for day, (kind, _) in self.days.items() if kind == "rest" and (day.month, day.day) == (10, 1)
        }

    def types(self, day: datetime.date) -> tuple[DayType, ...]:
        """What the day is; several answers where that has not been announced, the ordinary one first."""
        weekend = day.isoweekday() > 5
        if official := self.days.get(day):
            return (official_type(official[0], weekend),)
        plain = DayType.WEEKEND if weekend else DayType.WORKDAY
        if not self.is_unsettled(day):
            return (plain,)
        return (plain, DayType.MAKE_UP, DayType.REST) if weekend else (plain, DayType.REST)

    def name(self, day: datetime.date) -> str:
        """The festival because of which the day is special, or empty."""
        return self.days[day][1] if day in self.days else ""

    def is_unsettled(self, day: datetime.date) -> bool:
        """Whether a notice that is still to come may change this day: next year's reaches back into December."""
        return any(
            year not in self.years and day in unsettled_days(year)
            for year in ((day.year, day.year + 1) if day.month == 12 else (day.year,))
        )


@memoized(4096)  # every timetable asks for the same months
def sort_of_day(calendar: Calendar, day: datetime.date, by_weekday: bool) -> SortOfDay:
    return SortOfDay(day.isoweekday() if by_weekday else 0, calendar.types(day), calendar.name(day))


def official_type(kind: str, weekend: bool) -> DayType:
    if kind == "rest":
        return DayType.REST
    return DayType.MAKE_UP if weekend else DayType.WORKDAY


@memoized(256)
def unsettled_days(year: int) -> frozenset[datetime.date]:
    """The days that the notice of this year may change."""
    found = set()
    for first, last, (rest_before, rest_after, work_before, work_after) in festivals(year):
        rest = set(days(first - ONE_DAY * rest_before, last + ONE_DAY * rest_after))
        near = set(days(first - ONE_DAY * work_before, last + ONE_DAY * work_after))
        found |= {day for day in near if day in rest or day.isoweekday() > 5}
    return frozenset(found)


def festivals(year: int) -> Iterator[tuple[datetime.date, datetime.date, tuple[int, int, int, int]]]:
    """First and last possible day of the seven festivals of 《全国年节及纪念日放假办法》, and their reach."""
    earliest, latest = LUNAR_LIMITS if year not in LUNAR else (LUNAR[year], LUNAR[year])
    moving = zip(zip(earliest.split(), latest.split(), strict=True), MOVING, strict=True)
    for (first, last), reach in (*FIXED.items(), *moving):
        yield month_day(year, first), month_day(year, last), reach


def days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    while first <= last:
        yield first
        first += ONE_DAY


def month_day(year: int, text: str) -> datetime.date:
    return datetime.date(year, int(text[:2]), int(text[2:]))
