"""Names of institutions taken apart: what must be the same in two names of one institution, however alike they look.

罗山县第二人民医院 and 罗山县人民医院 differ by two characters and are two hospitals. So a likeness is asked first whether
anything forbids it: another ordinal, number, campus, speciality or sort of institution.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from directory.core.caches import memoized

from .characters import sound_alone

DIGITS = "〇一二三四五六七八九"
NUMERALS = "一二三四五六七八九十百"
# Of 第二, 二院, 附二院 and 二医院 alike; what stands before a 院 or a 医院 counts it.
ORDINAL = re.compile(rf"第([{NUMERALS}]+)|(?<!第)([一二三四五六七八九十])(?=(?:人民|中心|附属)?医院|院)")
NUMBER = re.compile(r"[0-9〇零一二三四五六七八九]{2,}")
CAMPUS = re.compile(r"医院(.{0,8}?(?:分院|院区|院部|分部))|([东西南北新老]院)$|(.{2}分(?:局|中心))$")
# Words of which one place has one and another place another; for reconciliation and for duplicates alike.
SPECIALITIES = (
    "中西医", "中医", "蒙医", "藏医", "苗医", "维医", "妇幼", "妇产", "妇科", "儿童", "口腔", "牙", "眼", "耳鼻喉", "骨伤", "骨",
    "肿瘤", "胸科", "心血管", "心脏", "脑科", "精神", "脑病", "心理", "传染", "结核", "皮肤", "肛肠", "康复", "老年", "护理",
    "职业病", "烧伤", "整形", "美容", "体检", "急救", "肾", "肝", "血液", "风湿", "糖尿", "男科", "生殖", "附属", "职工", "铁路",
    "矿", "大学", "医学院", "武警", "解放军", "军",
)  # fmt: skip
# The sorts of institutions, a longer word before one that it ends with. A plain 医院 may be any hospital.
SORTS = (
    "社区卫生服务中心", "社区卫生服务站", "中心卫生院", "卫生院", "卫生室", "卫生所", "卫生站", "诊所", "门诊部", "医务室",
    "妇幼保健院", "保健院", "疾病预防控制中心", "疗养院", "人民医院", "中心医院", "总医院", "医疗保障局", "医疗保障分局",
    "医疗保险中心", "医保中心", "税务局", "社会保险局", "人力资源和社会保障局", "服务站", "服务大厅", "药店", "药房", "热线",
)  # fmt: skip
# What an institution is, in short: one is a 诊所 and the other is not, whatever else the two are.
SORT_WORDS = (
    "卫生院", "社区", "诊所", "卫生室", "疾控", "疾病预防", "医疗保险", "医疗保障", "社会保险", "税务", "政务",
)  # fmt: skip
SUFFIXES = re.compile(r"(?:特别行政区|[\u4e00-\u9fff]族自治[州县]|自治[区州县旗]|地区|林区|省|市|盟|县|区|旗)$")
TOWN = re.compile(r"([\u4e00-\u9fff]{2,4}?)(街道|镇|乡|村|社区)")


class Traits(NamedTuple):
    """What tells institutions apart whose names are alike."""

    ordinals: frozenset[str]
    numbers: frozenset[str]
    campus: str
    specialities: frozenset[str]
    sort: str
    towns: frozenset[str]


@memoized(16384)
def traits(name: str) -> Traits:
    """Of a folded name: without blanks and punctuation, in simplified characters."""
    text = in_numerals(name)
    ordinals = frozenset(one or other for one, other in ORDINAL.findall(text))
    numbers = frozenset(digits(number) for number in NUMBER.findall(name) if not name.startswith("第" + number))
    campus = next((next(filter(None, found)) for found in CAMPUS.findall(text)), "")
    rest, specialities = text, set()
    for word in SPECIALITIES:
        if word in rest:
            specialities.add(word)
            rest = rest.replace(word, "|")
    sort = next((word for word in SORTS if word in text), "")
    return Traits(
        ordinals, numbers, campus, frozenset(specialities), sort, frozenset(town for town, _ in TOWN.findall(text))
    )


def in_numerals(text: str) -> str:
    """第2 → 第二, 2院 → 二院; longer numbers are names and stay."""
    return re.sub(r"(?<![0-9])[1-9](?![0-9])", lambda found: DIGITS[int(found[0])], text)


def digits(number: str) -> str:
    return "".join(str(DIGITS.index(each)) if each in DIGITS else "0" if each == "零" else each for each in number)


def vetoes(one: str, other: str) -> list[str]:
    """Why these cannot be two names of one institution, by the trait in which they differ; empty if they can."""
    mine, theirs = traits(one), traits(other)
    if mine == theirs:
        return []
    found = [
        name
        for name in ("ordinals", "numbers", "campus", "specialities")
        if getattr(mine, name) != getattr(theirs, name)
    ]
    if mine.sort and theirs.sort and mine.sort != theirs.sort:
        found.append("sort")
    if mine.towns and theirs.towns and mine.towns.isdisjoint(theirs.towns):
        found.append("towns")
    return found


class Placed(NamedTuple):
    """A name without the regions that it begins with, and the lowest of these, counted from the province; -1: none."""

    core: str
    lowest: int


@memoized(16384)
def without_regions(name: str, path: tuple[str, ...]) -> Placed:
    """Of a name and the regions, from the province down, in which the place lies or is thought to lie."""
    text, lowest = name, -1
    for at, region in enumerate(path):
        short = SUFFIXES.sub("", region)
        for word in (region, short):
            if len(word) > 1 and text.startswith(word) and len(text) > len(word):
                text, lowest = text[len(word) :], at
                break
    return Placed(text, lowest)


@memoized(16384)
def contradicts(one: str, other: str) -> bool:
    """Whether something stands in one name in place of something else in the other, and does not sound like it."""
    for what, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "replace" and not sounds_alike(one[start:end], other[begin:stop]):
            return True
    return False


def sounds_alike(one: str, other: str) -> bool:
    return len(one) == len(other) and all(sound_alone(a) == sound_alone(b) for a, b in zip(one, other, strict=True))


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many of their pairs of neighbours two names share, their ends included."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    mine, theirs = in_pairs(one), in_pairs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@memoized(16384)
def in_pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in zip(f"^{text}", f"{text}$", strict=True))
