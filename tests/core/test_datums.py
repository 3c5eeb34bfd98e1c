"""Positions of Chinese maps against the outputs of npm gcoord 1.0.7 (MIT), and that saving twice changes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.core.datums import converted, from_gcj02_to_bd09, from_wgs84_to_gcj02, to_wgs84
from directory.core.index.centres import centres, is_far_outside
from directory.core.index.positions import kilometres
from directory.core.models import Region
from hospitals.models import Hospital

# Longitude and latitude, then as gcoord takes them from GCJ-02 and from BD-09 to WGS-84.
GCOORD = [
    [[116.39747, 39.908823], [116.3912288673035, 39.90742176269411], [116.38484342625354, 39.901116025850904]],
    [[114.53, 32.2], [114.52465710778819, 32.20220324644091], [114.51805211895392, 32.19640163335934]],
    [[121.4737, 31.2304], [121.46916230821291, 31.23232927151486], [121.46263818198821, 31.226257529987613]],
    [[113.2644, 23.1291], [113.25907324217373, 23.13177798126891], [113.25262202285032, 23.125649097499807]],
    [[87.6168, 43.8256], [87.61395282190983, 43.824396040570285], [87.60755516841922, 43.8181629104667]],
    [[91.1322, 29.6603], [91.13065444749778, 29.66301788929663], [91.12406815898132, 29.65720776527445]],
    [[126.6424, 45.7567], [126.63644394993426, 45.75475740450356], [126.6298974775473, 45.748873348517996]],
    [[110.3312, 20.0319], [110.32683875603159, 20.03395703028341], [110.32032491385777, 20.028197346992368]],
    [[104.0657, 30.6595], [104.06319734734917, 30.661923548939825], [104.05675433684996, 30.655767915351287]],
    [[75.99, 39.47], [75.98705408547212, 39.46978139934855], [75.9806276664791, 39.463732958181026]],
    [[134.2, 48.3], [134.19226681161075, 48.29757578010695], [134.18571634970547, 48.291633969098314]],
]
METRES = 0.005  # km


def test_it_works() -> None:
    assert kilometres(to_wgs84(39.908823, 116.39747, "gcj02"), (39.9074218, 116.3912289)) < METRES


@pytest.mark.parametrize(("given_", "of_gcj02", "of_bd09"), GCOORD)
def test_within_five_metres_of_gcoord(given_: list[float], of_gcj02: list[float], of_bd09: list[float]) -> None:
    longitude, latitude = given_
    for datum, (lng, lat) in (("gcj02", of_gcj02), ("bd09", of_bd09)):
        assert kilometres(to_wgs84(latitude, longitude, datum), (lat, lng)) < METRES


def test_other_datums_stay() -> None:
    for datum in ("wgs84", "cgcs2000", ""):
        assert to_wgs84(32.2, 114.5, datum) == (32.2, 114.5)


@settings(deadline=None)
@given(st.floats(18, 53), st.floats(74, 135))
def test_there_and_back(latitude: float, longitude: float) -> None:
    gcj02 = from_wgs84_to_gcj02(latitude, longitude)
    bd09 = from_gcj02_to_bd09(*gcj02)
    assert kilometres(to_wgs84(*gcj02, "gcj02"), (latitude, longitude)) < METRES
    assert kilometres(to_wgs84(*bd09, "bd09"), (latitude, longitude)) < METRES
    assert kilometres(gcj02, (latitude, longitude)) < 1.5


def test_a_place_keeps_what_the_source_gave_and_converts_once() -> None:
    given_ = Decimal("39.908823"), Decimal("116.397470")
    place = Hospital(name="甲", region=Region(code=110101), latitude=given_[0], longitude=given_[1], datum="gcj02")
    place.convert_position()
    wgs84 = converted(*given_, "gcj02")
    assert (place.latitude, place.longitude) == wgs84 != given_
    assert (place.source_latitude, place.source_longitude) == given_
    place.convert_position()  # saved again
    assert (place.latitude, place.longitude) == wgs84
    place.datum = "bd09"  # the other map, after all
    place.convert_position()
    assert (place.latitude, place.longitude) == converted(*given_, "bd09")
    place.datum = "wgs84"
    place.convert_position()
    assert (place.latitude, place.longitude, place.source_latitude) == (*given_, None)


@pytest.mark.parametrize(
    ("region", "position", "far"),
    [
        (411521, (32.2, 114.53), False),
        (411521, (39.9, 116.4), True),
        (411500, (39.9, 116.4), True),
        (410000, (34.7, 113.6), False),
        (410000, (39.9, 116.4), True),
        (110101, (39.9, 116.4), False),
        (419001, (35.07, 112.6), False),
        (419001, (32.2, 114.53), True),
        (620200, (39.8, 98.3), False),
        (100000, (39.9, 116.4), False),
        (990000, (39.9, 116.4), False),
    ],
)
def test_a_position_far_outside_its_region_can_be_told(region: int, position: tuple[float, float], far: bool) -> None:
    assert is_far_outside(region, *position) is far


def test_every_centre_is_reached_by_itself() -> None:
    assert len(centres()) > 350
    assert [centre for centre in centres() if is_far_outside(centre.code, centre.latitude, centre.longitude)] == []
