"""Open, closed or unknown at a moment: the evaluator of one timetable.

Rules
-----
* Rows add up. 工作日 follows the official calendar: closed on rest days, open on 调休 make-up days.
* 每天 means every day, holidays included, because that is what the source says; the answer
  then carries the reason "节假日照常" and the holiday's name, so that people can be told to ask first.
* Named weekdays are closed on official rest days and do not move to make-up days.
* 急诊 and rows round the clock are not touched by holidays.
* A row past midnight belongs to the day on which it begins and is never cut at midnight.
* Where the source breaks off within the hours, nothing is known of holidays: what would be open or
  closed then is unknown, unless it is 急诊, round the clock or a dated exception.
* "夏季" without dates: July and August are summer, November to March are not. In between both
  timetables are asked: where they agree, that is the answer; where not, it is unknown.
* Days that a notice still to come may change are asked as a workday and as a rest day, in the same way.
* No hours is unknown, never closed; so is a time of the year for which no row is written.

The place as a whole is open while 整体, 窗口, 门诊 or 夜诊 is. While only 急诊 is, it is open
with the reason 急诊, and the change to or from that counts as a change. 挂号 alone opens nothing.
Where neither 整体, 窗口 nor 门诊 has hours, the time outside the known hours is unknown.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from copy import copy
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from .calendar import ONE_DAY, Calendar, DayType, sort_of_day
from .pattern import DAY, HoursChange, HoursRow, Pattern, in_season

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1992, 2200  # China kept summer time until 1991
HORIZON = datetime.timedelta(days=14)  # the longest holiday run so far is 10 days
FAR_HORIZON = datetime.timedelta(days=366)  # a closure that ends later is not looked beyond
MAX_DAYS = 62  # that intervals are given for at once: two months
CACHED_DAYS = 100  # sorts of days that one timetable keeps
LUNCH = (11 * 60, 15 * 60 + 30)  # a gap within these hours is a lunch break

MAIN = ("all", "window", "outpatient")
WHOLE = (*MAIN, "night")
EMERGENCY = ("emergency",)


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Reason(models.TextChoices):
    """Why a place is open, closed or unknown."""

    WORKDAY = "workday", _("工作日")
    MAKE_UP = "make_up", _("调休上班")
    WEEKDAY = "weekday", _("开放日")
    DAILY = "daily", _("每天")
    SUMMER = "summer", _("夏季作息")
    HOLIDAY_SERVICE = "holiday_service", _("节假日照常")
    ROUND_THE_CLOCK = "round_the_clock", _("24 小时")
    EMERGENCY = "emergency", _("急诊")
    SPECIAL = "special", _("临时时间")

    LUNCH = "lunch", _("午休")
    OUT_OF_HOURS = "out_of_hours", _("非服务时间")
    WEEKEND = "weekend", _("周末")
    HOLIDAY = "holiday", _("法定节假日")
    DAY_OFF = "day_off", _("今天不开放")
    CLOSURE = "closure", _("暂停服务")

    NO_HOURS = "no_hours", _("没有时间信息")
    UNANNOUNCED = "unannounced", _("放假安排未公布")
    HOLIDAY_HOURS = "holiday_hours", _("来源没有写节假日的时间")
    SUMMER_MONTHS = "summer_months", _("来源未写明月份")


class Opening(NamedTuple):
    """The answer for a moment. ``note`` is the holiday's name or the notice of an exception."""

    state: State
    reason: Reason
    note: str
    changes_at: datetime.datetime | None
    next_state: State | None
    next_reason: Reason | None


class Interval(NamedTuple):
    """A stretch of time in which the answer stays the same."""

    start: datetime.datetime
    end: datetime.datetime
    state: State
    reason: Reason
    note: str


class Span(NamedTuple):
    """Opening hours of one day, in minutes from its midnight, possibly past the next."""

    start: int
    end: int
    reason: Reason
    note: str


