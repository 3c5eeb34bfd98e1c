"""``python -m benchmarks.lists [ROWS]``: a seeded list as people keep it, checked as the import desk checks it.

Names, regions, phones and hours are written in the forms of public lists; a tenth of the places stand in it twice, as
many beside one that looks like them. What each row says is known, so what was read of it can be counted. The rows are
made of real counties and areas; the same seed and size give the same bytes.
"""

from __future__ import annotations

import csv
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from .data.list_hours import Hours
from .data.lists import HEADINGS, ListRow, seeded
from .speed.servers import anonymous

ROOT = Path(__file__).resolve().parent.parent


def write(path: Path, rows: list[ListRow], encoding: str = "gb18030") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        table.writerows(row.cells for row in rows)


# What is measured


class Rates(NamedTuple):
    """Of what the rows state, how much was read as they state it."""

    phones: float
    regions: float
    hours: float
    precision: float
    recall: float


def rates(path: Path, rows: list[ListRow]) -> Rates:
    """Read the file as the import does, row by row, without its writing; what was read is compared for duplicates."""
    from directory.core.changes.likeness import likenesses
    from directory.core.loading import written
    from directory.core.loading.errors import LineError
    from directory.core.loading.lists import tables
    from directory.core.loading.lists.columns import guess
    from directory.core.loading.lists.importing import Import, fields_of, shape_of
    from directory.core.loading.loader import Desk
    from directory.core.models import Article

    every = list(tables.rows(path))
    mapping = guess(HEADINGS, [row for _number, row in every[:200]], fields_of(shape_of(Desk(), "hospital")))
    engine = Import("hospital", Article(title="", slug=""), mapping, writes=False)
    counts, places = dict.fromkeys(("phones", "regions", "hours"), 0), []
    for (number, cells), row in zip(every, rows, strict=True):
        result = engine.cells.read(number, cells)
        line = result.line or result.partial
        counts["regions"] += line.get("region") == row.region
        region = engine.world.gazetteer.regions.get(line.get("region", 0))
        found: dict[str, list[Any]] = {}
        for name in ("phones", "opening_hours"):
            try:
                given, doubts = written.read({name: line.get(name, [])}, region)
                found[name] = [] if doubts else given[name]
            except LineError:
                found[name] = []
        phones = frozenset((str(each["number"]), str(each.get("extension", ""))) for each in found["phones"])
        counts["phones"] += bool(row.phones) and phones == row.phones
        counts["hours"] += row.hours is not None and said(found["opening_hours"]) == row.hours
        if line.get("region"):
            result.line = line
            places.append(engine.likely.place(result, [number for number, _extension in phones]))
    same = {-number: row.place for (number, _cells), row in zip(every, rows, strict=True)}
    candidates = [frozenset((each.one, each.other)) for each in likenesses(places) if each.is_candidate]
    return Rates(
        counts["phones"] / max(1, sum(bool(row.phones) for row in rows)),
        counts["regions"] / len(rows),
        counts["hours"] / max(1, sum(row.hours is not None for row in rows)),
        *precision_and_recall(set(candidates), same),
    )


def precision_and_recall(pairs: set[frozenset[int]], same: dict[int, int]) -> tuple[float, float]:
    """Of the pairs taken for one place, by which place each row really is."""
    right = sum(len({same[row] for row in pair}) == 1 for pair in pairs)
    twice = sum(count * (count - 1) // 2 for count in Counter(same.values()).values())
    return right / max(1, len(pairs)), right / max(1, twice)


def said(rows: list[dict[str, Any]]) -> Hours:
    """Rows of a timetable as the seeded list tells them."""
    found = set()
    for row in rows:
        season = "" if row["season"] == "whole_year" else row["season"]
        if season == "dated":
            season = f"{row['from_month']}-{row['to_month']}"
        times = ("24", "24") if row.get("round_the_clock") else (row["opens"], row["closes"])
        found.add((row["weekdays"] or row["days"], *times, season))
    return frozenset(found)


class Spent(NamedTuple):
    """What one command took."""

    wall: float
    cpu: float
    megabytes: float  # its own: pages of the database's file that it has mapped are the system's


def checked(path: Path) -> Spent:
    """The list's preview, by the command: nothing is written."""
    command = ["import_list", str(path), "--kind", "hospital", "--source", "名单", "--check", "-v", "0"]
    # As it is served: with DEBUG Django keeps the text of its queries, whose lists of names are megabytes.
    served = os.environ | {"DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "localhost"}
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, env=served)
    most = 0.0
    while not (found := os.wait4(process.pid, os.WNOHANG))[0]:
        most = max(most, anonymous(process.pid) / 1024)
        time.sleep(0.05)
    _pid, status, usage = found
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: some rows are refused or doubtful, as they should be
        raise SystemExit(f"import_list: {status}")
    return Spent(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, most)


def main(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/list.sqlite3")
        os.environ |= {"DJANGO_SETTINGS_MODULE": "directory.settings", "DEBUG": "1"}
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.DEBUG = False  # else Django keeps every query it makes
        call_command("migrate", verbosity=0)
        call_command("seed", verbosity=0)
        path, rows = Path(folder) / "list.csv", list(seeded(size))
        write(path, rows)
        spent, found = checked(path), rates(path, rows)
    print(
        f"{len(rows):,} rows; read as they state it: phones {found.phones:.4f}, regions {found.regions:.4f}, ", end=""
    )
    print(f"hours {found.hours:.4f}; duplicates: precision {found.precision:.4f}, recall {found.recall:.4f}")
    print(f"checked preview: {len(rows) / spent.wall:,.0f} rows/s by the clock, {len(rows) / spent.cpu:,.0f} ", end="")
    print(f"per second of CPU, {spent.megabytes:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
