"""Phones as lists have them: labels, shifts, lists, lost zeros."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.core.language.phone_texts import written
from directory.core.language.phones import PhoneError, area_code_of, doubts, parse
from directory.core.models.contact import NUMBER


def rows(text: str) -> list[str]:
    return [" ".join(filter(None, [row.label, row.found.number, row.found.extension])) for row in written(text, "0376")]


def test_it_works() -> None:
    assert rows("白天2137873，夜间2137874") == ["白天 0376-2137873", "夜间 0376-2137874"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("白天：2137873 夜间：2137874", ["白天 0376-2137873", "夜间 0376-2137874"]),
        ("白天(8:00-17:30)2137873夜间(17:30-次日8:00)2137874",
         ["白天(8:00-17:30) 0376-2137873", "夜间(17:30-次日8:00) 0376-2137874"]),
        ("24小时值班电话 0376-2137873", ["24小时值班 0376-2137873"]),
        ("值班室2137873", ["值班室 0376-2137873"]),
        ("办公室电话：0376-2137873；投诉 12345", ["办公室 0376-2137873", "投诉 12345"]),
        ("0376-2137873（办公室）、2137874（急诊）", ["办公室 0376-2137873", "急诊 0376-2137874"]),
        ("2137873办公室，2137874急诊科", ["办公室 0376-2137873", "急诊科 0376-2137874"]),
        ("联系电话:0376-2137873", ["0376-2137873"]),
        ("Tel: 0376 213 7873", ["0376-2137873"]),
        ("电话0376-2137873 传真0376-2137874", ["0376-2137873", "传真 0376-2137874"]),
        ("急诊：0376－2137873 转 802、803", ["急诊 0376-2137873 802", "急诊 0376-2137873 803"]),
        ("总机0376-2137873转8001（门诊）", ["总机 门诊 0376-2137873 8001"]),
        ("院办 0376-2137873 13812345678", ["院办 0376-2137873", "院办 13812345678"]),
        ("1083200000", ["010-83200000"]),
        ("3762137873", ["0376-2137873"]),
        ("53187654321", ["0531-87654321"]),
        ("0996--6600000", ["0996-6600000"]),
        ("0376-\u200b2137873\u202c", ["0376-2137873"]),
    ],
)  # fmt: skip
def test_a_cell_becomes_rows(text: str, found: list[str]) -> None:
    assert rows(text) == found


@pytest.mark.parametrize("text", ["", "无", "/", "医保科", "0376-213787", "0376-2137873、看门诊楼", "0376-2137873至74"])
def test_nothing_is_dropped_silently(text: str) -> None:
    with pytest.raises(PhoneError):
        written(text, "0376")


@pytest.mark.parametrize(
    ("region", "code"),
    [
        (411521, "0376"),
        (110101, "010"),
        (419001, "0391"),
        (429021, "0719"),
        (410000, ""),
        (652800, "0996"),
        (659001, ""),
    ],
)
def test_a_region_has_its_area_code_or_none_that_is_certain(region: int, code: str) -> None:
    assert area_code_of(region) == code


def test_a_number_that_may_be_wrong_is_doubted() -> None:
    assert doubts("0376-2137873", 411521) == doubts("12345", 411521) == doubts("13812345678", 411521) == []
    assert ["位数" in doubt for doubt in doubts("010-2137873", 110101)] == [True]
    assert ["区号" in doubt for doubt in doubts("0376-2137873", 210902)] == [True]


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("0123456789-+() 转/、,白天夜间:（）电话", max_size=40))
def test_anything_else_is_refused_or_storable(text: str) -> None:
    try:
        found = written(text, "0376")
    except PhoneError:
        return
    for row in found:
        NUMBER(row.found.number)
        assert len(row.label) <= 40


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["0376-2137873", "010-62345678", "13812345678", "400-123-4567", "12345"]),
        min_size=1,
        max_size=4,
    )
)
def test_plain_lists_read_as_they_always_were(numbers: list[str]) -> None:
    text = "、".join(numbers)
    assert [row.found for row in written(text)] == parse(text)
