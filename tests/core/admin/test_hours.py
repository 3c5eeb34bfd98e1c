"""Hours, phones and the calendar in the admin: refusals in Chinese, a preview that saves nothing, copies, warnings."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from directory.core.models import Entry, OfficialDay, Sequence, Summer
from directory.core.publishing.publish import publish
from hospitals.models import Hospital
from tests.admin_cast import FUXIN, add_row, central_hospital, curator, form_of, hospital_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Hospital:
    found = central_hospital()
    publish([found])
    return found


@pytest.fixture
def client(hospital: Hospital) -> Client:
    return curator("wang")


def address(hospital: Hospital) -> str:
    return f"/admin/hospitals/hospital/{hospital.pk}/change/"


def row(opens: str, closes: str, **fields: Any) -> dict[str, Any]:
    return {
        "purpose": "outpatient",
        "days": "workdays",
        "season": "whole_year",
        "opens": opens,
        "closes": closes,
    } | fields


def send(client: Client, hospital: Hospital, *rows: dict[str, Any], prefix: str = "opening_hours", **typed: Any) -> Any:
    data = form_of(client.get(address(hospital)), **typed)
    for one in rows:
        data = add_row(data, prefix, **one)
    return client.post(address(hospital), data, follow=True)


def said(response: Any) -> str:
    return str(response.content.decode())


def test_it_works(client: Client, hospital: Hospital) -> None:
    response = send(client, hospital, row("08:00", "12:00"), row("14:00", "17:30"))
    assert response.redirect_chain
    assert [str(one) for one in hospital.opening_hours.all()] == ["门诊 工作日 08:00–12:00", "门诊 工作日 14:00–17:30"]
    assert Entry.objects.get(kind="hospital").hours_spec
    assert "08:00–12:00、14:00–17:30" in said(client.get(address(hospital)))


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([row("08:00", "12:00"), row("11:00", "14:00")], "第 2 行：与第 1 行时间重叠（08:00–12:00 与 11:00–14:00）。"),
        ([row("08:00", "12:00"), row("08:00", "12:00")], "第 2 行：与第 1 行完全相同。"),
        ([row("12:00", "08:00")], "开始时间要早于结束时间"),
        ([row("08:00", "12:00", season="dated", from_month=2, from_day=30, to_month=4, to_day=1)], "2 月 30 日"),
        ([row("08:00", "12:00", days="weekdays", weekdays="1234567")], "一周七天都开，请选“每天”。"),
    ],
)
def test_impossible_rows(client: Client, hospital: Hospital, rows: list[dict[str, Any]], complaint: str) -> None:
    response = send(client, hospital, *rows)
    assert complaint in said(response)
    assert not hospital.opening_hours.exists()


def test_a_doubt_is_said_and_saved(client: Client, hospital: Hospital) -> None:
    response = send(client, hospital, row("08:00", "12:00", season="summer"))
    assert "只写了一半，没有写夏季以外的时间。" in said(response)
    assert hospital.opening_hours.count() == 1


@time_machine.travel("2026-11-23T09:00:00+08:00", tick=False)
def test_the_preview_saves_nothing(client: Client, hospital: Hospital) -> None:
    client.force_login(User.objects.get())  # a session of another day has ended
    response = send(client, hospital, row("08:10", "12:00"), name="改过的名称", _preview="预览")
    assert "下面是预览，还没有保存。" in said(response)
    assert "08:10–12:00" in said(response)
    assert "2026-11-23 星期一（今天）" in said(response)
    assert "改过的名称" in said(response)
    hospital.refresh_from_db()
    assert (hospital.name, hospital.version, hospital.opening_hours.count()) == ("阜新市中心医院", 1, 0)


def test_the_preview_of_what_cannot_be_read(client: Client, hospital: Hospital) -> None:
    response = send(client, hospital, row("08:00", "12:00"), row("11:00", "14:00"), _preview="预览")
    assert "先改正办公时间和例外安排里的错误，再预览。" in said(response)


def test_the_preview_of_a_new_record(client: Client) -> None:
    data = add_row(form_of(client.get("/admin/offices/office/add/")), "opening_hours", **row("08:20", "12:00"))
    response = client.post("/admin/offices/office/add/", {**data, "_preview": "预览"})
    assert "08:20–12:00" in said(response)


def test_hours_are_copied(client: Client, hospital: Hospital) -> None:
    other = hospital_named("第二医院")
    other.opening_hours.create(purpose="all", days="daily", opens="08:00", closes="12:00")
    assert "没有“无名”" in said(send(client, hospital, copy_hours_from="无名"))
    send(client, hospital, copy_hours_from=other.slug)
    assert [str(one) for one in hospital.opening_hours.all()] == ["整体 每天 08:00–12:00"]
    assert other.opening_hours.count() == 1
    assert "08:00" in (Entry.objects.get(kind="hospital", slug=hospital.slug).document.text)
    assert "这里已有办公时间的行" in said(send(client, hospital, copy_hours_from=other.slug))


def test_an_exception(client: Client, hospital: Hospital) -> None:
    wrong = {"kind": "closed", "from_date": "2026-11-20", "opens": "08:00", "purpose": "all", "days": "daily"}
    assert "暂停服务不写时间和日子" in said(send(client, hospital, wrong, prefix="hours_exceptions"))
    send(client, hospital, {**wrong, "opens": "", "notice": "搬迁"}, prefix="hours_exceptions")
    assert Entry.objects.get(kind="hospital").data["hours_exceptions"][0]["notice"] == "搬迁"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0418-2137873转802", ("0418-2137873", "802", "landline")),
        ("(0418)2137873", ("0418-2137873", "", "landline")),
        ("400 123 4567", ("400-123-4567", "", "service")),
        ("１２３９３", ("12393", "", "hotline")),
        ("138 1234 5678", ("13812345678", "", "mobile")),
    ],
)
def test_a_phone_is_stored_in_one_form(
    client: Client, hospital: Hospital, written: str, stored: tuple[str, ...]
) -> None:
    send(client, hospital, {"number": written}, prefix="phones")
    phone = hospital.phones.latest("pk")
    assert (phone.number, phone.extension, phone.kind) == stored


def test_several_phones_want_several_rows(client: Client, hospital: Hospital) -> None:
    response = send(client, hospital, {"number": "0418-2810003、0418-2810004"}, prefix="phones")
    assert "里有 2 个号码，请分开填写。" in said(response)
    response = send(client, hospital, {"number": "0418-2810003转1", "extension": "2"}, prefix="phones")
    assert "号码里写的分机是 1，与这里的不同。" in said(response)
    assert hospital.phones.count() == 2


def test_an_area_code_from_elsewhere_is_pointed_out(client: Client, hospital: Hospital) -> None:
    response = send(client, hospital, {"number": "0376-2137873"}, prefix="phones")
    assert "“0376-2137873”的区号不是所在地区的，请核对。" in said(response)
    assert "0418-2810001 的区号" not in said(response)
    assert hospital.phones.count() == 3


def test_an_official_day_changes_what_is_confirmed(client: Client) -> None:
    before = Sequence.current()
    data = {"date": "2026-12-31", "kind": "rest", "name": "元旦", "notice": "国办发明电〔2026〕1号"}
    client.post("/admin/core/officialday/add/", data)
    day = OfficialDay.objects.get()
    assert Sequence.current() == before + 1
    delete = f"/admin/core/officialday/{day.pk}/delete/"
    client.post(delete, form_of(client.get(delete)))
    assert not OfficialDay.objects.exists()
    assert Sequence.current() == before + 2
    wrong = client.post("/admin/core/officialday/add/", {**data, "kind": "workday"})
    assert "调休上班的日子是星期六或星期日。" in said(wrong)


def test_a_summer_publishes_its_region(client: Client, hospital: Hospital) -> None:
    hospital.opening_hours.create(purpose="all", days="daily", season="summer", opens="08:00", closes="18:00")
    publish([hospital])
    before = Entry.objects.get(kind="hospital").hours_spec
    dates = {"summer_from_month": 5, "summer_from_day": 1, "summer_to_month": 9, "summer_to_day": 30}
    client.post("/admin/core/summer/add/", {"region": FUXIN, "basis": "阜新市政府通知", **dates})
    assert Summer.objects.get().summer == "05-01/09-30"
    assert "05-01/09-30" in str(Entry.objects.get(kind="hospital").hours_spec)
    delete = f"/admin/core/summer/{Summer.objects.get().pk}/delete/"
    client.post(delete, form_of(client.get(delete)))
    assert Entry.objects.get(kind="hospital").hours_spec == before
