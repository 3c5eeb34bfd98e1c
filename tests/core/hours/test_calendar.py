"""The official calendar: what is in it, where it ends, and how staff take over a new year."""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import chinese_calendar
import holidays
import pytest
from chinese_calendar import constants
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from holidays.calendars.chinese import _ChineseLunisolar as Lunisolar

from directory.core.hours import Calendar, DayType, Pattern, State
from directory.core.hours.calendar import LUNAR, LUNAR_LIMITS, days, unsettled_days
from directory.core.index.timetables import (
    official_calendar,
    patterns_in,
    stored_patterns,
    summer_of,
    summers_by_region,
)
from directory.core.loading.seeding import load
from directory.core.models import HoursPattern, OfficialDay, Region, Sequence, Summer
from tests.timetables import HOTLINE, LUOSHAN, at, calendar

COVERED = list(days(datetime.date(2015, 1, 1), datetime.date(2026, 12, 24)))


def is_workday(day: datetime.date) -> bool:
    assert len(calendar().types(day)) == 1, f"{day} is announced"
    return calendar().types(day)[0] in (DayType.WORKDAY, DayType.MAKE_UP)


def test_it_works() -> None:
    assert calendar().types(datetime.date(2025, 10, 1)) == (DayType.REST,)
    assert calendar().types(datetime.date(2025, 9, 28)) == (DayType.MAKE_UP,)
    assert calendar().name(datetime.date(2025, 10, 6)) == "中秋节"
    assert calendar().years == set(range(2015, 2027))


