"""Whether a place is open, and its weeks. Both ask the same evaluator, so the words never contradict the table."""

from __future__ import annotations

import datetime
from operator import itemgetter
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.hours import Calendar, sentence
from directory.core.hours import weeks as weeks_of
from directory.core.hours.choices import Purpose
from directory.core.index.timetables import evaluator
from directory.core.kinds import kinds
from directory.core.serving.week_strip import week_strip

register = template.Library()

# What two rows must have in common to stand on one line, and there beside each other.
DAYS_OF_ROW = itemgetter("purpose", "days", "weekdays")
SEASON_OF_ROW = itemgetter("season", "from_month", "from_day", "to_month", "to_day")
ONE_DAY = datetime.timedelta(days=1)
AHEAD = datetime.timedelta(days=62)


@register.inclusion_tag("_opening.html", takes_context=True)
def opening(context: Context, place: dict[str, Any], kind: str) -> dict[str, Any]:
    """The state beside the name. Only where the view's ETag changes with the minute: else the words might outlive it."""
    spec, view = place.get("hours_spec"), context["view"]
    if spec is None or not view.tells_time:
        return {}
    return {"state": view.moment.opening(spec).state, "text": view.moment.sentence(spec, kind)}


@register.inclusion_tag("_states.html", takes_context=True)
def states(context: Context, place: dict[str, Any], kind: str) -> dict[str, Any]:
    """Of every purpose of a place whether it is served now: no place is simply closed.

    A hospital whose emergency hours nobody has stated says so, since who asks at night needs just that.
    """
    spec, moment = place.get("hours_spec"), context["view"].moment
    purposes = evaluator(spec, moment.calendar).pattern.purposes if spec else []
    lines = [line_of(moment, spec, kind, purpose) for purpose in purposes if purpose != Purpose.REGISTRATION]
    if not purposes:
        lines = [{"purpose": "", "state": "unknown", "text": _("开门时间还不知道")}]
    if kind == "hospital" and Purpose.EMERGENCY not in purposes:
        lines.append(
            {"purpose": Purpose.EMERGENCY.label, "state": "unknown", "text": _("开不开，还不知道"), "call": True}
        )
    return {"lines": lines, "moment": moment.minute, "open": place.get("operation", "open") in ("open", "")}


def line_of(moment: Any, spec: Any, kind: str, purpose: str) -> dict[str, Any]:
    opening_now = evaluator(spec, moment.calendar).state(moment.minute, purpose)
    label = "" if purpose == Purpose.ALL else Purpose(purpose).label
    return {
        "purpose": label,
        "state": opening_now.state,
        "text": sentence(opening_now, moment.minute, kinds[kind].words),
    }


@register.inclusion_tag("_weeks.html", takes_context=True)
def weeks(context: Context, entry: dict[str, Any]) -> dict[str, Any]:
    """This week and the next, day by day, and the changes that are in force or to come."""
    moment = context["view"].moment
    notices = [row for row in entry["hours_exceptions"] if is_current(row, moment.today)]
    table = fortnight(entry["hours_spec"], moment.calendar, moment.today, get_language())
    return {"fortnight": table, "notices": notices, "calendar": f"{entry['url']}hours.ics"}


@memoized(512)  # many places keep the same hours
def fortnight(spec: str, calendar: Calendar, today: datetime.date, language: str | None) -> SafeString:
    """Two weeks as a picture and as a table, in the active language, which is to be given; empty without hours."""
    hours = evaluator(spec, calendar)
    if not hours.pattern.purposes:
        return SafeString("")
    found = weeks_of(hours, today, 2)
    strip = week_strip(hours, today - ONE_DAY * (today.isoweekday() - 1))
    unlike = any(one.special for one in found)
    return render_to_string("_fortnight.html", {"weeks": found, "today": today, "strip": strip, "unlike": unlike})


@register.inclusion_tag("_hours.html")
def hours_rows(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A timetable as people write it: one line for each group of days, in it the times of a season beside each other."""
    lines: dict[Any, dict[Any, list[dict[str, Any]]]] = {}
    for row in rows:
        lines.setdefault(DAYS_OF_ROW(row), {}).setdefault(SEASON_OF_ROW(row), []).append(row)
    return {"lines": [(next(iter(seasons.values()))[0], list(seasons.values())) for seasons in lines.values()]}


def is_current(row: dict[str, Any], today: datetime.date) -> bool:
    ended = row["to_date"] and row["to_date"] < today.isoformat()
    return not ended and row["from_date"] <= (today + AHEAD).isoformat()
