"""Text pasted into a place's form: split into rows and fields by the readers of lists, and nothing saved by it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hospitals.models import Hospital, Symptom
from offices.models import Office
from tests.admin_cast import answer_for, curator, form_of

pytestmark = pytest.mark.django_db
TEXT = """地址：阜新市海州区中华路 9 号
总机：0418-2810001，急诊 2810120 转 8
门诊 周一至周五 8:00-11:30，13:00-16:30
急诊24小时"""


@pytest.fixture
def zhang(cast: SimpleNamespace) -> Client:
    answer_for(Hospital, Symptom, Office)
    return curator("张三")


def split(client: Client, form: str, text: str, **typed: Any) -> tuple[dict[str, Any], str]:
    page = client.post(form, form_of(client.get(form), pasted=text, _split="1", **typed))
    assert page.status_code == 200
    return form_of(page), page.content.decode()


def rows(data: dict[str, Any], prefix: str, *names: str) -> list[tuple[str, ...]]:
    total = int(data[f"{prefix}-TOTAL_FORMS"][0])
    return [tuple((data.get(f"{prefix}-{at}-{name}") or [""])[0] for name in names) for at in range(total)]


def test_it_works(zhang: Client, cast: SimpleNamespace) -> None:
    change = reverse("admin:hospitals_hospital_change", args=[cast.draft.pk])
    data, said = split(zhang, change, TEXT, region="210900")
    assert data["address"] == ["中华路9号"]
    assert rows(data, "phones", "number", "extension", "label") == [
        ("0418-2810001", "", "总机"),
        ("0418-2810120", "8", "急诊"),
    ]
    hours = rows(data, "opening_hours", "purpose", "days", "opens", "closes", "round_the_clock")
    assert [row[2:] for row in hours] == [("08:00", "11:30", ""), ("13:00", "16:30", ""), ("", "", "on")]
    assert [row[0] for row in hours] == ["outpatient", "outpatient", "emergency"]
    assert said.count("还没有保存") == 2  # it was said as an error, twice; and nowhere where the rows have gone
    assert "请更正" not in said
    assert 'href="#phones-group">电话 2</a>' in said
    assert data["pasted"] == [""]
    cast.draft.refresh_from_db()
    assert (cast.draft.version, cast.draft.address, cast.draft.phones.count()) == (1, "", 0)
    assert zhang.post(change, data).status_code == 302
    cast.draft.refresh_from_db()
    assert (cast.draft.address, cast.draft.opening_hours.count()) == ("中华路9号", 3)
    assert [str(phone) for phone in cast.draft.phones.all()] == ["0418-2810001", "0418-2810120 转 8"]


def test_a_new_place_gets_its_region_from_the_address(zhang: Client, cast: SimpleNamespace) -> None:
    data, _said = split(
        zhang, reverse("admin:offices_office_add"), "地址：阜新市海州区中华路 9 号\n2810001", name="新局"
    )
    assert data["region"] == [str(cast.haizhou.pk)]
    assert rows(data, "phones", "number") == [("0418-2810001",)]


def test_what_is_not_understood_stays_and_nothing_typed_is_lost(zhang: Client, cast: SimpleNamespace) -> None:
    change = reverse("admin:hospitals_hospital_change", args=[cast.central.pk])
    text = "今天天气很好\n地址：别的路 1 号\n电话：12345678901234；0418-2810007\n周一到周八 8:00-9:00"
    data, said = split(zhang, change, text, address="中华路 1 号", parking="有")
    assert data["address"] == ["中华路 1 号"]  # never over another one
    assert data["parking"] == ["有"]
    assert data["pasted"][0].splitlines() == text.splitlines()
    assert rows(data, "phones", "number")[cast.central.phones.count() :] == []
    assert "这些没有认出" in said
    # What is not split is not lost by saving.
    kept = zhang.post(change, {**data, "_save": "1"})
    assert "还没有拆开" in kept.content.decode()


@pytest.mark.parametrize("text", ["", "\n\n", "；；", "地址：", "x" * 5000, "0418-2810001\n" * 60, "\u0000"])
def test_odd_text_is_answered(zhang: Client, text: str) -> None:
    add = reverse("admin:hospitals_hospital_add")
    assert zhang.post(add, form_of(zhang.get(add), pasted=text, _split="1")).status_code == 200
    for wrong in ({"phones-TOTAL_FORMS": "x"}, {"region": "9" * 30}, {"phones-TOTAL_FORMS": "-1"}):
        sent = {**form_of(zhang.get(add), pasted="0418-2810001", _split="1"), **wrong}
        assert zhang.post(add, sent).status_code == 200
