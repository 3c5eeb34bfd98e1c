"""Names of institutions: what forbids that two are one, and what does not."""

from __future__ import annotations

import pytest

from directory.core.language.names import contradicts, likeness, vetoes, without_regions

DIFFERENT = [
    ("罗山县第二人民医院", "罗山县人民医院", "ordinals"),
    ("阜新市第一人民医院", "阜新市第二人民医院", "ordinals"),
    ("阜新市第2人民医院", "阜新市第三人民医院", "ordinals"),
    ("河南大学第一附属医院", "河南大学第二附属医院", "ordinals"),
    ("罗山县中医院", "罗山县人民医院", "specialities"),
    ("罗山县中西医结合医院", "罗山县中医院", "specialities"),
    ("阜新市妇幼保健院", "阜新市儿童医院", "specialities"),
    ("阜新市中心医院", "阜新市中心医院新区分院", "campus"),
    ("省人民医院东院", "省人民医院西院", "campus"),
    ("解放军第252医院", "解放军第253医院", "numbers"),
    ("罗山县人民医院", "罗山县中心医院", "sort"),
    ("城关镇卫生院", "城关镇卫生室", "sort"),
    ("周党镇卫生院", "楠杆镇卫生院", "towns"),
    ("罗山县医疗保障局", "罗山县税务局", "sort"),
    ("河南大学附属医院", "河南大学医院", "specialities"),
]
THE_SAME = [
    ("阜新市第2人民医院", "阜新市第二人民医院"),
    ("罗山县医院", "罗山县人民医院"),
    ("阜新市中心医院", "辽宁省阜新市中心医院"),
    ("人民医院", "罗山县人民医院"),
]


@pytest.mark.parametrize(("one", "other", "trait"), DIFFERENT)
def test_what_forbids_it(one: str, other: str, trait: str) -> None:
    assert trait in vetoes(one, other)
    assert trait in vetoes(other, one)


@pytest.mark.parametrize(("one", "other"), THE_SAME)
def test_what_does_not(one: str, other: str) -> None:
    assert vetoes(one, other) == []


def test_regions_at_the_beginning() -> None:
    path = ("河南省", "信阳市", "罗山县")
    assert without_regions("河南省信阳市罗山县人民医院", path) == ("人民医院", 2)
    assert without_regions("信阳人民医院", path) == ("人民医院", 1)
    assert without_regions("罗山县", path) == ("县", 2)
    assert without_regions("仁爱医院", path) == ("仁爱医院", -1)


def test_what_stands_in_place_of_something_else() -> None:
    assert contradicts("仁爱医院", "博爱医院")
    assert not contradicts("阜薪中心医院", "阜新中心医院")  # sounds alike: a slip
    assert not contradicts("中心医院", "矿业中心医院")


def test_likeness() -> None:
    assert likeness("人民医院", "人民医院") == 1
    assert likeness("人民医院", "") == 0
    assert 0.6 < likeness("罗山县人民医院", "罗山人民医院") < 1
