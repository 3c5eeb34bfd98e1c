"""Sources both ways: what an article gave, who says what of a record, and what nobody says."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.core.models import Article, Entry, Scheme
from directory.core.publishing.publish import publish
from hospitals.models import Department, Hospital, HospitalCitation, Recommendation, Symptom, SymptomCitation
from tests.admin_cast import add_row, article, central_hospital, curator, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def hospital() -> Hospital:
    return central_hospital()


@pytest.fixture
def source() -> Article:
    return article()


def change(record: Any) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def test_it_works(zhang: Client, hospital: Hospital, source: Article) -> None:
    symptom = Symptom.objects.create(name="腰痛", slug="yao-tong")
    HospitalCitation.objects.create(record=hospital, article=source, field="address", value="中华路 1 号")
    SymptomCitation.objects.create(record=symptom, article=source, field="advice", value="先看骨科")
    Recommendation.objects.create(record=symptom, hospital=hospital, article=source, reason="骨科好")
    text = zhang.get(change(source)).content.decode()
    for expected in (change(hospital), change(symptom), "地址", "先看骨科", "1. 阜新市中心医院", "骨科好"):
        assert expected in text


def test_article_costs_the_same_however_much_was_taken(zhang: Client, hospital: Hospital, source: Article) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            zhang.get(change(source))
        return len(queries)

    HospitalCitation.objects.create(record=hospital, article=source, field="address", value="中华路 1 号")
    cost()
    once = cost()
    for number in range(20):
        HospitalCitation.objects.create(record=hospital, article=source, field="features", value=str(number))
    assert cost() == once


def test_record_names_its_disputed_fields(zhang: Client, hospital: Hospital, source: Article) -> None:
    for slug, level in (("001", "三级"), ("002", "二级")):
        HospitalCitation.objects.create(record=hospital, article=article(slug), field="level", value=level)
    assert "来源有争议的字段" in zhang.get(change(hospital)).content.decode()
    assert '<div class="readonly">级</div>' in zhang.get(change(hospital)).content.decode()


def test_citation_of_a_field(zhang: Client, hospital: Hospital, source: Article) -> None:
    data = form_of(zhang.get(change(hospital)))
    row = {"article": source.pk, "field": "facts.doctors", "value": "医生 300 名"}
    assert zhang.post(change(hospital), add_row(data, "citations", **row)).status_code == 302
    assert hospital.citations.get().field == "facts.doctors"


def test_citation_of_no_field_is_refused(zhang: Client, hospital: Hospital, source: Article) -> None:
    data = form_of(zhang.get(change(hospital)))
    for field in ("", "nonsense", "slug", "value", "facts.nonsense"):
        row = {"article": source.pk, "field": field, "value": "x"}
        assert zhang.post(change(hospital), add_row(data, "citations", **row)).status_code == 200
    assert not hospital.citations.exists()


def test_saving_warns_of_fields_without_source(zhang: Client, hospital: Hospital, source: Article) -> None:
    HospitalCitation.objects.create(record=hospital, article=source, field="phones", value="0418-2810001")
    Hospital.objects.update(editorial="")
    text = zhang.post(change(hospital), form_of(zhang.get(change(hospital))), follow=True).content.decode()
    assert "还有字段没有出处" in text
    assert "所在地区、地址" in text
    assert "电话" not in text.partition("还有字段没有出处")[2].partition("</li>")[0]
    typed = form_of(zhang.get(change(hospital)), editorial=["address", "region"])
    assert "还有字段没有出处" not in zhang.post(change(hospital), typed, follow=True).content.decode()


def test_cited_article_cannot_be_deleted(zhang: Client, hospital: Hospital, source: Article) -> None:
    HospitalCitation.objects.create(record=hospital, article=source, field="address", value="中华路 1 号")
    confirmation = change(source).replace("change", "delete")
    data = {"post": "yes", "version": source.version}
    assert "受保护" in zhang.post(confirmation, data).content.decode()
    assert Article.objects.exists()


def test_renamed_scheme_is_published_where_it_is_mentioned(zhang: Client, hospital: Hospital) -> None:
    scheme = Scheme.objects.create(code="employee", name="职工医保")
    hospital.phones.update(scheme=scheme)
    publish([hospital])
    assert zhang.post(change(scheme), form_of(zhang.get(change(scheme)), name="职工基本医保")).status_code == 302
    assert Entry.objects.get(kind="hospital").data["phones"][0]["scheme"]["name"] == "职工基本医保"


def test_every_department_of_a_symptom_is_offered_by_search(zhang: Client) -> None:
    Department.objects.create(name="骨科", slug="04.03", code="04.03", pinyin="guke gk")
    query = {"app_label": "hospitals", "model_name": "symptomdepartment", "field_name": "department", "term": "guke"}
    assert [found["text"] for found in zhang.get("/admin/autocomplete/", query).json()["results"]] == ["骨科"]
