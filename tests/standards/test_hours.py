"""Hours in HSDS and FHIR, read as a client reads them, and our evaluator: the same answer at 10,000 random moments each."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from directory.core.hours import SHANGHAI, Hours, Pattern, Reason, State
from directory.core.hours.calendar import ONE_DAY
from directory.standards.fhir.codes import DAYS
from directory.standards.fhir.resources import FhirSource, closures, hours
from directory.standards.hsds.parts import BYDAY, HsdsSource, schedules
from directory.standards.weeks import HORIZON, Schedule, schedule
from tests.timetables import COUNTY_HOSPITAL, ER_YUAN, LUOSHAN, NIGHT_WINDOW, WEDNESDAY_AND_WEEKEND, calendar

from .patterns import random_pattern

KNOWN = [Pattern.of(rows) for rows in (LUOSHAN, ER_YUAN, COUNTY_HOSPITAL, NIGHT_WINDOW, WEDNESDAY_AND_WEEKEND)]
PATTERNS, MOMENTS = 50, 200


def timetables(chance: int) -> Iterator[tuple[Pattern, Any, list[datetime.datetime]]]:
    """A pattern, the moment at which it is told, and moments from then on."""
    seed = random.Random(chance)
    for number in range(PATTERNS):
        pattern = KNOWN[number] if number < len(KNOWN) else random_pattern(seed)
        today = datetime.date(2026, 1, 1) + ONE_DAY * seed.randrange(330)
        times = [datetime.time(seed.randrange(24), seed.choice([0, 15, 30, 59])) for _ in range(MOMENTS)]
        days = [today + ONE_DAY * seed.randrange(HORIZON) for _ in range(MOMENTS)]
        whens = [datetime.datetime.combine(*both, SHANGHAI) for both in zip(days, times, strict=True)]
        yield pattern, SimpleNamespace(calendar=calendar(), today=today), whens


def is_open(hours_of: Hours, when: datetime.datetime) -> bool:
    """Whether more than 急诊 is."""
    truth = hours_of.state(when)
    return truth.state is State.OPEN and truth.reason is not Reason.EMERGENCY


def of(pattern: Pattern, moment: Any) -> Schedule:
    return schedule(pattern.to_json(), moment.calendar, moment.today)


def test_hsds() -> None:
    compared = 0
    for pattern, moment, whens in timetables(19):
        it = HsdsSource(uuid.UUID(int=1), {"hours_spec": pattern.to_json()}, {}, "https://x", moment)
        rows, evaluator = schedules(it, ""), Hours(pattern, calendar())
        last = max((stretch.last for stretch in of(pattern, moment).stretches), default=datetime.date.min)
        for when in (one for one in whens if one.date() <= last):
            compared += 1
            assert told_by_hsds(rows, when) == is_open(evaluator, when), (pattern, when, rows)
    assert compared > 5000


def told_by_hsds(rows: list[Any], when: datetime.datetime) -> bool:
    day, now, name = when.date().isoformat(), when.strftime("%H:%M"), BYDAY[when.weekday()]
    here = [row for row in rows if row["valid_from"] <= day <= row["valid_to"] and name in row["byday"].split(",")]
    return any(
        row["opens_at"][:5] <= now < row["closes_at"][:5] or row["closes_at"][:5] == "23:59" == now for row in here
    )


def test_fhir() -> None:
    """The week that holds when it is asked for, and the days on which it is closed; other days are told in words alone."""
    compared = closed = 0
    for pattern, moment, whens in timetables(2027):
        document = {"hours_spec": pattern.to_json(), "operation": ""}
        it = FhirSource(SimpleNamespace(kind="office"), document, {}, "https://x", moment)  # type: ignore[arg-type]
        rows, evaluator, found = (
            hours(it, "openingTime", "closingTime"),
            Hours(pattern, calendar()),
            of(pattern, moment),
        )
        never = [row["during"] for row in closures(it)]
        for when in whens:
            day = when.date().isoformat()
            if any(during["start"] <= day <= during["end"] for during in never):
                closed += 1
                assert not is_open(evaluator, when), (pattern, when, never)
            elif found.stretches and when.date() <= found.stretches[0].last and not is_special(found, when.date()):
                compared += 1
                assert told_by_fhir(rows, when) == is_open(evaluator, when), (pattern, when, rows)
    assert compared > 4000
    assert closed > 200


def is_special(found: Schedule, day: datetime.date) -> bool:
    return any(days.first <= day <= days.last for days in found.special)


def told_by_fhir(rows: list[Any], when: datetime.datetime) -> bool:
    now, here = when.strftime("%H:%M:%S"), [row for row in rows if DAYS[when.weekday()] in row.get("daysOfWeek", ())]
    return any(row.get("allDay") or row["openingTime"] <= now < row["closingTime"] for row in here)
