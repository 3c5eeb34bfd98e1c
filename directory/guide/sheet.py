"""The guide's answer on one sheet of paper."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from directory.core.printing import Section, fit, qr
from directory.core.templatetags.words import choice
from offices.notices import paper_text, phone_text, where

from .answer import EMERGENCY
from .sources import Document

MOST_HOSPITALS, MOST_TO_ASK = 4, 3


def sheet(answer: Document, site: str) -> Document:
    """What the sheet says, cut to one page; ``site`` is the guide's absolute address."""
    live = f"{site}?{urlencode(query(answer['question']))}"
    insurance = answer["insurance"]
    filing = insurance["filing"] if insurance else None
    sections = [
        Section(_("先看危不危险"), danger(answer), 5),
        Section(_("看哪个科"), departments(answer), 5),
        Section(_("去哪家医院"), hospitals(answer), 8),
        Section(_("医保手续"), paperwork(insurance, filing), 8),
        Section(_("要带的材料"), papers(filing), 6, "boxes"),
        Section(_("找哪个机构"), offices(filing), 7),
    ]
    symptoms = "、".join(one["name"] for one in answer["symptoms"]["resolved"])
    return {
        "title": _("看病办事: %(symptoms)s") % {"symptoms": symptoms},
        "for_whom": for_whom(answer["question"]),
        **fit(sections),
        "disputed": False,
        "unfinished": False,
        "notice": answer["notice"],
        "sources": articles(answer),
        "as_of": "",
        "live": live,
        "qr": qr(live),
    }


def query(question: Document) -> dict[str, str]:
    """The question in the fewest characters, for the QR code."""
    asked = {
        "symptom": question["symptom"],
        "region": question["region"]["code"],
        "insured_region": question["insured_region"]["code"] if question["insured_region"] else "",
        "scheme": question["scheme"]["code"] if question["scheme"] else "",
        "person_type": question["person_type"] or "",
    }
    return {name: value for name, value in asked.items() if value}


def for_whom(question: Document) -> str:
    insured, scheme = question["insured_region"], question["scheme"]
    parts = [
        _("在%(place)s看病") % {"place": "".join(question["region"]["path"])},
        _("参保在%(place)s") % {"place": "".join(insured["path"])} if insured else "",
        scheme["name"] if scheme else "",
        question["person_type"] or "",
    ]
    return " · ".join(filter(None, parts))


def danger(answer: Document) -> list[str]:
    flags = answer["emergency"]["red_flags"]
    return [
        str(EMERGENCY),
        *(f"{flag['sign']}: {choice(flag['action'], 'symptom.red_flags.action')}" for flag in flags),
    ]


def departments(answer: Document) -> list[str]:
    """One line per rank: departments of one rank are ties."""
    ranks: dict[int, list[str]] = {}
    for one in answer["departments"]["results"]:
        reasons = "; ".join(dict.fromkeys(reason["condition"] for reason in one["reasons"] if reason["condition"]))
        ranks.setdefault(one["rank"], []).append(f"{one['name']} ({reasons})" if reasons else one["name"])
    tied = [_("%(names)s (不分先后)") if len(names) > 1 else "%(names)s" for names in ranks.values()]
    lines = [words % {"names": "、".join(names)} for words, names in zip(tied, ranks.values(), strict=True)]
    return lines or [answer["departments"]["statement"]]


def hospitals(answer: Document) -> list[str]:
    found = answer["hospitals"]
    chosen = [*found["recommended"], *found["others"]][:MOST_HOSPITALS]
    return [hospital_text(one) for one in chosen] or [found["statement"]]


def hospital_text(one: Document) -> str:
    level = choice(one["level"], "hospital.level")
    recommended = _("文章推荐, 第 %(rank)d 位") % {"rank": one["rank"]} if "rank" in one else ""
    tied = _("并列") if one.get("tied") else ""
    phones = "; ".join(phone_text(phone) for phone in one["phones"])
    return ", ".join(filter(None, [one["name"], level, recommended, tied, one["address"], phones]))


def paperwork(insurance: Document | None, filing: Document | None) -> list[str]:
    if insurance is None:
        return []
    if filing is None:
        return [insurance["statement"]]
    lines = [insurance["statement"], filing["statement"]]
    for procedure in filing["procedures"]:
        ways = "、".join(row["channel"]["name"] for row in procedure["channels"])
        deadline = _("期限: %(text)s") % {"text": procedure["deadline"]} if procedure["deadline"] else ""
        through = _("经 %(ways)s") % {"ways": ways} if ways else ""
        lines.append("; ".join(filter(None, [procedure["name"], deadline, through])))
    return [*lines, _("急诊: %(text)s") % {"text": filing["emergency"]["statement"]}]


def papers(filing: Document | None) -> list[str]:
    procedures = filing["procedures"] if filing else []
    return list(dict.fromkeys(paper_text(paper) for procedure in procedures for paper in procedure["materials"]))


def offices(filing: Document | None) -> list[str]:
    if filing is None:
        return []
    if filing["offices"]:
        return where(filing["offices"][0])
    answer = filing["office_answer"]
    return [answer["statement"], *map(line_of, [*answer["next_level"], *answer["hotlines"]][:MOST_TO_ASK])]


def line_of(office: Document) -> str:
    """An office as it stands in lists: its name and phones."""
    return " ".join([office["name"], *map(phone_text, office["phones"])])


def articles(answer: Document) -> list[Document]:
    """The articles behind departments, recommendations and filing, each once."""
    insurance = answer["insurance"] or {}
    filing = insurance.get("filing") or {}
    groups = [
        *(reason["sources"] for one in answer["departments"]["results"] for reason in one["reasons"]),
        *([one["article"] for one in hospital["by"]] for hospital in answer["hospitals"]["recommended"]),
        *(flag["sources"] for flag in answer["emergency"]["red_flags"]),
        *(rule["sources"] for rule in filing.get("rules", ())),
        *(group for procedure in filing.get("procedures", ()) for group in procedure["sources"].values()),
        *(office["sources"] for office in filing.get("offices", ())),
    ]
    return list({article["slug"]: article for group in groups for article in group}.values())
