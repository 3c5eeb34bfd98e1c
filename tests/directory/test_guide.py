# ruff: noqa: E501  # one situation is one line
"""The guide: people's situations, one line each, with the answer that the articles give; and what it refuses."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.test import Client

from directory.core.models import Region
from directory.core.publishing.publish import publish
from directory.guide.places import Journey, Relation, relation
from directory.guide.symptoms import Catalogue
from hospitals.models import Hospital, Symptom
from tests.directory.reading import Reader

pytestmark = pytest.mark.django_db

GUIDE = ("symptom", "region", "insured_region", "scheme", "person_type")

# who | what they say | where | insured | 险种 | type || departments | recommended, "=" ties, ">" then | others
# || relation | filing | procedures@level | papers | office. "-" is nothing, "?" not known.
TREATED = """
罗山居民在阜新腰疼发烧 | 腰疼 发烧 | 阜新 | 罗山县 | 居民 | || 20 04.03 | 阜新市中心医院=阜新市第二人民医院 | 阜新矿业集团总医院 阜新市中医医院 || cross_province | yes | 罗山县异地转诊@county 河南异地就医备案@province | - | 罗山县医保局
罗山职工在阜新腰痛发热 | 腰痛伴发热 | 阜新 | 罗山县 | 职工 | || 20 04.03 | 阜新市中心医院=阜新市第二人民医院 | 阜新矿业集团总医院 阜新市中医医院 || cross_province | ? | 罗山县异地转诊@county | - | 罗山县医保局
阜新人胳膊麻肩膀疼 | 胳膊麻 肩膀疼 | 阜新 | 阜新 | 职工 | || 04.03 03.03 27 | 阜新市中心医院=阜新市第二人民医院 | 阜新市中医医院 || local | - | - | - | -
海州区人在本区肩膀疼手麻 | 我肩膀疼三天了，手麻 | 210902 | 210902 | 居民 | || 04.03 03.03 27 | 阜新市中心医院=阜新市第二人民医院 | 阜新市中医医院 || local | - | - | - | -
沈阳职工在阜新弯不下腰 | 腰疼弯不下腰 | 阜新 | 沈阳 | 职工 | || 20 04.03 21 50.13 | 阜新市中心医院=阜新市中医医院 | 阜新市第二人民医院 阜新矿业集团总医院 || within_province | ? | - | - | -
罗山居民在阜新脖子疼看不清 | 脖子疼得厉害看不清东西 | 阜新 | 罗山县 | 居民 | || 03.03 10 04.03 | 阜新市中心医院 | 阜新市第二人民医院 阜新市中医医院 || cross_province | yes | 罗山县异地转诊@county 河南异地就医备案@province | - | 罗山县医保局
阜新居民在海州区脚踝肿痛 | 脚踝又肿又疼 | 210902 | 阜新 | 居民 | || 04.03 20 | 阜新市中心医院=阜新市中医医院>阜新矿业集团总医院 | 阜新市第二人民医院 || local | - | - | - | -
大连居民在阜新肩膀头疼 | 肩膀疼、头疼 | 阜新 | 大连 | 居民 | || 04.03 03.03 | 阜新市人民医院=中国医科大学附属盛京医院阜新医院 | 阜新市中心医院 阜新市第二人民医院 阜新市中医医院 || within_province | ? | 居民医保异地就医备案和结算@nation | - | -
阜新居民摸到乳房硬块 | 乳房有硬块 | 阜新 | 阜新 | 居民 | || 04.01 | 阜新矿业集团总医院=阜新市中心医院 | - || local | - | - | - | -
阜新职工乳房皮肤凹陷 | 乳房皮肤凹陷 | 阜新 | 阜新 | 职工 | || 04.01 04.08 | 阜新矿业集团总医院>阜新市中心医院 | - || local | - | - | - | -
呼和浩特居民在巴彦淖尔尿急 | 憋不住尿 | 巴彦淖尔 | 呼和浩特 | 居民 | || 04.04 | 巴彦淖尔市医院=巴彦淖尔市中蒙医院 | 巴彦淖尔市红十字会医院 || within_province | ? | 居民医保异地就医备案和结算@nation | - | -
巴彦淖尔居民浑身酸痛 | 浑身酸痛 | 巴彦淖尔 | 巴彦淖尔 | 居民 | || 20 04.03 | 巴彦淖尔市医院=巴彦淖尔市中医医院 | - || local | - | - | - | -
五原居民在市里手脚凉 | 手脚凉 | 巴彦淖尔 | 五原县 | 居民 | || 50 | 巴彦淖尔市医院>妇孺国医堂 | - || local | - | - | - | -
银川职工在巴彦淖尔手指肿 | 手指肿 | 巴彦淖尔 | 银川 | 职工 | || 04.03 | 巴彦淖尔市医院=巴彦淖尔市红十字会医院 | - || cross_province | ? | - | - | -
巴彦淖尔居民白带多 | 白带多 | 巴彦淖尔 | 巴彦淖尔 | 居民 | || 05 05.01 | 巴彦淖尔市第二人民医院=巴彦淖尔市第一人民医院 | - || local | - | - | - | -
巴彦淖尔居民吃东西噎 | 吃东西噎 | 巴彦淖尔 | 巴彦淖尔 | 居民 | || 03.02 11 | 巴彦淖尔市医院 | - || local | - | - | - | -
巴彦淖尔居民淋巴疙瘩 | 淋巴疙瘩 | 巴彦淖尔 | 巴彦淖尔 | 居民 | || 04.01 03.05 | 巴彦淖尔市医院 | 巴彦淖尔市红十字会医院 || local | - | - | - | -
扬州退休的人住在巴彦淖尔起疹 | 身上起红疹子 | 巴彦淖尔 | 扬州 | 职工 | 退休 || 13 | 巴彦淖尔市人民医院 | - || cross_province | ? | 扬州异地就医备案@city | 户口簿首页 常住人口登记卡 | -
扬州人长住巴彦淖尔手脚凉 | 手脚凉 | 巴彦淖尔 | 扬州 | 居民 | 长期居住 || 50 | 巴彦淖尔市医院>妇孺国医堂 | - || cross_province | yes | 扬州异地就医备案@city | 居住证 户口簿首页 常住人口登记卡 | -
扬州职工外派巴彦淖尔起疹 | 皮疹 | 巴彦淖尔 | 扬州 | 职工 | 外派 || 13 | 巴彦淖尔市人民医院 | - || cross_province | ? | 扬州异地就医备案@city | 单位外派证明 异地工作劳动合同 | -
扬州居民转诊吞咽困难 | 吞咽困难 | 巴彦淖尔 | 扬州 | 居民 | 转诊 || 03.02 11 | 巴彦淖尔市医院 | - || cross_province | yes | 扬州异地就医备案@city | 转诊申请表 | -
扬州居民临时去阜新腰痛发热 | 腰痛伴发热 | 阜新 | 扬州 | 居民 | 临时外出 || 20 04.03 | 阜新市中心医院=阜新市第二人民医院 | 阜新矿业集团总医院 阜新市中医医院 || cross_province | yes | 扬州异地就医备案@city | 有效身份证件 | -
武汉居民在阜新腰痛发热 | 腰痛，发烧 | 阜新 | 武汉 | 居民 | || 20 04.03 | 阜新市中心医院=阜新市第二人民医院 | 阜新矿业集团总医院 阜新市中医医院 || cross_province | yes | 湖北跨省异地就医备案@province | 社保卡 医保码 | -
武汉职工在阜新急诊脚踝肿痛 | 脚踝肿痛 | 阜新 | 武汉 | 职工 | 急诊 || 04.03 20 | 阜新市中心医院=阜新市中医医院>阜新矿业集团总医院 | 阜新市第二人民医院 || cross_province | yes | 湖北跨省异地就医备案@province | 社保卡 医保码 | -
罗山居民在阜新急诊 | 脚踝肿痛 | 阜新 | 罗山县 | 居民 | 急诊 || 04.03 20 | 阜新市中心医院=阜新市中医医院>阜新矿业集团总医院 | 阜新市第二人民医院 || cross_province | yes | 河南异地就医备案@province | - | 罗山县医保局
罗山职工转诊到巴彦淖尔 | 吞咽困难 | 巴彦淖尔 | 罗山县 | 职工 | 转诊 || 03.02 11 | 巴彦淖尔市医院 | - || cross_province | ? | 罗山县异地转诊@county | - | 罗山县社会医疗保险中心
罗山居民去郑州看皮疹 | 皮疹 | 郑州 | 罗山县 | 居民 | || 13 | - | - || within_province | yes | 罗山县异地转诊@county 河南异地就医备案@province | - | 罗山县医保局
济源居民去郑州看皮疹 | 皮疹 | 郑州 | 济源 | 居民 | || 13 | - | - || within_province | yes | 河南异地就医备案@province | - | -
南京居民在徐州手脚凉 | 手脚凉 | 徐州 | 南京 | 居民 | || 50 | - | - || within_province | no | 南京参保人在徐州就医免备案@city | - | -
徐州居民在南京手脚凉 | 手脚凉 | 南京 | 徐州 | 居民 | || 50 | - | - || within_province | no | 徐州参保人在南京就医免备案@city | - | -
南京居民在上海尿急 | 尿急 | 上海 | 南京 | 居民 | || 04.04 | - | - || cross_province | yes | 居民医保异地就医备案和结算@nation | - | -
赣州居民在南昌尿急 | 尿急 | 南昌 | 赣州 | 居民 | || 04.04 | - | - || within_province | no | 江西省内就医免备案@province | - | -
赣州居民在长沙尿急 | 尿急 | 长沙 | 赣州 | 居民 | || 04.04 | - | - || cross_province | yes | 居民医保异地就医备案和结算@nation | - | -
阜新职工去沈阳看皮疹 | 皮疹 | 沈阳 | 阜新 | 职工 | || 13 | - | 沈阳中亚白癜风医院 || within_province | ? | - | - | -
拉萨看头痛, 昌都参保, 名录什么也不知道 | 头痛 | 拉萨 | 昌都 | 职工 | || 03.03 | - | - || within_province | ? | - | - | -
北京东城居民去朝阳看皮疹 | 皮疹 | 110105 | 110101 | 居民 | || 13 | - | - || local | - | - | - | -
昆明五华区居民看皮疹 | 起疹子 | 五华区 | 五华区 | 居民 | || 13 | - | 昆明白癜风医院 || local | - | - | - | -
辽宁参保, 不知在哪个市 | 肩膀疼头疼 | 阜新 | 辽宁 | 居民 | || 04.03 03.03 | 阜新市人民医院=中国医科大学附属盛京医院阜新医院 | 阜新市中心医院 阜新市第二人民医院 阜新市中医医院 || unclear | ? | 居民医保异地就医备案和结算@nation | - | -
没说在哪里参保 | 腰疼 发烧 | 阜新 | | | || 20 04.03 | 阜新市中心医院=阜新市第二人民医院 | 阜新矿业集团总医院 阜新市中医医院 || - | - | - | - | -
"""

# who || the task | insured | 险种 | person type || procedures@level | papers || offices, the best first; "-" is none known here
TASKS = """
扬州退休的人住在外地 || 异地就医备案 | 扬州 | 职工 | 异地安置退休人员 || 扬州异地就医备案@city | 户口簿首页 常住人口登记卡 || -
扬州居民住在外地, 没说是哪类 || 异地就医备案 | 扬州 | 居民 | || 扬州异地就医备案@city | 户口簿首页 常住人口登记卡 居住证 单位外派证明 异地工作劳动合同 转诊申请表 有效身份证件 || -
长沙灵活就业, 断缴四个月 || 断缴补缴 | 长沙 | 灵活就业 | 参加职工医保的灵活就业人员 || 长沙灵活就业医保断缴补缴@city 退休时医保年限不足的补缴@nation | - || -
长沙居民断缴 || 断缴 | 长沙 | 居民 | || 长沙灵活就业医保断缴补缴@city | - || -
扬州的新生儿 || 新生儿参保 | 扬州 | 居民 | 新生儿及婴幼儿 || 新生儿参保登记@nation | 户口簿 身份证 新生儿照片 || -
临沂职工给父母缴费 || 家庭共济 | 临沂 | 职工 | || 临沂用职工个人账户给家人缴费@city | - || -
沈阳职工想给家人用 || 家庭共济 | 沈阳 | 职工 | || 医保个人账户家庭共济@nation | - || -
徐州大学生缴费 || 缴费 | 徐州 | 居民 | 在徐高校大学生 || 徐州居民医保缴费@city | - || -
青海居民用手机缴费 || 缴费 | 西宁 | 居民 | || 青海居民医保缴费@province | - || -
北京居民查缴费 || 缴费查询 | 东城区 | 居民 | || 北京居民医保缴费查询@province | - || -
广州居民查缴费 || 缴费记录查询 | 广州 | 居民 | || 广东居民医保缴费查询@province | - || -
罗山居民报销医药费 || 报销 | 罗山县 | 居民 | || - | - || 罗山县医保局
罗山职工报销, 县里没有写险种 || 报销 | 罗山县 | 职工 | || - | - || 罗山县医保局
罗山职工转诊 || 转诊 | 罗山县 | 职工 | || 罗山县异地转诊@county | - || 罗山县社会医疗保险中心
罗山居民参保 || 居民参保 | 罗山县 | 居民 | || 城乡居民医保参保登记@nation 新生儿参保登记@nation | - || 罗山县医保局
泰州报销 || 报销 | 泰州 | 职工 | || 泰州医保费用报销@city 江苏医保异地就医费用报销@province | - || -
武汉单位迟交医保 || 滞纳金 | 武汉 | 职工 | 单位 || 湖北医保费欠缴补缴@province | - || -
换城市工作的职工 || 医保转移接续 | 成都 | 职工 | || 基本医疗保险关系转移接续@nation | 参保凭证 || -
杭州开通灵活就业 || 灵活就业参保 | 杭州 | 灵活就业 | || 浙江灵活就业参保登记和缴费@province | 证件照片 || -
单位申领生育津贴 || 生育津贴 | 长春 | 生育 | || 生育津贴申领@nation | 生育证明 || -
核实参保信息 || 查医保 | 拉萨 | 居民 | || 居民医保参保状态查询@nation | 身份证 || 12333热线
投诉医院 || 投诉医院 | 三亚 | 居民 | || 拨打12345举报医院@nation | - || 12345热线
"""


class Line(NamedTuple):
    """One situation of a table: who, and the cells of each of its parts."""

    who: str
    parts: list[list[str]]


def lines(table: str) -> list[Line]:
    found = []
    for text in table.strip().splitlines():
        head, *rest = text.split("||")
        cells = [[cell.strip() for cell in part.split("|")] for part in (head, *rest)]
        found.append(Line(cells[0][0], cells))
    return found


def words(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split()


def ask(client: Client, **query: str) -> Any:
    return client.get(f"/api/v1/guide/?{urlencode({name: value for name, value in query.items() if value})}")


def ties(recommended: list[dict[str, Any]]) -> str:
    """``A=B>C``: A and B tie, C comes after them."""
    text, last = "", None
    for one in recommended:
        text += ("=" if one["rank"] == last else ">") * bool(text) + one["name"]
        last = one["rank"]
    return text or "-"


def found(procedures: list[dict[str, Any]]) -> list[str]:
    return [f"{one['name']}@{one['level']}" for one in procedures]


def names(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(row["name"] for row in rows))


def test_there_are_enough_situations() -> None:
    assert len(lines(TREATED)) + len(lines(TASKS)) >= 40
    assert len({line.who for line in (*lines(TREATED), *lines(TASKS))}) == len(lines(TREATED)) + len(lines(TASKS))


@pytest.mark.parametrize("line", lines(TREATED), ids=lambda line: line.who)
def test_where_to_be_treated(directory: None, client: Client, line: Line) -> None:
    asked, (departments, recommended, others), (relation, required, procedures, papers, office) = line.parts
    answer = ask(client, **dict(zip(GUIDE, asked[1:], strict=False))).json()
    assert [one["slug"] for one in answer["departments"]["results"]] == words(departments)
    assert ties(answer["hospitals"]["recommended"]) == recommended
    assert [one["name"] for one in answer["hospitals"]["others"]] == words(others)
    insurance = answer["insurance"] or {"relation": "-", "filing": None}
    filing = insurance["filing"] or {"required": "-", "procedures": [], "offices": []}
    assert insurance["relation"] == relation
    assert {True: "yes", False: "no", None: "?"}.get(filing["required"], "-") == required
    assert found(filing["procedures"]) == words(procedures)
    assert [name for one in filing["procedures"] for name in names(one["materials"])] == words(papers)
    assert [one["name"] for one in filing["offices"]][:1] == words(office)


@pytest.mark.parametrize("line", lines(TASKS), ids=lambda line: line.who)
def test_where_to_have_it_done(directory: None, client: Client, line: Line) -> None:
    _who, (service, region, scheme, person_type), (procedures, papers), (office,) = line.parts
    query = {"service": service, "scheme": scheme}
    rules = {"applies_to": region, **query, **({"person_type": person_type} if person_type else {})}
    answer = client.get(f"/api/v1/procedures/?{urlencode(rules)}").json()["answer"]
    assert found(answer["found"]) == words(procedures)
    documents = [client.get(one["url"]).json() for one in answer["found"][:1]]
    materials = [
        paper for one in documents for paper in one["materials"] if paper["person_type"] in (None, person_type) or not person_type
    ]  # fmt: skip
    assert names(materials) == words(papers)
    offices = client.get(f"/api/v1/offices/?{urlencode({'serves': region, **query})}").json()
    assert [one["name"] for one in offices["results"]][:1] == words(office)
    assert offices["results"] or offices["answer"]["hotlines"]


def test_it_works(directory: None, client: Client) -> None:
    answer = ask(client, symptom="腰疼 发烧", region="阜新", insured_region="罗山县", scheme="居民").json()
    assert answer["symptoms"]["resolved"][0]["words"] == ["腰疼 发烧"]
    assert answer["departments"]["results"][0]["reasons"][0]["sources"][0]["slug"] == "000-07"
    first = answer["hospitals"]["recommended"][0]
    assert (first["by"][0]["article"]["slug"], first["tied"], first["level"]) == ("000-07", True, 3)
    assert "不做诊断" in answer["notice"]
    assert "120" in answer["emergency"]["notice"]
    subjects = [group["subject"] for group in answer["insurance"]["payments"]]
    assert "省内通用" in subjects
    assert all(policy["sources"] for group in answer["insurance"]["payments"] for policy in group["policies"])


def test_red_flags_come_first(directory: None, client: Client) -> None:
    answer = ask(client, symptom="脚踝肿痛", region="阜新").json()
    flag = answer["emergency"]["red_flags"][0]
    assert (flag["sign"], flag["action"], flag["department"]["slug"]) == ("突然发作，而且剧烈", "emergency", "20")
    assert [article["slug"] for article in flag["sources"]] == ["000-12"]
    assert list(answer).index("emergency") < list(answer).index("departments")


def test_an_emergency_may_be_filed_later(directory: None, client: Client) -> None:
    asked = {"symptom": "脚踝肿痛", "region": "阜新", "scheme": "职工", "person_type": "急诊"}
    filing = ask(client, insured_region="武汉", **asked).json()["insurance"]["filing"]
    assert filing["when"] == filing["emergency"]["when"] == "after"
    assert filing["emergency"]["sources"][0]["slug"] == "000-09"
    unknown = ask(client, insured_region="罗山县", **asked).json()["insurance"]["filing"]
    assert (unknown["when"], unknown["emergency"]["when"]) == (None, "ask")


def test_otherwise_it_is_filed_before(directory: None, client: Client) -> None:
    answer = ask(client, symptom="腰痛伴发热", region="阜新", insured_region="武汉", scheme="居民").json()
    assert answer["insurance"]["filing"]["when"] == "before"


@pytest.mark.parametrize(("at", "state"), [("2025-04-21T09:00", "open"), ("2025-04-21T12:30", "closed")])
def test_whether_it_is_open_then(directory: None, client: Client, at: str, state: str) -> None:
    asked = {"symptom": "腰痛伴发热", "region": "阜新", "insured_region": "罗山县", "scheme": "居民"}
    answer = ask(client, **asked, at=at).json()
    assert answer["insurance"]["filing"]["offices"][0]["open"]["state"] == state
    assert answer["hospitals"]["recommended"][0]["open"]["state"] == "open"  # 急诊 round the clock
    assert answer["question"]["at"] == f"{at}:00+08:00"


def test_disputed_rules_show_every_side(directory: None, client: Client) -> None:
    answer = ask(client, symptom="尿急", region="巴彦淖尔", insured_region="呼和浩特", scheme="居民").json()
    filing = answer["insurance"]["filing"]
    assert filing["required"] is None
    assert "说法不一" in filing["statement"]
    assert {side["value"] for side in filing["rules"][0]["sides"]} == {"无需备案", "需要备案"}


def test_a_rule_for_another_journey_is_passed_over(directory: None, client: Client) -> None:
    answer = ask(client, symptom="尿急", region="上海", insured_region="南京", scheme="居民").json()
    assert [(one["name"], one["reason"]) for one in answer["insurance"]["filing"]["not_for_you"]] == [
        ("南京参保人在徐州就医免备案", "说的是另一种去向")
    ]


def test_what_was_inherited_keeps_its_sources(directory: None, client: Client) -> None:
    answer = ask(client, symptom="皮疹", region="郑州", insured_region="济源", scheme="居民").json()
    procedure = answer["insurance"]["filing"]["procedures"][0]
    assert procedure["inherited"]["steps"]["from"]["slug"] == "yi-di-jiu-yi-bei-an"
    assert [article["slug"] for article in procedure["sources"]["steps"]] == ["003-17"]
    assert procedure["statement"] == "全国有规定，河南省另有规定：受理条件、设定依据、注意事项。"


def test_where_nothing_is_known_it_says_so(directory: None, client: Client) -> None:
    answer = ask(client, symptom="头痛", region="拉萨", insured_region="昌都", scheme="职工").json()
    assert "还不知道拉萨市" in answer["hospitals"]["statement"]
    assert answer["symptoms"]["choices"] == []
    office = answer["insurance"]["filing"]["office_answer"]
    assert office["no_local_office"] is True
    assert [one["name"] for one in office["hotlines"]] == [
        "12393热线"
    ]  # 12345 takes complaints, 12333 looks up who is insured


def test_where_no_rule_is_known_it_says_so(directory: None, client: Client) -> None:
    answer = client.get("/api/v1/policies/", {"applies_to": "拉萨", "subject": "省内通用"}).json()["answer"]
    assert answer["statement"] == "本名录还没有对拉萨市适用的“省内通用”的规定。"
    assert "参保强制性" in answer["choices"]
    asked = {"applies_to": "扬州", "service": "异地就医备案"}
    found = client.get("/api/v1/procedures/", asked).json()["answer"]
    assert (found["statement"], found["choices"]) == ("", [])
    answer = client.get("/api/v1/procedures/", {"applies_to": "拉萨", "service": "报销"}).json()["answer"]
    assert answer["statement"]
    assert "异地就医备案" in answer["choices"]


def test_distances_need_two_positions(directory: None, client: Client) -> None:
    central = Hospital.objects.get(slug="fu-xin-shi-zhong-xin-yi-yuan")
    central.latitude, central.longitude, central.datum = "42.020000", "121.650000", "wgs84"
    central.save()
    publish([central])
    answer = ask(client, symptom="腰痛伴发热", region="阜新", near="42.02,121.75").json()
    assert [one["km"] for one in answer["hospitals"]["recommended"]] == [8.3, None]


REFUSED = [
    ({"region": "阜新"}, "symptom", "请填写"),
    ({"symptom": "腰痛"}, "region", "请填写"),
    ({"symptom": "腰痛", "region": "海州区"}, "region", "辽宁省阜新市海州区 210902、江苏省连云港市海州区 320706"),
    ({"symptom": "腰痛", "region": "阜新", "insured_region": "海州区"}, "insured_region", "210902"),
    ({"symptom": "腰痛", "region": "没有这里"}, "region", "没有叫“没有这里”的地区"),
    ({"symptom": "腰痛", "region": "全国"}, "region", "范围太大"),
    ({"symptom": "腰痛", "region": "阜新", "scheme": "商业险"}, "scheme", "没有“商业险”这个险种"),
    ({"symptom": "腰痛", "region": "阜新", "person_type": "游客"}, "person_type", "异地安置退休人员"),
    ({"symptom": "腰痛", "region": "阜新", "at": "明天"}, "at", "应是 2000 到 2100 年间"),
    ({"symptom": "腰痛", "region": "阜新", "near": "阜新"}, "near", "纬度,经度"),
    ({"symptom": "腰痛", "region": "阜新", "q": "腰痛"}, "q", "没有这个参数"),
]


@pytest.mark.parametrize(("query", "parameter", "message"), REFUSED)
def test_what_it_refuses(directory: None, client: Client, query: dict[str, str], parameter: str, message: str) -> None:
    response = ask(client, **query)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    wrong = {error["parameter"]: error["message"] for error in response.json()["errors"]}
    assert message in wrong[parameter]
    page = client.get(f"/guide/?{urlencode(query)}")
    assert page.status_code == (200 if message == "请填写" else 400)  # on the page, one may still be choosing
    assert ("请更正" in page.content.decode().split("</title>")[0]) == (page.status_code == 400)
    assert "120" in page.content.decode()


UNDERSTOOD = [
    ("腰痛伴发热", ["腰痛伴发热"], []),
    ("腰疼 发烧", ["腰痛伴发热"], []),
    ("腰疼，不发烧", ["腰痛"], []),
    ("发烧三天了，腰也疼", ["腰痛伴发热"], []),
    ("我爸爸肩膀疼胳膊麻三天了", ["肩膀疼痛伴手臂麻木"], []),
    ("肩膀疼、头疼、胳膊麻", ["肩膀疼痛伴手臂麻木", "肩膀疼痛伴头痛"], []),
    ("手脚凉 尿急", ["手脚冰凉", "尿急"], []),
    ("腰痛发烧39度", ["腰痛伴发热"], []),
    ("yaotong", ["腰痛"], []),
    ("腰痛 头晕", ["腰痛", "头晕"], []),
    ("腰痛 魂不守舍", ["腰痛"], ["魂不守舍"]),
    ("脖子疼，看东西模糊", ["颈部疼痛伴视力模糊"], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "resolved", "unresolved"), UNDERSTOOD)
def test_words_become_symptoms(directory: None, text: str, resolved: list[str], unresolved: list[str]) -> None:
    catalogue = Catalogue()
    understood = catalogue.understand(text)
    assert [catalogue.names[slug] for slug in understood.slugs] == resolved
    assert understood.unresolved == unresolved


def test_a_new_name_is_understood_once_it_is_published(directory: None, client: Client) -> None:
    assert ask(client, symptom="龙骨发飘得慌", region="阜新").json()["symptoms"]["resolved"] == []
    symptom = Symptom.objects.get(name="腰痛")
    symptom.aliases = [*symptom.aliases, "龙骨发飘"]
    symptom.save()
    publish([symptom])
    answer = ask(client, symptom="龙骨发飘得慌", region="阜新").json()
    assert [one["name"] for one in answer["symptoms"]["resolved"]] == ["腰痛"]


def test_what_was_not_understood_is_said(directory: None, client: Client) -> None:
    answer = ask(client, symptom="脖子疼，视力朦朦", region="阜新").json()
    assert answer["symptoms"]["unresolved"][0]["text"] == "视力朦朦"
    assert "视力模糊" in answer["symptoms"]["unresolved"][0]["choices"]


RELATIONS = [
    (210902, 210900, Relation.LOCAL),
    (210902, 210911, Relation.LOCAL),
    (210902, 210100, Relation.WITHIN_PROVINCE),
    (210902, 411521, Relation.CROSS_PROVINCE),
    (110105, 110101, Relation.LOCAL),
    (110000, 110101, Relation.LOCAL),
    (419001, 410100, Relation.WITHIN_PROVINCE),
    (419001, 419001, Relation.LOCAL),
    (210000, 210900, Relation.UNCLEAR),
    (210900, 410000, Relation.CROSS_PROVINCE),
    (810000, 440100, Relation.BEYOND_MAINLAND),
    (440100, 820000, Relation.BEYOND_MAINLAND),
    (710000, 710000, Relation.BEYOND_MAINLAND),
]


@pytest.mark.parametrize(("treated", "insured", "expected"), RELATIONS)
def test_elsewhere_or_not(directory: None, treated: int, insured: int, expected: Relation) -> None:
    assert relation(Region.objects.get(code=treated), Region.objects.get(code=insured)) is expected


# From 南京 to 徐州, and to 上海: whether a rule is for this journey (True), for another one (False), or for any (None).
JOURNEYS = [
    ({"destination": {"code": "320300"}}, True, False),
    ({"destination": {"code": "320000"}}, True, False),
    ({"destination": {"code": "320100"}}, False, False),
    ({"journey": "within_province"}, True, False),
    ({"journey": "cross_province"}, False, True),
    ({"journey": "", "destination": None}, None, None),
    ({}, None, None),
]


@pytest.mark.parametrize(("rule", "to_xuzhou", "to_shanghai"), JOURNEYS)
def test_for_which_journey_a_rule_is(
    directory: None, rule: dict[str, Any], to_xuzhou: bool | None, to_shanghai: bool | None
) -> None:
    nanjing, xuzhou, shanghai = (Region.objects.get(code=code) for code in (320100, 320300, 310000))
    assert Journey(nanjing, xuzhou).is_covered_by(rule) is to_xuzhou
    assert Journey(nanjing, shanghai).is_covered_by(rule) is to_shanghai


def test_the_page_shows_the_answer(directory: None, client: Client) -> None:
    asked = {"symptom": "腰疼 发烧", "region": "阜新", "insured_region": "罗山县", "scheme": "居民"}
    page = client.get(f"/guide/?{urlencode(asked)}")
    text = page.content.decode()
    assert page.status_code == 200
    for expected in ("阜新市第二人民医院", "并列", "要备案", "罗山县医保局", "/sources/000-07/", "tel:120"):
        assert expected in text
    assert (
        text.index("急诊医学科") < text.index("拨打 120") < text.index('id="hospitals-head"') < text.index("算不算异地")
    )


def test_the_number_of_queries(directory: None, client: Client, django_assert_num_queries: Any) -> None:
    # version; scheme; documents of symptoms; hospitals recommended and the documents of others, whose tokens were read
    # just before; policies, procedures and offices for filing, both again for claiming
    asked = {"symptom": "腰疼 发烧", "region": "阜新", "insured_region": "罗山县", "scheme": "居民"}
    without_office = asked | {"insured_region": "武汉"}
    for query in (asked, without_office):  # regions, the calendar, symptoms' names and the service: once per version
        ask(client, **query)
    with django_assert_num_queries(10):
        ask(client, **asked)
    # and, where no office is known, those to ask instead, for filing and for claiming
    with django_assert_num_queries(12):
        ask(client, **without_office)


def test_the_page_lists_papers_by_person_type(directory: None, client: Client) -> None:
    asked = {"region": "巴彦淖尔", "insured_region": "扬州", "scheme": "居民"}
    page = Reader(client.get("/guide/", {"symptom": "脚踝肿痛", **asked}).content.decode())
    assert "异地转诊人员 转诊申请表" in page.text
    assert "全国有规定，扬州市另有规定：人员类别、材料。" in page.text
    asked = {"region": "郑州", "insured_region": "济源", "scheme": "居民", "person_type": "转诊"}
    page = Reader(client.get("/guide/", {"symptom": "皮疹", **asked}).content.decode())
    assert "要备案。 看病前办。" in page.text
    assert "本地没有写、沿用全国模板的： 截止时间、办理结果、步骤、办理渠道" in page.text
    assert page.faults == []
