"""What public answers read of entries, as fixed statements.

The read path in one place: composing these by the ORM took several times as long as running them.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
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


# What the standards read: entries by their identities, and the identities of what documents mention.

ENTRY = "entry.kind, entry.slug, entry.uid, COALESCE(document.text, ''), pattern.spec, entry.moved_to, entry.sequence"
WITH_DOCUMENT = f"{ENTRIES} LEFT JOIN core_document AS document ON document.entry_id = entry.id"


@dataclass(frozen=True)
class Identified:
    """A live entry, or a tombstone without a document, with the identity it has for standards."""

    kind: str
    slug: str
    uid: uuid.UUID
    text: str
    hours_spec: str | None
    sequence: int

    @property
    def withdrawn(self) -> bool:
        return not self.text

    @cached_property
    def document(self) -> dict[str, Any]:
        """With its timetable beside, as pages have it. Read once: nobody may change it."""
        return orjson.loads(self.text) | {"hours_spec": self.hours_spec}


def identified(row: Sequence[Any]) -> Identified:
    kind, slug, uid, text, spec, _moved_to, sequence = row
    return Identified(kind, slug, as_uid(uid), text, spec, sequence)


def as_uid(value: Any) -> uuid.UUID:
    """From the database: SQLite has no type for it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def uid_value(uid: uuid.UUID) -> Any:
    """As the database takes it."""
    return uid if connection.vendor == "postgresql" else uid.hex


def by_uid(uid: uuid.UUID) -> Identified | None:
    rows = run(f"SELECT {ENTRY} FROM {WITH_DOCUMENT} WHERE entry.uid = %s", [uid_value(uid)])  # nosec B608
    return identified(rows[0]) if rows else None


def identified_by_key(keys: Sequence[int]) -> list[Identified]:
    """The live entries with these keys, in this order."""
    return [entry for _key, entry in identified_of(keys)]


def identified_of(keys: Sequence[int]) -> list[tuple[int, Identified]]:
    """As ``identified_by_key``, each with its key."""
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    rows = run(f"SELECT entry.key, {ENTRY} FROM {WITH_DOCUMENT} WHERE entry.key IN ({marks})", list(keys))  # nosec B608
    found = {key: identified(row) for key, *row in rows}
    return [(key, found[key]) for key in keys if key in found]


def uids(addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], uuid.UUID]:
    """The identities of the entries at these addresses, each a kind and a slug."""
    by_kind: dict[str, set[str]] = {}
    for kind, slug in addresses:
        by_kind.setdefault(kind, set()).add(slug)
    if not by_kind:
        return {}
    where = " OR ".join(f"kind = %s AND slug IN ({', '.join(['%s'] * len(slugs))})" for slugs in by_kind.values())
    values = [value for kind, slugs in by_kind.items() for value in (kind, *sorted(slugs))]
    rows = run(f"SELECT kind, slug, uid FROM core_entry WHERE uid IS NOT NULL AND ({where})", values)  # nosec B608
    return {(kind, slug): as_uid(uid) for kind, slug, uid in rows}


def live_key(uid: uuid.UUID, kinds: Sequence[str]) -> int | None:
    """The key of a live entry of one of these kinds."""
    marks = ", ".join(["%s"] * len(kinds))
    statement = f"SELECT key FROM core_entry WHERE uid = %s AND key > 0 AND kind IN ({marks})"  # nosec B608
    rows = run(statement, [uid_value(uid), *kinds]) if kinds else []
    return rows[0][0] if rows else None


class Named(NamedTuple):
    """An entry with its line in lists and what it is found by."""

    key: int
    kind: str
    slug: str
    uid: uuid.UUID
    summary: str
    found_by: str


def named(keys: Collection[int]) -> list[Named]:
    """The live entries with these keys, in no order."""
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    rows = run(f"SELECT key, kind, slug, uid, summary, found_by FROM core_entry WHERE key IN ({marks})", list(keys))  # nosec B608
    return [Named(key, kind, slug, as_uid(uid), summary, text) for key, kind, slug, uid, summary, text in rows]


def identified_by_uid(uids: Collection[uuid.UUID]) -> dict[str, Identified]:
    """The live entries with these identities, by these as text."""
    if not uids:
        return {}
    marks = ", ".join(["%s"] * len(uids))
    statement = f"SELECT {ENTRY} FROM {WITH_DOCUMENT} WHERE entry.uid IN ({marks}) AND entry.key > 0"  # nosec B608
    found = map(identified, run(statement, [uid_value(uid) for uid in uids]))
    return {str(entry.uid): entry for entry in found}
