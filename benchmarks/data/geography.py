"""Where the invented institutions stand: the real counties, with made-up centres and plausible weights."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from directory.core.language.area_codes import TABLE

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"

# First two digits of the code: million people, latitude and longitude of about the middle, degrees from it to the edge.
PROVINCES: dict[int, tuple[float, float, float, float, float]] = {
    11: (21.9, 40.0, 116.4, 0.3, 0.3), 12: (13.9, 39.2, 117.3, 0.4, 0.3), 13: (74.6, 38.5, 115.8, 1.9, 1.6),
    14: (34.9, 37.5, 112.3, 2.2, 1.0), 15: (24.0, 42.5, 113.5, 2.5, 8.0), 21: (42.6, 41.3, 122.8, 1.2, 2.0),
    22: (24.1, 43.6, 126.0, 1.2, 2.6), 23: (31.9, 46.8, 128.0, 2.0, 3.6), 31: (24.9, 31.2, 121.4, 0.2, 0.3),
    32: (84.7, 32.9, 119.5, 1.4, 1.6), 33: (64.6, 29.2, 120.2, 1.2, 1.2), 34: (61.0, 31.9, 117.2, 1.8, 1.2),
    35: (41.5, 26.0, 118.0, 1.4, 1.2), 36: (45.2, 27.6, 115.7, 1.7, 1.3), 37: (101.5, 36.3, 118.2, 1.0, 2.4),
    41: (99.4, 33.9, 113.6, 1.6, 2.0), 42: (57.8, 31.0, 112.6, 1.2, 2.6), 43: (66.4, 27.6, 111.7, 1.9, 1.8),
    44: (126.0, 23.2, 113.5, 1.2, 2.6), 45: (50.1, 23.6, 108.7, 1.6, 2.0), 46: (10.1, 19.2, 109.8, 0.5, 0.7),
    50: (32.1, 29.8, 107.6, 0.9, 1.4), 51: (83.7, 30.5, 103.9, 2.0, 2.4), 52: (38.6, 26.8, 106.8, 1.4, 1.6),
    53: (47.2, 24.9, 101.8, 2.0, 2.4), 54: (3.6, 30.5, 91.0, 1.5, 5.0), 61: (39.5, 35.0, 108.8, 2.8, 1.2),
    62: (25.0, 36.5, 102.8, 2.0, 4.0), 63: (5.9, 36.0, 98.5, 1.5, 3.0), 64: (7.2, 37.5, 106.2, 1.2, 0.7),
    65: (25.9, 42.0, 85.0, 3.0, 6.0),
}  # fmt: skip


class County(NamedTuple):
    """Where institutions are: a county, or a city that has none."""

    code: int
    name: str
    short_name: str
    city: str
    city_code: int
    urban: bool
    weight: float
    latitude: float
    longitude: float
    area_code: str


def fixture(name: str, model: str) -> list[dict[str, Any]]:
    """The fields of every row of a model in a fixture."""
    rows = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return [row["fields"] for row in rows if row["model"] == model]


def area_codes() -> dict[str, str]:
    """The first digits of a city's code, and the area code that its phones have."""
    words = TABLE.replace(",", " , ").split()
    found: dict[str, str] = {}
    fresh, current = True, ""
    for word in words:
        if word == ",":
            fresh = True
        elif fresh:
            current, fresh = word, False
        else:
            found.setdefault(word, current)
    return found


def leaves() -> list[dict[str, Any]]:
    """Regions that have none below them, islands without people left out."""
    regions = fixture("regions", "core.region")
    parents = {region["parent"][0] for region in regions if "parent" in region}
    return [
        region
        for region in regions
        if region["code"] not in parents
        and region["code"] // 10000 in PROVINCES
        and region["level"] in ("county", "city")
        and not 460300 <= region["code"] <= 460399
    ]


def counties(seed: int) -> list[County]:
    """All of them in the order of their codes; the same for the same seed."""
    names = {region["code"]: region["name"] for region in fixture("regions", "core.region")}
    codes, weights = area_codes(), shares()
    found = []
    for region in leaves():
        code = region["code"]
        city = code // 100 * 100 if code // 100 * 100 in names else code // 10000 * 10000
        latitude, longitude = centre(seed, code, city)
        key = next((key for key in (str(code), str(code)[:4], str(code)[:2]) if key in codes), "")
        urban = region["name"].endswith("区") or region["level"] == "city"
        found.append(
            County(
                code, region["name"], region["short_name"], names[city], city, urban, weights[code],
                latitude, longitude, codes.get(key, "010"),
            )
        )  # fmt: skip
    return found


def shares() -> dict[int, float]:
    """A county's share: its province's people, divided with some chance among its counties."""
    chance = Random("weights")
    parts = {region["code"]: chance.lognormvariate(0, 0.5) for region in leaves()}
    whole: dict[int, float] = defaultdict(float)
    for code, part in parts.items():
        whole[code // 10000] += part
    return {code: PROVINCES[code // 10000][0] * part / whole[code // 10000] for code, part in parts.items()}


def centre(seed: int, code: int, city: int) -> tuple[float, float]:
    """A made-up position within the province; the districts of a city close together, its counties farther out."""
    _people, latitude, longitude, tall, wide = PROVINCES[code // 10000]
    of_city, of_county = Random(f"{seed} city {city}"), Random(f"{seed} county {code}")
    angle, away = of_city.uniform(0, 2 * math.pi), math.sqrt(of_city.random())
    inner = code % 100 <= 20
    reach = of_county.uniform(0.02, 0.12) if inner else of_county.uniform(0.2, 0.6)
    turn = of_county.uniform(0, 2 * math.pi)
    return (
        latitude + tall * away * math.sin(angle) + reach * math.sin(turn),
        longitude + wide * away * math.cos(angle) + reach * math.cos(turn),
    )
