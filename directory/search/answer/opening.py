"""Whether a place is open at the moment that a question is about, for what, why, and what comes next."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from directory.core.hours import Opening, State, sentence
from directory.core.hours.choices import Purpose
from directory.core.hours.evaluator import Hours, Interval
from directory.core.hours.wording import WEEKDAYS, clock
from directory.core.index.timetables import Moment as Clock
from directory.core.index.timetables import evaluator
from directory.core.kinds import kinds
from directory.core.language import punctuation
from directory.core.language.glosses import in_sentence
from directory.search.found.finding import Hits
from directory.search.found.judging import Item
from directory.search.question.moment import AskedMoment, When
from directory.search.question.words import PLACES

from .documents import FoundEntry, Reading
from .telling import Answer, Told

PLACES_TOLD = 2
EMERGENCY = "急诊"
STATES_TOLD = (State.OPEN, State.UNKNOWN)


def opening(reading: Reading, now: Clock) -> list[Answer]:
    """Of the places that were named, or that was found first; nothing where no moment was said and no door asked for."""
    hits = reading.hits
    question = hits.wanted.question
    when = question.when or (When("", ("now", 0, 0)) if question.open_now else None)
    of_a_door = "hours" in question.attributes or question.open_now or any(kind in PLACES for kind in question.kinds)
    if when is None or not (of_a_door or places_linked(hits)):
        return []
    moment = when.resolved(now.at)
    found = reading.read(places(reading), PLACES_TOLD) if moment else []
    silent = [each for each in found if not has_hours(each, now)]
    if silent and len(silent) == len(found) and places_linked(hits) and "hours" not in question.attributes:
        return [Answer("hours", _("时间"), (), unknown_hours(silent[0]))]
    found = [each for each in found if each not in silent]
    if EMERGENCY in question.put and (silent := [each for each in found if not has_emergency_hours(each, now)]):
        # That the rest of a hospital is shut does not say that its emergency room is.
        name = silent[0].document["name"]
        return [Answer("open", _("开门情况"), (), _("本名录没有“%(name)s”的急诊时间。") % {"name": name})]
    facts = [told(each, moment, now) for each in found if moment]
    return [Answer("open", _("开门情况"), tuple(facts))] if facts else []


def has_hours(found: FoundEntry, now: Clock) -> bool:
    """Whether it says at all when it is open: that nothing is known of any hour says nothing."""
    spec = found.item.row.hours_spec
    pattern = evaluator(spec, now.calendar).pattern if spec else None
    return bool(pattern and (pattern.lines or pattern.changes))


def unknown_hours(found: FoundEntry) -> str:
    return _("本名录没有“%(name)s”的%(label)s。") % {"name": found.document["name"], "label": in_sentence(_("时间"))}


def has_emergency_hours(found: FoundEntry, now: Clock) -> bool:
    hours = evaluator(found.item.row.hours_spec or "", now.calendar)
    return Purpose.EMERGENCY in hours.pattern.purposes


def places_linked(hits: Hits) -> list[Item]:
    return [item for item in hits.ranked if item.key in hits.linked and item.kind in PLACES]


def places(reading: Reading) -> list[Item]:
    return places_linked(reading.hits) or list(reading.near(*PLACES))[:1]


def told(found: FoundEntry, moment: AskedMoment, now: Clock) -> Told:
    hours = evaluator(found.item.row.hours_spec or "", now.calendar)
    text = of_day(hours, moment) if moment.whole_day else at_minute(hours, moment, now, found.kind)
    document = found.document
    return Told(f"{moment_text(moment)} {text}", "", purposes(hours, moment), "", "", document, ())


def at_minute(hours: Hours, moment: AskedMoment, now: Clock, kind: str) -> str:
    opening: Opening = hours.state(moment.at)
    if moment.at == now.minute:
        return sentence(opening, moment.at, kinds[kind].words)
    parts = [punctuation.bracketed(state_text(opening.state), why(opening))]
    if opening.changes_at and opening.next_state:
        change = {"time": clock(opening.changes_at, now.minute), "state": state_text(opening.next_state)}
        parts.append(_("· %(time)s 起%(state)s") % change)
    return " ".join(filter(None, parts))


def of_day(hours: Hours, moment: AskedMoment) -> str:
    """``08:00–12:00、14:30–17:30 开门``; or that it is shut all day, and why."""
    spans = hours.intervals(moment.at, moment.at + datetime.timedelta(days=1))
    by_state = {state: [span_text(span) for span in spans if span.state is state] for state in STATES_TOLD}
    if parts := [f"{punctuation.listed(some)} {state_text(state)}" for state, some in by_state.items() if some]:
        return punctuation.sentences(parts)
    shut = spans[0]
    return punctuation.bracketed(state_text(State.CLOSED), why(shut))


def purposes(hours: Hours, moment: AskedMoment) -> str:
    """For what it is open then, where the timetable says it by purpose."""
    if hours.pattern.purposes == [Purpose.EMERGENCY]:
        return str(Purpose.EMERGENCY.label)
    if moment.whole_day or len(hours.pattern.purposes) < 2:
        return ""
    states = [(str(Purpose(purpose).label), hours.state_only(moment.at, purpose)) for purpose in hours.pattern.purposes]
    return "、".join(f"{label} {state_text(state)}" for label, state in states)


def state_text(state: State) -> str:
    return {State.OPEN: _("开门"), State.CLOSED: _("不开门"), State.UNKNOWN: _("待确认")}[state]


def why(opening: Opening | Interval) -> str:
    return punctuation.listed(filter(None, [str(opening.reason.label), opening.note]))


def span_text(span: Interval) -> str:
    ends = "24:00" if span.end.date() != span.start.date() else f"{span.end:%H:%M}"
    return f"{span.start:%H:%M}–{ends}"


def moment_text(moment: AskedMoment) -> str:
    """``2025-11-29 星期六 15:00``."""
    day = f"{moment.at.date().isoformat()} {WEEKDAYS[moment.at.isoweekday() - 1]}"
    return day if moment.whole_day else f"{day} {moment.at:%H:%M}"
