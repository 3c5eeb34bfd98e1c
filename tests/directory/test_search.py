"""Search: how people ask, what they find first and what they are told, from the articles' own places and rules."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.core import bands
from directory.core.index.tokens import Handles, Term
from directory.core.models import Entry
from directory.core.publishing.publish import publish
from directory.search.found import reading
from directory.search.found.ranking import KINDS
from directory.search.parameters import KIND_NAMES

from .reading import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]

# Question → the first results.
FIRST = {
    # Names, whole and in part, in any order
    "阜新市中心医院": "阜新市中心医院",
    "阜新中心医院": "阜新市中心医院",
    "阜新 中心": "阜新市中心医院",
    "中心 阜新": "阜新市中心医院",
    "中心医院": "阜新市中心医院",
    "市中心": "阜新市中心医院",
    "红十字": "巴彦淖尔市红十字会医院",
    "红十字会医院": "巴彦淖尔市红十字会医院",
    "中蒙医院": "巴彦淖尔市中蒙医院",
    "巴彦淖尔市医院": "巴彦淖尔市医院",
    "阜新市人民医院": "阜新市人民医院",
    "矿业集团": "阜新矿业集团总医院",
    "白癜风医院 昆明": "昆明白癜风医院",
    "中医院阜新": "阜新市中医医院",
    "妇孺": "妇孺国医堂",
    "鄂汇办": "鄂汇办",
    "国家医保服务平台": "国家医保服务平台",
    "家庭共济": "家庭共济",
    "生育津贴申领": "生育津贴申领",
    "居民医保缴费查询": "居民医保缴费查询",
    "罗山县异地转诊": "罗山县异地转诊",
    # Short names, aliases, synonyms
    "阜新二院": "阜新市第二人民医院",
    "阜新市二院": "阜新市第二人民医院",
    "矿总医院": "阜新矿业集团总医院",
    "阜矿总医院": "阜新矿业集团总医院",
    "盛京": "中国医科大学附属盛京医院阜新医院",
    "盛京医院": "中国医科大学附属盛京医院阜新医院",
    "内医大附院": "内蒙古医科大学附属医院",
    "省二医": "广东省第二人民医院",
    "广东省二医": "广东省第二人民医院",
    "阜新第2人民医院": "阜新市第二人民医院",
    "罗山县医疗保障局": "罗山县医保局",
    "罗山医保局": "罗山县医保局",
    "信阳市医保局": "信阳市医疗保障局",
    "罗山医保中心": "罗山县社会医疗保险中心",
    "异地备案": "异地就医备案",
    "异地就医备案": "异地就医备案",
    "市长热线": "12345热线",
    "交医保": "缴费",
    "断交": "断缴补缴",
    "医保电子凭证": "医保码使用",
    # Everyday words for symptoms
    "腰痛": "腰痛",
    "腰疼": "腰痛",
    "后腰疼": "腰痛",
    "发烧": "发热",
    "高烧": "发热",
    "腰疼发烧": "腰痛伴发热",
    "腰疼 发烧": "腰痛伴发热",
    "发热 腰痛": "腰痛伴发热",
    "脖子疼": "颈部疼痛",
    "颈椎疼": "颈部疼痛",
    "头疼": "头痛",
    "肩膀疼 头疼": "肩膀疼痛伴头痛",
    "皮疹": "皮肤起疹",
    "憋不住尿": "尿急",
    "咽不下": "吞咽困难",
    "乳房有硬块": "乳房肿块",
    "白带多": "白带异常",
    # Departments as people call them
    "骨科": "骨科专业",
    "骨外科": "骨科专业",
    "急诊": "急诊医学科",
    "发热门诊": "急诊医学科",
    "牙科": "口腔科",
    "ICU": "重症医学科",
    "icu": "重症医学科",
    "CT": "CT诊断专业",
    "B超": "超声诊断专业",
    "针灸": "针灸科专业",
    "神经内科": "神经内科专业",
    "心内科": "心血管内科专业",
    # Pinyin and initials
    "fuxin": "阜新市",
    "fuxinshi": "阜新市",
    "fxszxyy": "阜新市中心医院",
    "FXSZXYY": "阜新市中心医院",
    "fuxinshizhongxinyiyuan": "阜新市中心医院",
    "fuxinzhongxin": "阜新市中心医院",
    "fuxinshizhong": "阜新市中心医院",
    "luoshan": "罗山县",
    "luoshanxianyibaoju": "罗山县医保局",
    "lsxybj": "罗山县医保局",
    "bayannaoer": "巴彦淖尔市",
    "yaotong": "腰痛",
    "guke": "骨科专业",
    "luohe": "漯河市",
    "fuxin guke": "阜新市中心医院",
    # Traditional, full width, spaces
    "阜新市中心醫院": "阜新市中心医院",
    "羅山縣醫保局": "罗山县医保局",
    "異地就醫備案": "异地就医备案",
    "腰痛發熱": "腰痛伴发热",
    "ｆｕｘｉｎ": "阜新市",
    "阜新　中心": "阜新市中心医院",
    "  阜新市 中心医院 ": "阜新市中心医院",
    "腰 痛": "腰痛",
    "“阜新市中心医院”": "阜新市中心医院",
    # Phones and codes
    "0376-2137873": "罗山县社会医疗保险中心",
    "03762137873": "罗山县社会医疗保险中心",
    "2137873": "罗山县社会医疗保险中心",
    "０３７６－２１３７８７３": "罗山县社会医疗保险中心",
    "12345": "12345热线",
    "12333": "12333热线",
    "411521": "罗山县",
    "210900": "阜新市",
    "04.03": "骨科专业",
    "000-06": "2025年辽宁阜新出现腰痛伴弯腰受限去哪家医院好",
    # Regions, alone and with what is sought there
    "阜新": "阜新市",
    "辽宁": "辽宁省",
    "巴彦淖尔": "巴彦淖尔市",
    "阜新 骨科": "阜新市中心医院",
    "阜新骨科医院": "阜新市中心医院",
    "巴彦淖尔 骨科": "巴彦淖尔市医院",
    "巴彦淖尔 妇科": "巴彦淖尔市第一人民医院",
    "巴彦淖尔 三甲": "巴彦淖尔市医院",
    "内蒙古 妇科": "巴彦淖尔市第一人民医院",
    "沈阳 皮肤科": "沈阳中亚白癜风医院",
    "辽宁 泌尿外科": "泌尿外科专业",
    "海州区 医院": "阜新矿业集团总医院",
    "阜新 海州区 医院": "阜新矿业集团总医院",
    "罗山 医保局": "罗山县医保局",
    "请问阜新有没有好的骨科": "阜新市中心医院",
    "附近 骨科": "阜新市中心医院",
    "长沙 断缴": "断缴补缴",
    "南京 徐州 互通": "南京、徐州互通联网定点药店数 (南京市参保人)",
    "滞纳金 湖北": "断缴补缴",
    "青海 居民医保 怎么交": "青海居民医保缴费",
    "扬州 异地备案": "扬州异地就医备案",
    "阜新最好的医院": "阜新矿业集团总医院",
    "省二医夜诊": "广东省第二人民医院",
    "生育津贴怎么领": "生育津贴申领",
    "新市中": "阜新市中心医院",
    "阜新市中": "阜新市中心医院",
    "医保断缴3个月": "断缴补缴",
    "广东省第二人民医院 挂号": "广东省第二人民医院",
    "广东省第二人民医院挂号": "广东省第二人民医院",
    "预约挂号": "查医生、约专家",
    # Where a region is asked for, what holds there comes first; where none is, what holds everywhere
    "临沂 家庭共济怎么办": "临沂用职工个人账户给家人缴费",
    "家庭共济怎么办": "医保个人账户家庭共济",
    "2024 居民医保 多少钱": "全国 2024 年城乡居民医保个人缴费标准",
    "沈阳 医保 提现": "沈阳智慧医保提现",
}

# Question → how it was understood.
UNDERSTOOD = {
    "阜新 骨科": "在 阜新市 找 骨科",
    "阜新骨科": "在 阜新市 找 骨科",
    "fuxin guke": "在 阜新市 找 guke",
    "罗山 医保局 电话": "在 罗山县 找 医保局 问 电话",
    "罗山县医保局电话": "在 罗山县 找 医保局 问 电话",
    "阜新 腰疼 挂什么科": "在 阜新市 找 腰痛 问 科室",
    "阜新腰疼挂什么科": "在 阜新市 找 腰痛 问 科室",
    "徐州 居民医保 多少钱": "在 徐州市 找 城乡居民医保 问 费用",
    "新农合多少钱": "找 城乡居民医保 问 费用",
    "扬州异地备案需要什么材料": "在 扬州市 找 异地就医备案 问 材料",
    "附近 开门 骨科": "在附近 现在开门的 找 骨科",
    "附近的医院": "在附近 找 医院",
    "请问阜新有没有好的骨科": "在 阜新市 找 骨科",
    "阜新 海州区 医院": "在 海州区 找 医院",
    "阜新": "在 阜新市",
    "阜新 三甲医院": "在 阜新市 找 三甲 医院",
    "罗山医保局的电话是多少": "在 罗山县 找 医保局 问 电话",
    "腰疼应该挂哪个科室": "找 腰痛 问 科室",
    "阜新看腰疼最好的医院": "在 阜新市 找 腰痛 问 医院",
    "异地就医怎么备案": "找 异地就医备案 问 流程",
    "罗山医保局星期六上班吗": "在 罗山县 找 医保局 问 时间",
    "中蒙医院": "找 中蒙 医院",  # not 中, 蒙医 and 院
    "鄂汇办": "找 鄂汇办",
    "协和": "找 协和",
    "04.03": "找 04.03",
    "南京 徐州 互通": "在 南京市、徐州市 找 互通",
    # Run together, the cut that leaves least without a meaning: not 居民医保缴费 and 标准
    "徐州市城乡居民医保缴费标准": "在 徐州市 找 城乡居民医保 问 费用",
    "临沂灵活就业缴费比例": "在 临沂市 找 灵活就业人员医保 问 费用",
    "大学生医保多少钱": "找 大学生 医保 问 费用",
    "医保报销比例": "找 医保 问 报销",
    "医保断缴3个月": "找 断缴补缴",
    "乐山市中区医保局": "在 市中区 找 医保局",
    "广东省第二人民医院 挂号": "在 广东省 找 第二人民 医院 问 挂号方式",
    "罗山 医保局 地址 电话": "在 罗山县 找 医保局 问 地址、电话",
    # Beside a symptom 怎么办 and 医院 ask where to go, elsewhere for the steps and for hospitals
    "发烧怎么办": "找 发热 问 科室",
    "家庭共济怎么办": "找 家庭共济 问 流程",
    "阜新 腰疼 医院": "在 阜新市 找 腰痛 问 医院",
    "阜新 骨科 医院": "在 阜新市 找 骨科 医院",
    "头疼 挂号": "找 头痛 问 科室",
    "新市中": "找 新市中",  # not 新市区
    "新市区": "在 新市区",
}

# Question → the facts that are told, and the note beside them.
ANSWERS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "罗山 医保局 电话": ([("0376-2137873", "转诊咨询")], "本名录没有“罗山县医保局”的电话。"),
    "罗山医保中心 电话": ([("0376-2137873", "转诊咨询")], ""),
    "罗山 转诊 电话": ([("0376-2137873", "转诊咨询")], ""),
    "12345热线 电话": ([("12345", "投诉举报")], ""),
    "罗山县医保局在哪": ([("信阳市罗山县行政路18号(县政府大院内)", "")], ""),
    "罗山县医保局几点上班": (
        [("工作日 08:00–12:00", ""), ("夏季以外（月份不详） 工作日 14:30–17:30", ""),
         ("夏季（月份不详） 工作日 15:00–18:00", "")],
        "",
    ),
    "省二医 上班时间": (
        [("每天 08:00–12:00", "门诊"), ("每天 14:00–17:00", "门诊"), ("每天 07:30–11:00", "挂号"), ("每天 13:00–16:00", "挂号"),
         ("每天 18:00–21:00", "夜诊")],
        "",
    ),
    "脚踝肿痛 挂什么科": ([("骨科专业", "脚踝疼痛伴肿胀"), ("急诊医学科", "脚踝疼痛伴肿胀")], ""),
    "阜新 腰疼发烧 去哪家医院好": (
        [("阜新市中心医院", "腰痛伴发热 的推荐医院"), ("阜新市第二人民医院", "腰痛伴发热 的推荐医院")], ""
    ),
    "巴彦淖尔 尿急 去哪家医院": (
        [("巴彦淖尔市医院", "尿急 的推荐医院"), ("巴彦淖尔市中蒙医院", "尿急 的推荐医院")], ""
    ),
    "徐州 居民医保 多少钱": ([("460 元/年", "个人缴费标准 普通居民")], ""),
    "2025年徐州居民医保交多少钱": ([("460 元/年", "个人缴费标准 普通居民")], ""),
    "徐州居民医保一年交多少": ([("460 元/年", "个人缴费标准 普通居民")], ""),
    "大学生医保多少钱": ([("300 元/年", "个人缴费标准 在徐高校大学生")], ""),
    "徐州市城乡居民医保缴费标准": ([("460 元/年", "个人缴费标准 普通居民")], ""),
    "临沂灵活就业缴费比例": ([("6.3%", "个人缴费比例 较低档"), ("8.3%", "个人缴费比例 较高档")], ""),
    "临沂 灵活就业 交多少": ([("6.3%", "个人缴费比例 较低档"), ("8.3%", "个人缴费比例 较高档")], ""),
    "江苏 职工医保 住院 报销比例": (
        [("85%", "住院报销比例 二级"), ("90%", "住院报销比例 基层"), ("75%", "住院报销比例 三级")], ""
    ),
    "扬州 异地备案 材料": (
        [("有效身份证件", "其他临时外出就医人员"), ("单位外派证明、异地工作劳动合同", "常驻异地工作人员"),
         ("户口簿首页、常住人口登记卡", "异地安置退休人员"), ("转诊申请表", "异地转诊人员"),
         ("居住证、户口簿首页、常住人口登记卡", "异地长期居住人员")],
        "",
    ),
    "广东省第二人民医院 挂号": (
        [("每天 07:30–11:00", "挂号"), ("每天 13:00–16:00", "挂号"),
         ("按科室、疾病或医院找医生；可在线咨询、打电话、预约。", ""), ("按地区查医生、看疾病指南、预约。", ""),
         ("用手机预约挂号。", ""), ("去之前看专家哪天坐诊。", "")],
        "",
    ),
    "不存在的医院 挂号": (
        [("按科室、疾病或医院找医生；可在线咨询、打电话、预约。", ""), ("按地区查医生、看疾病指南、预约。", ""),
         ("用手机预约挂号。", ""), ("去之前看专家哪天坐诊。", "")],
        "",
    ),
    "生育津贴怎么算": ([("按单位平均工资发", "生育津贴标准 休产假的女职工")], ""),
    "发烧怎么办": ([("急诊医学科", "发热"), ("内科", "发热"), ("儿科", "发热")], ""),
    "阜新 腰疼 医院": (
        [("阜新市中心医院", "腰痛伴发热 的推荐医院"), ("阜新市第二人民医院", "腰痛伴发热 的推荐医院"),
         ("阜新市中心医院", "腰痛伴弯腰受限 的推荐医院"), ("阜新市中医医院", "腰痛伴弯腰受限 的推荐医院")],
        "",
    ),
    "2024年居民医保多少钱": ([("400 元/年", "个人缴费标准")], ""),
    "罗山 医保局 地址 电话": ([("信阳市罗山县行政路18号(县政府大院内)", ""), ("罗山县行政审批服务中心三楼", "")], ""),
    "新生儿参保 材料": ([("户口簿、身份证、新生儿照片", "")], ""),
    "湖北 异地备案 材料": ([("社保卡 或 医保码", "")], ""),
    "河南 异地备案 材料": ([], "本名录没有“河南异地就医备案”的材料。"),
    "生育津贴多久到账": (
        [("15–30 工作日", "到账时间"), ("不超过 20 工作日", "到账时间"), ("10–15 工作日", "到账时间")], ""
    ),
    "阜新市中心医院 电话": ([], "本名录没有“阜新市中心医院”的电话。"),
}  # fmt: skip

# Question with a slip in it → what is looked for instead.
MEANT = {
    "阜新市中兴医院": "阜新市中心医院",
    "阜新市中心心医院": "阜新市中心医院",
    "阜新市人医院": "阜新市人民医院",
    "阜辛 骨科": "阜新市 骨科",
    "徐洲 居民医保 多少钱": "徐州市 居民医保 多少钱",
    "罗杉县医保局": "罗山县医保局",
    "异地就医背案": "异地就医备案",
    "腰腾": "腰痛",
    "林巴结肿大": "淋巴结肿大",
    "巴颜淖尔": "巴彦淖尔市",
}
# No slip for another one: a different number, direction or speciality is a different place, and nothing is told of it.
NOT_MEANT = [
    "阜新市第三人民医院",
    "巴彦淖尔市第四人民医院",
    "阜新市口腔医院",
    "协和医院",
    "不存在的东西",
    "qwrtzp",
    "xyzzy",
]


def search(question: str, **more: Any) -> dict[str, Any]:
    response = Client().get("/api/v1/search/", {"q": question, **more})
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [result["summary"]["name"] for result in found["results"]]


def test_it_works() -> None:
    found = search("阜新 骨科")
    assert found["understood"]["sentence"] == "在 阜新市 找 骨科"
    assert found["understood"]["regions"] == [{"code": "210900", "name": "阜新市", "path": ["辽宁省", "阜新市"]}]
    assert names(found)[:3] == ["阜新市中心医院", "阜新市中医医院", "阜新市第二人民医院"]
    assert found["results"][0]["summary"]["level"] == 3
    assert {"kind": "hospital", "count": 3, "count_capped": False} in found["counts"]


def test_there_are_scenarios_enough() -> None:
    assert len({*FIRST, *UNDERSTOOD, *ANSWERS, *MEANT, *NOT_MEANT}) >= 120


@pytest.mark.parametrize("question", FIRST)
def test_what_is_found_first(question: str) -> None:
    assert names(search(question))[:1] == [FIRST[question]]


@pytest.mark.parametrize("question", UNDERSTOOD)
def test_how_it_is_understood(question: str) -> None:
    assert search(question)["understood"]["sentence"] == UNDERSTOOD[question]


@pytest.mark.parametrize("question", ANSWERS)
def test_the_fact_asked_for(question: str) -> None:
    answer = search(question)["answer"]
    assert ([(fact["text"], fact["label"]) for fact in answer["facts"]], answer["note"]) == ANSWERS[question]
    for fact in answer["facts"]:
        assert Client().get(fact["source"]["url"]).status_code == 200


@pytest.mark.parametrize("question", MEANT)
def test_a_slip_is_put_right_and_said(question: str) -> None:
    found = search(question)
    assert (found["query"], found["searched_for"]) == (question, MEANT[question])
    assert names(found) == names(search(MEANT[question]))
    assert found["count"] > 0


def test_what_was_typed_can_be_looked_for_as_it_stands() -> None:
    found = search("阜新市中兴医院", as_typed="true")
    assert (found["searched_for"], found["missing"]) == ("", "阜新市中兴医院")
    assert [answer["facts"] for answer in (found["answer"], *found["more_answers"])] == [[]]


@pytest.mark.parametrize("question", NOT_MEANT)
def test_another_place_is_no_slip(question: str) -> None:
    found = search(question)
    assert (found["searched_for"], found["did_you_mean"]) == ("", [])
    assert [fact for answer in (found["answer"], *found["more_answers"]) if answer for fact in answer["facts"]] == []


def test_a_symptom_without_departments_answers_with_its_combinations() -> None:
    answer = search("阜新 腰疼 挂什么科")["answer"]
    assert answer["note"] == "本名录没有“腰痛”的科室。"
    assert ("急诊医学科", "腰痛伴发热", "发热门诊或急诊") in [
        (f["text"], f["label"], f["scope"]) for f in answer["facts"]
    ]
    hospitals = {fact["text"] for fact in answer["facts"] if "推荐医院" in fact["label"]}
    assert hospitals == {"阜新市中心医院", "阜新市第二人民医院", "阜新市中医医院"}


def test_every_fact_asked_for_is_told() -> None:
    found = search("罗山 医保局 地址 电话")
    assert found["answer"]["attribute"] == "address"
    phone = found["more_answers"][0]
    assert (phone["label"], phone["note"]) == ("电话", "本名录没有“罗山县医保局”的电话。")
    assert [fact["text"] for fact in phone["facts"]] == ["0376-2137873"]
    assert search("罗山 医保局 电话 地址")["more_answers"][0]["attribute"] == "address"


def test_the_page_tells_every_fact_asked_for() -> None:
    page = Reader(Client().get("/search/", {"q": "罗山 医保局 地址 电话"}).content.decode())
    assert "罗山县行政审批服务中心三楼" in page.text
    assert "0376-2137873" in page.text
    assert page.faults == []


def test_a_symptom_without_departments_finds_the_hospitals_for_its_combinations() -> None:
    found = search("阜新 腰疼 医院")
    assert [result["kind"] for result in found["results"][:4]] == ["hospital"] * 4
    assert "阜新市中心医院" in names(found)[:4]


def test_the_year_asked_for_comes_first() -> None:
    policies = names(search("2024 居民医保", kind="policy"))
    dated = [name for name in policies if "2024" in name]
    assert policies[: len(dated)] == dated
    assert "城乡居民医保住院报销比例举例" in policies


def test_what_is_for_others_stands_apart() -> None:
    answer = search("徐州居民医保多少钱")["answer"]
    assert [(one["text"], one["only_for"]) for one in answer["passed_over"]] == [("300 元/年", "大学生")]
    students = search("徐州大学生居民医保多少钱")["answer"]
    assert [fact["text"] for fact in students["facts"]] == ["300 元/年"]


@pytest.mark.parametrize("question", ["阜新职工门诊报销比例", "阜新职工医保报销多少", "辽宁职工门诊起付线"])
def test_nobody_is_given_the_rates_of_the_provinces_own(question: str) -> None:
    answer = search(question)["answer"]
    assert not [fact for fact in answer["facts"] if "省直" in fact["label"]]
    assert any("省直参保人员" in one["only_for"] for one in answer["passed_over"])


@pytest.mark.parametrize(
    "question", ["居民医保住院起付线", "居民医保住院报销比例", "香港居民医保住院起付线", "澳门医保报销比例"]
)
def test_an_example_is_no_answer(question: str) -> None:
    answer = search(question)["answer"]
    told = [*answer["facts"], *answer["passed_over"]] if answer else []
    assert not [fact for fact in told if fact["text"] in {"300 元", "500 元", "800 元", "50–70%"}]


def test_what_holds_for_the_nation_comes_first_where_no_region_is_asked_for() -> None:
    found = search("医保报销比例", kind="policy")
    places = [(result["summary"]["region"] or {"name": "举例"})["name"] for result in found["results"]]
    assert places[:2] == ["全国", "全国"]
    scopes = [fact["scope"] for fact in found["answer"]["facts"]]
    assert scopes
    assert all(scope.startswith("全国") for scope in scopes)


def test_hospitals_of_another_region_are_not_recommended() -> None:
    assert {fact["text"] for fact in search("沈阳 尿急 挂什么科")["answer"]["facts"]} == {"泌尿外科专业"}


def test_a_fact_has_its_scope() -> None:
    [first, *_] = search("徐州 居民医保 多少钱")["answer"]["facts"]
    assert first["scope"] == "徐州市 2025 年度 城乡居民医保"
    assert first["source"]["name"] == "徐州市 2025 年城乡居民医保个人缴费标准"


def test_where_sources_contradict_each_other_all_of_them_are_told() -> None:
    [first, *_] = search("居民医保多少钱")["answer"]["facts"]
    assert first["scope"] == "全国 2025 年度 城乡居民医保"
    assert "说法不一" in first["text"]
    assert "400 元/年" in first["text"]
    assert "380 元/年" in first["text"]


def test_a_region_that_has_nothing_is_widened() -> None:
    found = search("沈阳 骨科")
    assert found["understood"]["widened_to"] == "辽宁省"
    assert names(found)[0] == "阜新市中心医院"
    assert search("阜新 骨科")["understood"]["widened_to"] == ""


def test_regions_that_share_a_name_are_all_looked_in_and_named() -> None:
    found = search("海州区 医院")
    assert [region["code"] for region in found["understood"]["ambiguous"]] == ["210902", "320706"]
    assert search("阜新 海州区 医院")["understood"]["ambiguous"] == []


def test_the_page_leads_to_each_of_them() -> None:
    page = Reader(Client().get("/search/", {"q": "海州区 医院"}).content.decode())
    assert "辽宁省阜新市海州区" in page.text
    [narrower] = [link for link in page.links if link.endswith("region=320706")]
    links = Reader(Client().get(f"/search/{narrower}").content.decode()).links
    assert not any(link.startswith("/hospitals/") and link != "/hospitals/" for link in links)


def test_what_the_region_says_comes_before_what_wider_ones_say() -> None:
    kinds = [result["summary"]["region"]["name"] for result in search("徐州 居民医保 多少钱", kind="policy")["results"]]
    assert kinds[:2] == ["徐州市", "徐州市"]
    assert set(kinds) == {"徐州市", "全国"}


def test_a_place_is_found_by_its_address() -> None:
    office = Entry.objects.get(kind="office", slug="luo-shan-xian-yi-bao-ju").data
    assert "行政路18号" in office["address"]
    for question in ("行政路18号", "行政路"):
        assert names(search(question))[0] == "罗山县医保局"


def test_kind_narrows() -> None:
    found = search("阜新", kind="hospital")
    assert {result["kind"] for result in found["results"]} == {"hospital"}
    assert search("阜新", kind="医院")["counts"] == found["counts"]


def test_region_narrows() -> None:
    assert names(search("骨科", region="巴彦淖尔", kind="hospital")) == ["巴彦淖尔市医院"]
    assert search("骨科", region="411521")["count"] == 0


def test_near_gives_places_by_distance() -> None:
    assert search("骨科", near="42.02,121.65")["count"] == 0
    assert search("附近 骨科")["understood"]["wants"] == ["near"]
    assert search("附近 骨科", near="42.02,121.65")["understood"]["wants"] == []


def test_what_is_near_is_read_from_the_index_of_positions() -> None:
    found = plan(bands.in_box(42, 42.03), [121.0, 122.0, 42.0, 42.03])
    assert "core_entry_position" in found
    if connection.vendor == "postgresql":  # by the index alone, not by looking at all that is in the bands
        assert "(longitude >= " in found.partition("Index Cond:")[2].partition("Filter:")[0], found
        assert "double precision" not in found


@pytest.mark.parametrize("statement", [reading.FOUND, reading.FOUND_BY, reading.POSITIONS])
def test_what_is_found_is_read_by_its_key(statement: str) -> None:
    keys = list(Entry.objects.live().order_by("pk").values_list("key", flat=True)[:20])
    found = plan(statement.format(keys=", ".join(["%s"] * len(keys))), keys)
    assert "core_entry_key" in found or "sqlite_autoindex_core_entry" in found
    assert "scan core_entry" not in found.lower()
    assert "seq scan on core_entry" not in found.lower()


def plan(statement: str, values: list[Any]) -> str:
    """How the database goes about it. A small table would be quicker read whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{statement}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_open_at_leaves_what_is_certainly_open() -> None:
    assert names(search("阜新 医院", open_at="2025-04-21T03:00"))[:2] == ["阜新矿业集团总医院", "阜新市中心医院"]
    assert names(search("省二医", open_at="2025-04-21T09:00")) == ["广东省第二人民医院"]
    assert names(search("省二医", open_at="2025-04-21T13:00")) == []
    assert search("附近 开门 骨科")["understood"]["wants"] == ["near", "open_at"]
    assert search("开门 骨科", open_at="now")["understood"]["wants"] == []


