"""The shell in two languages, the content as it is; the choice without a session."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from .reading import Reader

pytestmark = pytest.mark.django_db


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    response = client.get("/language/en/?next=/hospitals/%3Fq%3D1")
    assert (response.status_code, response["Location"]) == (302, "/hospitals/?q=1")
    assert response["Cache-Control"] == "no-store"
    assert client.cookies["django_language"].value == "en"
    page = Reader(client.get("/hospitals/").content.decode())
    assert "Hospitals" in page.text
    client.get("/language/zh-hans/")
    assert "Hospitals" not in client.get("/hospitals/").content.decode()


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("en-GB,en", "en"), ("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("fr", "zh-Hans"), ("", "zh-Hans")],
)
def test_a_browser_says_what_it_reads(accepted: str, lang: str, cast: SimpleNamespace, client: Client) -> None:
    html = client.get("/", headers={"Accept-Language": accepted}).content.decode()
    assert f'<html lang="{lang}">' in html


def test_chinese_content_is_marked_as_chinese_in_the_english_shell(cast: SimpleNamespace, client: Client) -> None:
    html = client.get("/hospitals/fu-xin-zhong-xin/", headers={"Accept-Language": "en"}).content.decode()
    assert '<span lang="zh-Hans">阜新市中心医院</span>' in html
    assert "Level 3" in html
    assert "Nobody has checked this by phone yet." in html


def test_errors_speak_the_language_too(cast: SimpleNamespace, client: Client) -> None:
    html = client.get("/hospitals/?colour=red", headers={"Accept-Language": "en"}).content.decode()
    assert "There is no such parameter; the link may be mistyped." in html
    assert "This page does not exist" in client.get("/nope/", headers={"Accept-Language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("hospitals/?level=9", "2 (Level 2)"),
        ("hospitals/?department=x", "There is no “x” (Department)"),
        ("hospitals/?phone=x", "There is no number in “x”"),
        ("hospitals/?phone=2137873", "lacks the area code"),
        ("guide/?symptom=x", "Please fill in: where to be treated"),
        ("search/", "Please fill in: what to look for"),
        ("suggest/", "Please fill in: what has been typed"),
    ],
)
def test_a_refusal_is_english_throughout(query: str, message: str, cast: SimpleNamespace, client: Client) -> None:
    """Choices, names of records and what to fill in were Chinese within an English sentence."""
    answer = client.get(f"/api/v1/{query}", headers={"Accept-Language": "en"})
    assert (answer.status_code, message in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "x", ""]
)
def test_it_never_leads_away(back: str, client: Client) -> None:
    response = client.get("/language/en/", {"next": back})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_an_unknown_language_is_not_found(client: Client) -> None:
    assert client.get("/language/xx/").status_code == 404


def test_the_switch_comes_back_to_the_same_page(cast: SimpleNamespace, client: Client) -> None:
    page = Reader(client.get("/hospitals/?q=%E9%98%9C&level=3").content.decode())
    link = next(link for link in page.links if link.startswith("/language/"))
    assert client.get(link)["Location"] == "/hospitals/?q=%E9%98%9C&level=3"
