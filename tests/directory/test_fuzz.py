"""Hostile queries: never a 500, always JSON, and a refusal names the parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.api import COLLECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
PROBLEM = "application/problem+json"
HOSTILE = [
    "", " ", "\x00", "a\x00b", "%", "_", "\\", "'", '"', "' OR 1=1 --", "%s", "{}", "*", "null", "None", "-1", "0", "1e999",
    "1e-999999", "NaN", "inf", str(2**31), str(2**63), "9" * 400, "١٢٣", "２０２５", "0001-01-01", "9999-12-31T23:59:59-23:59",
    "2025-04-20T08:00:00+99:99", "42.02,121.65", "90,180", "-90,-180", "nan,nan", "阜新", "210900", "腰痛", "海州区", "\u202e", "\ufeff",
    "\ud7ff", "\ufffd", "😀" * 40, "a " * 40, "../../etc/passwd", "true", "name", "-name", "--", "LTE", "T" * 4000, "\r\nSet-Cookie: x=1",
]  # fmt: skip
RAW = [
    "%ff",
    "%c3%28",
    "%ed%a0%80",
    "%00",
    "%",
    "%zz",
    "%f0%28%8c%bc",
    "\udcff".encode("utf-8", "surrogateescape").hex(),
]
names = sorted(
    {name for viewset in COLLECTIONS.values() for name in viewset.filterset_class.base_filters}
    | {"page", "page_size", "cursor", "format", "q[]", "region__code", "slug", "status", "%00", "%ff", ""}
)
values = st.sampled_from(HOSTILE).map(quote) | st.text(max_size=80).map(quote) | st.sampled_from(RAW)
pairs = st.lists(st.tuples(st.sampled_from(names) | st.text(max_size=12).map(quote), values), max_size=4)


def well_formed(response: Any, query: str) -> None:
    assert response.status_code in (200, 400), (query, response.status_code)
    assert response["Content-Type"] == ("application/json" if response.status_code == 200 else PROBLEM), query
    if response.status_code == 400:
        given_names = {unquote_to_bytes(part.partition("=")[0].replace("+", " ")).decode("utf-8", "replace")
                       for part in query.split("&")}  # fmt: skip
        for error in response.json()["errors"]:
            assert error["message"]
            assert any(name.startswith(error["parameter"].removesuffix("…")) for name in given_names), query


def test_it_works() -> None:
    well_formed(Client().get("/api/v1/hospitals/?region=210900"), "region=210900")


@settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(name=st.sampled_from(sorted(COLLECTIONS)), query=pairs)
def test_lists(name: str, query: list[tuple[str, str]]) -> None:
    text = "&".join(f"{parameter}={value}" for parameter, value in query)
    well_formed(Client().generic("GET", f"/api/v1/{name}/", QUERY_STRING=text), text)


def every_filter() -> Iterator[tuple[str, str]]:
    """Each that works in a way of its own, once: a collection and the parameter."""
    seen = set()
    for name, viewset in COLLECTIONS.items():
        for parameter, declared in viewset.filterset_class.base_filters.items():
            if (parameter, type(declared), declared.field_name) not in seen:
                yield name, parameter
            seen.add((parameter, type(declared), declared.field_name))
    yield from (("hospitals", parameter) for parameter in ("page", "page_size", "cursor"))


def test_every_filter_with_every_hostile_value() -> None:
    for name, parameter in every_filter():
        for value in HOSTILE:
            query = f"{parameter}={quote(value)}"
            well_formed(Client().generic("GET", f"/api/v1/{name}/", QUERY_STRING=query), query)


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(name=st.sampled_from(sorted(COLLECTIONS)), slug=values)
def test_details(name: str, slug: str) -> None:
    response = Client().get(f"/api/v1/{name}/{slug.replace('/', '%2F').replace('?', '%3F') or '-'}/")
    assert response.status_code in (200, 404), slug
    assert response["Content-Type"] == ("application/json" if response.status_code == 200 else PROBLEM)
