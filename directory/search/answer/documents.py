"""The documents of what was found, as facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import orjson
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.index import search_index
from directory.core.index.tokens import Query, fold
from directory.core.kinds import kinds
from directory.core.models import NATION, Region
from directory.core.publishing.facts import Fact, credited, facts_of
from directory.guide.insurance import PAYMENTS, REQUIREMENT
from directory.guide.places import Journey, Relation
from directory.search.found import reading
from directory.search.found.finding import Hits
from directory.search.found.judging import OUTSIDE, Item
from directory.search.found.wanted import wider
from directory.search.question.question import Question
from directory.search.question.words import PLACES, RULES
from offices.models.scope import belonging, said
from offices.rules.belonging import Limit, limit_of

from .nowhere import is_local
from .telling import Told, tell

Document = dict[str, Any]
OF_PLACES = frozenset({"phone", "address", "hours"})
WHICH = re.compile("哪[个家些]")  # asks for places by what they are: 哪个医保局院内能停车
OF_A_SORT = frozenset(
    {"sort", "trait", "attribute", "filler", "aside", "time", "nearby", "department"}
)  # words that do not tell one place of a sort from another
VALUE = ("value",)  # what a rule's citations speak of
# … nor do these parts of names: 人民医院 is in every county.
COMMON_NAMES = frozenset({"人民", "中心", "第一", "第二", "第三", "第一人民", "第二人民", "第三人民", "妇幼", "社区"})


@dataclass(frozen=True)
class EntryText:
    """An entry's document as it was published, and what it says in the language that is active when it is read first."""

    kind: str
    text: str

    @cached_property
    def document(self) -> Document:
        """For reading only: many questions share it."""
        found: Document = orjson.loads(self.text)
        return found

    @cached_property
    def folded(self) -> str:
        """All that it says, in the form in which texts are compared."""
        return fold(self.text)

    @cached_property
    def every(self) -> list[Fact]:
        """All facts of it."""
        return self.facts()

    def facts(self, *paths: str) -> list[Fact]:
        """What it says of these fields, or of all; nothing of fields that its kind does not have."""
        kind = kinds[self.kind]
        known = [path for path in paths if path in kind.serializer.Meta.fields]
        if paths and not known:
            return []
        facts = facts_of(kind, self.document, known)
        return [*self.sides(facts), *facts] if not paths or "figure" in paths else facts

    def sides(self, facts: Sequence[Fact]) -> list[Fact]:
        """What each of its sources says, where they contradict each other on what a rule says and nobody has decided."""
        if "figure" not in self.document or any(fact.field == "value" for fact in facts):
            return []
        values = dict.fromkeys(str(row["value"]) for row in credited(self.document, VALUE))
        if not values:
            return []
        document = self.document
        text = _("各来源说法不一：") + " / ".join(values)
        about = " ".join(filter(None, [document["subject"], document["population"], document["facility_level"]]))
        year = _("%(year)s 年度") % {"year": document["year"]} if document["year"] else ""
        scheme = document["scheme"]["name"] if document["scheme"] else ""
        scope = " ".join(filter(None, [document["region"]["name"], year, scheme]))
        page = f"{document['page']}#fact-value"
        return [Fact("value", document["subject"], text, about, scope, "", page, None, (), disputed=True, asked_by=())]


@memoized(128)  # what answers most questions are the same symptoms, services and rules
def entry_text(kind: str, text: str, language: str | None) -> EntryText:
    """Of the same text the same, with what was worked out of it before in the active language, which is to be given."""
    return EntryText(kind, text)


class FoundEntry(NamedTuple):
    """An entry that was found, with what it says."""

    item: Item
    said: EntryText

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def document(self) -> Document:
        return self.said.document

    @property
    def every(self) -> list[Fact]:
        return self.said.every

    def facts(self, *paths: str) -> list[Fact]:
        return self.said.facts(*paths)


def is_complained_of(symptom: Document, question: Question) -> bool:
    """Whether the question names all that a symptom is made of, the symptom itself, or none at all.

    In a region that was asked for the hospitals for a part of it are told, too, with what they are recommended for.
    """
    named = set() if question.places else set(question.values("symptom"))
    parts = {part["slug"] for part in symptom["components"]}
    return not (named and parts) or symptom["slug"] in named or parts <= named


def stays_inside(rule: Document) -> bool:
    """Whether a rule is for treatment in the province of the insurance alone."""
    if destination := rule.get("destination"):
        return int(destination["code"]) // 10000 == int(rule["region"]["code"]) // 10000
    return rule.get("journey") == Relation.WITHIN_PROVINCE


def told(found: FoundEntry, *paths: str) -> list[Told]:
    return [tell(found.document, fact) for fact in found.facts(*paths)]


