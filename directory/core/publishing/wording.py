"""Values of documents in words of the active language: the one place that pages, search, sheets and the admin ask.

Only what the directory says itself is translated; what sources say stays as they say it.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.hours import HoursRow, row_text
from directory.core.hours.wording import purpose_text, span_text
from directory.core.kinds import Document, Worded, kinds
from directory.core.language import phones
from directory.core.models import HoursException, OpeningHours, Record
from directory.core.sources.provenance import VALUE, VALUE_FIELDS, citable_fields


def text_of(value: Any) -> str:
    """A value in words: of a mention its name, of a region its path, of a figure how it is read, of a list its members."""
    return _("、").join(row.text for row in worded(value))


def worded(value: Any, _document: Document | None = None) -> list[Worded]:
    """A value by its shape, a list row by row; nothing where there is none."""
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [row for each in value for row in worded(each)]
    return [phone(value) if isinstance(value, dict) and "extension" in value else worded_one(value)]


def worded_one(value: Any) -> Worded:
    """One value by its shape: a region has a path, a figure a minimum and its text, any other mention a name."""
    match value:
        case bool():
            return Worded(yes_no(value))
        case {"path": list(path)}:
            return Worded(" ".join(path), link=value.get("page", ""))
        case {"minimum": _minimum, "text": str(text)}:
            return Worded(text)
        case {"name": str(name)}:
            return Worded(name, link=value.get("page", ""))
    return Worded(str(value))


def yes_no(value: bool | None) -> str:
    return "" if value is None else _("是") if value else _("否")


def day(value: str | None) -> str:
    """An ISO date or time as a date: 2025年4月20日."""
    if not value:
        return ""
    if "T" not in value:
        return date_format(datetime.date.fromisoformat(value))
    return date_format(timezone.localtime(datetime.datetime.fromisoformat(value)))


def year(value: int | None) -> str:
    return _("%(year)s 年度") % {"year": value} if value else ""


# Choices and labels.


@memoized(None)
def choices_of(path: str) -> dict[str, str]:
    """Stored word → Chinese label, for ``hospital.level`` or a field of its rows, ``hospital.phones.kind``."""
    kind, *parts, name = path.split(".")
    model: Any = kinds[kind].model
    for part in parts:
        model = model._meta.get_field(part).related_model
    return labels_of_choices(model, name)


@memoized(None)
def labels_of_choices(model: Any, name: str) -> dict[str, str]:
    return {str(value): str(label) for value, label in model._meta.get_field(name).flatchoices}


def choice(value: Any, path: str) -> str:
    """The label of a stored word, ``choice(3, "hospital.level")``; a word without one as it is."""
    return chosen(value, choices_of(path))


def chosen(value: Any, labels: dict[str, str]) -> str:
    return "" if value in (None, "") else _(labels.get(str(value), str(value)))


@memoized(None)
def labels_of(model: type[Record]) -> dict[str, str]:
    return citable_fields(model)


def field_label(model: Any, field: str) -> str:
    """What a field is called, ``数据 · 医生`` for one kind of a part's rows."""
    labels = labels_of(model) if issubclass(model, Record) else {}
    known = VALUE if field in VALUE_FIELDS and VALUE in labels else field
    return " · ".join(_(part) for part in labels.get(known, own_label(model, field)).split(" · "))


@memoized(None)
def own_label(model: Any, field: str) -> str:
    """The name of a field that is no statement about the world, as the model has it."""
    found = {each.name: str(getattr(each, "verbose_name", each.name)) for each in model._meta.get_fields()}
    return found.get(field, field)


# Phones.


def dialled(row: Document | str) -> str:
    """A number as people read it, with its extension."""
    return phones.display(row) if isinstance(row, str) else phones.display(row["number"], row.get("extension", ""))


def tel(row: Document | str) -> str:
    """The link that dials it."""
    return phones.tel(row) if isinstance(row, str) else phones.tel(row["number"], row.get("extension", ""))


def phone(row: Document | str) -> Worded:
    """A phone, what it is for and for which 险种 alone."""
    about, scheme = ("", None) if isinstance(row, str) else (row.get("label", ""), row.get("scheme"))
    return Worded(dialled(row), about, scheme["name"] if scheme else "", tel(row))


def phone_text(row: Document) -> str:
    """All of a phone in one line: ``0376-2137873 转 802 转诊咨询 职工医保``."""
    words = phone(row)
    return " ".join(filter(None, [words.text, words.about, words.scope]))


# Times.


def hours(row: Document) -> Worded:
    """A row of a timetable: ``工作日 08:00–12:00``, for 门诊, with its note."""
    line = HoursRow.of_document(row)
    return Worded(row_text(line), purpose_text(line), row["note"], field=f"opening_hours.{row['purpose']}")


def exception(row: Document) -> Worded:
    """A time in which a timetable is not kept: ``暂停服务 2025年4月21日 至 2025年5月5日``, with the notice."""
    kind = chosen(row["kind"], labels_of_choices(HoursException, "kind"))
    purpose = "" if row["purpose"] == OpeningHours.Purpose.ALL else chosen(row["purpose"], purposes())
    return Worded(" ".join(filter(None, [kind, exception_dates(row), exception_times(row)])), purpose, row["notice"])


def exception_dates(row: Document) -> str:
    dates = {"first": day(row["from_date"]), "last": day(row["to_date"])}
    return (_("%(first)s 至 %(last)s") if row["to_date"] else _("%(first)s 起，恢复时间另行通知")) % dates


def exception_times(row: Document) -> str:
    """The other hours of a special time; nothing while it is shut."""
    if not row["opens"]:
        return ""
    days = chosen(row["days"], labels_of_choices(HoursException, "days"))
    return f"{days} {exception_span(row)}"


def exception_span(row: Document) -> str:
    line = HoursRow.of_document(row | {"season": "", "round_the_clock": False, "weekdays": ""})
    return span_text(line.start, line.end)


def purposes() -> dict[str, str]:
    return {str(value): str(label) for value, label in OpeningHours.Purpose.choices}
