"""Names as tables have them, of hospitals that are here and of some that are not."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from directory.core.models import Region
from directory.core.publishing.publish import publish
from hospitals.models import Hospital

NAMES = (
    "人民医院",
    "第二人民医院",
    "第三人民医院",
    "中医院",
    "妇幼保健院",
    "中心医院",
    "仁爱医院",
    "城关镇卫生院",
    "口腔医院",
)
HOMOPHONES = {"心": "新", "民": "名", "爱": "艾", "保": "堡", "城": "成", "关": "官", "腔": "枪"}


class Variant(NamedTuple):
    """A name as somebody's table may have it, and what it means; None: nothing that is here."""

    text: str
    region: Region | None
    slug: str | None


def publish_hospitals() -> list[Region]:
    """Sixteen counties whose names nobody shares, each with nine hospitals."""
    found = list(Region.objects.filter(level="county", short_name__regex=r"^..$", name__endswith="县").order_by("code"))
    once = [one for one in found if sum(other.name == one.name for other in found) == 1][::100][:16]
    made = [
        Hospital(slug=f"r-{region.code}-{at}", name=f"{region.name}{name}", region=region, status="published", level=2)
        for region in once
        for at, name in enumerate(NAMES)
    ]
    publish(Hospital.objects.bulk_create(made))
    return once


def variants(counties: list[Region], number: int, chance: int) -> Iterator[Variant]:
    seed = Random(chance)
    for _ in range(number):
        region, at = seed.choice(counties), seed.randrange(len(NAMES))
        name = NAMES[at]
        if seed.random() < 0.1:  # that is not here
            other = seed.choice(
                ["第四人民医院", "第五人民医院", "眼科医院", "博爱医院", "中心医院东院区", "铁北镇卫生院"]
            )
            yield Variant(f"{region.name}{other}", seed.choice([region, None]), None)
            continue
        yield Variant(*varied(seed, region, name), f"r-{region.code}-{at}")


def varied(seed: Random, region: Region, name: str) -> tuple[str, Region | None]:
    path = "".join(step.name for step in region.path)
    whole = f"{region.name}{name}"
    slips = [each for each in name if each in HOMOPHONES]
    wrong = seed.choice(slips) if slips else ""
    ways = [
        (f"{path}{name}", None),
        (f"{region.short_name}{name}", seed.choice([None, region])),
        (name, region),
        (" ".join(whole), None),
        (whole, region),
        (whole.replace("第二", "第2").replace("第三", "第3").replace("中医院", "中医医院"), None),
        (whole.replace("第二人民", "二").replace("第三人民", "三"), region),
        (f"{region.name}{name.replace(wrong, HOMOPHONES[wrong], 1) if wrong else name}", None),
        (whole.replace("医院", "醫院").replace("县", "縣"), None),
    ]
    return seed.choice(ways)