def test_day_types_are_those_of_chinesecalendar() -> None:
    assert [day for day in COVERED if is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_day_types_are_those_of_holidays() -> None:
    other = holidays.country_holidays("CN", years=range(2015, 2027))
    assert [day for day in COVERED if is_workday(day) != other.is_working_day(day)] == []


# The libraries agree on every day. These they name differently; ours are the names of the State Council's notices.
NAMED_OTHERWISE = {
    "2015-10-06": "中秋节",  # 中秋 was a Sunday and 国庆 took the day in: the notice calls 1–7 October 国庆节
    "2020-01-31": "春节延长假期",  # the three days by which 国办发明电〔2020〕1号 made 春节 longer
    "2020-02-01": "春节延长假期",
    "2020-02-02": "春节延长假期",
    "2020-10-01": "中秋节; 国庆节",  # both fell on this day
    "2020-10-06": "中秋节",  # the day given for it
    "2025-01-28": "农历除夕",  # a festival of its own in the law since 2025; the notice calls the run 春节
    "2026-02-16": "农历除夕",
}


def test_festivals_are_named_as_in_holidays() -> None:
    other = holidays.country_holidays("CN", years=range(2015, 2027), language="zh_CN")
    names = {day: name.removesuffix("（补假）") for day, name in other.items() if not name.startswith("休息日")}
    assert {str(day): name for day, name in names.items() if calendar().name(day) != name} == NAMED_OTHERWISE


def test_rest_days_are_named_in_whole_runs() -> None:
    """chinesecalendar counts the weekends inside a run as festival days, and so do we: named weekdays close on them."""
    assert all(kind == "rest" for day, (kind, _) in calendar().days.items() if day in constants.holidays)
    assert calendar().types(datetime.date(2025, 10, 4)) == (DayType.REST,)


@pytest.mark.parametrize("year", range(2008, 2027))
def test_what_a_notice_changed_was_open_before_it(year: int) -> None:
    """No announced day lies outside what the evaluator calls unknown while the notice is still to come."""
    changed = {*constants.holidays, *constants.workdays}
    open_days = unsettled_days(year) | unsettled_days(year + 1)
    surprising = {day for day in changed if day.year == year and day not in open_days}
    # The 70th anniversary of the end of the war was one of a kind, and announced in May.
    expected = {datetime.date(2015, 9, day) for day in (3, 4, 6)} if year == 2015 else set()
    assert surprising == expected


@pytest.mark.parametrize("year", LUNAR)
def test_lunar_festivals_are_those_of_holidays(year: int) -> None:
    tables = (Lunisolar.LUNAR_NEW_YEAR_DATES, Lunisolar.DRAGON_BOAT_DATES, Lunisolar.MID_AUTUMN_DATES)
    assert LUNAR[year] == " ".join(f"{table[year][0]:02d}{table[year][1]:02d}" for table in tables)
    first, last = (limit.split() for limit in LUNAR_LIMITS)
    assert all(low <= date <= high for low, date, high in zip(first, LUNAR[year].split(), last, strict=True))


def test_after_the_last_announced_year_statutory_dates_are_open() -> None:
    unsure = [
        day for day in days(datetime.date(2026, 12, 1), datetime.date(2027, 12, 31)) if len(calendar().types(day)) > 1
    ]
    assert unsure[0] == datetime.date(2026, 12, 26)
    assert {datetime.date(2027, *date) for date in [(1, 1), (2, 6), (4, 5), (5, 1), (6, 9), (9, 15), (10, 1)]} <= set(
        unsure
    )
    assert not {datetime.date(2027, *date) for date in [(1, 20), (3, 10), (7, 14), (8, 2), (11, 11)]} & set(unsure)
    assert len(unsure) < 110


def test_days_entered_early_are_known_before_their_year_is() -> None:
    early = Calendar([(datetime.date(2027, 1, 1), "rest", "元旦"), (datetime.date(2027, 1, 3), "workday", "元旦")])
    assert early.types(datetime.date(2027, 1, 1)) == (DayType.REST,)
    assert early.types(datetime.date(2027, 1, 3)) == (DayType.MAKE_UP,)
    assert early.types(datetime.date(2027, 5, 3)) == (DayType.WORKDAY, DayType.REST)
    assert early.years == set()


def test_an_adjustment_on_a_weekday_is_a_workday() -> None:
    odd = Calendar([(datetime.date(2027, 1, 4), "workday", "元旦")])
    assert odd.types(datetime.date(2027, 1, 4)) == (DayType.WORKDAY,)


@pytest.mark.django_db
def test_the_fixture_is_what_the_library_says() -> None:
    load(["calendar"])
    assert OfficialDay.objects.announced_years() == list(range(2015, 2027))
    assert OfficialDay.objects.announced_years()[-1] == 2026
    for year in range(2015, 2027):
        out = take_over(year, "--dry-run")
        assert out == "Dry run: nothing was written.\n"
    for day in OfficialDay.objects.all():
        day.full_clean()
    assert not OfficialDay.objects.filter(notice="").exists()


def take_over(year: int, *arguments: str) -> str:
    out = StringIO()
    call_command("take_over_year", str(year), *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_nothing_is_announced_at_first() -> None:
    assert OfficialDay.objects.announced_years() == []


@pytest.mark.django_db
def test_a_year_is_taken_over() -> None:
    before = Sequence.current()
    out = take_over(2026, "--notice", "国办发明电〔2025〕7号")
    assert "2026-02-14 平常日 → 春节 调休上班" in out
    assert out.endswith("2026: 39 official days, 39 written or removed.\n")
    assert OfficialDay.objects.rest_days().count() == 33
    assert OfficialDay.objects.filter(kind=OfficialDay.Kind.WORKDAY).count() == 6
    assert OfficialDay.objects.get(date="2026-10-01").notice == "国办发明电〔2025〕7号"
    assert Sequence.current() == before + 1
    assert take_over(2026) == "2026: 39 official days, 0 written or removed.\n"


@pytest.mark.django_db
def test_the_last_days_of_december_come_with_the_next_year() -> None:
    take_over(2019)
    assert OfficialDay.objects.filter(date__year=2018).count() == 3
    assert OfficialDay.objects.of_notice(2018).count() == 0


@pytest.mark.django_db
def test_a_dry_run_writes_nothing() -> None:
    assert "2026-10-01 平常日 → 国庆节 放假" in take_over(2026, "--dry-run")
    assert not OfficialDay.objects.exists()


@pytest.mark.django_db
def test_what_staff_entered_is_kept_until_they_say_so() -> None:
    OfficialDay.objects.create(date="2026-10-01", kind="rest", name="国庆", notice="电话")
    OfficialDay.objects.create(date="2026-03-02", kind="rest", name="地方假日")
    with pytest.raises(CommandError, match="2 days of 2026 were entered otherwise; nothing was written"):
        take_over(2026)
    assert OfficialDay.objects.count() == 2
    assert "2026-03-02 地方假日 放假 → 平常日" in take_over(2026, "--replace")
    assert not OfficialDay.objects.filter(date="2026-03-02").exists()
    assert OfficialDay.objects.get(date="2026-10-01").name == "国庆节"


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2003, 2027])
def test_a_year_that_the_library_does_not_know(year: int) -> None:
    with pytest.raises(CommandError, match=rf"chinesecalendar knows 2004–2026, not {year}"):
        take_over(year)


