"""The rule that applies here: looked up county → city → province → nation, as published, never guessed.

A more local rule takes the place of a wider one only where it speaks of the same:
the same service or subject, and every 险种 that the wider rule speaks of. So does a
rule for a group of which the asker is take the place of one for more people. What it
took the place of stays in the answer, and so does what is for others, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.core.documents import Document, mention
from directory.core.models import Region, Scheme
from directory.core.prepared import PreparedQuery
from directory.core.sources.provenance import VALUE, citable_fields
from offices.models import Policy, Procedure, Service
from offices.models.rule import RuleQuerySet

from .belonging import Limit, Travels, limit_of
from .inheritance import INHERITABLE, NOT_STATED

# 灵活就业 is a way into the employees' scheme: what holds for employees holds for those who came that way.
WAYS_INTO = {"flexible": "employee"}
FIGURE = ("figure", "statement")
POLICY_STATEMENT = (*FIGURE, "conditions", "legal_basis")
# What two policies have to have in common to speak of the same; for whom they are is looked at apart.
POLICY_TOPIC = ("subject", "year", "facility_level", "journey", "cost_above", "cost_up_to")


class RuleQuestion(NamedTuple):
    """For whom a rule is sought: insured where and how, of which groups, with what bill, on which journey."""

    region: Region
    scheme: Scheme | None = None
    person_type: str = ""
    groups: frozenset[str] = frozenset()
    cost: Decimal | None = None
    journey: Travels | None = None

    @property
    def schemes(self) -> frozenset[str]:
        """The codes of the 险种 whose rules hold for the asker; empty when none was named."""
        return accepted(self.scheme)


class Rule(NamedTuple):
    """A published rule: how far it is from the place (0 is the place itself), and what it speaks of."""

    distance: int
    topic: Hashable
    schemes: frozenset[str]
    document: Document
    groups: frozenset[str] = frozenset()


class AppliedRule(NamedTuple):
    """A rule that applies, at which level it was found, and the wider rules whose place it takes, nearest first."""

    rule: Document
    level: str
    replaces: list[Document]


class PassedOver(NamedTuple):
    """A rule of the place that is not for the asker: for whom or what it is, and why not."""

    rule: Document
    only_for: str
    reason: str


class Resolution(NamedTuple):
    """The answer: what applies, most local first, and what was passed over."""

    found: list[AppliedRule]
    passed_over: list[PassedOver]


def accepted(scheme: Scheme | None) -> frozenset[str]:
    """The codes of the 险种 whose rules and counters are for somebody in this one; none named, none given."""
    return frozenset({scheme.code, WAYS_INTO.get(scheme.code, scheme.code)}) if scheme else frozenset()


def procedures_for(service: Service, question: RuleQuestion) -> Resolution:
    """How this service is done by somebody insured here.

    A rule about the service itself or the one above it answers for it; rules about
    services below it stand beside that answer, each with an answer of its own.
    """
    of_itself = {service.slug, service.parent.slug if service.parent else service.slug}

    def topic(document: Document) -> Hashable:
        slug = document["service"]["slug"] if document["service"] else ""
        return service.slug if slug in of_itself else slug

    documents = read(procedures_of(tuple(question.region.upwards), service.pk, service.parent_id))
    return resolve(sorted(documents, key=lambda one: topic(one) != service.slug), question, topic)


def policies_for(
    subjects: Iterable[str],
    question: RuleQuestion,
    unless: Callable[[Document], Limit | None] = lambda _document: None,
) -> Resolution:
    """What holds on these subjects for somebody insured here, per year, journey, part of the bill and level of hospital.

    ``unless`` says why a rule is not for the asker after all, or nothing.
    """

    def topic(document: Document) -> Hashable:
        destination = document["destination"] and document["destination"]["code"]
        return destination, *(document[name] for name in POLICY_TOPIC)

    documents = read(policies_on(tuple(question.region.upwards), tuple(subjects)))
    return resolve(documents, question, topic, unless)


@PreparedQuery
def procedures_of(upwards: tuple[int, ...], service: int, above: int | None) -> QuerySet[Any, Any]:
    asked = Service(pk=service, parent_id=above)
    return published(Procedure.objects.applying_to(upwards).of_service(asked))


@PreparedQuery
def policies_on(upwards: tuple[int, ...], subjects: tuple[str, ...]) -> QuerySet[Any, Any]:
    return published(Policy.objects.applying_to(upwards).filter(subject__in=subjects))


def published(rules: RuleQuerySet) -> QuerySet[Any, Any]:
    """Their documents."""
    return rules.published().filter(entries__isnull=False).order_by("pk").values_list("entries__document__text")


def read(rows: Iterable[tuple[str]]) -> list[Document]:
    return [orjson.loads(text) for (text,) in rows]


def resolve(
    documents: Iterable[Document],
    question: RuleQuestion,
    topic: Callable[[Document], Hashable],
    unless: Callable[[Document], Limit | None] = lambda _document: None,
) -> Resolution:
    """The rules that apply, most local first, each with those whose place it takes; and those that do not apply."""
    distance = {code: number for number, code in enumerate(question.region.upwards)}
    rules, passed_over = [], []
    for document in documents:
        if limit := not_for(document, question) or unless(document):
            passed_over.append(PassedOver(document, *limit))
            continue
        where = distance[int(document["region"]["code"])]
        rules.append(Rule(where, topic(document), schemes_of(document), document, groups_of(document)))
    rules.sort(key=lambda rule: (rule.distance, -len(rule.groups)))
    levels = {str(region.code): region.level for region in question.region.path}
    return Resolution(
        [AppliedRule(rule.document, levels.get(rule.document["region"]["code"], Region.Level.NATION), [w.document for w in behind])
         for rule, behind in overridden(rules, question)],
        passed_over,
    )  # fmt: skip


def overridden(rules: list[Rule], question: RuleQuestion) -> list[tuple[Rule, list[Rule]]]:
    """Fold rules that are sorted most local and most special first: what one covers goes behind it."""
    standing: list[tuple[Rule, list[Rule]]] = []
    for rule in rules:
        nearer = [behind for local, behind in standing if takes_place_of(local, rule, question)]
        for behind in nearer:
            behind.append(rule)
        if not nearer:
            standing.append((rule, []))
    return standing


def takes_place_of(local: Rule, wider: Rule, question: RuleQuestion) -> bool:
    """Whether a more local or more special rule speaks of the same as another, for everybody whom that concerns here."""
    if local.distance > wider.distance or local.topic != wider.topic or not local.groups >= wider.groups:
        return False
    if local.distance == wider.distance and local.groups == wider.groups:
        return False
    if not local.schemes:
        return True
    if question.scheme is None:
        return bool(wider.schemes) and wider.schemes <= local.schemes
    own = frozenset({question.scheme.code})
    concerned = own if own <= wider.schemes else wider.schemes & question.schemes
    return (concerned or own) <= local.schemes


def schemes_of(document: Document) -> frozenset[str]:
    """The 险种 a rule is limited to; none for a rule that holds for all."""
    named = document["schemes"] if "schemes" in document else filter(None, [document["scheme"]])
    return frozenset(scheme["code"] for scheme in named)


def groups_of(document: Document) -> frozenset[str]:
    """The groups a rule is limited to; none for a rule that is for everybody."""
    return frozenset(group["code"] for group in document.get("groups", ()))


def not_for(document: Document, question: RuleQuestion) -> Limit | None:
    """Why a rule of the place does not concern the asker; None if it does."""
    schemes = schemes_of(document)
    if question.scheme and schemes and not schemes & question.schemes:
        named = document.get("schemes") or [document["scheme"]]
        names = "、".join(scheme["name"] for scheme in named)
        return Limit(names, _("只对%(schemes)s") % {"schemes": names})
    if question.person_type and not is_for(document, question.person_type):
        types = "、".join(person["name"] for person in document["person_types"])
        return Limit(types, _("只列了这些人员类别：%(types)s") % {"types": types})
    return limit_of(document, question.groups, question.cost, question.journey)


def is_for(document: Document, person_type: str) -> bool:
    """Whether a rule names this group of people, names no group at all, or is about a service for them alone."""
    types = {person["name"] for person in document.get("person_types", ())}
    service = (document.get("service") or {}).get("name", "")
    return not types or person_type in types or service.startswith(person_type)


def of_another_year(document: Document, year: int | None) -> Limit | None:
    """Why a policy is not of the asked year; None if it is."""
    if not year or document["year"] == year:
        return None
    if not document["year"]:
        return Limit("", _("没有写明年度"))
    return Limit(_("%(year)s 年度") % {"year": document["year"]}, _("说的是%(year)s年度") % {"year": document["year"]})


def own_statements(document: Document) -> list[str]:
    """The fields of which a rule itself says something, as opposed to those it inherits."""
    fields = INHERITABLE if "person_types" in document else POLICY_STATEMENT
    return [name for name in fields if document[name] not in NOT_STATED and name not in document.get("inherited", {})]


def changes(local: Document, wider: Document) -> list[dict[str, str]]:
    """What a more local rule says that the wider one does not, or says otherwise: each field, added or replaced."""
    labels = citable_fields(Procedure if "person_types" in local else Policy)
    return [
        {
            "field": name,
            "label": labels.get(VALUE if name in FIGURE else name, name),
            "change": "replaces" if wider[name] not in NOT_STATED else "adds",
        }
        for name in own_statements(local)
        if local[name] != wider[name]
    ]


def as_passed_over(one: PassedOver) -> Document:
    return mention(one.rule) | {"only_for": one.only_for, "reason": one.reason}


def as_answer(resolution: Resolution, region: Region, topic: str, choices: Callable[[], list[str]]) -> Document:
    """A resolution as the API gives it beside a list. Where nothing applies: that it is so, and what there is."""
    nothing = not resolution.found
    what = {"region": region.name, "topic": topic}
    return {
        "level": resolution.found[0].level if resolution.found else None,
        "statement": _("本名录还没有对%(region)s适用的“%(topic)s”的规定。") % what if nothing else "",
        "choices": choices() if nothing else [],
        "found": [
            mention(one.rule)
            | {"level": one.level, "statement": statement(one), "only_for": one.rule.get("only_for", "")}
            | {"replaces": [mention(wider) | {"changes": changes(one.rule, wider)} for wider in one.replaces]}
            for one in resolution.found
        ],
        "passed_over": [as_passed_over(one) for one in resolution.passed_over],
    }


def statement(found: AppliedRule) -> str:
    """One plain sentence: where the rule is from, and what it has that the wider one does not."""
    region = found.rule["region"]["name"]
    if not found.replaces and not is_region_stated(found.rule):
        return _("来源没有写明是哪里的规定，本名录按%(region)s收录。") % {"region": region}
    if not found.replaces:
        return _("%(region)s的规定。") % {"region": region}
    wider = found.replaces[0]
    own = "、".join(dict.fromkeys(change["label"] for change in changes(found.rule, wider)))
    what = {"wider": wider["region"]["name"], "region": region, "fields": own or _("没有不同")}
    return _("%(wider)s有规定，%(region)s另有规定：%(fields)s。") % what


def is_region_stated(rule: Document) -> bool:
    """Whether sources say where a rule holds, or the directory has put it under a region by itself."""
    return "region" not in rule.get("editorial", ())
