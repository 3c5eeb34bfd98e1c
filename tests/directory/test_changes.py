"""The change feed: in order, complete, with tombstones and renames, in two queries."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.core.models import Entry, Sequence
from directory.core.publishing.publish import publish, publishable_models, remove

from .test_openapi import validator

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
FEED = "/api/v1/changes/"


def get(url: str = FEED, **query: Any) -> Any:
    response = Client().get(url, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def told(since: int, **query: Any) -> list[tuple[str, str, str | None]]:
    """Where, what, and whereto since a number."""
    return [(line["url"], line["event"], line["moved_to"]) for line in get(since=since, **query)["results"]]


def rename(cast: SimpleNamespace, slug: str) -> None:
    cast.second.slug = slug
    cast.second.save()
    publish([cast.second])


def test_it_works(cast: SimpleNamespace) -> None:
    page = get()
    assert [line["sequence"] for line in page["results"]] == list(range(1, page["last"] + 1))
    assert (page["last"], page["next"]) == (Sequence.current(), None)
    (line,) = [line for line in page["results"] if line["url"] == f"{SITE}/api/v1/symptoms/yao-tong/"]
    document = get("/api/v1/symptoms/yao-tong/")
    assert line == {
        "sequence": Entry.objects.get(kind="symptom").sequence,
        "kind": "symptom",
        "slug": "yao-tong",
        "url": f"{SITE}/api/v1/symptoms/yao-tong/",
        "event": "published",
        "moved_to": None,
        "updated_at": document["updated_at"],
        "version": 1,
        "document": document,
    }


def test_a_draft_is_not_in_it(cast: SimpleNamespace) -> None:
    assert "cao-gao" not in {line["slug"] for line in get()["results"]}


def test_only_what_changed_since(cast: SimpleNamespace) -> None:
    before = get()["last"]
    assert get(since=before) == {"results": [], "next": None, "last": before}
    cast.second.address = "中华路 1 号"
    cast.second.save()
    publish([cast.second])
    (line,) = get(since=before)["results"]
    assert (line["sequence"], line["version"], line["document"]["address"]) == (before + 1, 2, "中华路 1 号")


def test_publishing_the_same_again_is_no_change(cast: SimpleNamespace) -> None:
    before = get()["last"]
    publish([cast.central, cast.bureau])
    assert get(since=before)["results"] == []


def test_a_document_does_not_depend_on_the_clock(cast: SimpleNamespace) -> None:
    (line, _other) = get(kind="hospital")["results"]
    assert "open" not in line["document"]
    assert {**get(line["url"]), "open": 0} == {**line["document"], "open": 0}


def test_a_withdrawn_record_leaves_a_tombstone(cast: SimpleNamespace) -> None:
    before = get()["last"]
    cast.second.status = "retired"
    cast.second.save()
    publish([cast.second])
    (line,) = get(since=before)["results"]
    assert (line["url"], line["event"]) == (f"{SITE}/api/v1/hospitals/hai-zhou-er-yuan/", "withdrawn")
    assert (line["document"], line["moved_to"], line["version"]) == (None, None, 2)


def test_so_does_a_deleted_one(cast: SimpleNamespace) -> None:
    before = get()["last"]
    remove(cast.second)
    assert told(before) == [(f"{SITE}/api/v1/hospitals/hai-zhou-er-yuan/", "withdrawn", None)]


def test_a_renamed_record_says_where_it_went(cast: SimpleNamespace) -> None:
    before = get()["last"]
    rename(cast, "b")
    first, second = f"{SITE}/api/v1/hospitals/hai-zhou-er-yuan/", f"{SITE}/api/v1/hospitals/b/"
    assert sorted(told(before)) == [(second, "published", None), (first, "moved", second)]
    after = get()["last"]
    rename(cast, "hai-zhou-er-yuan")
    assert sorted(told(after)) == [(second, "moved", first), (first, "published", None)]
    assert told(before) == told(after)  # an address has one state, the latest


def test_a_reader_page_by_page_gets_everything_once(cast: SimpleNamespace) -> None:
    remove(cast.second)
    read, url = [], f"{FEED}?page_size=4"
    while url:
        page = get(url)
        assert len(page["results"]) <= 4
        read += [line["sequence"] for line in page["results"]]
        url = page["next"]
        assert url is None or url.startswith("http://testserver/api/v1/changes/?")
    assert read == sorted(Entry.objects.values_list("sequence", flat=True))


def test_what_changes_while_somebody_reads_comes_later(cast: SimpleNamespace) -> None:
    page = get(page_size=4)
    rename(cast, "b")
    read = {line["url"]: line["event"] for line in page["results"]}
    while page["next"]:
        page = get(page["next"])
        read |= {line["url"]: line["event"] for line in page["results"]}
    assert read[f"{SITE}/api/v1/hospitals/hai-zhou-er-yuan/"] == "moved"
    assert read[f"{SITE}/api/v1/hospitals/b/"] == "published"
    assert len(read) == Entry.objects.count()


def test_of_one_kind(cast: SimpleNamespace) -> None:
    page = get(kind="hospital", page_size=1)
    assert [line["slug"] for line in page["results"]] == ["fu-xin-zhong-xin"]
    assert [line["slug"] for line in get(page["next"])["results"]] == ["hai-zhou-er-yuan"]
    assert page["last"] == Sequence.current()


def test_two_queries_whatever_its_size(cast: SimpleNamespace) -> None:
    for query in ({}, {"page_size": 1}, {"kind": "hospital"}, {"since": 5}):
        with CaptureQueriesContext(connection) as captured:
            get(**query)
        assert len(captured) == 2, query


def test_an_unchanged_feed_is_confirmed(cast: SimpleNamespace) -> None:
    tag = Client().get(FEED)["ETag"]
    assert Client().get(FEED, headers={"if-none-match": tag}).status_code == 304
    rename(cast, "b")
    assert Client().get(FEED, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("since=-1", "since"), ("since=x", "since"), ("since=1.5", "since"), ("since=٣", "since"),
        ("since=9999999999999999999", "since"), ("since=1&since=2", "since"), ("kind=hospitals", "kind"),
        ("kind=", "kind"), ("since=", "since"), ("page_size=1000", None), ("since=999999999999999999", "since"),
        ("page_size=1001", "page_size"), ("page_size=0", "page_size"), ("page=2", "page"), ("q=a", "q"),
        ("cursor=*", "cursor"),
    ],
)  # fmt: skip
def test_parameters_are_strict(db: None, query: str, parameter: str | None) -> None:
    response = Client().get(f"{FEED}?{query}")
    if parameter is None:
        assert response.status_code == 200
        return
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_an_unknown_parameter_is_told_the_known_ones(db: None) -> None:
    (error,) = Client().get(f"{FEED}?foo=1").json()["errors"]
    assert error["message"] == "没有这个参数：可用 since、kind、page_size。"


def test_it_is_as_described(cast: SimpleNamespace) -> None:
    schema = Client().get("/api/v1/schema/").json()
    rename(cast, "b")
    remove(cast.second)
    events = {line["event"] for line in get()["results"]}
    assert events == {"published", "moved", "withdrawn"}
    changes = validator(schema, "Changes")
    changes.validate(get())
    changes.validate(get(page_size=2))
    described = schema["paths"][FEED]["get"]
    parameters = {one["name"]: one["schema"] for one in described["parameters"]}
    assert set(parameters) == {"since", "kind", "page_size"}
    assert set(parameters["kind"]["enum"]) == {model.kind for model in publishable_models()}


def test_a_number_beyond_the_last_is_an_error(cast: SimpleNamespace, client: Client) -> None:
    last = client.get("/api/v1/changes/").json()["last"]
    assert client.get(f"/api/v1/changes/?since={last}").json()["results"] == []
    answer = client.get(f"/api/v1/changes/?since={last + 1}")
    assert answer.status_code == 400
    assert str(last) in answer.json()["errors"][0]["message"]
