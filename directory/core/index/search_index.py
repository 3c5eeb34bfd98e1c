"""The search index: the tokens of every live entry, best entries first, in the same order on every database.

An entry's key says where it stands: its kind, its rank, its record. Publishing writes
the index in its own transaction; ``rebuild`` makes it anew.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from django.db import connection, transaction
from pyroaring import BitMap

from directory.core.batches import in_batches
from directory.core.caches import memoized
from directory.core.kinds import kinds as declared_kinds
from directory.core.models import Entry, Sequence
from directory.core.models.versions import per_version

from . import keys
from .bitmaps import Bitmaps, Matches, by_kind, union
from .keys import Key, span
from .postings import EMPTY, placed
from .scoring import Boost, Scored, Scoring, ScoringQuery
from .tokens import LOOSE, Query, difference, indexed, timed, token_text, tokens
from .writing import Writer

BATCH = 10_000  # entries that are indexed at once by ``rebuild``
MANY = 1000  # found entries are counted exactly up to here


@per_version(2)  # who began before a publication goes on beside those who began after it
def bitmaps() -> Bitmaps:
    """What the index holds. Not to be asked in a transaction that has published and may yet roll back."""
    return Bitmaps(postings)


def postings() -> Writer:
    return Writer(connection, connection.vendor)


def key_of(kind: str, rank: int, record: int) -> int:
    return Key.made(declared_kinds[kind].number, rank, record)


class Indexable(Protocol):
    """An entry, or what is to become one."""

    @property
    def key(self) -> int: ...
    @property
    def found_by(self) -> str: ...
    @property
    def said(self) -> str | None: ...
    @property
    def hours_pattern_id(self) -> int | None: ...


def rows(entries: Iterable[Indexable]) -> dict[int, str]:
    """Key → what it is found by, of the entries that can be found."""
    return {
        entry.key: indexed(entry.found_by, entry.said or "", entry.hours_pattern_id)
        for entry in entries
        if entry.found_by
    }


def replace(
    before: Mapping[int, str], after: Mapping[int, str], made: Mapping[int, str] | None = None, staged: bool = False
) -> None:
    """Bring the index from these rows to those; inside the transaction that writes the entries.

    ``made``: tokens that are at hand, by key. ``staged``: to be merged at the end of a load.
    """
    at_hand = made or {}
    there = {placed(key): (key, text) for key, text in before.items()}
    gone, new = [], []
    for key, text in after.items():
        old = there.pop(placed(key), None)
        if old == (key, text):
            continue
        tokens = at_hand.get(key) or token_text(text)
        if old:
            lost, gained = difference(old[1], text, set(tokens.split()))
            gone.append((old[0], " ".join(lost)))
            tokens = " ".join(gained)
        new.append((key, tokens))
    gone += [(key, token_text(text)) for key, text in there.values()]
    if gone or new:
        postings().write(gone, new, staged)


def merge() -> None:
    """Bring what a load has staged to its place, a piece at a time: what staff publish goes between."""
    for piece in postings().pieces():
        with transaction.atomic():
            Sequence.take_turn()
            postings().merge(piece)


@transaction.atomic
def rebuild() -> int:
    """Make the index anew from the entries. Returns how many it holds."""
    Sequence.draw(1)  # nobody publishes meanwhile, and nobody goes on with what is remembered of the index before
    postings().clear()
    postings().build(blocks())
    return Entry.objects.live().exclude(found_by="").count()


def blocks() -> Iterator[tuple[int, dict[str, BitMap]]]:
    """Every block with its tokens. By record, so that those of a block come together; that is read from an index alone."""
    live = Entry.objects.filter(object_id__isnull=False).order_by("content_type", "object_id")
    order = live.values_list("pk", flat=True)
    held: dict[str, array[int]] = {}
    current = -1
    for some in in_batches(order, BATCH):
        found = Entry.objects.filter(pk__among=some).exclude(found_by="").order_by("content_type", "object_id")
        for key, found_by, said, hours in found.values_list("key", "found_by", "document__said", "hours_pattern_id"):
            block, place = placed(key)
            if block != current:
                if held:
                    yield current, packed(held)
                held, current = defaultdict(lambda: array("I")), block
            for token in tokens(indexed(found_by, said, hours)):
                held[token].append(place)
            held[f"#{keys.rank_of(key)}"].append(place)
    if held:
        yield current, packed(held)


def packed(held: Mapping[str, array[int]]) -> dict[str, BitMap]:
    return {token: BitMap(places) for token, places in held.items()}


def find(query: Query, kinds: Collection[str] | None = None, most: int = MANY) -> dict[str, Matches]:
    """The entries of every kind, or of these, that have the tokens asked for; kinds without any are left out.

    Tokens are a little generous: a long word may be found scattered over a name.
    """
    names = {number: kind for number, kind in names_of_kinds().items() if kinds is None or kind in kinds}
    if not (query and all(query) and names):
        return {}
    held = bitmaps()
    return by_kind(held, held.find(query), names, most)


class Weighed(NamedTuple):
    """The first entries by what they hold of a question, and how rare each of its words is: 1 where none has it."""

    best: list[Scored]
    rarity: dict[str, float]
    scoring: Scoring

    def with_any(self, tags: Iterable[str], keys: Iterable[int]) -> set[int]:
        """Those of these entries that have one of the tags, which are among those of the question's boosts."""
        return self.scoring.with_any(tags, keys)


