"""Regions: the code is the path; names are looked up without guessing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from directory.core.index.gazetteer import Gazetteer
from directory.core.models import NATION, Region, code_range, within


def named(text: str) -> list[int]:
    return [region.code for region in Gazetteer().named(text)]


def rename(region: Region, **changes: object) -> None:
    Region.objects.filter(pk=region.pk).update(**changes)


def test_it_works(cast: SimpleNamespace) -> None:
    assert cast.haizhou.full_name == "辽宁省阜新市海州区"
    assert [region.name for region in cast.haizhou.path] == ["辽宁省", "阜新市", "海州区"]
    assert cast.nation.path == [cast.nation]


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        (100000, 100000, 999999),
        (410000, 410000, 419999),
        (411500, 411500, 411599),
        (411521, 411521, 411521),
        (419001, 419001, 419001),  # 济源 hangs from the province
        (441900, 441900, 441999),  # 东莞 has no counties
    ],
)
def test_a_subtree_is_a_range(code: int, first: int, last: int) -> None:
    assert code_range(code) == (first, last)


def test_within(cast: SimpleNamespace) -> None:
    assert Region.objects.within(NATION).count() == Region.objects.count() == 5
    assert Region.objects.within(210900).count() == 2
    assert Region.objects.filter(within(210000, "parent__code")).count() == 3


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("210900", [210900]),
        ("阜新市", [210900]),
        ("阜新", [210900]),
        ("fuxin", [210900]),
        ("FuXin", [210900]),
        ("全国", [100000]),
        ("21090", []),
        ("999999", []),
        ("阜", []),
        ("２１０９００", [210900]),
    ],
)
def test_by_code_name_short_name_or_pinyin(cast: SimpleNamespace, text: str, codes: list[int]) -> None:
    assert named(text) == codes


def test_by_a_whole_alias_only(cast: SimpleNamespace) -> None:
    rename(cast.shenyang, aliases=["奉天", "盛京"])
    assert named("盛京") == [210100]
    assert named("盛") == []


def test_a_name_wins_over_an_alias_and_an_alias_over_pinyin(cast: SimpleNamespace) -> None:
    rename(cast.shenyang, aliases=["阜新", "fuxin"])
    assert named("阜新") == [210900]
    assert named("fuxin") == [210100]


def test_a_name_that_two_places_share_names_both(cast: SimpleNamespace) -> None:
    rename(cast.shenyang, short_name="海州")
    assert named("海州") == [210100, 210902]


def test_of_places_one_within_the_other_the_wider_counts(cast: SimpleNamespace) -> None:
    rename(cast.haizhou, short_name="阜新")
    assert named("阜新") == [210900]
