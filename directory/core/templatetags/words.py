"""The words of a page, see ``publishing.wording``: labels of fields and choices, dates, phone numbers, hours."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.core.hours import HoursRow
from directory.core.hours.wording import dates_text, days_text, season_text, span_text
from directory.core.kinds import kinds
from directory.core.language import glosses
from directory.core.publishing import wording

register = template.Library()

for function in (wording.choice, wording.yes_no, wording.day, wording.tel, wording.dialled, wording.phone_text):
    register.filter(function)
register.filter(glosses.gloss)


@register.simple_tag
def gloss(name: str) -> SafeString | str:
    """What a Chinese name means, beside it, where an English page shows it."""
    meaning = glosses.gloss(name) if name else ""
    return format_html(' <span class="gloss" lang="en">{}</span>', meaning) if meaning else ""


@register.simple_tag(takes_context=True)
def label(context: Context, field: str) -> str:
    """The label of a field of the entry that the page shows."""
    return wording.field_label(context["view"].model, field)


@register.simple_tag
def label_of(kind: str, field: str) -> str:
    """The label of a field of another kind than the page's own."""
    return wording.field_label(kinds[kind].model, field)


@register.filter
def is_past(year: int) -> bool:
    """Whether a year is over, in China."""
    return year < timezone.localdate().year


@register.filter
def days(row: dict[str, Any]) -> str:
    """The days of a row of a timetable: 工作日, or the weekdays it names."""
    return days_text(HoursRow.of_document(row))


@register.filter
def season(row: dict[str, Any]) -> str:
    """The part of the year a row of a timetable is for, empty for the whole year."""
    return season_text(HoursRow.of_document(row))


@register.filter
def season_dates(text: str) -> str:
    """``05-01/09-30`` as people read it."""
    return dates_text(text) if text else ""


@register.filter
def hours(row: dict[str, Any]) -> str:
    """From when to when: 08:00–12:00, or 24 小时."""
    line = HoursRow.of_document(row)
    return span_text(line.start, line.end)


exception_dates = register.filter(wording.exception_dates)
exception_times = register.filter(wording.exception_times)
