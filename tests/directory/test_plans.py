"""Every public query on a table that grows goes by an index, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.settings import PREPARED_AFTER

pytestmark = [pytest.mark.counts, pytest.mark.django_db, pytest.mark.usefixtures("directory")]

# Tables that hold a row or more for each of a million places.
GROWING = {
    "core_entry", "core_document", "search_posting", "search_staged",
    "hospitals_hospital", "hospitals_hospitaldepartment", "hospitals_hospitalfact",
    "hospitals_hospitalphone", "hospitals_hospitalhours", "offices_office", "offices_officephone",
    "offices_office_serves", "offices_office_services", "offices_office_schemes",
}  # fmt: skip

ADDRESSES = [
    "/api/v1/hospitals/fu-xin-shi-zhong-xin-yi-yuan/",
    "/api/v1/hospitals/",
    "/api/v1/hospitals/?page=2&page_size=5",
    "/api/v1/hospitals/?cursor=*",
    "/api/v1/hospitals/?region=阜新",
    "/api/v1/hospitals/?region=阜新&level=3&kind=general",
    "/api/v1/hospitals/?department=骨科&region=辽宁&cursor=*",
    "/api/v1/hospitals/?q=中心 医院",
    "/api/v1/hospitals/?q=fuxin",
    "/api/v1/hospitals/?near=42.02,121.65",
    "/api/v1/hospitals/?near=42.02,121.65&radius=50&level=3&open_at=now",
    "/api/v1/hospitals/?open_at=now",
    "/api/v1/hospitals/?region=阜新&open_at=now",
    "/api/v1/hospitals/?phone=0418-2822222",
    "/api/v1/hospitals/?disputed=true",
    "/api/v1/hospitals/?updated_since=2025-04-20",
    "/api/v1/hospitals/?ordering=name",
    "/api/v1/hospitals/?ordering=-updated_at",
    "/api/v1/hospitals/?symptom=腰痛伴发热",
    "/api/v1/offices/?serves=罗山县&service=异地就医备案&scheme=职工",
    "/api/v1/offices/?service=异地就医备案",
    "/api/v1/offices/?region=罗山县&kind=bureau",
    "/api/v1/symptoms/?hospital=阜新市中心医院",
    "/api/v1/changes/?since=100",
    "/api/v1/changes/?since=100&kind=hospital",
    "/api/v1/export/hospitals.ndjson",
    "/api/v1/search/?q=阜新 中心",
    "/api/v1/search/?q=阜新 腰疼 挂什么科",
    "/api/v1/search/?q=医院&near=42.02,121.65",
    "/api/v1/search/?q=没有这样的东西",
    "/api/v1/suggest/?q=阜新",
    "/api/v1/guide/?symptom=腰痛伴发热&region=阜新&insured_region=罗山县&scheme=居民",
    "/guide/print/?symptom=腰痛伴发热&region=阜新&insured_region=罗山县&scheme=居民",
    "/",
    "/hospitals/?region=阜新",
    "/regions/210900/",
    "/departments/04.03/",
]


def asked(address: str) -> list[str]:
    """The statements of an answer that read a growing table."""
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(address)
        assert response.status_code == 200, (address, response.content.decode()[:300])
        b"".join(response.streaming_content if response.streaming else [])  # type: ignore[attr-defined]
    statements = dict.fromkeys(query["sql"] for query in captured)
    return [sql for sql in statements if GROWING & set(re.findall(r"\w+", sql))]


def scans(sql: str) -> Iterator[str]:
    """The growing tables that the database would read row by row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            lines = [row[3] for row in cursor.fetchall()]
            names = dict(re.findall(r'(?:FROM|JOIN) "?(\w+)"? (?:AS )?"?(\w+)"?', sql))
            aliases = {alias: table for table, alias in names.items()}
            # Who asks for addresses must not be given all of their kind, one by one.
            by_kind = r"|SEARCH (?=\w+ USING .*\(kind=\?\)$)" if re.search(r'slug"? (=|IN)', sql) else ""
            found = [re.match(rf"(?:SCAN (?=\w+$){by_kind})(\w+)", line) for line in lines]
            yield from (str(aliases.get(each[1], each[1])) for each in found if each)
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")  # else the planner prefers it for a table as small as here
            cursor.execute(f"EXPLAIN {sql}")
            found = [re.search(r"Seq Scan on (\w+)", line) for (line,) in cursor.fetchall()]
            yield from (str(each[1]) for each in found if each)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_table_that_grows_is_read_through(address: str) -> None:
    read_through: list[Any] = [(table, sql) for sql in asked(address) for table in scans(sql) if table in GROWING]
    assert read_through == []


def test_the_test_sees_a_scan() -> None:
    assert list(scans("SELECT slug FROM core_entry WHERE name = 'x'")) == ["core_entry"]
    assert list(scans("SELECT slug FROM core_entry WHERE kind = 'x' AND slug = 'y'")) == []
    if connection.vendor == "sqlite":
        ordered = "SELECT slug FROM core_entry WHERE kind = 'x' AND slug IN ('y', 'z') ORDER BY sequence"
        assert list(scans(ordered)) == ["core_entry"]


def test_what_is_asked_again_and_again_is_planned_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver keeps what it has planned, whatever the settings")
    for _ in range(PREPARED_AFTER + 1):
        Client().get("/api/v1/hospitals/fu-xin-shi-zhong-xin-yi-yuan/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert any("entry.slug = $2" in statement for statement in kept), kept
