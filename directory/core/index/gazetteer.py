"""Regions by what people call them, held in memory: there are some three thousand, and most questions name one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.core.language.pinyin import reading, spelled
from directory.core.language.text import pinyin_words, search_key
from directory.core.models import Region
from directory.core.models.region import code_range, widest
from directory.core.models.versions import per_version

from .region_names import (
    DIVISION_END,
    SUFFIX,
    ZONE,
    Former,
    autonomous_forms,
    former_regions,
    plain,
    without_suffix,
    zone_codes,
    zones,
)

Names = dict[str, list[int]]
Ranges = list[tuple[int, int]] | tuple[()]
LONGEST = 64  # of a path in characters; the longest there is has 34
NEAREST = 3
DIVISIONS = "省市县区州盟旗"
ALIKE = 0.5  # from this likeness on a name is suggested


class RegionReading(NamedTuple):
    """What somebody's words for a region mean; several where a name is shared, and what is to be said of it."""

    regions: list[Region]
    note: str = ""


class Gazetteer:
    """Every region with those that it lies in, by code, name, short name, alias, former name, path and pinyin."""

    def __init__(self) -> None:
        self.regions: dict[int, Region] = {region.code: region for region in Region.objects.all()}
        self.names: Names = defaultdict(list)
        self.aliases: Names = defaultdict(list)
        self.autonomous: Names = defaultdict(list)
        self.pinyin: Names = defaultdict(list)
        for code, region in self.regions.items():
            if region.parent_id:
                region.parent = self.regions[region.parent_id]
            for name in {region.name, region.short_name}:
                self.names[name].append(code)
            for alias in region.aliases:
                self.aliases[plain(alias)].append(code)
            for form in autonomous_forms(region.name, region.short_name) - {region.name, region.short_name}:
                self.autonomous[form].append(code)
            self.pinyin[region.pinyin].append(code)

    @cached_property
    def every(self) -> dict[str, list[int]]:
        """All that a name in use may mean, in the order in which names are tried."""
        found: Names = defaultdict(list)
        for names in (self.names, self.autonomous, self.aliases):
            for name, codes in names.items():
                found[name] += codes
        return dict(found)

    @cached_property
    def former(self) -> dict[str, list[Former]]:
        """By code, name, name with those above it, and name without 县 or 区, in this order of preference."""
        found: dict[str, list[Former]] = defaultdict(list)
        for former in former_regions():
            if any(code in self.regions for code in former.successors):
                keys = [str(former.code), *("".join(former.path[start:]) for start in range(len(former.path)))]
                for key in dict.fromkeys(keys):
                    found[key].append(former)
        return found

    @cached_property
    def former_short(self) -> Names:
        found: Names = defaultdict(list)
        for former in former_regions():
            if short := without_suffix(former.path[-1]):
                found[short] += [code for code in former.successors if code in self.regions]
        return found

    def named(self, text: str) -> list[Region]:
        """Regions with this code or name; several where a name is shared (海州区 of 阜新 and of 连云港).

        Of regions that share a name and lie one within the other only the widest counts:
        阜新 is the city, although it has a county 阜新蒙古族自治县.
        """
        return self.read(text).regions

    def read(self, text: str) -> RegionReading:
        """What these words mean, with what is to be said where they are not today's name."""
        words = plain(text)
        if len(words) > LONGEST:
            return RegionReading([])
        if words.isascii() and words.isdigit():
            return self.coded(words)
        if found := self.today(words):
            return RegionReading(self.sorted(found))
        if found := self.formerly(words):
            return self.moved(words, found)
        if found := self.zone(words):
            return RegionReading(self.sorted(found), self.zone_note(words, found))
        return RegionReading(self.sorted(self.pinyin.get(words, ())))

    def any(self, words: str) -> list[int]:
        return self.today(words) or self.formerly(words)

    def today(self, words: str) -> list[int]:
        """By a name in use, or a path of such names."""
        return self.called(words) or self.path(words)

    def formerly(self, words: str) -> list[int]:
        """By a name that is no more, or a path in which one occurs: 杭州市下城区, 荆州地区监利县."""
        found = self.was_called(words) or self.path(words, self.was_called)
        return found or self.former_short.get(words, [])

    def called(self, words: str, ranges: Ranges = ()) -> list[int]:
        """The regions that are called this and nothing more: by name before any other way."""
        for names in (self.names, self.autonomous, self.aliases):
            if found := inside(names.get(words, ()), ranges):
                return found
        return []

    def was_called(self, words: str) -> list[int]:
        return self.successors(self.former.get(words, ()))

    def coded(self, digits: str) -> RegionReading:
        """A code, also one of statistics with a township's or village's digits behind it."""
        if len(digits) not in (6, 9, 12):
            return RegionReading([])
        code = int(digits[:6])
        if code in self.regions:
            return RegionReading([self.regions[code]])
        if found := self.successors(self.former.get(str(code), ())):
            return self.moved(str(code), found)
        city = zone_codes().get(code)
        return (
            RegionReading([self.regions[city]], self.zone_note(digits, [city]))
            if city in self.regions
            else RegionReading([])
        )

    def successors(self, formers: Iterable[Former]) -> list[int]:
        return [code for former in formers for code in former.successors if code in self.regions]

    def path(
        self, words: str, otherwise: Callable[[str], list[int]] | None = None, within: Iterable[int] = ()
    ) -> list[int]:
        """The regions at the end of a path, each step within the one before: 南京市鼓楼区, 江苏南京鼓楼. ``otherwise`` says
        what a step may mean that is no name in use."""
        heads = list(within)
        ranges = [code_range(code) for code in heads]
        if heads and (found := self.called(words, ranges) or inside(self.otherwise(words, otherwise), ranges)):
            return [code for code in found if code not in heads] or found
        found = []
        for cut in range(2, len(words) - 1):
            step = words[:cut]
            # All that a step may be: 吉林 the province and the city. Most beginnings of a text are no name at all.
            if (steps := self.every.get(step) or self.otherwise(step, otherwise)) and (steps := inside(steps, ranges)):
                found += self.path(words[cut:], otherwise, widest(steps))
        return found

    def otherwise(self, words: str, otherwise: Callable[[str], list[int]] | None) -> list[int]:
        return otherwise(words) if otherwise and words not in self.every else []

    def zone(self, words: str) -> list[int]:
        """What a development zone lies in: it is no division, but people live and are insured there."""
        for name in (words, ZONE.sub("", words)):
            if (lies_in := zones().get(name.replace("市", ""))) in self.regions:
                return [lies_in]
        for cut in range(len(words) - 2, 1, -1):
            head, rest = words[:cut], words[cut:]
            ending = ZONE.search(rest)
            if ending and not DIVISION_END.search(rest[: ending.start()]) and (found := self.any(head)):
                return found
        return []

    def moved(self, words: str, found: list[int]) -> RegionReading:
        regions = self.sorted(found)
        if len(regions) != 1:
            return RegionReading(regions)
        shown = {"value": words, "name": regions[0].full_name, "code": regions[0].code}
        return RegionReading(regions, _("“%(value)s”现为%(name)s（%(code)d）。") % shown)

    def zone_note(self, words: str, found: list[int]) -> str:
        names = "、".join(region.full_name for region in self.sorted(found))
        return _("“%(value)s”不是行政区划，按它所在的%(name)s算。") % {"value": words, "name": names}

    def sorted(self, codes: Iterable[int]) -> list[Region]:
        return [self.regions[code] for code in widest(codes)]

    def leading(self, address: str) -> tuple[Region | None, str]:
        """The region that an address begins with, and the rest: 罗山县宝城东路 → 罗山县, 宝城东路."""
        words = plain(address)
        for cut in range(min(len(words), LONGEST), 1, -1):
            if DIVISION_END.search(words[:cut]):
                found = self.sorted(self.any(words[:cut]))
                if len(found) == 1:
                    return found[0], words[cut:]
        return None, address

    def reading(self, name: str, within: int) -> tuple[str, ...]:
        """The reviewed syllables of the regions that a name in this region begins with: 闵行区中心医院 → min, hang.

        Only those of the same province: 六合 is read luhe in Jiangsu, not in the name of any other house.
        """
        key, found, place = search_key(name), list[str](), 0
        while cut := next((cut for cut in range(8, 1, -1) if self.read_as(key[place : place + cut], within)), 0):
            found += self.read_as(key[place : place + cut], within)
            place += cut
            if key[place : place + 1] in DIVISIONS and key[place : place + 1]:
                found += reading(key[place])
                place += 1
        return tuple(found)

    def read_as(self, short_name: str, within: int) -> tuple[str, ...]:
        for code in self.names.get(short_name, ()):
            region = self.regions[code]
            if region.short_name == short_name and code // 10000 == within // 10000:
                return spelled(region.pinyin, region.initials)
        return ()

    def nearest(self, text: str) -> list[Region]:
        """Regions that are written much like these words, the likest first: for whoever has mistyped one."""
        words = plain(text)[:LONGEST]
        for cut in range(len(words) - 2, 1, -1):
            if heads := self.any(words[:cut]):
                if found := self.alike(words[cut:], heads):
                    return found
                break
        return self.alike(words)

    def alike(self, words: str, within: Iterable[int] = ()) -> list[Region]:
        ranges = [code_range(code) for code in within]
        bare, scored = SUFFIX.sub("", words), list[tuple[float, int]]()
        sound = pinyin_words(bare).partition(" ")[0]
        for code in inside(self.regions, ranges):
            region = self.regions[code]
            likeness = max(similarity(words, region.name), similarity(bare, region.short_name))
            likeness += 1 if sound and region.pinyin == sound else 0  # as whoever types by sound mistypes
            if likeness >= ALIKE:
                scored.append((-likeness, code))
        return [self.regions[code] for _likeness, code in sorted(scored)[:NEAREST]]


def inside(codes: Iterable[int], ranges: Ranges) -> list[int]:
    """Those of these codes that lie in one of the ranges; all where there are none."""
    return [code for code in codes if not ranges or any(low <= code <= high for low, high in ranges)]


def similarity(words: str, name: str) -> float:
    """How many of their characters two words share, from 0 to 1, and more where they begin alike."""
    if not words or not set(words) & set(name):
        return 0.0
    shared = sum((Counter(words) & Counter(name)).values())
    return 2 * shared / (len(words) + len(name)) + (0.1 if words[0] == name[0] else 0)


@per_version(1, kinds=(Region.kind,))
def gazetteer() -> Gazetteer:
    """The regions as they are now."""
    return Gazetteer()
