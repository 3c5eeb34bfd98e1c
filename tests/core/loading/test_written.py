"""Values as lists have them: what they become, what is doubtful, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from directory.core.loading.errors import LineError
from directory.core.loading.written import read
from directory.core.models import Region

FUXIN, LUOSHAN = Region(code=210902, name="海州区"), Region(code=411521, name="罗山县")


def phones(raw: Any, region: Region | None = LUOSHAN) -> list[tuple[str, str, str]]:
    given = read({"phones": raw}, region)
    assert given.doubts == []
    return [(row["number"], row.get("extension", ""), row.get("label", "")) for row in given.members["phones"]]


def test_it_works() -> None:
    assert read({"name": " 医院 ", "phones": ["2137873"]}, LUOSHAN).members == {
        "name": "医院",
        "phones": [{"number": "0376-2137873", "kind": "landline", "extension": "", "label": ""}],
    }


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("2137873", [("0376-2137873", "", "")]),
        (["2137873", 13812345678], [("0376-2137873", "", ""), ("13812345678", "", "")]),
        (3762137873, [("0376-2137873", "", "")]),  # a spreadsheet took the 0
        ("0376--2137873", [("0376-2137873", "", "")]),
        ("0376-\u200b2137873\u200e", [("0376-2137873", "", "")]),
        ("白天2137873，夜间2137874", [("0376-2137873", "", "白天"), ("0376-2137874", "", "夜间")]),
        ("值班室：2137873转802", [("0376-2137873", "802", "值班室")]),
        ("2137873（办公室）、2137874", [("0376-2137873", "", "办公室"), ("0376-2137874", "", "")]),
        ([{"number": "2137873", "label": "院办"}], [("0376-2137873", "", "院办")]),
        ([{"number": "0376-2137873", "kind": "landline"}], [("0376-2137873", "", "")]),
        ([{"number": "12345"}], [("12345", "", "")]),
    ],
)
def test_phones(raw: Any, found: list[tuple[str, str, str]]) -> None:
    assert phones(raw) == found


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("0418-2820000", "区号不是"),
        ("0376-21378731", "位数"),
        ("010-2137873", "位数"),
        ([{"number": "0376-2000000", "kind": "mobile"}], "not mobile"),
        ([{"number": "13812345678", "kind": "landline"}], "not landline"),
        ([{"number": "12345", "kind": "service"}], "not service"),
    ],
)
def test_an_unlikely_phone_is_doubtful(raw: Any, says: str) -> None:
    given = read({"phones": raw}, LUOSHAN)
    assert says in "; ".join(map(str, given.doubts))
    assert given.members["phones"]  # and would be taken, if somebody says so


@pytest.mark.parametrize("raw", ["看门诊楼", "0376-213787", "99999", "0376-2137873、看门诊楼"])
def test_a_phone_that_cannot_be_read_is_refused(raw: str) -> None:
    with pytest.raises(LineError, match="phones"):
        read({"phones": raw}, LUOSHAN)


def test_without_a_region_an_area_code_is_wanted_and_none_is_doubted() -> None:
    with pytest.raises(LineError, match="缺少区号"):
        read({"phones": "2137873"}, None)
    assert phones("0418-2820000", None) == [("0418-2820000", "", "")]


@pytest.mark.parametrize(
    "given",
    [
        {"name": "医\u202e院"},
        {"address": "甲路\u200b1号"},
        {"aliases": ["甲\u0007"]},
        {"departments": [{"name": "科\u0000室"}]},
    ],
)
def test_what_nobody_can_see_is_refused_wherever_it_stands(given: dict[str, Any]) -> None:
    with pytest.raises(LineError, match=r"invisible character U\+"):
        read(given, None)


def test_at_the_ends_it_is_left_out() -> None:
    assert read({"address": " 甲路1号\u200e", "features": ["\ufeff乙　"]}, None).members == {
        "address": "甲路1号", "features": ["乙"],
    }  # fmt: skip
