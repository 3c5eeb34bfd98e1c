"""Fills the peers' tables from the rows: ``python -m benchmarks.peers.catalog.fill FOLDER``.

Past the ORM, by COPY or executemany: what is measured is serving, not this.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.catalog.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.data.geography import fixture  # noqa: E402

BATCH = 20_000
Tables = dict[str, list[tuple[Any, ...]]]

PLACE = ("id", "slug", "name", "aliases", "region_id", "address", "latitude", "longitude")
COLUMNS = {
    "hospital": (*PLACE, "level", "grade", "institution_type", "ownership", "designated"),
    "office": (*PLACE, "office_kind"),
    "hospitalphone": ("place_id", "number", "label", "kind"),
    "officephone": ("place_id", "number", "label", "kind"),
    "hospitalhours": ("place_id", "purpose", "days", "weekdays", "round_the_clock", "opens", "closes"),
    "officehours": ("place_id", "purpose", "days", "weekdays", "round_the_clock", "opens", "closes"),
    "hospital_departments": ("hospital_id", "department_id"),
    "office_serves": ("office_id", "region_id"),
    "office_schemes": ("office_id", "scheme_id"),
    "office_services": ("office_id", "service_id"),
    "region": ("code", "name", "level", "parent_id"),
    "department": ("id", "code", "name"),
    "scheme": ("id", "code", "name"),
    "service": ("id", "slug", "name"),
}


class Filler:
    """Turns rows into rows of tables, and writes them in batches."""

    def __init__(self) -> None:
        self.tables: Tables = {name: [] for name in COLUMNS}
        self.departments = self.numbered("hospitals.department", "departments", "code", "department")
        self.schemes = self.numbered("core.scheme", "schemes", "code", "scheme")
        self.services = self.numbered("offices.service", "services", "slug", "service")
        regions = fixture("regions", "core.region")
        self.add("region", *((row["code"], row["name"], row["level"], row.get("parent", [None])[0]) for row in regions))

    def numbered(self, model: str, name: str, key: str, table: str) -> dict[str, int]:
        rows = fixture(name, model)
        self.add(table, *((number, row[key], row["name"]) for number, row in enumerate(rows, 1)))
        return {row[key]: number for number, row in enumerate(rows, 1)}

    def add(self, table: str, *rows: tuple[Any, ...]) -> None:
        self.tables[table].extend(rows)

    def place(self, number: int, row: dict[str, Any]) -> None:
        kind = row["kind"]
        shared = ("slug", "name", "region", "address", "latitude", "longitude")
        slug, name, *rest = (row[field] for field in shared)
        self.add(f"{kind}phone", *((number, each["number"], each["label"], each["kind"]) for each in row["phones"]))
        self.add(f"{kind}hours", *((number, *hours(each)) for each in row["opening_hours"]))
        own = COLUMNS[kind][len(PLACE) :]
        self.add(kind, (number, slug, name, "\n".join(row["aliases"]), *rest, *(row[field] for field in own)))
        if kind == "hospital":
            self.add("hospital_departments", *((number, self.departments[code]) for code in row["departments"]))
        else:
            self.add("office_serves", *((number, code) for code in row["serves"]))
            self.add("office_schemes", *((number, self.schemes[code]) for code in row["schemes"]))
            self.add("office_services", *((number, self.services[slug]) for slug in row["services"]))

    def write(self) -> None:
        for table, rows in self.tables.items():
            if rows:
                store(f"catalog_{table}", COLUMNS[table], rows)
                rows.clear()


def hours(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["purpose"], row["days"], row.get("weekdays", ""), row.get("round_the_clock", False),
        row.get("opens"), row.get("closes"),
    )  # fmt: skip


def store(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def read(folder: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for name in ("hospitals", "offices"):
        with (folder / f"{name}.ndjson").open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield number, json.loads(line)


def create() -> None:
    """The tables of the models, with all their indexes."""
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("catalog").get_models():
            editor.create_model(model)


@transaction.atomic
def fill(folder: Path) -> int:
    filler, count = Filler(), 0
    for count, (number, row) in enumerate(read(folder), 1):
        filler.place(number, row)
        if count % BATCH == 0:
            filler.write()
    filler.write()
    return count


def hurry() -> None:
    """SQLite keeps the indexes in memory meanwhile; a file that breaks is made anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1000000")
            cursor.execute("PRAGMA synchronous = OFF")


def main() -> None:
    hurry()
    create()
    print(f"{fill(Path(sys.argv[1]))} rows", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
