"""The guide's answer on one sheet of paper."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.core.index.timetables import Moment, evaluator
from directory.core.language.punctuation import bracketed, clauses, labelled, sentences
from directory.core.models import Entry
from directory.core.publishing.wording import choice, phone_text
from directory.core.serving.sheets import Section, fit, week_ahead
from hospitals.models import Hospital
from offices import notices
from offices.models import Office
from offices.notices import MOST_TO_ASK, line_of, steps, where

from .sources import Document

MOST_HOSPITALS = 4


def sheet(answer: Document, now: Moment) -> Document:
    """What the sheet says, cut to one page; ``now`` is when one goes."""
    insurance = answer["insurance"]
    filing = insurance["filing"] if insurance else None
    chosen = [*answer["hospitals"]["recommended"], *answer["hospitals"]["others"]][:MOST_HOSPITALS]
    offices = filing["offices"][:1] if filing else []
    add_timetables(chosen, offices)
    sections = [
        Section(_("先看危不危险"), danger(answer), 4),
        Section(_("看哪个科"), departments(answer), 3),
        Section(_("去哪家医院"), hospitals(answer, chosen, now), 8),
        Section(_("医保手续"), paperwork(insurance, filing), 6),
        Section(_("要带的材料"), papers(filing, answer["question"]["person_type"] or ""), 4, "boxes"),
        Section(_("找哪个机构"), office(filing, now), 7),
        Section(_("怎么办"), doings(filing), 2, "numbered"),
        Section(_("自己付了钱，怎么报销"), claiming(insurance), 3),
    ]
    symptoms = "、".join(one["name"] for one in answer["symptoms"]["resolved"])
    heading = {"title": _("看病办事：%(symptoms)s") % {"symptoms": symptoms}, "for_whom": for_whom(answer["question"])}
    return {
        **heading,
        **fit(sections, **heading),
        "disputed": False,
        "unfinished": False,
        "notice": answer["notice"],
        "sources": articles(answer),
        "as_of": "",
    }


def query(question: Document) -> str:
    """The question in the fewest characters, for the QR code."""
    asked = {
        "symptom": question["symptom"],
        "region": question["region"]["code"],
        "insured_region": question["insured_region"]["code"] if question["insured_region"] else "",
        "scheme": question["scheme"]["code"] if question["scheme"] else "",
        "person_type": question["person_type"] or "",
        "population": question["population"] or "",
        "cost": question["cost"] or "",
        "facility_level": question["facility_level"]["code"] if question["facility_level"] else "",
    }
    return urlencode({name: value for name, value in asked.items() if value})


def for_whom(question: Document) -> str:
    insured, scheme = question["insured_region"], question["scheme"]
    parts = [
        _("在%(place)s看病") % {"place": "".join(question["region"]["path"])},
        _("参保在%(place)s") % {"place": "".join(insured["path"])} if insured else "",
        scheme["name"] if scheme else "",
        question["person_type"] or "",
        question["population"] or "",
    ]
    return " · ".join(filter(None, parts))


def danger(answer: Document) -> list[str]:
    first = answer["emergency"]
    flags = first["red_flags"]
    return [
        first["notice"],
        *(sign["line"] or sign["name"] for sign in first["signs"]),
        *first["until_then"],
        *(labelled(flag["sign"], choice(flag["action"], "symptom.red_flags.action")) for flag in flags),
    ]


def departments(answer: Document) -> list[str]:
    """One line per rank: departments of one rank are ties."""
    ranks: dict[int, list[str]] = {}
    for one in answer["departments"]["results"]:
        reasons = sentences(dict.fromkeys(reason["condition"] for reason in one["reasons"] if reason["condition"]))
        ranks.setdefault(one["rank"], []).append(bracketed(one["name"], reasons))
    tied = [_("%(names)s（不分先后）") if len(names) > 1 else "%(names)s" for names in ranks.values()]
    lines = [words % {"names": "、".join(names)} for words, names in zip(tied, ranks.values(), strict=True)]
    return lines or [answer["departments"]["statement"]]


def add_timetables(hospitals: list[Document], offices: list[Document]) -> None:
    """Give each place its timetable, which is no part of the answer."""
    kinds = {Hospital.kind: hospitals, Office.kind: offices}
    shown = Q()
    for kind, places in kinds.items():
        shown |= Q(kind=kind, slug__in=[place["slug"] for place in places])
    rows = Entry.objects.live().filter(shown).values_list("kind", "slug", "hours_pattern__spec")
    specs = {(kind, slug): spec for kind, slug, spec in rows}
    for kind, places in kinds.items():
        for place in places:
            place["hours_spec"] = specs.get((kind, place["slug"]))


def hospitals(answer: Document, chosen: list[Document], now: Moment) -> list[str]:
    return [hospital_text(one, now) for one in chosen] or [answer["hospitals"]["statement"]]


def hospital_text(one: Document, now: Moment) -> str:
    grade = choice(one["grade"], "hospital.grade") if one["grade"] != "none" else ""
    level = choice(one["level"], "hospital.level") + grade
    recommended = _("文章推荐，第 %(rank)d 位") % {"rank": one["rank"]} if "rank" in one else ""
    tied = _("并列") if one.get("tied") else ""
    phones = sentences(phone_text(phone) for phone in one["phones"])
    return clauses(filter(None, [one["name"], level, recommended, tied, one["address"], phones, times(one, now)]))


def times(hospital: Document, now: Moment) -> str:
    """A hospital's hours of the coming seven days, in one line."""
    spec = hospital["hours_spec"]
    days = week_ahead(evaluator(spec, now.calendar), now.today) if spec else []
    return sentences(days) or _("时间待确认")