class Setting(NamedTuple):
    """What a day is taken to be, and whether that is certain."""

    kind: DayType
    announced: bool  # the kind is certain: no notice still to come may change it
    summer: bool
    dated: bool  # whether it is summer is certain


class Guess(NamedTuple):
    """The hours that begin on a day, if it is what it is taken to be."""

    setting: Setting
    spans: tuple[Span, ...]


class Mark(NamedTuple):
    """A stretch of one day, in minutes from its midnight, and the answer during it."""

    start: int
    end: int
    state: State
    reason: Reason
    note: str

    @property
    def answer(self) -> tuple[State, bool]:
        """What people would notice changing."""
        return self.state, self.reason is Reason.EMERGENCY


class Hours:
    """One timetable under one calendar. Pure: knows no clock and no database.

    A day is worked out in three steps: ``guesses`` (its hours, once for each kind of day it may be), ``answered`` (open,
    closed or unknown, where guesses differ) and ``_labelled`` (the reason). ``marks`` joins and caches them: once for all
    workdays, unless a holiday, a season or an exception sets one apart; where rows name weekdays, once for all Tuesdays;
    where rows last past midnight, once for all that follow on such a day.

    ``purpose`` is one of ``choices.Purpose``; empty means the place as a whole (``WHOLE``, and ``EMERGENCY`` over it).
    """

    def __init__(self, pattern: Pattern, calendar: Calendar) -> None:
        self.pattern, self.calendar = pattern, calendar
        self.lines: dict[str, list[HoursRow]] = {}
        for line in pattern.lines:
            self.lines.setdefault(line.purpose, []).append(line)
        self.dated = [(change.first_day, change.last_day, change) for change in pattern.changes]
        self.seasons = sorted({line.season for line in pattern.lines if "/" in line.season})
        self.has_summer = any(line.season in ("summer", "outside_summer") for line in pattern.lines)
        self.by_weekday = any(line.days not in ("daily", "workdays") for line in pattern.lines)
        ends = [*(line.end for line in pattern.lines), *(change.end or 0 for change in pattern.changes)]
        self.has_nights = max(ends, default=0) > DAY
        self._sorts: dict[tuple[Any, ...], tuple[Mark, ...]] = {}

    def under(self, calendar: Calendar) -> Hours:
        """The same timetable under another calendar. Days that are of one sort in both are worked out once."""
        other = copy(self)
        other.calendar = calendar
        return other

    def state(self, at: datetime.datetime, purpose: str = "") -> Opening:
        """The answer at a moment, for one purpose or (empty) the place as a whole.

        ``changes_at`` is looked for two weeks ahead, after a closure two weeks after its end;
        None when nothing changes by then. Raises ValueError for a naive or far-off datetime.
        """
        day, minute = local(at)
        ahead = self._ahead(day, minute, purpose)
        _day, now = next(ahead)
        for date, mark in ahead:
            if mark.answer != now.answer:
                return Opening(now.state, now.reason, now.note, moment(date, mark.start), mark.state, mark.reason)
        return Opening(now.state, now.reason, now.note, None, None, None)

    def state_only(self, at: datetime.datetime, purpose: str = "") -> State:
        """The bare answer, without looking for the next change."""
        day, minute = local(at)
        return next(mark.state for mark in self.marks(day, purpose) if minute < mark.end)

    def intervals(self, start: datetime.datetime, end: datetime.datetime, purpose: str = "") -> list[Interval]:
        """The whole time from start to end, without gaps. Raises ValueError beyond 62 days or when reversed."""
        if not datetime.timedelta() < end - start <= datetime.timedelta(days=MAX_DAYS):
            raise ValueError(f"intervals are given for up to {MAX_DAYS} days, the end after the start")
        (day, _minute), (last, _minute) = local(start), local(end)
        found: list[Interval] = []
        while day <= last:
            for mark in self.marks(day, purpose):
                begins, ends = max(start, moment(day, mark.start)), min(end, moment(day, mark.end))
                if begins < ends:
                    extend(found, Interval(begins.astimezone(SHANGHAI), ends.astimezone(SHANGHAI), *mark[2:]))
            day += ONE_DAY
        return found

    def marks(self, day: datetime.date, purpose: str = "") -> tuple[Mark, ...]:
        """The day from midnight to midnight, what spills over from the day before included."""
        key = self.sort(day - ONE_DAY) if self.has_nights else None, self.sort(day), purpose
        if (found := self._sorts.get(key)) is None:
            if len(self._sorts) >= CACHED_DAYS:  # the dates come from requests: never keep them all
                self._sorts.clear()
            found = self._sorts[key] = tuple(merged(self._marks(day, purpose)))
        return found

    def sort(self, day: datetime.date) -> tuple[Any, ...]:
        """All by which the hours of a date may differ from those of another."""
        sort = sort_of_day(self.calendar, day, self.by_weekday)
        if not (self.has_summer or self.seasons or self.dated):
            return sort
        month_day = day.isoformat()[5:]
        seasons = [season for season in self.seasons if in_season(season, month_day)]
        changes = [change for first, last, change in self.dated if first <= day <= last]
        return sort, self.summers(day), *seasons, *changes

    def guesses(self, day: datetime.date, purposes: Iterable[str]) -> list[Guess]:
        """The hours that begin on this day, once for every kind of day it may turn out to be.

        In the order of ``Calendar.types``: the ordinary day first, a rest day last, which ``judged`` relies on.
        """
        kinds, summers = self.calendar.types(day), self.summers(day)
        settings = [Setting(kind, len(kinds) == 1, summer, len(summers) == 1) for kind in kinds for summer in summers]
        return [Guess(setting, tuple(self._spans(day, purposes, setting))) for setting in settings]

    def summers(self, day: datetime.date) -> tuple[bool, ...]:
        """Whether the day lies in the place's summer; both answers where nobody has said and it matters."""
        if not self.has_summer:
            return (False,)
        if self.pattern.summer:
            return (in_season(self.pattern.summer, day.isoformat()[5:]),)
        if day.month in (7, 8):
            return (True,)
        return (False,) if day.month in (11, 12, 1, 2, 3) else (False, True)

    def changes(self, day: datetime.date, purpose: str) -> list[HoursChange]:
        """The exceptions that take the timetable's place on this day: of several, the shortest."""
        if not self.dated:  # as nearly everywhere
            return []
        valid = [(last - first, c) for first, last, c in self.dated if first <= day <= last and touches(c, purpose)]
        shortest = min((length for length, _ in valid), default=None)
        return [c for length, c in valid if length == shortest]

    def closure(self, day: datetime.date, purposes: Iterable[str]) -> HoursChange | None:
        """The closure because of which nothing of this is open on this day."""
        if not self.dated:
            return None
        stated = [purpose for purpose in purposes if self.has_hours(day, (purpose,))]
        found = [next((c for c in self.changes(day, purpose) if c.closed), None) for purpose in stated]
        return found[0] if found and all(found) else None

    def is_doubtful(self, day: datetime.date, purposes: Iterable[str]) -> bool:
        """Whether the source broke off before it told of this day, a holiday, and no exception does."""
        if not self.pattern.partial or DayType.REST not in self.calendar.types(day):
            return False
        lines = [line for purpose in purposes for line in self.lines.get(purpose, ()) if not self.changes(day, purpose)]
        return any(line.is_doubtful_on_holidays for line in lines)

    def has_hours(self, day: datetime.date, purposes: Iterable[str]) -> bool:
        """Whether anything says when this is open at this time of the year."""
        return any(self.changes(day, purpose) or self._in_season(day, purpose) for purpose in purposes)

    def _in_season(self, day: datetime.date, purpose: str) -> bool:
        lines = self.lines.get(purpose, ())
        return any(in_time_of_year(line, day, summer) for summer in self.summers(day) for line in lines)

    def _ahead(self, day: datetime.date, minute: int, purpose: str) -> Iterator[tuple[datetime.date, Mark]]:
        """The marks from this minute on, each with its day; the first is the one that holds now."""
        for mark in self.marks(day, purpose):
            if minute < mark.end:
                yield day, mark
        limit = max(day, *self._reopenings(day)) + HORIZON
        while day < limit:
            day += ONE_DAY
            for mark in self.marks(day, purpose):
                yield day, mark

    def _reopenings(self, day: datetime.date) -> list[datetime.date]:
        """When the closures end that are in force, or begin before another change is found."""
        ends = [last for first, last, c in self.dated if c.closed and first - HORIZON <= day <= last]
        return [day, *(last for last in ends if last <= day + FAR_HORIZON)]

    def _marks(self, day: datetime.date, purpose: str) -> list[Mark]:
        """The day for one purpose, or for the place as a whole with its emergency room laid over it."""
        if purpose:
            return self._labelled(day, (purpose,), (purpose,))
        whole = self._labelled(day, WHOLE, MAIN)
        if not self.has_hours(day, EMERGENCY):
            return whole
        return overlay(whole, self._labelled(day, EMERGENCY, EMERGENCY))

    def _labelled(self, day: datetime.date, purposes: tuple[str, ...], main: tuple[str, ...]) -> list[Mark]:
        """The day's marks, each with its reason; what no row covers is closed only where the hours of ``main`` are known.

        Stronger rules first: a holiday of which the source says nothing, a closure, no hours of the main purposes.
        """
        before = day - ONE_DAY
        today = self.guesses(day, purposes)
        spilt = [spill(guess) for guess in self.guesses(before, purposes)] if self.has_nights else []
        marks = answered(today, spilt)
        if self.is_doubtful(day, purposes):
            # The night of an ordinary day lasts into the holiday as it is stated.
            nights = [] if self.is_doubtful(before, purposes) else spilt
            return [m if is_certain(m, nights) else unknown(m, self.calendar.name(day)) for m in marks]
        if self.is_doubtful(before, purposes):
            marks = [
                unknown(m, self.calendar.name(before)) if is_open(spilt, m) and not is_open(today, m) else m
                for m in marks
            ]
        if closure := self.closure(day, main):
            return [m if m.state is not State.CLOSED else closed(m, Reason.CLOSURE, closure.notice) for m in marks]
        if not self.has_hours(day, main):
            return [
                m if m.state is not State.CLOSED else Mark(*m[:2], State.UNKNOWN, Reason.NO_HOURS, "") for m in marks
            ]
        works = any(guess.spans for guess in today)
        reason, note = (Reason.OUT_OF_HOURS, "") if works else self._day_off(day)
        served = [m for m in marks if m.state is not State.CLOSED and m.reason is not Reason.UNANNOUNCED]
        return [m if m.state is not State.CLOSED else closed(m, reason, note, served) for m in marks]

    def _spans(self, day: datetime.date, purposes: Iterable[str], setting: Setting) -> Iterator[Span]:
        """The hours that begin on the day if it is what ``setting`` says; an exception takes the place of all rows."""
        for purpose in purposes:
            if changes := self.changes(day, purpose):
                yield from special_spans(changes, setting.kind)
                continue
            for line in self.lines.get(purpose, ()):
                if on_day(line, day, setting.kind) and in_time_of_year(line, day, setting.summer):
                    reason = why_open(line, setting)
                    note = self.calendar.name(day) if reason in (Reason.MAKE_UP, Reason.HOLIDAY_SERVICE) else ""
                    yield Span(line.start, line.end, reason, note)

    def _day_off(self, day: datetime.date) -> tuple[Reason, str]:
        """Why no hours begin on a day, with the festival's name. A holiday is named only where it is certain."""
        if DayType.REST in (kinds := self.calendar.types(day)) and len(kinds) == 1:
            return Reason.HOLIDAY, self.calendar.name(day)
        return (Reason.WEEKEND if day.isoweekday() > 5 else Reason.DAY_OFF), ""


