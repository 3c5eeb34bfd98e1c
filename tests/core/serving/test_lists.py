"""A list is the same however its rows are found: by the index, round a position, or by the database."""

from __future__ import annotations

import json
import math
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.core.index.positions import box, kilometres
from directory.core.models import Entry, Region
from directory.core.publishing.publish import publish
from directory.core.serving.filters import StrictFilterSet
from directory.core.serving.lists import Indexed, Listing, Near, Queried
from hospitals.filters import HospitalFilterSet, SymptomFilterSet
from hospitals.models import Hospital, Symptom
from offices.filters import ChannelFilterSet, OfficeFilterSet, PolicyFilterSet, ProcedureFilterSet
from offices.models import Channel, Office, Policy, Procedure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
REGIONS = ["阜新", "210900", "辽宁", "罗山县", "江苏", "全国", "徐州", "320000", "110000"]
SCHEMES = ["职工", "居民", "生育"]
SETS: dict[type[StrictFilterSet], tuple[Any, dict[str, list[str]]]] = {
    HospitalFilterSet: (
        Hospital,
        {
            "region": REGIONS, "level": ["1", "2", "3"], "grade": ["a", "b"], "kind": ["general", "tcm"],
            "ownership": ["public", "private"], "designated": ["true"], "department": ["骨科", "03", "04.03", "04"],
            "disputed": ["true", "false"], "q": ["医院", "中心 医院", "fuxin", "没有"], "phone": ["0418-2822222", "12393"],
            "open_at": ["2025-04-21T09:00:00", "2025-04-20T03:00:00"], "updated_since": ["2025-04-20", "2090-01-01"],
        },
    ),
    SymptomFilterSet: (Symptom, {"department": ["骨科", "03", "04", "07"]}),
    OfficeFilterSet: (Office, {"region": REGIONS, "scheme": SCHEMES, "kind": ["bureau", "agency", "hotline"]}),
    ChannelFilterSet: (Channel, {"region": REGIONS, "kind": ["app", "website"]}),
    ProcedureFilterSet: (Procedure, {"region": REGIONS, "scheme": SCHEMES}),
    PolicyFilterSet: (Policy, {"region": REGIONS, "scheme": SCHEMES, "year": ["2024", "2025", "2026"]}),
}  # fmt: skip
CITIES = [(42.02, 121.65), (32.2, 114.53), (39.9, 116.4)]
ASKED = st.sampled_from(list(SETS)).flatmap(
    lambda filterset: st.tuples(
        st.just(filterset),
        st.fixed_dictionaries({}, optional={name: st.sampled_from(them) for name, them in SETS[filterset][1].items()}),
    )
)


def filterset_of(kind: type[StrictFilterSet], asked: dict[str, str]) -> StrictFilterSet:
    queryset = SETS[kind][0].objects.published()
    filterset = kind(QueryDict(urlencode(asked)), queryset=queryset)
    assert filterset.errors == {}, asked
    return filterset


def walk(listing: Listing, size: int) -> list[Any]:
    """Everything that reading on from the last key leads to."""
    rows: list[Any] = []
    key = 0
    while some := listing.after(key, size):
        rows += [line for _key, line in some]
        key = some[-1][0]
    return rows


def test_it_works() -> None:
    listing = filterset_of(HospitalFilterSet, {"region": "阜新", "level": "3"}).listing
    assert isinstance(listing, Indexed)
    assert listing.counted[0] == len(listing[0:100]) > 1


@given(ASKED, st.integers(0, 30), st.integers(1, 30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_gives_what_the_database_gives(
    asked: tuple[type[StrictFilterSet], dict[str, str]], start: int, size: int
) -> None:
    filterset = filterset_of(*asked)
    found, expected = filterset.listing, Queried(filterset.qs)
    assert isinstance(found, Indexed)
    assert found.counted == expected.counted
    assert found[start : start + size] == expected[start : start + size]
    assert walk(found, size) == walk(expected, size) == expected[0:1000]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (HospitalFilterSet, {"designated": "false"}),
        (HospitalFilterSet, {"level": "3", "ordering": "name"}),
        (HospitalFilterSet, {"symptom": "腰痛伴发热"}),
        (OfficeFilterSet, {"serves": "罗山县", "near": "32.2,114.5"}),
    ],
)
def test_where_only_the_database_can_tell(kind: type[StrictFilterSet], asked: dict[str, str]) -> None:
    filterset = filterset_of(kind, asked)
    assert isinstance(filterset.listing, Queried)


@pytest.fixture
def placed(directory: None) -> None:
    """300 hospitals round three cities, some next door to each other, most farther out."""
    chance = random.Random(7)
    region = Region.objects.get(code=210900)
    new = []
    for number in range(300):
        latitude, longitude = CITIES[number % 3]
        away = chance.choice([0.002, 0.05, 0.5, 2])
        new.append(
            Hospital(
                slug=f"placed-{number}", name=f"某地第{number}医院", region=region, status="published", datum="wgs84",
                latitude=f"{latitude + chance.uniform(-away, away):.6f}",
                longitude=f"{longitude + chance.uniform(-away, away):.6f}",
            )
        )  # fmt: skip
    Hospital.objects.bulk_create(new)
    publish(new)


positions = st.tuples(st.floats(18, 53), st.floats(74, 135))


@pytest.mark.usefixtures("placed")
@given(st.sampled_from(CITIES), st.floats(0.1, 200), st.integers(1, 40))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_near_is_what_measuring_every_place_gives(here: tuple[float, float], radius: float, size: int) -> None:
    places = (
        Entry.objects.live().of("hospital").filter(latitude__isnull=False).values_list("latitude", "longitude", "slug")
    )
    expected = sorted((kilometres(here, (float(lat), float(lng))), slug) for lat, lng, slug in places if lat and lng)
    expected = [place for place in expected if place[0] <= radius]
    for others in (None, Hospital.objects.published()):
        near = Near("hospital", here, radius, records=others)
        assert [distance_of(line, here) for line in near[0:size]] == pytest.approx([km for km, _ in expected[:size]])
        number, more = near.counted
        assert number == len(expected) or (more and size <= number < len(expected))


def distance_of(line: Any, here: tuple[float, float]) -> float:
    entry = Entry.objects.get(slug=json.loads(line.summary)["slug"], kind="hospital")
    return kilometres(here, (float(entry.latitude or 0), float(entry.longitude or 0)))


@given(positions, st.floats(0.1, 200), st.floats(0, 2 * math.pi), st.floats(0, 1))
def test_a_box_holds_everything_within_its_distance(
    here: tuple[float, float], km: float, bearing: float, part: float
) -> None:
    degrees = km * part / 111.2
    there = (
        here[0] + degrees * math.cos(bearing),
        here[1] + degrees * math.sin(bearing) / math.cos(math.radians(here[0])),
    )
    latitudes, longitudes = box(here, km)
    if kilometres(here, there) <= km:
        assert latitudes[0] <= there[0] <= latitudes[1]
        assert longitudes[0] <= there[1] <= longitudes[1]


@pytest.mark.usefixtures("placed")
def test_rings_go_no_farther_than_needed() -> None:
    """Nobody waits for the whole of 200 km to be measured where the next street has enough."""
    place = Entry.objects.get(slug="placed-0")
    near = filterset_of(HospitalFilterSet, {"near": f"{place.latitude},{place.longitude}", "radius": "200"}).listing
    assert json.loads(near[0:1][0].summary) == json.loads(place.summary) | {"km": 0.0}
    assert isinstance(near, Near)
    assert near.reached == 1
    assert near.counted[1]
