"""Where timetables meet the database: the official calendar, the patterns of places, and which of them are open."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple, Self

import orjson
from django.utils import timezone
from django.utils.translation import get_language

from directory.core.caches import memoized
from directory.core.hours import (
    SHANGHAI,
    Calendar,
    Hours,
    HoursChange,
    HoursRow,
    Opening,
    Pattern,
    State,
    osm,
    parsed,
    sentence,
)
from directory.core.kinds import kinds
from directory.core.models import HoursPattern, OfficialDay, Region, Sequence, Summer
from directory.core.models.relations import fetched
from directory.core.models.versions import per_version

Days = tuple[tuple[datetime.date, str, str], ...]


class Moment(NamedTuple):
    """The directory's version and the clock, both read once for a whole answer."""

    version: int
    at: datetime.datetime

    @classmethod
    def now(cls) -> Self:
        return cls(Sequence.current(), timezone.now())

    @property
    def minute(self) -> datetime.datetime:
        return minute_of(self.at)

    @property
    def today(self) -> datetime.date:
        return self.at.astimezone(SHANGHAI).date()

    @property
    def seconds_left(self) -> int:
        """For how many whole seconds the minute, and so every state told in it, still lasts."""
        return 59 - self.at.second

    @property
    def calendar(self) -> Calendar:
        return official_calendar.at(self.version)

    def opening(self, spec: str) -> Opening:
        return opening_at(spec, self.calendar, self.minute)

    def sentence(self, spec: str, kind: str) -> str:
        return sentence_at(spec, self.calendar, self.minute, kind, get_language())

    def with_state(self, document: str, spec: str | None, kind: str) -> str:
        """A place's stored JSON with ``open`` as its last member, without parsing it; anything else as it is."""
        if spec is None:
            return document
        state = state_as_json(spec, self.calendar, self.minute, kind, get_language())
        return f'{document[:-1]},"open":{state}}}'


@memoized(64)  # asked for every place of an answer
def minute_of(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(SHANGHAI).replace(second=0, microsecond=0)


# Of every minute the openings of some thousand timetables are asked for; those of past minutes fall out.
@memoized(4096)
def opening_at(spec: str, calendar: Calendar, minute: datetime.datetime) -> Opening:
    """What a pattern says in a minute: worked out once for all places that keep it."""
    return evaluator(spec, calendar).state(minute)


@memoized(4096)
def sentence_at(spec: str, calendar: Calendar, minute: datetime.datetime, kind: str, language: str | None) -> str:
    """The state in words. ``language`` is the active one."""
    return sentence_on(opening_at(spec, calendar, minute), minute.date(), kind, language)


@memoized(4096)
def state_as_json(spec: str, calendar: Calendar, minute: datetime.datetime, kind: str, language: str | None) -> str:
    """The state as documents carry it. ``language`` is the active one: it decides the text."""
    return opening_as_json(opening_at(spec, calendar, minute), minute.date(), kind, language)


@memoized(1024)  # thousands of timetables open and close at the same few times
def opening_as_json(opening: Opening, today: datetime.date, kind: str, language: str | None) -> str:
    return orjson.dumps(
        {
            "state": opening.state,
            "reason": opening.reason,
            "text": sentence_on(opening, today, kind, language),
            "changes_at": opening.changes_at,
            "next_state": opening.next_state,
        }
    ).decode()


@memoized(1024)
def sentence_on(opening: Opening, today: datetime.date, kind: str, language: str | None) -> str:
    """An opening in words on a day in China: which time of the day it is does not matter to them."""
    return sentence(opening, datetime.datetime.combine(today, datetime.time(), SHANGHAI), kinds[kind].words)


@memoized(1024)
def osm_value(spec: str, calendar: Calendar, purpose: str, since: int) -> str:
    """The pattern as an OSM ``opening_hours`` value."""
    return osm(parsed(spec), calendar, purpose, since)


@per_version(2)
def official_calendar() -> Calendar:
    """The calendar as staff have entered it. Whoever changes it draws a sequence number, so it is read anew."""
    return calendar_of(tuple(OfficialDay.objects.order_by("date").values_list("date", "kind", "name")))


@memoized(4)
def calendar_of(days: Days) -> Calendar:
    """One object for equal content, so that evaluators outlive what was published meanwhile."""
    return Calendar(days)


@memoized(8192)
def evaluator(spec: str, calendar: Calendar) -> Hours:
    """The evaluator of a stored pattern, shared by all places that keep it."""
    return Hours(parsed(spec), calendar)


BEGINNING = "1970-01-01"  # of what has no beginning: before any day that can be asked for


class Timetable(NamedTuple):
    """A place's pattern as it is kept."""

    key: str
    spec: str


def timetable_of(place: Any, summer: str = "") -> Timetable:
    """A place's timetable: its rows, its exceptions, its own summer or else the given one (its region's)."""
    hours = tuple(map(HoursRow.of, fetched(place, "opening_hours")))
    exceptions = tuple(map(HoursChange.of, fetched(place, "hours_exceptions")))
    if not place.is_working:  # whatever else was announced
        exceptions = (HoursChange(BEGINNING, "", "all", "daily", None, None, str(place.get_operation_display())),)
    return timetable(hours, exceptions, place.summer or summer, "opening_hours" in place.unfinished)


@memoized(8192)
def timetable(
    hours: tuple[HoursRow, ...], exceptions: tuple[HoursChange, ...], summer: str, partial: bool = False
) -> Timetable:
    pattern = Pattern.canonical(hours, exceptions, summer, partial)
    return Timetable(pattern.key, pattern.to_json())


def summers_by_region() -> dict[int, str]:
    """Every region's own summer, to be looked up from a place upwards. There are few."""
    return {summer.region_id: summer.summer for summer in Summer.objects.all()}


def summer_of(region: Region, summers: dict[int, str]) -> str:
    """The summer stated for this region or the nearest one it lies in, or empty."""
    return next((summers[step.code] for step in reversed(region.path) if step.code in summers), "")


def stored_patterns(specs: dict[str, str]) -> dict[str, int]:
    """The ids of these patterns, key → spec, by their keys; new ones are written."""
    there = HoursPattern.objects.filter(key__among=specs).values_list("key", "id")
    if new := specs.keys() - (found := dict(there)):
        HoursPattern.objects.bulk_create(
            [HoursPattern(key=key, spec=specs[key]) for key in sorted(new)], ignore_conflicts=True
        )
        found = dict(there.all())
    return found


def patterns_in(state: State, at: datetime.datetime) -> frozenset[int]:
    """The patterns that are in this state at this moment, for ``hours_pattern__in=``. Worked out once a minute."""
    return patterns_by_state(at)[state]


def patterns_by_state(at: datetime.datetime) -> dict[State, frozenset[int]]:
    return patterns_at(minute_of(at))


@per_version(64)
def patterns_at(minute: datetime.datetime) -> dict[State, frozenset[int]]:
    calendar = official_calendar()
    found: dict[State, set[int]] = {state: set() for state in State}
    for pattern_id, spec in HoursPattern.objects.values_list("id", "spec"):
        found[evaluator(spec, calendar).state_only(minute)].add(pattern_id)
    return {state: frozenset(ids) for state, ids in found.items()}
