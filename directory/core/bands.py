"""Bands of latitude, by which the index on positions is ordered: what lies in a box is in a few stretches of it."""

from __future__ import annotations

import math

BANDS = 50  # to a degree of latitude, so some two kilometres high
# As numeric: beside a float PostgreSQL takes every longitude for one, too, which no index answers.
IN_BOX = (
    "SELECT latitude, longitude, key, hours_pattern_id FROM core_entry"  # nosec B608
    f" WHERE CAST(latitude * {BANDS} AS integer) IN ({{bands}})"
    " AND longitude BETWEEN CAST(%s AS numeric) AND CAST(%s AS numeric)"
    " AND latitude BETWEEN CAST(%s AS numeric) AND CAST(%s AS numeric)"
)


def in_box(south: float, north: float) -> str:
    """The statement for what lies between two latitudes; it is given the longitudes, then the latitudes."""
    # One more on either side: databases cut or round.
    bands = range(math.floor(south * BANDS) - 1, math.ceil(north * BANDS) + 2)
    return IN_BOX.format(bands=", ".join(map(str, bands)))
