"""Rows of long groups: a line each on the page, their fields when they are opened, and nothing lost of those that stay shut."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directory.core.admin.rows import FEW
from hospitals.models import Hospital, HospitalCitation
from tests.admin_cast import add_row, article, central_hospital, curator, form_of

pytestmark = pytest.mark.django_db
MANY = FEW + 8


@pytest.fixture
def hospital() -> Hospital:
    hospital, source = central_hospital(), article()
    HospitalCitation.objects.bulk_create(
        HospitalCitation(record=hospital, article=source, field="address", value=f"中华路 {n} 号", position=n)
        for n in range(1, MANY + 1)
    )
    return hospital


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def url(hospital: Hospital) -> str:
    return reverse("admin:hospitals_hospital_change", args=[hospital.pk])


def said(hospital: Hospital) -> list[str]:
    return list(hospital.citations.order_by("position").values_list("value", flat=True))


def opened(client: Client, url: str, row: Any, data: dict[str, Any] | None = None) -> Any:
    """The form as it comes back without script, when the line of a citation is pressed."""
    return client.post(url, {**(data or form_of(client.get(url))), "_open": f"citations:{row.pk}"})


def test_it_works(zhang: Client, url: str, hospital: Hospital) -> None:
    page, before = zhang.get(url), said(hospital)
    assert page.content.decode().count('name="_open"') == MANY
    data = form_of(page, parking="有")
    sent = {name for name in data if re.match(r"citations-\d", name)}
    assert {name.rpartition("-")[2] for name in sent} == {"id", "record"}
    assert zhang.post(url, data).status_code == 302
    hospital.refresh_from_db()
    assert (hospital.parking, said(hospital)) == ("有", before)


def test_a_row_is_opened_without_script_and_nothing_typed_is_lost(zhang: Client, url: str, hospital: Hospital) -> None:
    third = hospital.citations.get(position=3)
    typed = add_row(form_of(zhang.get(url), parking="有"), "phones", number="0418-2810003", kind="landline")
    page = opened(zhang, url, third, {**typed, "citations-5-DELETE": "on"})
    assert "还没有保存" in page.content.decode()
    data = form_of(page)
    assert (data["parking"], data["citations-5-DELETE"]) == (["有"], ["on"])
    assert data["phones-2-number"] == ["0418-2810003"]
    assert data["citations-2-value"] == ["中华路 3 号"]
    assert "citations-3-value" not in data
    hospital.refresh_from_db()
    assert (hospital.version, hospital.parking) == (1, "")
    assert zhang.post(url, {**data, "citations-2-value": "中华路 33 号"}).status_code == 302
    expected = [f"中华路 {33 if n == 3 else n} 号" for n in range(1, MANY + 1) if n != 6]
    assert said(hospital) == expected
    assert hospital.phones.count() == 3


def test_the_script_asks_for_one_row(zhang: Client, url: str, hospital: Hospital) -> None:
    row = hospital.citations.get(position=3)
    address = f"{url.replace('change/', 'row/')}?row="
    html = zhang.get(f"{address}citations:{row.pk}").content.decode()
    assert 'name="citations-2-value"' in html
    assert 'data-version="1"' in html
    for wrong in ("citations:0", "citations:x", "x:1", f"phones:{row.pk + 10**6}", ""):
        assert zhang.get(f"{address}{wrong}").status_code == 404


def test_a_shut_row_is_deleted(zhang: Client, url: str, hospital: Hospital) -> None:
    assert zhang.post(url, form_of(zhang.get(url), **{"citations-0-DELETE": "on"})).status_code == 302
    assert said(hospital)[0] == "中华路 2 号"
    assert len(said(hospital)) == MANY - 1


def test_a_row_ticked_for_deletion_is_opened_with_its_tick(zhang: Client, url: str, hospital: Hospital) -> None:
    data = form_of(zhang.get(url), **{"citations-2-DELETE": "on"})
    data = form_of(opened(zhang, url, hospital.citations.get(position=3), data))
    assert data["citations-2-DELETE"] == ["on"]


def test_an_opened_row_that_is_wrong_stays_open_and_says_so(zhang: Client, url: str, hospital: Hospital) -> None:
    data = form_of(opened(zhang, url, hospital.citations.get(position=3)))
    page = zhang.post(url, {**data, "citations-2-value": "", "citations-2-field": ""})
    assert page.status_code == 200
    assert 'href="#id_citations-2-' in page.content.decode()
    assert form_of(page)["citations-2-value"] == [""]


def test_a_shut_row_that_somebody_else_deleted_is_not_written_again(
    zhang: Client, url: str, hospital: Hospital
) -> None:
    data = form_of(zhang.get(url), parking="有")
    hospital.citations.get(position=4).delete()
    Hospital.objects.filter(pk=hospital.pk).update(version=2)
    page = zhang.post(url, data)
    assert "没有保存" in page.content.decode()
    assert zhang.post(url, form_of(page, overrides="2")).status_code == 302
    assert len(said(hospital)) == MANY - 1
    assert "中华路 4 号" not in said(hospital)


def test_a_few_rows_are_all_on_the_page(zhang: Client, url: str, hospital: Hospital) -> None:
    hospital.citations.filter(position__gt=FEW).delete()
    page = zhang.get(url)
    assert 'name="_open"' not in page.content.decode()
    assert form_of(page)["citations-2-value"] == ["中华路 3 号"]
