"""Signs of an emergency in the words people use, and what only looks like one."""

from __future__ import annotations

import pytest

from hospitals.language.patterns import tokens

from .phrases import lines, recogniser, section, urgent

MOST_FALSE_ALARMS = 2


def test_it_works() -> None:
    seen = recogniser().recognise("我爸胸口疼，喘不上气")
    assert [(one.slug, one.urgent) for one in seen] == [("xiong-tong", True), ("hu-xi-kun-nan", True)]
    assert seen[0].words == "胸口 疼 喘不上气"


def test_there_are_enough() -> None:
    assert len(set(lines("emergencies"))) >= 900
    assert len(set(lines("lookalikes"))) >= 750
    assert not set(lines("emergencies")) & set(lines("lookalikes"))


def test_none_is_missed() -> None:
    assert [text for text in lines("emergencies") if not urgent(text)] == []


def test_hardly_a_false_alarm() -> None:
    alarms = {text: signs for text in lines("lookalikes") if (signs := urgent(text))}
    assert len(alarms) <= MOST_FALSE_ALARMS, alarms


@pytest.mark.parametrize("text", section("emergencies", "Crisis"))
def test_whoever_wants_to_die_is_understood(text: str) -> None:
    assert {"zi-sha-wei-ji", "zi-shang-zi-sha"} & set(urgent(text))


@pytest.mark.parametrize("text", section("emergencies", "The support line"))
def test_whoever_thinks_of_dying_is_given_the_support_line(text: str) -> None:
    assert urgent(text) == ["zi-sha-wei-ji"]


@pytest.mark.parametrize("text", section("emergencies", "With the means at hand"))
def test_who_has_the_means_at_hand_is_given_both_lines(text: str) -> None:
    assert {"zi-sha-wei-ji", "zi-shang-zi-sha"} <= set(urgent(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不想活期存钱", []),
        ("我不想死守一个城市", []),
        ("我不想活了", ["zi-sha-wei-ji"]),
        ("他说不想活 动不动就哭", ["zi-sha-wei-ji"]),
        ("新生儿医保怎么办要什么", []),
        ("腰弯不下去了", []),
        ("有生命危险 血止不住", ["da-chu-xue"]),
        ("手机怎么死机了 我爸昏倒了", ["hun-mi"]),
    ],
)
def test_a_word_inside_of_another_is_none(text: str, meant: list[str]) -> None:
    assert urgent(text) == meant


@pytest.mark.parametrize(
    ("dialect", "mandarin"), [("冇呼吸", "没呼吸"), ("叫佢唔醒", "叫他不醒"), ("莫得心跳", "没有心跳")]
)
def test_dialects_are_read_character_by_character(dialect: str, mandarin: str) -> None:
    assert tokens(dialect) == tokens(mandarin)
    assert urgent(dialect) == urgent(mandarin) != []


@pytest.mark.parametrize("title", ["Stroke", "Poison"])
def test_what_has_a_line_of_its_own_is_told_apart(title: str) -> None:
    own = {"Stroke": {"zhong-feng"}, "Poison": {"zhong-du", "mei-qi-zhong-du", "hun-mi"}}[title]
    assert [text for text in section("emergencies", title) if not own & set(urgent(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "没有胸痛",
        "没有明显的胸痛",
        "不是中风",
        "没有昏迷没有抽搐",
        "并没有大出血",
        "no chest pain",
        "he is not unconscious",
    ],
)
def test_what_is_denied_is_none(text: str) -> None:
    assert urgent(text) == []


@pytest.mark.parametrize("text", ["是不是中风了", "是不是心梗", "没呼吸了", "不停抽搐", "不小心喝了农药"])
def test_what_only_sounds_denied_is_one(text: str) -> None:
    assert urgent(text)


@pytest.mark.parametrize("text", ["胸闷", "被狗咬了", "中暑了", "烫伤", "胸痛 挂什么科", "家暴"])
def test_what_may_be_one_is_told_as_not_urgent(text: str) -> None:
    seen = recogniser().recognise(text)
    assert seen
    assert not any(one.urgent for one in seen)


def test_a_sign_inside_something_longer_counts() -> None:
    assert urgent("腰痛三个月了一直在吃药，昨天开始大小便失禁") == ["ma-wei"]
    assert "chou-chu" in urgent("阜新 居民医保 孩子发烧抽搐 去哪家医院")


def test_what_happens_now_is_no_subject() -> None:
    assert urgent("中风康复医院哪家好") == []
    assert urgent("中风康复以后，今天突然又嘴歪说不出话") == ["zhong-feng"]


@pytest.mark.parametrize("text", ["", "，。！", "a", "120", "🚑", "胸" * 64, "痛" * 64, "\u0000", "ﾊﾝｶｸ"])
def test_anything_may_be_asked(text: str) -> None:
    assert isinstance(recogniser().recognise(text), list)
