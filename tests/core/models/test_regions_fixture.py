"""The region fixture as a file: complete, nested by code, and readable aloud. No database."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from directory.core.models.region import NATION, code_range

FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "regions.json"
ROWS: list[dict[str, Any]] = [row["fields"] for row in json.loads(FIXTURE.read_text("utf-8"))]
REGIONS = {row["code"]: row for row in ROWS}

CITIES_WITHOUT_COUNTIES = {441900: "东莞", 442000: "中山", 460400: "儋州", 620200: "嘉峪关"}
# Counties whose code fills the city's place with 90: they hang from the province.
DIRECT = {
    419001: "济源", 429004: "仙桃", 429005: "潜江", 429006: "天门", 429021: "神农架", 469001: "五指山", 469002: "琼海",
    469030: "琼中", 659001: "石河子", 659005: "北屯", 659012: "白杨",
}  # fmt: skip

# short name → pinyin, where a character has another, more usual reading or is rare
TRICKY = """
    六安 luan, 六合 luhe, 六枝 luzhi, 六盘水 liupanshui, 长治 changzhi, 长子 zhangzi, 子长 zichang, 长春 changchun,
    花都 huadu, 都匀 duyun, 都昌 duchang, 昆都仑 kundulun, 闵行 minhang, 行唐 xingtang, 漯河 luohe, 泸溪 luxi,
    蚌埠 bengbu, 亳州 bozhou, 涡阳 guoyang, 枞阳 zongyang, 歙县 shexian, 黟县 yixian, 砀山 dangshan, 台州 taizhou,
    丽水 lishui, 乐清 yueqing, 乐亭 laoting, 乐陵 laoling, 乐山 leshan, 铅山 yanshan, 鄱阳 poyang, 婺源 wuyuan,
    蔚县 yuxian, 尉犁 yuli, 尉氏 weishi, 莘县 shenxian, 单县 shanxian, 东阿 donge, 阿城 acheng, 茌平 chiping,
    鄄城 juancheng, 临朐 linqu, 无棣 wudi, 中牟 zhongmu, 牟定 mouding, 浚县 xunxian, 柘城 zhecheng, 渑池 mianchi,
    召陵 shaoling, 南召 nanzhao, 泌阳 biyang, 荥阳 xingyang, 荥经 yingjing, 洪洞 hongtong, 繁峙 fanshi, 繁昌 fanchang,
    隰县 xixian, 大城 daicheng, 大厂 dachang, 泊头 botou, 井陉 jingxing, 任丘 renqiu, 大埔 dabu, 黄埔 huangpu,
    番禺 panyu, 吐鲁番 tulufan, 东莞 dongguan, 覃塘 qintang, 龙圩 longxu, 百色 baise, 犍为 qianwei, 筠连 junlian,
    郫都 pidu, 什邡 shifang, 丹棱 danling, 穆棱 muling, 绥棱 suileng, 会理 huili, 重庆 chongqing, 厦门 xiamen,
    朝阳 chaoyang, 睢宁 suining, 盱眙 xuyi, 邗江 hanjiang, 句容 jurong, 嵊州 shengzhou, 宕昌 tanchang, 吴堡 wubu,
    红寺堡 hongsibu, 柞水 zhashui, 勐海 menghai, 个旧 gejiu, 耒阳 leiyang, 郴州 chenzhou, 黄陂 huangpi, 猇亭 xiaoting,
    珲春 hunchun, 讷河 nehe, 调兵山 diaobingshan, 宝坻 baodi, 尖扎 jianzha, 称多 chenduo, 莎车 shache, 焉耆 yanqi,
    伽师 jiashi, 喀什 kashi, 乌什 wushi, 若羌 ruoqiang, 阿勒泰 aletai, 锡林郭勒 xilinguole, 巴彦淖尔 bayannaoer,
    吕梁 lvliang, 旅顺口 lvshunkou, 绿春 lvchun, 略阳 lveyang, 康巴什 kangbashi, 克什克腾 keshiketeng,
    万柏林 wanbailin