@pytest.mark.django_db
def test_a_notice_that_is_too_long_is_refused() -> None:
    """PostgreSQL refused it with a traceback, SQLite kept it."""
    with pytest.raises(CommandError, match="--notice has 101 characters, give at most 100"):
        take_over(2026, "--notice", "号" * 101)
    assert not OfficialDay.objects.exists()


@pytest.mark.parametrize("year", [0, -1, 1999, 10000])
def test_an_impossible_year(year: int) -> None:
    with pytest.raises(CommandError, match="not a year between"):
        call_command("take_over_year", year)


def test_a_make_up_day_is_on_a_weekend() -> None:
    with pytest.raises(ValidationError, match="星期六或星期日"):
        OfficialDay(date=datetime.date(2026, 10, 9), kind="workday", name="国庆节").clean()


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"kind": "off"}, {"name": ""}])
def test_impossible_days_are_refused_by_the_database(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialDay.objects.create(**{"date": "2026-10-01", "kind": "rest", "name": "国庆节"} | fields)


@pytest.fixture
def regions(db: None) -> dict[str, Region]:
    found: dict[str, Region] = {}
    parent = None
    for code, name, level in (
        (100000, "全国", "nation"),
        (410000, "河南省", "province"),
        (411500, "信阳市", "city"),
        (411521, "罗山县", "county"),
    ):
        parent = found[name] = Region.objects.create(
            code=code, name=name, short_name=name[:2], level=level, pinyin="x", initials="x", parent=parent
        )
    return found


def test_the_nearest_summer_holds(regions: dict[str, Region]) -> None:
    luoshan = Region.objects.for_document().get(code=411521)
    assert summer_of(luoshan, summers_by_region()) == ""
    province = Summer.objects.create(region_id=410000, **summer(5, 1, 9, 30), basis="电话核实")
    assert str(province) == "河南省 05-01/09-30"
    assert summer_of(luoshan, summers_by_region()) == "05-01/09-30"
    Summer.objects.create(region_id=411521, **summer(6, 1, 8, 31), basis="县政府通知")
    assert summer_of(luoshan, summers_by_region()) == "06-01/08-31"


def summer(*numbers: int) -> dict[str, Any]:
    names = ("from_month", "from_day", "to_month", "to_day")
    return {f"summer_{name}": number for name, number in zip(names, numbers, strict=True)}


@pytest.mark.parametrize("numbers", [(2, 30, 9, 30), (5, 1, 9, 31), (13, 1, 9, 30), (5, 0, 9, 30)])
def test_impossible_summers_are_refused(regions: dict[str, Region], numbers: tuple[int, ...]) -> None:
    impossible = Summer(region_id=410000, **summer(*numbers), basis="x")
    with pytest.raises(ValidationError):
        impossible.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        impossible.save()


def test_a_summer_needs_its_dates(regions: dict[str, Region]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Summer.objects.create(region_id=410000, basis="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Summer.objects.create(region_id=410000, basis="x", summer_from_month=5)


@pytest.mark.django_db
def test_patterns_are_stored_once_and_found_by_state() -> None:
    load(["calendar"])
    luoshan, hotline, none = Pattern.of(LUOSHAN), Pattern.of(HOTLINE), Pattern()
    specs = {pattern.key: pattern.to_json() for pattern in (luoshan, hotline, none)}
    ids = stored_patterns(specs)
    assert stored_patterns(specs) == ids
    assert HoursPattern.objects.count() == 3
    lunch = at("2025-01-06T12:30")
    assert patterns_in(State.OPEN, lunch) == {ids[hotline.key]}
    assert patterns_in(State.CLOSED, lunch) == {ids[luoshan.key]}
    assert patterns_in(State.UNKNOWN, lunch) == {ids[none.key]}


@pytest.mark.django_db
def test_the_calendar_is_read_anew_when_it_changed() -> None:
    before = official_calendar()
    assert official_calendar() is before
    take_over(2026)
    assert official_calendar().years == {2026}
    with transaction.atomic():
        Sequence.draw(1)  # something else was published
    assert official_calendar() is official_calendar()
