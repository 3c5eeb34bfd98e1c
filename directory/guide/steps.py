"""The guide as questions, one a page: which one comes next, and what an answer to it adds to the question.

Nothing is kept between pages but the address: every page carries what was given before. What only the forms send
(a region from the list, a day and a time of its own) is written into the guide's parameters first, so that the address
of a page is one that can be shared.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import QueryDict

from directory.core.index.centres import nearest
from directory.core.index.gazetteer import gazetteer
from directory.core.index.timetables import Moment
from directory.core.models import NATION, Region

from .question import GuideParameters

WHAT, WHERE, WHEN, ANSWER = "what", "where", "when", "answer"
STEPS = (WHAT, WHERE, WHEN)
ASKED_BY = {
    WHAT: ("symptom",),
    WHERE: ("region", "near", "insured_region", "scheme", "person_type", "population", "cost", "facility_level"),
    WHEN: ("at",),
}
# What the forms send beside the guide's own parameters.
ASK = "ask"
FORM_ONLY = ("also", "choose_region", "choose_insured_region", "insured", "when", "date", "time")
HERE = "here"  # insured where the treatment is
TONIGHT, MORNING = datetime.time(20), datetime.time(9)


class Time(NamedTuple):
    """A time that is offered for the visit."""

    name: str
    at: datetime.datetime


def settled(query: QueryDict, now: Moment) -> QueryDict:
    """The question with what only the forms send written into its parameters."""
    found = query.copy()
    for name in FORM_ONLY:
        found.pop(name, None)
    if also := query.get("also", ""):
        given = query.get("symptom", "").strip()
        found["symptom"] = f"{given} {also}" if given and also not in given else also
    for name in ("region", "insured_region"):
        if f"choose_{name}" in query:
            found[name] = query.get(f"choose_{name}", "")
            found[ASK] = WHERE
    if not found.get("region") and (city := region_at(found.get("near", ""))):
        found["region"] = city
    if query.get("insured") == HERE:
        found["insured_region"] = found.get("region", "")
    if at := time_of(query, now):
        found["at"] = at
    elif "when" in query:
        found.pop("at", None)
    return found


def region_at(near: str) -> str:
    """The city in which a position certainly lies; nothing where that is not known."""
    try:
        position = GuideParameters.fields["near"].clean(near)
    except ValidationError:
        return ""
    return str(nearest(*position) or "") if position else ""


def time_of(query: QueryDict, now: Moment) -> str:
    """The moment that was chosen, as ``at`` takes it; none for now."""
    if date := query.get("date", ""):
        return f"{date}T{query.get('time') or MORNING.strftime('%H:%M')}"
    return next((f"{one.at:%Y-%m-%dT%H:%M}" for one in times(now) if one.name == query.get("when")), "")


def times(now: Moment) -> list[Time]:
    """The times offered beside now: this evening while it is to come, and tomorrow morning."""
    minute = now.minute
    evening = datetime.datetime.combine(minute.date(), TONIGHT, minute.tzinfo)
    morning = datetime.datetime.combine(minute.date() + datetime.timedelta(days=1), MORNING, minute.tzinfo)
    return [*([Time("tonight", evening)] if minute < evening else []), Time("tomorrow", morning)]


def step_of(asked: GuideParameters, ask: str) -> str:
    """The question to put: the one wished for, or an earlier one that has no good answer yet."""
    wanted = STEPS.index(ask) if ask in STEPS else len(STEPS)
    for number, step in enumerate(STEPS[: wanted + 1]):
        if number == wanted or any(name in asked.errors for name in ASKED_BY[step]):
            return step
    return ANSWER


def without(query: QueryDict, *names: str) -> list[tuple[str, str]]:
    """What a form has to carry along besides the fields it shows."""
    shown = {*names, *FORM_ONLY, ASK}
    return [(name, str(value)) for name, value in query.items() if name not in shown and value]


def asking(query: QueryDict, step: str = "", **values: Any) -> str:
    """The address of a question's page, with other values in it."""
    changed = query.copy()
    for name in (*FORM_ONLY, ASK):
        changed.pop(name, None)
    if step:
        changed[ASK] = step
    for name, value in values.items():
        changed[name] = str(value)
    return f"?{changed.urlencode()}"


def regions_meant(query: QueryDict, name: str) -> list[tuple[Region, str]]:
    """The regions that a typed name may mean, where it is not clear which: each with the address that says it."""
    text = query.get(name, "")
    if not text or len(text) > GuideParameters.fields[name].max_length:  # type: ignore[attr-defined]
        return []
    found = gazetteer().named(text) or gazetteer().nearest(text)
    step = query.get(ASK, WHERE)
    return [(region, asking(query, step, **{name: region.code})) for region in found if region.code != NATION]


def regions_below(chosen: Region | None) -> list[tuple[int, str]]:
    """What to choose from inside the region chosen so far: the provinces at first."""
    parent = chosen.code if chosen else NATION
    return list(Region.objects.filter(parent=parent).values_list("code", "name"))
