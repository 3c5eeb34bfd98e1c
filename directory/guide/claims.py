"""What to do to be paid back by somebody who paid for a treatment: 手工报销 with its papers, deadline and office."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.core.models import Region, is_mainland
from offices.rules import resolution
from offices.rules.resolution import RuleQuestion

from .counters import counters, procedure_for, service_coded
from .places import Journey, Relation
from .question import GuideQuestion
from .sources import Document

CLAIMING = "6"  # 医药费用手工（零星）报销 in the national list of services


def claims(question: GuideQuestion, insured: Region, asked: RuleQuestion, journey: Journey) -> Document | None:
    """How the place of insurance pays back; None where the mainland's insurance has no part in it."""
    service = service_coded(CLAIMING)
    if service is None or not is_mainland(insured.code) or journey.relation is Relation.BEYOND_MAINLAND:
        return None
    resolved = resolution.procedures_for(service, asked._replace(person_type=""))
    found = [procedure_for(one, question) | {"only_for": one.rule["only_for"]} for one in resolved.found]
    office = counters(question, insured, service)
    return {
        "statement": statement(insured, bool(found), bool(office["offices"])),
        "procedures": found,
        "not_for_you": [resolution.as_passed_over(one) for one in resolved.passed_over],
        **office,
    }


def statement(insured: Region, known: bool, office: bool) -> str:
    what = {"place": insured.name}
    if known:
        return _("没有直接结算、自己先付了钱的，回%(place)s的医保报销：") % what
    if office:
        return _("自己先付了钱怎么报，本名录没有查到%(place)s的办法：请先问下面办理报销的机构。") % what
    return _("自己先付了钱怎么报，本名录没有查到%(place)s的办法：请先问参保地的医保经办机构。") % what
