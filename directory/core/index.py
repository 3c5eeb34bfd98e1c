"""The search index: the tokens of every live entry, best entries first, in the same order on every database.

An entry's key says where it stands: its kind, its rank, a random page, its record.
Reading keys upwards therefore yields the best first and may stop early.
Publishing writes the index in its own transaction; ``rebuild`` makes it anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from django.db import connections, transaction

from . import keys
from .findable import findables
from .index_backends import Backend, backends
from .keys import Key, span
from .models import Entry
from .tokens import Query, token_text

BATCH = 2000
MANY = 1000  # found entries are counted exactly up to here


class Found(NamedTuple):
    """The keys of one kind that have the tokens asked for, best first, and whether there are more."""

    keys: list[int]
    more: bool


def backend(using: str = "default") -> Backend:
    return backends[connections[using].vendor](using)


def key_of(kind: str, slug: str, rank: int, record: int) -> int:
    page = zlib.crc32(f"{kind}/{slug}".encode())
    return Key.made(findables[kind].number, rank, page, record)


def rows(entries: Iterable[Entry]) -> dict[int, str]:
    """Key → what it is found by, of the entries that can be found."""
    return {entry.key: entry.found_by for entry in entries if entry.found_by}


def replace(before: Mapping[int, str], after: Mapping[int, str], made: Mapping[str, str] | None = None) -> None:
    """Bring the index from these rows to those; inside the transaction that writes the entries.

    ``made``: tokens that are at hand, by what they are made of.
    """
    at_hand = made or {}
    gone = sorted(before.items() - after.items())
    new = sorted(after.items() - before.items())
    if gone:
        backend().remove([(key, token_text(found_by)) for key, found_by in gone])
    if new:
        backend().add([(key, at_hand.get(found_by) or token_text(found_by)) for key, found_by in new])


@transaction.atomic
def rebuild() -> int:
    """Make the index anew from the entries. Returns how many it holds."""
    live = Entry.objects.live().exclude(found_by="").order_by()
    keys = list(live.order_by("key").values_list("key", flat=True))
    backend().build(filled(keys))
    return len(keys)


def filled(keys: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        texts = dict(Entry.objects.filter(key__in=batch).values_list("key", "found_by"))
        yield from ((key, token_text(texts[key])) for key in batch)


def find(
    query: Query, kinds: Sequence[str] | None = None, most: int = MANY, using: str = "default"
) -> dict[str, Found]:
    """The first keys of every kind, or of these, that have the tokens asked for; kinds without any are left out.

    Tokens are a little generous: a long word may be found scattered over a name.
    """
    names = names_of_kinds()
    numbers = [number for number, kind in names.items() if kinds is None or kind in kinds]
    found = backend(using).find(query, numbers, most + 1) if query and all(query) and numbers else {}
    return {names[number]: Found(keys[:most], len(keys) > most) for number, keys in found.items() if keys}


def follow(query: Query, kind: str, after: int, most: int, skip: int = 0, *, using: str = "default") -> list[int]:
    """The first keys of a kind beyond a key that have the tokens asked for, so many skipped."""
    return backend(using).follow(query, number_of(kind), after, most, skip) if query and all(query) else []


def rest(query: Query, kind: str, after: int, most: int, using: str = "default") -> list[int] | None:
    """All keys of a kind beyond a key that have the tokens asked for; None where there are more than so many."""
    return backend(using).rest(query, number_of(kind), after, most) if query and all(query) else []


def number_of(kind: str) -> int:
    return findables[kind].number


@cache
def names_of_kinds() -> dict[int, str]:
    """Number → kind, in the order of the numbers."""
    return {declared.number: kind for kind, declared in sorted(findables.items(), key=lambda each: each[1].number)}


def kind_of(key: int) -> str:
    return names_of_kinds()[keys.kind_of(key)]


__all__ = [
    "MANY", "Found", "Key", "find", "follow", "key_of", "kind_of", "number_of", "rebuild", "replace", "rest",
    "rows", "span",
]  # fmt: skip
