"""The lookup for thousands of values finds what Django's own finds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.core.models import Entry, Region
from hospitals.models import Hospital, HospitalDepartment


@pytest.mark.parametrize("values", [["hai-zhou-er-yuan"], ["hai-zhou-er-yuan", "it's", '"', "\\", "无"], ["无"], []])
def test_texts(cast: SimpleNamespace, values: list[str]) -> None:
    assert set(Entry.objects.filter(slug__among=values)) == set(Entry.objects.filter(slug__in=values))


def test_numbers_and_what_is_referred_to(cast: SimpleNamespace) -> None:
    keys = list(Hospital.objects.values_list("pk", flat=True))
    found: Any = HospitalDepartment.objects.filter(record__among=keys)
    assert keys
    assert set(found) == set(HospitalDepartment.objects.all())
    assert Region.objects.filter(pk__among={210902, 210900, 1}).count() == 2


def test_nothing_is_asked_about_nothing(cast: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert not Entry.objects.filter(pk__among=[])
    assert len(captured) == 0
