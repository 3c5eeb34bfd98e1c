"""The hours of the coming seven days, as a printed sheet has them: what is certain, what is special, what is not known."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from directory.core.hours import Hours
from directory.core.publishing.publish import publish
from directory.core.serving.sheets import week_ahead
from tests.timetables import COUNTY_HOSPITAL, ER_YUAN, HOTLINE, LUOSHAN, NIGHT_WINDOW, hours, row

# What is kept | from which day on | what the sheet says.
WEEKS: list[tuple[str, Hours, str, list[str]]] = [
    ("an ordinary week", hours(*LUOSHAN), "2026-11-23", [
        "11月23日星期一至11月27日星期五：08:00–12:00、14:30–17:30",
        "11月28日星期六至11月29日星期日：休息",
    ]),
    ("from the middle of a week", hours(*LUOSHAN), "2026-11-28", [
        "11月28日星期六至11月29日星期日：休息",
        "11月30日星期一至12月4日星期五：08:00–12:00、14:30–17:30",
    ]),
    ("summer without months", hours(*LUOSHAN), "2025-05-16", [
        "5月16日星期五（来源未写明月份）：08:00–12:00、14:30–17:30 或 08:00–12:00、15:00–18:00",
        "5月17日星期六至5月18日星期日：休息",
        "5月19日星期一至5月22日星期四（来源未写明月份）：08:00–12:00、14:30–17:30 或 08:00–12:00、15:00–18:00",
    ]),
    ("rest days", hours(*LUOSHAN, summer="05-01/09-30"), "2025-09-30", [
        "9月30日星期二：08:00–12:00、15:00–18:00",
        "10月1日星期三至10月6日星期一（国庆节、中秋节）：休息",
    ]),
    ("a make-up workday", hours(*LUOSHAN, summer="05-01/09-30"), "2025-10-08", [
        "10月8日星期三（国庆节）：休息",
        "10月9日星期四至10月10日星期五：08:00–12:00、14:30–17:30",
        "10月11日星期六（调休上班）：08:00–12:00、14:30–17:30",
        "10月12日星期日：休息",
        "10月13日星期一至10月14日星期二：08:00–12:00、14:30–17:30",
    ]),
    ("a festival not announced yet", hours(*LUOSHAN), "2027-02-04", [
        "2月4日星期四至2月5日星期五（放假安排未公布）：08:00–12:00、14:30–17:30 或 休息",
        "2月6日星期六至2月7日星期日（放假安排未公布）：休息 或 08:00–12:00、14:30–17:30",
        "2月8日星期一至2月10日星期三（放假安排未公布）：08:00–12:00、14:30–17:30 或 休息",
    ]),
    ("several purposes", hours(*COUNTY_HOSPITAL), "2026-11-27", [
        "11月27日星期五：门诊 08:00–12:00、14:00–17:30；急诊 24 小时",
        "11月28日星期六：门诊 08:00–12:00；急诊 24 小时",
        "11月29日星期日：门诊 休息；急诊 24 小时",
        "11月30日星期一至12月3日星期四：门诊 08:00–12:00、14:00–17:30；急诊 24 小时",
    ]),
    ("every day", hours(*ER_YUAN), "2026-11-23", [
        "每天：门诊 08:00–12:00、14:00–17:00；挂号 07:30–11:00、13:00–16:00；夜诊 18:00–21:00；急诊 24 小时",
    ]),
    ("round the clock through a festival", hours(*HOTLINE), "2025-09-30", ["每天：24 小时"]),
    ("overnight", hours(*NIGHT_WINDOW), "2026-11-23", ["每天：窗口 20:00–次日 02:00"]),
    ("a time of the year for which no row is written", hours(row("all", "daily", "08:00-12:00", "06-01/09-30")), "2026-11-23", [
        "每天：时间还不知道",
    ]),
    ("nothing is known", hours(), "2026-11-23", []),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "first", "said"), [line[1:] for line in WEEKS], ids=[line[0] for line in WEEKS])
def test_the_coming_seven_days(kept: Hours, first: str, said: list[str]) -> None:
    assert week_ahead(kept, datetime.date.fromisoformat(first)) == said


def test_the_coming_seven_days_in_english() -> None:
    with override("en"):
        lines = week_ahead(hours(*LUOSHAN), datetime.date(2026, 11, 23))
    assert lines[0] == "Monday 23 November to Friday 27 November: 08:00–12:00, 14:30–17:30"


def test_an_exception_is_printed_with_its_notice(cast: SimpleNamespace, client: Client) -> None:
    bureau = cast.bureau
    for one in LUOSHAN:
        values = {
            field.name: getattr(one, field.name)
            for field in one._meta.fields
            if field.name not in ("id", "uid", "record")
        }
        bureau.opening_hours.create(**values)
    bureau.hours_exceptions.create(from_date="2026-11-24", to_date="2026-11-25", kind="closed", notice="搬迁")
    publish([bureau])
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False):
        text = client.get("/procedures/fu-xin-bei-an/print/").content.decode()
    assert "11月23日星期一：08:00–12:00、14:30–17:30" in text
    assert "11月24日星期二至11月25日星期三（搬迁）：暂停服务" in text
