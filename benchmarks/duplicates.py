"""``python -m benchmarks.duplicates [ROWS]``: how well duplicates are told from look-alikes, on a seeded list.

Written as lists write: a tenth of the places stand in it twice, with another form of the name, a slip, another address
form, or a new name under the old code; as many have neighbours that look like them and are not.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from directory.core.changes.likeness import ComparedPlace, likenesses

SEED = 20261129
SURNAMES = "康仁济德和安华平同善瑞明博爱慈惠宁民普益泰福祥恒信诚源长春永新"
STREETS = ["人民路", "解放街", "中山大道", "建设路", "和平街", "文化路", "滨河路", "育才街", "光明路", "新华街"]
PUBLIC = [
    "人民医院",
    "中心医院",
    "中医院",
    "妇幼保健院",
    "第一人民医院",
    "第二人民医院",
    "第三医院",
    "精神病医院",
    "口腔医院",
    "康复医院",
]
PRIVATE = [
    "医院",
    "骨科医院",
    "眼科医院",
    "口腔门诊部",
    "综合门诊部",
    "妇产医院",
    "中医医院",
    "肛肠医院",
    "社区卫生服务中心",
    "诊所",
]


class Seeded(NamedTuple):
    places: list[ComparedPlace]
    same: set[frozenset[int]]


class NamedCounty(NamedTuple):
    code: int
    prefixes: tuple[tuple[str, int], ...]
    name: str
    city: str


def counties(number: int, rng: random.Random) -> list[NamedCounty]:
    found = []
    for at in range(number):
        city, county = 410000 + (at // 8 + 1) * 100, 410000 + (at // 8 + 1) * 100 + at % 8 + 21
        one, other = (
            f"{chr(0x4E00 + 37 * (at // 8) % 9000 + 50)}{rng.choice('阳州山原')}",
            f"{chr(0x5000 + 53 * at % 9000)}{rng.choice('城川河水')}",
        )
        prefixes = ((f"{one}市", city), (one, city), (f"{other}县", county), (other, county))
        found.append(NamedCounty(county, prefixes, f"{other}县", f"{one}市"))
    return found


def seeded(size: int, seed: int = SEED) -> Seeded:
    rng = random.Random(seed)
    where = counties(max(8, size // 120), rng)
    places: list[ComparedPlace] = []
    same: set[frozenset[int]] = set()
    used: set[tuple[int, str]] = set()
    while len(places) < size:
        county = rng.choice(where)
        place = original(len(places), county, rng)
        if (county.code, place.name) in used:
            continue
        used.add((county.code, place.name))
        places.append(place)
        roll = rng.random()
        if roll < 0.1:
            copy = duplicate(place, len(places), county, rng)
            same.add(frozenset((place.key, copy.key)))
            places.append(copy)
            used.add((county.code, copy.name))
        elif roll < 0.2:
            places += [
                each for each in lookalikes(place, len(places), county, rng) if (county.code, each.name) not in used
            ]
    return Seeded(places, same)


def phone(rng: random.Random) -> str:
    return f"03{rng.randint(70, 79)}-{rng.randint(2, 8)}{rng.randint(100000, 999999)}"


def original(key: int, county: NamedCounty, rng: random.Random) -> ComparedPlace:
    if rng.random() < 0.15:
        name = f"{county.name}{rng.choice(PUBLIC)}"
    else:
        name = f"{rng.choice([county.name, county.name[:-1], county.city])}{''.join(rng.sample(SURNAMES, 2))}{rng.choice(PRIVATE)}"
    return ComparedPlace(
        key=key,
        name=name,
        region=county.code,
        prefixes=county.prefixes,
        phones=frozenset([phone(rng)] if rng.random() < 0.8 else []),
        address=f"{rng.choice(STREETS)}{rng.randint(1, 900)}号" if rng.random() < 0.9 else "",
        codes=(("insurance_code", f"H{county.code}{key:05}"[:12]),) if rng.random() < 0.5 else (),
    )


def duplicate(place: ComparedPlace, key: int, county: NamedCounty, rng: random.Random) -> ComparedPlace:
    """The same place as another list has it."""
    bare = place.name.removeprefix(county.city).removeprefix(county.name).removeprefix(county.name[:-1])
    ways = ["same", "path", "bare", "company", "bracket", "wide"]
    if place.codes:
        ways.append("renamed")
    if place.phones and place.address:
        ways.append("slip")
    way = rng.choice(ways)
    names = {
        "path": f"{county.city}{county.name}{bare}", "bare": bare if len(bare) > 3 else place.name,
        "company": f"{place.name}有限公司", "bracket": f"{county.name}{''.join(rng.sample(SURNAMES, 3))}医院({place.name})",
        "wide": f" {place.name[:2]} {place.name[2:]} ", "renamed": f"{county.name}{''.join(rng.sample(SURNAMES, 3))}医院",
        "slip": slip(place.name, rng),
    }  # fmt: skip
    if place.name.startswith(county.city):  # a city's place is not the county's
        names |= {"path": place.name, "bare": place.name}
    address = f"{county.city}{county.name}{place.address}" if place.address and rng.random() < 0.5 else place.address
    codes = place.codes if way == "renamed" or rng.random() < 0.3 else ()
    return place._replace(key=key, name=names.get(way, place.name), address=address, codes=codes)


def slip(name: str, rng: random.Random) -> str:
    """One character wrong or left out, not among those that tell places apart."""
    at = next((at for at, each in enumerate(name) if each in SURNAMES and at > 1), None)
    if at is None:
        return name
    return name[:at] + rng.choice("园宏") + name[at + 1 :]


def lookalikes(place: ComparedPlace, key: int, county: NamedCounty, rng: random.Random) -> Iterator[ComparedPlace]:
    """Another place that shares a name's form, a phone or a house with this one."""
    stem = place.name.removesuffix("医院").removesuffix("门诊部")
    name = rng.choice(
        [
            f"{stem}第二医院",
            f"{place.name}东院区",
            f"{place.name}分院",
            f"{stem}妇幼保健院",
            f"{stem}口腔诊所",
            f"{stem}中医馆诊所",
        ]
    )
    if name.startswith(county.name) and rng.random() < 0.3:
        name = f"{county.city}{name.removeprefix(county.name)}"
    yield place._replace(key=key, name=name, codes=())


def measure(size: int, seed: int = SEED) -> dict[str, float]:
    data = seeded(size, seed)
    begun = time.process_time()
    found = {frozenset((each.one, each.other)) for each in likenesses(data.places) if each.is_candidate}
    spent = time.process_time() - begun
    right = len(found & data.same)
    return {
        "rows": len(data.places),
        "duplicates": len(data.same),
        "found": len(found),
        "precision": right / max(1, len(found)),
        "recall": right / max(1, len(data.same)),
        "seconds": spent,
    }


if __name__ == "__main__":
    for name, value in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000).items():
        print(f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}")