def local(at: datetime.datetime) -> tuple[datetime.date, int]:
    """The date in China, and the minutes since its midnight. Raises ValueError, see ``Hours.state``."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no place on a timetable")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"timetables are read from {FIRST_YEAR} to {LAST_YEAR}")
    here = at.astimezone(SHANGHAI)
    return here.date(), here.hour * 60 + here.minute


def moment(day: datetime.date, minute: int) -> datetime.datetime:
    """The point in time of a minute of this day; minutes may reach past its end. Right as long as China has no summer time."""
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI) + datetime.timedelta(minutes=minute)


def answered(today: list[Guess], spilt: list[Guess]) -> list[Mark]:
    """A day cut where anything may begin or end, each piece with its state; ``spilt`` is the night before."""
    spans = [span for guess in (*today, *spilt) for span in guess.spans]
    cuts = sorted({0, DAY, *(minute for span in spans for minute in span[:2] if 0 < minute < DAY)})
    return [Mark(start, end, *either(judged(today, start), judged(spilt, start))) for start, end in pairwise(cuts)]


def is_open(guesses: list[Guess], mark: Mark) -> bool:
    """Whether every guess says that it is open when this stretch begins."""
    return bool(guesses) and judged(guesses, mark.start)[0] is State.OPEN


def is_certain(mark: Mark, nights: list[Guess]) -> bool:
    """Whether a stretch of a doubtful holiday (see ``is_doubtful``) holds all the same: ``nights`` reach into it."""
    return mark.reason in (Reason.ROUND_THE_CLOCK, Reason.EMERGENCY, Reason.SPECIAL) or is_open(nights, mark)


def touches(change: HoursChange, purpose: str) -> bool:
    """Closing the whole place closes its emergency room; other hours for the whole place leave that alone."""
    return change.purpose == purpose or (change.purpose == "all" and (change.closed or purpose != "emergency"))


def special_spans(changes: list[HoursChange], kind: DayType) -> Iterator[Span]:
    """The hours that the exceptions of one day say; none if one of them is a closure, or all are for workdays only."""
    for change in () if any(change.closed for change in changes) else changes:
        if change.days == "daily" or kind in (DayType.WORKDAY, DayType.MAKE_UP):
            yield Span(change.start or 0, change.end or 0, Reason.SPECIAL, change.notice)


def on_day(line: HoursRow, day: datetime.date, kind: DayType) -> bool:
    """Whether a row holds on a day of this kind, whatever the season."""
    if line.days == "daily":
        return True
    if line.days == "workdays":
        return kind in (DayType.WORKDAY, DayType.MAKE_UP)
    untouched = line.round_the_clock or line.purpose == "emergency"
    return str(day.isoweekday()) in line.days and (kind is not DayType.REST or untouched)


def in_time_of_year(line: HoursRow, day: datetime.date, summer: bool) -> bool:
    """Whether a row holds in this season, whatever the kind of day."""
    if line.season in ("summer", "outside_summer"):
        return (line.season == "summer") == summer
    return line.season == "whole_year" or in_season(line.season, day.isoformat()[5:])


def why_open(line: HoursRow, setting: Setting) -> Reason:
    """The reason that people should hear: what is remarkable about being open on this day, else what the row says."""
    if line.round_the_clock:
        return Reason.ROUND_THE_CLOCK
    if setting.announced and setting.kind is DayType.REST and line.purpose != "emergency":
        return Reason.HOLIDAY_SERVICE
    if setting.announced and setting.kind is DayType.MAKE_UP and line.days == "workdays":
        return Reason.MAKE_UP
    if setting.dated and line.season == "summer":
        return Reason.SUMMER
    return {"daily": Reason.DAILY, "workdays": Reason.WORKDAY}.get(line.days, Reason.WEEKDAY)


def spill(guess: Guess) -> Guess:
    """What reaches past midnight, in minutes of the next day."""
    over = (Span(span.start - DAY, span.end - DAY, *span[2:]) for span in guess.spans if span.end > DAY)
    return guess._replace(spans=tuple(over))


def judged(guesses: list[Guess], minute: int) -> tuple[State, Reason, str]:
    """Open if every guess says so, closed if none does, else unknown, with what is not known yet as the reason."""
    hits = [next((span for span in guess.spans if span.start <= minute < span.end), None) for guess in guesses]
    if not any(hits):
        return State.CLOSED, Reason.OUT_OF_HOURS, ""
    if hits[-1] and all(hits):
        # The reason of the last guess, a rest day where the kind is not certain: what is open even then is open every
        # day. The first guess's "workday" would be wrong if the day becomes a holiday.
        return State.OPEN, hits[-1].reason, hits[-1].note
    answers = {(guess.setting.summer, hit is not None) for guess, hit in zip(guesses, hits, strict=True)}
    # More answers than seasons: within one season it is both open and closed, so it hangs on the kind of day.
    hangs_on_day = len(answers) > len({summer for summer, _ in answers})
    return State.UNKNOWN, Reason.UNANNOUNCED if hangs_on_day else Reason.SUMMER_MONTHS, ""


def either(today: tuple[State, Reason, str], before: tuple[State, Reason, str]) -> tuple[State, Reason, str]:
    """Open if the day or the night before says so; today's reason where both say the same."""
    order = (State.OPEN, State.UNKNOWN, State.CLOSED)
    return min(today, before, key=lambda answer: order.index(answer[0]))


