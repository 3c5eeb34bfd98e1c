"""Whether a place is open, and its weeks. Both ask the same evaluator, so the words never contradict the table."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.template import Context

from directory.core.hours import week
from directory.core.index.timetables import evaluator

register = template.Library()

AHEAD = datetime.timedelta(days=62)
ONE_WEEK = datetime.timedelta(days=7)


@register.inclusion_tag("_opening.html", takes_context=True)
def opening(context: Context, place: dict[str, Any], kind: str) -> dict[str, Any]:
    """The state beside the name. Only where the view's ETag changes with the minute: else the words might outlive it."""
    spec, view = place.get("hours_spec"), context["view"]
    if spec is None or not view.tells_time:
        return {}
    return {"state": view.moment.opening(spec).state, "text": view.moment.sentence(spec, kind)}


@register.inclusion_tag("_weeks.html", takes_context=True)
def weeks(context: Context, entry: dict[str, Any]) -> dict[str, Any]:
    """This week and the next, day by day, and the changes that are in force or to come."""
    moment = context["view"].moment
    today = moment.today
    hours = evaluator(entry["hours_spec"], moment.calendar)
    found = [week(hours, today), week(hours, today + ONE_WEEK)] if hours.pattern.purposes else []
    notices = [row for row in entry["hours_exceptions"] if is_current(row, today)]
    return {"weeks": found, "today": today, "notices": notices, "calendar": f"{entry['url']}hours.ics"}


def is_current(row: dict[str, Any], today: datetime.date) -> bool:
    ended = row["to_date"] and row["to_date"] < today.isoformat()
    return not ended and row["from_date"] <= (today + AHEAD).isoformat()
