"""The entries of one version of the directory as bitmaps: those that have a token are one, of whatever kinds they are.

The blocks of the table stand in a row, each with its stretch of 65,536 places, so that an entry is one small number
here. Bitmaps that were read are kept, up to so many: one question asks for the same tokens several times, and most
questions for the same common ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property

from pyroaring import BitMap

from .keys import Key, rank_of
from .postings import BLOCKS, EMPTY, EVERY, PLACE, PLACES, RANKED, Postings, matching, placed
from .tokens import Query

KEPT = 8 << 20  # bytes of bitmaps that are kept, more or less
LEAST, GREATEST = 256, PLACES // 8  # bytes of a bitmap at least, and of each of its stretches at most
NOWHERE = (1 << 32) - 1

Ranking = list[tuple[int, BitMap]]  # the best rank first, each with the entries that have it


class Bitmaps:
    """What the index holds at one version. Nobody may change a bitmap that it gives."""

    def __init__(self, postings: Callable[[], Postings]) -> None:
        """``postings``: the table, as whoever asks reaches it."""
        self.postings = postings
        held = postings().read(0, EVERY, list(RANKED))
        self.blocks = sorted(held)
        self.starts = {block: number << PLACE for number, block in enumerate(self.blocks)}
        self.records = [(block & (1 << BLOCKS) - 1) << PLACE for block in self.blocks]
        ranks: dict[int, dict[int, list[BitMap]]] = defaultdict(lambda: defaultdict(list))
        for block in self.blocks:
            for token, places in held[block].items():
                ranks[block >> BLOCKS][RANKED[token]].append(places.shift(self.starts[block]))
        self.ranks: dict[int, Ranking] = {
            kind: [(rank, union(some)) for rank, some in sorted(inside.items())] for kind, inside in ranks.items()
        }
        self.of_kind = {kind: union(places for _rank, places in ranking) for kind, ranking in self.ranks.items()}
        self.kept: dict[str, BitMap] = {}
        self.room = KEPT

    def number(self, kinds: Iterable[int]) -> int:
        """How many entries of these kinds can be found."""
        return sum(len(self.of_kind.get(kind, EMPTY)) for kind in kinds)

    def having(self, tokens: Collection[str], kinds: Collection[int] | None = None) -> dict[str, BitMap]:
        """Token → the entries, of these kinds or of all, that have it; without those that nobody has."""
        known = self.kept  # another thread may begin anew meanwhile
        lacking = [token for token in tokens if token not in known]
        found = self.read(lacking) if lacking else {}
        every = {token: places for token in tokens if (places := found.get(token) or known.get(token))}
        if kinds is None or self.of_kind.keys() <= set(kinds):
            return every
        among = union(self.of_kind.get(kind, EMPTY) for kind in kinds)
        return {token: inside for token, places in every.items() if (inside := places & among)}

    def read(self, tokens: Collection[str]) -> dict[str, BitMap]:
        parts: dict[str, list[BitMap]] = {token: [] for token in tokens}
        for block, held in self.postings().read(0, EVERY, tokens).items():
            # A block that is not known has been published since.
            if (start := self.starts.get(block)) is not None:
                for token, places in held.items():
                    parts[token].append(places.shift(start))
        found = {token: some[0] if len(some) == 1 else union(some) for token, some in parts.items()}
        self.keep(found)
        return found

    def keep(self, found: dict[str, BitMap]) -> None:
        size = sum(LEAST + min(2 * len(places), GREATEST * len(self.blocks)) for places in found.values())
        if size > KEPT:
            return
        if size > self.room:
            self.kept, self.room = {}, KEPT
        self.kept.update(found)
        self.room -= size

    def find(self, query: Query) -> BitMap:
        """The entries that have, of every clause, all tokens of one way."""
        return matching(query, self.having({token for clause in query for way in clause for token in way}))

    def at(self, keys: Iterable[int]) -> BitMap:
        """The entries with these keys."""
        return BitMap([place for place in map(self.place, keys) if place != NOWHERE])

    def place(self, key: int) -> int:
        """Where an entry is in the bitmaps; in none of them if its block has been published since."""
        block, place = placed(key)
        start = self.starts.get(block)
        return NOWHERE if start is None else start + place

    def keys(self, kind: int, rank: int, places: Iterable[int]) -> list[int]:
        """The keys of entries of this kind and rank, in the order of their places."""
        base, records = Key.made(kind, rank, 0), self.records
        return [base + records[place >> PLACE] + (place & PLACES - 1) for place in places]

    def kinds(self, places: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Of each kind those of these entries that are of it, if any are."""
        for kind, every in self.of_kind.items():
            if inside := places & every:
                yield kind, inside

    def ranked(self, kind: int, places: BitMap, first: int = -1) -> Iterator[tuple[int, BitMap]]:
        """These entries of a kind by their ranks, from a rank on, the best first."""
        left = len(places)
        for rank, having in self.ranks.get(kind, ()):
            if not left:
                return
            if rank >= first and (here := places & having):
                yield rank, here
                left -= len(here)

    def best(self, kind: int, places: BitMap, most: int) -> BitMap:
        """The best known so many of these entries of a kind."""
        found = BitMap()
        for _rank, here in self.ranked(kind, places):
            found |= here if len(here) <= most else BitMap(here[:most])
            most -= len(here)
            if most <= 0:
                break
        return found


class Matches:
    """Entries of one kind that were found, the best known first; their keys are made when they are asked for."""

    def __init__(self, bitmaps: Bitmaps, kind: int, places: BitMap, most: int) -> None:
        """``most``: how many are counted and given."""
        self.bitmaps, self.kind, self.places, self.most = bitmaps, kind, places, most

    def __or__(self, other: Matches) -> Matches:
        """Both; counted exactly where both were."""
        most = max(self.most, other.most) if self.more or other.more else self.most + other.most
        return Matches(self.bitmaps, self.kind, self.places | other.places, most)

    def __and__(self, places: BitMap) -> Matches:
        return Matches(self.bitmaps, self.kind, self.places & places, self.most)

    def __sub__(self, places: BitMap) -> Matches:
        return Matches(self.bitmaps, self.kind, self.places - places, self.most)

    @property
    def more(self) -> bool:
        """Whether there are more than are given."""
        return len(self.places) > self.most

    @cached_property
    def keys(self) -> list[int]:
        return self.first(self.most)

    def first(self, most: int, after: int = -1) -> list[int]:
        """The first so many keys beyond a key, in order: by rank, then by record."""
        found: list[int] = []
        lowest = rank_of(after) if after >= 0 else -1
        for rank, here in self.bitmaps.ranked(self.kind, self.places, lowest):
            if rank == lowest:
                found += [key for key in self.bitmaps.keys(self.kind, rank, here) if key > after]
            else:
                found += self.bitmaps.keys(self.kind, rank, here[: most - len(found)])
            if len(found) >= most:
                break
        return found[:most]


def union(some: Iterable[BitMap]) -> BitMap:
    return BitMap.union(EMPTY, *some)


def by_kind(bitmaps: Bitmaps, places: BitMap, kinds: Mapping[int, str], most: int) -> dict[str, Matches]:
    """These entries by the names of their kinds, of those that are named."""
    found = bitmaps.kinds(places) if places else ()
    return {kinds[kind]: Matches(bitmaps, kind, inside, most) for kind, inside in found if kind in kinds}
