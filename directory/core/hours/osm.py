"""A timetable as an OpenStreetMap ``opening_hours`` value, for exchange.

Written without ``PH``: no evaluator knows China's rest days and make-up workdays. The
plain week comes first, by season; then a dated rule for every day of the announced
years that differs from it. A dated rule in OSM also cuts what spills over from the
night before, so every rule here says all of its own calendar day and nothing reaches
past midnight. Hours that are not certain are marked ``unknown``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby, pairwise

from .calendar import ONE_DAY, Calendar, DayType, days
from .evaluator import Hours, State
from .pattern import Pattern
from .wording import hhmm

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNDATED_SUMMER = ("07-01/08-31", "11-01/03-31")  # where "夏季" without months is certain
REFERENCE_YEAR = 2024  # a leap year

Times = tuple[str, str]  # "08:00-12:00,14:00-17:00" of what is open, and of what is unknown; empty: never


class PlainCalendar(Calendar):
    """Weeks without any holidays."""

    def __init__(self) -> None:
        super().__init__(())

    def types(self, day: datetime.date) -> tuple[DayType, ...]:
        return (DayType.WEEKEND if day.isoweekday() > 5 else DayType.WORKDAY,)


PLAIN = PlainCalendar()


def osm(pattern: Pattern, calendar: Calendar, purpose: str = "", since: int = 0) -> str:
    """The ``opening_hours`` value for one purpose or the whole place; exact for the announced years from ``since``."""
    weeks = plain_weeks(pattern, purpose)
    if set(weeks.values()) == {("00:00-24:00", "")} and not pattern.changes:
        return "24/7"
    rules = [rule for season, group in seasons(weeks) for rule in weekly_rules(season, group)]
    hours = Hours(pattern, calendar)
    different = [
        (day, times)
        for year in sorted(calendar.years)
        if year >= since
        for day in days(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        if (times := day_times(hours, day, purpose)) != weeks[month_day(day), day.isoweekday()]
    ]
    return "; ".join(filter(None, [*rules, *dated_rules(different), *endless(hours, purpose, since)]))


def endless(hours: Hours, purpose: str, since: int) -> list[str]:
    """A rule for a closure of which nobody knows the end: from the last announced year on it would be forgotten."""
    if not hours.calendar.years or not any(change.closed and not change.last for change in hours.pattern.changes):
        return []
    after = max(*hours.calendar.years, since) + 1
    year = days(datetime.date(after, 1, 1), datetime.date(after, 12, 31))
    first = next((c.first_day for c in hours.pattern.changes if c.closed and not c.last), datetime.date.min)
    if first.year >= after or any(day_times(hours, day, purpose) != ("", "") for day in year):
        return []
    return [f"{after}+ off"]


def plain_weeks(pattern: Pattern, purpose: str) -> dict[tuple[str, int], Times]:
    """The times of every day of the year on every weekday, without holidays and exceptions."""
    hours = Hours(pattern._replace(changes=()), PLAIN)
    found: dict[tuple[str, int], Times] = {}
    for first, last in season_bounds(pattern):
        for weekday in range(1, 8):
            times = day_times(hours, settled_day(first, last, weekday), purpose)
            found |= {(month_day(day), weekday): times for day in days(first, last)}
    return found


def season_bounds(pattern: Pattern) -> list[tuple[datetime.date, datetime.date]]:
    """The year cut wherever a season begins or ends."""
    seasons = {line.season for line in pattern.lines if "/" in line.season}
    if any(line.season in ("summer", "outside_summer") for line in pattern.lines):
        seasons |= {pattern.summer} if pattern.summer else set(UNDATED_SUMMER)
    starts = {datetime.date(REFERENCE_YEAR, 1, 1)}
    for season in seasons:
        first, last = (datetime.date.fromisoformat(f"{REFERENCE_YEAR}-{text}") for text in season.split("/"))
        starts |= {first, last + ONE_DAY}
    bounds = [*sorted(day for day in starts if day.year == REFERENCE_YEAR), datetime.date(REFERENCE_YEAR + 1, 1, 1)]
    return [(first, after - ONE_DAY) for first, after in pairwise(bounds)]


def settled_day(first: datetime.date, last: datetime.date, weekday: int) -> datetime.date:
    """A day with this weekday, where possible one whose day before lies in the same season."""
    for year in range(REFERENCE_YEAR, REFERENCE_YEAR + 28, 4):
        start, end = first.replace(year=year), last.replace(year=year)
        for day in days(start, end):
            if day.isoweekday() == weekday and (day > start or start == end):
                return day
    return first


def seasons(weeks: dict[tuple[str, int], Times]) -> list[tuple[str, list[Times]]]:
    """Stretches of the year with the same week, as an OSM date range and seven days."""
    year = sorted({date for date, _ in weeks})
    runs = [
        (week, [date for date, _ in group])
        for week, group in groupby(
            ((date, [weeks[date, weekday] for weekday in range(1, 8)]) for date in year), key=lambda item: item[1]
        )
    ]
    if len(runs) == 1:
        return [("", runs[0][0])]
    return [(f"{osm_date(dates[0])}-{osm_date(dates[-1])} ", week) for week, dates in runs]


def weekly_rules(season: str, week: list[Times]) -> list[str]:
    """One rule for each set of equal days that are open at all."""
    return [
        rule(f"{season}{weekdays([day for day in range(7) if week[day] == times])} ", times)
        for times in dict.fromkeys(week)
        if times != ("", "")
    ]


def weekdays(numbers: list[int]) -> str:
    """``Mo-Fr`` for neighbours, ``Mo,We`` for others."""
    runs: list[list[int]] = []
    for day in numbers:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(WEEKDAYS[run[0]] + (f"-{WEEKDAYS[run[-1]]}" if len(run) > 1 else "") for run in runs)


def dated_rules(different: Iterable[tuple[datetime.date, Times]]) -> list[str]:
    """One rule for each run of days with equal times."""
    runs: list[tuple[datetime.date, datetime.date, Times]] = []
    for day, times in different:
        if runs and runs[-1][1:] == (day - ONE_DAY, times):
            runs[-1] = (runs[-1][0], day, times)
        else:
            runs.append((day, day, times))
    return [rule(f"{dated(first, last)} ", times) for first, last, times in runs]


def rule(selector: str, times: Times) -> str:
    """An OSM rule for the days of a selector; unknown times are an additional rule (after a comma), lest it replace the first."""
    certain, unsure = times
    if not unsure:
        return f"{selector}{certain or 'off'}"
    return f"{selector}{certain}, {selector}{unsure} unknown" if certain else f"{selector}{unsure} unknown"


def dated(first: datetime.date, last: datetime.date) -> str:
    begin, end = (f"{day.year} {osm_date(month_day(day))}" for day in (first, last))
    return begin if first == last else f"{begin}-{end}"


def day_times(hours: Hours, day: datetime.date, purpose: str) -> Times:
    """What the calendar day holds: open times and unknown times."""
    marks = hours.marks(day, purpose)
    return joined(marks, State.OPEN), joined(marks, State.UNKNOWN)


def joined(marks: Iterable[tuple[int, int, State, object, str]], state: State) -> str:
    """The times of a day that are in this state; marks that only differ in their reason are one time."""
    spans: list[list[int]] = []
    for start, end, *rest in marks:
        if rest[0] is not state:
            continue
        if spans and spans[-1][1] == start:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return ",".join(f"{hhmm(start)}-{hhmm(end)}" for start, end in spans)


def osm_date(text: str) -> str:
    return f"{MONTHS[int(text[:2]) - 1]} {text[3:]}"


def month_day(day: datetime.date) -> str:
    return day.isoformat()[5:]
