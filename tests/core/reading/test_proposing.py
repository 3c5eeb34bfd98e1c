"""Texts of many kinds → proposals: what a curator would take, each with its words, and nothing else for certain."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.reading_texts import FOLDER, fits, wrongly
from directory.core.models import Entry, Sequence
from directory.core.reading.proposals import Proposal, Verdict
from directory.core.reading.proposing import LONGEST, TooLong, propose

pytestmark = pytest.mark.usefixtures("directory")

CASES: list[dict[str, Any]] = [
    case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text(encoding="utf-8"))
]
NOTICE = "阜新市中心医院是三级甲等医院，地址：解放大街36号，电话0418-3782120。床位1500张。门诊周一至周五8:00-11:30。"


PIECES = (
    *("阜新市", "中心医院", "三级甲等", "报销比例", "85%", "400元", "每人每年", "8:00-12:00", "周一", "例如", "由"),
    *("调整为", "2025年", "电话", "0418-3782120", "地址", "路5号", "APP", "备案", "居民医保", "分别", "二级", "🏥"),
)


def by_field(text: str) -> dict[str, Proposal]:
    return {one.field: one for one in propose(text)}


def test_it_works() -> None:
    found = by_field(NOTICE)
    assert found["level"].verdict is Verdict.SAME
    assert found["level"].target.slug == "fu-xin-shi-zhong-xin-yi-yuan"
    assert (found["phones"].value, found["phones"].verdict) == ("0418-3782120", Verdict.NEW)
    assert found["facts.beds"].figure
    assert found["opening_hours.outpatient"].quote == "门诊周一至周五8:00-11:30"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_texts_of_many_kinds(case: dict[str, Any]) -> None:
    found = propose(case["text"])
    for one in found:
        assert case["text"][one.start : one.end] == one.quote
    certain = [one for one in found if one.verdict is not Verdict.DOUBT]
    assert [one.value for one in certain if wrongly(one, case["never"])] == []
    missed = [expected for expected in case["expected"] if not any(fits(one, expected) for one in found)]
    assert missed == case.get("missed", [])


def test_most_of_what_is_proposed_is_right() -> None:
    counted: Counter[bool] = Counter()
    for case in CASES:
        true = (*case["expected"], *case.get("also", ()))
        counted.update(any(fits(one, fact) for fact in true) for one in propose(case["text"]))
    assert counted[True] / counted.total() > 0.9, counted


def test_verdicts() -> None:
    found = by_field("罗山县医保局地址：宝城东路66号，电话0376-2130998，停车：院内免费停车。")
    assert found["address"].verdict is Verdict.CLASH
    assert found["address"].published.startswith("信阳市罗山县行政路18号")
    assert found["phones"].verdict is Verdict.NEW
    assert found["parking"].verdict in (Verdict.SAME, Verdict.FINER)


def test_another_year_is_another_scope() -> None:
    found = [one for one in propose("徐州市2027年居民医保个人缴费标准为每人每年500元。") if one.field == "value"]
    assert [(one.value, one.verdict, one.target.slug) for one in found] == [("500 元/年", Verdict.OTHER_SCOPE, "")]
    assert found[0].scope.year == 2027


def test_an_example_is_in_doubt() -> None:
    found = [
        one for one in propose("居民医保缴费说明\n例如，某市个人缴费标准为每人每年300元。") if one.field == "value"
    ]
    assert {one.verdict for one in found} <= {Verdict.DOUBT}


def test_an_advert_is_nothing() -> None:
    assert propose("专业代缴沈阳职工医保，个人缴费只要380元/月，加微信办理，名额有限！") == []


def test_a_long_text_is_read_to_its_end() -> None:
    text = "无关的一行文字。\n" * 900 + NOTICE
    found = propose(text)
    assert {one.field for one in found} >= {"level", "phones", "facts.beds"}
    assert all(text[one.start : one.end] == one.quote for one in found)
    with pytest.raises(TooLong):
        propose("字" * (LONGEST + 1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [*"，。；：（）\n\t |“”→０９－—", *PIECES]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_every_proposal_has_its_words_in_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    stored = text.replace("\r\n", "\n").replace("\r", "\n")
    for one in propose(text):
        assert one.quote.strip()
        assert stored[one.start : one.end] == one.quote


def test_the_command_prints_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")
    before = Sequence.current(), Entry.objects.count()
    call_command("propose", str(path), "--json")
    rows = json.loads(capsys.readouterr().out)
    assert {"start", "end", "quote", "kind", "record", "field", "value", "scope", "verdict"} <= set(rows[0])
    assert all(NOTICE[row["start"] : row["end"]] == row["quote"] for row in rows)
    call_command("propose", str(path))
    assert "0418-3782120" in capsys.readouterr().out
    assert (Sequence.current(), Entry.objects.count()) == before


def test_the_command_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NOTICE.encode())))
    call_command("propose", "-", "--json")
    assert json.loads(capsys.readouterr().out)


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("propose", str(tmp_path / "none.txt"))
    (tmp_path / "gbk.txt").write_bytes(b"\xd2\xbd\xd4\xba\xb5\xc4")
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("propose", str(tmp_path / "gbk.txt"))


def pretended(text: str) -> list[dict[str, Any]]:
    """A language model that says what stands there, what does not, and nonsense."""
    hospital = {"kind": "hospital", "record": "fu-xin-shi-zhong-xin-yi-yuan"}
    return [
        {**hospital, "quote": "绿色通道", "field": "features", "value": "有绿色通道"},
        {**hospital, "quote": "直升机", "start": 0, "field": "features", "value": "有直升机"},
        {**hospital, "quote": "绿色通道", "field": "no_such_field", "value": "x"},
        {**hospital, "quote": "绿色通道", "field": "features", "value": 5},
        {"kind": "spaceship", "quote": "绿色通道", "field": "features", "value": "x"},
        "nonsense",  # type: ignore[list-item]
    ]


def failing(text: str) -> list[dict[str, Any]]:
    raise OSError(text[:1])


def test_a_language_model_is_held_to_the_same_rule(settings: Any) -> None:
    text = f"{NOTICE}急诊有绿色通道。"
    settings.READING_ASSISTANTS = [f"{__name__}.failing", f"{__name__}.pretended"]
    said = [one for one in propose(text) if one.rule.startswith("assistant")]
    assert [(one.quote, one.value) for one in said] == [("绿色通道", "有绿色通道")]
    settings.READING_ASSISTANTS = []
    assert not [one for one in propose(text) if one.rule.startswith("assistant")]
