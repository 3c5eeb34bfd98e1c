"""What invented institutions are: their sorts, how frequent each is, and names such as 罗山县第二人民医院 and 丽新村卫生室."""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import NamedTuple

from .geography import County

ONE = "丽新兴旺和平永安东西南北上下大小高长金银石青红白龙凤双三太福吉祥光明宝柳杨李王张刘赵马牛沙河清水"
OTHER = "新安庄家店桥湾沟坪岭坡塘溪口山岗台堡营屯集寨坝洼井泉林树园田里头城关门楼房屋场甸川原"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建国志文玉春秀海"
BRANDS = (
    "康民",
    "仁爱",
    "同济",
    "惠民",
    "安康",
    "博爱",
    "济世",
    "健安",
    "德康",
    "百姓",
    "益民",
    "永康",
    "福康",
    "华康",
)
SPECIALITIES = ("口腔", "眼科", "骨科", "肛肠", "精神病", "皮肤病", "肿瘤", "妇产", "儿童", "康复", "胸科", "传染病")
NUMBERS = ("第一", "第二", "第三", "第四", "第五", "第六")
ROADS = ("人民路", "解放路", "建设路", "中山路", "文化路", "新华街", "和平街", "健康路", "胜利路", "团结街", "行政路")

ANY_HOSPITAL = (
    ("general", "tcm", "specialised", "maternity", "integrated", "ethnic"), (55, 12, 25, 5, 2, 1),
)  # fmt: skip


class NameSort(NamedTuple):
    """A sort of institution. ``types`` and their weights are the model's ``institution_type``."""

    slug: str
    types: tuple[tuple[str, ...], tuple[int, ...]]
    level: int | None = None
    rated: bool = False
    private: float = 0.0
    phones: float = 0.5
    hours: str = "small"
    departments: tuple[tuple[str, ...], ...] = (("02",),)


VILLAGE = NameSort(
    "cunweishengshi", (("other",), (1,)), 0, private=0.3, phones=0.3, departments=(("02",), ("02", "50"))
)
CLINIC = NameSort(
    "zhensuo",
    (("clinic",), (1,)),
    None,
    private=0.95,
    phones=0.6,
    departments=(("02",), ("12",), ("50",), ("03", "04")),
)
POLYCLINIC = NameSort(
    "menzhenbu", (("other",), (1,)), None, private=0.9, phones=0.8, departments=(("12",), ("03", "04", "05"), ("14",))
)
STATION = NameSort("fuwuzhan", (("community",), (1,)), 0, private=0.2, departments=(("01", "02"), ("02", "50")))
COMMUNITY = NameSort("fuwuzhongxin", (("community",), (1,)), 1, phones=0.9, departments=(("01", "02", "07", "50"),))
TOWNSHIP = NameSort("weishengyuan", (("township",), (1,)), 1, phones=0.9, departments=(("01", "02", "03", "04", "50"),))
HOSPITAL = NameSort("yiyuan", ANY_HOSPITAL, rated=True, private=0.6, phones=0.95, hours="hospital")

# How many of a hundred, in a city's district and in a county; some 55 % village clinics over all.
URBAN = {VILLAGE: 30, CLINIC: 40, POLYCLINIC: 11, STATION: 11, COMMUNITY: 2.5, TOWNSHIP: 1.5, HOSPITAL: 4}
RURAL = {VILLAGE: 71, CLINIC: 15, POLYCLINIC: 2, STATION: 3.5, COMMUNITY: 0.8, TOWNSHIP: 4.5, HOSPITAL: 3.2}


def sorts_of(county: County) -> tuple[list[NameSort], list[float]]:
    """The sorts of a county and their cumulated weights."""
    shares = URBAN if county.urban else RURAL
    return list(shares), list(accumulate(shares.values()))


class Names:
    """Names of institutions of one county."""

    def __init__(self, county: County, chance: Random) -> None:
        self.county, self.chance = county, chance
        self.towns = [self.place() for _ in range(18)]
        self.given = 0

    def place(self) -> str:
        return self.chance.choice(ONE) + self.chance.choice(OTHER)

    def address(self) -> str:
        county, chance = self.county, self.chance
        street = chance.choice(ROADS) if county.urban else f"{chance.choice(self.towns)}镇{chance.choice(ROADS)}"
        return f"{county.name}{street}{chance.randint(1, 400)}号"

    def institution(self, sort: NameSort, kind: str, level: int | None) -> tuple[str, list[str]]:
        """A name, and aliases of a few."""
        if sort is HOSPITAL:
            return self.hospital(kind, level)
        town = self.chance.choice(self.towns)
        if sort is VILLAGE:
            return f"{self.place()}村卫生室", []
        if sort is STATION:
            return f"{self.place()}社区卫生服务站", []
        if sort is COMMUNITY:
            return f"{town}街道社区卫生服务中心", [f"{town}医院"] if self.chance.random() < 0.3 else []
        if sort is TOWNSHIP:
            return f"{self.county.name}{town}镇{self.chance.choice(['', '', '中心'])}卫生院", []
        return self.clinic("诊所" if sort is CLINIC else "门诊部"), []

    def clinic(self, ending: str) -> str:
        chance = self.chance
        kind = chance.choice(["口腔", "中医", "综合", "西医内科", "中西医结合", ""])
        if chance.random() < 0.5:
            return f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}{chance.choice(GIVEN)}{kind}{ending}"
        return f"{self.county.short_name}{chance.choice(BRANDS)}{kind}{ending}"

    def hospital(self, kind: str, level: int | None) -> tuple[str, list[str]]:
        chance, county = self.chance, self.county
        of_city = level == 3 and county.urban
        where, short = (county.city, county.city[:2]) if of_city else (county.name, county.short_name)
        number = chance.choice(NUMBERS)
        if kind == "general" and chance.random() < 0.45:
            middle = chance.choice([f"{number}人民医院", "人民医院", "中心医院", f"{number}医院"])
            alias = [f"{short}{number[1]}院"] if middle.startswith(number) else []
            return f"{where}{middle}", alias if chance.random() < 0.6 else []
        endings = {
            "general": f"{self.place()}医院",
            "tcm": "中医医院",
            "specialised": f"{chance.choice(BRANDS)}{chance.choice(SPECIALITIES)}医院",
            "maternity": "妇幼保健院",
            "integrated": "中西医结合医院",
            "ethnic": "民族医医院",
        }
        return f"{where}{endings[kind]}", [f"{short}中医院"] if kind == "tcm" and chance.random() < 0.5 else []

    def office(self, number: int) -> tuple[str, list[str], str]:
        """The bureau first, then the agency, then counters in towns."""
        county = self.county
        if number == 0:
            return f"{county.name}医疗保障局", [f"{county.name}医保局"], "bureau"
        if number == 1:
            return f"{county.name}医疗保险服务中心", [f"{county.short_name}医保中心"], "agency"
        return f"{county.name}{self.place()}{'街道' if county.urban else '镇'}医保服务站", [], "counter"
