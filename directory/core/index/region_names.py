"""What people call regions beside their names: short autonomous names, former names and codes, zones.

The two tables beside this file say where they come from. They are not for editing by staff:
what a region is called besides stands in its aliases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from directory.core.caches import memoized
from directory.core.language.text import UNSAFE

HERE = Path(__file__).parent
SEPARATORS = re.compile(r"[\s·•,、;|/\\>→_'’–—-]+")
# Steps of a path that are no division of their own, as tables write them.
EMPTY_STEPS = re.compile(
    r"^(?:中华人民共和国|中国)(?=.)|(?<=.)市辖区|(?:省|自治区)?直辖(?:县|市)级?行政(?:区划|单位)|(?<=.)\((?:旧|原|新)?\)$"
)
LONE_STEPS = frozenset({"县", "市辖区", "区", "直辖"})
AUTONOMOUS = re.compile("自治[县州旗区]$")
SUFFIX = re.compile("(?:特别行政区|地区|林区|矿区|新区|[省市县区旗盟州])$")
ZONE = re.compile(
    "(?:(?:国家级?)?(?:高新|高科|经开|高新技术|高技术|经济技术|经济|技术|产业|工业|综合|保税|开发|旅游|度假|食品|园|示范|试验|实验|管理|风景|名胜|"
    "一体化|城乡|先行|合作|集聚|聚集|现代|科技|农业|港|临港|临空|空港|航空|物流|新|集中|火炬|出口加工|自贸|自由贸易|生态|文化)*"
    "(?:开发区|高新区|经开区|园区|工业园|产业园|科技园|保税区|示范区|试验区|实验区|管理区|度假区|名胜区|集聚区|聚集区|合作区|新区|新城|自贸区|加工区|开发片区))"
    "(?:管理委员会|管委会)?$"
)
DIVISION_END = re.compile("[省市县区旗盟州]$")


class Former(NamedTuple):
    """A division that is no more, and where its ground lies today."""

    code: int
    path: tuple[str, ...]
    until: int
    successors: tuple[int, ...]


@memoized(1)
def former_regions() -> tuple[Former, ...]:
    return tuple(
        Former(int(code), tuple(path.split("/")), int(until), tuple(map(int, successors.split())))
        for code, path, until, successors in table("former_regions.tsv")
    )


@memoized(1)
def zones() -> dict[str, int]:
    """Name, also without the province or the word 市 in it → the city it lies in."""
    return {name.replace("市", ""): int(city) for _code, name, city in table("zones.tsv")}


def zone_codes() -> dict[int, int]:
    return {int(code): int(city) for code, _name, city in table("zones.tsv") if code != "-"}


def table(name: str) -> Iterator[list[str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        yield from (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))


def plain(text: str) -> str:
    """A written region in the form in which it is looked up: 江苏省 / 南京市 / 鼓楼区 → 江苏省南京市鼓楼区."""
    text = UNSAFE.sub("", unicodedata.normalize("NFKC", text)).lower()
    steps = [step for step in SEPARATORS.split(text) if step]
    if len(steps) > 1:
        steps = [step for step in steps[:-1] if step not in LONE_STEPS] + steps[-1:]
    whole = "".join(steps)
    return EMPTY_STEPS.sub("", whole) or whole


def autonomous_forms(name: str, short_name: str) -> set[str]:
    """What an autonomous region, prefecture, county or banner is called by everybody: 陵水县, 恩施州, 新疆自治区."""
    if not (found := AUTONOMOUS.search(name)):
        return set()
    kind, stem = found[0], SUFFIX.sub("", short_name) if len(short_name) > 2 else short_name
    forms = {stem + kind, stem + kind[-1]}
    return {form.replace("自治区", "省") for form in forms} | {stem + kind} if kind == "自治区" else forms


def without_suffix(name: str) -> str:
    """崇文区 → 崇文; empty where hardly anything would be left."""
    stem = SUFFIX.sub("", name)
    return stem if len(stem) > 1 and stem != name else ""
