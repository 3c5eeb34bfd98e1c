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
from .keys import Key, span
from .postings import EMPTY, Blocks, Matches, Ranks, placed
from .scoring import Boost, PlacesByToken, Scored, Scoring, ScoringQuery
from .tokens import LOOSE, Query, difference, indexed, timed, token_text, tokens
from .writing import Writer

BATCH = 10_000  # entries that are indexed at once by ``rebuild``
MANY = 1000  # found entries are counted exactly up to here


class FirstMatches(NamedTuple):
    """The keys of one kind that have the tokens asked for, best first, and whether there are more."""

    keys: list[int]
    more: bool


@per_version(1)
def ranks() -> Ranks:
    """Of all entries."""
    return postings().ranks()


@per_version(1)
def numbers() -> dict[int, int]:
    """Kind → how many entries can be found."""
    blocks = {kind: [held.values() for _rank, held in ranking] for kind, ranking in ranks().items()}
    return {kind: sum(len(places) for held in ranking for places in held) for kind, ranking in blocks.items()}


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
    before: Mapping[int, str], after: Mapping[int, str], made: Mapping[str, str] | None = None, staged: bool = False
) -> None:
    """Bring the index from these rows to those; inside the transaction that writes the entries.

    ``made``: tokens that are at hand, by what they are made of. ``staged``: to be merged at the end of a load.
    """
    at_hand = made or {}
    there = {placed(key): (key, text) for key, text in before.items()}
    gone, new = [], []
    for key, text in after.items():
        old = there.pop(placed(key), None)
        if old == (key, text):
            continue
        tokens = at_hand.get(text) or token_text(text)
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
                    yield current, bitmaps(held)
                held, current = defaultdict(lambda: array("I")), block
            for token in tokens(indexed(found_by, said, hours)):
                held[token].append(place)
            held[f"#{keys.rank_of(key)}"].append(place)
    if held:
        yield current, bitmaps(held)


def bitmaps(held: Mapping[str, array[int]]) -> dict[str, BitMap]:
    return {token: BitMap(places) for token, places in held.items()}


def find(query: Query, kinds: Collection[str] | None = None, most: int = MANY) -> dict[str, FirstMatches]:
    """The first keys of every kind, or of these, that have the tokens asked for; kinds without any are left out.

    Tokens are a little generous: a long word may be found scattered over a name.
    """
    names = names_of_kinds()
    numbers = [number for number, kind in names.items() if kinds is None or kind in kinds]
    if not (query and all(query) and numbers):
        return {}
    found = postings().find(query, numbers).items()
    ranked = ranks() if found else {}
    return {names[number]: FirstMatches(matches.keys(ranked, most), len(matches) > most) for number, matches in found}


class Weighed(NamedTuple):
    """The first entries by what they hold of a question, and how rare each of its words is: 1 where none has it."""

    best: list[Scored]
    rarity: dict[str, float]
    scoring: Scoring

    def having(self, tags: Iterable[str], keys: Iterable[int]) -> set[int]:
        """Those of these entries that have one of the tags, which are among those of the question's boosts."""
        return self.scoring.having(tags, keys)


def score(asked: ScoringQuery, kinds: Collection[str] | None = None, most: int = 40) -> list[Scored]:
    """The first entries of all kinds, or of these, by how much they hold of what is asked, see scoring."""
    return weigh(asked, kinds, most).best


def weigh(asked: ScoringQuery, kinds: Collection[str] | None = None, most: int = 40) -> Weighed:
    """As ``score``, with how rare the words are: whoever looks for the part that answers weighs by the same."""
    names = names_of_kinds()
    chosen = [number for number, kind in names.items() if kinds is None or kind in kinds]
    version = Sequence.current()
    held = postings().of_kinds(asked.tokens, chosen) if chosen else {}
    everybody = sum(numbers.at(version).get(number, 0) for number in chosen)
    scoring = Scoring(PlacesByToken(held), ranks.at(version), asked, everybody)
    return Weighed(scoring.best(most), scoring.rarities, scoring)


def follow(query: Query, kind: str, after: int, most: int, skip: int = 0, *, among: Iterable[Blocks] = ()) -> list[int]:
    """The first keys of a kind beyond a key that have the tokens asked for, so many skipped; of those ``among`` these."""
    return matching(query, kind, among).keys(ranks(), skip + most, after)[skip:]


def matching(query: Query, kind: str, among: Iterable[Blocks] = ()) -> Matches:
    """The entries of a kind that have the tokens asked for and are among all of these."""
    number = number_of(kind)
    matches = Matches(number)
    if query:
        matches = postings().find(query, [number]).get(number, matches) if all(query) else matches
        blocks = matches.blocks
    else:
        blocks = every(kind)
    for some in among:
        blocks = {block: both for block, places in blocks.items() if (both := places & some.get(block, EMPTY))}
    matches.blocks = blocks
    return matches


def inside(blocks: Blocks, keys: Iterable[int]) -> list[int]:
    """Those of these keys whose entries lie there."""
    return [key for key, (block, place) in ((key, placed(key)) for key in keys) if place in blocks.get(block, EMPTY)]


@per_version(32)
def every(kind: str) -> Blocks:
    """All entries of a kind."""
    blocks: dict[int, BitMap] = defaultdict(BitMap)
    for _rank, held in ranks().get(number_of(kind), ()):
        for block, places in held.items():
            blocks[block] |= places
    return blocks


@per_version(16)
def timed_by(kind: str, patterns: frozenset[int]) -> Blocks:
    """The places of a kind with one of these patterns of hours."""
    held = postings().of_kinds([timed(pattern) for pattern in patterns], [number_of(kind)])
    return {block: BitMap.union(*inside.values()) for block, inside in held.items()}


def blocks_of(keys: Iterable[int]) -> Blocks:
    """The entries with these keys."""
    places: dict[int, list[int]] = defaultdict(list)
    for key in keys:
        block, place = placed(key)
        places[block].append(place)
    return {block: BitMap(some) for block, some in places.items()}


def possible_false_hits(keys: Iterable[int]) -> list[int]:
    """Those of the entries with these keys that may not hold the words by whose tokens they were found."""
    return postings().having([LOOSE], keys)


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
    "FirstMatches",
    "Key",
    "Scored",
    "ScoringQuery",
    "find",
    "follow",
    "key_of",
    "kind_of",
    "merge",
    "number_of",
    "possible_false_hits",
    "rebuild",
    "replace",
    "rows",
    "score",
    "span",
]  # fmt: skip