def unknown(mark: Mark, holiday: str) -> Mark:
    """The same stretch of a holiday of which nothing is known."""
    return mark._replace(state=State.UNKNOWN, reason=Reason.HOLIDAY_HOURS, note=holiday)


def closed(mark: Mark, reason: Reason, note: str, served: Iterable[Mark] = ()) -> Mark:
    """The stretch with its reason; "out of hours" at noon, between two of the stretches that are ``served``, is lunch."""
    between = any(m.end <= mark.start for m in served) and any(m.start >= mark.end for m in served)
    if reason is Reason.OUT_OF_HOURS and between and LUNCH[0] <= mark.start and mark.end <= LUNCH[1]:
        reason = Reason.LUNCH
    return mark._replace(reason=reason, note=note)


def overlay(whole: list[Mark], emergency: list[Mark]) -> list[Mark]:
    """The whole place, open for emergencies where it is not open anyway."""
    cuts = sorted({mark.start for mark in (*whole, *emergency)} | {DAY})
    marks = []
    for start, end in pairwise(cuts):
        base, urgent = at_minute(whole, start), at_minute(emergency, start)
        if base.state is not State.OPEN and urgent.state is State.OPEN:
            base = Mark(start, end, State.OPEN, Reason.EMERGENCY, "")
        marks.append(base._replace(start=start, end=end))
    return marks


def at_minute(marks: list[Mark], minute: int) -> Mark:
    """The mark of a minute; they cover the day in order, so it is the first that ends later."""
    return next(mark for mark in marks if minute < mark.end)


def merged(marks: list[Mark]) -> Iterator[Mark]:
    """Neighbours with the same answer and reason as one."""
    held = marks[0]
    for mark in marks[1:]:
        if mark[2:] == held[2:]:
            held = held._replace(end=mark.end)
        else:
            yield held
            held = mark
    yield held


def extend(found: list[Interval], interval: Interval) -> None:
    """Append, or lengthen the last one where it says the same."""
    if found and found[-1][2:] == interval[2:]:
        found[-1] = found[-1]._replace(end=interval.end)
    else:
        found.append(interval)
