"""Positions of Chinese maps: GCJ-02 (高德, 腾讯) and BD-09 (百度) to WGS-84 and back, by the published formulas.

GCJ-02 shifts a WGS-84 position by some hundred metres, by a sum of sines of where it is; BD-09 turns
that once more. The way back has no formula: the shift is taken off again and again until it fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

AXIS, SQUARED_ECCENTRICITY = 6378245.0, 0.00669342162296594323
TURN = math.pi * 3000 / 180
SHIFTED = frozenset({"gcj02", "bd09"})
PRECISION = 1e-9  # degrees, a tenth of a millimetre
Position = tuple[float, float]  # latitude, longitude


def from_wgs84_to_gcj02(latitude: float, longitude: float) -> Position:
    x, y, wave = longitude - 105, latitude - 35, 20 * math.sin(6 * (longitude - 105) * math.pi)
    wave = (wave + 20 * math.sin(2 * (longitude - 105) * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3

    angle = latitude / 180 * math.pi
    magic = 1 - SQUARED_ECCENTRICITY * math.sin(angle) ** 2
    north = north * 180 / (AXIS * (1 - SQUARED_ECCENTRICITY) / (magic * math.sqrt(magic)) * math.pi)
    east = east * 180 / (AXIS / math.sqrt(magic) * math.cos(angle) * math.pi)
    return latitude + north, longitude + east


def from_gcj02_to_bd09(latitude: float, longitude: float) -> Position:
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * TURN)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def undone(shift: Callable[[float, float], Position], latitude: float, longitude: float) -> Position:
    """The position that this shift puts here."""
    found = latitude, longitude
    for _again in range(30):
        there = shift(*found)
        off = there[0] - latitude, there[1] - longitude
        found = found[0] - off[0], found[1] - off[1]
        if max(map(abs, off)) < PRECISION:
            break
    return found


def to_wgs84(latitude: float, longitude: float, datum: str) -> Position:
    """A position of any datum in WGS-84; CGCS2000 is the same within a decimetre."""
    if datum == "bd09":
        latitude, longitude = undone(from_gcj02_to_bd09, latitude, longitude)
    return undone(from_wgs84_to_gcj02, latitude, longitude) if datum in SHIFTED else (latitude, longitude)


def converted(latitude: Decimal, longitude: Decimal, datum: str) -> tuple[Decimal, Decimal]:
    """As positions are stored: to six decimals, which is a decimetre."""
    if datum not in SHIFTED:
        return latitude, longitude
    north, east = to_wgs84(float(latitude), float(longitude), datum)
    return Decimal(f"{north:.6f}"), Decimal(f"{east:.6f}")
