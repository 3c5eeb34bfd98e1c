"""Search, as people were seen to ask and were once answered wrongly."""

from __future__ import annotations

import pytest
from django.test import Client

from .reading import Reader
from .test_search import names, search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]

FIRST = {
    "ｆｕｘｉｎ　ｇｕｋｅ": "阜新市中心医院",  # "fuxin guke" works, "ｆｕｘｉｎ" alone too
    "0376 2137873": "罗山县社会医疗保险中心",
    "zhongxin yiyuan": "阜新市中心医院",  # 医院 is read as 沂源
    # Who asks, how bad it is and for how long, beside a complaint or a formality
    "小孩发烧怎么办": "发热",
    "宝宝发烧挂什么科": "发热",
    "老人腰疼看什么科": "腰痛",
    "怀孕了腰疼挂什么科": "腰痛",
    "我妈腰疼直不起腰阜新哪家医院看得好": "阜新矿业集团总医院",
    "脑袋疼得厉害": "头痛",
    "腰疼好几天了挂什么科": "腰痛",
    "左肩膀疼": "肩膀疼痛",
    "阜新哪个医院治腰疼最好": "阜新矿业集团总医院",
    "刚出生的宝宝怎么参保": "新生儿参保登记",
    # Everyday words
    "手指头肿了挂什么科": "手指关节肿",
    "崴脚了脚踝肿了挂什么科": "脚踝疼痛伴肿胀",
    "乳房摸到硬块怎么办": "乳房肿块",
    "居民医保停了半年": "居民医保断缴后续缴",
    "医保断了半年怎么办": "居民医保断缴后续缴",
    "跨省看病怎么备案": "居民医保异地就医备案和结算",
    "门诊慢性病怎么申请": "基本医疗保险参保人员享受门诊慢特病病种待遇认定",
    "退休医保不够15年怎么办": "退休时医保年限不足的补缴",
    "职工医保和居民医保重复交了怎么办": "职工和居民医保重复参保处理",
    "沈阳医保卡取现": "参保人员个人账户一次性支取",
    "怎么查自己有没有交医保": "居民医保缴费查询",
    "医保服务热线是多少": "12393热线",
    # What is asked says which service of an insurance is meant
    "居民医保怎么交": "城乡居民医保缴费",
    "居民医保怎么查": "居民医保缴费查询",
    "居民医保怎么办理": "城乡居民医保参保登记",
    "换工作了医保怎么转": "基本医疗保险关系转移接续",
    # Pinyin amid Chinese
    "fuxin腰疼": "腰痛",
    "luoshan医保局电话": "罗山县医保局",
    # Phones with the country's code, in several words
    "+86 376 2137873": "罗山县社会医疗保险中心",
    "86-376-2137873": "罗山县社会医疗保险中心",
    "0086 376 2137873": "罗山县社会医疗保险中心",
    "(0376) 2137873": "罗山县社会医疗保险中心",
}
UNDERSTOOD = {
    "小孩发烧怎么办": "找 发热 问 科室",
    "北京老人医院": "在 北京市 找 老人 医院",  # a name
    "fuxin医院": "在 阜新市 找 医院",
    "2026年居民医保缴费标准": "2026 年度 找 城乡居民医保 问 费用",
    "徐州居民医保缴费截止时间": "在 徐州市 找 城乡居民医保 问 期限",
    "居民医保怎么交": "找 城乡居民医保 缴费 问 流程",
    "断缴了怎么补缴": "找 断缴补缴 断缴补缴 问 流程",
    "家庭共济怎么绑定": "找 家庭共济 问 流程",
    "江苏住院报销比例": "在 江苏省 找 住院费用报销 问 报销",
    "罗山县医保局中午休息吗": "在 罗山县 找 医保局 问 时间",
    "罗山县医保局今天几点下班": "在 罗山县 找 医保局 问 时间",
    "罗山县医保局国庆上班吗": "在 罗山县 找 医保局 问 时间",
    "信阳市医保局办公电话": "在 信阳市 找 医保局 问 电话",
    "昆明白癜风医院在哪条路": "在 昆明市 找 白癜风 医院 问 地址",
}
# Question → the facts that are told.
TOLD = {
    "糖尿病挂什么科": ["内分泌专业"],
    "居民医保交到多少岁": ["0 周岁 新生儿办登记时就要缴费", "0 周岁 出生即可参保", "不设上限"],
    "居民医保要交多少年": ["没有，须终身参保"],
    "江苏住院报销比例": ["85%", "90%", "75%"],
    "江苏门诊慢病报销多少钱": ["8000 元/年"],
    "河南2024居民医保缴费截止到几月": ["到 2023-12-31 为止"],
    # What holds everywhere, not what one city said for that year
    "城乡居民医保2025年截止时间": ["10 月至 12 月", "一年一缴，缴一年保一年"],
    "脚踝又肿又疼是什么原因": ["骨科专业", "急诊医学科"],
}
# Question about a complaint or a formality → the words left out to find anything.
UNUSED = {
    "脖子疼头晕": [],  # both are known
    "尿频尿急挂什么科": [],
    "转诊证明怎么开": [],  # what is told speaks of it
    "小孩发烧怎么办": ["小孩"],
    "灵活就业医保网上缴费": [],  # a name that holds the word
    "阜新 骨科": [],
}
# Unknown words may be a name: nothing is told as if they were not there.
UNTOLD = ["协和医院腰疼", "北京儿童医院", "退役军人医保怎么办"]
FINDS = {
    "现在开门的医院": "",
    "附近的医院": "",
    "巴彦淖尔 尿急 医院": "巴彦淖尔市医院",
    "家庭共济怎么登记": "家庭共济",
}
NOT_MEANT = ["肚子疼", "嗓子疼", "北京医保局", "医保报销比例", "协和医院怎么退"]


