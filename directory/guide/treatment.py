"""Where to be treated: red flags, departments in order, hospitals of the place. It never says what somebody has."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.core.index import search_index
from directory.core.index.positions import kilometres
from directory.core.index.tokens import Clause
from directory.core.models import Entry, Region, code_range
from directory.core.prepared import PreparedQuery
from hospitals.models import Hospital

from .places import settlement
from .question import GuideQuestion
from .sources import Document, mention, sources

MOST_OTHERS = 10
GRAVITY = ("call_120", "emergency", "soon")
IN_LIST = ("address", "level", "grade", "institution_type", "ownership", "designated", "phones", "opening_hours")


def red_flags(symptoms: list[Document]) -> list[Document]:
    """Every sign that makes one of these symptoms urgent, the gravest first."""
    flags = [
        flag | {"symptom": mention(symptom), "sources": sources(symptom, "red_flags")}
        for symptom in symptoms
        for flag in symptom["red_flags"]
    ]
    return sorted(flags, key=lambda flag: GRAVITY.index(flag["action"]))


def departments(symptoms: list[Document], wholes: dict[str, list[Document]]) -> list[Document]:
    """The departments to go to, in order; equal ranks are ties, those that a source tells first.

    Each comes with the symptoms that lead there, and who says so.

    A symptom without departments of its own takes those of the combinations that it is part of.
    """
    found: dict[str, Document] = {}
    for symptom in symptoms:
        for teller in [symptom] if symptom["departments"] else wholes.get(symptom["slug"], []):
            for row in teller["departments"]:
                entry = {**row["department"], "rank": row["rank"], "reasons": []}
                one = found.setdefault(row["department"]["slug"], entry)
                one["rank"] = min(one["rank"], row["rank"])
                one["reasons"].append(reason(symptom, teller, row["condition"]))
    return sorted(found.values(), key=lambda one: (one["rank"], all(why["editorial"] for why in one["reasons"])))


def is_working(hospital: Document) -> bool:
    """Whether people can be sent there, as far as is known."""
    return hospital.get("operation") in Hospital.working


def reason(symptom: Document, teller: Document, condition: str) -> Document:
    return {
        "symptom": mention(symptom),
        "combination": mention(teller) if teller is not symptom else None,
        "condition": condition,
        "editorial": "departments" in teller["editorial"],
        "sources": sources(teller, "departments"),
    }


@PreparedQuery
def hospitals_at(slugs: tuple[str, ...]) -> QuerySet[Any, Any]:
    entries = Entry.objects.live().of(Hospital.kind).filter(slug__in=slugs)
    return entries.values_list("key", "slug", "document__text", "hours_pattern__spec")


@PreparedQuery
def hospitals_by(keys: tuple[int, ...]) -> QuerySet[Any, Any]:
    return Entry.objects.filter(key__in=keys).order_by("key").values_list("document__text", "hours_pattern__spec")


class Treatment:
    """The hospitals of a place for these symptoms: those that articles recommend, then others with the department."""

    def __init__(self, question: GuideQuestion, symptoms: list[Document], wanted: list[Document]) -> None:
        self.question = question
        self.wanted = {one["slug"]: one["rank"] for one in wanted}
        self.advice = advice(symptoms)

    def answer(self) -> Document:
        """Of the city that a county belongs to, or of the place itself; of its province where there are none."""
        if self.question.region is None:
            unasked = _("填上在哪里看病，就能看到那里的医院。")
            return {"area": None, "statement": unasked, "recommended": [], "others": []}
        area = settlement(self.question.region)
        recommended, others = self.of(area)
        province = area.path[0]
        if not recommended and not others and area != province:
            recommended, others = self.of(province)
            area = province if recommended or others else area
        return {
            "area": place(area),
            "statement": self.statement(area, recommended, others),
            "recommended": recommended,
            "others": others,
        }

    def of(self, area: Region) -> tuple[list[Document], list[Document]]:
        """The recommended hospitals of an area, and others."""
        advised = [slug for slug, ones in self.advice.items() if lies_in(ones[0]["hospital"]["region"]["code"], area)]
        rows = hospitals_at(tuple(advised))
        every = {slug: self.read(document, spec) for _key, slug, document, spec in rows}
        read = {slug: document for slug, document in every.items() if is_working(document)}
        recommended = self.recommended([read[slug] for slug in advised if slug in read])
        return recommended, self.others(area, [key for key, *_rest in rows])

    def recommended(self, hospitals: list[Document]) -> list[Document]:
        """By the articles' rank; those of equal rank are ties, in the articles' order or, given a position, by distance."""
        by = [self.advice[hospital["slug"]] for hospital in hospitals]
        ranks = [min(one["rank"] for one in ones) for ones in by]
        shown = [
            self.shown(hospital) | {"rank": rank, "by": ones, "tied": ranks.count(rank) > 1}
            for hospital, rank, ones in zip(hospitals, ranks, by, strict=True)
        ]
        return sorted(shown, key=lambda one: (one["rank"], far(one)))

    def others(self, area: Region, recommended: list[int]) -> list[Document]:
        """Further hospitals with the department: in the asked county first, then by department, level and distance."""
        read = [self.read(document, spec) for document, spec in hospitals_by(tuple(self.best(area, recommended)))]
        shown = [self.shown(hospital) for hospital in read if is_working(hospital)]
        return sorted(shown, key=lambda one: (not one["in_region"], self.aptness(one), -(one["level"] or 0), far(one)))

    def best(self, area: Region, recommended: list[int]) -> list[int]:
        """The keys of the first others: in the asked county before its city, with the first department before the next.

        The index gives the best first and stops, however many there are.
        """
        found: dict[int, None] = {}
        for code in dict.fromkeys([self.question.region.code, area.code]):
            for rank in sorted(set(self.wanted.values())):
                if len(found) >= MOST_OTHERS:
                    break
                has = [f"d:{slug}" for slug, own in self.wanted.items() if own == rank]
                most = len(recommended) + len(found) + MOST_OTHERS
                having = search_index.find((any_of(f"r:{code}"), any_of(*has)), [Hospital.kind], most)
                found |= dict.fromkeys(key for each in having.values() for key in each.keys if key not in recommended)
        return list(found)[:MOST_OTHERS]

    def read(self, document: str, spec: str | None) -> Document:
        return orjson.loads(self.question.moment.with_state(document, spec, Hospital.kind))

    def aptness(self, hospital: Document) -> tuple[int, int]:
        """The rank of the best of the wanted departments that a hospital has, then how many of them it has."""
        slugs = {row["department"]["slug"] for row in hospital["departments"]}
        last = max(self.wanted.values(), default=0) + 1  # for one that has only a part of a wanted department
        return min((self.wanted[slug] for slug in slugs), default=last), -len(slugs)

    def shown(self, hospital: Document) -> Document:
        """A hospital with what decides whether to go there now."""
        matching = [row for row in hospital["departments"] if row["department"]["slug"] in self.wanted]
        return {
            **mention(hospital),
            "region": hospital["region"],
            **{name: hospital[name] for name in IN_LIST},
            "departments": matching,
            "disputed": hospital["disputed"],
            "in_region": lies_in(hospital["region"]["code"], self.question.region),
            "km": distance(self.question.near, hospital),
            "open": hospital.get("open"),
            "sources": sources(hospital, "departments"),
        }

    def statement(self, area: Region, recommended: list[Document], others: list[Document]) -> str:
        what = {"region": self.question.region.name, "area": area.name}
        if not recommended and not others:
            return _("本名录还不知道%(region)s哪家医院看这个。请先打电话问当地的综合医院，危急时拨打 120。") % what
        if area.code != self.question.region.code:
            return _("下面是%(area)s的医院。%(region)s以内的另有标明。") % what
        return _("下面是%(area)s的医院。") % what


def advice(symptoms: Iterable[Document]) -> dict[str, list[Document]]:
    """Hospital → who recommends it for which of the symptoms, in the articles' order."""
    found: dict[str, list[Document]] = {}
    for symptom in symptoms:
        for one in symptom["recommendations"]:
            found.setdefault(one["hospital"]["slug"], []).append(one | {"symptom": mention(symptom)})
    return found


def any_of(*tags: str) -> Clause:
    """The condition of the index that an entry has one of these tags."""
    return tuple(frozenset([tag]) for tag in tags)


def place(region: Region) -> Document:
    return {
        "code": region.key,
        "name": region.name,
        "level": region.level,
        "path": [step.name for step in region.path],
        "url": region.url,
        "page": region.page_url,
    }


def lies_in(code: str, region: Region) -> bool:
    low, high = code_range(region.code)
    return low <= int(code) <= high


def far(hospital: Document) -> float:
    return math.inf if hospital["km"] is None else float(hospital["km"])


def distance(near: tuple[float, float] | None, hospital: Document) -> float | None:
    """Kilometres as the crow flies, where both positions are known."""
    if near is None or hospital["latitude"] is None:
        return None
    return round(kilometres(near, position(hospital)), 1)


def position(hospital: Document) -> tuple[float, float]:
    return float(hospital["latitude"]), float(hospital["longitude"])
