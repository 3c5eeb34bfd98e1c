"""What people read: the sentence beside a name, the table of a week, and a row of a timetable as it was stated.

Sentence and table come from the same evaluator, so they never contradict each other.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.core.caches import memoized

from .calendar import ONE_DAY, DayType
from .choices import Days, Purpose, Season
from .evaluator import SHANGHAI, Hours, Opening, Reason, Span, State
from .pattern import DAY, HoursRow

WEEKDAYS = [
    gettext_lazy("星期一"), gettext_lazy("星期二"), gettext_lazy("星期三"), gettext_lazy("星期四"),
    gettext_lazy("星期五"), gettext_lazy("星期六"), gettext_lazy("星期日"),
]  # fmt: skip


class Words(NamedTuple):
    """How one kind of place is said to be open; ``opens`` and ``closes`` take ``%(time)s``."""

    is_open: str | Promise
    opens: str | Promise
    closes: str | Promise


OFFICE = Words(gettext_lazy("现在办公"), gettext_lazy("%(time)s 开门"), gettext_lazy("%(time)s 下班"))
HOSPITAL = Words(gettext_lazy("现在开诊"), gettext_lazy("%(time)s 开诊"), gettext_lazy("%(time)s 停诊"))


def sentence(opening: Opening, now: datetime.datetime, words: Words = OFFICE) -> str:
    """``现在办公 · 17:30 下班``, ``今天休息（国庆节）· 10月9日 08:00 开门``, ``时间还不知道``."""
    first, then = head(opening, now, words), tail(opening, now, words)
    if not then:
        return first
    return f"{first}· {then}" if first.endswith("）") else f"{first} · {then}"


def head(opening: Opening, now: datetime.datetime, words: Words) -> str:
    if opening.state is State.UNKNOWN:
        return bracketed(_("时间还不知道"), "" if opening.reason is Reason.NO_HOURS else opening.reason.label)
    if opening.state is State.OPEN:
        return open_head(opening, words)
    if opening.reason is Reason.LUNCH:
        return _("午休中")
    if opening.reason is Reason.CLOSURE:
        # A status (停业, 撤销) has its translation, a notice in staff's own words has none and stays.
        return bracketed(_("暂停服务"), _(opening.note) if opening.note else "")
    if opening.reason is Reason.OUT_OF_HOURS:
        return _("现在休息")
    return bracketed(_("今天休息"), opening.note or day_off(opening.reason, now))


def day_off(reason: Reason, now: datetime.datetime) -> str | Promise:
    """Why a day is off, as people say it: of a weekend which of its days it is."""
    if reason is Reason.WEEKEND:
        return WEEKDAYS[now.astimezone(SHANGHAI).weekday()]
    return "" if reason is Reason.DAY_OFF else reason.label


def open_head(opening: Opening, words: Words) -> str:
    if opening.reason is Reason.EMERGENCY:
        return _("急诊开着")
    if opening.reason is Reason.ROUND_THE_CLOCK and opening.changes_at is None:
        return _("24 小时开放")
    if opening.reason is Reason.HOLIDAY_SERVICE:
        return bracketed(str(words.is_open), _("%(holiday)s照常，请先电话确认") % {"holiday": opening.note})
    if opening.reason is Reason.MAKE_UP:
        return bracketed(str(words.is_open), opening.reason.label)
    return bracketed(str(words.is_open), opening.note if opening.reason is Reason.SPECIAL else "")


def tail(opening: Opening, now: datetime.datetime, words: Words) -> str:
    """What happens next; nothing where even the present is unknown."""
    if opening.state is State.UNKNOWN or opening.changes_at is None:
        return ""
    time = {"time": clock(opening.changes_at, now)}
    if opening.next_state is State.UNKNOWN:
        return _("%(time)s 以后还不知道") % time
    if opening.next_state is State.CLOSED:
        return str(words.closes) % time
    if opening.next_reason is Reason.EMERGENCY:
        return (_("%(time)s 以后仅急诊") if opening.state is State.OPEN else _("%(time)s 急诊开着")) % time
    return str(words.opens) % time


def bracketed(text: str, remark: str | Promise) -> str:
    return _("%(text)s（%(note)s）") % {"text": text, "note": remark} if remark else text


def clock(at: datetime.datetime, now: datetime.datetime) -> str:
    """The time of day, with the day where it is another one."""
    at, now = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    time, days = f"{at:%H:%M}", (at.date() - now.date()).days
    if days == 0:
        return time
    if days == 1:
        return "24:00" if time == "00:00" else _("明天 %(time)s") % {"time": time}
    return date_format(at, _("n月j日 H:i") if at.year == now.year else _("Y年n月j日 H:i"))


class DayRow(NamedTuple):
    """One day of the table: its hours for each purpose, and what is special about it."""

    date: datetime.date
    weekday: str
    remark: str  # the festival's name, 调休上班, or what is not known yet
    special: bool  # not an ordinary day of its weekday
    times: list[str]  # for each purpose of the week; "a 或 b" where either may hold

    @property
    def date_text(self) -> str:
        """``10月1日``."""
        return month_and_day(self.date.month, self.date.day, get_language())


class Week(NamedTuple):
    """Seven days from a Monday, with a column for each purpose that has hours."""

    purposes: list[str]
    days: list[DayRow]

    @property
    def special(self) -> bool:
        """Whether the week differs from an ordinary one."""
        return any(day.special for day in self.days)


def week(hours: Hours, day: datetime.date) -> Week:
    """The table of the week in which the day lies."""
    return weeks(hours, day, 1)[0]


def weeks(hours: Hours, day: datetime.date, number: int) -> list[Week]:
    """The tables of so many weeks, from the one in which the day lies. Days of one sort are put into words once."""
    purposes = hours.pattern.purposes
    monday = day - ONE_DAY * (day.isoweekday() - 1)
    by_sort: dict[tuple[Any, ...], list[list[str]]] = {}
    rows = []
    for date in (monday + ONE_DAY * offset for offset in range(7 * number)):
        if (options := by_sort.get(sort := hours.sort(date))) is None:
            options = by_sort[sort] = [day_options(hours, date, purpose) for purpose in purposes]
        rows.append(day_row(hours, date, options))
    labels = [Purpose(purpose).label for purpose in purposes]
    return [Week(labels, rows[first : first + 7]) for first in range(0, len(rows), 7)]


def day_row(hours: Hours, day: datetime.date, options: list[list[str]]) -> DayRow:
    """One day of the table; ``options`` are the texts for each purpose, several where it is not known which holds."""
    remark, special = day_remark(hours, day, any(len(texts) > 1 for texts in options))
    times = [_(" 或 ").join(texts) for texts in options]
    return DayRow(day, str(WEEKDAYS[day.isoweekday() - 1]), remark, special, times)


def day_remark(hours: Hours, day: datetime.date, unsure: bool) -> tuple[str, bool]:
    """What is special about a day, and whether the week is to be marked for it; ``unsure``: the day has several texts."""
    kinds = hours.calendar.types(day)
    if kinds == (DayType.REST,):
        return hours.calendar.name(day), True
    if kinds == (DayType.MAKE_UP,):
        return str(Reason.MAKE_UP.label), True
    if not unsure:
        return "", any(hours.changes(day, purpose) for purpose in hours.pattern.purposes)
    return str((Reason.UNANNOUNCED if len(kinds) > 1 else Reason.SUMMER_MONTHS).label), len(kinds) > 1


def day_options(hours: Hours, day: datetime.date, purpose: str) -> list[str]:
    """The hours that begin on this day; several texts where it is not known which of them hold."""
    if hours.closure(day, (purpose,)):
        return [_("暂停服务")]
    if not hours.has_hours(day, (purpose,)) or hours.is_doubtful(day, (purpose,)):
        return [_("时间还不知道")]
    guesses = hours.guesses(day, (purpose,))
    return list(dict.fromkeys(spans_text(sorted(guess.spans)) for guess in guesses))


def spans_text(spans: list[Span]) -> str:
    return _("、").join(dict.fromkeys(span_text(span.start, span.end) for span in spans)) or _("休息")


def span_text(start: int, end: int) -> str:
    if (start, end) == (0, DAY):
        return _("24 小时")
    closes = _("次日 %(time)s") % {"time": hhmm(end - DAY)} if end > DAY else hhmm(end)
    return f"{hhmm(start)}–{closes}"


def hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


# A row of a timetable as it was stated.


def row_text(line: HoursRow) -> str:
    """``工作日 08:00–12:00``, ``夏季（月份不详） 星期一、星期三 17:00–次日 08:00``; what it is for stands beside it."""
    return " ".join(filter(None, [season_text(line), days_text(line), span_text(line.start, line.end)]))


def purpose_text(line: HoursRow) -> str:
    """What a row is for; empty where it is for the place as a whole."""
    return "" if line.purpose == Purpose.ALL else _(str(Purpose(line.purpose).label))


def days_text(line: HoursRow) -> str:
    """工作日, 每天, or the weekdays that the row names."""
    if line.days.isdigit():
        return _("、").join(str(WEEKDAYS[int(day) - 1]) for day in line.days)
    return _(str(Days(line.days).label))


def season_text(line: HoursRow) -> str:
    """The part of the year that a row is for; empty for the whole year."""
    if "/" in line.season:
        return dates_text(line.season)
    return "" if line.season == Season.WHOLE_YEAR else _(str(Season(line.season).label))


def dates_text(season: str) -> str:
    """``05-01/09-30`` as people read it."""
    first, last = (month_and_day(int(end[:2]), int(end[3:]), get_language()) for end in season.split("/"))
    return _("%(from)s 至 %(to)s") % {"from": first, "to": last}


@memoized(1024)  # the days of a year in each language
def month_and_day(month: int, day: int, language: str | None) -> str:
    return date_format(datetime.date(2024, month, day), _("n月j日"))
