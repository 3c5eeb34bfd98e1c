"""How an entry answers a question: as it stands, or as it was understood; and where that places it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import cached_property

from directory.core.index.tokens import Handles, Query, Term
from directory.core.models import NATION
from directory.search.question.question import Question
from directory.search.question.words import RULES

from .ranking import KINDS, Match, SortKey, match_of
from .reading import EntryLine
from .wanted import Wanted, wider

AROUND, OUTSIDE = 5, 9  # how far from the region asked for; up to 3 are the regions it lies in
UNNAMED = frozenset({"sort", "trait"})


class Filters(NamedTuple):
    """What narrows a search beside the question."""

    kinds: tuple[str, ...] = ()
    region: int | None = None
    near: tuple[float, float] | None = None
    open_patterns: frozenset[int] | None = None  # the timetables that are open at the moment asked for

    @property
    def query(self) -> Query:
        return ((frozenset([f"r:{self.region}"]),),) if self.region else ()


class Item(NamedTuple):
    """One found entry and where it stands."""

    kind: str
    row: EntryLine
    handles: Handles
    place: SortKey
    weight: float = 0.0

    @property
    def key(self) -> int:
        return self.row.key


def by_preference(question: Question) -> list[str]:
    return list(dict.fromkeys((*question.preferred, *KINDS)))


class Judge:
    """Weighs entries for one question."""

    def __init__(self, wanted: Wanted, filters: Filters, widened: frozenset[str] = frozenset()) -> None:
        """``widened``: the tag of a wider region that is looked in instead."""
        self.wanted, self.filters, self.widened = wanted, filters, widened
        self.preference = {kind: at for at, kind in enumerate(by_preference(wanted.question))}
        self.naming = [Term(word.text) for word in wanted.question.naming]
        self.about = [Term(word.text) for word in wanted.question.about if word.sort not in UNNAMED]

    def looking_in(self, tag: str) -> Judge:
        """The same, where a wider region is looked in."""
        return Judge(self.wanted, self.filters, frozenset([tag]))

    def weigh(self, row: EntryLine) -> Item | None:
        """The entry in its place; None where it only seemed to match, or is not open when it should be."""
        if self.filters.open_patterns is not None and row.pattern not in self.filters.open_patterns:
            return None
        kind, handles = row.kind, Handles(row.found_by)
        if (match := self.match(handles)) is None:
            return None
        told = self.preference[kind] if self.wanted.question.attribute else 0
        place = SortKey(self.nearness(handles), told, match, self.preference[kind], row.rank, len(row.name), row.slug)
        return Item(kind, row, handles, place)

    def placed(self, row: EntryLine) -> Item:
        """An entry that was looked up by what it is, in its place."""
        handles = Handles(row.found_by)
        place = SortKey(self.nearness(handles), 0, Match.MEANING, 0, row.rank, len(row.name), row.slug)
        return Item(row.kind, row, handles, place)

    def match(self, handles: Handles) -> Match | None:
        """The better of the two readings; None where neither fits, or it lies outside the region that was set."""
        if not self.is_inside(handles):
            return None
        literal = match_of(handles, self.wanted.terms)
        if self.is_literal or (literal is not None and literal <= Match.BEGINNING):
            return literal
        return better(literal, self.meant(handles, literal))

    @cached_property
    def is_literal(self) -> bool:
        """Whether the question means nothing but what it says."""
        return self.wanted.question.says_all and not self.filters.near

    def is_inside(self, handles: Handles) -> bool:
        """Whether an entry lies in the region that was set, if one was."""
        return not self.filters.region or f"r:{self.filters.region}" in handles.tags

    def fits(self, handles: Handles) -> bool:
        """Whether an entry has any match at all, which takes less than to say which."""
        if not self.is_inside(handles):
            return False
        terms = self.wanted.terms
        if terms and handles.holds_all(terms):
            return True
        return not self.is_literal and self.is_meant(handles)

    def is_meant(self, handles: Handles) -> bool:
        """Whether an entry is what the question was understood to ask for."""
        wanted = self.wanted
        if not (wanted.query or wanted.required or wanted.question.kinds or self.filters.near):
            return False
        if not all(answers(word, tags, handles) for word, tags in wanted.needs):
            return False
        if not self.has_traits(handles):
            return False
        return not (wanted.question.places and wanted.question.about) or self.is_around(handles)

    def has_traits(self, handles: Handles) -> bool:
        """Whether an entry is all that is asked of it besides: 三甲, 公立."""
        return all(any(way <= handles.tags for way in clause) for clause in self.wanted.required)

    def meant(self, handles: Handles, literal: Match | None) -> Match | None:
        if not self.is_meant(handles):
            return None
        # What holds the question as it stands holds the same words apart, in the same place.
        named = match_of(handles, self.naming) if literal is None else literal
        about = match_of(handles, self.about) if self.about != self.naming else None
        return better(better(named, about), Match.MEANING)

    def is_around(self, handles: Handles) -> bool:
        """Whether an entry lies in the region asked for, or in the wider one that is looked in instead."""
        return not handles.tags.isdisjoint(self.wanted.around) or not handles.tags.isdisjoint(self.widened)

    def nearness(self, handles: Handles) -> int:
        """0 in the region asked for, then by how much wider the region is for which it holds."""
        places = self.wanted.question.places
        if not places or "r:-" in handles.tags or any(f"r:{place.code}" in handles.tags for place in places):
            return 0
        if not handles.tags.isdisjoint(self.widened):
            return AROUND
        above = [at for place in places for at, code in enumerate(wider(place.code), 1) if f"a:{code}" in handles.tags]
        return min(above, default=OUTSIDE)

    def order(self, item: Item) -> tuple[Any, ...]:
        outside = item.place.nearness == OUTSIDE and item.place.match > Match.EXACT_ALIAS
        nearness, *rest = item.place
        return outside, not self.knows(item), nearness, not self.is_of_the_year(item), self.is_local(item), *rest

    def is_of_the_year(self, item: Item) -> bool:
        if not self.wanted.question.years or not item.handles.tags.isdisjoint(self.wanted.dated):
            return True
        return any(item.handles.holds(Term(year)) for year in self.wanted.question.years)

    def is_local(self, item: Item) -> bool:
        """Whether a rule holds in one region only, where none was asked for and it is not what was typed."""
        if self.wanted.question.places or item.kind not in RULES or item.place.match <= Match.EXACT_ALIAS:
            return False
        return f"a:{NATION}" not in item.handles.tags

    def knows(self, item: Item) -> bool:
        """Whether an entry is of the kind, or can tell the fact, that was asked for; or is what was typed."""
        preferred, attribute = self.wanted.question.preferred, self.wanted.question.attribute
        typed = item.place.match == Match.EXACT and not (attribute or self.wanted.question.places)
        if not preferred or typed:
            return True
        if item.kind == "policy" and attribute:
            return not item.handles.tags.isdisjoint(self.wanted.subjects)
        return item.kind in preferred


def better(one: Match | None, other: Match | None) -> Match | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def answers(word: Term, tags: list[str], handles: Handles) -> bool:
    """Whether an entry holds a word, or has what the word means."""
    return not handles.tags.isdisjoint(tags) or handles.holds(word)
