"""The search index: the tokens of every live entry, best entries first, in the same order on every database.

An entry's key in the index says where it stands: its kind, its rank, a random page,
its id. Reading keys upwards therefore yields the best first and may stop early.
Publishing writes the index in its own transaction; ``rebuild`` makes it anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connections, transaction

from .findable import findables
from .index_backends import Backend, backends
from .keys import Key, span
from .models import Entry
from .tokens import Query, tokens

BATCH = 2000
MANY = 1000  # found entries are counted exactly up to here


class Found(NamedTuple):
    """The keys of one kind that have the tokens asked for, best first, and whether there are more."""

    keys: list[int]
    more: bool


def backend(using: str = "default") -> Backend:
    return backends[connections[using].vendor](using)


def key_of(kind: str, slug: str, rank: int, pk: int) -> int:
    page = zlib.crc32(f"{kind}/{slug}".encode())
    return Key.made(findables[kind].number, rank, page, pk)


def rows(entries: Iterable[Entry]) -> dict[int, str]:
    """Key → what it is found by, of the entries that can be found."""
    return {key_of(entry.kind, entry.slug, entry.rank, entry.pk): entry.found_by for entry in entries if entry.found_by}


def replace(before: Mapping[int, str], after: Mapping[int, str]) -> None:
    """Bring the index from these rows to those; inside the transaction that writes the entries."""
    gone = sorted(before.items() - after.items())
    new = sorted(after.items() - before.items())
    if gone:
        backend().remove([(key, tokens(found_by)) for key, found_by in gone])
    if new:
        backend().add([(key, tokens(found_by)) for key, found_by in new])


@transaction.atomic
def rebuild() -> int:
    """Make the index anew from the entries. Returns how many it holds."""
    live = Entry.objects.live().exclude(found_by="").order_by()
    places = sorted((key_of(*row), row[-1]) for row in live.values_list("kind", "slug", "rank", "pk").iterator())
    backend().build(filled(places))
    return len(places)


def filled(places: list[tuple[int, int]]) -> Iterator[tuple[int, set[str]]]:
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        texts = dict(Entry.objects.filter(pk__in=[pk for _key, pk in batch]).values_list("pk", "found_by"))
        yield from ((key, tokens(texts[pk])) for key, pk in batch)


def find(
    query: Query, kinds: Sequence[str] | None = None, most: int = MANY, using: str = "default"
) -> dict[str, Found]:
    """The first keys of every kind, or of these, that have the tokens asked for; kinds without any are left out.

    Tokens are a little generous: a long word may be found scattered over a name.
    """
    numbers = sorted(declared.number for kind, declared in findables.items() if kinds is None or kind in kinds)
    names = {declared.number: kind for kind, declared in findables.items()}
    found = backend(using).find(query, numbers, most + 1) if query and all(query) and numbers else {}
    return {names[number]: Found(keys[:most], len(keys) > most) for number, keys in found.items() if keys}


__all__ = ["MANY", "Found", "Key", "find", "key_of", "rebuild", "replace", "rows", "span"]
