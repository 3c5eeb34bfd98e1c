"""The facts that are nearest to a question, of the first few documents, whatever was asked for outright."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from directory.core.index.tokens import FOLDING, fold
from directory.core.publishing.facts import Fact
from directory.search.found.finding import Hits
from directory.search.question.asking_words import ASKED, UNTOLD, WORTH
from directory.search.question.words import PLACES
from offices.rules.belonging import Limit

from .asked import OF_RULES
from .covering import COVERED, OF_COMPLAINTS, content_of, covered, least, worth
from .documents import FoundEntry, Reading
from .for_whom import FIELDS, of_other_schemes, of_who_asks, within_reach
from .telling import Answer, tell

READ = 8  # documents whose facts are weighed
GROUPS, ROWS, EVERY = 6, 8, 40  # so many answers at most, each of so many rows; all of what was asked for by name
LABELLED = 100.0  # what is asked for by what it is called comes first
FEW = 5  # … beside what was asked for outright
BESIDE = 0.3
LIKELY = 0.25  # of the nearest: what is less near is not told
NAMED = 0.35  # what a word counts that the name of the document says already
NAMED_BESIDE = 0.0  # … and beside what was asked for outright
LATER = 0.07  # what each place further down takes off
ELSEWHERE = 0.75  # what holds where no region is said counts so much beside what the region asked for says itself
OF_KIND = {"service": 0.5}  # what it is called and what it means is seldom asked
RULED = "value"  # what a rule says is told with whom it is for; of what else holds for others nothing is
LONG = 14  # pairs in a fact that is not long
KINDS = ("hospital", "office", "symptom", "channel", "procedure", "policy", "service")
MEDICAL = ("hospital", "symptom")


class FactGroup(NamedTuple):
    """The rows of one field of one document, the nearest first, and how near they are."""

    found: FoundEntry
    field: str
    facts: list[Fact]
    score: float
    labelled: bool  # asked for by what it is called
    held: float  # how near its nearest row is, see ``nearnesses``
    limit: Limit | None = None  # why it is no answer: it holds for others only


def nearest(reading: Reading, told: Collection[Answer]) -> list[Answer]:
    """What of the first documents is nearest to the question, field by field; less of it where something is told already."""
    outright = {each.attribute for each in told if each.facts}
    groups = sorted(groups_of(reading, NAMED_BESIDE if outright else NAMED), key=lambda group: -group.score)
    if is_silent(reading, told):
        groups = [group for group in groups if group.labelled or is_of_insurance(group, reading)]
    if outright or left_over(reading.hits):
        groups = [group for group in groups if not is_in_the_way(group, outright)]
    likely, most = (BESIDE, FEW) if told else (LIKELY, GROUPS)
    lowest = likely * max((group.score for group in groups if not group.labelled), default=0.0)
    found = [answer(group, reading.hits) for group in groups[:most] if group.score >= lowest]
    return sorted((each for each in found if each.facts or each.passed_over), key=lambda each: not each.facts)


def left_over(hits: Hits) -> bool:
    """Whether the question says more than a name and what is asked of it."""
    names = "".join(link.name for link in hits.links)
    return any(not word.senses and fold(word.text) not in names for word in hits.wanted.question.words)


def is_silent(reading: Reading, told: Collection[Answer]) -> bool:
    """Whether a place that was named does not have what is asked: all else that it says is no answer."""
    return bool(reading.named) and any(each.note and not each.facts and each.attribute != "open" for each in told)


def is_of_insurance(group: FactGroup, reading: Reading) -> bool:
    question = reading.hits.wanted.question
    return group.found.kind not in PLACES and (question.has("scheme") or question.has("service"))


def is_in_the_way(group: FactGroup, outright: Collection[str]) -> bool:
    """Whether it is what a place also says of itself. Its hours are asked for where it is told whether it is open."""
    asked = group.held or group.labelled or (group.field == "opening_hours" and "open" in outright)
    return group.found.kind in PLACES and not asked


def answer(group: FactGroup, hits: Hits) -> Answer:
    first = group.facts[0]
    rows = [
        tell(group.found.document, fact)._replace(limit=group.limit)
        for fact in group.facts[: EVERY if group.labelled else ROWS]
    ]
    rows = within_reach(rows, hits)
    told = of_other_schemes(of_who_asks(rows, hits) if group.field in FIELDS else rows, hits)
    own = tuple(fact for fact in told if fact.limit is None)
    label = group.found.document["subject"] if group.field == RULED else first.label
    return Answer(group.field, label, own, "", tuple(fact for fact in told if fact.limit is not None))


def groups_of(reading: Reading, share_of_name: float) -> Iterable[FactGroup]:
    hits = reading.hits
    question = hits.wanted.question
    asked, content, rest = worth(hits, question.put, question.also), content_of(reading), hits.beside_names
    items = sorted(reading.near(*kinds_for(hits)), key=lambda item: -item.weight)
    more_is_asked = bool(reading.named) and left_over(hits)
    top = max((item.weight for item in items), default=0.0) or 1.0
    inside = {f"r:{place.code}" for place in hits.wanted.question.places}
    for at, found in enumerate(reading.read(items, READ)):
        limit = reading.limit(found)
        if found.document.get("example") or reading.is_another(found) or is_of_another_year(found, hits):
            continue
        known = not content or found.item.key in hits.sure
        if not known and covered(content, reading, found) < least(COVERED, reading, found):
            continue
        share = (
            (found.item.weight / top if found.item.weight else 0.5) * (1 - LATER * at) * OF_KIND.get(found.kind, 1.0)
        )
        if inside and found.item.handles.tags.isdisjoint(inside):
            share *= ELSEWHERE
        named = "\n".join([*found.item.handles.names, *found.item.handles.aliases])
        share_here = NAMED_BESIDE if more_is_asked and found.kind in PLACES else share_of_name
        words = {gram: weight * (share_here if gram in named else 1) for gram, weight in asked.items()}
        for field, facts in by_field(reading.inside(found)).items():
            if limit and field != RULED:
                continue
            scores = nearnesses(field, facts, words)
            rows = [
                fact for _score, _at, fact in sorted(zip(scores, range(len(facts)), facts, strict=True), reverse=True)
            ]
            best = sorted(scores, reverse=True)
            labelled = found.item.key in hits.linked and is_labelled(facts[0].label, rest)
            near_by = WORTH.get(field, 0.2) + best[0] + 0.1 * sum(best[1:3])
            score = LABELLED if labelled else share * near_by
            yield FactGroup(found, field, facts if labelled else rows, score, labelled, best[0], limit)


def is_of_another_year(found: FoundEntry, hits: Hits) -> bool:
    """Whether a rule holds for another year than the one that was asked for."""
    years, year = hits.wanted.question.years, found.document.get("year")
    return bool(years and year) and str(year) not in years


def kinds_for(hits: Hits) -> tuple[str, ...]:
    """The kinds whose facts may be near; who asks where to go with a complaint is not told of insurance.

    Nor who asks what is paid, of hospitals that were not asked for.
    """
    question = hits.wanted.question
    if question.attributes and OF_COMPLAINTS.issuperset(question.attributes):
        complaint = question.rest or question.values("symptom") or question.values("department")
        return MEDICAL if complaint else ("hospital",)  # 临河有哪些医院
    about_pay = question.attributes and OF_RULES.issuperset(question.attributes)
    wants_places = question.kinds or question.places or hits.links
    return tuple(kind for kind in KINDS if kind != "hospital") if about_pay and not wants_places else KINDS


def is_labelled(label: str, rest: str) -> bool:
    name = label.translate(FOLDING)
    return name == rest or (len(name) > 1 and name in rest)


def by_field(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        field = fact.field.split(".")[0]
        if field not in UNTOLD:
            found.setdefault(field, []).append(fact)
    return found


def nearnesses(field: str, facts: Iterable[Fact], asked: Mapping[str, float]) -> list[float]:
    """How much of the question each fact holds, and how much of it asks for such a fact."""
    asks = {gram: weight for gram, weight in asked.items() if gram in ASKED.get(field, "")}
    found = []
    for fact in facts:
        text = f"{fact.text}{fact.about}{fact.scope}".translate(FOLDING)
        words = f"{fact.label} {ASKED.get(fact.field, '') if fact.field != field else ''}"
        length = 1 + max(0, len(text) - LONG) / (8 * LONG)
        told = sum([weight for gram, weight in asked.items() if gram in text]) / length
        more = sum([weight for gram, weight in asked.items() if (gram in asks or gram in words) and gram not in text])
        found.append(told + 0.8 * more)
    return found
