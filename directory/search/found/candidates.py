"""What the index has for a question: all keys that may be, to be counted, and the few that are looked at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from directory.core.index import search_index
from directory.core.index.bitmaps import Matches
from directory.core.index.tokens import Anchored, Query
from directory.core.kinds import kinds
from directory.search.question.words import PLACES, RULES

from .judging import Filters
from .ranking import KINDS
from .wanted import Wanted

# Of each kind so many of the index's best are put in order; the others follow as the index has them.
WINDOW = 20
# More of what holds for regions, where one was named: which it holds for counts first, and the index does not know.
REGIONAL, REGIONAL_WINDOW = frozenset(kind.name for kind in kinds if kind.applies_by), 100


class Candidates(NamedTuple):
    """What may be an answer, by kind, and the keys of those that are to be looked at."""

    matches: dict[str, Matches] = {}
    first: tuple[int, ...] = ()

    def __or__(self, other: Candidates) -> Self:
        matches = dict(self.matches)
        for kind, more in other.matches.items():
            matches[kind] = matches[kind] | more if kind in matches else more
        return self.__class__(matches, tuple(dict.fromkeys((*self.first, *other.first))))


def literally(wanted: Wanted, filters: Filters) -> Candidates:
    """Entries that hold every word as it was typed."""
    if not wanted.terms:
        return Candidates()
    return gathered(wanted, filters, wanted.literal_query, filters.kinds, "".join(term.text for term in wanted.terms))


def as_understood(wanted: Wanted, filters: Filters, found: Candidates) -> Candidates:
    """Entries that are what the question was understood to ask for, as far as these were not found as it was typed."""
    question, query = wanted.question, wanted.query + wanted.required
    kinds = [kind for kind in question.kinds if kind in (filters.kinds or allowed(filters))]
    if query and (kinds or not question.kinds):
        if query == wanted.literal_query and not kinds:
            return Candidates()  # it means no more than it says
        return gathered(wanted, filters, query, kinds or filters.kinds, "".join(word.text for word in question.naming))
    return everything(filters, kinds) if kinds and not found.matches else Candidates()


def within(wanted: Wanted, filters: Filters, region: str) -> Candidates:
    """Places that are what is looked for in another region, by its tag."""
    clauses = [clause for word in wanted.question.about if (clause := wanted.clause(word))]
    kinds = [kind for kind in PLACES if kind in (wanted.question.kinds or PLACES)]
    return gathered(wanted, filters, (*clauses, (frozenset([region]),), *wanted.required), kinds, "")


def allowed(filters: Filters) -> Sequence[str]:
    return KINDS if filters.open_patterns is None else PLACES


def everything(filters: Filters, kinds: Sequence[str]) -> Candidates:
    """All of the kinds that were named with nothing else: 附近的医院."""
    found = {kind: search_index.matching(filters.query, kind) for kind in kinds}
    most = WINDOW if filters.open_patterns is None else search_index.MANY
    return Candidates(
        {kind: each for kind, each in found.items() if each.places},
        tuple(key for each in found.values() for key in each.first(most)),
    )


def gathered(wanted: Wanted, filters: Filters, query: Query, kinds: Sequence[str], whole: str) -> Candidates:
    """What has these tokens; and, beyond the best, names that are or begin with what was typed."""
    query, window = query + filters.query, REGIONAL_WINDOW if wanted.question.places else WINDOW
    found = search_index.find(query, kinds or allowed(filters))
    first = [key for kind, each in found.items() for key in looked_at(kind, each, window, filters)]
    if full := [kind for kind, each in found.items() if len(each.places) > window]:
        first += named(whole, filters, full)
        first += foremost(wanted, query, [kind for kind in full if kind in RULES])
    return Candidates(found, tuple(dict.fromkeys(first)))


def looked_at(kind: str, found: Matches, window: int, filters: Filters) -> Sequence[int]:
    """The best of a kind; all of them where only what is open is wanted, which the index does not know."""
    if filters.open_patterns is not None:
        return found.keys
    return found.first(window if kind in REGIONAL else WINDOW)


def named(whole: str, filters: Filters, kinds: Sequence[str]) -> Iterable[int]:
    """Those whose name is what was typed, and those whose name begins so."""
    for clause in (Anchored(whole, whole=True).clause, Anchored(whole).clause):
        if clause:
            for each in search_index.find((clause, *filters.query), kinds, WINDOW).values():
                yield from each.keys


def foremost(wanted: Wanted, query: Query, kinds: Sequence[str]) -> Sequence[int]:
    """Rules that come first for what the index does not know: all of it together, or else any of it."""
    clauses = wanted.foremost
    for more in (clauses, *((clause,) for clause in clauses)) if kinds and clauses else ():
        if found := search_index.find((*query, *more), kinds, WINDOW):
            return [key for each in found.values() for key in each.keys]
    return ()
