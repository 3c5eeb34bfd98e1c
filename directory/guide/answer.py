"""The guide: from what somebody feels and where they are insured to departments, hospitals, filing and office.

It is composed of published entries only, every statement with its sources. It names
departments; it never says what somebody has.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError

from directory.core.models import Entry
from hospitals.models import Symptom

from .insurance import insurance
from .question import Question
from .sources import Document, mention
from .symptoms import Catalogue, Understood, catalogue
from .treatment import Treatment, departments, place, red_flags

NOTICE = gettext_lazy(
    "本页只说该去哪个科、哪家医院、办什么手续, 不做诊断, 不能代替医生面诊。内容出自所列来源, 以医院和参保地答复为准。"
)
EMERGENCY = gettext_lazy("昏迷、胸痛、喘不上气、大出血、抽搐、突然说不清话或半身不能动: 立即拨打 120。")


def answer(question: Question) -> Document:
    """The whole answer. Raises ValidationError with choices where no symptom was recognised."""
    known = catalogue()
    understood = known.understand(question.symptom)
    symptoms = documents(understood.slugs)
    if not symptoms:
        raise ValidationError({"symptom": [not_recognised(question.symptom, known, understood)]})
    wanted = departments(symptoms)
    return {
        "question": asked(question),
        "notice": str(NOTICE),
        "emergency": {"notice": str(EMERGENCY), "phone": "120", "red_flags": red_flags(symptoms)},
        "symptoms": recognised(symptoms, understood, known),
        "departments": {"statement": departments_statement(wanted, symptoms), "results": wanted},
        "hospitals": Treatment(question, symptoms, wanted).answer(),
        "insurance": insurance(question),
    }


def asked(question: Question) -> Document:
    return {
        "symptom": question.symptom,
        "region": place(question.region),
        "insured_region": place(question.insured_region) if question.insured_region else None,
        "scheme": {"code": question.scheme.code, "name": question.scheme.name} if question.scheme else None,
        "person_type": question.person_type or None,
        "at": question.moment.minute.isoformat(),
        "near": question.near,
    }


def documents(slugs: list[str]) -> list[Document]:
    """The published documents of these symptoms, in this order."""
    entries = Entry.objects.live().of(Symptom.kind).filter(slug__in=slugs)
    found = {entry.slug: entry.data for entry in entries}
    return [found[slug] for slug in slugs if slug in found]


def recognised(symptoms: list[Document], understood: Understood, known: Catalogue) -> Document:
    """What was understood, what was said not to be the case, and what was not understood, with the nearest names."""
    return {
        "resolved": [
            mention(one)
            | {"words": understood.words[one["slug"]], "components": one["components"], "advice": one["advice"]}
            for one in symptoms
        ],
        "denied": understood.denied,
        "unresolved": [
            {"text": text, "choices": [known.names[slug] for slug in known.nearest(text)]}
            for text in understood.unresolved
        ],
        "choices": further(symptoms, known),
    }


def further(symptoms: list[Document], known: Catalogue) -> list[str]:
    """For a symptom of which no source says where to go: the combinations it is part of."""
    silent = [one["slug"] for one in symptoms if not one["departments"] and not one["recommendations"]]
    return [known.names[whole] for slug in silent for whole in known.combinations_of(slug)]


def departments_statement(wanted: list[Document], symptoms: list[Document]) -> str:
    if wanted:
        return _("按来源所说的先后; 名次相同的不分先后。")
    names = "、".join(one["name"] for one in symptoms)
    return _("没有来源说%(symptoms)s该看哪个科: 可先到综合医院的导诊台问。") % {"symptoms": names}


def not_recognised(text: str, known: Catalogue, understood: Understood) -> str:
    """What to say to words of which none is in the catalogue: the nearest names, or all of them, and 120."""
    if understood.denied and not understood.unresolved:
        return _("只看到没有的症状 (%(denied)s): 请写有什么不舒服。") % {"denied": "、".join(understood.denied)}
    near = known.nearest(text) or sorted(known.names, key=lambda slug: known.names[slug])
    what = {"text": text, "choices": "、".join(known.names[slug] for slug in near), "emergency": EMERGENCY}
    return _("没有认出“%(text)s”。名录里有: %(choices)s。%(emergency)s") % what