@pytest.mark.parametrize("question", FIRST)
def test_what_is_found_first(question: str) -> None:
    assert names(search(question))[:1] == [FIRST[question]]


@pytest.mark.parametrize("question", UNDERSTOOD)
def test_how_it_is_understood(question: str) -> None:
    assert search(question)["understood"]["sentence"] == UNDERSTOOD[question]


@pytest.mark.parametrize("question", TOLD)
def test_the_facts_that_are_told(question: str) -> None:
    assert [fact["text"] for fact in search(question)["answer"]["facts"]] == TOLD[question]


@pytest.mark.parametrize("question", UNUSED)
def test_words_that_are_not_used_are_named(question: str) -> None:
    found = search(question)
    assert found["count"] > 0
    assert found["understood"]["unused"] == UNUSED[question]
    assert search(question, near="42.02,121.65")["understood"]["unused"] == []  # where nothing is found


@pytest.mark.parametrize("question", UNTOLD)
def test_a_word_that_may_be_a_name_is_not_left_out(question: str) -> None:
    found = search(question)
    assert found["missing"] or found["understood"]["unused"]
    assert [fact for answer in (found["answer"], *found["more_answers"]) if answer for fact in answer["facts"]] == []


def test_who_is_ill_is_not_said_to_be_unused_beside_their_department() -> None:
    found = search("孕妇肚子疼挂哪个科")
    assert "孕妇" in [fact["label"] for answer in (found["answer"], *found["more_answers"]) for fact in answer["facts"]]
    assert found["understood"]["unused"] == []


def test_the_page_names_the_words_that_are_not_used(client: Client) -> None:
    assert "没有用上：小孩" in Reader(client.get("/search/", {"q": "小孩发烧怎么办"}).content.decode()).text
    assert "没有用上" not in Reader(client.get("/search/", {"q": "脖子疼"}).content.decode()).text


@pytest.mark.parametrize("question", FINDS)
def test_it_finds(question: str) -> None:
    found = names(search(question))
    assert found
    assert FINDS[question] in ("", *found)


@pytest.mark.parametrize("question", NOT_MEANT)
def test_it_does_not_guess_wildly(question: str) -> None:
    assert search(question)["did_you_mean"] == []


@pytest.mark.parametrize("question", ["附近 骨科", "医院", "附近 医保局"])
def test_nothing_near_is_no_slip(question: str) -> None:
    assert search(question, near="42.02,121.65")["did_you_mean"] == []