def test_a_place_says_whether_it_is_open() -> None:
    [hospital] = search("省二医")["results"]
    assert hospital["summary"]["open"]["state"] in ("open", "closed")


def test_grouped_by_kind() -> None:
    found = search("阜新", grouped="true")
    groups = {group["kind"]: group for group in found["groups"]}
    assert found["results"] == []
    assert groups["region"]["results"][0]["summary"]["name"] == "阜新市"
    assert groups["hospital"]["count"] == 6
    assert len(groups["hospital"]["results"]) == 5


def test_pages_hold_every_result_once() -> None:
    first, second = search("区", kind="region", page_size=100), search("区", kind="region", page_size=100, page=2)
    assert "page=2" in first["next"]
    assert second["previous"]
    pages = [search("区", kind="region", page_size=100, page=page) for page in range(1, 11)]
    codes = [result["summary"]["code"] for page in pages for result in page["results"]]
    assert len(codes) == len(set(codes)) == first["count"]
    assert pages[-1]["next"] is None


def test_the_next_page_of_a_question_in_raw_utf8_asks_the_same() -> None:
    raw = "q=区&kind=region".encode().decode("latin-1")  # as curl sends it; the link's q was once garbled
    found = Client().generic("GET", "/api/v1/search/", QUERY_STRING=raw).json()
    assert found["next"] == f"http://testserver/api/v1/search/?q={quote('区')}&kind=region&page=2"


