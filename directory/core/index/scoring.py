"""Entries by how much of a question they hold: no word has to be there, each that is counts by how rare it is.

Only what may come first is looked at: all that have one of the rarest words, some thousands of them; of what is in
many names, the best known that have as much of it as any. How rare words are is told by the sizes of their bitmaps.
Thousands of candidates hold a few dozen different sets of words, so they are scored in groups and not one by one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pyroaring import BitMap

from .bitmaps import Bitmaps, union
from .postings import EMPTY
from .tokens import LENGTHS, SAID, Clause, Query

CANDIDATES = 3000
GROUPS = 64  # so many groups of candidates are parted further without asking which of them still count
LENGTH = 0.3  # how much the length of what a document says counts
GREATEST_SHARE = 1 / (1 - LENGTH)  # what a word in a document counts that says next to nothing
DIGITS = 6
SAME = 10**-DIGITS  # scores that differ by less are equal: sums in another order


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


class ScoreGroup(NamedTuple):
    """Entries that hold the same words, hence score alike. What words in documents give is weighed by their length later."""

    places: BitMap
    score: float = 0.0
    said: float = 0.0

    def parted(self, worth: Worth) -> Iterable[ScoreGroup]:
        """Those that have a word, and the others."""
        if not (having := self.places & worth.places):
            return (self,)
        is_said = worth.name.startswith(SAID)
        score, said = (0.0, worth.value) if is_said else (worth.value, 0.0)
        more = ScoreGroup(having, self.score + score, self.said + said)
        return (more,) if len(having) == len(self.places) else (more, self._replace(places=self.places - having))

    def taken(self, tagged: BitMap, boost: Boost) -> Iterable[ScoreGroup]:
        """Those that have one of a boost's tags, and the others, each with the score so many times."""
        parts = ((self.places & tagged, boost.factor), (self.places - tagged, boost.otherwise))
        return (ScoreGroup(places, self.score * factor) for places, factor in parts if places)


