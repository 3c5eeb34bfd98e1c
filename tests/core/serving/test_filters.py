"""Every refusal of a list names the parameter, what was wrong and what is accepted; every filter narrows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Scheme
from directory.core.publishing.publish import publish
from hospitals.models import Department, Hospital

pytestmark = pytest.mark.django_db
HOSPITALS = ["fu-xin-zhong-xin", "hai-zhou-er-yuan"]


def found(path: str, **query: Any) -> list[str]:
    response = Client().get(f"/api/v1/{path}/", query)
    assert response.status_code == 200, response.content.decode()
    return [line["slug"] for line in response.json()["results"]]


def test_it_works(cast: SimpleNamespace) -> None:
    assert found("hospitals") == HOSPITALS
    assert found("hospitals", region="海州区", level="2") == ["hai-zhou-er-yuan"]


@pytest.mark.parametrize(
    ("path", "query", "parameter", "says"),
    [
        ("hospitals", "foo=1", "foo", "没有这个参数：可用 q、"),
        ("hospitals", "foo=", "foo", "ordering、cursor、page、page_size。"),
        ("hospitals", "format=json", "format", "没有这个参数"),
        ("hospitals", f"{'x' * 100}=1", f"{'x' * 20}…", "没有这个参数"),
        ("hospitals", "%ff=1", "\ufffd", "没有这个参数"),
        ("hospitals", "region=210900&region=210100", "region", "只能出现一次"),
        ("hospitals", "page=1&page=2", "page", "只能出现一次"),
        ("hospitals", "q=%ff%fe", "q", "不是有效的 UTF-8 文字"),
        ("hospitals", "q=a%00b", "q", "含有看不见的字符 U+0000，请删除后重新输入。"),
        ("hospitals", "q=%E2%80%8B", "q", "U+200B"),
        ("hospitals", "q=%E2%80%AE", "q", "U+202E"),
        ("hospitals", "q=1+2+3+4+5+6", "q", "最多 5 个词"),
        ("hospitals", f"q={'a' * 65}", "q", "64"),
        (
            "hospitals",
            "region=%E5%A4%A7%E8%A5%BF%E6%B4%8B",
            "region",
            "没有叫“大西洋”的地区：请写市或县的名称",
        ),
        ("hospitals", "region=999999", "region", "没有叫“999999”的地区"),
        ("hospitals", "level=5", "level", "没有“5”这个选项：可用 0（未定级）、1（一级）、2（二级）、3（三级）。"),
        ("hospitals", "level=%2063", "level", "没有“63”这个选项"),
        ("hospitals", "designated=yes", "designated", "应是 true 或 false"),
        ("hospitals", "disputed=2", "disputed", "应是 true 或 false"),
        ("hospitals", "department=xyz", "department", "没有“xyz”这个诊疗科目：请给标识（slug）或名称。"),
        ("hospitals", "symptom=xyz", "symptom", "没有“xyz”这个症状"),
        ("hospitals", "near=1", "near", "应写作 纬度,经度"),
        ("hospitals", "near=1,2,3", "near", "应写作 纬度,经度"),
        ("hospitals", "near=nan,inf", "near", "应写作 纬度,经度"),
        ("hospitals", "near=91,0", "near", "应写作 纬度,经度"),
        ("hospitals", "radius=5", "radius", "要与 near 同用"),
        ("hospitals", "near=42,121&radius=0", "radius", "应是 0.1 到 200 的数"),
        ("hospitals", "near=42,121&radius=1e-999999", "radius", "应是 0.1 到 200 的数"),
        ("hospitals", "near=42,121&radius=NaN", "radius", "应是 0.1 到 200 的数"),
        ("hospitals", "ordering=version", "ordering", "可用 name、-name、updated_at、-updated_at"),
        ("hospitals", "ordering=--name", "ordering", "可用 name"),
        ("hospitals", "updated_since=yesterday", "updated_since", "应是 2000 到 2100 年间的日期或时间"),
        ("hospitals", "updated_since=2025-02-30", "updated_since", "例如 2025-04-20"),
        ("hospitals", "updated_since=0001-01-01T00:00%2B23:59", "updated_since", "2000 到 2100"),
        ("hospitals", "updated_since=9999-12-31T23:59-23:59", "updated_since", "2000 到 2100"),
        ("offices", "scheme=xyz", "scheme", "没有“xyz”这个险种"),
        ("offices", "kind=shop", "kind", "bureau（医疗保障局）"),
        ("policies", "year=1997", "year", "应是 1998 到 2100 的年份"),
        ("policies", "year=0", "year", "1998 到 2100"),
        ("policies", "year=9223372036854775808", "year", "1998 到 2100"),
        ("policies", f"year={'9' * 60}", "year", "1998 到 2100"),
        ("policies", "year=2025.5", "year", "1998 到 2100"),
        ("regions", "level=planet", "level", "nation（国家）"),
        ("articles", "in_scope=maybe", "in_scope", "true 或 false"),
        ("departments", "parent=99", "parent", "没有“99”这个诊疗科目"),
    ],
)
def test_refusals(path: str, query: str, parameter: str, says: str) -> None:
    response = Client().get(f"/api/v1/{path}/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    errors = {error["parameter"]: error["message"] for error in response.json()["errors"]}
    assert says in errors[parameter]
    assert f"{parameter}：" in response.json()["detail"]


def test_every_fault_is_named_at_once(cast: SimpleNamespace) -> None:
    response = Client().get("/api/v1/hospitals/?foo=1&level=9&near=x")
    assert {error["parameter"] for error in response.json()["errors"]} == {"foo", "level", "near"}


def test_a_thousand_parameters_are_a_problem_too(cast: SimpleNamespace) -> None:
    response = Client().get("/api/v1/hospitals/?" + "&".join(f"p{n}=1" for n in range(1100)))
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_shared_name_is_refused_with_the_choices(cast: SimpleNamespace) -> None:
    cast.shenyang.short_name = "海州"
    cast.shenyang.save()
    error = Client().get("/api/v1/hospitals/?region=海州").json()["errors"][0]
    assert error["message"] == "“海州”不止一个，请用代码指明：辽宁省沈阳市 210100、辽宁省阜新市海州区 210902。"


def test_two_records_of_one_name_are_refused_with_the_choices(cast: SimpleNamespace) -> None:
    publish(
        [Department.objects.create(slug="04.04", code="04.04", name="另一个", aliases=["骨科"], status="published")]
    )
    error = Client().get("/api/v1/hospitals/?department=骨科").json()["errors"][0]
    assert "骨科专业（04.03）" in error["message"]
    assert "另一个（04.04）" in error["message"]


HOSPITALS_FOR: list[tuple[dict[str, str], list[str]]] = [
    ({"q": "中心"}, HOSPITALS[:1]),
    ({"q": "医院 二"}, HOSPITALS[1:]),
    ({"q": "FXSZX"}, HOSPITALS[:1]),
    ({"q": "ｆｘｓｚｘ"}, HOSPITALS[:1]),
    ({"q": "100%"}, []),
    ({"q": "_"}, []),
    ({"q": "草稿"}, []),
    ({"region": "210000"}, HOSPITALS),
    ({"region": "全国"}, HOSPITALS),
    ({"region": "沈阳"}, []),
    ({"level": "三级"}, HOSPITALS[:1]),
    ({"department": "骨科"}, HOSPITALS[:1]),
    ({"department": "04.03"}, HOSPITALS[:1]),
    ({"department": "ＧＫＺＹ"}, HOSPITALS[:1]),
    ({"symptom": "腰疼"}, HOSPITALS[:1]),
    ({"near": "42.02,121.65"}, HOSPITALS[:1]),
    ({"near": "42.02, 121.65", "radius": "0.1"}, HOSPITALS[:1]),
    ({"near": "42.2,121.65"}, []),
    ({"near": "42.2,121.65", "radius": "21"}, HOSPITALS[:1]),
    ({"disputed": "true"}, []),
    ({"disputed": "false"}, HOSPITALS),
    ({"updated_since": "2100-01-01"}, []),
    ({"updated_since": "2020-01-01T00:00 08:00"}, HOSPITALS),
    ({"updated_since": "2020-01-01 08:00"}, HOSPITALS),
    ({"ordering": "-name"}, HOSPITALS[::-1]),
    ({"ordering": "updated_at"}, HOSPITALS),
]

OTHERS_FOR: list[tuple[str, dict[str, str], list[str]]] = [
    ("regions", {"parent": "辽宁"}, ["210100", "210900"]),
    ("regions", {"region": "阜新", "level": "county"}, ["210902"]),
    ("articles", {"role": "teaser"}, ["900-01"]),
    ("articles", {"in_scope": "false"}, []),
    ("symptoms", {"hospital": "阜新中心"}, ["yao-tong"]),
    ("symptoms", {"region": "阜新"}, ["yao-tong"]),
    ("symptoms", {"region": "沈阳"}, []),  # the hospital recommended there is a draft
    ("offices", {"serves": "海州区"}, ["fu-xin-yi-bao-ju"]),
    ("offices", {"serves": "辽宁"}, []),
    ("offices", {"service": "异地备案", "kind": "bureau"}, ["fu-xin-yi-bao-ju"]),
    ("procedures", {"applies_to": "海州区"}, ["fu-xin-bei-an"]),
    ("procedures", {"applies_to": "沈阳"}, []),
    ("procedures", {"service": "4"}, ["fu-xin-bei-an"]),
    ("policies", {"applies_to": "沈阳"}, ["ju-min-qiang-zhi"]),
    ("policies", {"disputed": "true"}, ["ju-min-qiang-zhi"]),
    ("policies", {"year": "2025"}, []),
]


def test_hospitals_are_narrowed(cast: SimpleNamespace) -> None:
    for query, slugs in HOSPITALS_FOR:
        assert found("hospitals", **query) == slugs, query


def test_the_others_are_narrowed(cast: SimpleNamespace) -> None:
    for path, query, slugs in OTHERS_FOR:
        assert found(path, **query) == slugs, (path, query)


def test_nearest_and_ranked_first_unless_another_order_is_asked_for(cast: SimpleNamespace) -> None:
    place = {"latitude": "42.030000", "longitude": "121.650000", "datum": "wgs84"}
    Hospital.objects.filter(pk=cast.second.pk).update(**place)
    publish([cast.second])
    assert found("hospitals", near="42.031,121.65") == HOSPITALS[::-1]
    assert found("hospitals", near="42.031,121.65", ordering="name") == HOSPITALS
    cast.symptom.recommendations.create(hospital=cast.second, article=cast.teaser, rank=2)
    assert found("hospitals", symptom="腰痛") == HOSPITALS
    assert found("hospitals", symptom="腰痛", ordering="-name") == HOSPITALS[::-1]


def test_scheme_by_code_name_or_alias(cast: SimpleNamespace) -> None:
    cast.bureau.schemes.add(Scheme.objects.create(code="employee", name="职工医保", aliases=["职工"]))
    publish([cast.bureau])
    for word in ("employee", "职工医保", "职工"):
        assert found("offices", scheme=word) == ["fu-xin-yi-bao-ju"]


def test_what_a_filter_names_must_be_public(cast: SimpleNamespace) -> None:
    assert Client().get("/api/v1/symptoms/?hospital=cao-gao").status_code == 400


def test_several_words_are_any_of_them(cast: SimpleNamespace, client: Client) -> None:
    def names(**query: Any) -> list[str]:
        return [row["name"] for row in client.get("/api/v1/hospitals/", query).json()["results"]]

    both = names(level="3") + names(level="2")
    assert len(both) == 2
    assert names(level="3,2") == names(level="三级，二级") == names(level=["3", "2"]) == both
    assert names(level="3,2", disputed="false", updated_since="2020-01-01", ordering="name") == both[::1]
    assert names(level="3,3") == names(level="3")
    for wrong in ("3,", ",", "3,9"):
        answer = client.get("/api/v1/hospitals/", {"level": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "level"), wrong


def test_what_is_near_says_how_far(cast: SimpleNamespace, client: Client) -> None:
    (row,) = client.get("/api/v1/hospitals/", {"near": "42.0,121.6", "radius": "30"}).json()["results"]
    assert row["km"] == pytest.approx(4.7, abs=0.2)
    assert "km" not in client.get("/api/v1/hospitals/").json()["results"][0]
