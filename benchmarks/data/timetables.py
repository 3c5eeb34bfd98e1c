"""Some two thousand distinct timetables, as rows of OpeningHours; a few are frequent, most are rare."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

Timetable = list[dict[str, Any]]
SORTS = {"hospital": 500, "small": 1200, "office": 300}


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def row(purpose: str, days: str, opens: int, closes: int, weekdays: str = "") -> dict[str, Any]:
    return {"purpose": purpose, "days": days, "weekdays": weekdays, "opens": clock(opens), "closes": clock(closes)}


def half_days(chance: Random, purpose: str, days: str) -> Timetable:
    """A morning and an afternoon."""
    morning, noon = chance.randrange(450, 545, 5), chance.randrange(680, 735, 10)
    return [
        row(purpose, days, morning, noon),
        row(purpose, days, chance.randrange(790, 880, 10), chance.randrange(1000, 1095, 5)),
    ]


def hospital(chance: Random) -> Timetable:
    """Clinics by day, some of them on Saturday mornings; casualty round the clock."""
    rows = half_days(chance, "outpatient", chance.choice(["workdays", "workdays", "daily"]))
    if rows[0]["days"] == "workdays" and chance.random() < 0.5:
        rows.append(row("outpatient", "weekdays", 480, chance.randrange(660, 730, 10), chance.choice(["6", "67"])))
    return [*rows, {"purpose": "emergency", "days": "daily", "round_the_clock": True}]


def small(chance: Random) -> Timetable:
    """A clinic: the whole day with or without a rest, or all week but Sunday."""
    shape = chance.random()
    if shape < 0.02:
        return [{"purpose": "all", "days": "daily", "round_the_clock": True}]
    if shape < 0.4:
        return half_days(chance, "all", "daily")
    opens, closes = chance.randrange(420, 545, 5), chance.randrange(1050, 1330, 10)
    if shape < 0.6:
        return [row("all", "weekdays", opens, closes, "123456")]
    return [row("all", "daily", opens, closes)]


def office(chance: Random) -> Timetable:
    rows = half_days(chance, "all", "workdays")
    return [*rows, row("window", "weekdays", 540, 690, "6")] if chance.random() < 0.2 else rows


def timetables(seed: int) -> dict[str, list[Timetable]]:
    """By sort of place; as many distinct ones as ``SORTS`` says."""
    makers = {"hospital": hospital, "small": small, "office": office}
    return {sort: list(distinct(makers[sort], Random(f"{seed} hours {sort}"), count)) for sort, count in SORTS.items()}


def distinct(make: Any, chance: Random, count: int) -> Iterator[Timetable]:
    seen: set[str] = set()
    while len(seen) < count:
        made = make(chance)
        if repr(made) not in seen:
            seen.add(repr(made))
            yield made


def frequencies(count: int) -> list[float]:
    """Cumulated weights of so many timetables: the first are much more frequent than the last."""
    total, found = 0.0, []
    for place in range(count):
        total += 1 / (place + 5)
        found.append(total)
    return found
