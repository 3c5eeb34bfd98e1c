"""Entries weighed for a question, none of whose words has to be there: rarity, names, regions, kinds and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from directory.core.index import saying
from directory.core.index.search_index import Boost, ScoringQuery, kind_of, weigh
from directory.core.index.tokens import Handles, handles_with_tags, of_said, pairs
from directory.core.models import NATION
from directory.search.question.words import PLACES, RULES

from . import reading
from .judging import OUTSIDE, Filters, Item
from .links import Link
from .ranking import KINDS, Match, SortKey
from .wanted import Wanted

MOST = 40  # entries that are found by weighing
READ = 60  # entries that the index gives, to be weighed again
NAME, SAID, ALSO = 1.5, 1.0, 0.6  # what a word counts in a name, in what a document says, and said in other words
LINKED, LETTER = 2.0, 0.35  # what a name in the question counts, and each of its characters
TOLD = 0.3  # a word that counts by what it means, a region or an insurance
BY_TAGS = frozenset({"region", "scheme"})
TAGGED = 0.7  # what it counts to be of the service, the symptom or the sort asked for
CERTAIN = 0.25  # of the best score: what has less has hardly anything to do with the question
HELD = 0.45  # of the words of a question that means nothing known: what holds less has nothing to do with it
STORY = 3.0  # … unless it holds so much for all that: a long story says much beside
MEANING = frozenset({"department", "sort", "trait", "scheme", "service", "symptom", "attribute"})

OF_KIND = {"article": 0.6, "service": 0.7, "department": 0.7, "region": 0.5}


class WeighedEntry(NamedTuple):
    """What has most to do with a question, best first, and how rare each of the question's words is in documents."""

    items: list[Item]
    rarity: dict[str, float]


def weighed(wanted: Wanted, filters: Filters, links: Collection[Link]) -> WeighedEntry:
    named = {key: len(link.name) for link in links for key in link.keys}
    index = weigh(asked(wanted, filters), filters.kinds or KINDS, READ)
    best, rarity = index.best, index.rarity
    local = index.with_any((f"r:{place.code}" for place in wanted.question.places), [each.key for each in best[:1]])
    if not (links or local) and best and best[0].score < STORY and held(wanted, rarity, best[0].score) < HELD:
        return WeighedEntry([], rarity)
    scores = {each.key: each.score for each in best}
    for key, length in named.items():
        if not filters.kinds or kind_of(key) in filters.kinds:
            scores[key] = scores.get(key, 0.0) + LINKED + LETTER * length
    found, around = [], {*named, *index.with_any(mentions(wanted), scores)}
    factors = Factors(wanted)
    rows = reading.rows(list(scores))
    every = handles_with_tags(row.found_by for row in rows.values())
    for (key, row), handles in zip(rows.items(), every, strict=True):
        if allowed(handles, row, filters):
            kind, rank = row.kind, row.rank
            weight = scores[key] * factors.of(kind, handles.tags)
            inside = (
                key in around
                or "r:-" in handles.tags
                or not factors.places
                or not handles.tags.isdisjoint(factors.around)
            )
            match = Match.EXACT if key in named else Match.MEANING
            place = SortKey(0 if inside else OUTSIDE, 0, match, 0, rank, 0, row.slug)
            found.append(Item(kind, row, handles, place, weight))
    found.sort(key=lambda each: (-each.weight, each.place.rank, each.row.key))
    if any(here(each) for each in found) and wanted.question.places:
        found = [each for each in found if each.kind not in PLACES or here(each)]
    least = CERTAIN * found[0].weight if found else 0
    return WeighedEntry([each for each in found if each.weight > least][:MOST], rarity)


def here(item: Item) -> bool:
    """Whether it is a place in a region asked for, or one that was named."""
    return item.kind in PLACES and (item.place.nearness < OUTSIDE or item.place.match == Match.EXACT)


def asked(wanted: Wanted, filters: Filters) -> ScoringQuery:
    """What the index is to weigh: the words, and the tags that go with what they mean."""
    question, weights = wanted.question, dict[str, float]()
    told = " ".join(word.text for word in question.words if word.sort in BY_TAGS)
    rest = " ".join([question.put, *meant(wanted)])
    for word in question.words:
        rest = rest.replace(word.text, " ") if word.sort in BY_TAGS else rest
    for text, share in ((told, TOLD), (question.also, ALSO), (rest, 1.0)):
        runs = saying.asked(text)
        weights |= dict.fromkeys(of_said(runs), SAID * share)
        weights |= {pair: NAME * share for run in runs.split() for pair in pairs(run)}
    return ScoringQuery(weights, list(boosts(wanted)), filters.query)


def held(wanted: Wanted, rarity: dict[str, float], best: float) -> float:
    """How much of a question whose words mean nothing known the best entry holds, 1 where they do mean something."""
    question = wanted.question
    if any(word.sort in MEANING for word in question.words):
        return 1.0
    said = of_said(saying.asked(" ".join(word.text for word in question.words if word.sort != "region")))
    return best / (sum(rarity.get(token, 1.0) for token in said) or 1.0)


def boosts(wanted: Wanted) -> Iterator[Boost]:
    question = wanted.question
    senses = {sense for word in question.words for sense in word.senses if sense.sort not in ("region", "scheme")}
    for sense in sorted(senses):
        if tags := frozenset(wanted.tags(sense)):
            yield Boost(tags, gain=TAGGED)
    if question.places:
        yield Boost(frozenset([*wanted.around, "r:-", *mentions(wanted)]), otherwise=0.35)
        yield Boost(frozenset(f"r:{place.code}" for place in question.places), factor=1.3)


def mentions(wanted: Wanted) -> list[str]:
    """The words by which documents speak of the regions asked for: 与北京的医院会诊."""
    return [f"~{place.short}" for place in wanted.question.places if len(place.short) == 2]


class Factors:
    """How many times its score an entry counts for a question, by its kind, its insurance, its subject and its year."""

    def __init__(self, wanted: Wanted) -> None:
        question = wanted.question
        self.kinds, self.preferred = question.kinds, question.preferred if question.attributes else ()
        self.places, self.around = question.places, frozenset(wanted.around)
        self.schemes = {f"m:{code}" for code in question.values("scheme")}
        self.subjects, self.years = frozenset(wanted.subjects), frozenset(wanted.dated)

    def of(self, kind: str, tags: set[str]) -> float:
        found = OF_KIND.get(kind, 1.0)
        if kind in RULES:
            if not self.places:
                found *= 1.15 if f"a:{NATION}" in tags else 0.85
            if self.schemes:
                found *= 1.15 if tags & self.schemes else 1.0 if "m:-" in tags else 0.8
        if kind in self.kinds:
            found *= 1.3
        if kind in self.preferred:
            found *= 1.1
        if not tags.isdisjoint(self.subjects):
            found *= 1.2
        if self.years and kind == "policy":
            years = {tag for tag in tags if tag.startswith("x:")}
            found *= 1.2 if years & self.years else 0.7 if years - {"x:-"} else 1.0
        return found


def allowed(handles: Handles, row: reading.EntryLine, filters: Filters) -> bool:
    """Whether an entry passes what the person set."""
    if filters.region and f"r:{filters.region}" not in handles.tags:
        return False
    return filters.open_patterns is None or row.pattern in filters.open_patterns


def meant(wanted: Wanted) -> list[str]:
    """What words in letters mean, as names here have it."""
    names = wanted.lexicon.names
    return [
        names[sense] for word in wanted.question.words if word.text.isascii() for sense in word.senses if sense in names
    ]
