"""What a page asks the database: a constant number of queries, each named by the table it reads first."""

from __future__ import annotations

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.core.index import search_index
from directory.core.index.timetables import official_calendar
from directory.core.kinds import kinds
from directory.core.models import Entry, Record

pytestmark = [pytest.mark.counts, pytest.mark.django_db]

KEYS_THEN_LINES = ("sequence", "entry: keys", "entry: lines")  # in the order of the keys, hence without the records
LISTS = {
    "/hospitals/": KEYS_THEN_LINES,
    "/symptoms/": KEYS_THEN_LINES,
    "/departments/": ("sequence", "department: count", "department: page"),
    "/offices/": KEYS_THEN_LINES,
    "/services/": ("sequence", "service: count", "service: page"),
    "/channels/": KEYS_THEN_LINES,
    "/procedures/": KEYS_THEN_LINES,
    "/policies/": KEYS_THEN_LINES,
    "/sources/": ("sequence", "article: count", "article: page"),
}
DETAILS = {
    # the symptoms for which it is recommended: the hospital by its slug, then their documents
    "hospital": ("sequence", "entry", "hospital", "symptom: recommended for"),
    "symptom": ("sequence", "entry"),
    # the department by its slug for each related list; a long list is counted
    "department": (
        "sequence", "entry", "department", "department: children", "department: count", "index", "entry: symptoms",
        "index", "entry: hospitals",
    ),
    "office": ("sequence", "entry"),
    "service": (
        "sequence", "entry", "service", "service: children", "service", "procedure: rows", "procedure: count",
        "service", "office: rows", "office: count", "service", "channel: rows", "channel: count",
    ),
    "channel": ("sequence", "entry", "channel", "procedure: rows", "procedure: count"),
    "procedure": ("sequence", "entry", "entry: channels", "service", "procedure: elsewhere", "procedure: count"),
    "policy": ("sequence", "entry", "policy: same subject", "policy: count"),
    # one query per kind of record that could cite it
    "article": ("sequence", "entry", *["entry: citing"] * sum(issubclass(kind.model, Record) for kind in kinds)),
}  # fmt: skip
REGION = 31  # sequence, entry, counts, children, and per section the region, rows and count, here and of wider regions


@pytest.fixture(autouse=True)
def warm(directory: None) -> None:
    for model in {entry.content_type_id for entry in Entry.objects.only("content_type_id")[:1]}:
        ContentType.objects.get_for_id(model)
    from directory.core.publishing.publish import publishable_models

    ContentType.objects.get_for_models(*publishable_models())
    official_calendar()  # read once for each version of the directory, as is where all entries stand
    search_index.bitmaps()


def tables_read(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    names = [re.search(r'FROM "?(?:[a-z]+_)?([a-z]+)"?', query["sql"])[1] for query in queries]  # type: ignore[index]
    return ["index" if name == "posting" else name for name in names]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_reads(address: str, client: Client) -> None:
    assert tables_read(client, address) == [name.split(":")[0] for name in LISTS[address]]


def test_a_short_list_asks_as_much_as_a_long_one(client: Client) -> None:
    assert tables_read(client, "/policies/") == ["sequence", "entry", "entry"]
    long, short = tables_read(client, "/policies/?q=医"), tables_read(client, "/policies/?q=强制")
    assert long == short == ["sequence", "index", "entry", "entry"]


@pytest.mark.parametrize("kind", DETAILS)
def test_no_detail_reads_more(kind: str, client: Client) -> None:
    budget = [name.split(":")[0] for name in DETAILS[kind]]
    for entry in Entry.objects.live().of(kind).order_by("pk")[:60]:
        left = list(budget)
        for table in tables_read(client, entry.data["page"]):
            assert table in left, f"{entry.slug} reads {table} more than {budget}"
            left.remove(table)


@pytest.mark.parametrize("code", [100000, 210000, 210900, 411521, 110000, 659001])
def test_no_region_reads_more(code: int, client: Client) -> None:
    assert len(tables_read(client, f"/regions/{code}/")) <= REGION


def test_home_and_search_read(client: Client) -> None:
    # what is no place counted, the index as a whole, hotlines, provinces and cities, how much lies in them
    assert tables_read(client, "/") == ["sequence", "entry", "index", "entry", "region", "index"]


def test_what_has_not_changed_reads_only_the_sequence(client: Client) -> None:
    tag = client.get("/hospitals/")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/hospitals/", headers={"If-None-Match": tag})
    assert response.status_code == 304
    assert len(queries) == 1
