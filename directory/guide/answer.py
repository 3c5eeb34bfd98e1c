"""The guide: from what somebody feels and where they are insured to departments, hospitals, filing and office.

It is composed of published entries only, every statement with its sources. It names
departments; it never says what somebody has.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.core.models import Entry
from directory.core.prepared import PreparedQuery
from hospitals.emergencies import AMBULANCE, is_told, told
from hospitals.models import Symptom

from .insurance import insurance
from .question import GuideQuestion
from .sources import Document, mention
from .symptoms import Catalogue, Understood, catalogue
from .treatment import Treatment, departments, place, red_flags

NOTICE = gettext_lazy(
    "本页只说该去哪个科、哪家医院、办什么手续，不做诊断，不能代替医生面诊。内容出自所列来源，以医院和参保地答复为准。"
)
MANY_CHOICES = 60  # of the catalogue's names where nothing is near


def answer(question: GuideQuestion) -> Document:
    """The whole answer, or what can be answered: where no symptom was recognised there are choices instead."""
    known = catalogue()
    understood = known.understand(question.symptom)
    documents = published(understood.slugs, known)
    symptoms = [documents[slug] for slug in understood.slugs if slug in documents]
    wanted = departments(symptoms, wholes_of(symptoms, documents, known))
    asks_insurance = question.region is not None
    return {
        "question": asked(question),
        "notice": str(NOTICE),
        "emergency": emergency(question.symptom, symptoms),
        "symptoms": recognised(question.symptom, symptoms, understood, known),
        "departments": {"statement": departments_statement(wanted, symptoms), "results": wanted},
        "hospitals": Treatment(question, symptoms, wanted).answer(),
        "insurance": insurance(question) if asks_insurance else None,
    }


def emergency(text: str, symptoms: list[Document]) -> Document:
    """What is an emergency in these words, with the danger signs of the symptoms; a grave one that is told counts."""
    found = told(text)
    flags = [flag | {"stated": is_told(text, flag["sign"])} for flag in red_flags(symptoms)]
    if not found["urgent"] and any(flag["stated"] and flag["action"] == "call_120" for flag in flags):
        found |= {"urgent": True, "call": AMBULANCE, "notice": _("立即拨打 120。")}
    return found | {"red_flags": flags}


def asked(question: GuideQuestion) -> Document:
    return {
        "symptom": question.symptom,
        "region": place(question.region) if question.region else None,
        "insured_region": place(question.insured_region) if question.insured_region else None,
        "scheme": {"code": question.scheme.code, "name": question.scheme.name} if question.scheme else None,
        "person_type": question.person_type or None,
        "population": question.population or None,
        "cost": float(question.cost) if question.cost is not None else None,
        "facility_level": facility_level(question),
        "at": question.moment.minute.isoformat(),
        "near": question.near,
    }


def facility_level(question: GuideQuestion) -> Document | None:
    level = question.facility_level
    return {"code": str(level), "name": str(level.label)} if level else None


def published(slugs: list[str], known: Catalogue) -> dict[str, Document]:
    """The published documents of these symptoms and of the combinations that they are part of."""
    wanted = {*slugs, *(whole for slug in slugs for whole in known.combinations_of(slug))}
    return {slug: orjson.loads(text) for slug, text in symptoms_at(tuple(wanted))}


@PreparedQuery
def symptoms_at(slugs: tuple[str, ...]) -> QuerySet[Any, Any]:
    return Entry.objects.live().of(Symptom.kind).filter(slug__in=slugs).values_list("slug", "document__text")


def wholes_of(symptoms: list[Document], documents: dict[str, Document], known: Catalogue) -> dict[str, list[Document]]:
    """The combinations that each symptom is part of."""
    return {
        one["slug"]: [documents[whole] for whole in known.combinations_of(one["slug"]) if whole in documents]
        for one in symptoms
    }


def recognised(text: str, symptoms: list[Document], understood: Understood, known: Catalogue) -> Document:
    """What was understood, what was said not to be the case, and what was not understood, with the nearest names."""
    unresolved = understood.unresolved or ([text] if text and not symptoms and not understood.denied else [])
    return {
        "resolved": [
            mention(one)
            | {"words": understood.words[one["slug"]], "components": one["components"], "advice": one["advice"]}
            for one in symptoms
        ],
        "denied": understood.denied,
        "unresolved": [
            {"text": piece, "choices": [known.names[slug] for slug in known.nearest(piece)]} for piece in unresolved
        ],
        "choices": further(symptoms, known) if symptoms else choices(text, known),
    }


def further(symptoms: list[Document], known: Catalogue) -> list[str]:
    """For a symptom of which no source says where to go: the combinations it is part of."""
    silent = [one["slug"] for one in symptoms if not one["departments"] and not one["recommendations"]]
    return [known.names[whole] for slug in silent for whole in known.combinations_of(slug)]


def choices(text: str, known: Catalogue) -> list[str]:
    """To words of which none is in the catalogue: the nearest names, or all that are no combination."""
    single = sorted((slug for slug in known.names if slug not in known.components), key=lambda slug: known.names[slug])
    return [known.names[slug] for slug in known.nearest(text) or single][:MANY_CHOICES]


def departments_statement(wanted: list[Document], symptoms: list[Document]) -> str:
    names = "、".join(one["name"] for one in symptoms)
    if not symptoms:
        return _("没有听懂是哪里不舒服：请从名录里选一个，或到综合医院的导诊台问。")
    if not wanted:
        return _("没有来源说%(symptoms)s该看哪个科：可先到综合医院的导诊台问。") % {"symptoms": names}
    by_others = dict.fromkeys(
        reason["symptom"]["name"] for one in wanted for reason in one["reasons"] if reason["combination"]
    )
    if by_others:
        return _("没有来源单说%(symptoms)s该看哪个科；下面是它与别的症状一起时该看的科。") % {
            "symptoms": "、".join(by_others)
        }
    return _("按来源所说的先后；名次相同的不分先后。")
