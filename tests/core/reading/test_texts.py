"""A text as it is read: offsets that never move, figures, days, and what must not be taken for a fact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.core.reading import dates, figures
from directory.core.reading.proposals import Proposal, Target, Verdict, once, stated
from directory.core.reading.texts import ParsedText

TARGET = Target("hospital", "a", "A")


def test_it_works() -> None:
    text = ParsedText("办公时间：８：３０—１２：００。\r\n电话０３７６－２１３０９９８")
    assert text.text == "办公时间：８：３０—１２：００。\n电话０３７６－２１３０９９８"
    assert text.plain[5:9] == "8:30"
    assert text.quote(5, 9) == "８：３０"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_character_moves(text: str) -> None:
    source = ParsedText(text)
    assert len(source.plain) == len(source.text)
    for piece in (*source.sentences, *source.clauses):
        assert 0 <= piece.start <= piece.end <= len(source.text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每人每年不低于670元", ["不低于 670 元"]),
        ("工资的2%-4%，单位6%-14%", ["2–4%", "6–14%"]),
        ("15-30个工作日内到账", ["15–30 工作日"]),
        ("满三个月，累计缴满十五年", ["3 个月", "15 年"]),
        ("封顶线４０万元", ["400000 元"]),
        ("2025年3月12日第三家", []),
        ("花了420块一年", ["420 元"]),
        ("超过几十万元", []),
    ],
)
def test_figures(text: str, found: list[str]) -> None:
    assert [one.text for one in figures.figures(ParsedText(text).plain)] == found


def test_a_period_stands_beside_its_sum() -> None:
    assert [one.period for one in figures.figures("每人每年400元,下限为每月4308元,共300元")] == ["年", "月", ""]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024年10月22日至2024年12月31日", "2024-10-22 至 2024-12-31"),
        ("2025年10月15日至12月31日", "2025-10-15 至 2025-12-31"),
        ("每年10月至次年2月", "10 月 至 2 月"),
        ("从9月1日启动", "9 月 1 日 开始"),
        ("截止到12月31日", "到 12 月 31 日 为止"),
    ],
)
def test_days(text: str, found: str) -> None:
    assert [span.text for span in dates.spans(text)] == [found]


def test_a_year_is_not_a_day() -> None:
    assert [year[2] for year in dates.years("2025年度，2024年9月1日起")] == [2025]


@pytest.mark.parametrize(
    "text",
    [
        "原地址在行政路18号",
        "起付标准由600元调整为300元",
        "不再设置6个月的等待期",
        "去年的460元",
        "限时优惠，只要3980元",
        "要交400元吗？",
        "电话2137000已停用",
    ],
)
def test_what_was_or_is_advertised_or_asked_is_no_fact(text: str) -> None:
    source = ParsedText(text)
    first = next(at for at, char in enumerate(source.plain) if char.isdigit())
    assert source.dropped(first, first + 3)


def test_the_new_value_beside_a_former_one_is_a_fact() -> None:
    source = ParsedText("起付标准由600元调整为300元")
    assert not source.dropped(len(source.plain) - 4, len(source.plain))


@pytest.mark.parametrize("text", ["例如某地缴300元", "假设补贴500元", "听说要500元", "大概20个工作日，不太清楚"])
def test_what_is_supposed_is_in_doubt(text: str) -> None:
    source = ParsedText(text)
    first = next(at for at, char in enumerate(source.plain) if char.isdigit())
    assert source.doubt(first, first + 3)


def test_a_cell_knows_its_column() -> None:
    source = ParsedText("医院\t床位\n甲医院\t500张\n乙医院\t620张")
    assert source.header(source.plain.index("620")) == "床位"
    assert source.label(source.plain.index("620")) == "乙医院"


def test_a_quote_stands_where_it_says() -> None:
    right = Proposal(2, 4, "三级", TARGET, "level", "三级")
    wrong = [
        Proposal(0, 2, "三级", TARGET, "level", "三级"),
        Proposal(4, 9, "医院", TARGET, "level", "三级"),
        Proposal(-2, 4, "", TARGET, "x", "y"),
    ]
    assert list(stated("是个三级医院", [right, *wrong])) == [right]


def test_what_is_certain_goes_before_what_is_in_doubt() -> None:
    doubtful = Proposal(0, 2, "三级", TARGET, "level", "三级", verdict=Verdict.DOUBT)
    certain = Proposal(5, 7, "三级", TARGET, "level", "三级")
    assert once([doubtful, certain, doubtful]) == [certain]
