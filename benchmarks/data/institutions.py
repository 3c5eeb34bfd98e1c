"""Realistic invented data: a million institutions and forty thousand insurance offices in China's real counties.

One JSON object a line, in ``hospitals.ndjson`` and ``offices.ndjson``, with the field
names and choice values of the models ``Hospital`` and ``Office``:

- both: ``kind`` (hospital, office), ``slug``, ``name``, ``aliases`` (list), ``region`` (code),
  ``address``, ``latitude``, ``longitude``, ``datum``, ``phones`` (``number``, ``label``, ``kind``),
  ``opening_hours`` (fields of OpeningHours, those with their default left out);
- hospitals: ``level``, ``grade``, ``institution_type``, ``ownership``, ``designated``, ``departments`` (codes);
- offices: ``office_kind``, ``serves`` (codes of regions), ``schemes`` (codes), ``services`` (slugs).

The same seed and size give the same bytes. What is drawn depends on the county alone,
so that counties can be made in parallel. ``sample.json`` holds a few thousand of the
rows, from which the works make their addresses.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import orjson

from .geography import County, counties, fixture
from .names import Names, NameSort, sorts_of
from .timetables import Timetable, frequencies, timetables

SEED = 20261123
INSTITUTIONS, OFFICES = 1_100_000, 40_000
SAMPLED = 6000

Row = dict[str, Any]
Sample = dict[str, list[Row]]  # hospitals at random, hospitals that have a level, offices


class Task(NamedTuple):
    """A county's part of the data."""

    seed: int
    county: County
    first: int
    institutions: int
    offices: int


def allotted(places: list[County], total: int) -> list[int]:
    """``total`` divided by the counties' weights, exactly."""
    whole = sum(place.weight for place in places)
    edges = [round(total * edge / whole) for edge in accumulate(place.weight for place in places)]
    return [edge - before for before, edge in zip([0, *edges], edges, strict=False)]


def for_offices(places: list[County], total: int) -> list[int]:
    """A bureau for every county where there are enough, the others by weight."""
    bureaus = 1 if total >= len(places) else 0
    return [bureaus + more for more in allotted(places, total - bureaus * len(places))]


def tasks(seed: int, institutions: int) -> list[Task]:
    places = counties(seed)
    hospitals = allotted(places, institutions)
    offices = for_offices(places, max(20, round(institutions * OFFICES / INSTITUTIONS)))
    first = accumulate([0, *hospitals])
    return [Task(seed, *each) for each in zip(places, first, hospitals, offices, strict=False)]


class Stock(NamedTuple):
    """What rows are put together from."""

    hours: dict[str, list[Timetable]]
    often: dict[str, list[float]]
    departments: list[str]
    schemes: list[str]
    services: list[str]


@cache
def stock(seed: int) -> Stock:
    hours = timetables(seed)
    return Stock(
        hours,
        {sort: frequencies(len(rows)) for sort, rows in hours.items()},
        [row["code"] for row in fixture("departments", "hospitals.department")],
        [row["code"] for row in fixture("schemes", "core.scheme")],
        [row["slug"] for row in fixture("services", "offices.service")],
    )


