"""What the insurance wants and pays: 异地 or not, what to file, when, with which papers, where; what policies say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.core.models import Region, is_mainland
from offices.models import Service
from offices.rules import resolution
from offices.rules.belonging import Limit, people
from offices.rules.levels import FacilityLevel, levels_of, of_another_level
from offices.rules.resolution import AppliedRule

from .claims import claims
from .counters import counters, procedure_for, service_coded
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
DECISIONS = {"需要备案": True, "无需备案": False}


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
        found = resolution.policies_for([REQUIREMENT, *PAYMENTS], everybody, self.unless)
        self.policies, self.passed_over = self.of_level(found)

    def unless(self, rule: Document) -> Limit | None:
        """Why a rule is not for this journey, or for this level of hospital."""
        return self.journey.limit(rule) or of_another_level(rule, self.question.facility_level)

    def of_level(self, resolved: resolution.Resolution) -> resolution.Resolution:
        """What is paid at the asked level: a figure for this level takes the place of the one for all levels."""
        if self.question.facility_level is None:
            return resolved
        own = {place_and_subject(one) for one in resolved.found if levels_of(one.rule["facility_level"])}
        general = [one for one in resolved.found if not one.rule["facility_level"] and place_and_subject(one) in own]
        reason = _("另有专门说这一级的规定")
        others = [resolution.PassedOver(one.rule, one.rule["only_for"], reason) for one in general]
        return resolution.Resolution(
            [one for one in resolved.found if one not in general], [*resolved.passed_over, *others]
        )

    def answer(self) -> Document:
        return {
            "relation": str(self.relation),
            "elsewhere": None if self.relation is Relation.UNCLEAR else self.relation is not Relation.LOCAL,
            "statement": self.statement(),
            "filing": self.filing() if self.is_filed else None,
            "payments": self.payments(),
            "levels": self.levels(),
            "claims": claims(self.question, self.insured, self.asked, self.journey),
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
            "procedures": [procedure_for(one, self.question) for one in found],
            "not_for_you": others,
            **counters(self.question, self.insured, service),
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

    # ── what it costs or pays

    def payments(self) -> list[Document]:
        """Per subject: what holds here, most local first, each with its level, scope and sources."""
        by_subject: dict[str, list[Document]] = {}
        for found in self.policies:
            by_subject.setdefault(found.rule["subject"], []).append(self.policy(found))
        asked = [name for name in PAYMENTS if name in self.subjects]
        return [{"subject": name, "policies": by_subject[name]} for name in asked if name in by_subject]

    def levels(self) -> list[Document]:
        """The levels of institution by which what is paid differs, where none was asked about: to choose from."""
        written = {one.rule["facility_level"] for one in self.policies if one.rule["subject"] in self.subjects}
        shown = frozenset().union(*map(levels_of, written))
        if self.question.facility_level or not shown:
            return []
        return [{"code": str(level), "name": str(level.label)} for level in FacilityLevel if level in shown]

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


def place_and_subject(found: AppliedRule) -> tuple[str, str]:
    return found.rule["region"]["code"], found.rule["subject"]
