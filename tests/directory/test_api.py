"""The whole API on the real content: what the articles say is found, in a constant number of queries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.api import COLLECTIONS
from directory.core.publishing.publish import publish_keys, publishable_models

pytestmark = [pytest.mark.counts, pytest.mark.django_db, pytest.mark.usefixtures("directory")]
NEWEST, LOOKUP, ENTRIES = "core_sequence", "core_region", "core_entry"


def get(path: str, **query: Any) -> Any:
    response = Client().get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def slugs(path: str, **query: Any) -> list[str]:
    return [line["slug"] for line in get(path, **query)["results"]]


def queries(path: str, **query: Any) -> list[str]:
    """The tables that were read, in order, "count" before those that were counted."""
    with CaptureQueriesContext(connection) as captured:
        get(path, **query)
    # The official calendar is read once per version of the directory, by whatever tells first which places are open.
    return [table for query in captured if (table := named(query["sql"])) != "core_officialday"]


def named(sql: str) -> str:
    found = re.search(r'FROM "?(\w+)"?', sql)
    return ("count " if "COUNT(" in sql else "") + (found[1] if found else sql)


def test_it_works() -> None:
    index = get("")
    assert index["hospitals"] == "http://testserver/api/v1/hospitals/"
    assert set(COLLECTIONS) | {"schema", "docs"} <= set(index)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_list_and_details(name: str) -> None:
    page = get(f"{name}/", page_size=5)
    assert page["count"] >= len(page["results"]) > 0
    for line in page["results"]:
        document = get(f"{name}/{line['slug']}/")
        assert {field: document[field] for field in line} == line
        assert line["url"] == f"http://testserver/api/v1/{name}/{line['slug']}/"


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_list_is_three_queries_whatever_its_size(name: str) -> None:
    table = COLLECTIONS[name].queryset.model._meta.db_table
    ordered = name in ("regions", "articles", "departments", "services", "emergencies")
    first, later = (
        ([table, f"count {table}"],) * 2 if ordered else ([ENTRIES, ENTRIES], [ENTRIES])
    )  # keys and lines; the keys are remembered
    asked = [queries(f"{name}/", page_size=size) for size in (1, 20, 100)]
    assert asked == [[NEWEST, *listed] for listed in (first, later, later)]


def test_a_page_by_cursor_is_three_queries_and_its_count() -> None:
    asked = [queries("hospitals/", page_size=size, cursor="*") for size in (1, 20, 100)]
    assert asked == [[NEWEST, *listed] for listed in ([ENTRIES, ENTRIES], [ENTRIES], [ENTRIES])]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_detail_is_two_queries(name: str) -> None:
    (slug,) = slugs(f"{name}/", page_size=1)
    assert queries(f"{name}/{slug}/") == [NEWEST, ENTRIES]


def test_what_a_filter_names_is_looked_up_once() -> None:
    listed = ["hospitals_hospital", "count hospitals_hospital"]
    get("hospitals/", designated="false")  # content types are remembered
    assert queries("hospitals/", level=3, designated="false") == [NEWEST, *listed]
    looked_up = [ENTRIES, LOOKUP]  # when regions last changed, and all of them
    assert queries("hospitals/", level=3, designated="false", region="210900") == [NEWEST, *looked_up, *listed]
    assert queries("hospitals/", level=3, designated="false", region="阜新") == [NEWEST, *listed]
    assert queries("hospitals/", department="02", designated="false") == [NEWEST, "hospitals_department", *listed]


def test_an_unchanged_answer_is_one_query() -> None:
    tag = Client().get("/api/v1/symptoms/")["ETag"]
    with CaptureQueriesContext(connection) as captured:
        assert Client().get("/api/v1/symptoms/", headers={"if-none-match": tag}).status_code == 304
    assert [named(query["sql"]) for query in captured] == [NEWEST]


@pytest.mark.parametrize("model", publishable_models(), ids=lambda model: model.kind)
def test_publishing_all_of_a_kind_takes_as_many_queries_as_half_of_it(model: Any) -> None:
    keys = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:400])
    if len(keys) < 10:
        pytest.skip("too few to tell")
    with CaptureQueriesContext(connection) as half:
        publish_keys([(model, keys[::2])])
    with CaptureQueriesContext(connection) as whole:
        publish_keys([(model, keys)])
    # A relation that nobody in that half has is not fetched there.
    assert len(whole) - len(half) <= 3


# What issue 2 asks to be answered, from the articles.


def test_where_luoshan_s_office_is_and_when_it_is_open() -> None:
    office = get("offices/luo-shan-xian-yi-bao-ju/")
    assert office["region"]["path"] == ["河南省", "信阳市", "罗山县"]
    assert "行政路18号" in office["address"]
    assert "1路、3路" in office["directions"]
    assert "免费" in office["parking"]
    hours = {(row["season"], row["opens"], row["closes"]) for row in office["opening_hours"]}
    assert hours == {
        ("whole_year", "08:00", "12:00"),
        ("outside_summer", "14:30", "17:30"),
        ("summer", "15:00", "18:00"),
    }
    assert {row["days"] for row in office["opening_hours"]} == {"workdays"}


def test_luoshan_s_phone_is_for_employees_and_on_the_right_body() -> None:
    phones = {
        (line["name"], phone["number"], phone["scheme"]["code"] if phone["scheme"] else "")
        for line in get("offices/", region="罗山县")["results"]
        for phone in line["phones"]
    }
    assert phones == {("罗山县社会医疗保险中心", "0376-2137873", "employee")}


@pytest.mark.parametrize("region", ["阜新", "阜新市", "210900", "fuxin", "辽宁", "210000", "全国"])
def test_fuxin_s_hospitals_for_back_pain_with_fever(region: str) -> None:
    found = slugs("hospitals/", region=region, symptom="腰痛伴发热")
    assert found == ["fu-xin-shi-di-er-ren-min-yi-yuan", "fu-xin-shi-zhong-xin-yi-yuan"]


def test_yangzhou_s_five_person_types_with_their_papers() -> None:
    assert "yang-zhou-yi-di-jiu-yi-bei-an" in slugs("procedures/", applies_to="扬州", service="异地就医备案")
    procedure = get("procedures/yang-zhou-yi-di-jiu-yi-bei-an/")
    papers = {person["name"]: set() for person in procedure["person_types"]}  # type: dict[str, set[str]]
    for row in procedure["materials"]:
        papers[row["person_type"]].add(row["name"])
    assert papers == {
        "异地安置退休人员": {"户口簿首页", "常住人口登记卡"},
        "异地长期居住人员": {"居住证", "户口簿首页", "常住人口登记卡"},
        "常驻异地工作人员": {"单位外派证明", "异地工作劳动合同"},
        "异地转诊人员": {"转诊申请表"},
        "其他临时外出就医人员": {"有效身份证件"},
    }


def test_xuzhou_s_fee_for_students_in_2025() -> None:
    query = {"region": "徐州", "year": 2025, "scheme": "居民", "population": "学生", "subject": "个人缴费标准"}
    (line,) = get("policies/", **query)["results"]
    assert line["figure"]["text"] == "300 元/年"
    (value,) = [
        row
        for row in get(line["url"].removeprefix("http://testserver/api/v1/"))["citations"]
        if row["field"] == "value"
    ]
    assert value["article"]["slug"] == "002-05"


def test_compulsory_or_voluntary_with_its_sources() -> None:
    assert "quan-guo-ju-min-can-bao-qiang-zhi-xing" in slugs("policies/", subject="参保强制性", disputed="true")
    policy = get("policies/quan-guo-ju-min-can-bao-qiang-zhi-xing/")
    assert policy["disputed"] == ["value"]
    sides = {(row["value"], row["article"]["slug"]) for row in policy["citations"] if row["field"] == "value"}
    assert {("强制", "000"), ("自愿", "001"), ("自愿", "002")} <= sides
    assert (policy["statement"], policy["figure"]) == ("", None)
