"""Hospitals, departments and symptoms as the API gives them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Scheme
from directory.core.publishing.publish import publish
from hospitals.models import Department, Hospital

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
HOSPITAL = "/api/v1/hospitals/fu-xin-zhong-xin/"
SYMPTOM = "/api/v1/symptoms/yao-tong/"


def get(url: str) -> Any:
    response = Client().get(url)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_it_works(cast: SimpleNamespace) -> None:
    hospital = get(HOSPITAL)
    assert hospital["slug"] == "fu-xin-zhong-xin"
    assert hospital["url"] == f"{SITE}{HOSPITAL}"
    assert hospital["page"] == f"{SITE}/hospitals/fu-xin-zhong-xin/"
    assert hospital["aliases"] == ["阜新中心"]
    assert (hospital["level"], hospital["grade"]) == (3, "a")
    assert (hospital["latitude"], hospital["longitude"]) == (42.02, 121.65)
    assert hospital["region"] == {
        "code": "210900", "name": "阜新市", "path": ["辽宁省", "阜新市"],
        "url": f"{SITE}/api/v1/regions/210900/", "page": f"{SITE}/regions/210900/",
    }  # fmt: skip


def test_who_says_so(cast: SimpleNamespace) -> None:
    (citation,) = get(HOSPITAL)["citations"]
    assert {name: citation[name] for name in ("field", "value", "rank", "reason")} == {
        "field": "level", "value": "三级", "rank": "normal", "reason": "",
    }  # fmt: skip
    assert citation["article"] == {
        "slug": "900-01", "title": "阜新市腰痛去哪里看", "published_on": "2025-04-20", "extent": "excerpt",
        "source_kind": "article",
        "url": f"{SITE}/api/v1/articles/900-01/", "page": f"{SITE}/sources/900-01/",
    }  # fmt: skip


def test_both_sides_of_a_dispute(cast: SimpleNamespace) -> None:
    cast.central.citations.create(article=cast.page, field="level", value="二级", rank="deprecated", reason="旧文")
    publish([cast.central])
    assert get(HOSPITAL)["disputed"] == []
    cast.central.citations.update(rank="normal")
    publish([cast.central])
    hospital = get(HOSPITAL)
    assert hospital["disputed"] == ["level"]
    assert {row["value"] for row in hospital["citations"]} == {"三级", "二级"}
    assert [line["slug"] for line in get("/api/v1/hospitals/?disputed=true")["results"]] == ["fu-xin-zhong-xin"]


def test_rows(cast: SimpleNamespace) -> None:
    employee = Scheme.objects.create(code="employee", name="职工医保")
    cast.central.phones.create(number="0418-2820000", extension="802", label="门诊", kind="landline", scheme=employee)
    cast.central.opening_hours.create(days="workdays", opens="08:00", closes="12:00", purpose="outpatient")
    cast.central.facts.create(kind="beds", minimum="1000", maximum="1200", unit="张", approximate=True)
    publish([cast.central])
    hospital = get(HOSPITAL)
    assert hospital["phones"] == [
        {
            "number": "0418-2820000", "extension": "802", "label": "门诊", "kind": "landline",
            "scheme": {"code": "employee", "name": "职工医保"},
        }
    ]  # fmt: skip
    (hours,) = hospital["opening_hours"]
    assert (hours["purpose"], hours["opens"], hours["closes"]) == ("outpatient", "08:00", "12:00")
    (beds,) = hospital["facts"]
    assert (beds["minimum"], beds["maximum"], beds["text"]) == (1000, 1200, "约 1000–1200 张")
    assert hospital["departments"][0]["department"]["name"] == "骨科专业"


def test_a_list_has_summaries_only(cast: SimpleNamespace) -> None:
    line = get("/api/v1/hospitals/")["results"][0]
    assert line["name"] == "阜新市中心医院"
    assert not {"citations", "departments", "opening_hours", "updated_at"} & set(line)


def test_a_symptom_leads_to_departments_and_hospitals(cast: SimpleNamespace) -> None:
    symptom = get(SYMPTOM)
    assert [row["department"]["name"] for row in symptom["departments"]] == ["骨科专业"]
    (recommendation,) = symptom["recommendations"]
    assert recommendation["rank"] == 1
    assert recommendation["hospital"]["name"] == "阜新市中心医院"
    assert recommendation["hospital"]["region"]["path"] == ["辽宁省", "阜新市"]
    assert recommendation["article"]["slug"] == "900-01"


def test_hospitals_for_a_symptom_stand_in_the_articles_order_ties_by_name(cast: SimpleNamespace) -> None:
    first, tied = (
        Hospital.objects.create(slug=slug, name=name, region=cast.fuxin, status="published")
        for slug, name in (("zz", "另一家"), ("aa", "并列的"))
    )
    cast.symptom.recommendations.create(hospital=cast.second, article=cast.teaser, rank=2)
    cast.symptom.recommendations.create(hospital=tied, article=cast.teaser, rank=2)
    cast.symptom.recommendations.create(hospital=first, article=cast.teaser, rank=3)
    cast.symptom.recommendations.create(hospital=first, article=cast.page, rank=1)
    publish([first, tied, cast.symptom])
    slugs = [line["slug"] for line in get("/api/v1/hospitals/?symptom=腰痛&region=辽宁")["results"]]
    assert slugs == ["fu-xin-zhong-xin", "zz", "aa", "hai-zhou-er-yuan"]


def test_a_department_includes_those_below_it(cast: SimpleNamespace) -> None:
    surgery = Department.objects.create(slug="04", code="04", name="外科", status="published")
    cast.orthopaedics.parent = surgery
    cast.orthopaedics.save()
    publish([surgery, cast.orthopaedics])
    assert [line["slug"] for line in get("/api/v1/hospitals/?department=外科")["results"]] == ["fu-xin-zhong-xin"]
    assert [line["slug"] for line in get("/api/v1/symptoms/?department=外科")["results"]] == ["yao-tong"]
    assert get("/api/v1/departments/04.03/")["parent"]["name"] == "外科"
    assert [line["code"] for line in get("/api/v1/departments/?parent=04")["results"]] == ["04.03"]
