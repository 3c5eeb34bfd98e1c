"""What the declarations of kinds share: wordings of fields, and the facts that every place has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from directory.core.hours.wording import dates_text
from directory.core.kinds import PLACE, Document, FactField, Worded, Wording
from directory.core.language import asking

from . import wording


def rows(one: Callable[[Any], Worded]) -> Wording:
    """The wording of a field of rows, each worded by this function."""

    def each(value: list[Any], _document: Document) -> list[Worded]:
        return [one(row) for row in value]

    return each


def single(one: Callable[[Any], Worded]) -> Wording:
    """The wording of a field that holds one value."""
    return lambda value, _document: [one(value)]


def link(address: str) -> Worded:
    """An address on the web."""
    return Worded(address, link=address)


def address(value: str, document: Document) -> list[Worded]:
    """An address, with the way there beside it."""
    return [Worded(value, scope=document.get("directions", ""))]


def position(latitude: float, document: Document) -> list[Worded]:
    return [Worded(f"{latitude}, {document['longitude']} (WGS-84)")]


date = single(lambda value: Worded(wording.day(value)))
website = single(link)
phone_number = single(wording.phone)

PLACE_FACTS = (
    FactField("region", section=PLACE),
    FactField("address", section=PLACE, asked_by=asking.ADDRESS, wording=address),
    FactField("phones", section=PLACE, asked_by=asking.PHONE, wording=rows(wording.phone)),
    FactField("opening_hours", section=PLACE, asked_by=asking.HOURS, wording=rows(wording.hours)),
    FactField("hours_exceptions", section=PLACE, wording=rows(wording.exception)),
    FactField("summer", section=PLACE, wording=single(lambda value: Worded(dates_text(value)))),
    FactField("directions", section=PLACE),
    FactField("parking", section=PLACE),
    FactField("website", section=PLACE, wording=website),
    FactField("latitude", label=gettext_lazy("位置"), section=PLACE, wording=position, covers=("longitude", "datum")),
)
