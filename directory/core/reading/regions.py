"""Regions that a text names, the steps of a path together: 信阳市罗山县, 辽宁阜新, 海州区 beside 阜新."""

from __future__ import annotations

import re
from typing import NamedTuple

from directory.core.index.gazetteer import Gazetteer, gazetteer
from directory.core.models import NATION, Region
from directory.core.models.region import code_range, lies_in, widest
from directory.core.models.versions import per_version

from .words import WordIndex, WordMatch

NATIONAL = re.compile(
    r"全国(?!人大|通用步骤)|我国|国家(?=统一|规定|层面|政策|法律|对|鼓励|强制|通过|惠农|首批)|"
    r"中国(?!医科大学|银行|建设|工商|农业|移动|电信|"
    r"联通|人民|人寿|平安|红十字|中医|医学)|法律层面|国家(?:及|和)?省?市?(?:有关|相关)?(?:规定|政策)"
)
# What follows a short name where it is no region: 东方医院 stays a name, 长春 in 长春花 a flower.
NO_REGION = re.compile(r"^(?:花|路|街|大道|大厦|广场|小区|新村|胡同|巷|桥|站|高速|国道|银行|证券|人寿)")


# Names of cities that are plain words, too, and pairs that only meet across two words.
PLAIN_WORDS = frozenset(
    {
        "保定",
        "安康",
        "大同",
        "日照",
        "来宾",
        "平凉",
        "长治",
        "中卫",
        "吉安",
        "通化",
        "海东",
        "三明",
        "资阳",
        "定西",
        "白山",
        "和田",
        "东营",
    }
)
ACROSS = frozenset({"东西安", "确保定", "担保定", "上海南", "河南通"})


class RegionMatch(NamedTuple):
    """A region in a text; none where its name is shared and nothing near says which is meant."""

    start: int
    end: int
    region: Region


@per_version(1, kinds=(Region.kind,))
def region_words() -> WordIndex[tuple[int, ...]]:
    """Every full name; a short one only of provinces and cities: those of counties are too often plain words."""
    known = gazetteer()
    words: dict[str, list[int]] = {}
    for code, region in known.regions.items():
        if code == NATION:
            continue
        names = {region.name, *(alias for alias in region.aliases if len(alias) > 2)}
        if region.level in (Region.Level.PROVINCE, Region.Level.CITY):
            names.add(region.short_name)
        for name in names:
            words.setdefault(name, []).append(code)
    for form, codes in known.autonomous.items():
        words.setdefault(form, []).extend(codes)
    return WordIndex((name, tuple(widest(codes))) for name, codes in words.items())


def regions(plain: str) -> list[RegionMatch]:
    """Every region that is named, in order; a path counts as what it leads to."""
    known = gazetteer()
    found = [word for word in region_words().find(plain) if is_region(plain, word)]
    settled = settle(found, known)
    joined: list[RegionMatch] = []
    for mention in settled:
        last = joined[-1] if joined else None
        if last and mention.start < last.end:
            continue
        if last and plain[last.end : mention.start].strip(" ·省市") == "" and inside(mention.region, last.region):
            joined[-1] = RegionMatch(last.start, mention.end, mention.region)
        else:
            joined.append(with_county(plain, mention, known))
    return joined


def is_region(plain: str, word: WordMatch[tuple[int, ...]]) -> bool:
    """Whether a word is a region here: 保定 is none in 确保定点, 西安 none in 东西安排."""
    if NO_REGION.match(plain[word.end :]):
        return False
    if word.text in PLAIN_WORDS:
        return bool(re.match("市|地区|的|医保|出现|居民|职工", plain[word.end :])) and plain[
            word.start - 1 : word.start
        ] not in tuple("确担")
    return plain[word.start - 1 : word.start] + word.text not in ACROSS


def settle(found: list[WordMatch[tuple[int, ...]]], known: Gazetteer) -> list[RegionMatch]:
    """Of regions that share a name the one that lies in, or is near, another that the text names."""
    certain = [word.meaning[0] for word in found if len(word.meaning) == 1]
    settled = []
    for word in found:
        codes = word.meaning
        if len(codes) > 1:
            codes = tuple(code for code in codes if any(lies_in(code, beside(other)) for other in certain))
        if len(codes) == 1:
            settled.append(RegionMatch(word.start, word.end, known.regions[codes[0]]))
    return settled


def beside(code: int) -> int:
    """The region itself where it is a city or wider, else the city that it lies in."""
    return code if code % 100 == 0 else code // 100 * 100


def inside(region: Region, other: Region) -> bool:
    return region.code != other.code and lies_in(region.code, other.code)


def with_county(plain: str, mention: RegionMatch, known: Gazetteer) -> RegionMatch:
    """昆明五华区 → 五华区: a county's name right behind its city's, short as it may be."""
    low, high = code_range(mention.region.code)
    for size in range(5, 1, -1):
        piece = plain[mention.end : mention.end + size].lstrip("市")
        codes = [code for code in known.names.get(piece, ()) if low < code <= high]
        if len(piece) > 1 and len(codes) == 1 and (len(piece) > 2 or piece[-1] in "县区"):
            return RegionMatch(mention.start, mention.end + size, known.regions[codes[0]])
    return mention


def national(plain: str) -> tuple[int, int] | None:
    """Where a text says that it speaks of the whole nation."""
    found = NATIONAL.search(plain)
    return (found.start(), found.end()) if found else None
