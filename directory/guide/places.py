"""Which places share one insurance fund (统筹区), and what that makes of being treated elsewhere."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from directory.core.models import Region

# 直辖市 are one fund each. Counties with a 90-coded city's place (济源 419001) have no city above them.
MUNICIPALITIES = frozenset({110000, 120000, 310000, 500000})


class Relation(StrEnum):
    """Where somebody is treated, seen from where they are insured."""

    LOCAL = "local"
    WITHIN_PROVINCE = "within_province"
    CROSS_PROVINCE = "cross_province"
    UNCLEAR = "unclear"


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
    if treated.path[0].code != insured.path[0].code:
        return Relation.CROSS_PROVINCE
    funds = fund(treated), fund(insured)
    if None in funds:
        return Relation.UNCLEAR
    return Relation.LOCAL if funds[0] == funds[1] else Relation.WITHIN_PROVINCE


# How rules name the journeys they are for: 到徐州就医, 省内跨市就医, 跨省就医. What is no place is no destination.
DESTINATION = re.compile(r"[到在](?!外地|异地|外省|省外|市外|参保地以外|统筹区以?外)([^到在]+)就医")
SCOPES = {
    "省内": Relation.WITHIN_PROVINCE,
    "跨省": Relation.CROSS_PROVINCE,
    "省外": Relation.CROSS_PROVINCE,
    "外省": Relation.CROSS_PROVINCE,
    "省内外": Relation.CROSS_PROVINCE,
}


class Journey(NamedTuple):
    """From where somebody is insured to where they are treated."""

    insured: Region
    treated: Region

    @property
    def relation(self) -> Relation:
        return relation(self.treated, self.insured)

    def names_it(self, words: str) -> bool | None:
        """Whether a rule's words are for this very journey (True), for another one (False), or name none (None)."""
        if match := DESTINATION.search(words):
            return match[1] in {name for step in self.treated.path for name in (step.name, step.short_name)}
        scopes = {scope for word, scope in SCOPES.items() if word in words}
        if not scopes or self.relation is Relation.UNCLEAR:
            return None
        return self.relation in scopes

    def names_destination(self, words: str) -> bool:
        return bool(DESTINATION.search(words) and self.names_it(words))
