"""Regions as people write them, over the whole table: paths, autonomous short names, former names and codes, zones."""

from __future__ import annotations

import re
from functools import cache

import pytest

from directory.core.index.gazetteer import Gazetteer, RegionReading
from directory.core.index.region_names import former_regions, zone_codes
from directory.core.models import Region
from directory.core.models.region import NATION

pytestmark = pytest.mark.usefixtures("directory")


@pytest.fixture(scope="module")
def regions(directory: None) -> Gazetteer:
    return Gazetteer()


def codes(reading: RegionReading) -> list[int]:
    return [region.code for region in reading.regions]


@cache
def ways(region: Region) -> tuple[str, ...]:
    """How tables and people write a county with those above it."""
    names = [step.name for step in region.path]
    shorts = [step.short_name for step in region.path]
    return (
        "".join(names),
        "/".join(names),
        " ".join(names),
        "-".join(names),
        "中国" + "".join(names),
        "".join(shorts[:-1]) + names[-1],
        "".join(names[:-1]) + shorts[-1],
        "".join(names[-2:]),
        f"{names[0]}{names[0]}{''.join(names[1:])}",
    )


def test_it_works(regions: Gazetteer) -> None:
    assert codes(regions.read("江苏省南京市鼓楼区")) == [320106]


def test_every_county_by_its_path_however_it_is_written(regions: Gazetteer) -> None:
    counties = [region for region in regions.regions.values() if region.level == "county"]
    found = [(region, way, codes(regions.read(way))) for region in counties for way in ways(region)]
    # 临夏 is a city and a county of 临夏州, 和田 and 伊宁 likewise: without 市 or 县 nobody can tell.
    shared = {way for region, way, them in found if len(them) > 1 and region.code in them}
    wrong = [(way, them) for region, way, them in found if them != [region.code] and way not in shared]
    assert {way[-2:] for way in shared} == {"临夏", "和田", "伊宁"}
    assert (len(counties), wrong) == (2849, [])


def test_every_county_with_its_province_alone_is_found_or_shared(regions: Gazetteer) -> None:
    shared = set()
    for region in regions.regions.values():
        if region.level == "county":
            way = region.path[0].name + region.name
            found = codes(regions.read(way))
            assert region.code in found, way
            shared |= {way} if len(found) > 1 else set()
    assert 0 < len(shared) < 30  # 江苏省鼓楼区 is in 南京 and in 徐州


def test_every_autonomous_region_by_what_everybody_calls_it(regions: Gazetteer) -> None:
    autonomous = [region for region in regions.regions.values() if re.search("自治[县旗州]$", region.name)]
    counties = [region for region in autonomous if region.level == "county"]
    short = {region: re.sub("[县旗州]$", "", region.short_name) + region.name[-1] for region in autonomous}
    assert (len(autonomous), len(counties)) == (150, 120)
    wrong = [way for region, way in short.items() if codes(regions.read(way)) != [region.code]]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("陵水县", 469028),
        ("马边县", 511133),
        ("马边自治县", 511133),
        ("新疆自治区", 650000),
        ("广西省", 450000),
        ("鄂伦春旗", 150723),
        ("海南州", 632500),
        ("沛 县", 320322),
        ("沛　县", 320322),
        ("河南省/市辖区", 410000),
        ("重庆市 县 城口县", 500229),
        ("北京市市辖区东城区", 110101),
        ("海南省省直辖县级行政区划陵水黎族自治县", 469028),
        ("河南省直辖县级行政单位济源市", 419001),
        ("４１１５２１", 411521),
        ("411521000000", 411521),
        ("411521100", 411521),
        ("安徽省巢湖市", 340181),  # the county-level city, not the city that was
        ("辽宁朝阳朝阳", 211321),
        ("吉林", 220000),
        ("吉林省吉林市", 220200),
    ],
)
def test_by_another_way_of_writing(regions: Gazetteer, text: str, code: int) -> None:
    assert (codes(regions.read(text)), regions.read(text).note) == ([code], "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("崇文区", 110101),
        ("崇文", 110101),
        ("110103", 110101),
        ("下城区", 330105),
        ("330103", 330105),
        ("浙江省杭州市下城区", 330105),
        ("监利县", 421088),
        ("湖北省荆州地区监利县", 421088),
        ("湖北省荆州市监利县", 421088),
        ("信阳地区", 411500),
        ("巢湖市庐江县", 340124),
        ("邯郸地区", 130400),
        ("四川省重庆市渝中区", 500103),
    ],
)
def test_what_is_no_more_leads_to_what_became_of_it_and_says_so(regions: Gazetteer, text: str, code: int) -> None:
    reading = regions.read(text)
    assert codes(reading) == [code]
    assert text in reading.note
    assert reading.regions[0].full_name in reading.note


def test_ground_that_was_divided_is_not_guessed(regions: Gazetteer) -> None:
    assert codes(regions.read("江干区")) == [330102, 330114]
    assert codes(regions.read("330104")) == [330102, 330114]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("郑州高新区", 410100),
        ("郑州市高新技术产业开发区", 410100),
        ("410172", 410100),
        ("苏州工业园区", 320500),
        ("长春净月高新区", 220100),
        ("罗山县产业集聚区", 411521),
        ("雄安新区", 130600),
        ("燕郊", 131082),
        ("加格达奇区", 232700),
    ],
)
def test_a_zone_is_what_it_lies_in_and_says_so(regions: Gazetteer, text: str, code: int) -> None:
    reading = regions.read(text)
    assert codes(reading) == [code]
    assert "不是行政区划" in reading.note


@pytest.mark.parametrize("text", ["滨海新区", "浦东新区", "矿区", "神农架林区"])
def test_a_division_whose_name_sounds_like_a_zone_is_itself(regions: Gazetteer, text: str) -> None:
    reading = regions.read(text)
    assert {region.name for region in reading.regions} == {text}
    assert reading.note == ""


@pytest.mark.parametrize(
    "text", ["高新区", "开发区", "河南省信阳市鼓楼区", "市辖区", "县", "省直辖", "甲乙丙丁", "x" * 500, "41152", ""]
)
def test_what_names_no_region_is_none(regions: Gazetteer, text: str) -> None:
    assert regions.read(text).regions == []


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("江苏省南京市鼓搂区", "江苏省南京市鼓楼区"),
        ("罗山現", "河南省信阳市罗山县"),
        ("监力县", "湖北省荆州市监利市"),
        ("北京市朝杨区", "北京市朝阳区"),
        ("骡山县", "河南省信阳市罗山县"),
    ],
)
def test_the_nearest_is_suggested(regions: Gazetteer, text: str, nearest: str) -> None:
    assert next(region.full_name for region in regions.nearest(text)) == nearest
    assert regions.nearest("abcxyz") == []


def test_an_address_begins_with_its_region(regions: Gazetteer) -> None:
    region, rest = regions.leading("河南省信阳市罗山县宝城东路 1 号")
    assert (region and region.code, rest) == (411521, "宝城东路1号")
    assert regions.leading("宝城东路 1 号") == (None, "宝城东路 1 号")


def test_every_former_division_leads_to_one_of_today(regions: Gazetteer) -> None:
    today = set(regions.regions)
    assert len(former_regions()) > 3000
    assert [former for former in former_regions() if not former.successors or not set(former.successors) <= today] == []
    assert set(zone_codes().values()) <= today - {NATION}
    retired = {former.code for former in former_regions()} - today
    assert [code for code in retired if not regions.read(str(code)).regions] == []
