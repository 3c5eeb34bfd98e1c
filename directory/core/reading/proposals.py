"""A proposal: one fact that a text states, the words it rests on, and what it means beside the published value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What taking a proposal would do to the record."""

    SAME = "same"  # the published value; adds a citation
    FINER = "finer"  # says the published value and more
    ADDS = "adds"  # one more of a field that has several
    NEW = "new"  # fills what is empty, or makes a record
    OTHER_SCOPE = "other scope"  # of another region, year or group of people than what is published
    CLASH = "clash"  # contradicts: one more side of a dispute
    DOUBT = "doubt"  # said as an example, as one of several, or cut off: never taken together with others


@dataclass(frozen=True)
class Scope:
    """For whom or when the statement holds, as far as the text says; empty fields limit nothing."""

    region: int | None = None
    year: int | None = None
    population: str = ""
    scheme: str = ""  # its code
    facility_level: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Only what is said."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Figure:
    """A number as it is stated: exact where both ends are equal, open where one is missing."""

    minimum: str | None
    maximum: str | None
    unit: str
    approximate: bool = False


@dataclass(frozen=True)
class Target:
    """The record that a proposal is about: one that is published, by its slug, or a new one by its name."""

    kind: str
    slug: str = ""
    name: str = ""
    key: tuple[tuple[str, Any], ...] = ()  # fields that a new record needs besides: subject, service
    beside: str = ""  # a published record about the same of another scope


@dataclass(frozen=True)
class Proposal:
    """``quote`` is the text from ``start`` to ``end``, counted in code points: see ``stated``."""

    start: int
    end: int
    quote: str
    target: Target
    field: str  # as citations name it
    value: str
    scope: Scope = Scope()
    figure: Figure | None = None
    verdict: Verdict = Verdict.NEW
    published: str = ""  # the value it was held against
    why: str = ""  # of a doubt
    rule: str = ""  # which rule made it, so that one that is refused too often can be found

    def as_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "kind": self.target.kind,
            "record": self.target.slug or None,
            "name": self.target.name,
            "field": self.field,
            "value": self.value,
            "scope": self.scope.as_dict(),
            "verdict": self.verdict.value,
            "rule": self.rule,
        }
        if self.figure:
            data["figure"] = vars(self.figure)
        more = {"published": self.published, "why": self.why, "new": dict(self.target.key)}
        return data | {name: value for name, value in more.items() if value}

    def doubted(self, why: str) -> Proposal:
        return replace(self, verdict=Verdict.DOUBT, why=self.why or why)


def stated(text: str, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Those whose words stand in the text where they say so. Whoever proposes, a rule or a model, is held to it."""
    for one in proposals:
        if one.quote.strip() and 0 <= one.start < one.end <= len(text) and text[one.start : one.end] == one.quote:
            yield one


def once(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Each fact once, where it is said first; what is certain before what is doubtful."""
    found: dict[tuple[Any, ...], Proposal] = {}
    for one in proposals:
        key = one.target, one.field, one.value, one.scope
        held = found.get(key)
        if held is None or (held.verdict is Verdict.DOUBT and one.verdict is not Verdict.DOUBT):
            found[key] = one
    return sorted(found.values(), key=lambda one: (one.start, one.end))
