"""History in the admin: who changed which value from what to what, rows included, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.core.models import Entry, Version
from hospitals.models import Hospital
from tests.admin_cast import add_row, central_hospital, curator, form_of, hospital_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def hospital() -> Hospital:
    return central_hospital()


def address(record: Any, view: str = "change") -> str:
    return reverse(f"admin:hospitals_hospital_{view}", args=[record.pk])


def save(client: Client, record: Any, **typed: Any) -> Any:
    return client.post(address(record), form_of(client.get(address(record)), **typed))


def restore(client: Client, record: Any, number: int, seen: int) -> str:
    sent = {"number": number, "seen": seen}
    return client.post(address(record, "restore"), sent, follow=True).content.decode()


def test_it_works(zhang: Client, hospital: Hospital) -> None:
    assert save(zhang, hospital, address="保健街 43 号", level="3").status_code == 302
    page = zhang.get(address(hospital, "history")).content.decode()
    for shown in ("第 2 版 · 编辑 · 张三", "中华路 1 号", "保健街 43 号", "三级", "第 1 版 · 改动之前"):
        assert shown in page
    assert "已恢复到第 1 版" in restore(zhang, hospital, 1, 2)
    hospital.refresh_from_db()
    assert (hospital.address, hospital.level, hospital.version) == ("中华路 1 号", None, 3)
    assert Entry.objects.get(kind="hospital").data["address"] == "中华路 1 号"


def test_rows_are_part_of_it(zhang: Client, hospital: Hospital) -> None:
    data = form_of(zhang.get(address(hospital)), **{"phones-0-number": "0418-2819999", "phones-1-DELETE": "on"})
    assert zhang.post(address(hospital), add_row(data, "phones", number="120")).status_code == 302
    page = zhang.get(address(hospital, "history")).content.decode()
    for shown in ("0418-2810001", "0418-2819999", "电话（删除）", "0418-2810002", "电话（新增）", "号码 120"):
        assert shown in page
    restore(zhang, hospital, 1, 2)
    assert [row.number for row in hospital.phones.all()] == ["0418-2810001", "0418-2810002"]


def test_any_two_can_be_compared(zhang: Client, hospital: Hospital) -> None:
    for street in ("甲路 1 号", "乙路 2 号", "丙路 3 号"):
        save(zhang, hospital, address=street)
    page = zhang.get(address(hospital, "history"), {"from": 2, "to": 4}).content.decode()
    compared = page.partition('id="compared"')[2].partition("version-4")[0]
    assert "甲路 1 号" in compared
    assert "丙路 3 号" in compared
    assert "乙路 2 号" not in compared
    for wrong in ("from=x&to=1", "from=1", "from=99999999999&to=2", "from=77&to=2"):
        assert 'id="compared"' not in zhang.get(f"{address(hospital, 'history')}?{wrong}").content.decode()


def test_a_restoration_does_not_overwrite_what_was_not_seen(zhang: Client, hospital: Hospital) -> None:
    save(zhang, hospital, address="甲路 1 号")
    save(curator("李四"), hospital, address="乙路 2 号")
    assert "已被修改，没有恢复" in restore(zhang, hospital, 1, 2)
    hospital.refresh_from_db()
    assert hospital.address == "乙路 2 号"


def test_restoring_needs_a_version_and_a_post(zhang: Client, hospital: Hospital) -> None:
    save(zhang, hospital, address="甲路 1 号")
    assert zhang.get(address(hospital, "restore")).status_code == 404
    for sent in ({}, {"number": "99", "seen": "2"}, {"number": "一", "seen": "2"}):
        assert zhang.post(address(hospital, "restore"), sent).status_code == 404
    assert "没有恢复" in zhang.post(address(hospital, "restore"), {"number": 1}, follow=True).content.decode()


def test_a_deleted_record_comes_back(zhang: Client, hospital: Hospital) -> None:
    save(zhang, hospital, address="甲路 1 号")
    key = hospital.pk
    assert zhang.post(address(hospital, "delete"), {"post": "yes", "version": 2}).status_code == 302
    assert Entry.objects.get(kind="hospital").withdrawn_at is not None
    gone = reverse("admin:hospitals_hospital_deleted")
    page = zhang.get(gone)
    assert "阜新市中心医院" in page.content.decode()
    assert zhang.post(gone, form_of(page)).status_code == 302
    back = Hospital.objects.get()
    assert (back.pk, back.address, back.phones.count(), back.version) == (key, "甲路 1 号", 2, 4)
    assert Entry.objects.get(kind="hospital").withdrawn_at is None
    assert "没有已删除的记录" in zhang.get(gone).content.decode()
    assert "第 4 版 · 恢复旧版" in zhang.get(address(back, "history")).content.decode()


def test_a_deleted_record_whose_place_is_taken_is_not_half_back(zhang: Client, hospital: Hospital) -> None:
    zhang.post(address(hospital, "delete"), {"post": "yes", "version": 1})
    hospital_named("阜新市中心医院")
    gone = reverse("admin:hospitals_hospital_deleted")
    said = zhang.post(gone, form_of(zhang.get(gone)), follow=True).content.decode()
    assert "没有恢复" in said
    assert Hospital.objects.count() == 1


def test_actions_are_part_of_it(zhang: Client, hospital: Hospital) -> None:
    listed = reverse("admin:hospitals_hospital_changelist")
    sent = {"action": "unpublish_selected", "_selected_action": [hospital.pk], "row_version": [f"{hospital.pk}:1"]}
    zhang.post(listed, sent)
    assert [version.origin for version in Version.objects.of(hospital)] == ["edit", "base"]
    assert "已发布" in zhang.get(address(hospital, "history")).content.decode()
    zhang.post(listed, {**sent, "action": "delete_selected", "row_version": [f"{hospital.pk}:2"], "post": "yes"})
    assert Version.objects.deletions(Hospital).count() == 1


def test_a_history_costs_the_same_however_long(zhang: Client, hospital: Hospital) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            zhang.get(address(hospital, "history"))
        return len(queries)

    save(zhang, hospital, address="甲路 1 号")
    cost()
    once = cost()
    for number in range(4):
        save(zhang, hospital, address=f"乙路 {number} 号")
    assert cost() <= once + 1
