# ruff: noqa: E501  # one situation is one line
"""What the insurance pays, wants and who handles it, as a careful clerk would tell it: situations, one line each.

Nobody is told another group's rule, an example, or another place's office; what is passed over is said.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.test import Client

from directory.core.index.timetables import evaluator, official_calendar
from directory.core.models import Entry

pytestmark = pytest.mark.django_db

# who | treated | insured | 险种 | 人群 | 人员类别 | 费用 || paid: figures or statements that must be told || never told || only for whom, among the passed over
PAID = """
阜新职工 | 阜新 | 阜新 | 职工 | | | || 断缴后统筹报销停止 || 300 元/年 50% 55–65% 3000 元/年 || 省直参保人员
阜新退休职工 | 阜新 | 阜新 | 职工 | 退休 | | || 断缴后统筹报销停止 || 300 元/年 50% 55–65% 3000 元/年 || 省直参保人员
辽宁省直在职 | 阜新 | 阜新 | 职工 | 省直 在职 | | || 300 元/年 50% 3000 元/年 || 55–65% || 退休人员，省直参保人员
辽宁省直退休 | 沈阳 | 沈阳 | 职工 | 省直 退休 | | || 300 元/年 55–65% 3000 元/年 || 50% || 在职职工，省直参保人员
辽宁省直没说在职退休 | 沈阳 | 沈阳 | 职工 | 省直 | | || 300 元/年 3000 元/年 || 50% 55–65% || 退休人员，省直参保人员
不是省直的退休职工 | 沈阳 | 沈阳 | 职工 | 退休，不是省直 | | || 断缴后统筹报销停止 || 300 元/年 55–65% || 省直参保人员
阜新居民 | 阜新 | 阜新 | 居民 | | | || 在定点机构发生、属医保目录的费用 || 300 元 500 元 800 元 50–70% 几十万元 300 元/年 || -
罗山居民 | 罗山县 | 罗山县 | 居民 | | | || 断缴期间没有待遇 || 300 元 500 元 800 元 50–70% 几十万元 || -
北京居民 | 东城区 | 东城区 | 居民 | | | || 断缴期间没有待遇 || 300 元 500 元 800 元 50–70% 几十万元 || -
没说险种的阜新人 | 阜新 | 阜新 | | | | || 断缴期间没有待遇 || 300 元/年 50–70% 300 元 || 省直参保人员
厦门职工 | 厦门 | 厦门 | 职工 | | | || 不设起付线 90% 85% || 1200 元 800 元 75% 95% 93% || 在职职工
厦门在职 | 厦门 | 厦门 | 职工 | 在职 | | || 1200 元 75% || 800 元 95% || 退休人员
厦门退休 | 厦门 | 厦门 | 职工 | 退休 | | || 800 元 85% || 1200 元 75% || 在职职工
厦门在职, 费用两万 | 厦门 | 厦门 | 职工 | 在职 | | 20000 || 1200 元 75% 90% 95% 93% || 800 元 || 退休人员
厦门退休, 费用两万 | 厦门 | 厦门 | 职工 | 退休 | | 20000 || 800 元 85% 95% || 1200 元 75% || 在职职工
厦门退休, 费用正好一万 | 厦门 | 厦门 | 职工 | 退休 | | 10000 || 800 元 85% || 93% 95% || 费用超过 10000 元的部分
厦门居民 | 厦门 | 厦门 | 居民 | | | || 断缴期间没有待遇 || 1200 元 800 元 75% || 职工医保
江苏职工 | 徐州 | 徐州 | 职工 | | | || 90% 85% 75% || 8000 元/年 || 门诊慢病患者
江苏职工有慢病 | 徐州 | 徐州 | 职工 | 高血压 | | || 90% 8000 元/年 || 50–70% || -
徐州居民 | 徐州 | 徐州 | 居民 | | | || 在定点机构发生、属医保目录的费用 || 90% 8000 元/年 50–70% || 职工医保
长沙灵活就业 | 长沙 | 长沙 | 灵活就业 | | | || 断缴期间没有待遇 与单位职工相同 || 300 元/年 50–70% || 城乡居民医保
长沙职工 | 长沙 | 长沙 | 职工 | | | || 断缴后统筹报销停止 || 断缴期间没有待遇 || 灵活就业人员医保
长春生育保险 | 长春 | 长春 | 生育 | | | || 生育医疗费用和生育津贴 || 50–70% || 城乡居民医保
广州职工去香港 | 香港 | 广州 | 职工 | | | || - || 断缴后统筹报销停止 || 在内地就医
广州居民去澳门 | 澳门 | 广州 | 居民 | | | || - || 断缴期间没有待遇 可以 || 在内地就医
厦门居民去台湾 | 台湾 | 厦门 | 居民 | | | || - || 断缴期间没有待遇 || 在内地就医
香港人在香港 | 香港 | 香港 | | | | || - || 50–70% 300 元 断缴期间没有待遇 || -
香港人在广州 | 广州 | 香港 | 居民 | | | || - || 50–70% 300 元 断缴期间没有待遇 || -
"""

# who | treated | insured | 险种 | 人群 | 人员类别 || relation | required | procedures | papers, "?" not required | first office | hotlines || passed over procedures
FILED = """
阜新职工去长沙 | 长沙 | 阜新 | 职工 | | || cross_province | None | - | - | - | 12393热线 || 居民医保异地就医备案和结算
阜新省直职工去长沙 | 长沙 | 阜新 | 职工 | 省直 | || cross_province | True | - | - | - | 12393热线 || 居民医保异地就医备案和结算
武汉居民去长沙 | 长沙 | 武汉 | 居民 | | || cross_province | True | 湖北跨省异地就医备案 | 社保卡 医保码 | - | 12393热线 || -
武汉居民去襄阳 | 襄阳 | 武汉 | 居民 | | || within_province | True | 居民医保异地就医备案和结算 | - | - | 12393热线 || 湖北跨省异地就医备案
南京职工去徐州 | 徐州 | 南京 | 职工 | | || within_province | False | 南京参保人在徐州就医免备案 | - | - | 12393热线 || 居民医保异地就医备案和结算
南京居民去苏州 | 苏州 | 南京 | 居民 | | || within_province | None | 居民医保异地就医备案和结算 | - | - | 12393热线 || 南京参保人在徐州就医免备案
徐州居民去南京鼓楼 | 320106 | 徐州 | 居民 | | || within_province | False | 徐州参保人在南京就医免备案 | - | - | 12393热线 || -
赣州居民去上海 | 上海 | 赣州 | 居民 | | || cross_province | True | 居民医保异地就医备案和结算 | - | - | 12393热线 || 江西省内就医免备案
赣州居民去南昌 | 南昌 | 赣州 | 居民 | | || within_province | False | 江西省内就医免备案 | - | - | 12393热线 || -
罗山职工转诊 | 郑州 | 罗山县 | 职工 | | 转诊 || within_province | None | 罗山县异地转诊 | - | 罗山县社会医疗保险中心 | - || 河南异地就医备案
罗山居民去郑州 | 郑州 | 罗山县 | 居民 | | || within_province | True | 罗山县异地转诊 河南异地就医备案 | - | 罗山县医保局 | - || -
罗山职工去郑州 | 郑州 | 罗山县 | 职工 | | || within_province | None | 罗山县异地转诊 | - | 罗山县医保局 | - || 河南异地就医备案
扬州职工外派 | 长沙 | 扬州 | 职工 | | 外派 || cross_province | None | 扬州异地就医备案 | 单位外派证明 异地工作劳动合同 | - | 12393热线 || -
广州职工去香港 | 香港 | 广州 | 职工 | | || beyond_mainland | None | - | - | - | 12393热线 || -
"""


class Line(NamedTuple):
    who: str
    parts: list[list[str]]


def lines(table: str) -> list[Line]:
    rows = [
        [[cell.strip() for cell in part.split("|")] for part in line.split("||")] for line in table.strip().splitlines()
    ]
    return [Line(parts[0][0], parts) for parts in rows]


def ask(client: Client, **query: str) -> dict[str, Any]:
    given = {name: value for name, value in {"symptom": "腰痛", **query}.items() if value}
    response = client.get(f"/api/v1/guide/?{urlencode(given)}")
    assert response.status_code == 200, response.content.decode()
    found: dict[str, Any] = response.json()["insurance"]
    return found


def words(cell: str) -> list[str]:
    """Statements of a cell: figures keep their unit (300 元/年)."""
    if cell == "-":
        return []
    found: list[str] = []
    for word in cell.split():
        if found and word.startswith("元") and found[-1].isdigit():
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


@pytest.mark.parametrize("line", lines(PAID), ids=lambda line: line.who)
def test_what_is_paid(directory: None, client: Client, line: Line) -> None:
    asked, (told,), (never,), (others,) = line.parts
    names = ("region", "insured_region", "scheme", "population", "person_type", "cost")
    insurance = ask(client, **dict(zip(names, asked[1:], strict=True)))
    policies = [policy for group in insurance["payments"] for policy in group["policies"]]
    said = {policy["figure"] or policy["statement"] for policy in policies}
    assert set(words(told)) <= said
    assert not set(words(never)) & said
    passed_over = insurance["passed_over"]
    assert others == "-" or others in {one["only_for"] for one in passed_over}
    assert all(one["only_for"] and one["reason"] for one in passed_over)
    assert not {one["slug"] for one in passed_over} & {policy["slug"] for policy in policies}


@pytest.mark.parametrize("line", lines(FILED), ids=lambda line: line.who)
def test_what_is_filed(directory: None, client: Client, line: Line) -> None:
    asked, (relation, required, procedures, papers, office, hotlines), (others,) = line.parts
    names = ("region", "insured_region", "scheme", "population", "person_type")
    insurance = ask(client, **dict(zip(names, asked[1:], strict=True)))
    filing = insurance["filing"]
    assert (insurance["relation"], str(filing["required"])) == (relation, required)
    assert [one["name"] for one in filing["procedures"]] == words(procedures)
    brought = [
        paper["name"] + "?" * (not paper["required"]) for one in filing["procedures"] for paper in one["materials"]
    ]
    assert brought == words(papers)
    assert [one["name"] for one in filing["offices"]][:1] == words(office)
    assert [one["name"] for one in filing["office_answer"]["hotlines"]] == words(hotlines)
    assert set(words(others)) <= {one["name"] for one in filing["not_for_you"]}
    assert all(one["only_for"] and one["reason"] for one in filing["not_for_you"])


def test_the_page_and_the_sheet_say_it_too(directory: None, client: Client) -> None:
    asked = {"symptom": "腰痛", "region": "阜新", "insured_region": "阜新", "scheme": "职工"}
    page = client.get("/guide/", asked).content.decode()
    payments, others = page.split("只适用于别人的规定")
    assert "辽宁省直职工医保门诊起付标准" not in payments
    assert "没有说属于“省直参保人员”" in others
    mine = client.get("/guide/", asked | {"population": "省直"}).content.decode()
    assert "辽宁省直职工医保门诊起付标准" in mine.split("只适用于别人的规定")[0]
    assert client.get("/guide/print/", asked | {"population": "省直"}).status_code == 200


def test_an_unknown_group_is_refused_with_the_choices(directory: None, client: Client) -> None:
    query = {"symptom": "腰痛", "region": "阜新", "population": "学天书的人"}
    response = client.get("/api/v1/guide/", query)
    assert response.status_code == 400
    assert "退休人员" in response.json()["errors"][0]["message"]


LISTED = [
    ("applies_to=阜新&subject=门诊起付标准&scheme=职工", [], ["省直参保人员"]),
    ("applies_to=阜新&subject=门诊起付标准&scheme=职工&population=省直", ["300 元/年"], []),
    ("applies_to=厦门&subject=门诊起付标准&population=退休", ["800 元", "不设起付线"], ["在职职工"]),
    (
        "applies_to=厦门&subject=门诊报销比例&population=退休&cost=12000",
        ["85%", "95%", "90%", "95%", "85%", "93%"],
        ["在职职工"],
    ),
    ("applies_to=徐州&subject=个人缴费标准&year=2025", ["460 元/年"], ["大学生"]),
    ("applies_to=徐州&subject=个人缴费标准&year=2025&population=大学生", ["300 元/年"], ["普通居民（不含大学生）"]),
    ("applies_to=香港&subject=个人缴费标准", [], []),
    ("applies_to=罗山县&subject=住院起付标准", [], []),
]


@pytest.mark.parametrize(("query", "told", "others"), LISTED)
def test_what_a_list_answers(directory: None, client: Client, query: str, told: list[str], others: list[str]) -> None:
    found = client.get(f"/api/v1/policies/?{query}").json()
    results = {one["slug"]: (one["figure"] or {"text": one["statement"]})["text"] for one in found["results"]}
    standing = {one["slug"] for one in found["answer"]["found"]}
    assert set(told) <= {results[slug] for slug in standing}
    assert set(others) <= {one["only_for"] for one in found["answer"]["passed_over"]}
    assert not standing & {one["slug"] for one in found["answer"]["passed_over"]}
    assert not [one for one in found["results"] if one["example"]]


def test_regions_beyond_the_mainland_have_none_of_its_rules(directory: None, client: Client) -> None:
    for region in ("710000", "810000", "820000"):
        for address in ("policies/?applies_to", "procedures/?applies_to", "channels/?applies_to", "offices/?serves"):
            assert client.get(f"/api/v1/{address}={region}").json()["count"] == 0, address
        assert "全国" not in client.get(f"/regions/{region}/").content.decode().split("<main")[1]


def test_hotlines_are_offices_and_their_old_addresses_lead_there(directory: None, client: Client) -> None:
    for number in ("12333", "12345"):
        for prefix in ("", "/api/v1"):
            response = client.get(f"{prefix}/channels/{number}/")
            assert (response.status_code, response["Location"]) == (301, f"{prefix}/offices/{number}-re-xian/")
            assert client.get(response["Location"]).status_code == 200
    channels = client.get("/api/v1/procedures/12345-ju-bao-yi-yuan/").json()["channels"]
    assert [(one["channel"]["page"], one["kind"]) for one in channels] == [
        ("http://testserver/offices/12345-re-xian/", "phone")
    ]
    assert "/offices/12345-re-xian/" in client.get("/procedures/12345-ju-bao-yi-yuan/").content.decode()


def test_ways_of_which_one_is_enough_are_no_numbered_steps(directory: None, client: Client) -> None:
    steps = client.get("/api/v1/procedures/tui-xiu-yi-bao-nian-xian-bu-jiao/").json()["steps"]
    assert [step["alternative_group"] for step in steps] == ["", *["三种办法选一种"] * 3]
    page = client.get("/procedures/tui-xiu-yi-bao-nian-xian-bu-jiao/").content.decode()
    assert "三种办法选一种" in page
    sheet = client.get("/procedures/tui-xiu-yi-bao-nian-xian-bu-jiao/print/").content.decode()
    assert "三种办法选一种：" in sheet


def test_a_hospital_whose_holiday_hours_are_cut_off_is_unknown_then(directory: None, client: Client) -> None:
    entry = Entry.objects.get(kind="hospital", slug="guang-dong-sheng-di-er-ren-min-yi-yuan")
    hours = evaluator(str(entry.hours_spec), official_calendar())

    def at(moment: str) -> tuple[str, str]:
        found = hours.state(datetime.datetime.fromisoformat(f"{moment}+08:00"))
        return str(found.state), str(found.reason)

    assert at("2025-04-22T10:00") == ("open", "daily")
    assert at("2025-05-01T10:00") == ("unknown", "holiday_hours")
    assert at("2025-05-01T23:00") == ("unknown", "holiday_hours")
