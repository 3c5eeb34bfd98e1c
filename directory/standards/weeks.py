"""A timetable as standards take it: a week that holds from a date to a date, and the days that differ from it.

Worked out by the evaluator day by day, so no holiday and no closure is forgotten, and said only up to the first day that
a notice still to come may change: beyond it nothing is promised. What is not certainly open is not in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from directory.core.caches import memoized
from directory.core.hours import Calendar, Hours, Reason, State, parsed
from directory.core.hours.calendar import ONE_DAY
from directory.core.hours.evaluator import MAIN, Mark
from directory.core.hours.osm import PLAIN, month_day, season_bounds, settled_day
from directory.core.index.timetables import evaluator

HORIZON = 100  # days that are looked at: who stores more is told to ask again
DAY = 1440
Spans = tuple[tuple[int, int], ...]  # minutes from midnight


class Stretch(NamedTuple):
    """The same plain week from one date to another: Monday's spans first."""

    first: datetime.date
    last: datetime.date
    week: tuple[Spans, ...]


class SpecialDays(NamedTuple):
    """Days that differ from the plain week. Without spans they are closed, or not known where ``unknown``."""

    first: datetime.date
    last: datetime.date
    spans: Spans
    unknown: bool
    note: str


class Schedule(NamedTuple):
    """What can be said of the days from today on."""

    stretches: tuple[Stretch, ...] = ()
    special: tuple[SpecialDays, ...] = ()

    @property
    def closed_for_good(self) -> bool:
        """Whether nothing is ever open in it, and that is certain."""
        return not any(any(stretch.week) for stretch in self.stretches) and not any(
            days.spans or days.unknown for days in self.special
        )


def segments(found: Schedule) -> list[Stretch]:
    """The same without anything that takes another's place: for standards in which whatever stands there is open."""
    special = [
        between(Stretch(days.first, days.last, (days.spans,) * 7), days.first, days.last) for days in found.special
    ]
    plain = [piece for stretch in found.stretches for piece in without(stretch, special)]
    return sorted(piece for piece in (*plain, *special) if any(piece.week))


def without(stretch: Stretch, special: list[Stretch]) -> Iterator[Stretch]:
    first = stretch.first
    for days in sorted(special):
        if days.last < first or days.first > stretch.last:
            continue
        if days.first > first:
            yield between(stretch, first, days.first - ONE_DAY)
        first = days.last + ONE_DAY
    if first <= stretch.last:
        yield between(stretch, first, stretch.last)


def between(stretch: Stretch, first: datetime.date, last: datetime.date) -> Stretch:
    """A part of it, without the hours of weekdays that it does not have."""
    there = {(first + ONE_DAY * number).weekday() for number in range(min(7, (last - first).days + 1))}
    return Stretch(first, last, tuple(spans if at in there else () for at, spans in enumerate(stretch.week)))


class DayHours(NamedTuple):
    """One day as it will be."""

    spans: Spans
    unknown: bool
    unannounced: bool
    note: str


def schedule(
    spec: str, calendar: Calendar, today: datetime.date, purpose: str = "", emergencies: bool = False
) -> Schedule:
    """The timetable for one purpose or the whole place; without ``emergencies``, when more than 急诊 is open."""
    # A place that has hours for one thing alone, as most have, is open while that is.
    if purpose in MAIN and parsed(spec).purposes == [purpose]:
        purpose = ""
    return worked_out(spec, calendar, today, purpose, emergencies)


@memoized(8192)
def worked_out(spec: str, calendar: Calendar, today: datetime.date, purpose: str, emergencies: bool) -> Schedule:
    pattern = parsed(spec)
    if not pattern.lines and not pattern.changes:
        return Schedule()
    hours = evaluator(spec, calendar)
    plain = Hours(pattern._replace(changes=()), PLAIN) if pattern.changes else hours.under(PLAIN)
    told = partial(day_hours, purpose=purpose, emergencies=emergencies)
    weeks = {bounds: plain_week(plain, *bounds, told) for bounds in season_bounds(pattern)}
    days = list(settled(hours, today, told))
    alike = next(iter(weeks.values())) if len(weeks) == 1 else None
    plainly = [alike or week_of(day, weeks) for day, _it in days]
    by_week = groupby(zip(days, plainly, strict=True), key=lambda item: item[1])
    stretches = [Stretch((group := list(items))[0][0][0], group[-1][0][0], week) for week, items in by_week]
    differing = [(day, it, it.spans != week[day.weekday()]) for (day, it), week in zip(days, plainly, strict=True)]
    return Schedule(tuple(stretches), tuple(runs(differing)))


def settled(hours: Hours, today: datetime.date, told: partial[DayHours]) -> Iterator[tuple[datetime.date, DayHours]]:
    """The days of which everything has been announced. Of a hundred days most are of one sort, which is asked for once."""
    by_sort: dict[tuple[Any, Any], DayHours] = {}
    before = hours.sort(today - ONE_DAY)
    for number in range(HORIZON):
        day = today + ONE_DAY * number
        sort = hours.sort(day)
        if (it := by_sort.get((before, sort))) is None:
            it = by_sort[before, sort] = told(hours, day)
        if it.unannounced:
            return
        yield day, it
        before = sort


def day_hours(hours: Hours, day: datetime.date, purpose: str, emergencies: bool) -> DayHours:
    return hours_in(hours.marks(day, purpose), emergencies)


@memoized(4096)  # of many timetables most days are alike
def hours_in(marks: tuple[Mark, ...], emergencies: bool) -> DayHours:
    spans: list[tuple[int, int]] = []
    for mark in marks:
        if mark.state is not State.OPEN or (mark.reason is Reason.EMERGENCY and not emergencies):
            continue
        if spans and spans[-1][1] == mark.start:
            spans[-1] = (spans[-1][0], mark.end)
        else:
            spans.append((mark.start, mark.end))
    reasons = {mark.reason for mark in marks if mark.state is State.UNKNOWN}
    note = next((mark.note for mark in marks if mark.note), "")
    return DayHours(tuple(spans), bool(reasons), Reason.UNANNOUNCED in reasons, note)


def plain_week(plain: Hours, first: datetime.date, last: datetime.date, told: partial[DayHours]) -> tuple[Spans, ...]:
    return tuple(told(plain, settled_day(first, last, weekday)).spans for weekday in range(1, 8))


def week_of(
    day: datetime.date, weeks: dict[tuple[datetime.date, datetime.date], tuple[Spans, ...]]
) -> tuple[Spans, ...]:
    here = month_day(day)
    return next(week for (first, last), week in weeks.items() if month_day(first) <= here <= month_day(last))


def runs(days: Iterable[tuple[datetime.date, DayHours, bool]]) -> Iterator[SpecialDays]:
    """Days in a row that are alike, together: of a closure, the weekends on which it would be closed anyway, too."""
    held: SpecialDays | None = None
    for day, it, differs in days:
        if held and held.last + ONE_DAY == day and held[2:] == (it.spans, it.unknown, it.note):
            held = held._replace(last=day)
        elif differs:
            if held:
                yield held
            held = SpecialDays(day, day, it.spans, it.unknown, it.note)
    if held:
        yield held


def clock(minute: int, end_of_day: str = "24:00") -> str:
    return end_of_day if minute == DAY else f"{minute // 60:02d}:{minute % 60:02d}"
