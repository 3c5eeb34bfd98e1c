"""Which places share one insurance fund (统筹区), and what that makes of being treated elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from directory.core.models import Region, code_range, is_mainland
from offices.rules.belonging import Limit

# 直辖市 are one fund each. Counties with a 90-coded city's place (济源 419001) have no city above them.
MUNICIPALITIES = frozenset({110000, 120000, 310000, 500000})


class Relation(StrEnum):
    """Where somebody is treated, seen from where they are insured."""

    LOCAL = "local"
    WITHIN_PROVINCE = "within_province"
    CROSS_PROVINCE = "cross_province"
    BEYOND_MAINLAND = "beyond_mainland"
    UNCLEAR = "unclear"


ELSEWHERE = "elsewhere"  # a rule for every journey within the mainland
AWAY = (Relation.WITHIN_PROVINCE, Relation.CROSS_PROVINCE)
# What is paid at home; elsewhere the share is another one, which only a rule for that journey tells.
RATES = ("门诊起付标准", "门诊报销比例", "住院起付标准", "住院报销比例")


def settlement(region: Region) -> Region:
    """The city or municipality that a county belongs to; any other region is its own."""
    parent = region.parent
    if region.level == Region.Level.COUNTY and parent:
        return parent if parent.level == Region.Level.CITY or parent.code in MUNICIPALITIES else region
    return region


def fund(region: Region) -> int | None:
    """The region whose fund insures a place: its city, or its municipality. Any other province has many: None."""
    if region.level == Region.Level.PROVINCE and region.code not in MUNICIPALITIES:
        return None
    return settlement(region).code


def relation(treated: Region, insured: Region) -> Relation:
    """The mainland's medical insurance knows 异地 within the mainland only: to 香港 is not 跨省."""
    if not (is_mainland(treated.code) and is_mainland(insured.code)):
        return Relation.BEYOND_MAINLAND
    if treated.path[0].code != insured.path[0].code:
        return Relation.CROSS_PROVINCE
    funds = fund(treated), fund(insured)
    if None in funds:
        return Relation.UNCLEAR
    return Relation.LOCAL if funds[0] == funds[1] else Relation.WITHIN_PROVINCE


class Journey(NamedTuple):
    """From where somebody is insured to where they are treated."""

    insured: Region
    treated: Region

    @property
    def relation(self) -> Relation:
        return relation(self.treated, self.insured)

    def is_covered_by(self, rule: dict[str, Any]) -> bool | None:
        """Whether a rule is made for this very journey (True), for another one (False), or for every one (None)."""
        if rule.get("destination"):
            low, high = code_range(int(rule["destination"]["code"]))
            return low <= self.treated.code <= high
        if not rule.get("journey") or self.relation is Relation.UNCLEAR:
            return None
        if rule["journey"] == ELSEWHERE:
            return self.relation in AWAY
        return bool(rule["journey"] == self.relation)

    def limit(self, rule: dict[str, Any]) -> Limit | None:
        """Why a rule of the place of insurance is not for this journey; None where it is.

        Rules are written for treatment on the mainland, rates for treatment at home.
        """
        if self.relation is Relation.BEYOND_MAINLAND:
            return Limit(_("在内地就医"), _("来源没有说在香港、澳门、台湾看病是否适用"))
        if self.relation in AWAY and rule["subject"] in RATES and self.is_covered_by(rule) is None:
            only_for = "，".join(filter(None, (rule["only_for"], _("在参保地看病"))))
            return Limit(only_for, _("来源没有说在外地看病也是这个数"))
        return None

    def leads_to_destination_of(self, rule: dict[str, Any]) -> bool:
        return bool(rule.get("destination") and self.is_covered_by(rule))
