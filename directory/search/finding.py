"""Entries for a question: candidates from the index, put in order, doubtful ones dropped."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from django.db.models import QuerySet

from directory.core import index
from directory.core.filters import EARTH_KM
from directory.core.keys import Key
from directory.core.models import Entry
from directory.core.tokens import READING, Anchored, Handles, Query, Term, fold

from .ranking import KINDS, Match, Place, highlights, match_of
from .understanding import Understanding, Word, wider
from .words import ATTRIBUTES, PLACES

REACHES = (1, 3, 10, 30, 100)  # km round a position, until there is enough
CROWD = 3000  # so many places round a position are looked at
WINDOW = 100  # of each kind so many of the index's best are put in order; the others follow as the index has them
AROUND, OUTSIDE = 5, 9  # how far from the region asked for; up to 3 are the regions it lies in
KM_PER_DEGREE = 111.0


class Count(NamedTuple):
    """How many entries of a kind were found: exactly up to 1,000."""

    number: int
    more: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


@dataclass
class Filters:
    """What narrows a search beside the question."""

    kinds: tuple[str, ...] = ()
    region: int | None = None
    near: tuple[float, float] | None = None
    open_patterns: frozenset[int] | None = None  # the timetables that are open at the moment asked for

    @property
    def query(self) -> Query:
        return ((frozenset([f"r:{self.region}"]),),) if self.region else ()


@dataclass
class Item:
    """One found entry and where it stands."""

    kind: str
    pk: int
    slug: str
    name: str
    handles: Handles
    place: Place


@dataclass
class Results:
    """What a question found, best first."""

    understanding: Understanding
    filters: Filters
    ranked: list[Item] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    widened: str = ""
    distances: dict[int, float] = field(default_factory=dict)  # km, where a position was given

    @property
    def total(self) -> Count:
        counts = self.counts.values()
        return Count(sum(count.number for count in counts), any(count.more for count in counts))

    @cached_property
    def order(self) -> list[int]:
        """The keys of the entries in the order in which they are shown."""
        rest = [pk for kind in by_preference(self.understanding) for pk in self.others.get(kind, ())]
        return [item.pk for item in self.ranked] + rest

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.ranked if item.kind == kind]

    def page(self, start: int, end: int) -> list[Row]:
        return shown(self, self.order[start:end])

    def groups(self, size: int) -> list[tuple[str, Count, list[Row]]]:
        """The best of every kind, the kind of the best entry first."""
        kinds = dict.fromkeys([item.kind for item in self.ranked] + list(self.counts))
        keys = {kind: [item.pk for item in self.of(kind)][:size] for kind in kinds if kind in self.counts}
        rows = {row.pk: row for row in shown(self, [pk for some in keys.values() for pk in some])}
        return [(kind, self.counts[kind], [rows[pk] for pk in some if pk in rows]) for kind, some in keys.items()]


class Row(NamedTuple):
    """One found entry as it is shown."""

    pk: int
    kind: str
    summary: str
    hours_spec: str | None
    highlights: list[tuple[int, int]]
    alias: dict[str, Any] | None
    match: str
    km: float | None


def within_box(latitudes: tuple[float, float], longitudes: tuple[float, float]) -> QuerySet[Entry]:
    """Entries with a position in a box. Only places have one; the kind is no condition, lest its index be used."""
    return Entry.objects.live().filter(latitude__range=latitudes, longitude__range=longitudes)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance between two positions."""
    (lat, lng), (lat2, lng2) = (map(math.radians, position) for position in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lng2 - lng) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def count_of(count: Count) -> dict[str, Any]:
    return {"number": count.number, "more": count.more, "text": str(count)}


def by_preference(understanding: Understanding) -> list[str]:
    return list(dict.fromkeys((*understanding.preferred, *KINDS)))


def search(understanding: Understanding, filters: Filters) -> Results:
    results = Results(understanding, filters)
    found = Finding(understanding, filters)
    if filters.near:
        return nearest(results, found)
    found.literally()
    found.as_understood()
    if found.misses_a_place:
        results.widened = found.around()
    results.ranked = sorted(found.items.values(), key=found.order)
    results.others, results.counts = found.others(), found.counts()
    return results


