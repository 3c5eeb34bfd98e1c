"""The words of a page: labels of fields and choices, dates, phone numbers, hours."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.language import phones
from directory.core.models import Publishable, Record
from directory.core.publishing.publish import publishable_models
from directory.core.sources.provenance import VALUE, VALUE_FIELDS, citable_fields

register = template.Library()


@memoized(None)
def model_of(kind: str) -> type[Publishable]:
    return next(model for model in publishable_models() if model.kind == kind)


@memoized(None)
def choices_of(path: str) -> dict[str, str]:
    """Stored word → Chinese label, for ``hospital.level`` or a field of its rows, ``hospital.phones.kind``."""
    kind, *parts, name = path.split(".")
    model: Any = model_of(kind)
    for part in parts:
        model = model._meta.get_field(part).related_model
    return {str(value): str(label) for value, label in model._meta.get_field(name).flatchoices}


@memoized(None)
def labels_of(model: type[Record]) -> dict[str, str]:
    return citable_fields(model)


def field_label(model: type[Publishable], field: str) -> str:
    """What a field is called, ``数据 · 医生`` for one kind of a part's rows."""
    labels = labels_of(model) if issubclass(model, Record) else {}
    known = VALUE if field in VALUE_FIELDS and VALUE in labels else field
    return " · ".join(_(part) for part in labels.get(known, field).split(" · "))


@register.simple_tag(takes_context=True)
def label(context: Context, field: str) -> str:
    """The label of a field of the entry that the page shows."""
    return field_label(context["view"].model, field)


@register.simple_tag
def label_of(kind: str, field: str) -> str:
    """The label of a field of another kind than the page's own."""
    return field_label(model_of(kind), field)


@register.filter
def choice(value: Any, path: str) -> str:
    """The label of a stored word: ``{{ entry.level|choice:"hospital.level" }}``."""
    return "" if value in (None, "") else _(choices_of(path).get(str(value), str(value)))


@register.filter
def yes_no(value: bool | None) -> str:
    return "" if value is None else _("是") if value else _("否")


@register.filter
def day(value: str) -> str:
    """An ISO date or time as a date in the page's language: 2025年4月20日."""
    if not value:
        return ""
    if "T" not in value:
        return date_format(datetime.date.fromisoformat(value))
    return date_format(timezone.localtime(datetime.datetime.fromisoformat(value)))


@register.filter
def tel(phone: Any) -> str:
    """The link that dials a number, or a phone of a document."""
    return phones.tel(phone) if isinstance(phone, str) else phones.tel(phone["number"], phone["extension"])


@register.filter
def dialled(phone: Any) -> str:
    """The number, or a phone of a document, as people read it."""
    return phones.display(phone) if isinstance(phone, str) else phones.display(phone["number"], phone["extension"])


@register.filter
def days(row: dict[str, Any]) -> str:
    """The days of a row of a timetable: 工作日, or the weekdays it names."""
    if row["days"] != "weekdays":
        return choice(row["days"], "office.opening_hours.days")
    return "、".join(str(WEEKDAYS[int(number) - 1]) for number in row["weekdays"])


@register.filter
def season(row: dict[str, Any]) -> str:
    """The part of the year a row of a timetable is for, empty for the whole year."""
    if row["season"] == "dated":
        return _("%(from)s 至 %(to)s") % {
            "from": month_and_day(row["from_month"], row["from_day"]),
            "to": month_and_day(row["to_month"], row["to_day"]),
        }
    return "" if row["season"] == "whole_year" else choice(row["season"], "office.opening_hours.season")


@register.filter
def season_dates(text: str) -> str:
    """``05-01/09-30`` as people read it."""
    if not text:
        return ""
    first, last = (month_and_day(*map(int, end.split("-"))) for end in text.split("/"))
    return _("%(from)s 至 %(to)s") % {"from": first, "to": last}


def month_and_day(month: int, number: int) -> str:
    return date_format(datetime.date(2024, month, number), "MONTH_DAY_FORMAT")


@register.filter
def hours(row: dict[str, Any]) -> str:
    """From when to when: 08:00–12:00, or 24 小时."""
    if row["round_the_clock"]:
        return _("24 小时")
    until = _("次日 %(time)s") % {"time": row["closes"]} if row["overnight"] else row["closes"]
    return f"{row['opens']}–{until}"
