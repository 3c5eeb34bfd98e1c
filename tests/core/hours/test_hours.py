"""When a place is open: a table of moments, the words for them, exceptions, and what is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise

import pytest

from directory.core.hours import (
    HOSPITAL,
    MAX_DAYS,
    Hours,
    HoursRow,
    Opening,
    Pattern,
    Reason,
    State,
    check_rows,
    doubt_rows,
    sentence,
    week,
)
from offices.models.office import OfficeHours
from tests.timetables import (
    COUNTY_HOSPITAL,
    ER_YUAN,
    HOTLINE,
    LUOSHAN,
    NIGHT_WINDOW,
    NIGHT_WORKDAYS,
    WEDNESDAY_AND_WEEKEND,
    at,
    hours,
    row,
)

# Each line: a date, then what holds from midnight on and from each time on. A word after the state is its reason.
TABLE = {
    "罗山县医保局, summer without months": (hours(*LUOSHAN), "", """
        2025-01-06 closed:out_of_hours 08:00 open:workday 12:00 closed:lunch 14:30 open:workday 17:30 closed:out_of_hours
        2025-03-31 closed 08:00 open 12:00 closed:lunch 14:30 open 17:30 closed
        2025-04-01 closed 08:00 open 12:00 closed:lunch 14:30 unknown:summer_months 15:00 open 17:30 unknown 18:00 closed
        2025-05-14 closed 08:00 open 12:00 closed:lunch 14:30 unknown:summer_months 15:00 open 17:30 unknown 18:00 closed
        2025-07-14 closed 08:00 open:workday 12:00 closed:lunch 15:00 open:summer 18:00 closed
        2025-07-12 closed:weekend
        2025-07-13 closed:weekend
        2025-10-31 closed 08:00 open 12:00 closed:lunch 14:30 unknown 15:00 open 17:30 unknown 18:00 closed
        2025-11-03 closed 08:00 open 12:00 closed:lunch 14:30 open 17:30 closed
        2025-01-01 closed:holiday
        2025-01-26 closed 08:00 open:make_up 12:00 closed:lunch 14:30 open:make_up 17:30 closed
        2025-01-27 closed 08:00 open:workday 12:00 closed 14:30 open 17:30 closed
        2025-01-28 closed:holiday
        2025-01-31 closed:holiday
        2025-02-01 closed:holiday
        2025-02-04 closed:holiday
        2025-02-05 closed 08:00 open:workday 12:00 closed 14:30 open 17:30 closed
        2025-02-08 closed 08:00 open:make_up 12:00 closed 14:30 open 17:30 closed
        2025-02-09 closed:weekend
        2025-09-28 closed 08:00 open:make_up 12:00 closed:lunch 14:30 unknown:summer_months 15:00 open 17:30 unknown 18:00 closed
        2025-09-30 closed 08:00 open 12:00 closed 14:30 unknown 15:00 open 17:30 unknown 18:00 closed
        2025-10-01 closed:holiday
        2025-10-05 closed:holiday
        2025-10-06 closed:holiday
        2025-10-08 closed:holiday
        2025-10-09 closed 08:00 open 12:00 closed 14:30 unknown 15:00 open 17:30 unknown 18:00 closed
        2025-10-11 closed 08:00 open:make_up 12:00 closed 14:30 unknown 15:00 open 17:30 unknown 18:00 closed
        2025-10-12 closed:weekend
        2026-02-14 closed 08:00 open:make_up 12:00 closed 14:30 open 17:30 closed
        2026-02-15 closed:holiday
        2026-02-23 closed:holiday
        2026-02-24 closed 08:00 open 12:00 closed 14:30 open 17:30 closed
        2026-02-28 closed 08:00 open:make_up 12:00 closed 14:30 open 17:30 closed
        2026-10-10 closed 08:00 open:make_up 12:00 closed 14:30 unknown 15:00 open 17:30 unknown 18:00 closed
        """),
    "罗山县医保局, summer from May to September": (hours(*LUOSHAN, summer="05-01/09-30"), "", """
        2025-04-30 closed 08:00 open 12:00 closed:lunch 14:30 open:workday 17:30 closed
        2025-05-14 closed 08:00 open 12:00 closed:lunch 15:00 open:summer 18:00 closed
        2025-09-28 closed 08:00 open:make_up 12:00 closed:lunch 15:00 open:make_up 18:00 closed
        2025-10-01 closed:holiday
        2025-10-11 closed 08:00 open:make_up 12:00 closed:lunch 14:30 open:make_up 17:30 closed
        """),
    "罗山县医保局, beyond the last announced year": (hours(*LUOSHAN), "", """
        2026-12-21 closed 08:00 open:workday 12:00 closed 14:30 open 17:30 closed
        2026-12-25 closed 08:00 open:workday 12:00 closed 14:30 open 17:30 closed
        2026-12-27 closed:out_of_hours 08:00 unknown:unannounced 12:00 closed 14:30 unknown 17:30 closed
        2026-12-29 closed 08:00 open 12:00 closed 14:30 open 17:30 closed
        2026-12-31 closed 08:00 unknown:unannounced 12:00 closed 14:30 unknown 17:30 closed
        2027-01-01 closed 08:00 unknown:unannounced 12:00 closed 14:30 unknown 17:30 closed
        2027-01-12 closed 08:00 open:workday 12:00 closed:lunch 14:30 open 17:30 closed
        2027-01-16 closed:weekend
        2027-02-06 closed 08:00 unknown:unannounced 12:00 closed 14:30 unknown 17:30 closed
        2027-02-08 closed 08:00 unknown 12:00 closed 14:30 unknown 17:30 closed
        2027-03-10 closed 08:00 open 12:00 closed:lunch 14:30 open 17:30 closed
        2027-04-05 closed 08:00 unknown 12:00 closed 14:30 unknown 18:00 closed
        2027-05-01 closed 08:00 unknown 12:00 closed 14:30 unknown 18:00 closed
        2027-07-14 closed 08:00 open 12:00 closed:lunch 15:00 open:summer 18:00 closed
        2027-10-01 closed 08:00 unknown 12:00 closed 14:30 unknown 18:00 closed
        2027-11-10 closed 08:00 open 12:00 closed:lunch 14:30 open 17:30 closed
        """),
    "省二医 as a whole": (hours(*ER_YUAN), "", """
        2025-03-12 open:emergency 08:00 open:daily 12:00 open:emergency 14:00 open 17:00 open:emergency 18:00 open 21:00 open:emergency
        2025-10-01 open:emergency 08:00 open:holiday_service 12:00 open:emergency 14:00 open 17:00 open:emergency 18:00 open 21:00 open
        2025-09-28 open:emergency 08:00 open:daily 12:00 open:emergency 14:00 open 17:00 open:emergency 18:00 open 21:00 open
        2027-10-01 open:emergency 08:00 open:daily 12:00 open:emergency 14:00 open 17:00 open:emergency 18:00 open 21:00 open
        """),
    "省二医 门诊": (hours(*ER_YUAN), "outpatient", """
        2025-03-12 closed:out_of_hours 08:00 open:daily 12:00 closed:lunch 14:00 open:daily 17:00 closed:out_of_hours
        2025-03-16 closed 08:00 open:daily 12:00 closed:lunch 14:00 open 17:00 closed
        2025-10-03 closed 08:00 open:holiday_service 12:00 closed:lunch 14:00 open:holiday_service 17:00 closed
        """),
    "省二医 挂号": (hours(*ER_YUAN), "registration", """
        2025-03-12 closed 07:30 open 11:00 closed:lunch 13:00 open 16:00 closed
        2025-10-03 closed 07:30 open:holiday_service 11:00 closed 13:00 open 16:00 closed
        """),
    "省二医 夜诊": (hours(*ER_YUAN), "night", """
        2025-03-12 closed 18:00 open 21:00 closed
        2025-03-15 closed 18:00 open 21:00 closed
        2025-10-08 closed 18:00 open:holiday_service 21:00 closed
        """),
    "省二医 急诊": (hours(*ER_YUAN), "emergency", """
        2025-03-12 open:round_the_clock
        2025-10-01 open:round_the_clock
        2026-02-17 open:round_the_clock
        2027-10-01 open:round_the_clock
        """),
    "a county hospital": (hours(*COUNTY_HOSPITAL), "", """
        2025-03-14 open:emergency 08:00 open:workday 12:00 open:emergency 14:00 open:workday 17:30 open:emergency
        2025-03-15 open:emergency 08:00 open:weekday 12:00 open:emergency
        2025-03-16 open:emergency
        2025-10-04 open:emergency
        2025-10-11 open:emergency 08:00 open:weekday 12:00 open:emergency 14:00 open:make_up 17:30 open:emergency
        """),
    "a county hospital's 门诊": (hours(*COUNTY_HOSPITAL), "outpatient", """
        2025-10-04 closed:holiday
        2025-10-18 closed 08:00 open:weekday 12:00 closed
        2025-10-19 closed:weekend
        2027-10-02 closed 08:00 unknown:unannounced 12:00 closed 14:00 unknown 17:30 closed
        """),
    "a window open every night": (hours(*NIGHT_WINDOW), "", """
        2025-09-30 open:daily 02:00 closed 20:00 open:daily
        2025-10-01 open:daily 02:00 closed 20:00 open:holiday_service
        2025-10-02 open:holiday_service 02:00 closed 20:00 open
        2025-10-09 open:holiday_service 02:00 closed 20:00 open:daily
        """),
    "a window open on the nights of workdays": (hours(*NIGHT_WORKDAYS), "", """
        2025-09-30 open:workday 02:00 closed:out_of_hours 20:00 open:workday
        2025-10-01 open:workday 02:00 closed:holiday
        2025-10-02 closed:holiday
        2025-10-09 closed:out_of_hours 20:00 open:workday
        2025-10-11 open:workday 02:00 closed 20:00 open:make_up
        2025-10-12 open:make_up 02:00 closed:weekend
        """),
    "a hotline round the clock": (hours(*HOTLINE), "", """
        2025-03-12 open:round_the_clock
        2025-10-01 open:round_the_clock
        2027-01-01 open:round_the_clock
        """),
    "Wednesdays and weekends": (hours(*WEDNESDAY_AND_WEEKEND), "", """
        2025-03-11 closed:day_off
        2025-03-12 closed 09:00 open:weekday 16:00 closed
        2025-03-16 closed 09:00 open:weekday 16:00 closed
        2025-09-28 closed 09:00 open:weekday 16:00 closed
        2025-10-01 closed:holiday
        2025-10-05 closed:holiday
        2025-10-11 closed 09:00 open:weekday 16:00 closed
        """),
    "only a casualty department": (hours(row("emergency", "daily")), "", """
        2025-03-12 open:emergency
        2025-10-01 open:emergency
        """),
    "only 夜诊 is known": (hours(row("night", "daily", "18:00-21:00")), "", """
        2025-03-12 unknown:no_hours 18:00 open:daily 21:00 unknown:no_hours
        """),
    "no hours at all": (hours(), "", """
        2025-03-12 unknown:no_hours
        2025-10-01 unknown:no_hours
        """),
    "hours for the summer half of the year only": (hours(row("all", "daily", "08:00-18:00", "06-01/09-30")), "", """
        2025-06-01 closed:out_of_hours 08:00 open:holiday_service 18:00 closed
        2025-06-03 closed:out_of_hours 08:00 open:daily 18:00 closed
        2025-09-30 closed 08:00 open 18:00 closed
        2025-10-01 unknown:no_hours
        2025-05-31 unknown:no_hours
        """),
    "a winter season across the new year": (
        hours(row("all", "daily", "09:00-16:00", "11-01/03-31"), row("all", "daily", "08:00-17:00", "04-01/10-31")), "", """
        2025-03-31 closed 09:00 open:daily 16:00 closed
        2025-04-01 closed 08:00 open 17:00 closed
        2025-12-31 closed 09:00 open 16:00 closed
        2026-01-01 closed 09:00 open:holiday_service 16:00 closed
        """),
}  # fmt: skip


def moments() -> Iterator[tuple[str, Hours, str, datetime.datetime, str]]:
    """Three moments of every stretch in the table: its first minute, its middle, its last minute."""
    for name, (evaluator, purpose, lines) in TABLE.items():
        for line in lines.strip().splitlines():
            date, *rest = line.split()
            cuts = [at(date), *(at(f"{date}T{time}") for time in rest[1::2]), at(date) + datetime.timedelta(days=1)]
            for (start, end), answer in zip(pairwise(cuts), rest[::2], strict=True):
                for moment in (start, start + (end - start) / 2, end - datetime.timedelta(minutes=1)):
                    yield name, evaluator, purpose, moment, answer


MOMENTS = list(moments())


def test_it_works() -> None:
    opening = hours(*LUOSHAN).state(at("2025-01-06T09:00"))
    assert opening == (State.OPEN, Reason.WORKDAY, "", at("2025-01-06T12:00"), State.CLOSED, Reason.LUNCH)


def test_the_table_is_long_enough() -> None:
    assert len(MOMENTS) >= 300


@pytest.mark.parametrize(
    ("evaluator", "purpose", "moment", "answer"),
    [pytest.param(*rest, id=f"{name} {rest[2]:%Y-%m-%d %H:%M}") for name, *rest in MOMENTS],
)
def test_the_table(evaluator: Hours, purpose: str, moment: datetime.datetime, answer: str) -> None:
    opening = evaluator.state(moment, purpose)
    state, _colon, reason = answer.partition(":")
    assert opening.state == state
    assert not reason or opening.reason == reason
    assert evaluator.state_only(moment, purpose) == state


@pytest.mark.parametrize(
    ("evaluator", "moment", "changes_at", "next_state", "next_reason"),
    [
        (hours(*LUOSHAN), "2025-01-06T12:30", "2025-01-06T14:30", "open", "workday"),
        (hours(*LUOSHAN), "2025-05-14T14:45", "2025-05-14T15:00", "open", "workday"),
        (hours(*LUOSHAN), "2025-05-14T16:00", "2025-05-14T17:30", "unknown", "summer_months"),
        (hours(*LUOSHAN), "2025-01-27T18:00", "2025-02-05T08:00", "open", "workday"),
        (hours(*LUOSHAN), "2025-09-30T18:00", "2025-10-09T08:00", "open", "workday"),
        (hours(*LUOSHAN), "2026-02-14T18:00", "2026-02-24T08:00", "open", "workday"),
        (hours(*LUOSHAN), "2025-09-27T10:00", "2025-09-28T08:00", "open", "make_up"),
        (hours(*LUOSHAN), "2026-12-31T03:00", "2026-12-31T08:00", "unknown", "unannounced"),
        (hours(*ER_YUAN), "2025-10-01T07:45", "2025-10-01T08:00", "open", "holiday_service"),
        (hours(*ER_YUAN), "2025-10-01T11:00", "2025-10-01T12:00", "open", "emergency"),
        (hours(*NIGHT_WINDOW), "2025-09-30T23:30", "2025-10-01T02:00", "closed", "out_of_hours"),
        (hours(*NIGHT_WORKDAYS), "2025-10-01T01:00", "2025-10-01T02:00", "closed", "holiday"),
        (hours(*NIGHT_WORKDAYS), "2025-10-01T03:00", "2025-10-09T20:00", "open", "workday"),
    ],
)
def test_when_it_changes(evaluator: Hours, moment: str, changes_at: str, next_state: str, next_reason: str) -> None:
    assert evaluator.state(at(moment))[3:] == (at(changes_at), next_state, next_reason)


@pytest.mark.parametrize("evaluator", [hours(), hours(*HOTLINE), hours(row("emergency", "daily"))])
def test_nothing_changes(evaluator: Hours) -> None:
    assert evaluator.state(at("2025-10-01T10:00"))[3:] == (None, None, None)


def test_moments_are_read_in_china() -> None:
    utc = datetime.datetime(2025, 1, 6, 1, 0, tzinfo=datetime.UTC)
    assert hours(*LUOSHAN).state(utc) == hours(*LUOSHAN).state(at("2025-01-06T09:00"))


@pytest.mark.parametrize("year", [1, 1991, 2201, 9999])
def test_far_off_years_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="timetables are read from"):
        hours(*LUOSHAN).state(at("2025-01-06").replace(year=year))


def test_naive_moments_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        hours(*LUOSHAN).state(datetime.datetime(2025, 1, 6))


def test_intervals_cover_the_time_without_gaps() -> None:
    found = hours(*LUOSHAN).intervals(at("2025-01-26T09:00"), at("2025-01-27T10:00"))
    assert [(f"{i.start:%d %H:%M}", i.state.value) for i in found] == [
        ("26 09:00", "open"), ("26 12:00", "closed"), ("26 14:30", "open"), ("26 17:30", "closed"), ("27 08:00", "open"),
    ]  # fmt: skip
    assert (found[0].start, found[-1].end) == (at("2025-01-26T09:00"), at("2025-01-27T10:00"))


def test_a_service_round_the_clock_is_one_interval() -> None:
    assert len(hours(*HOTLINE).intervals(at("2025-09-20"), at("2025-10-20"))) == 1


@pytest.mark.parametrize(("days", "minutes"), [(0, 0), (-1, 0), (MAX_DAYS, 1)])
def test_too_long_and_reversed_ranges_are_refused(days: int, minutes: int) -> None:
    with pytest.raises(ValueError, match="62 days"):
        hours(*LUOSHAN).intervals(at("2025-01-06"), at("2025-01-06") + datetime.timedelta(days, minutes=minutes))


class Exceptional:
    """An unsaved exception."""

    def __init__(self, kind: str, from_date: str, to_date: str = "", times: str = "", **fields: str) -> None:
        self.kind, self.purpose, self.days = kind, fields.get("purpose", "all"), fields.get("days", "daily")
        self.from_date = datetime.date.fromisoformat(from_date)
        self.to_date = datetime.date.fromisoformat(to_date) if to_date else None
        opens, _dash, closes = times.partition("-")
        self.opens, self.closes = (datetime.time.fromisoformat(text or "00:00") for text in (opens, closes))
        self.overnight, self.notice = self.closes <= self.opens, fields.get("notice", "")


MOVE = Exceptional("closed", "2025-03-10", "2025-04-20", notice="搬迁")
NEW_YEAR = Exceptional("special", "2025-01-28", "2025-02-04", "09:00-11:00", notice="春节值班")


def test_a_closure_overrides_the_timetable() -> None:
    moved = hours(*LUOSHAN, exceptions=[MOVE])
    assert moved.state(at("2025-03-07T18:00")).changes_at == at("2025-04-21T08:00")
    opening = moved.state(at("2025-03-12T09:00"))
    assert opening == (State.CLOSED, Reason.CLOSURE, "搬迁", at("2025-04-21T08:00"), State.OPEN, Reason.WORKDAY)


def test_a_closure_without_end_has_no_next_change() -> None:
    moved = hours(*LUOSHAN, exceptions=[Exceptional("closed", "2025-03-10")])
    assert moved.state(at("2025-03-12T09:00")) == (State.CLOSED, Reason.CLOSURE, "", None, None, None)


def test_special_hours_take_the_timetables_place() -> None:
    duty = hours(*LUOSHAN, exceptions=[NEW_YEAR])
    assert duty.state(at("2025-02-01T10:00"))[:3] == (State.OPEN, Reason.SPECIAL, "春节值班")
    assert duty.state(at("2025-02-01T11:30")).state is State.CLOSED
    assert duty.state(at("2025-02-05T11:30"))[:2] == (State.OPEN, Reason.WORKDAY)


def test_special_hours_on_workdays_leave_the_other_days_closed() -> None:
    moved = hours(
        *HOTLINE, exceptions=[Exceptional("special", "2025-09-01", "2025-10-31", "09:00-11:00", days="workdays")]
    )
    answers = [
        moved.state_only(at(f"{date}T10:00")).value for date in ("2025-09-26", "2025-09-27", "2025-09-28", "2025-10-01")
    ]
    assert answers == ["open", "closed", "open", "closed"]


def test_the_shorter_of_two_exceptions_holds() -> None:
    day = Exceptional("special", "2025-03-15", "2025-03-15", "09:00-11:00")
    moved = hours(*LUOSHAN, exceptions=[MOVE, day])
    assert moved.state_only(at("2025-03-15T10:00")) is State.OPEN
    assert moved.state_only(at("2025-03-14T10:00")) is State.CLOSED


def test_other_hours_for_the_whole_place_leave_its_casualty_department_open() -> None:
    duty = hours(*COUNTY_HOSPITAL, exceptions=[NEW_YEAR])
    assert duty.state(at("2025-02-01T10:00")).reason is Reason.SPECIAL
    assert duty.state(at("2025-02-01T20:00"))[:2] == (State.OPEN, Reason.EMERGENCY)
    shut = hours(*COUNTY_HOSPITAL, exceptions=[MOVE])
    assert shut.state_only(at("2025-03-12T20:00")) is State.CLOSED


def test_closing_the_clinic_leaves_the_rest() -> None:
    shut = hours(*COUNTY_HOSPITAL, exceptions=[Exceptional("closed", "2025-03-10", "2025-03-14", purpose="outpatient")])
    assert shut.state(at("2025-03-12T10:00"))[:2] == (State.OPEN, Reason.EMERGENCY)
    assert shut.state(at("2025-03-12T10:00"), "outpatient")[:2] == (State.CLOSED, Reason.CLOSURE)


@pytest.mark.parametrize(
    ("evaluator", "moment", "text"),
    [
        (hours(*LUOSHAN), "2025-07-14T16:00", "现在办公 · 18:00 下班"),
        (hours(*LUOSHAN), "2025-01-06T12:30", "午休中 · 14:30 开门"),
        (hours(*LUOSHAN), "2025-10-01T10:00", "今天休息（国庆节）· 10月9日 08:00 开门"),
        (hours(*LUOSHAN), "2025-10-06T10:00", "今天休息（中秋节）· 10月9日 08:00 开门"),
        (hours(*LUOSHAN), "2025-10-08T10:00", "今天休息（国庆节）· 明天 08:00 开门"),
        (hours(*LUOSHAN), "2025-03-15T10:00", "今天休息（星期六）· 3月17日 08:00 开门"),
        (hours(*LUOSHAN), "2025-01-06T07:00", "现在休息 · 08:00 开门"),
        (hours(*LUOSHAN), "2025-01-26T09:00", "现在办公（调休上班）· 12:00 下班"),
        (hours(*LUOSHAN), "2025-05-14T16:00", "现在办公 · 17:30 以后还不知道"),
        (hours(*LUOSHAN), "2025-05-14T14:45", "时间还不知道（来源未写明月份）"),
        (hours(*LUOSHAN), "2027-01-01T10:00", "时间还不知道（放假安排未公布）"),
        (hours(*LUOSHAN), "2025-12-31T18:00", "现在休息 · 2026年1月4日 08:00 开门"),
        (hours(*LUOSHAN, exceptions=[MOVE]), "2025-03-12T09:00", "暂停服务（搬迁）· 4月21日 08:00 开门"),
        (hours(), "2025-10-01T10:00", "时间还不知道"),
        (hours(*HOTLINE), "2025-10-01T10:00", "24 小时开放"),
        (hours(*WEDNESDAY_AND_WEEKEND), "2025-03-11T10:00", "今天休息 · 明天 09:00 开门"),
        (hours(row("all", "daily", "08:00-00:00")), "2025-03-11T10:00", "现在办公 · 24:00 下班"),
    ],
)  # fmt: skip
def test_the_sentence_of_an_office(evaluator: Hours, moment: str, text: str) -> None:
    assert sentence(evaluator.state(at(moment)), at(moment)) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2025-03-12T09:00", "现在开诊 · 12:00 以后仅急诊"),
        ("2025-03-12T22:00", "急诊开着 · 明天 08:00 开诊"),
        ("2025-10-01T09:00", "现在开诊（国庆节照常，请先电话确认）· 12:00 以后仅急诊"),
    ],
)
def test_the_sentence_of_a_hospital(moment: str, text: str) -> None:
    assert sentence(hours(*ER_YUAN).state(at(moment)), at(moment), HOSPITAL) == text


def test_every_reason_has_words() -> None:
    now = at("2025-03-12T09:00")
    for state in State:
        for reason in Reason:
            for then in State:
                opening = Opening(state, reason, "", now + datetime.timedelta(hours=1), then, reason)
                assert sentence(opening, now)


def table(evaluator: Hours, date: str) -> dict[str, tuple[str, str]]:
    found = week(evaluator, datetime.date.fromisoformat(date))
    return {f"{day.date:%m-%d}": (day.remark, " | ".join(day.times)) for day in found.days}


def test_the_week_of_a_holiday_is_marked() -> None:
    assert table(hours(*LUOSHAN), "2025-10-08") == {
        "10-06": ("中秋节", "休息"),
        "10-07": ("国庆节", "休息"),
        "10-08": ("国庆节", "休息"),
        "10-09": ("来源未写明月份", "08:00–12:00、14:30–17:30 或 08:00–12:00、15:00–18:00"),
        "10-10": ("来源未写明月份", "08:00–12:00、14:30–17:30 或 08:00–12:00、15:00–18:00"),
        "10-11": ("调休上班", "08:00–12:00、14:30–17:30 或 08:00–12:00、15:00–18:00"),
        "10-12": ("", "休息"),
    }
    assert week(hours(*LUOSHAN), datetime.date(2025, 10, 8)).special
    assert not week(hours(*LUOSHAN), datetime.date(2025, 7, 8)).special


def test_the_week_shows_every_purpose() -> None:
    found = week(hours(*ER_YUAN), datetime.date(2025, 3, 12))
    assert found.purposes == ["门诊", "挂号", "夜诊", "急诊"]
    assert found.days[2].times == ["08:00–12:00、14:00–17:00", "07:30–11:00、13:00–16:00", "18:00–21:00", "24 小时"]
    assert [day.weekday for day in found.days][::6] == ["星期一", "星期日"]


def test_the_week_shows_nights_closures_and_what_is_not_known() -> None:
    assert table(hours(*NIGHT_WINDOW), "2025-03-12")["03-12"] == ("", "20:00–次日 02:00")
    assert table(hours(*LUOSHAN, exceptions=[MOVE]), "2025-03-12")["03-12"] == ("", "暂停服务")
    assert table(hours(*LUOSHAN), "2027-01-01")["01-01"] == ("放假安排未公布", "08:00–12:00、14:30–17:30 或 休息")


def test_equal_timetables_share_a_pattern() -> None:
    one, other = (
        Pattern.of(LUOSHAN),
        Pattern.of([*reversed(LUOSHAN), row("all", "workdays", "08:00-12:00", note="周五早退")]),
    )
    assert one == other
    assert one.key == other.key
    assert Pattern.of(HOTLINE, summer="05-01/09-30") == Pattern.of(HOTLINE)
    assert Pattern.of(LUOSHAN, summer="05-01/09-30") != one


def test_a_pattern_is_stored_under_the_key_that_it_had() -> None:
    """Keys are digests of this text and stand in databases: another order or one member more would store all anew."""
    line = '{"lines":[["all","workdays","whole_year",480,720]],"changes":[],"summer":""%s}'
    hours = row("all", "workdays", "08:00-12:00")
    assert Pattern.of([hours]).to_json() == line % ""
    assert Pattern.of([hours], partial=True).to_json() == line % ',"partial":true'


def test_a_pattern_survives_json() -> None:
    pattern = Pattern.of(ER_YUAN + LUOSHAN, [MOVE, NEW_YEAR], "05-01/09-30")
    assert Pattern.from_json(pattern.to_json()) == pattern
    assert Pattern().key == Pattern.of([]).key
    assert len(pattern.key) == 64


def test_rows_become_lines() -> None:
    assert HoursRow.of(row("window", "135", "20:00-02:00", "06-01/09-30")) == (
        "window",
        "135",
        "06-01/09-30",
        1200,
        1560,
    )
    assert HoursRow.of(row("all", "1234567")) == ("all", "daily", "whole_year", 0, 1440)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([row("all", "workdays", "12:00-08:00", overnight=False)], "第 1 行：12:00–08:00 结束不晚于开始"),
        ([row("all", "workdays", "08:00-12:00", overnight=True)], "超过 24 小时"),
        ([row("all", "daily", "08:00-12:00", "02-30/03-05")], "没有 2 月 30 日这一天"),
        ([row("all", "daily", "08:00-12:00", "01-01/04-31")], "没有 4 月 31 日这一天"),
        ([row("all", "daily", "08:00-12:00", "01-01/13-01")], "没有 13 月 1 日这一天"),
        ([row("all", "daily", round_the_clock=False)], "请写开始和结束时间"),
        ([row("all", "daily", "08:00-12:00", round_the_clock=True)], "24 小时就不要再写时间"),
        ([row("all", "daily", "08:00:30-12:00")], "时间写到分钟"),
        ([row("all", "daily", "08:00-12:00", "dated")], "请写全起止月日"),
        ([row("all", "weekdays", "08:00-12:00")], "星期按顺序写"),
        ([row("all", "531", "08:00-12:00")], "星期按顺序写"),
        ([row("all", "1234567", "08:00-12:00")], "请选“每天”"),
        ([row("all", "daily", "08:00-12:00", weekdays="1")], "只有选“指定的星期”时才写"),
        ([row("all", "daily", "08:00-12:00")] * 2, "第 2 行：与第 1 行完全相同"),
        ([row("all", "daily", "08:00-12:00"), row("all", "workdays", "11:00-13:00")], "第 2 行：与第 1 行时间重叠"),
        ([row("all", "6", "08:00-12:00"), row("all", "daily", "08:00-09:00", "06-01/07-01")], "时间重叠"),
        ([row("all", "daily", "20:00-02:00"), row("all", "daily", "01:00-03:00")], "时间重叠"),
        ([row("all", "7", "20:00-02:00"), row("all", "1", "01:00-03:00")], "时间重叠"),
        (
            [row("all", "daily", "08:00-09:00", "11-01/03-31"), row("all", "daily", "08:00-09:00", "03-31/05-01")],
            "时间重叠",
        ),
        ([row("all", "daily"), row("all", "1", "08:00-09:00")], "24 小时 与 08:00–09:00"),
    ],
)
def test_impossible_rows_are_refused(rows: list[OfficeHours], problem: str) -> None:
    found = check_rows(rows)
    assert len(found) == 1
    assert problem in found[0]
    assert doubt_rows([]) == []


@pytest.mark.parametrize(
    "rows",
    [
        LUOSHAN,
        ER_YUAN,
        COUNTY_HOSPITAL,
        (row("all", "daily", "08:00-12:00"), row("all", "daily", "12:00-14:00")),
        (row("all", "7", "20:00-02:00"), row("all", "2", "01:00-03:00")),
        (row("all", "workdays", "08:00-12:00"), row("all", "6", "09:00-11:00")),
        (row("all", "daily", "08:00-12:00", "06-01/08-31"), row("all", "daily", "09:00-12:00", "09-01/05-31")),
        (row("all", "daily", "08:00-12:00", "02-29/03-05"),),
        (),
    ],
)
def test_possible_rows_are_taken(rows: list[OfficeHours]) -> None:
    assert check_rows(rows) == []


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ([row("all", "daily", "08:00-12:00", "summer")], "没有写夏季以外的时间"),
        ([row("all", "daily", "08:00-12:00", "outside_summer")], "没有写夏季的时间"),
        ([row("all", "12345", "08:00-12:00")], "请选“工作日”"),
        ([row("emergency", "daily", "08:00-12:00")], "急诊通常是 24 小时"),
    ],
)
def test_what_may_be_a_slip_is_asked(rows: list[OfficeHours], doubt: str) -> None:
    assert check_rows(rows) == []
    assert [doubt in text for text in doubt_rows(rows)] == [True]