def nearest(results: Results, found: Finding) -> Results:
    """The places round a position that answer the question, nearest first."""
    kinds = [kind for kind in PLACES if kind in (results.filters.kinds or PLACES)]
    for reach in REACHES:
        results.distances = found.within(reach, kinds)
        if len(results.distances) >= WINDOW:
            break
    results.ranked = sorted(found.items.values(), key=lambda item: (results.distances[item.pk], item.slug))
    counts = Counter(item.kind for item in results.ranked)
    results.counts = {kind: Count(number, False) for kind, number in counts.items()}
    return results


class Finding:
    """Collects what the readings of a question find."""

    def __init__(self, understanding: Understanding, filters: Filters) -> None:
        self.understanding, self.filters = understanding, filters
        self.preference = {kind: at for at, kind in enumerate(by_preference(understanding))}
        self.kinds = KINDS if filters.open_patterns is None else PLACES
        self.items: dict[int, Item] = {}
        self.keys: dict[str, dict[int, None]] = {}
        self.more: set[str] = set()
        self.dropped: set[int] = set()
        self.naming = [Term(word.text) for word in understanding.words if is_naming(word)]
        self.named = Term("".join(term.text for term in self.naming))
        self.whole = Term("".join(term.text for term in understanding.terms))

    def literally(self) -> None:
        """Entries that hold every word as it was typed."""
        terms = self.understanding.terms
        if terms:
            self.gather(tuple(term.clause for term in terms), self.filters.kinds, self.whole)

    def as_understood(self) -> None:
        understanding = self.understanding
        query = understanding.query + understanding.required
        kinds = [kind for kind in understanding.kinds if kind in (self.filters.kinds or self.kinds)]
        if query and (kinds or not understanding.kinds):
            self.gather(query, kinds or self.filters.kinds, self.named)

    def gather(self, query: Query, kinds: Sequence[str], whole: Term) -> None:
        """Keep what has these tokens; look beyond the best for names that are or begin with what was typed."""
        query = query + self.filters.query
        found = index.find(query, kinds or self.kinds)
        for kind, (keys, more) in found.items():
            self.keys.setdefault(kind, {}).update(dict.fromkeys(keys))
            self.more |= {kind} if more else set()
        size = WINDOW if self.filters.open_patterns is None else index.MANY
        window = {kind: keys[:size] for kind, (keys, _more) in found.items()}
        full = [kind for kind, (keys, _more) in found.items() if len(keys) > size]
        for anchored in (Anchored(whole.text, whole=True), Anchored(whole.text)) if full and whole.forms else ():
            for kind, (keys, _more) in index.find((anchored.clause, *self.filters.query), full, WINDOW).items():
                window[kind] = [*window[kind], *keys]
        self.weigh([Key.of(key).pk for keys in window.values() for key in keys])

    def weigh(self, pks: Iterable[int]) -> None:
        """Read candidates and give each its place; drop those that only seemed to match."""
        new = [pk for pk in dict.fromkeys(pks) if pk not in self.items]
        entries = Entry.objects.filter(pk__in=new)
        if self.filters.open_patterns is not None:
            entries = entries.filter(hours_pattern__in=self.filters.open_patterns)
        self.dropped.update(new)
        for pk, kind, slug, name, rank, found_by in entries.values_list(
            "pk", "kind", "slug", "name", "rank", "found_by"
        ):
            handles = Handles(found_by)
            if (match := self.match(handles)) is None:
                continue
            self.dropped.discard(pk)
            told = self.preference[kind] if self.understanding.attribute else 0
            place = Place(self.nearness(handles), told, match, self.preference[kind], rank, len(name), slug)
            self.items[pk] = Item(kind, pk, slug, name, handles, place)

    def within(self, reach: float, kinds: Sequence[str]) -> dict[int, float]:
        """Keep the places in a circle that answer the question. Returns how far each of them is."""
        assert self.filters.near is not None
        latitude, longitude = self.filters.near
        tall = reach / KM_PER_DEGREE
        wide = tall / max(0.01, math.cos(math.radians(latitude)))
        around = within_box((latitude - tall, latitude + tall), (longitude - wide, longitude + wide))
        places = around.order_by("pk").values_list("pk", "kind", "latitude", "longitude")[:CROWD]
        distances = {
            pk: kilometres(self.filters.near, (float(lat), float(lng)))
            for pk, kind, lat, lng in places
            if kind in kinds and lat is not None and lng is not None
        }
        near = {pk: km for pk, km in distances.items() if km <= reach}
        self.weigh(near)
        return {pk: km for pk, km in near.items() if pk in self.items}

    def match(self, handles: Handles) -> Match | None:
        """The better of the two readings; None where neither fits, or it lies outside the region that was set."""
        if self.filters.region and f"r:{self.filters.region}" not in handles.tags:
            return None
        literal = match_of(handles, self.understanding.terms)
        meant = self.meant(handles) if literal is None or literal > Match.BEGINNING else None
        return min((match for match in (literal, meant) if match is not None), default=None)

    def meant(self, handles: Handles) -> Match | None:
        understanding = self.understanding
        if not all(self.answers(word, handles) for word in understanding.about):
            return None
        if not all(any(way <= handles.tags for way in clause) for clause in understanding.required):
            return None
        if understanding.places and not self.is_around(handles):
            return None
        if not (understanding.query or understanding.required or self.filters.near):
            return None
        named = match_of(handles, self.naming)
        about = match_of(handles, [Term(word.text) for word in understanding.about if word.sort not in UNNAMED])
        return min((match for match in (named, about) if match is not None), default=Match.MEANING)

    def is_around(self, handles: Handles) -> bool:
        """Whether an entry lies in the region asked for, or in the wider one that is looked in instead."""
        tags = self.understanding.region_tags(self.understanding.places)
        return not handles.tags.isdisjoint(tags) or not handles.tags.isdisjoint(self.widened_tags)

    widened_tags: frozenset[str] = frozenset()

    def answers(self, word: Word, handles: Handles) -> bool:
        """Whether an entry holds a word, or has what the word means."""
        if not self.understanding.clause(word):
            return True
        tags = [tag for sense in word.senses for tag in self.understanding.tags(sense)]
        return not handles.tags.isdisjoint(tags) or handles.holds(Term(word.text))

    def nearness(self, handles: Handles) -> int:
        """0 in the region asked for, then by how much wider the region is for which it holds."""
        places = self.understanding.places
        if not places or "r:-" in handles.tags or any(f"r:{place.code}" in handles.tags for place in places):
            return 0
        if not handles.tags.isdisjoint(self.widened_tags):
            return AROUND
        above = [at for place in places for at, code in enumerate(wider(place.code), 1) if f"a:{code}" in handles.tags]
        return min(above, default=OUTSIDE)

    def order(self, item: Item) -> tuple[Any, ...]:
        outside = item.place.nearness == OUTSIDE and item.place.match > Match.EXACT_ALIAS
        return outside, not self.knows(item), *item.place

    def knows(self, item: Item) -> bool:
        """Whether an entry is of the kind, or can tell the fact, that was asked for; or is what was typed."""
        preferred, attribute = self.understanding.preferred, self.understanding.attribute
        typed = item.place.match == Match.EXACT and not (attribute or self.understanding.places)
        if not preferred or typed:
            return True
        if item.kind == "policy" and attribute:
            return not self.subjects.isdisjoint(item.handles.tags)
        return item.kind in preferred

    @cached_property
    def subjects(self) -> set[str]:
        subjects = ATTRIBUTES[self.understanding.attribute].subjects
        return {f"u:{fold(subject)}" for subject in subjects}

    @property
    def misses_a_place(self) -> bool:
        """Whether a hospital or office was asked for in a region that has none of the kind."""
        understanding = self.understanding
        asked = set(understanding.preferred) & set(PLACES) or understanding.values("department")
        inside = any(item.kind in PLACES and item.place.nearness < OUTSIDE for item in self.items.values())
        return bool(understanding.places and understanding.about and asked and not inside)

    def around(self) -> str:
        """Look in the region above, and in the one above that. Returns the name of the one that has something."""
        understanding, places = self.understanding, self.understanding.lexicon.places
        for code in dict.fromkeys(code for place in understanding.places for code in wider(place.code)):
            if code not in places or places[code].level == "nation":
                continue
            clauses = [clause for word in understanding.about if (clause := understanding.clause(word))]
            region = (frozenset([f"r:{code}"]),)
            self.widened_tags = frozenset([f"r:{code}"])
            before = len(self.items)
            kinds = [kind for kind in PLACES if kind in (understanding.kinds or PLACES)]
            self.gather((*clauses, region, *understanding.required), kinds, Term(""))
            if len(self.items) > before:
                return places[code].name
        return ""

    def others(self) -> dict[str, list[int]]:
        """What was found beyond the window, still to be shown, in the index's order."""
        seen = self.items.keys() | self.dropped
        rest = {
            kind: [pk for pk in (Key.of(key).pk for key in keys) if pk not in seen] for kind, keys in self.keys.items()
        }
        if self.is_doubtful:
            unsure = [pk for kind, pks in rest.items() if kind not in self.more for pk in pks]
            texts = dict(Entry.objects.filter(pk__in=unsure).values_list("pk", "found_by")) if unsure else {}
            self.dropped |= {pk for pk in unsure if not self.seems(texts[pk])}
        return {kind: [pk for pk in pks if pk not in self.dropped] for kind, pks in rest.items()}

    @property
    def is_doubtful(self) -> bool:
        """Whether the index may give names that do not hold the words: it knows pairs of characters, not longer words."""
        return any(len(form) > 2 or word.latin for word in self.terms for form in word.forms)

    @cached_property
    def terms(self) -> list[Term]:
        return [*self.understanding.terms, *(Term(word.text) for word in self.understanding.about)]

    def seems(self, found_by: str) -> bool:
        """``match`` without the order, quickly where the words are Chinese."""
        names = found_by.partition(f"\n{READING}")[0]
        if all(any(form in names for form in term.forms) for term in self.understanding.terms):
            return True
        return self.match(Handles(found_by)) is not None

    def counts(self) -> dict[str, Count]:
        """How many of every kind there are, the dropped ones left out."""
        counts = {}
        for kind, keys in self.keys.items():
            number = sum(Key.of(key).pk not in self.dropped for key in keys)
            if number:
                more = kind in self.more or number > index.MANY
                counts[kind] = Count(index.MANY if number > index.MANY else number, more)
        return counts


