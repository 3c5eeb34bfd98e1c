"""Search round a position: the nearest first, none missed, however many there are and however they are looked for."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest
from django.test import Client

from directory.core.index.positions import kilometres
from directory.core.models import Entry
from directory.core.publishing.publish import publish
from directory.search.found import nearby
from hospitals.models import Hospital

HERE = (42.02, 121.65)


@pytest.fixture
def town(cast: SimpleNamespace) -> list[Hospital]:
    """A town full of clinics, one in ten of them for teeth."""
    chance = random.Random(7)
    Hospital.objects.bulk_create(
        Hospital(
            slug=f"zhen-suo-{number}", name=f"第{number}{'口腔' if number % 10 == 0 else ''}诊所", pinyin="zhensuo zs",
            region=cast.fuxin, status="published", datum="wgs84",
            latitude=str(round(HERE[0] + chance.gauss(0, 0.05), 6)), longitude=str(round(HERE[1] + chance.gauss(0, 0.05), 6)),
        )
        for number in range(120)
    )  # fmt: skip
    publish(Hospital.objects.filter(slug__startswith="zhen-suo"))
    return list(Hospital.objects.filter(slug__startswith="zhen-suo"))


def expected(places: list[Hospital], word: str, count: int) -> list[str]:
    """Found by looking at every one of them."""
    near = [
        (kilometres(HERE, (float(place.latitude or 0), float(place.longitude or 0))), place.name)
        for place in places
        if word in place.name
    ]
    return [name for _km, name in sorted(near)[:count]]


def found(word: str, **more: str | int) -> list[str]:
    answer = Client().get("/api/v1/search/", {"q": word, "near": "42.02,121.65", **more}).json()
    distances = [result["km"] for result in answer["results"]]
    assert distances == sorted(distances)
    return [result["summary"]["name"] for result in answer["results"]]


@pytest.mark.parametrize(("rare", "few", "patience"), [(300, 5000, 500), (1, 5000, 10), (1, 2, 10)])
@pytest.mark.parametrize("word", ["诊所", "口腔"])
def test_the_nearest_come_first(
    town: list[Hospital], monkeypatch: pytest.MonkeyPatch, word: str, rare: int, few: int, patience: int
) -> None:
    for name, value in {"RARE": rare, "FEW": few, "PATIENCE": patience, "CHUNK": 7}.items():
        monkeypatch.setattr(nearby, name, value)
    assert found(word) == expected(town, word, 20)


def test_pages_go_on_outwards(town: list[Hospital]) -> None:
    pages = [found("诊所", page=page, page_size=50) for page in (1, 2, 3)]
    assert [name for page in pages for name in page] == expected(town, "诊所", 120)


def test_only_what_is_within_reach(town: list[Hospital]) -> None:
    Entry.objects.filter(name="第10口腔诊所").update(latitude="30.000000", longitude="104.000000")
    assert "第10口腔诊所" not in found("口腔")