"""


def level(code: int) -> str:
    return str(REGIONS[code]["level"])


def parent(code: int) -> int:
    return int(REGIONS[code]["parent"][0])


def test_counts() -> None:
    # 2,846 county-level divisions and the three island groups that the table lists under 三沙
    assert Counter(row["level"] for row in ROWS) == {"nation": 1, "province": 34, "city": 333, "county": 2849}
    assert len(REGIONS) == len(ROWS)
    assert list(REGIONS) == sorted(REGIONS)


def test_every_parent_exists_and_contains_its_children() -> None:
    above = {"province": {"nation"}, "city": {"province"}, "county": {"city", "province"}}
    for code, row in REGIONS.items():
        if code == NATION:
            assert "parent" not in row
            continue
        assert level(parent(code)) in above[row["level"]], row
        first, last = code_range(code)
        outer_first, outer_last = code_range(parent(code))
        assert outer_first < first <= last <= outer_last, row


def test_county_hangs_from_its_city_where_there_is_one() -> None:
    for code, row in REGIONS.items():
        if row["level"] == "county":
            city = code // 100 * 100
            assert parent(code) == (city if city in REGIONS else code // 10000 * 10000), row


def test_only_municipal_and_90_coded_counties_hang_from_a_province() -> None:
    direct = {code for code in REGIONS if level(code) == "county" and level(parent(code)) == "province"}
    assert {code // 10000 for code in direct if code // 100 % 100 != 90} == {11, 12, 31, 50}
    assert {code // 100 for code in direct if code // 100 % 100 == 90} == {4190, 4290, 4690, 6590}
    assert not {419000, 429000, 469000, 659000, 110100, 500200} & REGIONS.keys()


@pytest.mark.parametrize(("code", "name"), DIRECT.items())
def test_directly_administered_county(code: int, name: str) -> None:
    assert (REGIONS[code]["short_name"], level(code), parent(code)) == (name, "county", code // 10000 * 10000)


@pytest.mark.parametrize(("code", "name"), CITIES_WITHOUT_COUNTIES.items())
def test_city_without_counties(code: int, name: str) -> None:
    assert (REGIONS[code]["short_name"], level(code)) == (name, "city")
    assert code not in {parent(other) for other in REGIONS if other != NATION}


def test_hong_kong_macao_taiwan_are_provinces_without_children() -> None:
    assert [(row["code"], row["short_name"]) for row in ROWS if row["code"] >= 700000] == [
        (710000, "台湾"), (810000, "香港"), (820000, "澳门"),
    ]  # fmt: skip


def test_29_county_names_are_shared() -> None:
    names = Counter(row["name"] for row in ROWS if row["level"] == "county")
    assert sum(count > 1 for count in names.values()) == 29
    assert {row["code"] for row in ROWS if row["name"] == "海州区"} == {210902, 320706}


@pytest.mark.parametrize(
    ("code", "short"),
    {513200: "阿坝", 150000: "内蒙古", 522600: "黔东南", 150722: "莫力达瓦", 150724: "鄂温克", 622926: "东乡",
     130638: "雄县", 441502: "城区", 140109: "万柏林", 410104: "管城", 150826: "杭锦后旗", 632324: "河南县"}.items(),
)  # fmt: skip
def test_short_name(code: int, short: str) -> None:
    assert REGIONS[code]["short_name"] == short


def test_short_names_never_shrink_to_one_character_nor_take_a_province_s_name() -> None:
    provinces = {row["short_name"] for row in ROWS if row["level"] == "province"}
    for row in ROWS:
        assert len(row["short_name"]) > 1, row
        assert row["level"] == "province" or row["short_name"] not in provinces, row


def test_pinyin_is_typable_and_initials_match_the_short_name() -> None:
    for row in ROWS:
        assert re.fullmatch("[a-z]+", row["pinyin"]), row
        assert re.fullmatch(f"[a-z]{{{len(row['short_name'])}}}", row["initials"]), row
        assert row["pinyin"][0] == row["initials"][0], row


@pytest.mark.parametrize(("name", "pinyin"), re.findall(r"(\w+) ([a-z]+)", TRICKY))
def test_tricky_pinyin(name: str, pinyin: str) -> None:
    assert {row["pinyin"] for row in ROWS if row["short_name"] == name} == {pinyin}