UNNAMED = frozenset({"sort", "trait"})


SILENT = frozenset({"attribute", "filler", "nearby", "open"})


def is_naming(word: Word) -> bool:
    return word.sort not in SILENT | {"trait"}


def shown(results: Results, pks: Sequence[int]) -> list[Row]:
    """What a result shows of these entries, in this order."""
    items = {item.pk: item for item in results.ranked}
    fields = ("pk", "kind", "summary", "hours_pattern__spec", "found_by")
    rows = {row[0]: row for row in Entry.objects.filter(pk__in=pks).values_list(*fields)}
    words = [word for word in results.understanding.words if is_naming(word)]
    terms = [*results.understanding.terms, *(Term(word.text) for word in words)]
    found = []
    for pk, kind, summary, spec, found_by in (rows[pk] for pk in pks if pk in rows):
        marks, alias = matched(orjson.loads(summary), Handles(found_by), terms)
        match = items[pk].place.match if pk in items else Match.PART
        km = round(results.distances[pk], 2) if results.distances else None
        found.append(Row(pk, kind, summary, spec, marks, alias, match.name.lower(), km))
    return found


def matched(
    summary: dict[str, Any], handles: Handles, terms: list[Term]
) -> tuple[list[tuple[int, int]], dict[str, Any] | None]:
    """Which parts of the name matched; or else which alias."""
    marks = highlights(summary["name"], terms, handles.readings[0] if handles.readings else ())
    return marks, None if marks else matched_alias(summary, terms)


def matched_alias(summary: dict[str, Any], terms: list[Term]) -> dict[str, Any] | None:
    for alias in summary.get("aliases", ()):
        if marks := highlights(alias, terms):
            return {"text": alias, "highlights": [list(mark) for mark in marks]}
    return None


def nothing(understanding: Understanding) -> list[dict[str, Any]]:
    """For a question that found nothing: each word, how it was understood, and how many entries hold it."""
    words = []
    for word in understanding.words:
        if word.sort in SILENT:
            continue
        found = index.find((understanding.clause(word) or Term(word.text).clause,))
        number = sum(len(each.keys) for each in found.values())
        more = any(each.more for each in found.values())
        words.append({"word": word.text, "means": word.sort, "count": count_of(Count(number, more))})
    return words
