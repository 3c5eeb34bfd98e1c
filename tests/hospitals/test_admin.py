"""The screens of hospitals, departments and symptoms."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.core.models import Entry
from hospitals.models import Department, Hospital, HospitalHours, Symptom
from tests.admin_cast import add_row, article, central_hospital, curator, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def hospital() -> Hospital:
    return central_hospital()


@pytest.fixture
def url(hospital: Hospital) -> str:
    return reverse("admin:hospitals_hospital_change", args=[hospital.pk])


def test_it_works(zhang: Client, url: str, hospital: Hospital) -> None:
    """Everything of a hospital is edited on one screen and published with it."""
    department = Department.objects.create(name="骨科", slug="04.03", code="04.03")
    data = form_of(zhang.get(url), equipment="CT\n\n CT \n磁共振")
    data = add_row(data, "phones", number="0418-2810003", kind="landline", label="急诊")
    data = add_row(data, "opening_hours", days="workdays", opens="08:00", closes="11:30")
    data = add_row(data, "departments", department=department.pk)
    data = add_row(data, "facts", kind="doctors", minimum="300", maximum="300", unit="名")
    data = add_row(data, "citations", article=article().pk, field="equipment", value="CT、磁共振")
    assert zhang.post(url, data).status_code == 302
    document = Entry.objects.get(kind="hospital").data
    assert document["equipment"] == ["CT", "磁共振"]
    assert [phone["label"] for phone in document["phones"]] == ["", "", "急诊"]
    assert document["opening_hours"][0]["closes"] == "11:30"
    assert document["citations"][0]["field"] == "equipment"


def test_new_hospital(zhang: Client, hospital: Hospital) -> None:
    add = reverse("admin:hospitals_hospital_add")
    data = form_of(zhang.get(add), name="罗山县人民医院", region=str(hospital.region_id))
    assert zhang.post(add, data).status_code == 302
    created = Hospital.objects.get(name="罗山县人民医院")
    assert (created.slug, created.status, created.version) == ("luo-shan-xian-ren-min-yi-yuan", "draft", 1)


def test_impossible_facts_are_refused_in_chinese(zhang: Client, url: str) -> None:
    response = zhang.post(url, form_of(zhang.get(url), grade="special", level="2"))
    assert "只有三级医院才有特等。" in response.content.decode()
    phone = add_row(form_of(zhang.get(url)), "phones", number="12", kind="landline")
    assert "请写作 0376-2137873" in zhang.post(url, phone).content.decode()


def test_hours_left_empty_are_refused_and_shown_again(zhang: Client, url: str, hospital: Hospital) -> None:
    HospitalHours.objects.create(record=hospital, days="daily", opens="08:00", closes="12:00")
    cleared = {"opening_hours-0-opens": "", "opening_hours-0-closes": ""}
    response = zhang.post(url, form_of(zhang.get(url), **cleared))
    assert "开始时间要早于结束时间" in response.content.decode()
    assert zhang.post(url, form_of(zhang.get(url), **cleared, **{"opening_hours-0-DELETE": "on"})).status_code == 302
    assert not hospital.opening_hours.exists()


def test_verification_is_signed(zhang: Client, url: str, hospital: Hospital) -> None:
    zhang.post(url, form_of(zhang.get(url), verified_on="2025-03-01"))
    hospital.refresh_from_db()
    assert str(hospital.verified_by) == "张三"


def test_recommended_hospital_cannot_be_deleted(zhang: Client, url: str, hospital: Hospital) -> None:
    symptom = Symptom.objects.create(name="腰痛", slug="yao-tong")
    page = reverse("admin:hospitals_symptom_change", args=[symptom.pk])
    row = {"hospital": hospital.pk, "article": article().pk, "rank": "1"}
    assert zhang.post(page, add_row(form_of(zhang.get(page)), "recommendations", **row)).status_code == 302
    response = zhang.post(url.replace("change", "delete"), {"post": "yes", "version": hospital.version})
    assert "受保护" in response.content.decode()
    assert Hospital.objects.exists()


def test_rows_are_read_at_once(zhang: Client, url: str, hospital: Hospital) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            zhang.get(url)
        return len(queries)

    def add_departments(codes: Any) -> None:
        for code in codes:
            department = Department.objects.create(name=f"科室{code}", slug=f"0{code}", code=f"0{code}")
            hospital.departments.create(department=department)

    add_departments(range(1, 3))
    cost()
    few = cost()
    add_departments(range(3, 9))
    assert cost() == few