class Reading:
    """What is read of what was found, for one answer: each document once."""

    def __init__(self, hits: Hits) -> None:
        self.hits = hits
        self.found: dict[int, FoundEntry] = {}

    @cached_property
    def own_groups(self) -> frozenset[str]:
        """The groups that somebody says to belong to by asking as they do: 退休职工门诊报销多少."""
        question = self.hits.wanted.question
        as_typed = self.hits.instead_of  # holds what was left out to find anything: 男的
        return belonging(said(question.text) | said(question.put) | said(as_typed), question.values("scheme")[:1])

    @cached_property
    def journey(self) -> Journey | None:
        """From where to where the question says that somebody goes to be treated."""
        names = self.hits.wanted.question.journey
        if names is None:
            return None
        regions = Region.objects.select_related("parent__parent").in_bulk([place.code for place in names])
        insured, treated = (regions.get(place.code) for place in names)
        return Journey(insured, treated) if insured and treated else None

    def limit(self, found: FoundEntry) -> Limit | None:
        """Why what an entry says is not for who asks; None where it is."""
        if self.journey and found.kind in RULES and (limit := self.limit_on_journey(found, self.journey)):
            return limit
        if self.hits.wanted.question.leaves_province and stays_inside(found.document):
            return Limit(found.document["only_for"], _("说的是另一种去向"))
        return limit_of(found.document, self.own_groups, self.hits.wanted.question.cost, self.journey)

    def limit_on_journey(self, found: FoundEntry, journey: Journey) -> Limit | None:
        """Why a rule is not for somebody who is insured in one place and treated in another."""
        home, rule = journey.insured.code, found.document
        tags = {f"r:{home}", "r:-", *(f"a:{code}" for code in (home, *wider(home)))}
        if found.item.handles.tags.isdisjoint(tags):
            region = _("内地") if int(rule["region"]["code"]) == NATION else rule["region"]["name"]
            return Limit(region, _("是%(region)s参保人的规定") % {"region": region})
        return journey.limit(rule) if rule.get("subject") in (REQUIREMENT, *PAYMENTS) else None

    def holds(self, found: FoundEntry) -> bool:
        """Whether what an entry says holds for who asks: no example of an article, no rule for others."""
        return not found.document.get("example") and self.limit(found) is None

    @cached_property
    def named(self) -> frozenset[int]:
        """The places that are asked for by their names alone: another one's facts are no answer then."""
        hits = self.hits
        words, beside = hits.wanted.question.words, hits.beside_names
        for what, sort in pairwise(words):
            if what.sort == "trait" and sort.sort == "sort":
                beside = beside.replace(fold(what.text + sort.text), " ")  # 是二级医院吧 says what it is
        linked = [item for item in hits.ranked if item.kind in PLACES and item.key in hits.linked]
        around = [item.handles.tags for item in linked]
        for word in words:
            says_where = word.sort == "region" and all(
                any(f"r:{code}" in tags for code in word.of("region")) for tags in around
            )  # 盛京医院在阜新是几级
            if word.sort in ("sort", "region") and not says_where and fold(word.text) in beside:
                return frozenset()  # 罗山医保局和省二医哪个开得早
        return frozenset(item.key for item in linked)

    @cached_property
    def read_by_name(self) -> list[FoundEntry]:
        """The documents of the places that are asked for by their names alone."""
        items = [item for item in self.hits.ranked if item.key in self.named]
        return self.read(items, len(items))

    def is_another(self, found: FoundEntry) -> bool:
        """Whether an entry is a place, and not the one that was named."""
        return bool(self.named) and found.kind in PLACES and found.item.key not in self.named

    def inside(self, found: FoundEntry) -> list[Fact]:
        """What an entry says, without the hospitals that it recommends elsewhere than in the regions asked for.

        For a county that has none of them those of its city.
        """
        if not found.document.get("recommendations"):
            return found.every
        there = iter(self.recommended(found.document))
        return [fact for fact in found.every if fact.field != "recommendations" or next(there)]

    def recommended(self, document: Document) -> list[bool]:
        """Of each hospital that is recommended whether it is in the region asked for, the nearest that has any.

        None of what somebody has only a part of: who is recommended for 腰痛伴发热 is not for a child's fever.
        """
        if not is_complained_of(document, self.hits.wanted.question):
            return [False] * len(document.get("recommendations", ()))
        places = self.hits.wanted.question.places
        rows = [set(row["hospital"]["region"]["path"]) for row in document.get("recommendations", ())]
        for region in [{name} for place in places for name in reversed(place.path[1:] or place.path)] or [set()]:
            inside = [not region or bool(region & row) for row in rows]
            if any(inside):
                return inside
        return [False] * len(rows)

    def read(self, items: Iterable[Item], most: int) -> list[FoundEntry]:
        """The documents of the first of these, in their order."""
        some = list(items)[:most]
        if missing := [item.key for item in some if item.key not in self.found]:
            texts = reading.documents(missing)
            language = get_language()
            for item in some:
                if text := texts.get(item.key):
                    self.found[item.key] = FoundEntry(item, entry_text(item.kind, text, language))
        return [self.found[item.key] for item in some if item.key in self.found]

    @cached_property
    def lacks_region(self) -> bool:
        """Whether a place is asked for by its sort alone, and nobody said where: 医保局电话, 医院几点上班."""
        hits, question = self.hits, self.hits.wanted.question
        if question.places or hits.filters.region or hits.filters.near or WHICH.search(question.put):
            return False
        if any(item.kind in PLACES and item.key in hits.linked for item in hits.ranked):
            return False
        asked = OF_PLACES.intersection(question.attributes) and all(
            word.sort in OF_A_SORT or word.text in COMMON_NAMES for word in question.words
        )
        return "office" in question.kinds or ("hospital" in question.kinds and bool(asked))

    def near(self, *of_kinds: str) -> Iterator[Item]:
        """What was found of these kinds, without what lies outside the region asked for, or where none was said."""
        return (
            item
            for item in self.hits.ranked
            if item.kind in of_kinds
            and item.place.nearness < OUTSIDE
            and not (self.lacks_region and item.kind in (*PLACES, *RULES) and is_local(item))
        )

    def looked_up(self, query: Query, kind: str, most: int) -> list[Item]:
        """Entries of a kind by their tags, found or not: who asks in words that they do not hold would miss them."""
        found = search_index.find(query, [kind], most)
        rows = reading.rows(found[kind].keys) if found else {}
        return [self.hits.judge.placed(row) for row in rows.values()]
