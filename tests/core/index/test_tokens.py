"""Tokens: every part of a name finds it, however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.core.index.tokens import Handles, Term, fold, forms, tokens

PLACES = ["阜新", "罗山", "海州", "呼和浩特", "巴彦淖尔", "乌鲁木齐", "濮阳", "长治", "漯河"]
WORDS = [
    "市",
    "县",
    "区",
    "第一",
    "第2",
    "人民",
    "中心",
    "中医",
    "妇幼保健",
    "矿业集团",
    "附属",
    "社区卫生服务",
    "医保",
    "(东院)",
    " ",
]
ENDS = [
    "医院",
    "医保局",
    "卫生室",
    "诊所",
    "ＣＴ室",
    "醫院",
    "衛生院",
    "二院",
    "窗口·大厅",
    "12345热线",
    "肚子疼门诊",
    "B超室",
]
NAMES = st.builds(
    lambda place, words, end: place + "".join(words) + end,
    st.sampled_from(PLACES), st.lists(st.sampled_from(WORDS), max_size=4), st.sampled_from(ENDS),
) | st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFFFF, exclude_categories=["Cs"]), min_size=1, max_size=20)  # fmt: skip


def found_by(name: str) -> str:
    return f"n{' '.join(forms(name))}"


def finds(question: str, text: str) -> bool:
    """Whether the index gives the entry, and the entry really holds the words."""
    terms, handles, indexed = [Term(word) for word in question.split() if fold(word)], Handles(text), tokens(text)
    return all(any(way <= indexed for way in term.clause) and handles.holds(term) for term in terms)


def test_it_works() -> None:
    assert finds("中心医院", found_by("阜新市中心医院"))
    assert not finds("中医院", found_by("阜新市中心医院"))


@given(NAMES, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, min(6, len(name))))
    start = data.draw(st.integers(0, len(name) - length))
    assert finds(name[start : start + length], found_by(name))


SYLLABLES = st.lists(
    st.sampled_from(["xi", "an", "xian", "fu", "xin", "lv", "shi", "a", "ct", "3"]), min_size=1, max_size=6
)


@given(st.lists(SYLLABLES, min_size=1, max_size=3), st.text("xianfushlvct", min_size=1, max_size=6))
def test_letters_are_syllables_in_a_row_or_initials(readings: list[list[str]], letters: str) -> None:
    def begins(syllables: list[str]) -> bool:
        return "".join(syllables).startswith(letters) or "".join(one[0] for one in syllables).startswith(letters)

    handles = Handles(
        "\n".join(["n名", *(f"p{' '.join(syllables)}" for syllables in readings), "cxian", "#xi:an a:fu"])
    )
    heard = any(begins(syllables[at:]) for syllables in readings for at in range(len(syllables)))
    assert handles.holds(Term(letters)) == heard


@given(NAMES, NAMES)
def test_folding_a_part_gives_a_part(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("醫院", "阜新市中心医院"),
        ("医院", "阜新市中心醫院"),
        ("ＣＴ", "CT诊断专业"),
        ("ct 诊断", "CT诊断专业"),
        ("医保局", "罗山县医疗保障局"),
        ("医疗保障局", "罗山县医保局"),
        ("罗山县医保局", "罗山县医疗保障局"),
        ("腰疼", "腰痛"),
        ("发烧", "腰痛伴发热"),
        ("拉肚子", "腹泻"),
        ("中心 阜新", "阜新市中心医院"),
        ("第2人民医院", "阜新市第二人民医院"),
        ("阜新（中心）", "阜新中心"),
        ("居民医保", "徐州城乡居民基本医疗保险"),
        ("矿总医院", "阜新矿业集团总医院"),
    ],
)
def test_normal_forms(question: str, name: str) -> None:
    assert finds(question, found_by(name))


@pytest.mark.parametrize(
    "question",
    [
        "fuxin",
        "fuxinshizhongxin",
        "fxs",
        "fxszxyy",
        "zxyy",
        "fuxinsh",
        "fux",
        "f",
        "fx",
        "zhongxinyiyuan",
        "FuXin",
        "ｆｕｘｉｎ",
        "xinsh",
    ],
)
def test_pinyin_and_initials(question: str) -> None:
    assert finds(question, "n阜新市中心医院\npfu xin shi zhong xin yi yuan")


@pytest.mark.parametrize("question", ["xianyiyuan", "xiany", "xayy"])
def test_a_run_of_letters_is_read_in_every_likely_way(question: str) -> None:
    assert finds(question, "n西安医院\npxi an yi yuan")


@pytest.mark.parametrize("question", ["fuxinzhong", "zx医", "xyy z", "uxin"])
def test_letters_that_are_not_there(question: str) -> None:
    assert not finds(question, "n阜新市中心医院\npfu xin shi zhong xin yi yuan")


@pytest.mark.parametrize(
    "question",
    ["0376-2137873", "03762137873", "2137873", "(0376)2137873", "２１３７８７３"],
)
def test_phone_numbers(question: str) -> None:
    assert finds(question, "n罗山\nt03762137873\nt2137873")


@pytest.mark.parametrize("question", ["411521", "H21090200001", "h21090200001", "04.03", "000-06"])
def test_codes(question: str) -> None:
    assert finds(question, "n某处\nc411521\nch21090200001\nc04.03\nc00006")
