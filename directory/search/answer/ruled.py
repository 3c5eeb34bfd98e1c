"""What the rules of a region say of a subject: the rules that were found, and the one asked for where other words hide it."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from directory.core.index.tokens import fold
from directory.core.models import NATION
from directory.search.found.judging import Item
from directory.search.found.wanted import tagged
from directory.search.question.question import Question
from directory.search.question.words import ATTRIBUTES, SPOKEN_SUBJECTS
from offices.rules.belonging import Limit
from offices.rules.levels import level_said, of_another_level

from .covering import ANSWERS, content_of, covered
from .documents import FoundEntry, Reading, told
from .telling import Told

READ = 40  # rules: many stand together
EVERYWHERE = f"a:{NATION}"
UNDATED = "x:-"
# That somebody treated away from home is paid says nothing of what is paid for: 近视手术能报吗.
OF_AWAY = "异地就医可否报销"
AWAY = re.compile("异地|外地|外省|跨省|跨市|省外|市外|别的[省市]|其他[省市]|出省|老家|全国")


class RulesSought(NamedTuple):
    """What rules are looked for, in the index's tags."""

    of_insurance: bool  # whether only an insurance has rules on it; what something costs is asked of much else
    subjects: dict[str, int]  # in the order of interest
    regions: list[str]  # asked for, and what they lie in; the nation where none is
    years: list[str]  # asked for, with the undated; any where none is

    @classmethod
    def of(cls, reading: Reading, attribute: str) -> Self:
        wanted = reading.hits.wanted
        named = subjects_named(attribute, wanted.question)
        sought = named or ATTRIBUTES[attribute].subjects
        if not (wanted.question.journey or AWAY.search(wanted.question.put)):
            sought = tuple(subject for subject in sought if subject != OF_AWAY)
        return cls(
            bool(named) or attribute != "cost",
            {f"u:{fold(subject)}": at for at, subject in enumerate(sought)},
            wanted.around if wanted.question.places else [EVERYWHERE],
            [*wanted.dated, UNDATED] if wanted.dated else [],
        )

    def holds(self, item: Item) -> bool:
        """Whether a rule is of one of the subjects, and of the years asked for."""
        tags = item.handles.tags
        return not tags.isdisjoint(self.subjects) and not (self.years and tags.isdisjoint(self.years))

    def is_first_of_all(self, found: FoundEntry) -> bool:
        """Whether a rule says just what is asked for."""
        return next(iter(self.subjects)) in found.item.handles.tags

    def order(self, found: FoundEntry) -> tuple[bool, int, int]:
        """A rule made for those whom the question names, 低保户, comes before one for everybody."""
        tags, rule = found.item.handles.tags, found.document
        return not rule["groups"], min(at for tag, at in self.subjects.items() if tag in tags), -(rule["year"] or 0)


def rules(reading: Reading, attribute: str) -> list[Told]:
    """What the rules of the nearest region say of what was asked for, the latest year first; then what holds for others only.

    Where none of those that were found says just what is asked for to who asks, they are looked up by their tags.
    """
    scope = RulesSought.of(reading, attribute)
    items = [item for item in reading.near("policy") if scope.holds(item)]
    found = stated(items, reading, scope)
    if is_of_insurance(reading.hits.wanted.question) and not any(scope.is_first_of_all(each) for each in found.own):
        known = {item.key for item in items}
        hidden = reading.looked_up((tagged(scope.subjects), tagged(scope.regions)), "policy", READ)
        more = [item for item in hidden if item.key not in known and scope.holds(item)]
        found = stated([*items, *more], reading, scope) if more else found
    facts = [one for each in found.own for one in told(each, "figure")]
    others = [one._replace(limit=limit) for each, limit in found.others for one in told(each, "figure")]
    return facts + others


class RulesStated(NamedTuple):
    """The rules of the nearest region that hold for who asks, and those that hold for others only."""

    own: list[FoundEntry]
    others: list[tuple[FoundEntry, Limit]]


def stated(items: list[Item], reading: Reading, scope: RulesSought) -> RulesStated:
    level = level_said(reading.hits.wanted.question.put)
    read = [each for each in reading.read(narrowed(items, reading), READ) if is_meant(each, reading, scope)]
    limits = [(each, reading.limit(each) or of_another_level(each.document, level)) for each in read]
    own = [each for each, limit in limits if limit is None]
    nearest = min((distance(each.item, reading) for each in own), default=0)
    first = sorted((each for each in own if distance(each.item, reading) == nearest), key=scope.order)
    return RulesStated(first, [(each, limit) for each, limit in limits if limit])


def is_meant(found: FoundEntry, reading: Reading, scope: RulesSought) -> bool:
    """Whether a rule, and no example, has to do with what is asked: what moxibustion costs is in none of insurance."""
    question, content = reading.hits.wanted.question, content_of(reading)
    if found.document["example"]:
        return False
    if scope.of_insurance or is_of_insurance(question) or question.has("service") or not (question.rest and content):
        return True
    return covered(content, reading, found) >= ANSWERS


def narrowed(items: list[Item], reading: Reading) -> list[Item]:
    """Those of the insurance, of the nation where no region is asked for, and of the year, as far as there are any."""
    question = reading.hits.wanted.question
    schemes = {f"m:{code}" for code in question.values("scheme")}
    nation = set() if question.places else {EVERYWHERE}
    for wanted in (schemes, nation, set(reading.hits.wanted.dated)):
        items = [item for item in items if not wanted.isdisjoint(item.handles.tags)] or items
    return items


def distance(item: Item, reading: Reading) -> int:
    """How much wider than the region asked for the one is that a rule holds for."""
    return item.place.nearness if reading.hits.wanted.question.places else int(EVERYWHERE not in item.handles.tags)


def is_of_insurance(question: Question) -> bool:
    """Whether what is asked is asked of an insurance: what a picture of the knee costs is in no rule."""
    return question.has("scheme")


def subjects_named(attribute: str, question: Question) -> tuple[str, ...]:
    """The subjects of rules that a question calls by their very names."""
    asked = ATTRIBUTES[attribute]
    called = asked.called if is_of_insurance(question) else ()
    return tuple(subject for subject in (*called, *asked.subjects) if is_said(subject, question.put))


def is_said(subject: str, question: str) -> bool:
    """Whether a question names a subject, as it is called or as people turn it: 最低缴费基数."""
    said = fold(question)
    return fold(subject) in said or any(word in said for word in SPOKEN_SUBJECTS.get(subject, ()))