class Scoring:
    """One question to the index. Several questions may share what was read of it."""

    def __init__(self, bitmaps: Bitmaps, having: Mapping[str, BitMap], asked: ScoringQuery, everybody: int) -> None:
        """``having``: of the tokens asked for those who have them, of ``everybody`` who is looked among."""
        self.bitmaps, self.having, self.asked, self.everybody = bitmaps, having, asked, everybody
        self.let_through = self.all_of(map(self.one_of, asked.conditions)) if asked.conditions else None

    def of(self, token: str) -> BitMap:
        return self.having.get(token, EMPTY)

    def any_of(self, tokens: Iterable[str]) -> BitMap:
        return union(map(self.of, tokens))

    def with_any(self, tokens: Iterable[str], keys: Iterable[int]) -> set[int]:
        """Those of the entries with these keys that have one of these tokens, which must be among those asked for."""
        places = self.any_of(tokens)
        return {key for key in keys if self.bitmaps.place(key) in places} if places else set()

    def all_of(self, some: Iterable[BitMap]) -> BitMap:
        return BitMap.intersection(*some)

    def one_of(self, clause: Clause) -> BitMap:
        return union(self.all_of(map(self.of, way)) for way in clause)

    def best(self, most: int) -> list[Scored]:
        """The first by their scores; among equals the best known first."""
        worth, first = self.worth(), dict[int, float]()
        rare, common = self.rare_and_common(worth)
        scores = self.scores(rare, worth, most)
        if common and last_of(scores, most) <= self.bound(common):
            scores = self.scores(rare | self.having_most(common), worth, most)
        for score, places in scores:
            first |= dict.fromkeys(self.first(places, most - len(first)), score)
            if len(first) >= most:
                break
        found = []
        for kind, inside in self.bitmaps.kinds(BitMap(first)):
            for rank, here in self.bitmaps.ranked(kind, inside):
                keys = self.bitmaps.keys(kind, rank, here)
                found += [(-first[place], rank, key) for key, place in zip(keys, here, strict=True)]
        return [Scored(key, -score) for score, _rank, key in sorted(found)[:most]]

    @cached_property
    def rarities(self) -> dict[str, float]:
        """How rare each word is: from 0, in all that say anything, to 1, in one alone or in none."""
        saying = len(self.any_of(LENGTHS))
        return {
            token: rarity(len(self.of(token)), saying if token.startswith(SAID) else self.everybody)
            if self.of(token)
            else 1.0
            for token in self.asked.weights
        }

    def worth(self) -> list[Worth]:
        """The rarest first."""
        found = []
        for token, weight in self.asked.weights.items():
            if places := self.of(token):
                found.append(Worth(token, places, weight * self.rarities[token]))
        gains = [boost for boost in self.asked.boosts if boost.gain]
        found += [Worth(min(boost.tags), self.any_of(boost.tags), boost.gain) for boost in gains]
        return sorted(found, key=lambda each: (len(each.places), each.name, each.value))

    def rare_and_common(self, worth: list[Worth]) -> tuple[BitMap, list[Worth]]:
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
        return union(self.bitmaps.best(kind, inside, most) for kind, inside in self.bitmaps.kinds(places))

    def scores(self, candidates: BitMap, worth: list[Worth], most: int) -> list[tuple[float, BitMap]]:
        """Scores of those that may be among so many first, the highest first, each with who has it."""
        groups, left = [ScoreGroup(candidates)], sum(map(at_most, worth))
        for each in sorted(worth, key=at_most, reverse=True):
            left -= at_most(each)
            if having := each.places & candidates:
                among = Worth(each.name, having, each.value)
                groups = [part for group in groups for part in group.parted(among)]
                if len(groups) > GROUPS:
                    groups = self.within_reach(groups, left, most)
        groups = self.weighed_by_length(groups)
        for boost in self.asked.boosts:
            tagged = self.any_of(boost.tags)
            groups = [part for group in groups for part in group.taken(tagged, boost)]
        found: dict[float, BitMap] = defaultdict(BitMap)
        for group in groups:
            found[round(group.score, DIGITS)] |= group.places
        return sorted(((score, places) for score, places in found.items() if score), reverse=True)

    def within_reach(self, groups: list[ScoreGroup], left: float, most: int) -> list[ScoreGroup]:
        """Without those that cannot come among so many first by the words still to come."""
        lowest, highest = self.factors()
        least, count = 0.0, most
        for group in sorted(groups, key=lambda each: -each.score):
            least, count = group.score, count - len(group.places)
            if count <= 0:
                break
        needed = least * lowest / highest - left - SAME if count <= 0 else 0.0
        return [group for group in groups if group.score + group.said * GREATEST_SHARE >= needed]

    def factors(self) -> tuple[float, float]:
        """How many times a score may be taken in the end, at least and at most."""
        either = [(boost.factor, boost.otherwise) for boost in self.asked.boosts]
        return math.prod(map(min, either)), math.prod(map(max, either))

    def weighed_by_length(self, groups: list[ScoreGroup]) -> list[ScoreGroup]:
        """A word counts more in a document that says little than in one that says much."""
        lengths = [(1 << bits, places) for bits, token in enumerate(LENGTHS) if (places := self.of(token))]
        entries = sum(len(places) for _length, places in lengths)
        average = sum(length * len(places) for length, places in lengths) / max(1, entries)
        found = [group for group in groups if not group.said]
        for group in groups:
            for length, places in lengths if group.said else ():
                if inside := group.places & places:
                    share = 1 / (1 - LENGTH + LENGTH * length / average)
                    found.append(ScoreGroup(inside, group.score + group.said * share))
        return found


def at_most(each: Worth) -> float:
    """What a word adds to a score where it counts most."""
    return each.value * (GREATEST_SHARE if each.name.startswith(SAID) else 1.0)


def last_of(scores: list[tuple[float, BitMap]], most: int) -> float:
    """The score of the last of so many, the greatest first; 0 where there are fewer."""
    for score, places in scores:
        most -= len(places)
        if most <= 0:
            return score
    return 0.0


def rarity(having: int, of: int) -> float:
    """How rare a word is that so many of so many have."""
    return math.log1p(max(0.0, of - having) / (having + 0.5)) / math.log1p(of) if of else 0.0
