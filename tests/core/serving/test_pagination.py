"""Pages of a list: by number for people, by cursor for those who read everything."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Entry
from directory.core.publishing.publish import publish, remove
from directory.core.serving import lists
from directory.core.serving.lists import Indexed, Queried
from hospitals.models import Hospital

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(cast: SimpleNamespace) -> list[str]:
    """45 hospitals in the order of lists, the cast's two among them, which come first: more is known of them."""
    new = [
        Hospital(slug=f"h-{n:02}", name=f"医院{n:02}", pinyin=f"yiyuan{n:02}", region=cast.fuxin, status="published")
        for n in range(43)
    ]
    Hospital.objects.bulk_create(new)
    publish(new)
    return list(Entry.objects.live().of("hospital").order_by("key").values_list("slug", flat=True))


def page_of(url: str) -> Any:
    response = Client().get(url)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def slugs(page: Any) -> list[str]:
    return [line["slug"] for line in page["results"]]


def walk(url: str) -> Iterator[str]:
    """Everything that following ``next`` from here leads to."""
    seen = 0
    while url:
        page = page_of(url)
        yield from slugs(page)
        url, seen = page["next"], seen + 1
        assert seen < 50


def error_of(url: str) -> tuple[str, str]:
    response = Client().get(url)
    assert response.status_code == 400, response.content.decode()
    (error,) = response.json()["errors"]
    return error["parameter"], error["message"]


def test_it_works(many: list[str]) -> None:
    page = page_of("/api/v1/hospitals/")
    assert page["count"] == 45
    assert slugs(page) == many[:20]
    assert page["next"] == "http://testserver/api/v1/hospitals/?page=2"
    assert page["previous"] is None


def test_following_next_walks_through_everything_once(many: list[str]) -> None:
    for size in (1, 7, 45, 100):
        assert list(walk(f"/api/v1/hospitals/?page_size={size}")) == many


def test_a_cursor_walks_through_everything_once(many: list[str]) -> None:
    for size in (7, 45, 100):
        assert list(walk(f"/api/v1/hospitals/?cursor=*&page_size={size}")) == many
        assert list(walk(f"/api/v1/hospitals/?cursor=*&page_size={size}&updated_since=2020-01-01")) == many
    assert len(list(walk("/api/v1/hospitals/?cursor=*&page_size=20&q=医院0"))) == 10


def test_a_cursor_gives_once_what_was_there_all_the_time(many: list[str], cast: SimpleNamespace) -> None:
    first = page_of("/api/v1/hospitals/?cursor=*&page_size=40")
    new = Hospital.objects.create(slug="aa", name="新来的", region=cast.fuxin, status="published")
    publish([new])
    remove(Hospital.objects.get(slug=many[-1]))
    assert [slug for slug in (*slugs(first), *walk(first["next"])) if slug != "aa"] == many[:-1]


def test_links_keep_the_filters(many: list[str]) -> None:
    page = page_of("/api/v1/hospitals/?region=阜新&page_size=2&page=2")
    assert "page_size=2" in page["next"]
    assert "region=%E9%98%9C%E6%96%B0" in page["next"]
    assert page["next"].endswith("page=3")
    assert page["previous"].endswith("page=1")
    assert page_of(page["previous"])["previous"] is None


def test_an_empty_list_is_one_empty_page(cast: SimpleNamespace) -> None:
    page = page_of("/api/v1/hospitals/?region=沈阳")
    assert page == {"count": 0, "count_capped": False, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("region=阜新", 45),
        ("", 45),
        ("updated_since=2020-01-01", 45),
        ("region=沈阳", 0),
        ("near=42.02,121.65&radius=1", 1),
    ],
)
def test_only_the_number(many: list[str], query: str, count: int) -> None:
    page = page_of(f"/api/v1/hospitals/?page_size=0&{query}")
    assert page == {"count": count, "count_capped": False, "next": None, "previous": None, "results": []}


def test_beyond_the_end(many: list[str]) -> None:
    assert error_of("/api/v1/hospitals/?page=4") == ("page", "只有 45 条，没有这一页。")


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("page=0", "page", "“0” 不对：应是 1 到 500 的整数。"),
        ("page=-1", "page", "应是 1 到 500 的整数"),
        ("page=1.5", "page", "应是 1 到 500 的整数"),
        ("page=", "page", "应是 1 到 500 的整数"),
        ("page=501", "page", "应是 1 到 500 的整数"),
        ("page=101&page_size=100", "page", "应是 1 到 100 的整数"),
        (f"page={'9' * 5000}", "page", "应是 1 到 500 的整数"),
        ("page=١", "page", "应是 1 到 500 的整数"),
        ("page_size=null", "page_size", "应是 0 到 100 的整数"),
        ("page_size=101", "page_size", "应是 0 到 100 的整数"),
        ("page_size=-1", "page_size", "应是 0 到 100 的整数"),
        ("page_size=0&page=1", "page_size", "0 只要条数：不能与 page 或 cursor 同时使用。"),
        ("page_size=0&cursor=*", "page_size", "0 只要条数：不能与 page 或 cursor 同时使用。"),
        ("cursor=", "cursor", "从 * 开始"),
        ("cursor=%00", "cursor", "从 * 开始"),
        ("cursor=LTE", "cursor", "从 * 开始"),  # -1
        ("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cursor", "从 * 开始"),  # beyond 2^63
        ("cursor=医院", "cursor", "从 * 开始"),
        (f"cursor={'MTEx' * 2000}", "cursor", "从 * 开始"),
        ("cursor=*&page=2", "cursor", "不能与 page 或 ordering 同时使用"),
        ("cursor=*&ordering=name", "cursor", "不能与 page 或 ordering 同时使用"),
    ],
)
def test_refusals(db: None, query: str, parameter: str, says: str) -> None:
    named, message = error_of(f"/api/v1/hospitals/?{query}")
    assert named == parameter
    assert says in message
    assert len(message) < 100


def test_every_order_is_total(many: list[str]) -> None:
    Hospital.objects.update(pinyin="yiyuan")
    for ordering in ("name", "-name", "updated_at", "-updated_at"):
        assert sorted(walk(f"/api/v1/hospitals/?ordering={ordering}&page_size=7")) == sorted(many)


def test_counting_stops_where_paging_does(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exact count of a wide filter reads every row: 1.6 s among 1.1 million places."""
    for made in (lambda: Queried(Hospital.objects.published()), lambda: Indexed("hospital", ())):
        assert made().counted == (2, False)
        monkeypatch.setattr(lists, "COUNTED", 1)
        assert made().counted == (1, True)
        monkeypatch.undo()
