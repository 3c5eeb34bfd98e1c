"""Queries that are composed once are those that the ORM would compose each time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet

from directory.core.models import Region
from directory.core.prepared import PreparedQuery, Value, composed

pytestmark = pytest.mark.django_db


@PreparedQuery
def regions(codes: tuple[int, ...], level: str | None, above: int | None) -> QuerySet[Any, Any]:
    found = Region.objects.filter(code__in=codes).order_by("-code")
    if level:
        found = found.filter(level=level)
    return (found.filter(parent=above) if above else found).values_list("code", "name")[:3]


@PreparedQuery
def beginning(name: str) -> QuerySet[Any, Any]:
    return Region.objects.filter(name__contains=name).values_list("code")


def test_it_works(cast: SimpleNamespace) -> None:
    assert regions((210900,), None, None) == [(210900, "阜新市")]


@pytest.mark.parametrize(
    "values",
    [
        ((210902, 210900, 210000), None, None),
        ((210900, 210000, 210902), None, None),  # the same shape with other values
        ((210902, 210900), "city", None),
        ((210902, 210900), "county", None),
        ((210902, 210900), "county", 210900),
        ((210902, 210900), None, 210000),
        ((210900, 210900, 210902), None, None),
    ],
)
def test_with_each_shape_it_finds_what_the_query_does(cast: SimpleNamespace, values: tuple[Value, ...]) -> None:
    assert regions(*values) == list(regions.function(*values))


def test_it_is_composed_once_for_each_shape(cast: SimpleNamespace) -> None:
    regions((210902,), "county", None)
    before = composed.cache_info().misses
    regions((210900,), "city", None)
    assert composed.cache_info().misses == before


def test_an_empty_list_finds_nothing() -> None:
    assert regions((), None, None) == []


def test_a_value_that_a_lookup_changes_is_refused() -> None:
    with pytest.raises(ValueError, match="changes its values"):
        beginning("阜新")
