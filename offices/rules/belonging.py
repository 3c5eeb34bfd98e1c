"""Whom a rule is for, and whether the asker is one of them: one answer for lists, guide, region pages and search.

A rule for a group is for those who say that they belong to it. Nobody is taken to be
retired, a student or insured with 省直 because a rule for these is the only one known.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _

from directory.core.models import Scheme
from directory.core.models.quantity import plain_number
from directory.core.models.relations import fetched
from offices.models.scope import Scoped, belonging, groups, said

Document = dict[str, Any]


class Limit(NamedTuple):
    """Why a rule of the place is not for the asker: for whom or what it is, and what does not fit."""

    only_for: str
    reason: str


class Travels(Protocol):
    """Where somebody is treated, seen from where they are insured."""

    def is_covered_by(self, rule: Document) -> bool | None:
        """Whether a rule is made for this very journey (True), for another one (False), or for none (None)."""
        raise NotImplementedError


def only_for(rule: Any) -> str:
    """For whom or in which case alone a rule holds, as it is read; empty for one that holds for everybody."""
    parts = [group.name for group in fetched(rule, "groups")]
    if rule.journey:
        parts.append(str(Scoped.Journey(rule.journey).label))
    if rule.destination:
        parts.append(f"到{rule.destination.short_name}就医")
    if above := getattr(rule, "cost_above", None):
        parts.append(f"费用超过 {plain_number(Decimal(above))} 元的部分")
    return "，".join(parts)


def people(text: str, scheme: Scheme | None = None) -> frozenset[str]:
    """The groups of somebody who says this of themselves and is insured in this 险种."""
    return belonging(said(text), [scheme.code] if scheme else [])


def limit_of(
    rule: Document, own: Iterable[str], cost: Decimal | None = None, journey: Travels | None = None
) -> Limit | None:
    """Why a rule is not for somebody of these groups, with this bill, on this journey; None if it is."""
    if journey and journey.is_covered_by(rule) is False:
        return Limit(rule["only_for"], _("说的是另一种去向"))
    missing = [group for group in rule.get("groups", ()) if group["code"] not in set(own)]
    if missing:
        return Limit(rule["only_for"], not_said(missing))
    above = rule.get("cost_above")
    if above is not None and (cost is None or cost <= above):
        reason = _("没有说费用是多少") if cost is None else _("费用没有超过这个数")
        return Limit(rule["only_for"], reason)
    return None


def not_said(missing: list[Document]) -> str:
    """Which groups the asker has not said to belong to; of the rest of the people, which one they have."""
    others = {group.code: group.unless for group in groups() if group.unless}
    names = {group.code: group.name for group in groups()}
    for group in missing:
        if group["code"] in others:
            return _("你说了属于“%(group)s”") % {"group": names[others[group["code"]]]}
    return _("没有说属于“%(groups)s”") % {"groups": "、".join(group["name"] for group in missing)}
