"""Positions on the globe, WGS-84, and what lies round them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import FloatField, Value
from django.db.models.functions import ACos, Cast, Cos, Least, Radians, Sin

from . import entries

EARTH_KM = 6371.0088  # mean radius, IUGG
KM_PER_DEGREE = 111.0  # of latitude, a little less than it is, so that a box is never too small


class Box(NamedTuple):
    """From the southernmost to the northernmost latitude, from the westernmost to the easternmost longitude."""

    latitudes: tuple[float, float]
    longitudes: tuple[float, float]


def box(here: tuple[float, float], km: float) -> Box:
    """A box that holds everything within so many kilometres."""
    latitude, longitude = here
    tall = km / KM_PER_DEGREE
    wide = tall / max(0.01, math.cos(math.radians(min(90.0, abs(latitude) + tall))))
    return Box((latitude - tall, latitude + tall), (longitude - wide, longitude + wide))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance between two positions."""
    return kilometres_from(one)(*other)


def kilometres_from(here: tuple[float, float]) -> Callable[[float, float], float]:
    """The great-circle distance from a position to others: of thousands, what is the same of each is worked out once."""
    lat, lng = map(math.radians, here)
    radians, sin, cos, cos_lat = math.radians, math.sin, math.cos, math.cos(lat)

    def distance(latitude: float, longitude: float) -> float:
        lat2 = radians(latitude)
        half = sin((lat2 - lat) / 2) ** 2 + cos_lat * cos(lat2) * sin((radians(longitude) - lng) / 2) ** 2
        return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))

    return distance


def kilometres_to_row(here: tuple[float, float]) -> Any:
    """The same from a position to a row's, as a database expression: for lists that the database orders."""
    latitude, longitude = (math.radians(degrees) for degrees in here)
    lat, lng = Radians(Cast("latitude", FloatField())), Radians(Cast("longitude", FloatField()))
    cosine = Sin(Value(latitude)) * Sin(lat) + Cos(Value(latitude)) * Cos(lat) * Cos(lng - Value(longitude))
    return ACos(Least(cosine, Value(1.0))) * Value(EARTH_KM)


def around(here: tuple[float, float], km: float, patterns: frozenset[int] | None = None) -> list[tuple[float, int]]:
    """Distance and key of every place within so many kilometres, nearest first; only those with these timetables."""
    found = entries.in_box(*box(here, km))
    distance = kilometres_from(here)
    distances = [
        (distance(float(lat), float(lng)), key)
        for lat, lng, key, pattern in found
        if patterns is None or pattern in patterns
    ]
    return sorted([place for place in distances if place[0] <= km])
