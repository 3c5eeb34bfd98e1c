"""How any collection answers: tombstones, redirects, caches, methods, odd addresses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from directory.core.publishing.publish import publish

pytestmark = pytest.mark.django_db
DETAIL = "/api/v1/hospitals/hai-zhou-er-yuan/"
SYMPTOM = "/api/v1/symptoms/yao-tong/"  # not a place, so nothing about it changes with the clock
PROBLEM = "application/problem+json"


def get(url: str, **headers: str) -> Any:
    return Client().get(url, headers=headers)


def rename(cast: SimpleNamespace, slug: str) -> None:
    cast.second.slug = slug
    cast.second.save()
    publish([cast.second])


def test_it_works(cast: SimpleNamespace) -> None:
    response = get(SYMPTOM)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Accept-Language" in response["Vary"]
    assert response.json()["name"] == "腰痛"


def test_an_answer_that_did_not_change_is_confirmed(cast: SimpleNamespace) -> None:
    for url in (SYMPTOM, "/api/v1/symptoms/", "/api/v1/symptoms/?q=yao", "/api/v1/", "/api/v1/schema/"):
        tag = get(url)["ETag"]
        again = get(url, if_none_match=tag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag), url
        assert again["Cache-Control"] == "public, max-age=60"


def test_an_answer_that_tells_who_is_open_is_confirmed_within_its_minute_only(cast: SimpleNamespace) -> None:
    for url in (DETAIL, "/api/v1/hospitals/", "/api/v1/offices/?region=210900", "/api/v1/hospitals/?open_at=now"):
        with time_machine.travel("2026-11-23T09:00:40+08:00", tick=False):
            tag = get(url)["ETag"]
            again = get(url, if_none_match=tag)
        assert (again.status_code, again["ETag"], again["Cache-Control"]) == (304, tag, "public, max-age=19"), url
        with time_machine.travel("2026-11-23T09:01:00+08:00", tick=False):
            later = get(url, if_none_match=tag)
        assert (later.status_code, later["Cache-Control"]) == (200, "public, max-age=59"), url


def test_whatever_is_published_changes_the_tag(cast: SimpleNamespace) -> None:
    tag = get(SYMPTOM)["ETag"]
    cast.central.address = "中华路 1 号"
    cast.central.save()
    publish([cast.central])
    assert get(SYMPTOM, if_none_match=tag).status_code == 200


def test_an_error_is_never_confirmed_nor_kept(cast: SimpleNamespace) -> None:
    tag = get("/api/v1/symptoms/")["ETag"]
    for url, status in (
        ("/api/v1/symptoms/?foo=1", 400),
        ("/api/v1/symptoms/nothing/", 404),
        ("/api/v1/nothing/", 404),
    ):
        for condition in (tag, "*", f"W/{tag}", f'"x", {tag}'):
            response = get(url, if_none_match=condition)
            assert response.status_code == status
            assert "ETag" not in response
            assert "Cache-Control" not in response


def test_a_withdrawn_record_is_gone(cast: SimpleNamespace) -> None:
    cast.second.status = "retired"
    cast.second.save()
    publish([cast.second])
    response = get(DETAIL)
    assert (response.status_code, response["Content-Type"]) == (410, PROBLEM)
    assert response.json()["detail"] == "这一条已经撤下。"
    assert "ETag" not in response


def test_a_draft_never_was(cast: SimpleNamespace) -> None:
    assert get("/api/v1/hospitals/cao-gao/").status_code == 404


def test_a_renamed_record_is_found_at_its_old_addresses(cast: SimpleNamespace) -> None:
    rename(cast, "b")
    rename(cast, "c")
    response = Client().get(DETAIL, follow=True)
    assert [url for url, _status in response.redirect_chain] == ["/api/v1/hospitals/b/", "/api/v1/hospitals/c/"]
    assert response.json()["slug"] == "c"
    moved = get(DETAIL)
    assert (moved.status_code, moved["Cache-Control"]) == (301, "public, max-age=60")


def test_renaming_back_does_not_run_in_circles(cast: SimpleNamespace) -> None:
    rename(cast, "b")
    rename(cast, "hai-zhou-er-yuan")
    response = Client().get("/api/v1/hospitals/b/", follow=True)
    assert [url for url, _status in response.redirect_chain] == [DETAIL]
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "hospitals/nobody/", "hospitals/%00/", "hospitals/%FF/", "hospitals/a%2Fb/", "hospitals/%0A/", "hospitals/../x/",
        "hospitals/%F0%9F%98%80/", f"hospitals/{'a' * 8000}/", "hospitals/'%20OR%201=1/", "regions/阜新/",
        "regions/99999999999999999999/", "regions/0210900/", "articles/900-01%20/", "hospitals//", "nothing/", "nothing/x/",
        "hospitals/hai-zhou-er-yuan/phones/", "%00/", "%0A/", "search/x/",
    ],
)  # fmt: skip
def test_addresses_without_content_are_a_problem(db: None, path: str) -> None:
    response = get(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    assert response.json()["detail"] == "这里没有内容。请检查地址。"


def test_a_missing_slash_is_added(db: None) -> None:
    for path in ("/api/v1/hospitals", "/api/v1/nothing"):
        response = get(path)
        assert (response.status_code, response["Location"]) == (301, f"{path}/")


@pytest.mark.parametrize("url", ["/api/v1/", "/api/v1/hospitals/", DETAIL, "/api/v1/schema/", "/api/v1/docs/"])
def test_there_is_nothing_to_write(cast: SimpleNamespace, url: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        response = Client().generic(method, url)
        assert (response.status_code, response["Content-Type"]) == (405, PROBLEM), method
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert method in response.json()["detail"]


def test_head_and_options(cast: SimpleNamespace) -> None:
    head = Client().head(SYMPTOM)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get(SYMPTOM)["ETag"])
    options = Client().options(DETAIL)
    assert (options.status_code, options["Allow"]) == (200, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "path", ["hospitals/{slug}/hours.ics", "hospitals/{slug}/hours/", "export/hospitals.csv", "schema/"]
)
def test_what_may_be_asked_is_told_of_every_address(cast: SimpleNamespace, path: str) -> None:
    """A calendar's was a 500: it can only be written as iCalendar."""
    options = Client().options(f"/api/v1/{path.format(slug=cast.central.slug)}")
    assert (options.status_code, options["Allow"]) == (200, "GET, HEAD, OPTIONS")
    assert "json" in options["Content-Type"]


