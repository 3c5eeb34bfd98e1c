"""When a question is about: how a moment is read, and what is said of doors at that moment."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from directory.core.hours.evaluator import SHANGHAI
from directory.search.question.moment import when_of

from .test_questions import ask, told

NOW = datetime.datetime(2025, 11, 28, 10, 0, tzinfo=SHANGHAI)  # a Friday
# Question → the moment, or the day where no time is said.
MOMENTS = {
    "今天": "2025-11-28",
    "明天下午三点": "2025-11-29 15:00",
    "礼拜六开不开门": "2025-11-29",
    "下周三上午9点半": "2025-12-03 09:30",
    "2026-02-14 10:00": "2026-02-14 10:00",
    "2026年2月14日": "2026-02-14",
    "国庆上班吗": "2026-10-01",
    "大年初一": "2026-02-17",
    "年初三": "2026-02-19",
    "大年三十": "2026-02-16",
    "元宵节": "2026-03-03",
    "腊八节": "2026-01-26",
    "小年那天开门不": "2026-02-10",
    "南方小年": "2026-02-11",
    "腊月二十九": "2026-02-16",
    "腊月十五": "2026-02-02",
    "我七点下班": "2025-11-28 19:00",
    "五点半才下班": "2025-11-28 17:30",
    "早八点之前": "2025-11-28 08:00",
    "十十点": "2025-11-28 10:00",  # was an error
    "冬至": "2025-12-21",
    "圣诞节": "2025-12-25",
    "中午": "2025-11-28 12:30",
    "中午十二点半还看病吗": "2025-11-28 12:30",
    "晚上七点": "2025-11-28 19:00",
    "19:00": "2025-11-28 19:00",
    "今晚八点": "2025-11-28 20:00",
    "三点": "2025-11-28 15:00",
    "12月25日下午2点": "2025-12-25 14:00",
    "二十三点一刻": "2025-11-28 23:15",
    "凌晨两点": "2025-11-28 02:00",
    "现在开门吗": "2025-11-28 10:00",
}
# Numbers that are no moment.
NO_MOMENTS = [
    "2024年居民医保",
    "三级医院报销比例",
    "1–3个工作日",
    "几点开门",
    "75岁",
    "12333",
    "断缴3个月",
    "今年三十岁",
    "今年初三",
    "重阳镇",
    "七月份下午三点半",
    "参保最小年龄",
]


@pytest.mark.parametrize("question", MOMENTS)
def test_a_moment_is_read(question: str) -> None:
    when, _rest = when_of(question)
    assert when is not None
    moment = when.resolved(NOW)
    assert moment is not None
    written = moment.at.strftime("%Y-%m-%d" if moment.whole_day else "%Y-%m-%d %H:%M")
    assert written == MOMENTS[question]


@pytest.mark.parametrize("question", NO_MOMENTS)
def test_a_number_is_no_moment(question: str) -> None:
    assert when_of(question)[0] is None


def test_a_day_that_is_none_is_not_answered() -> None:
    when, _rest = when_of("2026年2月30日")
    assert when is not None
    assert when.resolved(NOW) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
class TestDoors:
    @pytest.fixture(autouse=True)
    def clock(self) -> object:
        with time_machine.travel(NOW, tick=False):
            yield

    @pytest.mark.parametrize(
        ("question", "state"),
        [
            ("罗山县医保局礼拜六开门吗", "2025-11-29 星期六 不开门（周末）"),
            ("罗山县医保局明天下午三点开门吗", "2025-11-29 星期六 15:00 不开门（周末）"),
            ("罗山县医保局下周三上午9点半上班吗", "2025-12-03 星期三 09:30 开门（工作日）"),
            ("罗山县医保局中午休息吗", "2025-11-28 星期五 12:30 不开门（午休）"),
            ("罗山县医保局2026-02-14 10:00开门吗", "2026-02-14 星期六 10:00 开门（调休上班、春节）"),
            ("罗山县医保局19:00还有人吗", "2025-11-28 星期五 19:00 不开门"),
            ("罗山县医保局国庆上班吗", "2026-10-01 星期四"),
            ("省二医星期天看病吗", "2025-11-30 星期日 08:00–12:00、14:00–17:00、18:00–21:00 开门"),
            ("罗山县医保局开门吗", "2025-11-28 星期五 10:00 现在办公"),
        ],
    )
    def test_the_state_at_that_moment_is_told(self, question: str, state: str) -> None:
        found = ask(question)
        assert found["answer"]["attribute"] == "open"
        assert found["answer"]["facts"][0]["text"].startswith(state)

    def test_for_which_purpose_is_said(self) -> None:
        [first, *_] = ask("省二医晚上七点开门吗")["answer"]["facts"]
        assert first["scope"] == "门诊 不开门、挂号 不开门、夜诊 开门"

    def test_the_next_change_is_said(self) -> None:
        assert "12:00 起不开门" in ask("罗山县医保局今天上午十一点开门吗")["answer"]["facts"][0]["text"]

    def test_without_hours_nothing_is_guessed(self) -> None:
        assert not any("开门" in fact for fact in told(ask("信阳市医保局礼拜六开门吗")))