def test_the_number_is_exact_up_to_a_thousand() -> None:
    texts = Entry.objects.live().of("region").values_list("found_by", flat=True)
    exact = sum(Handles(text).holds(Term("区")) for text in texts)
    counts = {count["kind"]: count for count in search("区")["counts"]}
    assert counts["region"] == {"kind": "region", "count": min(exact, 1000), "count_capped": exact > 1000}
    counties = {count["kind"]: count for count in search("县")["counts"]}
    assert counties["region"] == {"kind": "region", "count": 1000, "count_capped": True}


@pytest.mark.parametrize(
    ("question", "name", "marked"),
    [
        ("阜新 中心", "阜新市中心医院", ["阜新", "中心"]),
        ("医疗保障局 罗山", "罗山县医保局", ["罗山", "医保局"]),
        ("fuxinshi", "阜新市", ["阜新市"]),
        ("zxyy", "阜新市中心医院", ["中心医院"]),
        ("腰疼", "腰痛伴发热", ["腰痛"]),
        ("ct", "CT诊断专业", ["CT"]),
    ],
)
def test_what_matched_is_highlighted(question: str, name: str, marked: list[str]) -> None:
    [result] = [result for result in search(question)["results"] if result["summary"]["name"] == name]
    assert [name[start:end] for start, end in result["highlights"]] == marked


