"""The values that the works walk through: drawn by a fixed seed from the sampled rows, a thousand and more of each."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from ..data.geography import County, counties, fixture
from ..data.institutions import SEED, Row, sample_of

MANY = 4000
Values = list[dict[str, Any]]


class AddressMaterial:
    """The sampled rows and the regions."""

    def __init__(self, folder: Path, size: int) -> None:
        self.rows = sample_of(folder)
        self.size = size
        self.chance = Random(SEED)
        self.counties: dict[int, County] = {county.code: county for county in counties(SEED)}

    @cached_property
    def pinyin(self) -> dict[int, str]:
        return {row["code"]: row["pinyin"] for row in fixture("regions", "core.region")}

    def some(self, sort: str = "hospitals") -> list[Row]:
        """Many rows, each as often as another."""
        rows = self.rows[sort] or self.rows["hospitals"]
        chance = Random(f"{SEED} {sort}")
        return [row for _ in range(-(-MANY // len(rows))) for row in chance.sample(rows, len(rows))][:MANY]

    def of(self, row: Row) -> dict[str, Any]:
        city = row["region"] // 100 * 100
        return {
            "slug": row["slug"], "city": city, "end": city + 99, "level": row["level"] or 0,
            "kind": row["institution_type"], "lat": row["latitude"], "lng": row["longitude"],
        }  # fmt: skip


def one(material: AddressMaterial) -> Values:
    return [{}]


def places(material: AddressMaterial) -> Values:
    return [material.of(row) for row in material.some() if is_simple(row, material)]


def lists(material: AddressMaterial) -> Values:
    """Lists with a next page: few institutions only have one if pages are small."""
    size = 20 if material.size >= 20_000 else 1
    return [place | {"size": size} for place in places(material)]


def rated(material: AddressMaterial) -> Values:
    """Hospitals with a level: what three filters are for."""
    return [material.of(row) for row in material.some("rated") if is_simple(row, material)]


def is_simple(row: Row, material: AddressMaterial) -> bool:
    """Whether the first four digits are the city's: some counties hang from the province directly."""
    return material.counties[row["region"]].city_code % 10000 != 0


def pages(material: AddressMaterial) -> Values:
    last = min(500, material.size // 20)
    numbers = list(range(last * 4 // 5, last))
    material.chance.shuffle(numbers)
    return [{"page": number} for number in numbers]


def asked(*texts: str) -> Values:
    return [{"q": text, "words": datasette_words(text)} for text in texts]


def datasette_words(text: str) -> str:
    """Its search finds words of three characters or more; shorter ones are filters."""
    words = text.split()
    long = " ".join(word for word in words if len(word) > 2)
    pairs = [("_search", long)] if long else []
    return urlencode(pairs + [("name__contains", word) for word in words if len(word) < 3])


def search_mix(material: AddressMaterial) -> Values:
    """Whole names, parts of names, a place and a word, in turn."""
    made = []
    for place, row in enumerate(material.some()):
        name, county = row["name"], material.counties[row["region"]].short_name
        start = material.chance.randrange(max(1, len(name) - 2))
        ways = (name, name[:2], name[start : start + 3], f"{county} {name[-3:]}", f"{county} 医院")
        made.append(ways[place % len(ways)])
    return asked(*made)


def whole_names(material: AddressMaterial) -> Values:
    names = dict.fromkeys(row["name"] for row in material.some("rated"))
    return asked(*names)


def common_words(material: AddressMaterial) -> Values:
    return asked("卫生室", "诊所", "村卫生室", "卫生院", "卫生服务站", "门诊部")


def pinyin(material: AddressMaterial) -> Values:
    """A place in full, a place with yiyuan, and the initials of that."""
    made = []
    for place, row in enumerate(material.some()):
        full = material.pinyin[row["region"]]
        made.append((full, f"{full}yiyuan", f"{full} weishengyuan")[place % 3])
    return asked(*made)


def tens(material: AddressMaterial) -> Values:
    """Ten names at once, as a spreadsheet's column is matched."""
    names = [row["name"] for row in material.some()]
    batches = (names[at : at + 10] for at in range(0, len(names), 10))
    return [{"queries": json.dumps({f"q{at}": {"query": name} for at, name in enumerate(some)})} for some in batches]


QUESTIONS = (
    "{} 医保局 电话", "{} 腰疼 挂什么科", "{} 居民医保 多少钱", "{} 异地备案 材料", "{} 骨科 医院", "{} 发烧 去哪个医院",
)  # fmt: skip


def sentences(material: AddressMaterial) -> Values:
    rows = enumerate(material.some())
    return asked(
        *(QUESTIONS[place % len(QUESTIONS)].format(material.counties[row["region"]].short_name) for place, row in rows)
    )


def beginnings(material: AddressMaterial) -> Values:
    return asked(*(row["name"][: 2 + place % 4] for place, row in enumerate(material.some())))


def positions(material: AddressMaterial) -> Values:
    """Where somebody may stand: somewhere round an institution."""
    chance = material.chance
    return [
        {"lat": round(row["latitude"] + chance.gauss(0, 0.01), 5), "lng": round(row["longitude"] + chance.gauss(0, 0.01), 5)}
        for row in material.some()
    ]  # fmt: skip


def positions_and_words(material: AddressMaterial) -> Values:
    words = ("医院", "诊所", "口腔", "卫生室", "中医")
    return [place | {"q": words[number % len(words)]} for number, place in enumerate(positions(material))]


def guides(material: AddressMaterial) -> Values:
    """Every symptom of the fixtures in turn, treated in one sampled place's city and insured in another place."""
    symptoms = [row["name"] for row in fixture("symptoms", "hospitals.symptom")]
    rows = material.some()
    return [
        {
            "symptom": symptoms[number % len(symptoms)],
            "region": material.counties[row["region"]].city_code,
            "insured": rows[number - 1]["region"],
            "scheme": "居民",
        }
        for number, row in enumerate(rows)
    ]
