"""Search, as people were seen to ask and were once answered wrongly."""

from __future__ import annotations

import pytest

from .test_search import names, search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]

FIRST = {
    "ｆｕｘｉｎ　ｇｕｋｅ": "阜新市中心医院",  # "fuxin guke" works, "ｆｕｘｉｎ" alone too
    "0376 2137873": "罗山县社会医疗保险中心",
    "zhongxin yiyuan": "阜新市中心医院",  # 医院 is read as 沂源
    # Phones with the country's code, in several words
    "+86 376 2137873": "罗山县社会医疗保险中心",
    "86-376-2137873": "罗山县社会医疗保险中心",
    "0086 376 2137873": "罗山县社会医疗保险中心",
    "(0376) 2137873": "罗山县社会医疗保险中心",
}
# Question → the facts that are told.
TOLD = {
    "糖尿病挂什么科": ["内分泌专业"],
    # What holds everywhere, not what one city said for that year
    "城乡居民医保2025年截止时间": ["10 月至 12 月", "不超过 90 天", "一年一缴，缴一年保一年"],
}
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


@pytest.mark.parametrize("question", TOLD)
def test_the_facts_that_are_told(question: str) -> None:
    assert [fact["text"] for fact in search(question)["answer"]["facts"]] == TOLD[question]


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
