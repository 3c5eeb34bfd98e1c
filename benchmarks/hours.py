"""How fast timetables are evaluated, and what ``open_at`` costs among 1 k, 100 k and 1.1 M places.

    python -m benchmarks.hours [places …]

Makes a SQLite file of synthetic hospitals in a temporary folder, with 2,000 distinct
timetables, and prints a table. Every figure is the median of several runs.
"""

from __future__ import annotations

import datetime
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = (1_000, 100_000, 1_100_000)
PATTERNS = 2_000
RUNS = 5
MOMENTS = {"Monday 09:00": "2026-11-23T09:00:00+08:00", "Monday 20:00": "2026-11-23T20:00:00+08:00"}


def set_up(folder: str) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.DEBUG = False  # else Django keeps every query it makes
    call_command("migrate", verbosity=0)
    call_command("loaddata", "calendar", verbosity=0)


def patterns() -> list[Any]:
    """Distinct timetables: a morning and an afternoon, some at weekends, a few of them round the clock."""
    from directory.core.hours import HoursRow, Pattern

    found = [Pattern((HoursRow("all", "daily", "whole_year", 0, 1440),))]
    for number in range(1, PATTERNS):
        opens, rest, days = 420 + number % 30 * 5, 720 - number % 7 * 10, "daily" if number % 5 == 0 else "workdays"
        closes = 1020 + number // 30
        lines = HoursRow("all", days, "whole_year", opens, rest), HoursRow("all", days, "whole_year", 840, closes)
        found.append(Pattern(tuple(sorted(lines))))
    return found


def first_place() -> None:
    from directory.core.index import timetables
    from directory.core.models import Entry, Region
    from directory.core.publishing.publish import publish
    from hospitals.models import Hospital

    names = {"name": "阜新市", "short_name": "阜新", "pinyin": "fuxin", "initials": "fx"}
    nation = Region.objects.create(code=100000, level="nation", **names)
    city = Region.objects.create(code=210900, level="city", parent=nation, **names)
    hospital = Hospital.objects.create(id=1, slug="h1", name="医院", region=city, status="published")
    publish([hospital])
    ids = sorted(timetables.stored_patterns({pattern.key: pattern.to_json() for pattern in patterns()}).values())
    Entry.objects.filter(object_id=1).update(id=1, hours_pattern=ids[0])


def grow(size: int) -> None:
    """Copy the first hospital and its entry until there are so many."""
    from django.db import connection
    from django.db.models import Max

    from directory.core.models import Entry, HoursPattern, Sequence
    from hospitals.models import Hospital

    last, first_pattern = Hospital.objects.aggregate(last=Max("id"))["last"], HoursPattern.objects.order_by("id")[1].id
    number = {"id": "i", "slug": "'h' || i", "object_id": "i", "sequence": "i", "key": "one.key + i - 1"}
    number["hours_pattern_id"] = f"{first_pattern} + i % {PATTERNS}"
    with connection.cursor() as cursor:
        for model in (Hospital, Entry):
            columns = [field.column for field in model._meta.concrete_fields]
            values = ", ".join(number.get(str(column), f'one."{column}"') for column in columns)
            names, table = ", ".join(f'"{column}"' for column in columns), model._meta.db_table
            cursor.execute(
                f"WITH RECURSIVE n(i) AS (SELECT {last + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
                f' INSERT INTO "{table}" ({names}) SELECT {values} FROM n, "{table}" one WHERE one.id = 1'
            )
        cursor.execute("ANALYZE")
    Sequence.objects.update(value=size + 1)


def median(task: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> float:
    """Seconds."""
    taken = []
    for _ in range(RUNS):
        before()
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def evaluations() -> None:
    from directory.core.hours import Hours
    from directory.core.index.timetables import official_calendar

    calendar, moment = official_calendar(), datetime.datetime.fromisoformat(MOMENTS["Monday 09:00"])
    fresh = [Hours(pattern, calendar) for pattern in patterns()]
    start = time.perf_counter()
    for hours in fresh:
        hours.state(moment)
    print(f"state and next change, timetables never asked before: {PATTERNS / (time.perf_counter() - start):,.0f}/s")
    minutes = [moment + datetime.timedelta(minutes=number) for number in range(20)]
    for name, count in (("state_only", 1), ("state", 1)):
        taken = median(lambda: [getattr(hours, name)(minute) for hours in fresh for minute in minutes])  # noqa: B023
        print(f"{name}, days remembered: {count * PATTERNS * len(minutes) / taken:,.0f}/s")


def filtering(size: int) -> None:
    from django.http import QueryDict

    from directory.core.hours import State
    from directory.core.index import timetables
    from hospitals.filters import HospitalFilterSet
    from hospitals.models import Hospital

    for name, moment in MOMENTS.items():
        at = datetime.datetime.fromisoformat(moment)
        query = QueryDict(f"open_at={moment.replace('+', '%2B')}")

        def listed(query: QueryDict = query) -> Any:
            filterset = HospitalFilterSet(query, queryset=Hospital.objects.published())
            assert not filterset.errors
            return filterset.listing

        first = median(partial(timetables.patterns_in, State.OPEN, at), timetables.patterns_at.forget)
        page = median(lambda: listed()[0:20])
        count = median(lambda: listed().counted)
        found = listed().records.count()
        cells = (f"{size:,}", name, f"{found:,}", f"{first * 1e3:.1f}", f"{page * 1e3:.1f}", f"{count * 1e3:.1f}")
        print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        first_place()
        evaluations()
        print(
            "\n| places | moment | open | patterns, once a minute (ms) | page of 20 (ms) | count, at most 1,000 (ms) |"
        )
        print("|---|---|---|---|---|---|")
        for size in sizes:
            grow(size)
            filtering(size)


if __name__ == "__main__":
    main()
