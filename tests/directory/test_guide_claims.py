"""Being paid back by somebody who paid, and what is paid at one level of hospital: only what a source says, for whom it holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

JIANGSU = "江苏医保异地就医费用报销"
PAPERS = ["出院小结", "发票", "用药明细表", "身份证", "医保卡", "异地就医证明"]


def insurance(client: Client, **asked: str) -> Any:
    response = client.get("/api/v1/guide/", {"symptom": "咳嗽"} | asked)
    assert response.status_code == 200, response.content.decode()
    return response.json()["insurance"]


def test_it_works(directory: None, client: Client) -> None:
    claims = insurance(client, region="上海", insured_region="苏州", scheme="职工")["claims"]
    (procedure,) = claims["procedures"]
    assert (procedure["name"], procedure["only_for"]) == (JIANGSU, "异地就医")
    assert [paper["name"] for paper in procedure["materials"]] == PAPERS
    assert procedure["sources"]["materials"]
    assert "苏州市" in claims["statement"]
    assert claims["office_answer"]["no_local_office"]
    assert [one["name"] for one in claims["office_answer"]["hotlines"]] == ["12393热线"]


@pytest.mark.parametrize(
    ("region", "insured", "scheme", "told", "others", "office"),
    [
        ("南京", "南京", "职工", [], [JIANGSU], []),
        ("苏州", "南京", "居民", [JIANGSU], [], []),
        ("泰州", "泰州", "居民", ["泰州医保费用报销"], [JIANGSU], []),
        ("上海", "泰州", "职工", ["泰州医保费用报销", JIANGSU], [], []),
        ("阜新", "阜新", "职工", [], [], []),
        ("罗山县", "罗山县", "居民", [], [], ["罗山县医保局"]),
        ("郑州", "罗山县", "职工", [], [], ["罗山县医保局"]),
    ],
)
def test_only_what_holds_here(
    directory: None,
    client: Client,
    region: str,
    insured: str,
    scheme: str,
    told: list[str],
    others: list[str],
    office: list[str],
) -> None:
    claims = insurance(client, region=region, insured_region=insured, scheme=scheme)["claims"]
    assert [one["name"] for one in claims["procedures"]] == told
    assert [one["name"] for one in claims["not_for_you"]] == others
    assert [one["name"] for one in claims["offices"]] == office
    assert ("没有查到" in claims["statement"]) == (not told)


@pytest.mark.parametrize(("region", "insured"), [("香港", "泰州"), ("广州", "香港")])
def test_nothing_is_claimed_beyond_the_mainland(directory: None, client: Client, region: str, insured: str) -> None:
    assert insurance(client, region=region, insured_region=insured)["claims"] is None


def test_the_page_and_the_sheet_tell_it(directory: None, client: Client) -> None:
    asked = {"symptom": "头疼", "region": "泰州", "insured_region": "泰州", "scheme": "居民"}
    page = client.get("/guide/", asked).content.decode()
    claims = page.partition('id="claims-head"')[2]
    assert "<details" in claims
    assert "不超过 10 工作日" in claims
    assert JIANGSU not in claims.partition("<details")[2].partition("</details>")[0]
    sheet = client.get("/guide/print/", asked | {"region": "上海", "insured_region": "苏州"}).content.decode()
    assert "出院小结" in sheet
    english = client.get("/guide/", asked, headers={"accept-language": "en"}).content.decode()
    assert "If you paid yourself" in english


# 去几级的医院 | what is told of the payments | the levels whose figures are not
LEVELS = [
    ("三级", ["1200 元", "75%"], {"基层公立定点医疗机构", "一级及以下", "二级"}),
    ("三甲", ["1200 元", "75%"], {"基层公立定点医疗机构", "一级及以下", "二级"}),
    ("2", ["1200 元", "85%"], {"基层公立定点医疗机构", "一级及以下", "在职职工，三级"}),
    ("一级", ["1200 元", "90%"], {"基层公立定点医疗机构", "二级", "在职职工，三级"}),
    ("社区卫生服务中心", ["不设起付线", "90%"], {"二级", "在职职工，三级"}),
]


@pytest.mark.parametrize(("level", "told", "others"), LEVELS)
def test_only_the_asked_level_is_told(
    directory: None, client: Client, level: str, told: list[str], others: set[str]
) -> None:
    asked = {"region": "厦门", "insured_region": "厦门", "scheme": "职工", "population": "在职"}
    found = insurance(client, **asked, facility_level=level)
    figures = [
        policy["figure"] or policy["statement"]
        for group in found["payments"]
        if group["subject"].startswith("门诊")
        for policy in group["policies"]
    ]
    assert figures == told
    assert others <= {one["only_for"] for one in found["passed_over"]}
    assert found["levels"] == []


def test_the_level_is_asked_where_it_matters(directory: None, client: Client) -> None:
    asked = {"region": "徐州", "insured_region": "徐州", "scheme": "职工"}
    levels = insurance(client, **asked)["levels"]
    assert [one["code"] for one in levels] == ["community", "2", "3"]
    assert insurance(client, **(asked | {"scheme": "居民"}))["levels"] == []
    page = client.get("/guide/", {"symptom": "咳嗽"} | asked).content.decode()
    assert "facility_level=3" in page
    narrowed = client.get("/guide/", {"symptom": "咳嗽", "facility_level": "3"} | asked).content.decode()
    payments = narrowed.partition('id="payments"')[2].partition("</details>")[0]
    assert "75%" in payments
    assert "85%" not in payments


@pytest.mark.parametrize("level", ["五级", "三级和二级", "x"])
def test_another_level_is_refused_with_what_there_is(directory: None, client: Client, level: str) -> None:
    asked = {"symptom": "咳嗽", "region": "厦门", "facility_level": level}
    refused = client.get("/api/v1/guide/", asked)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "facility_level"
    assert "community" in refused.json()["detail"]
    assert client.get("/guide/", asked).status_code == 400
