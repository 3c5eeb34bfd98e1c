"""Entries for a question: candidates from the index, put in order, doubtful ones dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.functional import cached_property

from directory.core.index import search_index
from directory.core.index.search_index import FirstMatches
from directory.core.index.tokens import Anchored, Handles, Query, Term
from directory.core.kinds import kinds
from directory.core.serving.lists import Indexed
from directory.search.question.understanding import Understanding, wider
from directory.search.question.words import PLACES, RULES

from . import reading
from .judging import OUTSIDE, Filters, Item, Judge, by_preference
from .ranking import KINDS, Match

# Of each kind so many of the index's best are put in order; the others follow as the index has them.
WINDOW = 20
# More of what holds for regions, where one was named: which it holds for counts first, and the index does not know.
REGIONAL, REGIONAL_WINDOW = frozenset(kind.name for kind in kinds if kind.applies_by), 100

Asked = list[tuple[Query, frozenset[str]]]


class Count(NamedTuple):
    """How many entries of a kind were found: exactly up to 1,000."""

    number: int
    more: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


@dataclass
class Results:
    """What a question found, best first."""

    judge: Judge
    ranked: list[Item] = field(default_factory=list)
    others: Callable[[], list[int]] = list
    counts: dict[str, Count] = field(default_factory=dict)
    widened: str = ""
    distances: dict[int, float] = field(default_factory=dict)  # km, where a position was given
    meant: list[dict[str, Any]] = field(default_factory=list)  # other questions, where this one found nothing

    @property
    def understanding(self) -> Understanding:
        return self.judge.understanding

    @property
    def filters(self) -> Filters:
        return self.judge.filters

    @cached_property
    def items(self) -> dict[int, Item]:
        return {item.key: item for item in self.ranked}

    @cached_property
    def total(self) -> Count:
        counts = self.counts.values()
        return Count(sum(count.number for count in counts), any(count.more for count in counts))

    @cached_property
    def order(self) -> list[int]:
        """The keys of the entries in the order in which they are shown."""
        return [item.key for item in self.ranked] + self.others()

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.ranked if item.kind == kind]


def search(understanding: Understanding, filters: Filters) -> Results:
    """What answers a question, wherever it is."""
    found = Finding(Judge(understanding, filters))
    found.literally()
    found.weigh()
    if not found.names_a_place:
        found.as_understood()
        found.weigh()
    results = Results(found.judge, widened=found.around() if found.misses_a_place else "")
    results.ranked = sorted(found.items.values(), key=found.judge.order)
    results.others, results.counts = found.others, found.counts()
    return results


class Finding:
    """Collects what the readings of a question find."""

    def __init__(self, judge: Judge) -> None:
        self.judge, self.understanding, self.filters = judge, judge.understanding, judge.filters
        self.kinds = KINDS if self.filters.open_patterns is None else PLACES
        self.keys: dict[str, dict[int, None]] = {}
        self.more: set[str] = set()
        self.candidates: dict[int, None] = {}
        self.items: dict[int, Item] = {}
        self.dropped: set[int] = set()
        self.asked: Asked = []
        self.anchored: Asked = []

    def literally(self) -> None:
        """Entries that hold every word as it was typed."""
        terms = self.understanding.terms
        if terms:
            self.gather(self.understanding.literal_query, self.filters.kinds, "".join(term.text for term in terms))

    def as_understood(self) -> None:
        understanding = self.understanding
        query = understanding.query + understanding.required
        kinds = [kind for kind in understanding.kinds if kind in (self.filters.kinds or self.kinds)]
        if query and (kinds or not understanding.kinds):
            self.gather(query, kinds or self.filters.kinds, "".join(word.text for word in understanding.naming))
        elif kinds and not self.keys:
            self.everything(kinds)

    def everything(self, kinds: Sequence[str]) -> None:
        """All of the kinds that were named with nothing else: 附近的医院."""
        self.asked.append((self.filters.query, frozenset(kinds)))
        for kind in kinds:
            keys = Indexed(kind, self.filters.query).keys(search_index.MANY + 1)
            if len(keys) > search_index.MANY:
                self.more.add(kind)
            self.keys[kind] = dict.fromkeys(keys[: search_index.MANY])
            self.candidates |= dict.fromkeys(keys[:WINDOW] if self.filters.open_patterns is None else keys)

    def gather(self, query: Query, kinds: Sequence[str], whole: str) -> None:
        """Take what has these tokens; look beyond the best for names that are or begin with what was typed."""
        query, kinds = query + self.filters.query, kinds or self.kinds
        if not is_new(self.asked, query, kinds):
            return
        found = search_index.find(query, kinds)
        for kind, each in found.items():
            self.take(kind, each)
        full = [kind for kind, each in found.items() if len(each.keys) > self.window]
        for clause in (Anchored(whole, whole=True).clause, Anchored(whole).clause) if full else ():
            anchored = (clause, *self.filters.query)
            if clause and is_new(self.anchored, anchored, full):
                for each in search_index.find(anchored, full, WINDOW).values():
                    self.candidates |= dict.fromkeys(each.keys)
        rules = [kind for kind in full if kind in RULES]
        if rules and self.understanding.foremost:
            self.foremost(query, rules)

    def foremost(self, query: Query, kinds: Sequence[str]) -> None:
        """Rules that come first for what the index does not know: all of it together, or else any of it."""
        clauses = self.understanding.foremost
        for more in (clauses, *((clause,) for clause in clauses)):
            if found := search_index.find((*query, *more), kinds, WINDOW):
                self.candidates |= dict.fromkeys(key for each in found.values() for key in each.keys)
                break

    @property
    def window(self) -> int:
        return REGIONAL_WINDOW if self.understanding.places else WINDOW

    def take(self, kind: str, found: FirstMatches) -> None:
        """The best of a kind as candidates; all of them, where they are not too many, to be counted."""
        self.keys.setdefault(kind, {}).update(dict.fromkeys(found.keys))
        if found.more:
            self.more.add(kind)
        best = found.keys[: self.window if kind in REGIONAL else WINDOW]
        # The index does not know what is open: as many as are counted are looked at.
        self.candidates |= dict.fromkeys(best if self.filters.open_patterns is None else found.keys)

    @property
    def names_a_place(self) -> bool:
        """Whether the question is the whole name of a hospital or office: then nothing else is meant."""
        if len(self.understanding.terms) > 1 or self.understanding.attribute:
            return False
        return any(item.place.match == Match.EXACT and item.kind in PLACES for item in self.items.values())

    def weigh(self) -> None:
        """Read the candidates and give each its place; drop those that only seemed to match."""
        new = [key for key in self.candidates if key not in self.items]
        self.dropped.update(new)
        for row in reading.rows(new).values():
            if item := self.judge.weigh(row):
                self.items[row.key] = item
        self.dropped -= self.items.keys()

    @property
    def misses_a_place(self) -> bool:
        """Whether a hospital or office was asked for in a region that has none of the kind."""
        understanding = self.understanding
        if not (understanding.places and understanding.about):
            return False
        if not (set(understanding.preferred) & set(PLACES) or understanding.values("department")):
            return False
        return not any(item.kind in PLACES and item.place.nearness < OUTSIDE for item in self.items.values())

    def around(self) -> str:
        """Look in the region above, and in the one above that. Returns the name of the one that has something."""
        understanding, places = self.understanding, self.understanding.lexicon.places
        clauses = [clause for word in understanding.about if (clause := understanding.clause(word))]
        kinds = [kind for kind in PLACES if kind in (understanding.kinds or PLACES)]
        for code in dict.fromkeys(code for place in understanding.places for code in wider(place.code)):
            if code not in places or places[code].level == "nation":
                continue
            region = frozenset([f"r:{code}"])
            self.judge.widened = region
            before = len(self.items)
            self.gather((*clauses, (region,), *understanding.required), kinds, "")
            self.weigh()
            if len(self.items) > before:
                return places[code].name
        return ""

    def others(self) -> list[int]:
        """What was found beyond the window, still to be shown, in the index's order."""
        seen = self.items.keys() | self.dropped
        return [key for kind in by_preference(self.understanding) for key in self.keys.get(kind, ()) if key not in seen]

    def drop_doubtful(self) -> None:
        """Drop what does not hold the words after all, of the kinds that are counted exactly."""
        doubtful = self.doubtful()
        texts = reading.found_by(doubtful)
        self.dropped |= {key for key in doubtful if key not in texts or not self.judge.fits(Handles(texts[key]))}

    def doubtful(self) -> list[int]:
        """What may not hold the words: the index knows pairs of characters, no longer words, and pinyin by and large."""
        words = [*self.understanding.terms, *(Term(word.text) for word in self.understanding.about)]
        by_and_large = any(word.latin for word in words)
        if not by_and_large and all(len(form) < 3 for word in words for form in word.forms):
            return []
        seen = self.items.keys() | self.dropped
        rest = [key for kind in self.keys.keys() - self.more for key in self.keys[kind] if key not in seen]
        return rest if by_and_large else search_index.possible_false_hits(rest)

    def counts(self) -> dict[str, Count]:
        """How many of every kind there are, those left out that do not hold the words."""
        self.drop_doubtful()
        counts = {}
        for kind, keys in self.keys.items():
            number = len(keys) - len(self.dropped & keys.keys())
            if kind in self.more and self.filters.open_patterns is None:
                number = search_index.MANY
            if number:
                counts[kind] = Count(min(number, search_index.MANY), kind in self.more or number > search_index.MANY)
        return counts


def is_new(asked: Asked, query: Query, kinds: Sequence[str]) -> bool:
    """Whether the index has not been asked this yet, and notes it: often a question means no more than it says."""
    if any(query == other and others.issuperset(kinds) for other, others in asked):
        return False
    asked.append((query, frozenset(kinds)))
    return True


def count_of(count: Count) -> dict[str, Any]:
    return {"number": count.number, "more": count.more, "text": str(count)}
