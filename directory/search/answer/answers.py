"""The fact that a question asks for, taken from the documents of what was found, each with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson
from django.utils.translation import gettext as _

from directory.core.index import search_index
from directory.core.index.tokens import fold
from directory.core.models import NATION, Entry
from directory.core.models.contact import OpeningHours
from directory.core.publishing import wording
from directory.search.found.finding import Results
from directory.search.found.judging import OUTSIDE, Item
from directory.search.found.ranking import Match
from directory.search.question.words import ATTRIBUTES
from offices.models import Procedure

SOURCES = 3  # so many entries answer at most
READ = 40  # so many are looked through for the fact
FACTS = 12
Document = dict[str, Any]
Fact = dict[str, Any]
Read = Callable[[Document], list[Fact]]
Answer = tuple[list[Fact], str]
Answering = Callable[[Results, str], Answer]  # of the results, for the fact asked for


def answers(results: Results) -> list[dict[str, Any]]:
    """Of each fact asked for what the directory says, or that it does not have it."""
    every = [answer(results, attribute) for attribute in results.understanding.attributes]
    return [each for each in every if each["facts"] or results.ranked]


def answer(results: Results, attribute: str) -> dict[str, Any]:
    facts, silent = ANSWERS[attribute](results, attribute)
    label = str(ATTRIBUTES[attribute].label)
    note = ""
    if silent:
        note = _("本名录没有“%(name)s”的%(label)s。") % {"name": silent, "label": label}
    elif not facts:
        note = _("本名录还没有这个问题的答案。")
    return {"attribute": attribute, "label": label, "facts": facts[:FACTS], "note": note}


def documents(items: Iterable[Item], most: int = READ) -> list[tuple[Item, Document]]:
    """The documents of the first of these, in their order."""
    some = list(items)[:most]
    texts = dict(Entry.objects.filter(key__in=[item.key for item in some]).values_list("key", "document__text"))
    return [(item, orjson.loads(texts[item.key])) for item in some if texts.get(item.key)]


def fact(document: Document, text: str, label: str = "", scope: str = "") -> Fact:
    """A statement, what it is about, under what conditions it holds, and the entry that makes it."""
    source = {name: document[name] for name in ("name", "url", "page")}
    return {"text": text, "label": label, "scope": scope, "page": "", "source": source}


def near(results: Results, *kinds: str) -> Iterator[Item]:
    """What was found of these kinds, without what lies outside the region asked for."""
    return (item for item in results.ranked if item.kind in kinds and item.place.nearness < OUTSIDE)


def told_by(results: Results, read: Read, *kinds: str, most: int = SOURCES) -> Answer:
    """The fact as the first entries have it; of one that was named, as that one has it. And who should have it, but has not."""
    found = [(item, document, read(document)) for item, document in documents(near(results, *kinds))]
    telling = [facts for _item, _document, facts in found if facts]
    if found and found[0][2] and found[0][0].place.match <= Match.BEGINNING:
        telling = telling[:1]
    silent = found[0][1]["name"] if found and not found[0][2] else ""
    return [each for facts in telling[:most] for each in facts], silent


def phones(document: Document) -> list[Fact]:
    rows = document.get("phones") or ([{"number": document["phone"]}] if document.get("phone") else [])
    return [
        fact(document, wording.dialled(row), row.get("label", ""), (row.get("scheme") or {}).get("name", ""))
        for row in rows
    ]


def address(document: Document) -> list[Fact]:
    return [fact(document, document["address"], scope=document["directions"])] if document.get("address") else []


def hours(document: Document) -> list[Fact]:
    rows = map(wording.hours, document["opening_hours"])
    return [fact(document, row.text, row.about, row.scope) for row in rows]


def registration(document: Document) -> list[Fact]:
    """The hours of the desk where one registers."""
    rows = [row for row in document["opening_hours"] if row["purpose"] == OpeningHours.Purpose.REGISTRATION]
    return hours({**document, "opening_hours": rows})


def materials(document: Document) -> list[Fact]:
    """One fact for each group of people: their papers."""

    def whose(row: dict[str, Any]) -> tuple[str, str]:
        return row["person_type"] or "", (row["channel"] or {}).get("name", "")

    groups = groupby(sorted(document["materials"], key=whose), whose)
    return [fact(document, papers(list(rows)), person, channel) for (person, channel), rows in groups]


def papers(rows: list[dict[str, Any]]) -> str:
    """``户口簿、居住证``; of papers that stand for each other ``社保卡 或 医保码``."""
    groups: dict[str, list[str]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(row["alternative_group"] or str(at), []).append(row["name"])
    return "、".join(_(" 或 ").join(names) for names in groups.values())


def steps(document: Document) -> list[Fact]:
    return [
        fact(document, row["text"], row["person_type"] or "", (row["channel"] or {}).get("name", ""))
        for row in document["steps"]
    ]


def time_limits(document: Document) -> list[Fact]:
    if "time_limits" not in document:
        return policy(document)
    rows = [fact(document, row["text"], row["condition"], row["person_type"] or "") for row in document["time_limits"]]
    return rows + ([fact(document, document["validity"], _("有效期"))] if document["validity"] else [])


def deadline(document: Document) -> list[Fact]:
    if "deadline" not in document:
        return policy(document)
    return [fact(document, document["deadline"])] if document["deadline"] else []


def policy(document: Document) -> list[Fact]:
    """What a rule says; where its sources contradict each other and nobody has decided, what each of them says."""
    about = " ".join(part for part in (document["subject"], document["population"], document["facility_level"]) if part)
    year = _("%(year)s 年度") % {"year": document["year"]} if document["year"] else ""
    scheme = (document["scheme"] or {}).get("name", "")
    scope = " ".join(part for part in (document["region"]["name"], year, scheme) if part)
    said = document["figure"]["text"] if document["figure"] else document["statement"]
    if said:
        return [fact(document, said, about, scope)]
    sides = dict.fromkeys(row["value"] for row in document["citations"] if row["rank"] != "deprecated")
    return [fact(document, _("各来源说法不一: ") + " / ".join(sides), about, scope)] if sides else []


def departments(document: Document) -> list[Fact]:
    if "departments" not in document or "recommendations" not in document:
        return []
    return [
        fact(document, row["department"]["name"], document["name"], row["condition"]) for row in document["departments"]
    ]


def recommendations(results: Results) -> Read:
    """Hospitals that articles recommend for a symptom, in the region asked for."""
    wanted = {place.name for place in results.understanding.places}

    def read(document: Document) -> list[Fact]:
        rows = document.get("recommendations", ())
        inside = [row for row in rows if not wanted or wanted & set(row["hospital"]["region"]["path"])]
        return [
            {**fact(document, row["hospital"]["name"], _("%(symptom)s 的推荐医院") % {"symptom": document["name"]}, row["condition"]),
             "page": row["hospital"]["page"]}
            for row in inside
        ]  # fmt: skip

    return read


def of_symptoms(results: Results, attribute: str) -> Answer:
    """Departments and, where an article names some, hospitals; the hospitals first where they were asked for."""
    where, silent = told_by(results, departments, "symptom")
    who, unknown = told_by(results, recommendations(results), "symptom")
    if attribute == "departments":
        where = where or departments_found(results)
        return (where + who if results.understanding.places else where), silent
    places = who or hospitals(results)
    return places, "" if places else unknown


def departments_found(results: Results) -> list[Fact]:
    """Where no symptom was found: the departments that are named after what was asked, as 糖尿病科 is."""
    if results.understanding.values("symptom"):
        return []
    named = (item for item in near(results, "department") if item.place.match < Match.PART)
    return [fact(document, document["name"]) for _item, document in documents(named, SOURCES)]


def hospitals(results: Results) -> list[Fact]:
    """Where no symptom was named: the hospitals that were found."""
    return [
        fact(document, document["name"], scope=document["address"])
        for _item, document in documents(near(results, "hospital"), SOURCES)
    ]


def rules(results: Results, subjects: tuple[str, ...]) -> list[Fact]:
    """What the rules of the nearest region say of a subject, the latest year first."""
    order = {f"u:{fold(subject)}": at for at, subject in enumerate(subjects)}
    everywhere = f"a:{NATION}"
    anywhere = not results.understanding.places

    def distance(item: Item) -> int:
        return int(everywhere not in item.handles.tags) if anywhere else item.place.nearness

    items = [item for item in near(results, "policy") if not order.keys().isdisjoint(item.handles.tags)]
    schemes = {f"m:{code}" for code in results.understanding.values("scheme")}
    years = {f"x:{year}" for year in results.understanding.years}
    nation = {everywhere} if anywhere else set()
    for wanted in (schemes, nation, years):
        items = [item for item in items if not wanted.isdisjoint(item.handles.tags)] or items
    nearest = min(map(distance, items), default=0)
    found = documents(item for item in items if distance(item) == nearest)

    def first(pair: tuple[Item, Document]) -> tuple[int, int, int]:
        item, document = pair
        example = document["population"].startswith("举例")
        return example, min(order[tag] for tag in item.handles.tags if tag in order), -(document["year"] or 0)

    return [each for _item, document in sorted(found, key=first) for each in policy(document)]


def by_rules(results: Results, attribute: str) -> Answer:
    return rules(results, ATTRIBUTES[attribute].subjects), ""


def by_rules_or(read: Read) -> Answering:
    """From procedures, and where these are silent from the rules."""

    def answered(results: Results, attribute: str) -> Answer:
        facts, silent = told_by(results, read, "procedure", most=1)
        ruled = rules(results, ATTRIBUTES[attribute].subjects)
        return (facts + ruled, "") if facts or ruled else ([], silent)

    return answered


def of_places(read: Read) -> Answering:
    return lambda results, attribute: told_by(results, read, *ATTRIBUTES[attribute].kinds)


def of_procedures(read: Read) -> Answering:
    return lambda results, _attribute: told_by(results, read, "procedure", most=1)


def of_registration(results: Results, _attribute: str) -> Answer:
    """When a hospital's desk is open, and the ways to make an appointment anywhere."""
    facts, silent = told_by(results, registration, "hospital", most=1)
    ways = [each for document in procedures_of(results.understanding.values("service")) for each in steps(document)]
    return facts + ways, silent


def procedures_of(services: list[str]) -> list[Document]:
    """The guides to these services that hold everywhere, found or not: who asks about a hospital finds none."""
    everywhere = (frozenset([f"a:{NATION}"]),)
    clause = tuple(frozenset([f"v:{service}"]) for service in services)
    keys = search_index.find((clause, everywhere), [Procedure.kind], SOURCES)[Procedure.kind].keys if clause else []
    return list(
        map(orjson.loads, Entry.objects.filter(key__in=keys).order_by("key").values_list("document__text", flat=True))
    )


ANSWERS: dict[str, Answering] = {
    "phone": of_places(phones),
    "address": of_places(address),
    "hours": of_places(hours),
    "registration": of_registration,
    "materials": of_procedures(materials),
    "steps": of_procedures(steps),
    "time_limit": by_rules_or(time_limits),
    "cost": by_rules,
    "reimbursement": by_rules,
    "deadline": by_rules_or(deadline),
    "years": by_rules,
    "age": by_rules,
    "departments": of_symptoms,
    "hospitals": of_symptoms,
}
