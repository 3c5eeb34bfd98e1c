"""What the insurance wants and pays: 异地 or not, what to file, when, with which papers, where; what policies say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from directory.core.models import Region, is_mainland
from directory.core.models.versions import per_version
from offices.checklist import checklist
from offices.models import Office, Service
from offices.rules import resolution
from offices.rules.belonging import Limit, people
from offices.rules.resolution import AppliedRule
from offices.rules.responsible import Errand

from .places import Journey, Relation, settlement
from .question import EMERGENCY, FILING, PERSON_TYPES, GuideQuestion
from .sources import Document, mention, sides, sources

REQUIREMENT = "异地就医备案要求"
# In the order in which people meet them.
AWAY = ("异地就医可否报销", "异地直接结算范围", "省内通用")
PAYMENTS = (
    *AWAY, "报销范围", "待遇范围", "门诊起付标准", "门诊报销比例", "门诊年度限额", "住院起付标准", "住院报销比例",
    "封顶线", "断缴影响",
)  # fmt: skip
# What is paid at home; elsewhere the share is another one, which only a rule for that journey tells.
RATES = ("门诊起付标准", "门诊报销比例", "住院起付标准", "住院报销比例")
ELSEWHERE = (Relation.WITHIN_PROVINCE, Relation.CROSS_PROVINCE)
DECISIONS = {"需要备案": True, "无需备案": False}
CITED = ("person_types", "steps", "materials", "channels", "time_limits", "deadline", "result")
MOST_OFFICES = 3


def insurance(question: GuideQuestion) -> Document | None:
    """Everything about filing and paying; None where no place of insurance was given."""
    if question.insured_region is None:
        return None
    return Insurance(question, question.insured_region).answer()


class Insurance:
    def __init__(self, question: GuideQuestion, insured: Region) -> None:
        self.question = question
        self.insured = insured
        self.journey = Journey(insured, question.region)
        self.relation = self.journey.relation
        own = people(f"{question.population} {question.person_type}", question.scheme)
        everybody = resolution.RuleQuestion(insured, question.scheme, "", own, question.cost, self.journey)
        self.asked = everybody._replace(person_type=question.person_type)
        self.policies, self.passed_over = resolution.policies_for([REQUIREMENT, *PAYMENTS], everybody, self.unless)

    def unless(self, rule: Document) -> Limit | None:
        """Rules on insurance are written for treatment on the mainland, rates for treatment at home."""
        if self.relation is Relation.BEYOND_MAINLAND:
            return Limit(_("在内地就医"), _("来源没有说在香港、澳门、台湾看病是否适用"))
        if self.relation in ELSEWHERE and rule["subject"] in RATES and self.journey.is_covered_by(rule) is None:
            only_for = "，".join(filter(None, (rule["only_for"], _("在参保地看病"))))
            return Limit(only_for, _("来源没有说在外地看病也是这个数"))
        return None

    def answer(self) -> Document:
        return {
            "relation": str(self.relation),
            "elsewhere": None if self.relation is Relation.UNCLEAR else self.relation is not Relation.LOCAL,
            "statement": self.statement(),
            "filing": self.filing() if self.is_filed else None,
            "payments": self.payments(),
            "passed_over": self.of_others(),
        }

    def of_others(self) -> list[Document]:
        """The rules of the place that are for others; those of the asker's own 险种 first, subject by subject."""
        scheme, subjects = self.question.scheme, self.subjects

        def order(one: resolution.PassedOver) -> tuple[bool, int]:
            named = resolution.schemes_of(one.rule)
            return bool(scheme and named and not named & self.asked.schemes), subjects.index(one.rule["subject"])

        mine = sorted((one for one in self.passed_over if one.rule["subject"] in subjects), key=order)
        return [resolution.as_passed_over(one) | {"subject": one.rule["subject"]} for one in mine]

    @property
    def is_filed(self) -> bool:
        """Whether there is something to ask about filing: away from home, insured with the mainland's insurance."""
        return self.relation is not Relation.LOCAL and is_mainland(self.insured.code)

    def statement(self) -> str:
        home = self.insured.full_name
        what = {"there": self.question.region.full_name, "home": home, "fund": settlement(self.insured).full_name}
        return {
            Relation.LOCAL: _("在%(there)s看病，仍在参保的统筹区%(fund)s以内，不算异地就医，不用备案。"),
            Relation.WITHIN_PROVINCE: _("在%(there)s看病，参保在%(home)s：同省不同市，属于省内异地就医。"),
            Relation.CROSS_PROVINCE: _("在%(there)s看病，参保在%(home)s：属于跨省异地就医。"),
            Relation.BEYOND_MAINLAND: self.beyond_mainland(),
            Relation.UNCLEAR: _("在%(there)s看病，参保在%(home)s：是不是异地，要看具体在哪个市，请给到市或县。"),
        }[self.relation] % what

    def beyond_mainland(self) -> str:
        if not is_mainland(self.insured.code):
            return _("%(home)s有自己的医疗保障，不属于内地的基本医保：内地的医保规定不适用，本名录没有当地的规定。")
        return _(
            "在%(there)s看病，参保在%(home)s：不是跨省异地就医。能不能备案、能不能报销，本名录没有查到规定，先问参保地的医保经办机构。"
        )

    # ── what must be filed

    def filing(self) -> Document:
        rules = self.requirements()
        required = self.decided(rules)
        service = self.service()
        found, others = self.procedures(service)
        return {
            "required": required,
            "statement": self.requirement_statement(required, rules, found),
            "when": self.when(found),
            "emergency": self.emergency(found),
            "rules": [self.policy(rule) for rule in rules],
            "procedures": [self.procedure(one) for one in found],
            "not_for_you": others,
            **self.offices(service),
        }

    def requirements(self) -> list[AppliedRule]:
        """The rules on filing that may speak of this journey, most local first; one that names the destination leads."""
        about = [found for found in self.policies if found.rule["subject"] == REQUIREMENT]
        return sorted(about, key=lambda found: not self.journey.leads_to_destination_of(found.rule))

    def decided(self, rules: list[AppliedRule]) -> bool | None:
        """What the first rule for everybody on this journey says; None where none does or its sources disagree."""
        for found in rules:
            if self.journey.is_covered_by(found.rule) is not None or not found.rule["journey"]:
                return DECISIONS.get(found.rule["statement"])
        return None

    def requirement_statement(
        self, required: bool | None, rules: list[AppliedRule], procedures: list[AppliedRule]
    ) -> str:
        what = {"place": self.insured.name}
        if required is None and any(sides(found.rule, "value") for found in rules):
            return _("要不要备案，来源说法不一：请先打电话问%(place)s的医保经办机构。") % what
        if required is None and procedures:
            return _("来源没有明说这种情形要不要备案，但写了办法，见下。拿不准的先问%(place)s的医保经办机构。") % what
        return {
            True: _("要备案。"),
            False: _("不用备案，直接去定点机构看病。"),
            None: _("本名录没有查到%(place)s对这种情形要不要备案的规定：请先问参保地的医保经办机构。") % what,
        }[required]

    def service(self) -> Service | None:
        """The service of the asked person type, where the national list has one for it alone."""
        code = PERSON_TYPES[self.question.person_type][0] if self.question.person_type else FILING
        return service_coded(code)

    def procedures(self, service: Service | None) -> tuple[list[AppliedRule], list[Document]]:
        """The procedures for this journey, and those of the place that are for others, each with the reason."""
        if service is None:
            return [], []
        if self.relation is Relation.BEYOND_MAINLAND:
            return [], []
        resolved = resolution.procedures_for(service, self.asked)
        return resolved.found, [resolution.as_passed_over(one) for one in resolved.passed_over]

    def when(self, procedures: list[AppliedRule]) -> str | None:
        """Before the treatment or after it, as the procedures' deadlines have it; None where they say nothing."""
        if self.question.person_type == EMERGENCY:
            return "after" if self.emergency(procedures)["when"] == "after" else None
        return "before" if any("前" in found.rule["deadline"] for found in procedures) else None

    def emergency(self, procedures: list[AppliedRule]) -> Document:
        """Whether an emergency may be filed later: as procedures of the place say, else said to be unknown."""
        for found in procedures:
            texts = [found.rule["deadline"], *(step["text"] for step in found.rule["steps"])]
            if said := next((text for text in texts if "急诊" in text), ""):
                return {"when": "after", "statement": said, "sources": sources(found.rule, "deadline", "steps")}
        unknown = _("急诊先救治。能不能事后补备案，本名录没有查到%(place)s的规定，请家人尽早打电话问。")
        return {"when": "ask", "statement": unknown % {"place": self.insured.name}, "sources": []}

    def procedure(self, found: AppliedRule) -> Document:
        """The rule found, as the asker's checklist; at which level, and what it changes of the wider ones."""
        rule = found.rule
        cited = {name: sources(rule, name) or inherited_sources(rule, name) for name in CITED}
        return {
            **checklist(rule, self.question.person_type, self.question.scheme),
            "level": found.level,
            "statement": resolution.statement(found),
            "replaces": [mention(w) | {"changes": resolution.changes(rule, w)} for w in found.replaces],
            "sources": {name: articles for name, articles in cited.items() if articles},
        }

    def offices(self, service: Service | None) -> Document:
        errand = Errand(self.insured, service, self.question.scheme, self.question.moment)
        offices = errand.among(Office.objects.published()).filter(entries__isnull=False)[:MOST_OFFICES]
        chosen = errand.chosen(offices.values_list("entries__document__text", "entries__hours_pattern__spec"))
        return {
            "offices": [with_sources(office) for office in chosen],
            "office_answer": errand.answer(chosen[0] if chosen else None),
        }

    # ── what it costs or pays

    def payments(self) -> list[Document]:
        """Per subject: what holds here, most local first, each with its level, scope and sources."""
        by_subject: dict[str, list[Document]] = {}
        for found in self.policies:
            by_subject.setdefault(found.rule["subject"], []).append(self.policy(found))
        asked = [name for name in PAYMENTS if name in self.subjects]
        return [{"subject": name, "policies": by_subject[name]} for name in asked if name in by_subject]

    @property
    def subjects(self) -> list[str]:
        """What is worth saying: at home nothing of filing and of being treated elsewhere."""
        at_home = self.relation is Relation.LOCAL
        return [name for name in (REQUIREMENT, *PAYMENTS) if not at_home or name not in (REQUIREMENT, *AWAY)]

    def policy(self, found: AppliedRule) -> Document:
        rule = found.rule
        shown = ("region", "scheme", "year", "population", "only_for", "facility_level", "statement", "conditions")
        return {
            **mention(rule),
            **{name: rule[name] for name in shown},
            "figure": rule["figure"]["text"] if rule["figure"] else "",
            "level": found.level,
            "region_stated": resolution.is_region_stated(rule),
            "replaces": [mention(wider) for wider in found.replaces],
            "sides": sides(rule, "value"),
            "sources": sources(rule, "value", "conditions"),
        }


@per_version(16)
def service_coded(code: str) -> Service | None:
    """The service with this code in the national list and those around it."""
    published = Service.objects.published().select_related("parent").prefetch_related("children")
    return published.filter(code=code).first()


def inherited_sources(rule: Document, field: str) -> list[Document]:
    mark = rule["inherited"].get(field)
    return mark["from"]["articles"] if mark else []


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
