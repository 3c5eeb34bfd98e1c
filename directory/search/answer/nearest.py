"""The facts that are nearest to a question, of the first few documents, whatever was asked for outright."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from directory.core.index.tokens import fold
from directory.core.publishing.facts import Fact
from directory.search.found.finding import Hits
from directory.search.question.asking_words import ASKED, UNTOLD, WORTH
from directory.search.question.spoken import also

from .covering import COVERED, content_of, covered, grams
from .documents import Found, near, read
from .telling import Answer, tell

READ = 8  # documents whose facts are weighed
GROUPS, ROWS, EVERY = 6, 8, 40  # so many answers at most, each of so many rows; all of what was asked for by name
LABELLED = 100.0  # what is asked for by what it is called comes first
FEW = 5  # … beside what was asked for outright
BESIDE = 0.3
LIKELY = 0.25  # of the nearest: what is less near is not told
NAMED = 0.35  # what a word counts that the name of the document says already
LATER = 0.07  # what each place further down takes off
OF_KIND = {"service": 0.5}  # what it is called and what it means is seldom asked
LONG = 14  # pairs in a fact that is not long
KINDS = ("hospital", "office", "symptom", "channel", "procedure", "policy", "service")


class Group(NamedTuple):
    """The rows of one field of one document, the nearest first, and how near they are."""

    found: Found
    field: str
    facts: list[Fact]
    score: float
    labelled: bool  # asked for by what it is called


def nearest(hits: Hits, told: bool) -> list[Answer]:
    """What of the first documents is nearest to the question, field by field; less of it where something is told already."""
    groups = sorted(groups_of(hits), key=lambda group: -group.score)
    likely, most = (BESIDE, FEW) if told else (LIKELY, GROUPS)
    least = likely * max((group.score for group in groups if not group.labelled), default=0.0)
    return [answer(group) for group in groups[:most] if group.score >= least]


def answer(group: Group) -> Answer:
    first = group.facts[0]
    rows = tuple(tell(group.found.document, fact) for fact in group.facts[: EVERY if group.labelled else ROWS])
    return Answer(group.field, first.label, rows)


def groups_of(hits: Hits) -> Iterable[Group]:
    put = hits.wanted.question.put
    asked = {gram: hits.rarity.get(gram, 1.0) for gram in grams(put)}
    asked |= {gram: 0.6 * hits.rarity.get(gram, 1.0) for gram in grams(also(put)) if gram not in asked}
    content, rest = content_of(hits), beside_names(hits)
    items = sorted(near(hits, *KINDS), key=lambda item: -item.weight)
    top = max((item.weight for item in items), default=0.0) or 1.0
    for at, found in enumerate(read(items, READ)):
        share = (
            (found.item.weight / top if found.item.weight else 0.5) * (1 - LATER * at) * OF_KIND.get(found.kind, 1.0)
        )
        named = grams(" ".join([found.document["name"], *found.document.get("aliases", ())]))
        fields = by_field(found.facts())
        if content and found.item.key not in hits.sure and covered(content, hits, found) < COVERED:
            continue
        words = {gram: weight * (NAMED if gram in named else 1) for gram, weight in asked.items()}
        for field, facts in fields.items():
            scores = {id(fact): nearness(fact, field, words) for fact in facts}
            rows = sorted(facts, key=lambda fact: -scores[id(fact)])
            best = [scores[id(fact)] for fact in rows]
            labelled = found.item.key in hits.linked and is_labelled(facts[0].label, rest)
            near_by = WORTH.get(field, 0.2) + best[0] + 0.1 * sum(best[1:3])
            yield Group(found, field, facts if labelled else rows, LABELLED if labelled else share * near_by, labelled)


def beside_names(hits: Hits) -> str:
    """What a question says beside the names in it."""
    rest = fold(hits.wanted.question.put)
    for link in hits.links:
        rest = rest.replace(fold(link.name), " ")
    return rest.strip()


def is_labelled(label: str, rest: str) -> bool:
    name = fold(label)
    return name == rest or (len(name) > 1 and name in rest)


def by_field(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        field = fact.field.split(".")[0]
        if field not in UNTOLD:
            found.setdefault(field, []).append(fact)
    return found


def nearness(fact: Fact, field: str, asked: Mapping[str, float]) -> float:
    """How much of the question a fact holds, and how much of it asks for such a fact."""
    text = grams(f"{fact.text} {fact.about} {fact.scope}")
    words = grams(f"{fact.label} {ASKED.get(field, '')} {ASKED.get(fact.field, '') if fact.field != field else ''}")
    length = 1 + max(0, len(text) - LONG) / (8 * LONG)
    told = sum(weight for gram, weight in asked.items() if gram in text) / length
    return told + 0.8 * sum(weight for gram, weight in asked.items() if gram in words and gram not in text)
