"""The region that a reader chose: named or by position, kept in a cookie, shown on the home page, forgotten again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from directory.here import COOKIE

from .reading import Reader

pytestmark = pytest.mark.django_db


def home(client: Client, address: str = "/") -> Reader:
    page = Reader(client.get(address).content.decode())
    assert page.faults == []
    return page


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    assert "你在哪里" in home(client).text
    answer = client.get("/here/", {"region": "海州"})
    assert (answer.status_code, answer["Location"], answer.cookies[COOKIE].value) == (302, "/#here", "210902")
    page = home(client)
    assert {"/hospitals/fu-xin-zhong-xin/", "/offices/fu-xin-yi-bao-ju/", "/regions/210902/"} <= set(page.links)
    assert "海州区" in page.text


def test_what_is_not_known_there_is_said(cast: SimpleNamespace, client: Client) -> None:
    client.get("/here/", {"region": "沈阳"})
    text = home(client).text
    assert "这里的医院，本名录还不知道" in text
    assert "12393" in text


def test_it_is_forgotten(cast: SimpleNamespace, client: Client) -> None:
    client.get("/here/", {"region": "阜新"})
    assert client.get("/here/").cookies[COOKIE].value == ""
    assert "你在哪里" in home(client).text


def test_a_position_says_the_city_or_that_it_cannot(cast: SimpleNamespace, client: Client) -> None:
    assert client.get("/here/", {"near": "42.02,121.65"}).cookies[COOKIE].value == "210900"
    lost = client.get("/here/", {"near": "0,0"})
    assert lost.status_code == 400
    assert "请写地名" in lost.content.decode()


@pytest.mark.parametrize("region", ["没有的地方", "全国", "\0"])
def test_a_name_that_is_none_is_asked_again(cast: SimpleNamespace, client: Client, region: str) -> None:
    answer = client.get("/here/", {"region": region})
    assert answer.status_code == 400
    assert COOKIE not in answer.cookies
    assert Reader(answer.content.decode()).faults == []


@pytest.mark.parametrize("cookie", ["999999", "100000", "x", "210900; DROP"])
def test_a_cookie_that_is_no_region_is_passed_over(cast: SimpleNamespace, client: Client, cookie: str) -> None:
    client.cookies[COOKIE] = cookie
    assert "你在哪里" in home(client).text


def test_pages_of_different_regions_are_kept_apart(cast: SimpleNamespace, client: Client) -> None:
    plain = client.get("/")
    client.cookies[COOKIE] = "210900"
    chosen = client.get("/", headers={"If-None-Match": plain["ETag"]})
    assert chosen.status_code == 200
    assert chosen["ETag"] != plain["ETag"]
    assert ("public" in plain["Cache-Control"], "private" in plain["Cache-Control"]) == (True, False)
    for answer in (chosen, client.get("/", headers={"If-None-Match": chosen["ETag"]})):
        assert ("public" in answer["Cache-Control"], "private" in answer["Cache-Control"]) == (False, True)
    assert "Cookie" in chosen["Vary"]


def test_english_leads_back_to_english(cast: SimpleNamespace, client: Client) -> None:
    assert client.get("/en/here/", {"region": "fuxin"})["Location"] == "/en/#here"
    assert "Hospitals" in home(client, "/en/").text