def test_an_alias_that_matched_is_shown() -> None:
    [result] = search("阜矿总")["results"]
    assert result["alias"] == {"text": "阜矿总医院", "highlights": [[0, 3]]}
    assert result["highlights"] == []


def test_nothing_found_says_which_words_find_something() -> None:
    found = search("鳜鱼 火锅", region="阜新")
    assert found["count"] == 0
    assert [(word["word"], word["means"], word["count"] > 0) for word in found["unmatched"]] == [
        ("鳜鱼", "", False),
        ("火锅", "", False),
    ]


HOSTILE = [
    "%", "_", "'", '"', "()", "* OR *", "\\", "NEAR(a b)", "--", "{}", "🏥", "AND", "^", "a" * 64, "的", "0" * 64, "第一" * 20,
    "’;drop table core_entry;",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
def test_odd_and_hostile_questions_get_a_plain_answer(question: str) -> None:
    assert search(question)["query"] == " ".join(question.split())
    assert Client().get("/api/v1/suggest/", {"q": question}).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20%20", "q"),
        ("q=%00", "q"),
        ("q=%ff", "q"),
        ("q=a&q=b", "q"),
        ("q=a&kind=car", "kind"),
        ("q=a&region=nirgends", "region"),
        (f"q=a&region={quote('海州区')}", "region"),
        ("q=a&near=1", "near"),
        ("q=a&near=nan,0", "near"),
        ("q=a&grouped=maybe", "grouped"),
        ("q=a&page=0", "page"),
        ("q=a&page=51", "page"),
        ("q=qwrtzp&page=2", "page"),
        ("q=a&page_size=101", "page_size"),
        ("q=a&open_at=later", "open_at"),
        ("q=a&limit=3", "limit"),
    ],
)
def test_what_it_refuses(query: str, parameter: str) -> None:
    response = Client().get(f"/api/v1/search/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert parameter in {error["parameter"] for error in response.json()["errors"]}


@pytest.mark.parametrize(
    "question",
    ["长" * 65, "1 2 3 4 5 6 7 8 9 10 11", "罗山\u200b县医保\u202e局\ufeff地址", "罗山县医保局地址" + "啊" * 500],
)
def test_nobody_is_refused_for_how_they_type(question: str) -> None:
    found = search(question)
    assert len(found["query"]) <= 200
    if "罗山" in question:
        assert "行政路18号" in str(found["answer"])
    assert Client().get("/api/v1/suggest/", {"q": question}).status_code == 200


def test_every_kind_can_be_asked_for() -> None:
    assert set(KINDS) == set(KIND_NAMES)


def suggestions(text: str) -> list[tuple[str, str]]:
    response = Client().get("/api/v1/suggest/", {"q": text})
    assert response.status_code == 200
    return [(each["kind"], each["name"]) for each in response.json()["suggestions"]]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("阜新市中", ("hospital", "阜新市中心医院")),
        ("fuxinshizho", ("hospital", "阜新市中心医院")),
        ("fxszx", ("hospital", "阜新市中心医院")),
        ("腰", ("emergency", "腰痛伴大小便失禁、下身麻木")),
        ("骨", ("department", "骨科专业")),
        ("guk", ("department", "骨科专业")),
        ("罗山", ("region", "罗山县")),
        ("luos", ("region", "罗山县")),
        ("罗山 医保", ("office", "罗山县医保局")),
        ("阜矿", ("hospital", "阜新矿业集团总医院")),
        ("異地", ("service", "异地就医备案")),
        ("2137873", ("office", "罗山县社会医疗保险中心")),
        # Found by its words, as a search finds it: the name has 县 between them, and 医保局
        ("罗山医疗保障局", ("office", "罗山县医保局")),
        ("罗山医保局", ("office", "罗山县医保局")),
        ("阜新二院", ("hospital", "阜新市第二人民医院")),
        # Seventeen departments have no other name
        ("其他儿科", ("department", "其他（儿科）")),
    ],
)
def test_suggestions_while_typing(typed: str, first: tuple[str, str]) -> None:
    assert suggestions(typed)[0] == first


