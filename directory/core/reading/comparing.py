"""A proposal beside the published record: the same, finer, one more, new, for others, against it, or in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import orjson
from django.utils import translation

from directory.core.documents import NOT_CREDITED
from directory.core.kinds import Document, kinds
from directory.core.models import Entry
from directory.core.publishing.facts import Fact, concerns, facts_of, part
from directory.core.sources import agreement

from .proposals import Proposal, Verdict

PURPOSES = {
    "night": "night|夜",
    "emergency": "emergency|急诊",
    "registration": "registration|挂号",
    "outpatient": "outpatient|门诊",
}
REFERENCES = frozenset(
    {"region", "scheme", "schemes", "services", "departments", "channels", "recommendations", "components"}
)


@dataclass(frozen=True)
class ComparedValue:
    """A value in the form in which sources' statements are compared."""

    field: str
    value: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    scope: tuple[int | None, int | None, str] = (None, None, "")

    @property
    def has_figure(self) -> bool:
        return self.minimum is not None or self.maximum is not None


def judged(proposals: list[Proposal]) -> list[Proposal]:
    """Each with its verdict; the published documents are read in one query."""
    # Published values are worded in the language of the texts, whoever reads the screen.
    with translation.override("zh-hans"):
        documents = published(proposals)
    return [judge(one, documents.get((one.target.kind, one.target.slug or one.target.beside))) for one in proposals]


@dataclass(frozen=True)
class PublishedRecord:
    """A published record: its document, and what it says of itself in words."""

    document: Document
    facts: list[Fact]


def published(proposals: Iterable[Proposal]) -> dict[tuple[str, str], PublishedRecord]:
    wanted = {(one.target.kind, one.target.slug or one.target.beside) for one in proposals} - {("", "")}
    rows = Entry.objects.live().filter(slug__in=[slug for _kind, slug in wanted if slug])
    return {
        (kind, slug): PublishedRecord(document := orjson.loads(text), facts_of(kinds[kind], document))
        for kind, slug, text in rows.values_list("kind", "slug", "document__text")
        if (kind, slug) in wanted
    }


def judge(proposal: Proposal, record: PublishedRecord | None) -> Proposal:
    if record is None:
        return proposal
    held = statements(proposal, record)
    shown = "；".join(dict.fromkeys(one.value for one in held))[:300]
    if not proposal.target.slug:
        verdict = Verdict.OTHER_SCOPE
    elif not held:
        verdict = Verdict.NEW
    else:
        verdict = compared(proposal, held)
    return replace(
        proposal, published=shown, verdict=proposal.verdict if proposal.verdict is Verdict.DOUBT else verdict
    )


def statements(proposal: Proposal, record: PublishedRecord) -> list[ComparedValue]:
    """What the record itself says in this field, and what its sources say."""
    document = record.document
    fields = (proposal.field,)
    if proposal.field == "name":
        return [ComparedValue("name", name) for name in (document.get("name", ""), *document.get("aliases", ()))]
    own = [
        ComparedValue(fact.field, f"{fact.about}{fact.text}" if fact.field == "opening_hours" else fact.text)
        for fact in record.facts
        if concerns(fact.field, fields)
    ]
    if part(proposal.field) == "opening_hours":
        own = [one for one in own if purpose(one.value) == purpose(f"{proposal.field}{proposal.value}")]
    cited = [
        stated_by(one)
        for one in document.get("citations", ())
        if concerns(one["field"], fields) and one["rank"] not in NOT_CREDITED
    ]
    if part(proposal.field) == "opening_hours":
        cited = [one for one in cited if purpose(one.field + one.value) == purpose(f"{proposal.field}{proposal.value}")]
    return [*cited, *own]


def purpose(words: str) -> str:
    """What hours are for: those of 急诊 say nothing against those of 门诊."""
    return next((name for name, sign in PURPOSES.items() if re.search(sign, words)), "")


def stated_by(citation: Document) -> ComparedValue:
    figure: dict[str, Any] = citation.get("figure") or {}
    region = (citation.get("region") or {}).get("code")
    scope = (int(region) if region else None, citation.get("year"), citation.get("population") or "")
    return ComparedValue(
        citation["field"],
        citation["value"],
        number(figure.get("minimum")),
        number(figure.get("maximum")),
        figure.get("unit", ""),
        scope,
    )


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def compared(proposal: Proposal, held: list[ComparedValue]) -> Verdict:
    """The kindest of what it is to the published statements: one that agrees is enough."""
    mine = statement_of(proposal)
    found = {relation(mine, one) for one in held}
    for verdict in (Verdict.SAME, Verdict.FINER):
        if verdict in found:
            return verdict
    model = kinds[proposal.target.kind].model
    if part(proposal.field) in model.cumulative:
        return Verdict.ADDS
    return Verdict.OTHER_SCOPE if found == {Verdict.OTHER_SCOPE} else Verdict.CLASH


def statement_of(proposal: Proposal) -> ComparedValue:
    scope = (None, None, proposal.scope.population if proposal.field not in ("value", "population") else "")
    if not proposal.figure:
        return ComparedValue(proposal.field, proposal.value, scope=scope)
    figure = proposal.figure
    return ComparedValue(
        proposal.field, proposal.value, number(figure.minimum), number(figure.maximum), figure.unit, scope
    )


def relation(mine: ComparedValue, other: ComparedValue) -> Verdict:
    if mine.has_figure and other.has_figure and mine.unit.removeprefix("个") == other.unit.removeprefix("个"):
        answer = agreement.overlap(mine, other)  # type: ignore[arg-type]
    else:
        answer = compared_words(mine, other)
    if answer is agreement.Agreement.AGREE:
        return Verdict.SAME
    if other.scope[:2] != (None, None) or (other.scope[2] and other.scope[2] != mine.scope[2]):
        return Verdict.OTHER_SCOPE
    if answer is agreement.Agreement.REFINE:
        return Verdict.FINER if is_finer(mine, other) else Verdict.SAME
    return Verdict.CLASH


def compared_words(mine: ComparedValue, other: ComparedValue) -> agreement.Agreement:
    a, b = agreement.normal(mine.field, mine.value), agreement.normal(other.field, other.value)
    if a == b or (part(mine.field) in REFERENCES and alike(a, b)):
        return agreement.Agreement.AGREE
    refines = agreement.contains(a, b) or agreement.contains(b, a)
    return agreement.Agreement.REFINE if refines else agreement.Agreement.CONFLICT


def alike(a: str, b: str) -> bool:
    """罗山县 and 信阳市罗山县, 缴费 and 缴费查询 are not one: what is longer ends with the other."""
    return a.endswith(b) or b.endswith(a)


def is_finer(mine: ComparedValue, other: ComparedValue) -> bool:
    """Whether the text says more than the record: the words of the longer, the bounds of the narrower."""
    if mine.has_figure and other.has_figure:
        return width(mine) < width(other)
    return len(re.sub(r"\W", "", mine.value)) > len(re.sub(r"\W", "", other.value))


def width(statement: ComparedValue) -> Decimal:
    low, high = agreement.interval(statement)  # type: ignore[arg-type]
    return high - low
