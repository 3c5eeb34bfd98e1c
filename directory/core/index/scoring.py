"""Entries by how much of a question they hold: no word has to be there, each that is counts by how rare it is.

Only what may come first is looked at: all that have one of the rarest words, some thousands of them; of what is in
many names, the best known that have as much of it as any. How rare words are is told by the sizes of their bitmaps.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from pyroaring import BitMap

from .postings import BLOCKS, PLACE, PLACES, Matches, Ranks
from .tokens import LENGTHS, SAID, Clause, Query

CANDIDATES = 3000
LENGTH = 0.3  # how much the length of what a document says counts
GREATEST_SHARE = 1 / (1 - LENGTH)  # what a word in a document counts that says next to nothing
DIGITS = 6
SAME = 10**-DIGITS  # scores that differ by less are equal: sums in another order
EMPTY = BitMap()
Levels = dict[float, BitMap]  # the places that have a score: most share one of a few


class Boost(NamedTuple):
    """What having one of these tags counts: so much is added, then the whole taken so many times; or so many times if not."""

    tags: frozenset[str]
    gain: float = 0.0
    factor: float = 1.0
    otherwise: float = 1.0


class ScoringQuery(NamedTuple):
    """What entries are scored by. A word counts its weight, times how rare it is: from 0, in all, to 1, in one alone."""

    weights: Mapping[str, float]
    boosts: Sequence[Boost] = ()
    conditions: Query = ()

    @property
    def tokens(self) -> set[str]:
        told = (boost.tags for boost in self.boosts)
        must = (way for clause in self.conditions for way in clause)
        # How much documents say is asked for with what they say alone: these are the greatest bitmaps of all.
        lengths = LENGTHS if any(word.startswith(SAID) for word in self.weights) else ()
        return {*self.weights, *lengths}.union(*told, *must)


class Scored(NamedTuple):
    key: int
    score: float


class Worth(NamedTuple):
    """What is to be added for a word, or for the tags of a boost, and who has it."""

    name: str
    places: BitMap
    value: float


class Numbered:
    """The bitmaps of some kinds, their blocks numbered anew, so that a token is one bitmap of them all."""

    def __init__(self, held: Mapping[int, Mapping[str, BitMap]]) -> None:
        self.held = held
        self.starts = {block: number << PLACE for number, block in enumerate(sorted(held))}
        self.places: dict[str, BitMap] = {}

    def of(self, token: str) -> BitMap:
        if (found := self.places.get(token)) is None:
            shifted = (
                inside[token].shift(self.starts[block]) for block, inside in self.held.items() if token in inside
            )
            found = self.places[token] = union(shifted)
        return found


class Scoring:
    """One question to the bitmaps of some kinds. Several questions may share these."""

    def __init__(self, numbered: Numbered, ranks: Ranks, asked: ScoringQuery) -> None:
        self.ranks, self.asked = ranks, asked
        self.starts, self.of = numbered.starts, numbered.of
        self.let_through = self.all_of(map(self.one_of, asked.conditions)) if asked.conditions else None

    def any_of(self, tokens: Iterable[str]) -> BitMap:
        return union(map(self.of, tokens))

    def all_of(self, some: Iterable[BitMap]) -> BitMap:
        return BitMap.intersection(*some)

    def one_of(self, clause: Clause) -> BitMap:
        return union(self.all_of(map(self.of, way)) for way in clause)

    def best(self, everybody: int, most: int) -> list[Scored]:
        """The first by their scores; among equals the best known first."""
        worth = self.worth(everybody)
        rare, common = self.parted(worth)
        levels = self.levels(rare, worth, most)
        if common and last_of(levels, most) <= self.bound(common):
            levels = self.levels(rare | self.having_most(common), worth, most)
        least = last_of(levels, most)
        rounded = {score: round(score, DIGITS) for score in levels if score > least - SAME and score > SAME / 2}
        above = union(levels[score] for score in rounded if score > least + SAME / 2)
        chosen = above | self.first(union(map(levels.__getitem__, rounded)) - above, most)
        first = {place: rounded[score] for score in rounded for place in levels[score] & chosen}
        found = []
        for matches in self.apart(chosen):
            for rank, key, block, place in matches.listed(self.ranks.get(matches.kind, [])):
                found.append((-first[self.starts[block] + place], rank, key))
        return [Scored(key, -score) for score, _rank, key in sorted(found)[:most]]

    def rarities(self, everybody: int) -> dict[str, float]:
        """How rare each word is: from 0, in all that say anything, to 1, in one alone or in none."""
        saying = len(self.any_of(LENGTHS))
        return {
            token: rarity(len(self.of(token)), saying if token.startswith(SAID) else everybody)
            if self.of(token)
            else 1.0
            for token in self.asked.weights
        }

    def worth(self, everybody: int) -> list[Worth]:
        """The rarest first."""
        rarities = self.rarities(everybody)
        found = []
        for token, weight in self.asked.weights.items():
            if places := self.of(token):
                found.append(Worth(token, places, weight * rarities[token]))
        gains = [boost for boost in self.asked.boosts if boost.gain]
        found += [Worth(min(boost.tags), self.any_of(boost.tags), boost.gain) for boost in gains]
        return sorted(found, key=lambda each: (len(each.places), each.name, each.value))

    def parted(self, worth: list[Worth]) -> tuple[BitMap, list[Worth]]:
        """All that have one of the rarest words, some thousands; and the other words, with those who are let through."""
        rare = BitMap()
        common: list[Worth] = []
        for each in worth:
            inside = each.places if self.let_through is None else each.places & self.let_through
            if not common and len(rare) + len(inside) <= CANDIDATES:
                rare |= inside
            elif inside:
                common.append(each._replace(places=inside))
        return rare, common

    def having_most(self, common: list[Worth]) -> BitMap:
        """The best known of those that have as many of these words as any."""
        found = common[0].places
        for each in common[1:]:
            found = both if (both := found & each.places) else found
        return self.first(found, CANDIDATES)

    def bound(self, words: list[Worth]) -> float:
        """No entry that has none but these words comes higher."""
        return sum(map(at_most, words)) * self.factors()[1] + SAME

    def first(self, places: BitMap, most: int) -> BitMap:
        """The best known of them, so many of each kind, where there are more."""
        if len(places) <= most:
            return places
        first = BitMap()
        for matches in self.apart(places):
            for block, here in matches.best(self.ranks.get(matches.kind, []), most).items():
                first |= here.shift(self.starts[block])
        return first

    def apart(self, places: BitMap) -> Iterable[Matches]:
        """By kind and block."""
        kinds: dict[int, Matches] = {}
        for block, start in self.starts.items():
            if inside := places & BitMap(range(start, start + PLACES)):
                kind = block >> BLOCKS
                kinds.setdefault(kind, Matches(kind)).blocks[block] = inside.shift(-start)
        return kinds.values()

    def levels(self, candidates: BitMap, worth: list[Worth], most: int) -> Levels:
        """Those that may be among so many first, by their scores. What the words still to come cannot bring there is left."""
        levels, said = {0.0: candidates}, dict[int, float]()
        lowest, highest = self.factors()
        ordered = sorted([(at_most(each), each) for each in worth], key=itemgetter(0), reverse=True)
        seen = left = sum(gain for gain, _each in ordered)
        for gain, each in ordered:
            if each.name.startswith(SAID):
                for place in each.places & candidates:
                    said[place] = said.get(place, 0.0) + each.value
            else:
                levels = divided(levels, each.places, each.value)
            left -= gain
            if left < seen / 2 and 0 < most < sum(len(some) for score, some in levels.items() if score):
                seen, least = left, last_of(levels, most)
                if (needed := least * lowest / highest - left - SAME) > 0:
                    levels = those_with(needed, levels, said)
                    candidates = union(levels.values())
        if said:
            levels = self.with_said(levels, said)
        for boost in self.asked.boosts:
            if (boost.factor, boost.otherwise) != (1, 1):
                levels = divided(levels, self.any_of(boost.tags), 0.0, boost.factor, boost.otherwise)
        return levels

    def factors(self) -> tuple[float, float]:
        """How many times a score may be taken in the end, at least and at most."""
        either = [(boost.factor, boost.otherwise) for boost in self.asked.boosts]
        return math.prod(map(min, either)), math.prod(map(max, either))

    def with_said(self, levels: Levels, said: dict[int, float]) -> Levels:
        """A word counts more in a document that says little than in one that says much."""
        lengths = [(1 << bits, places) for bits, token in enumerate(LENGTHS) if (places := self.of(token))]
        entries = sum(len(places) for _length, places in lengths)
        average = sum(length * len(places) for length, places in lengths) / max(1, entries)
        scores = {place: score for score, places in levels.items() for place in places}
        saying = BitMap(said) & BitMap(scores)
        for length, places in lengths:
            share = 1 / (1 - LENGTH + LENGTH * length / average)
            for place in places & saying:
                scores[place] += said[place] * share
        found: dict[float, list[int]] = defaultdict(list)
        for place, score in scores.items():
            found[score].append(place)
        return {score: BitMap(some) for score, some in found.items()}


def union(some: Iterable[BitMap]) -> BitMap:
    return BitMap.union(EMPTY, *some)


def divided(levels: Levels, places: BitMap, gain: float, factor: float = 1.0, otherwise: float = 1.0) -> Levels:
    """Each level parted: those among these places gain so much and are taken so many times, the others so many times."""
    found: Levels = {}
    for score, some in levels.items():
        here = some & places
        for part, new in ((here, (score + gain) * factor), (some - here if here else some, score * otherwise)):
            if part:
                found[new] = found[new] | part if new in found else part
    return found


def those_with(needed: float, levels: Levels, said: dict[int, float]) -> Levels:
    """Who has so much, with what is said. Ever more is needed: who is left out does not come back."""
    having = {score: some for score, some in levels.items() if score >= needed}
    for score, some in levels.items() if said else ():
        if score < needed and (there := [at for at in some if score + said.get(at, 0.0) * GREATEST_SHARE >= needed]):
            having[score] = BitMap(there)
    return having


def at_most(each: Worth) -> float:
    """What a word adds to a score where it counts most."""
    return each.value * (GREATEST_SHARE if each.name.startswith(SAID) else 1.0)


def last_of(levels: Levels, most: int) -> float:
    """The score of the last of so many, the greatest first; 0 where there are fewer."""
    for score in sorted(levels, reverse=True):
        most -= len(levels[score])
        if most <= 0:
            return score
    return 0.0


def rarity(having: int, of: int) -> float:
    """How rare a word is that so many of so many have."""
    return math.log1p(max(0.0, of - having) / (having + 0.5)) / math.log1p(of) if of else 0.0