def test_suggestions_say_where(client: Client) -> None:
    [first, *_] = client.get("/api/v1/suggest/", {"q": "罗山县医保局"}).json()["suggestions"]
    assert first["region"] == "河南省 信阳市 罗山县"
    assert first["highlights"] == [[0, 6]]


def test_suggestions_are_ten_at_most() -> None:
    assert len(suggestions("区")) == 10
    assert suggestions("()") == []


@pytest.mark.parametrize("address", ["/api/v1/search/?q=阜新 骨科", "/api/v1/suggest/?q=阜新"])
def test_unchanged_is_answered_from_the_version_alone(address: str) -> None:
    tag = Client().get(address)["ETag"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
    assert len(queries) == 1


@pytest.mark.parametrize(("question", "most"), [("阜新 骨科", 9), ("阜新市中心医院", 9), ("罗山 医保局 电话", 11)])
def test_a_search_takes_few_queries(question: str, most: int) -> None:
    search(question)
    with CaptureQueriesContext(connection) as queries:
        search(question)
    assert len(queries) <= most + (0 if connection.vendor == "sqlite" else 6)


def test_what_was_just_published_is_understood_and_found() -> None:
    from hospitals.models import Symptom

    symptom = Symptom.objects.create(
        slug="da-ge", name="打嗝", aliases=["老是打嗝"], pinyin="dage dg", status="published"
    )
    publish([symptom])
    assert search("老是打嗝 挂什么科")["understood"]["sentence"] == "找 打嗝 问 科室"
    symptom.status = "retired"
    symptom.save()
    publish([symptom])
    assert "打嗝" not in names(search("老是打嗝"))
