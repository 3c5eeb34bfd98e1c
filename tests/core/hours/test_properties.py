"""What must hold for every timetable: one truth for state, next change, intervals, table and export."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours as Osm
from opening_hours import State as OsmState

from directory.core.hours import Hours, HoursChange, HoursRow, Pattern, Reason, State, check_rows, osm, week
from directory.core.hours.calendar import ONE_DAY, DayType, days
from directory.core.hours.osm import PLAIN
from tests.timetables import at, calendar, row

MINUTE = datetime.timedelta(minutes=1)
PURPOSES = ("all", "window", "outpatient", "registration", "night", "emergency")
SAME = {OsmState.OPEN: State.OPEN, OsmState.CLOSED: State.CLOSED, OsmState.UNKNOWN: State.UNKNOWN}


@st.composite
def lines(draw: st.DrawFn) -> HoursRow:
    start = draw(st.integers(0, 95)) * 15
    end = draw(st.integers(start // 15 + 1, start // 15 + 96)) * 15
    days = draw(st.sampled_from(["workdays", "daily", "1", "135", "67", "12345"]))
    season = draw(st.sampled_from(["whole_year"] * 4 + ["summer", "outside_summer", "06-01/09-30", "11-01/03-31"]))
    return HoursRow(draw(st.sampled_from(PURPOSES)), days, season, start, end)


@st.composite
def changes(draw: st.DrawFn) -> HoursChange:
    first = draw(st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)))
    last = draw(st.none() | st.integers(0, 40).map(lambda length: first + ONE_DAY * length))
    start, end = draw(st.sampled_from([(None, None), (540, 720), (1200, 1560)]))
    kind = draw(st.sampled_from(["daily", "workdays"])) if start else "daily"
    purpose = draw(st.sampled_from(PURPOSES))
    return HoursChange(first.isoformat(), last.isoformat() if last else "", purpose, kind, start, end, "通知")


patterns = st.builds(
    Pattern,
    st.lists(lines(), max_size=5).map(lambda found: tuple(sorted(set(found)))),
    st.lists(changes(), max_size=2).map(tuple),
    st.sampled_from(["", "", "05-01/09-30"]),
)
moments = st.integers(0, 3 * 365 * 1440).map(lambda minutes: at("2025-01-01") + MINUTE * minutes)
announced = st.integers(0, 2 * 365 * 1440 - 1).map(lambda minutes: at("2025-01-01") + MINUTE * minutes)
purposes = st.sampled_from(["", *PURPOSES])


def evaluator(pattern: Pattern) -> Hours:
    return Hours(pattern, calendar())


@settings(deadline=None)
@given(patterns, moments, purposes)
def test_state_next_change_and_intervals_agree(pattern: Pattern, now: datetime.datetime, purpose: str) -> None:
    hours = evaluator(pattern)
    opening = hours.state(now, purpose)
    start, end = now - ONE_DAY, now + ONE_DAY * 14
    found = hours.intervals(start, end, purpose)

    assert (found[0].start, found[-1].end) == (start, end)
    assert all(one.end == other.start and one[2:] != other[2:] for one, other in pairwise(found))
    for interval in found:
        for moment in (interval.start, interval.end - MINUTE):
            assert hours.state(moment, purpose)[:3] == interval[2:]
            assert hours.state_only(moment, purpose) is interval.state

    answer = (opening.state, opening.reason is Reason.EMERGENCY)
    ahead = [interval for interval in found if interval.end > now]
    change = next((i for i in ahead if (i.state, i.reason is Reason.EMERGENCY) != answer), None)
    if change:
        assert opening[3:] == (change.start, change.state, change.reason)
    else:
        assert opening.changes_at is None or opening.changes_at >= end
    if opening.changes_at:
        assert opening.changes_at > now
        assert hours.state(opening.changes_at - MINUTE, purpose).state is opening.state
        assert hours.state(opening.changes_at, purpose)[:2] == (opening.next_state, opening.next_reason)


@settings(deadline=None)
@given(patterns, moments)
def test_the_whole_place_is_what_its_purposes_are(pattern: Pattern, now: datetime.datetime) -> None:
    hours = evaluator(pattern)
    whole = hours.state(now)
    parts = {purpose: hours.state(now, purpose).state for purpose in ("all", "window", "outpatient", "night")}
    if State.OPEN in parts.values():
        assert whole.state is State.OPEN
        assert whole.reason is not Reason.EMERGENCY
    elif hours.state(now, "emergency").state is State.OPEN:
        assert (whole.state, whole.reason) == (State.OPEN, Reason.EMERGENCY)
    elif not any(line.purpose in parts for line in pattern.lines) and not pattern.changes:
        assert (whole.state, whole.reason) == (State.UNKNOWN, Reason.NO_HOURS)


@settings(deadline=None)
@given(patterns, moments)
def test_the_table_never_contradicts_the_state(pattern: Pattern, now: datetime.datetime) -> None:
    hours = evaluator(pattern)
    shown = {day.date: day for day in week(hours, now.date()).days}
    if now.date() - ONE_DAY not in shown:  # its night may reach into this one
        return
    minute = now.hour * 60 + now.minute
    for column, purpose in enumerate(pattern.purposes):
        today, before = (shown[date].times[column] for date in (now.date(), now.date() - ONE_DAY))
        state = hours.state_only(now, purpose)
        # Of the night of a holiday of which nothing is known, nothing is known in the morning either.
        if " 或 " in today + before or before == "时间还不知道":
            continue
        is_open = covers(today, minute) or covers(before, minute + 1440)
        expected = State.OPEN if is_open else State.UNKNOWN if today == "时间还不知道" else State.CLOSED
        assert state is expected


def covers(cell: str, minute: int) -> bool:
    """Whether the minute (past 1440: of the next day) lies in the hours that the cell shows."""
    if "24 小时" in cell and minute < 1440:
        return True
    for start, tomorrow, end in re.findall(r"(\d\d:\d\d)–(次日 )?(\d\d:\d\d)", cell):
        first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
        if first <= minute < last + (1440 if tomorrow else 0):
            return True
    return False


@settings(deadline=None)
@given(patterns, st.lists(announced, min_size=20, max_size=20), purposes)
def test_the_export_says_the_same(pattern: Pattern, nows: list[datetime.datetime], purpose: str) -> None:
    hours, text = evaluator(pattern), osm(pattern, calendar(), purpose, since=2025)
    exported = Osm(text)
    for now in nows:
        state, _comment = exported.state(now.replace(tzinfo=None))
        assert SAME[state] is hours.state_only(now, purpose)


@st.composite
def plain_lines(draw: st.DrawFn) -> HoursRow:
    """Within one day and the whole year: what can be written in OSM row by row."""
    start = draw(st.integers(0, 95)) * 15
    end = draw(st.integers(start // 15 + 1, 96)) * 15
    return HoursRow("all", draw(st.sampled_from(["workdays", "daily", "1", "135", "67"])), "whole_year", start, end)


def recipe(line: HoursRow) -> str:
    """A row in OSM by hand: dated ``off`` for the rest days, dated hours for the make-up days."""
    times = f"{line.start // 60:02d}:{line.start % 60:02d}-{line.end // 60:02d}:{line.end % 60:02d}"
    if line.days == "daily" or (line.start, line.end) == (0, 1440):
        names = {"daily": "Mo-Su", "workdays": "Mo-Fr"}
    else:
        names = {"workdays": "Mo-Fr"}
    weekdays = names.get(line.days) or ",".join(
        ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][int(d) - 1] for d in line.days
    )
    rules = [f"{weekdays} {times}"]
    for day in days(datetime.date(2025, 1, 1), datetime.date(2026, 12, 24)):
        kinds, date = calendar().types(day), f"{day:%Y %b %d}"
        if line.days == "workdays" and kinds == (DayType.MAKE_UP,):
            rules.append(f"{date} {times}")
        named = line.days not in ("daily", "workdays") and (line.start, line.end) != (0, 1440)
        if kinds == (DayType.REST,) and (named or line.days == "workdays"):
            rules.append(f"{date} off")
    return "; ".join(rules)


@settings(deadline=None)
@given(st.lists(plain_lines(), min_size=1, max_size=3), st.lists(announced, min_size=20, max_size=20))
def test_an_evaluator_of_others_agrees(found: list[HoursRow], nows: list[datetime.datetime]) -> None:
    hours, others = evaluator(Pattern(tuple(sorted(set(found))))), [Osm(recipe(line)) for line in found]
    for now in nows:
        if now < at("2026-12-25"):
            is_open = any(other.is_open(now.replace(tzinfo=None)) for other in others)
            assert hours.state_only(now) is (State.OPEN if is_open else State.CLOSED)


@settings(deadline=None)
@given(patterns)
def test_patterns_survive_json(pattern: Pattern) -> None:
    again = Pattern.from_json(pattern.to_json())
    assert (again, again.key, hash(again)) == (pattern, pattern.key, hash(pattern))


clock = st.times().map(lambda time: time.replace(microsecond=0))


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda opens, closes, days, season, overnight: row(
                "all", days, "00:00-01:00", season, opens=opens, closes=closes, overnight=overnight
            ),
            clock,
            clock,
            st.sampled_from(["workdays", "daily", "1", "67"]),
            st.sampled_from(["whole_year", "summer", "02-29/03-01"]),
            st.booleans(),
        ),
        max_size=3,
    )
)
def test_rows_that_pass_the_check_can_be_evaluated(rows: list) -> None:
    if check_rows(rows) == []:
        evaluator(Pattern.of(rows)).state(at("2025-05-14T10:00"))
        Osm(osm(Pattern.of(rows), calendar(), since=2026))


@settings(deadline=None)
@given(patterns, purposes, st.integers(2025, 2027))
def test_what_is_kept_of_a_day_holds_only_for_days_like_it(pattern: Pattern, purpose: str, year: int) -> None:
    """A date's hours may be taken from another's: of a holiday, a season or an exception they must not."""
    used = evaluator(pattern)
    for day in days(datetime.date(year, 1, 1), datetime.date(year, 12, 31)):
        used.marks(day, purpose)
    for day in days(datetime.date(year, 1, 1), datetime.date(year, 12, 31)):
        assert used.marks(day, purpose) == evaluator(pattern).marks(day, purpose)


def test_days_are_alike_unless_rows_tell_them_apart() -> None:
    """A plain timetable was worked out for every weekday after every other."""
    wednesday, thursday = datetime.date(2025, 5, 14), datetime.date(2025, 5, 15)
    plain, named = (evaluator(Pattern((HoursRow("all", days, "whole_year", 480, 1020),))) for days in ("workdays", "3"))
    assert plain.marks(wednesday) is plain.marks(thursday)
    assert named.marks(wednesday) != named.marks(thursday)
    night = evaluator(Pattern((HoursRow("all", "workdays", "whole_year", 1080, 1500),)))
    friday, saturday, sunday = (thursday + ONE_DAY * ahead for ahead in (1, 2, 3))
    assert plain.marks(saturday) is plain.marks(sunday)
    assert night.marks(saturday) != night.marks(sunday)
    assert plain.under(PLAIN).marks(friday) is plain.marks(friday)
