"""What the pages of core's own kinds count, in the fixtures."""

from __future__ import annotations

from collections import Counter

import pytest

from directory.core.models import NATION, Entry, Region
from directory.core.serving.own_views import numbers_within

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


def test_what_lies_in_a_region_is_what_its_entries_say() -> None:
    """Told from the index: counting entries took a tenth of a second of every worker whenever something was published."""
    parents = dict(Region.objects.values_list("code", "parent_id"))
    expected: Counter[int] = Counter()
    for place in Entry.objects.live().exclude(region_code=None).values_list("region_code", flat=True):
        code = place
        while code and code != NATION:
            expected[code] += 1
            code = parents[code]
    found = numbers_within(code for code in parents if code != NATION)
    assert {code: number for code, number in found.items() if number} == expected
