"""What search reads of entries: fixed statements by key, beside those of ``core.entries``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from directory.core.batches import in_batches
from directory.core.index.entries import ENTRIES, run
from directory.core.index.keys import ID, RANKS

FOUND_BY = "SELECT key, found_by FROM core_entry WHERE key IN ({keys})"
FOUND = (
    "SELECT entry.key, entry.slug, entry.name, entry.found_by, entry.summary, pattern.id, pattern.spec, entry.kind,"  # nosec B608
    f" (entry.key >> {ID}) & {RANKS - 1} FROM {ENTRIES} WHERE entry.key IN ({{keys}})"
)
DOCUMENTS = (
    "SELECT entry.key, document.text FROM core_entry AS entry JOIN core_document AS document ON document.entry_id = entry.id"
    " WHERE entry.key IN ({keys})"
)
POSITIONS = "SELECT key, latitude, longitude FROM core_entry WHERE key IN ({keys})"
BATCH = 500  # keys in one statement


class EntryLine(NamedTuple):
    """What an entry is weighed and shown by."""

    key: int
    slug: str
    name: str
    found_by: str
    summary: str
    pattern: int | None
    hours_spec: str | None
    kind: str = ""
    rank: int = 0


def rows(keys: Collection[int]) -> dict[int, EntryLine]:
    return {row[0]: EntryLine(*row) for row in read(FOUND, keys)}


def found_by(keys: Collection[int]) -> dict[int, str]:
    return dict(read(FOUND_BY, keys))


def documents(keys: Collection[int]) -> dict[int, str]:
    """What was published of each, as JSON."""
    return dict(read(DOCUMENTS, keys))


def positions(keys: Collection[int]) -> dict[int, tuple[float, float]]:
    """Where those of the entries stand that have a position."""
    return {key: (float(latitude), float(longitude)) for key, latitude, longitude in read(POSITIONS, keys) if latitude}


def read(statement: str, keys: Collection[int]) -> list[Any]:
    found = []
    for some in in_batches(keys, BATCH):
        found += run(statement.format(keys=", ".join(["%s"] * len(some))), some)
    return found
