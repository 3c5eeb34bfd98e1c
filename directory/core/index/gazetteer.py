"""Regions by what people call them, held in memory: there are some three thousand, and most questions name one."""

from __future__ import annotations

from collections import defaultdict

from directory.core.models import Region
from directory.core.models.region import widest
from directory.core.models.versions import per_version

Names = dict[str, list[int]]


class Gazetteer:
    """Every region with those that it lies in, by code, name, short name, alias and pinyin."""

    def __init__(self) -> None:
        self.regions: dict[int, Region] = {region.code: region for region in Region.objects.all()}
        self.names: Names = defaultdict(list)
        self.aliases: Names = defaultdict(list)
        self.pinyin: Names = defaultdict(list)
        for code, region in self.regions.items():
            if region.parent_id:
                region.parent = self.regions[region.parent_id]
            for name in {region.name, region.short_name}:
                self.names[name].append(code)
            for alias in region.aliases:
                self.aliases[alias].append(code)
            self.pinyin[region.pinyin].append(code)

    def named(self, text: str) -> list[Region]:
        """Regions with this code or name; several where a name is shared (海州区 of 阜新 and of 连云港).

        Of regions that share a name and lie one within the other only the widest counts:
        阜新 is the city, although it has a county 阜新蒙古族自治县.
        """
        if text.isascii() and text.isdigit():
            return [self.regions[int(text)]] if len(text) == 6 and int(text) in self.regions else []
        codes = self.names.get(text) or self.aliases.get(text) or self.pinyin.get(text.lower()) or []
        return [self.regions[code] for code in widest(codes)]


@per_version(1, kinds=(Region.kind,))
def gazetteer() -> Gazetteer:
    """The regions as they are now."""
    return Gazetteer()
