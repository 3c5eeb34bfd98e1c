"""Entries for a question, best first: what bears the name or is what was meant, then what has most to do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from pyroaring import BitMap

from directory.core.index import search_index
from directory.core.index.bitmaps import Matches, union
from directory.core.index.tokens import Handles, Term, fold
from directory.search.question.words import PLACES

from . import reading
from .candidates import Candidates, as_understood, literally, within
from .judging import OUTSIDE, Filters, Item, Judge, by_preference
from .links import Link
from .ranking import Match
from .wanted import Wanted, wider


class Count(NamedTuple):
    """How many entries of a kind were found: exactly up to 1,000."""

    number: int
    more: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


@dataclass(frozen=True)
class Hits:
    """What a question found, best first, and why: a value that the answer is read from."""

    judge: Judge
    ranked: tuple[Item, ...] = ()
    beyond: tuple[Matches, ...] = ()  # found beyond those, by kind
    counts: dict[str, Count] = field(default_factory=dict)
    widened: str = ""  # the region that was looked in instead
    links: tuple[Link, ...] = ()  # the names in the question
    sure: frozenset[int] = frozenset()  # what holds every word, or all that these mean
    rarity: dict[str, float] = field(default_factory=dict)  # how rare its words are in what documents say
    missing: str = ""  # a place that was named and is not here
    distances: dict[int, float] = field(default_factory=dict)  # km, where a position was given
    meant: tuple[dict[str, Any], ...] = ()  # other questions, where this one found nothing
    instead_of: str = ""  # what was typed, where another question was looked for

    @cached_property
    def wanted(self) -> Wanted:
        return self.judge.wanted

    @cached_property
    def filters(self) -> Filters:
        return self.judge.filters

    @cached_property
    def items(self) -> dict[int, Item]:
        return {item.key: item for item in self.ranked}

    @cached_property
    def linked(self) -> frozenset[int]:
        """The entries whose names stand in the question."""
        return frozenset(key for link in self.links for key in link.keys)

    @cached_property
    def beside_names(self) -> str:
        """What the question says beside the names in it, folded."""
        rest = fold(self.wanted.question.put)
        for link in self.links:
            rest = rest.replace(fold(link.name), " ")
        return rest.strip()

    @cached_property
    def total(self) -> Count:
        counts = self.counts.values()
        return Count(sum(count.number for count in counts), any(count.more for count in counts))

    @cached_property
    def others(self) -> list[int]:
        """The keys of what was found beyond those that were looked at, in the index's order."""
        return [key for each in self.beyond for key in each.keys]

    @cached_property
    def unseen(self) -> BitMap:
        """Where they are in the index."""
        return union(each.places for each in self.beyond)

    @cached_property
    def order(self) -> list[int]:
        """The keys of the entries in the order in which they are shown."""
        return [*(item.key for item in self.ranked), *self.others]

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.ranked if item.kind == kind]

    def having(self, **what: Any) -> Hits:
        return replace(self, **what)


class Judged(NamedTuple):
    """Candidates that were looked at: those that fit, and those that only seemed to."""

    items: dict[int, Item] = {}
    dropped: frozenset[int] = frozenset()

    def more(self, judge: Judge, keys: Iterable[int]) -> Judged:
        """With these looked at, too."""
        new = [key for key in keys if key not in self.items]
        rows = reading.rows(new)
        items = {key: item for key, row in rows.items() if (item := judge.weigh(row))}
        found = self.items | items
        return Judged(found, (self.dropped | frozenset(new)) - found.keys())


def search(judge: Judge) -> Hits:
    """What bears the name that was typed, or is what the question was understood to ask for."""
    wanted, filters = judge.wanted, judge.filters
    found = literally(wanted, filters)
    judged = Judged().more(judge, found.first)
    if not names_a_place(wanted, judged):
        found |= as_understood(wanted, filters, found)
        judged = judged.more(judge, found.first)
    widened = ""
    if misses_a_place(wanted, judged):
        for code, name in regions_above(wanted):
            wide = judge.looking_in(f"r:{code}")
            around = within(wanted, filters, f"r:{code}")
            further = judged.more(wide, around.first)
            if len(further.items) > len(judged.items):
                judge, judged, found, widened = wide, further, found | around, name
                break
    ranked = tuple(sorted(judged.items.values(), key=judge.order))
    dropped = judged.dropped | doubtful(judge, found, judged)
    seen = search_index.entries_at((*judged.items, *dropped))
    kinds = by_preference(wanted.question)
    # Whether a place is open the index does not know: of those that were not looked at none is shown.
    shown = filters.open_patterns is None
    beyond = tuple(found.matches[kind] - seen for kind in kinds if kind in found.matches) if shown else ()
    return Hits(judge, ranked, beyond, counted(found, judged, dropped, filters), widened)


def names_a_place(wanted: Wanted, judged: Judged) -> bool:
    """Whether the question is the whole name of a hospital or office: then nothing else is meant."""
    if len(wanted.terms) > 1 or wanted.question.attribute:
        return False
    return any(item.place.match == Match.EXACT and item.kind in PLACES for item in judged.items.values())


def misses_a_place(wanted: Wanted, judged: Judged) -> bool:
    """Whether a hospital or office was asked for in a region that has none of the kind."""
    question = wanted.question
    if not (question.places and question.about):
        return False
    if not (set(question.preferred) & set(PLACES) or question.values("department")):
        return False
    return not any(item.kind in PLACES and item.place.nearness < OUTSIDE for item in judged.items.values())


def regions_above(wanted: Wanted) -> Iterable[tuple[int, str]]:
    """The regions round those asked for, the nearest first; the nation is none to look in."""
    places = wanted.lexicon.places
    for code in dict.fromkeys(code for place in wanted.question.places for code in wider(place.code)):
        if code in places and places[code].level != "nation":
            yield code, places[code].name


def doubtful(judge: Judge, found: Candidates, judged: Judged) -> frozenset[int]:
    """What does not hold the words after all, of the kinds that are counted exactly.

    The index knows pairs of characters, no longer words, and pinyin by and large.
    """
    words = [*judge.wanted.terms, *(Term(word.text) for word in judge.wanted.question.about)]
    by_and_large = any(word.latin for word in words)
    if not by_and_large and all(len(form) < 3 for word in words for form in word.forms):
        return frozenset()
    seen = search_index.entries_at((*judged.items, *judged.dropped))
    exactly = [each - seen for each in found.matches.values() if not each.more]
    if not by_and_large:
        loose = search_index.loosely_found()
        exactly = [each & loose for each in exactly]
    rest = [key for each in exactly for key in each.keys]
    texts = reading.found_by(rest)
    return frozenset(key for key in rest if key not in texts or not judge.fits(Handles(texts[key])))


def counted(found: Candidates, judged: Judged, dropped: frozenset[int], filters: Filters) -> dict[str, Count]:
    """How many of every kind there are, those left out that do not hold the words; of open ones as many as were looked at."""
    of_open, counts = filters.open_patterns is not None, {}
    looked_at = search_index.entries_at(judged.items if of_open else dropped)
    for kind, each in found.matches.items():
        if of_open:
            number = len(each.places & looked_at)
        elif each.more:
            number = search_index.MANY
        else:
            number = len(each.places - looked_at)
        if number:
            counts[kind] = Count(min(number, search_index.MANY), each.more or number > search_index.MANY)
    return counts


def count_of(count: Count) -> dict[str, Any]:
    """As lists have it: up to where is counted, and whether there are more."""
    return {"count": count.number, "count_capped": count.more}