def paperwork(insurance: Document | None, filing: Document | None) -> list[str]:
    if insurance is None:
        return []
    if filing is None:
        return [insurance["statement"]]
    lines = [insurance["statement"], f"{filing['statement']}{when_text(filing)}"]
    for procedure in filing["procedures"]:
        ways = "、".join(row["channel"]["name"] for row in procedure["channels"])
        deadline = _("期限：%(text)s") % {"text": procedure["deadline"]} if procedure["deadline"] else ""
        through = _("经 %(ways)s") % {"ways": ways} if ways else ""
        lines.append(sentences(filter(None, [procedure["name"], deadline, through])))
    return [*lines, _("急诊：%(text)s") % {"text": filing["emergency"]["statement"]}]


def claiming(insurance: Document | None) -> list[str]:
    """How one is paid back: each procedure with its papers; where none is known nothing is printed."""
    claims = (insurance or {}).get("claims") or {"procedures": []}
    lines = []
    for procedure in claims["procedures"]:
        limits = sentences(limit_text(one) for one in procedure["time_limits"] if one["kind"] != "waiting")
        needed = "、".join(paper["name"] for paper in procedure["materials"])
        lines.append(
            sentences(filter(None, [procedure["name"], labelled(_("要带"), needed) if needed else "", limits]))
        )
    return lines


def limit_text(limit: Document) -> str:
    return f"{choice(limit['kind'], 'procedure.time_limits.kind')} {limit['text']} {limit['condition']}".strip()


def when_text(filing: Document) -> str:
    """Before or after the treatment, where the procedures say it."""
    return {"before": _("看病前办。"), "after": _("可以先看病，事后补办。")}.get(filing["when"], "")


def papers(filing: Document | None, person_type: str) -> list[str]:
    procedures = filing["procedures"] if filing else []
    return list(dict.fromkeys(text for one in procedures for text in notices.papers(one, person_type)))


def doings(filing: Document | None) -> list[str]:
    return [step for procedure in (filing["procedures"] if filing else []) for step in steps(procedure, "")]


def office(filing: Document | None, now: Moment) -> list[str]:
    if filing is None:
        return []
    if filing["offices"]:
        return where(filing["offices"][0], now)
    answer = filing["office_answer"]
    return [answer["statement"], *map(line_of, [*answer["next_level"], *answer["hotlines"]][:MOST_TO_ASK])]


def articles(answer: Document) -> list[Document]:
    """The articles behind departments, recommendations and filing, each once."""
    insurance = answer["insurance"] or {}
    filing = insurance.get("filing") or {}
    groups = [
        *(reason["sources"] for one in answer["departments"]["results"] for reason in one["reasons"]),
        *([one["article"] for one in hospital["by"]] for hospital in answer["hospitals"]["recommended"]),
        answer["emergency"]["sources"],
        *(flag["sources"] for flag in answer["emergency"]["red_flags"]),
        *(rule["sources"] for rule in filing.get("rules", ())),
        *(group for procedure in filing.get("procedures", ()) for group in procedure["sources"].values()),
        *(office["sources"] for office in filing.get("offices", ())),
        *(group for one in (insurance.get("claims") or {}).get("procedures", ()) for group in one["sources"].values()),
    ]
    return list({article["slug"]: article for group in groups for article in group}.values())