def score(asked: ScoringQuery, kinds: Collection[str] | None = None, most: int = 40) -> list[Scored]:
    """The first entries of all kinds, or of these, by how much they hold of what is asked, see scoring."""
    return weigh(asked, kinds, most).best


def weigh(asked: ScoringQuery, kinds: Collection[str] | None = None, most: int = 40) -> Weighed:
    """As ``score``, with how rare the words are: whoever looks for the part that answers weighs by the same."""
    chosen = [number for number, kind in names_of_kinds().items() if kinds is None or kind in kinds]
    held = bitmaps()
    scoring = Scoring(held, held.having(asked.tokens, chosen), asked, held.number(chosen))
    return Weighed(scoring.best(most), scoring.rarities, scoring)


def follow(query: Query, kind: str, after: int, most: int, skip: int = 0, *, among: Iterable[BitMap] = ()) -> list[int]:
    """The first keys of a kind beyond a key that have the tokens asked for, so many skipped; of those ``among`` these."""
    return matching(query, kind, among).first(skip + most, after)[skip:]


def matching(query: Query, kind: str, among: Iterable[BitMap] = ()) -> Matches:
    """The entries of a kind that have the tokens asked for and are among all of these."""
    held, number = bitmaps(), number_of(kind)
    places = held.of_kind.get(number, EMPTY)
    if query:
        places = places & held.find(query) if all(query) else EMPTY
    for some in among:
        places = places & some
    return Matches(held, number, places, MANY)


def inside(places: BitMap, keys: Iterable[int]) -> list[int]:
    """Those of these keys whose entries are among them."""
    place = bitmaps().place
    return [key for key in keys if place(key) in places]


@per_version(16)
def timed_by(patterns: frozenset[int]) -> BitMap:
    """The places with one of these patterns of hours."""
    return union(bitmaps().having([timed(pattern) for pattern in patterns]).values())


def entries_at(keys: Iterable[int]) -> BitMap:
    """The entries with these keys."""
    return bitmaps().at(keys)


@per_version(1)
def loosely_found() -> BitMap:
    """The entries that may not hold the words by whose tokens they are found."""
    return bitmaps().having([LOOSE]).get(LOOSE, EMPTY)


def number_of(kind: str) -> int:
    return declared_kinds[kind].number


@memoized(None)
def names_of_kinds() -> dict[int, str]:
    """Number → kind, in the order of the numbers."""
    return {kind.number: kind.name for kind in sorted(declared_kinds, key=lambda kind: kind.number)}


def kind_of(key: int) -> str:
    return names_of_kinds()[key >> keys.KIND]


__all__ = [
    "MANY",
    "Boost",
    "Key",
    "Matches",
    "Scored",
    "ScoringQuery",
    "find",
    "follow",
    "key_of",
    "kind_of",
    "loosely_found",
    "merge",
    "number_of",
    "rebuild",
    "replace",
    "rows",
    "score",
    "span",
]  # fmt: skip
