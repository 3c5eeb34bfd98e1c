"""Whether a position can lie in a region: not where the region ends, but what is certainly far outside it."""

from __future__ import annotations

from typing import NamedTuple

from directory.core.caches import memoized
from directory.core.models.region import NATION, code_range

from .positions import kilometres
from .region_names import table


class Centre(NamedTuple):
    """About where a city lies, and within how many kilometres of there all of it certainly is."""

    code: int
    latitude: float
    longitude: float
    reach: float

    def reaches(self, latitude: float, longitude: float) -> bool:
        return kilometres((self.latitude, self.longitude), (latitude, longitude)) <= self.reach


@memoized(1)
def centres() -> tuple[Centre, ...]:
    return tuple(Centre(int(code), *map(float, rest)) for code, *rest in table("centres.tsv"))


@memoized(4096)
def centres_of(region_code: int) -> tuple[Centre, ...]:
    """Those within a region, or the one of the city that it lies in."""
    first, last = code_range(region_code)
    within = tuple(centre for centre in centres() if first <= centre.code <= last)
    around = (region_code // 100 * 100, region_code // 10_000 * 10_000)  # a city; Beijing is one and has no cities
    return within or tuple(centre for centre in centres() if centre.code in around)[-1:]


def is_far_outside(region_code: int, latitude: float, longitude: float) -> bool:
    """Whether a position is certainly in another city; a region of which nothing is known has none."""
    known = () if region_code == NATION else centres_of(region_code)
    return bool(known) and not any(centre.reaches(latitude, longitude) for centre in known)


def nearest(latitude: float, longitude: float) -> int | None:
    """The city whose centre lies nearest to a position, if it reaches so far."""

    def distance(centre: Centre) -> float:
        return kilometres((centre.latitude, centre.longitude), (latitude, longitude))

    found = min(centres(), key=distance)
    return found.code if found.reaches(latitude, longitude) else None
