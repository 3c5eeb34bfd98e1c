"""Two curators and one record: no acknowledged edit is ever lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.urls import reverse

from directory.core.models import Entry
from hospitals.models import Hospital
from tests.admin_cast import add_row, central_hospital, curator, form_of, fuxin, hospital_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Hospital:
    return central_hospital()


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def li() -> Client:
    return curator("李四")


@pytest.fixture
def url(hospital: Hospital) -> str:
    return reverse("admin:hospitals_hospital_change", args=[hospital.pk])


def save(client: Client, url: str, data: dict[str, Any]) -> Any:
    return client.post(url, data)


def test_it_works(zhang: Client, url: str, hospital: Hospital) -> None:
    response = save(zhang, url, form_of(zhang.get(url), address="中华路 2 号"))
    assert response.status_code == 302
    hospital.refresh_from_db()
    assert (hospital.address, hospital.version) == ("中华路 2 号", 2)
    assert Entry.objects.get(kind="hospital").data["address"] == "中华路 2 号"


def test_saving_rows_only_counts_as_an_edit(zhang: Client, url: str, hospital: Hospital) -> None:
    data = form_of(zhang.get(url))
    assert save(zhang, url, add_row(data, "phones", number="0418-2810003", kind="landline")).status_code == 302
    hospital.refresh_from_db()
    assert hospital.version == 2
    assert [phone.number[-1] for phone in hospital.phones.all()] == ["1", "2", "3"]


def test_second_curator_is_told_and_keeps_what_was_typed(
    zhang: Client, li: Client, url: str, hospital: Hospital
) -> None:
    first, second = form_of(zhang.get(url)), form_of(li.get(url))
    assert save(zhang, url, {**first, "address": "中华路 2 号"}).status_code == 302
    typed = add_row({**second, "address": "中华路 3 号"}, "phones", number="0418-2810003", kind="landline")
    response = save(li, url, {**typed, "phones-0-label": "总机"})
    assert response.status_code == 200
    hospital.refresh_from_db()
    assert (hospital.address, hospital.version, hospital.phones.count()) == ("中华路 2 号", 2, 2)
    text = response.content.decode()
    assert "已被修改，没有保存" in text
    assert "张三 于" in text
    assert "地址" in response.context["conflict"].edits[0]
    again = form_of(response)
    assert again["address"] == ["中华路 3 号"]
    assert again["phones-2-number"] == ["0418-2810003"]
    assert again["phones-0-label"] == ["总机"]
    assert ("地址", "中华路 2 号", "中华路 3 号") in response.context["conflict"].differences
    assert ("电话 “0418-2810001” 用途", "（空）", "总机") in response.context["conflict"].differences


def test_saving_again_needs_the_tick(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = form_of(li.get(url), address="中华路 3 号")
    save(zhang, url, form_of(zhang.get(url), address="中华路 2 号"))
    conflict = save(li, url, second)
    assert save(li, url, form_of(conflict)).status_code == 200
    assert 'name="overrides"' in conflict.content.decode()
    assert save(li, url, form_of(conflict, overrides="2")).status_code == 302
    hospital.refresh_from_db()
    assert (hospital.address, hospital.version) == ("中华路 3 号", 3)


def test_tick_does_not_cover_a_third_edit(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = form_of(li.get(url), address="中华路 3 号")
    save(zhang, url, form_of(zhang.get(url), address="中华路 2 号"))
    conflict = save(li, url, second)
    save(zhang, url, form_of(zhang.get(url), address="中华路 4 号"))
    response = save(li, url, form_of(conflict, overrides="2"))
    assert response.status_code == 200
    assert len(response.context["conflict"].edits) == 2
    hospital.refresh_from_db()
    assert hospital.address == "中华路 4 号"


def test_rows_edited_at_once(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = form_of(li.get(url))
    first = form_of(zhang.get(url))
    assert save(zhang, url, add_row(first, "phones", number="0418-2810003", kind="landline")).status_code == 302
    response = save(li, url, add_row(second, "phones", number="0418-2810004", kind="landline"))
    assert response.status_code == 200
    assert response.context["conflict"].added == ["电话 “0418-2810003”"]
    assert save(li, url, form_of(response, overrides="2")).status_code == 302
    assert [phone.number[-1] for phone in hospital.phones.all()] == ["1", "2", "3", "4"]


def test_same_row_added_by_both_is_refused_in_the_end(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = add_row(form_of(li.get(url)), "phones", number="0418-2810003", kind="landline")
    save(zhang, url, add_row(form_of(zhang.get(url)), "phones", number="0418-2810003", kind="landline"))
    response = save(li, url, form_of(save(li, url, second), overrides="2"))
    assert "这个电话已经填过了" in response.content.decode()
    assert hospital.phones.count() == 3


def test_row_can_be_deleted_and_entered_anew(zhang: Client, url: str, hospital: Hospital) -> None:
    data = form_of(zhang.get(url), **{"phones-0-DELETE": "on"})
    assert save(zhang, url, add_row(data, "phones", number="0418-2810001", kind="landline")).status_code == 302
    assert hospital.phones.count() == 2


def test_row_deleted_meanwhile_stays_on_the_form_as_a_new_one(
    zhang: Client, li: Client, url: str, hospital: Hospital
) -> None:
    second = {**form_of(li.get(url)), "phones-0-label": "总机", "phones-1-label": "急诊"}
    assert save(zhang, url, form_of(zhang.get(url), **{"phones-0-DELETE": "on"})).status_code == 302
    response = save(li, url, second)
    assert response.status_code == 200
    assert "有 1 行已被别人删除" in response.content.decode()
    again = form_of(response, overrides="2")
    assert (again["phones-0-label"], again["phones-1-label"], again["phones-1-id"]) == (["急诊"], ["总机"], [""])
    assert save(li, url, again).status_code == 302
    assert {phone.number: phone.label for phone in hospital.phones.all()} == {
        "0418-2810001": "总机",
        "0418-2810002": "急诊",
    }


def test_row_that_both_deleted_is_gone(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = form_of(li.get(url), **{"phones-0-DELETE": "on"})
    save(zhang, url, form_of(zhang.get(url), **{"phones-0-DELETE": "on"}))
    conflict = save(li, url, second)
    assert save(li, url, form_of(conflict, overrides="2")).status_code == 302
    assert [phone.number for phone in hospital.phones.all()] == ["0418-2810002"]


def test_two_tabs_of_one_curator(zhang: Client, url: str, hospital: Hospital) -> None:
    one, other = form_of(zhang.get(url), address="中华路 2 号"), form_of(zhang.get(url), website="https://a.example")
    assert save(zhang, url, one).status_code == 302
    assert save(zhang, url, other).status_code == 200
    hospital.refresh_from_db()
    assert (hospital.address, hospital.website) == ("中华路 2 号", "")


def test_edit_of_a_deleted_record(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = form_of(li.get(url))
    confirmation = url.replace("change", "delete")
    assert zhang.post(confirmation, form_of(zhang.get(confirmation))).status_code == 302
    assert not Hospital.objects.exists()
    response = li.post(url, second, follow=True)
    assert "不存在" in response.content.decode()


def test_stale_delete_is_refused(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    confirmation = url.replace("change", "delete")
    data = form_of(li.get(confirmation))
    save(zhang, url, form_of(zhang.get(url), address="中华路 2 号"))
    response = li.post(confirmation, data, follow=True)
    assert Hospital.objects.exists()
    assert "没有删除" in response.content.decode()
    assert "张三 于" in response.content.decode()
    assert li.post(confirmation, form_of(response)).status_code == 302
    assert not Hospital.objects.exists()
    assert Entry.objects.get(kind="hospital").withdrawn_at is not None


def test_delete_without_version_is_refused(zhang: Client, url: str, hospital: Hospital) -> None:
    for version in ({}, {"version": "x"}, {"version": "9" * 5000}):
        zhang.post(url.replace("change", "delete"), {"post": "yes", **version})
        assert Hospital.objects.exists()


def test_action_skips_what_changed_since(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    changelist = reverse("admin:hospitals_hospital_changelist")
    other = hospital_named("阜新市人民医院")
    data = form_of(
        li.get(changelist), action="verify_selected", how="call", _selected_action=[hospital.pk, other.pk], index="0"
    )
    save(zhang, url, form_of(zhang.get(url), address="中华路 2 号"))
    text = li.post(changelist, data, follow=True).content.decode()
    hospital.refresh_from_db()
    other.refresh_from_db()
    assert hospital.verified_on is None
    assert other.verified_on is not None
    assert (hospital.version, other.version) == (2, 2)
    assert "1 条在列表打开之后已被修改" in text
    assert "张三 于" in text


def test_edit_after_an_action_is_stale(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    second = form_of(li.get(url), address="中华路 3 号")
    changelist = reverse("admin:hospitals_hospital_changelist")
    data = form_of(zhang.get(changelist), action="unpublish_selected", _selected_action=[hospital.pk], index="0")
    assert zhang.post(changelist, data).status_code == 302
    response = save(li, url, second)
    assert response.status_code == 200
    assert "取消发布" in response.context["conflict"].edits[0]
    assert ("状态", "草稿", "已发布") in response.context["conflict"].differences


def test_stale_bulk_delete_skips_and_names(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    changelist = reverse("admin:hospitals_hospital_changelist")
    other = hospital_named("阜新市人民医院")
    chosen = {"action": "delete_selected", "_selected_action": [hospital.pk, other.pk], "index": "0"}
    confirmation = li.post(changelist, form_of(li.get(changelist), **chosen))
    assert confirmation.status_code == 200
    save(zhang, url, form_of(zhang.get(url), address="中华路 2 号"))
    text = li.post(changelist, form_of(confirmation), follow=True).content.decode()
    assert list(Hospital.objects.all()) == [hospital]
    assert "“阜新市中心医院”" in text


def test_missing_or_garbled_version_is_a_form_error(zhang: Client, url: str, hospital: Hospital) -> None:
    for version in ("", "x", "1.5", "-1", "9" * 5000, "\0"):
        response = save(zhang, url, form_of(zhang.get(url), address="别处", version=version))
        assert response.status_code == 200
        assert "overrides" in response.content.decode()
        hospital.refresh_from_db()
        assert hospital.address == "中华路 1 号"
    assert save(zhang, url, form_of(response, overrides=str(hospital.version))).status_code == 302


def test_possible_duplicates_are_an_edit_of_both(zhang: Client, li: Client, url: str, hospital: Hospital) -> None:
    other = hospital_named("阜新市人民医院")
    other_url = reverse("admin:hospitals_hospital_change", args=[other.pk])
    second = form_of(li.get(other_url), address="解放大街")
    assert save(zhang, url, form_of(zhang.get(url), possible_duplicates=[other.pk])).status_code == 302
    assert save(li, other_url, second).status_code == 200
    assert list(other.possible_duplicates.all()) == [hospital]


def test_every_version_has_its_log_entry(zhang: Client, url: str, hospital: Hospital) -> None:
    for number in range(3):
        save(zhang, url, form_of(zhang.get(url), address=f"中华路 {number} 号"))
    hospital.refresh_from_db()
    assert hospital.version == 1 + LogEntry.objects.filter(object_id=str(hospital.pk)).count()


def test_regions_are_versioned_too(zhang: Client, li: Client) -> None:
    region = fuxin()
    region_url = reverse("admin:core_region_change", args=[region.pk])
    second = form_of(li.get(region_url), aliases="煤电之城")
    assert save(zhang, region_url, form_of(zhang.get(region_url), aliases="玉龙之乡")).status_code == 302
    assert save(li, region_url, second).status_code == 200
    region.refresh_from_db()
    assert (region.aliases, region.version) == (["玉龙之乡"], 2)


@pytest.mark.django_db(transaction=True)
def test_nothing_acknowledged_is_lost_under_load(hospital: Hospital, url: str) -> None:
    """Several curators write at once; each saved row must be there in the end."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("an in-memory database has no locks to wait for")
    acknowledged: list[str] = []

    def work(client: Client, line: str) -> None:
        try:
            for number in range(6):
                data = form_of(client.get(url))
                alias = f"{line}{number}"
                data["aliases"] = [data["aliases"][0] + f"\n{alias}"]
                if client.post(url, data).status_code == 302:
                    acknowledged.append(alias)
        finally:
            connection.close()

    clients = [curator(f"curator-{line}") for line in "甲乙丙"]
    threads = [threading.Thread(target=work, args=pair) for pair in zip(clients, "甲乙丙", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hospital.refresh_from_db()
    assert acknowledged
    assert set(hospital.aliases) == set(acknowledged)
    assert hospital.version == 1 + len(acknowledged)
