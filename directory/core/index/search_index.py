"""The search index: the tokens of every live entry, best entries first, in the same order on every database.

An entry's key says where it stands: its kind, its rank, its record. Publishing writes
the index in its own transaction; ``rebuild`` makes it anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import connection, transaction

from directory.core.batches import in_batches
from directory.core.caches import memoized
from directory.core.models import Entry, Sequence
from directory.core.models.versions import per_version

from . import keys
from .keys import Key, span
from .postings import Postings, Ranks
from .terms import findables
from .tokens import LOOSE, Query, token_text

BATCH = 10_000  # entries that are indexed at once by ``rebuild``
MANY = 1000  # found entries are counted exactly up to here


class Found(NamedTuple):
    """The keys of one kind that have the tokens asked for, best first, and whether there are more."""

    keys: list[int]
    more: bool


@per_version(1)
def ranks() -> Ranks:
    """Of all entries."""
    return postings().ranks()


def postings() -> Postings:
    return Postings(connection, connection.vendor)


def key_of(kind: str, rank: int, record: int) -> int:
    return Key.made(findables[kind].number, rank, record)


def rows(entries: Iterable[Entry]) -> dict[int, str]:
    """Key → what it is found by, of the entries that can be found."""
    return {entry.key: entry.found_by for entry in entries if entry.found_by}


def replace(before: Mapping[int, str], after: Mapping[int, str], made: Mapping[str, str] | None = None) -> None:
    """Bring the index from these rows to those; inside the transaction that writes the entries.

    ``made``: tokens that are at hand, by what they are made of.
    """
    at_hand = made or {}
    gone = before.items() - after.items()
    new = after.items() - before.items()
    if gone or new:
        postings().write(
            [(key, token_text(found_by)) for key, found_by in gone],
            [(key, at_hand.get(found_by) or token_text(found_by)) for key, found_by in new],
        )


@transaction.atomic
def rebuild() -> int:
    """Make the index anew from the entries. Returns how many it holds."""
    Sequence.draw(1)  # nobody publishes meanwhile, and nobody goes on with what is remembered of the index before
    # By record, so that those of a block come together; that is read from an index alone.
    live = Entry.objects.filter(object_id__isnull=False).order_by("content_type", "object_id")
    order, count = live.values_list("pk", flat=True), 0
    postings().clear()
    for some in in_batches(order, BATCH):
        found = Entry.objects.filter(pk__among=some).exclude(found_by="").order_by()
        batch = [(key, token_text(found_by)) for key, found_by in found.values_list("key", "found_by")]
        postings().write([], batch)
        count += len(batch)
    return count


def find(query: Query, kinds: Collection[str] | None = None, most: int = MANY) -> dict[str, Found]:
    """The first keys of every kind, or of these, that have the tokens asked for; kinds without any are left out.

    Tokens are a little generous: a long word may be found scattered over a name.
    """
    names = names_of_kinds()
    numbers = [number for number, kind in names.items() if kinds is None or kind in kinds]
    if not (query and all(query) and numbers):
        return {}
    found = postings().find(query, numbers).items()
    ranked = ranks() if found else {}
    return {names[number]: Found(matches.keys(ranked, most), len(matches) > most) for number, matches in found}


def follow(query: Query, kind: str, after: int, most: int, skip: int = 0) -> list[int]:
    """The first keys of a kind beyond a key that have the tokens asked for, so many skipped."""
    if not (query and all(query)):
        return []
    number = number_of(kind)
    matches = postings().find(query, [number]).get(number)
    return matches.keys(ranks(), skip + most, after)[skip:] if matches else []


def unsure(keys: Iterable[int]) -> list[int]:
    """Those of the entries with these keys that may not hold the words by whose tokens they were found."""
    return postings().having(LOOSE, keys)


def number_of(kind: str) -> int:
    return findables[kind].number


@memoized(None)
def names_of_kinds() -> dict[int, str]:
    """Number → kind, in the order of the numbers."""
    return {declared.number: kind for kind, declared in sorted(findables.items(), key=lambda each: each[1].number)}


def kind_of(key: int) -> str:
    return names_of_kinds()[keys.kind_of(key)]


__all__ = [
    "MANY", "Found", "Key", "find", "follow", "key_of", "kind_of", "number_of", "rebuild", "replace", "rows", "span",
    "unsure",
]  # fmt: skip