def test_who_wants_another_format_is_told(cast: SimpleNamespace) -> None:
    assert get(DETAIL, accept="text/html,*/*;q=0.8").status_code == 200
    for url in (DETAIL, "/api/v1/docs/"):
        response = get(url, accept="text/csv")
        assert (response.status_code, response["Content-Type"]) == (406, PROBLEM)
    for nonsense in (";;;", "a/b/c", "\x7f", "text/html;q=x"):
        assert get(DETAIL, accept=nonsense).status_code in (200, 406)


def test_where_there_are_no_parameters_none_is_taken(cast: SimpleNamespace) -> None:
    for url in ("/api/v1/?lang=en", f"{DETAIL}?fields=name"):
        response = get(url)
        assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
        assert "没有这个参数：这里不用参数。" in response.json()["errors"][0]["message"]


def test_a_problem_says_what_and_where(db: None) -> None:
    response = get("/api/v1/hospitals/?page=0")
    assert response.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "page：“0” 不对：应是 1 到 500 的整数。",
        "errors": [{"parameter": "page", "message": "“0” 不对：应是 1 到 500 的整数。"}],
    }


def test_messages_follow_the_readers_language(db: None) -> None:
    response = Client().post("/api/v1/hospitals/", headers={"accept-language": "en"})
    assert response["Content-Language"] == "en"
    assert response.json()["detail"] == 'Method "POST" not allowed.'


def test_the_tag_differs_by_language(cast: SimpleNamespace) -> None:
    assert get(SYMPTOM)["ETag"] != get(SYMPTOM, accept_language="en")["ETag"]
