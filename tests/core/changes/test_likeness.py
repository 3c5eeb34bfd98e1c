"""Which two lines of lists are one place, and which only look so."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import duplicates
from directory.core.changes.likeness import ComparedPlace, likenesses

FUXIN = (("阜新市", 210900), ("阜新", 210900), ("辽宁省", 210000), ("辽宁", 210000))
HAIZHOU = (("海州区", 210902), ("海州", 210902), *FUXIN)


def place(key: int, name: str, **more: Any) -> ComparedPlace:
    return ComparedPlace(**{"key": key, "name": name, "region": 210902, "prefixes": HAIZHOU, **more})


def is_one(one: ComparedPlace, other: ComparedPlace) -> bool:
    return any(each.is_candidate for each in likenesses([one, other]))


def vetoes(one: ComparedPlace, other: ComparedPlace) -> list[str]:
    return [veto for each in likenesses([one, other]) for veto in each.vetoes]


PHONE = {"phones": frozenset(["0418-2810001"]), "address": "中华路1号"}


def test_it_works() -> None:
    (found,) = likenesses([place(1, "海州区康复医院", **PHONE), place(2, "阜新市海州区康复医院", **PHONE)])
    assert [sort for sort, _text in found.evidence] == ["name", "phone", "address"]
    assert found.is_candidate


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阜新海州博爱医院", "海州区博爱医院"),
        ("博爱医院", "海州区博爱医院"),
        ("海州区博爱医院", "海州区博爱医院有限公司"),
        ("海州区博爱医院", "海州　区博爱医院"),
        ("海州区博爱医院", "海州区仁和医院（海州区博爱医院）"),
        ("海州区第一医院", "海州区1医院"),
    ],
)
def test_one_name_in_two_forms(one: str, other: str) -> None:
    assert is_one(place(1, one), place(2, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("海州区第一人民医院", "海州区第二人民医院"),
        ("海州区博爱医院", "海州区博爱中医医院"),
        ("海州区博爱医院", "海州区博爱医院东院区"),
        ("海州区博爱医院(东院区)", "海州区博爱医院(西院区)"),
        ("海州区博爱医院", "海州区博爱口腔医院"),
        ("海州区人民医院", "阜新市人民医院"),
        ("海州区博爱医院", "海州区博爱医院妇幼保健院"),
        ("海州区人民医院", "海州区人民医院第二分院"),
        ("海州区眼科医院", "海州区骨科医院"),
        ("海州区博爱医院", "海州区博爱社区卫生服务中心"),
    ],
)
def test_what_tells_them_apart_counts_more_than_a_shared_phone_and_house(one: str, other: str) -> None:
    assert not is_one(place(1, one, **PHONE), place(2, other, **PHONE))


def test_a_slip_needs_phone_and_house() -> None:
    one, other = "海州区博爱医院", "海州区搏爱医院"
    assert is_one(place(1, one, **PHONE), place(2, other, **PHONE))
    assert not is_one(place(1, one, address="中华路1号"), place(2, other, address="中华路1号"))
    assert not is_one(place(1, one), place(2, other))


def test_neighbours_are_not_one() -> None:
    assert not is_one(place(1, "海州区博爱医院", **PHONE), place(2, "海州区仁济医院", **PHONE))


def test_a_code_is_one_place_whatever_it_is_called_but_for_branches() -> None:
    code = {"codes": (("insurance_code", "H21090200001"),)}
    assert is_one(place(1, "海州区博爱医院", **code), place(2, "阜新第三眼科医院", **code))
    assert not is_one(place(1, "海州区博爱医院", **code), place(2, "海州区博爱医院东院区", **code))


def test_a_firms_code_covers_many_places() -> None:
    code = {"codes": (("uscc", "91210900MA0000001X"),)}
    assert not is_one(place(1, "海州区博爱医院", **code), place(2, "海州区博爱第二医院", **code))


def test_two_codes_are_two_places() -> None:
    one = place(1, "海州区博爱医院", codes=(("insurance_code", "H21090200001"),))
    other = place(2, "海州区博爱医院", codes=(("insurance_code", "H21090200002"),))
    assert vetoes(one, other) == ["编码不同"]


def test_campuses_are_not_one() -> None:
    assert vetoes(place(1, "海州区博爱医院"), place(2, "海州区博爱医院", parent=1)) == ["一个是另一个的院区"]
    both = [place(1, "海州区博爱医院", parent=9), place(2, "海州区博爱医院", parent=9)]
    assert vetoes(*both) == ["同一医院的两个院区"]


def test_one_name_elsewhere_is_another_place() -> None:
    there = (("彰武县", 210922), ("彰武", 210922), *FUXIN)
    assert not is_one(place(1, "博爱医院"), place(2, "博爱医院", region=210922, prefixes=there))


def test_near_with_nearly_the_same_name() -> None:
    at, beside = {"position": (42.0200, 121.6500)}, {"position": (42.0203, 121.6504)}
    one, other = "阜新海州仁济博爱综合医院", "海州仁济博爱综合医院部"
    assert is_one(place(1, one, **at), place(2, other, **beside))
    assert not is_one(place(1, one, **at), place(2, other, position=(42.3, 121.9)))


def test_the_benchmark_is_met() -> None:
    found = duplicates.measure(6000)
    assert found["duplicates"] > 400
    assert found["precision"] >= 0.97
    assert found["recall"] >= 0.95


def test_the_benchmark_is_seeded() -> None:
    assert duplicates.seeded(300) == duplicates.seeded(300)
    assert duplicates.seeded(300) != duplicates.seeded(300, seed=1)
