"""What is answered."""

from __future__ import annotations

import datetime
from typing import Any

from ninja import Schema  # type: ignore[import-not-found]  # only in the peers' own environment


class Region(Schema):
    code: int
    name: str
    path: list[str]

    @staticmethod
    def resolve_path(region: Any) -> list[str]:
        steps = []
        while region is not None and region.level != "nation":
            steps.append(region.name)
            region = region.parent
        return steps[::-1]


class Named(Schema):
    code: str
    name: str


class Service(Schema):
    slug: str
    name: str


class Phone(Schema):
    number: str
    label: str
    kind: str


class Hours(Schema):
    purpose: str
    days: str
    weekdays: str
    round_the_clock: bool
    opens: datetime.time | None
    closes: datetime.time | None


class Line(Schema):
    slug: str
    name: str
    aliases: list[str]
    region: Region
    address: str
    phones: list[Phone]

    @staticmethod
    def resolve_aliases(place: Any) -> list[str]:
        return place.aliases.splitlines()


class HospitalLine(Line):
    level: int | None
    grade: str
    institution_type: str
    ownership: str
    designated: bool | None


class Hospital(HospitalLine):
    latitude: float | None
    longitude: float | None
    opening_hours: list[Hours]
    departments: list[Named]


class OfficeLine(Line):
    office_kind: str


class Office(OfficeLine):
    latitude: float | None
    longitude: float | None
    opening_hours: list[Hours]
    serves: list[Region]
    schemes: list[Named]
    services: list[Service]


class Suggestion(Schema):
    slug: str
    name: str


class Count(Schema):
    count: int
