"""Opening hours as lists write them, read into rows or refused with what is not understood."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.core.hours import check_rows
from directory.core.hours.reading import HoursTextError, complement, read_hours
from hospitals.models import HospitalHours

AM, PM = "08:00-12:00", "14:30-17:30"


def told(row: dict[str, Any]) -> str:
    days = row["weekdays"] or row["days"]
    season = row["season"]
    if "from_month" in row:
        season = f"{row['from_month']}.{row['from_day']}-{row['to_month']}.{row['to_day']}"
    times = "24h" if row.get("round_the_clock") else f"{row['opens']}-{row['closes']}{'+' if row['overnight'] else ''}"
    return " ".join([row["purpose"], days, season, times]).replace("all ", "").replace("whole_year ", "")


def rows(text: str) -> list[str]:
    return [told(row) for row in read_hours(text)]


def test_it_works() -> None:
    assert rows("周一至周五 上午8:00-12:00 下午14:30-17:30") == [f"12345 {AM}", f"12345 {PM}"]


@pytest.mark.parametrize(
    "text",
    [
        "周一至周五 上午8：00－12：00，下午2：30－5：30（法定节假日除外）",
        "星期一到星期五 8点-12点 下午2点半到5点半",
        "周一至周五 ８：００～１２：００ １４：３０～１７：３０",
        "周一-周五 8:00--12:00、14:30--17:30",
        "周一至周五 8:00一12:00 14:30一17:30",
        "周1-5 8.00-12.00 14.30-17.30",
        "周一至五：上午8时至12时，下午2时30分至5时30分",
        "办公时间：周一、二、三、四、五 8:00—12:00 14:30—17:30，周末及节假日休息",
        "周一至周五 8:00AM-12:00PM 14:30-17:30",
        "8:00-12:00，14:30-17:30（周一至周五）",  # days behind the times
        "周1至周58:00-12:00 14:30-17:30",
        "周一至周五 8点-12点 14点30分-17点30分",  # 12点 14 was 12:14
        "周一至周五，上午8:00-12:00 下午14:30-17:30",
    ],
)
def test_one_week_in_many_forms(text: str) -> None:
    assert rows(text) == [f"12345 {AM}", f"12345 {PM}"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("24小时", ["daily 24h"]),
        ("7*24小时", ["daily 24h"]),
        ("全年无休，24小时", ["daily 24h"]),
        ("每天0:00-24:00", ["daily 24h"]),
        ("全天", ["daily 24h"]),  # these were refused, though they say it
        ("全天开放", ["daily 24h"]),
        ("每天全天接诊", ["daily 24h"]),
        ("急诊全天；门诊周一至周五8:00-12:00", ["emergency daily 24h", "outpatient 12345 08:00-12:00"]),
        ("二十四小时", ["daily 24h"]),
        ("365天24小时不打烊", ["daily 24h"]),
        ("昼夜应诊", ["daily 24h"]),
        ("24小时（周一至周五）", ["12345 24h"]),  # was every day
        ("急诊24小时，门诊8:00-12:00（周一至周五）", ["emergency daily 24h", "outpatient 12345 08:00-12:00"]),
        ("每日00:00-23:59", ["daily 24h"]),
        ("周一至周五 8:00-24:00", ["12345 08:00-00:00+"]),
        ("每天 20:00-次日8:00", ["daily 20:00-08:00+"]),
        ("急诊24小时；门诊周一至周日8:00-17:30", ["emergency daily 24h", "outpatient daily 08:00-17:30"]),
        ("门诊时间：周一至周五 8:00-12:00 急诊：24小时", ["outpatient 12345 08:00-12:00", "emergency daily 24h"]),
        ("夜间门诊 每天18:00-21:00", ["night daily 18:00-21:00"]),
        ("工作日8:00-12:00", ["workdays 08:00-12:00"]),
        ("周一三五 9:00-11:30", ["135 09:00-11:30"]),
        ("周一、周三 8:00-12:00；周六8:00-11:00", ["13 08:00-12:00", "6 08:00-11:00"]),
        ("周二至周日 9:00-17:00（周一休息）", ["234567 09:00-17:00"]),
        ("周一至周日 8:00-20:00 节假日照常", ["daily 08:00-20:00"]),
        ("周一至周五上午8:00-12:00,下午14:30-17:30(夏季15:00-18:00)",
         [f"12345 {AM}", f"12345 outside_summer {PM}", "12345 summer 15:00-18:00"]),
        ("夏季：周一至周五 8:00-12:00；冬季：8:00-11:30", ["12345 summer 08:00-12:00", "12345 outside_summer 08:00-11:30"]),
        ("5月1日至9月30日 周一至周五8:00-12:00；10月1日至次年4月30日8:30-12:00",
         ["12345 5.1-9.30 08:00-12:00", "12345 10.1-4.30 08:30-12:00"]),
        ("周一至周五 14:30-17:30（5-9月15:00-18:00）", ["12345 10.1-4.30 14:30-17:30", "12345 5.1-9.30 15:00-18:00"]),
    ],
)  # fmt: skip
def test_other_weeks(text: str, found: list[str]) -> None:
    assert rows(text) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("8:00-17:30", "哪几天没有写"),
        ("上午8:00-12:00，下午14:30-17:30", "哪几天没有写"),
        ("每天8:00-17:00（节假日除外）", "请写明星期几"),
        ("周一至周五", "没有时间"),
        ("周一至周五全天，周六上午8:00-12:00", "24 小时还是上班"),
        ("门诊全天", "24 小时还是上班"),
        ("全天（周一至周五）", "24 小时还是上班"),
        ("每天全天8:00-18:00", "24 小时还是上班"),
        ("全天休息", "看不懂"),
        ("看情况", "看不懂"),
        ("周一至周五 8:00-12:00，请先预约", "看不懂"),
        ("春季 周一 8:00-12:00", "看不懂"),
        ("周一至周五8:00-25:00", "不是一天里的时间"),
        ("周一至周五 12:00-8:00", "早于开始"),
        ("周一至周五 8:00-12:00 2:30-5:30", "上午还是下午"),
        ("", "没有时间"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_taken(text: str, says: str) -> None:
    with pytest.raises(HoursTextError, match=says):
        read_hours(text)


@settings(deadline=None)
@given(st.text(max_size=30) | st.text("周一二五至日、8:0123-上下午夏冬季月节假日除外急诊24小时 ", max_size=40))
def test_anything_else_is_refused_or_a_timetable(text: str) -> None:
    try:
        found = read_hours(text)
    except HoursTextError:
        return
    assert found
    fields = {
        field.attname: field
        for field in HospitalHours._meta.concrete_fields
        if field.name not in ("id", "uid", "record")
    }
    for row in found:
        assert row.keys() <= fields.keys()
        for name, value in row.items():
            fields[name].clean(value, None)


def test_the_rest_of_the_year() -> None:
    assert complement((5, 1, 9, 30)) == (10, 1, 4, 30)
    assert complement((1, 1, 2, 29)) == (3, 1, 12, 31)
    assert complement((12, 15, 3, 14)) == (3, 15, 12, 14)


def test_rows_are_what_a_clerk_might_enter() -> None:
    blank = {field.name: field.get_default() for field in HospitalHours._meta.fields}
    made = [SimpleNamespace(**blank | row) for row in read_hours("急诊24小时")]
    assert check_rows(made) == []