class Maker:
    """Makes the rows of one county."""

    def __init__(self, task: Task) -> None:
        self.county, self.first = task.county, task.first
        self.chance = Random(f"{task.seed} {task.county.code}")
        self.stock = stock(task.seed)
        self.names = Names(task.county, self.chance)
        self.sorts, self.shares = sorts_of(task.county)

    def hospital(self, number: int) -> Row:
        chance, county = self.chance, self.county
        sort: NameSort = chance.choices(self.sorts, cum_weights=self.shares)[0]
        level = chance.choices((3, 2, 1, 0), cum_weights=(10, 40, 75, 100))[0] if sort.rated else sort.level
        kind = chance.choices(*sort.types)[0]
        name, aliases = self.names.institution(sort, kind, level)
        private = chance.random() < sort.private
        return {
            "kind": "hospital",
            "slug": f"{sort.slug}-{self.first + number:07}",
            "name": name,
            "aliases": aliases,
            "region": county.code,
            **self.position(),
            "phones": self.phones(sort.phones),
            "opening_hours": self.timetable(sort.hours),
            "level": level,
            "grade": ("", "b", "a", "a")[level] if level and chance.random() < 0.7 else "",
            "institution_type": kind,
            "ownership": "private" if private else "public",
            "designated": chance.random() < (0.5 if private else 0.95),
            "departments": self.departments(sort),
        }

    def office(self, number: int) -> Row:
        chance, county = self.chance, self.county
        bureau = number == 0
        name, aliases, kind = self.names.office(number)
        services = self.stock.services
        return {
            "kind": "office",
            "slug": f"yibao-{county.code}-{number:03}",
            "name": name,
            "aliases": aliases,
            "region": county.code,
            **self.position(),
            "phones": self.phones(1.0 if bureau else 0.5),
            "opening_hours": self.timetable("office"),
            "office_kind": kind,
            "serves": [county.code],
            "schemes": self.stock.schemes[:2] if bureau or chance.random() < 0.6 else ["resident"],
            "services": services if bureau else sorted(chance.sample(services, chance.randint(3, 10))),
        }

    def position(self) -> Row:
        """Most stand close to the middle of a town, some far out."""
        chance, county = self.chance, self.county
        spread = 0.03 if county.urban else 0.08
        return {
            "address": self.names.address(),
            "latitude": round(county.latitude + chance.gauss(0, spread), 6),
            "longitude": round(county.longitude + chance.gauss(0, spread * 1.2), 6),
            "datum": "wgs84",
        }

    def phones(self, share: float) -> list[Row]:
        chance = self.chance
        if chance.random() > share:
            return []
        landline = {"number": self.landline(), "label": "", "kind": "landline"}
        if chance.random() < 0.8:
            return [landline]
        mobile = f"1{chance.choice('3578')}{chance.randrange(10**9):09}"
        return [landline, {"number": mobile, "label": "咨询", "kind": "mobile"}]

    def landline(self) -> str:
        long = self.county.area_code in ("010", "020", "021", "022", "023", "024", "025", "027", "028", "029")
        digits = self.chance.randrange(2 * 10**7, 9 * 10**7) if long else self.chance.randrange(2 * 10**6, 9 * 10**6)
        return f"{self.county.area_code}-{digits}"

    def timetable(self, sort: str) -> Timetable:
        if self.chance.random() < 0.1:
            return []
        return self.chance.choices(self.stock.hours[sort], cum_weights=self.stock.often[sort])[0]

    def departments(self, sort: NameSort) -> list[str]:
        if not sort.rated:
            return list(self.chance.choice(sort.departments))
        return sorted(self.chance.sample(self.stock.departments, self.chance.randint(3, 6)))


def made(task: Task) -> tuple[bytes, bytes, Sample]:
    """A county's lines in both files, and the rows of it that are sampled."""
    maker = Maker(task)
    hospitals = [maker.hospital(number) for number in range(task.institutions)]
    offices = [maker.office(number) for number in range(task.offices)]
    rated = [row for row in hospitals if row["slug"].startswith("yiyuan") and row["level"]]
    return (
        lines(hospitals),
        lines(offices),
        {"hospitals": hospitals[::150], "rated": rated[::8], "offices": offices[::8]},
    )


def lines(rows: list[Row]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def written(folder: Path, institutions: int, seed: int = SEED) -> Iterator[int]:
    """Write the files; yields how many institutions are done. Nothing to do where they are there."""
    done = folder / "sample.json"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    parts, finished = tasks(seed, institutions), 0
    sample: Sample = {"hospitals": [], "rated": [], "offices": []}
    with (
        (folder / "hospitals.ndjson").open("wb") as hospitals,
        (folder / "offices.ndjson").open("wb") as offices,
        multiprocessing.Pool() as pool,
    ):
        for part, (one, other, some) in zip(parts, pool.imap(made, parts, chunksize=8), strict=True):
            hospitals.write(one)
            offices.write(other)
            for name, rows in some.items():
                sample[name] += rows
            finished += part.institutions
            yield finished
    chance = Random(seed)
    thinned = {name: chance.sample(rows, min(len(rows), SAMPLED)) for name, rows in sample.items()}
    done.write_text(json.dumps(thinned, ensure_ascii=False), encoding="utf-8")


def sample_of(folder: Path) -> Sample:
    found: Sample = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    return found
