"""What public answers read of entries, as fixed statements.

The read path in one place: composing these by the ORM took several times as long as running them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection

from directory.core import bands

LINE = "entry.summary, pattern.spec"
ENTRIES = "core_entry AS entry LEFT JOIN core_hourspattern AS pattern ON pattern.id = entry.hours_pattern_id"
AT = (
    "SELECT entry.kind, entry.slug, COALESCE(document.text, ''), pattern.spec, entry.moved_to,"  # nosec B608
    f" entry.withdrawn_at IS NOT NULL FROM {ENTRIES} LEFT JOIN core_document AS document ON document.entry_id = entry.id"
    " WHERE entry.kind = %s AND entry.slug = %s"
)
BY_KEY = f"SELECT entry.key, {LINE} FROM {ENTRIES} WHERE entry.key IN "  # nosec B608
KEYS = "SELECT key FROM core_entry WHERE key BETWEEN %s AND %s ORDER BY key LIMIT %s OFFSET %s"


class Published(NamedTuple):
    """What stands at a public address."""

    kind: str
    slug: str
    document: str
    hours_spec: str | None
    moved_to: str
    withdrawn: bool

    @property
    def data(self) -> dict[str, Any]:
        return orjson.loads(self.document)


class SummaryRow(NamedTuple):
    """A row of a list: the summary as stored and, of a place, its timetable."""

    summary: str
    hours_spec: str | None


def run(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def at(kind: str, slug: str) -> Published | None:
    """The entry at an address, live or a tombstone."""
    rows = run(AT, [kind, slug]) if slug.isprintable() else []
    return Published(*rows[0]) if rows else None


def lines(keys: Sequence[int]) -> list[SummaryRow]:
    """The lines of the entries with these keys, in this order."""
    return list(lines_by_key(keys).values())


def lines_by_key(keys: Sequence[int]) -> dict[int, SummaryRow]:
    """As ``lines``, each under its key. Those that were withdrawn meanwhile are left out."""
    if not keys:
        return {}
    found = {key: SummaryRow(*line) for key, *line in run(f"{BY_KEY} ({', '.join(['%s'] * len(keys))})", list(keys))}
    return {key: found[key] for key in keys if key in found}


def keys_from(first: int, last: int, most: int, skip: int = 0) -> list[int]:
    """The first keys in a range, in order, so many skipped."""
    return [key for (key,) in run(KEYS, [first, last, most, skip])]


def in_box(latitudes: tuple[float, float], longitudes: tuple[float, float]) -> list[tuple[Any, Any, int, int | None]]:
    """Position, key and timetable of every place in a box, from the index on positions alone."""
    return run(bands.in_box(*latitudes), [*longitudes, *latitudes])
