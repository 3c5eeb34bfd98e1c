"""A procedure as the asker's checklist, and the counters that handle a service, for filing and claiming alike."""

from __future__ import annotations

from typing import Any

from directory.core.models import Region, Scheme
from directory.core.models.versions import per_version
from offices.checklist import checklist
from offices.models import Service
from offices.rules import resolution
from offices.rules.resolution import AppliedRule
from offices.rules.responsible import Errand

from .question import GuideQuestion
from .sources import Document, mention, sources

CITED = ("person_types", "steps", "materials", "channels", "time_limits", "deadline", "result")


def procedure_for(found: AppliedRule, question: GuideQuestion) -> Document:
    """The rule found, as the asker's checklist; at which level, and what it changes of the wider ones."""
    rule = found.rule
    cited = {name: sources(rule, name) or inherited_sources(rule, name) for name in CITED}
    return {
        **checklist(rule, question.person_type, question.scheme),
        "level": found.level,
        "statement": resolution.statement(found),
        "replaces": [mention(w) | {"changes": resolution.changes(rule, w)} for w in found.replaces],
        "sources": {name: articles for name, articles in cited.items() if articles},
    }


def counters(question: GuideQuestion, insured: Region, service: Service | None) -> Document:
    errand = Errand(insured, service, question.scheme, question.moment)
    chosen = errand.best()
    return {
        "offices": [with_sources(of_scheme(office, question.scheme)) for office in chosen],
        "office_answer": errand.answer(chosen[0] if chosen else None),
    }


@per_version(16)
def service_coded(code: str) -> Service | None:
    """The service with this code in the national list and those around it."""
    published = Service.objects.published().select_related("parent").prefetch_related("children")
    return published.filter(code=code).first()


def inherited_sources(rule: Document, field: str) -> list[Document]:
    mark = rule["inherited"].get(field)
    return mark["from"]["articles"] if mark else []


def of_scheme(office: Document, scheme: Scheme | None) -> Document:
    """An office without its phones for another 险种: nobody is told to call those."""
    codes = resolution.accepted(scheme)
    mine = [one for one in office["phones"] if not codes or one["scheme"] is None or one["scheme"]["code"] in codes]
    return office | {"phones": mine}


def with_sources(office: Document) -> Document:
    shown: dict[str, Any] = {
        name: office[name]
        for name in (
            "office_kind",
            "region",
            "schemes",
            "address",
            "directions",
            "phones",
            "opening_hours",
            "duties",
            "rule",
        )
    }
    cited = sources(office, "address", "phones", "opening_hours", "services")
    return {**mention(office), **shown, "open": office.get("open"), "disputed": office["disputed"], "sources": cited}
