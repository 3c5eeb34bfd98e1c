"""What pages say to machines that read them: addresses in both languages, facts, JSON-LD, what a phone keeps."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest
from django.test import Client

from directory.core.publishing.publish import publish
from directory.core.serving.middleware import is_below_english

from .reading import Reader

pytestmark = pytest.mark.django_db
HOSPITAL = "/hospitals/fu-xin-zhong-xin/"
SITE = "http://testserver"


def head(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode().partition("</head>")[0]


def meta(html: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)"', html)
    assert found, name
    return found.group(1)


def data(html: str) -> dict[str, object]:
    return json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    html = head(client, HOSPITAL)
    assert f'<link rel="canonical" href="{SITE}{HOSPITAL}">' in html
    assert f'<link rel="alternate" hreflang="en" href="{SITE}/en{HOSPITAL}">' in html
    assert meta(html, "og:url") == f"{SITE}{HOSPITAL}"
    assert "阜新市中心医院" in meta(html, "description")
    assert meta(html, "og:title").startswith("阜新市中心医院")


def test_the_description_tells_facts(cast: SimpleNamespace, client: Client) -> None:
    cast.central.address = "保健街42号"
    cast.central.save()
    cast.central.phones.create(number="0418-2822250")
    publish([cast.central])
    said = meta(head(client, HOSPITAL), "description")
    assert "地址：保健街42号；电话：0418-2822250" in said
    assert len(said) < 200
    assert "Address: 保健街42号; Phone: 0418-2822250" in meta(head(client, f"/en{HOSPITAL}"), "description")


def test_an_address_below_en_is_english_and_leads_on_there(cast: SimpleNamespace, client: Client) -> None:
    page = client.get(f"/en{HOSPITAL}", headers={"Accept-Language": "zh"})
    html = page.content.decode()
    assert '<html lang="en">' in html
    assert page["Content-Language"] == "en"
    assert f'<link rel="canonical" href="{SITE}/en{HOSPITAL}">' in html
    within = [link for link in Reader(html).links if link.startswith("/")]
    alone = re.compile("/(?:en|static|api|language|mode)/")
    assert within
    assert [link for link in within if not alone.match(link)] == []
    assert 'action="/en/search/"' in html
    for link in ("/en/", "/en/hospitals/", "/en/guide/"):
        assert client.get(link).status_code == 200


def test_an_address_is_canonical_in_every_language(cast: SimpleNamespace, client: Client) -> None:
    """In an English browser the home page said that another address of another language was the canonical one."""
    for language in ("en", "zh"):
        html = head(client, HOSPITAL, **{"Accept-Language": language})
        assert f'rel="canonical" href="{SITE}{HOSPITAL}"' in html
        assert f'hreflang="x-default" href="{SITE}{HOSPITAL}"' in html
        assert f'rel="canonical" href="{SITE}/en{HOSPITAL}"' in head(
            client, f"/en{HOSPITAL}", **{"Accept-Language": language}
        )
    assert "Accept-Language" in client.get(HOSPITAL)["Vary"]
    assert f'rel="canonical" href="{SITE}/hospitals/"' in head(client, "/hospitals/?q=阜新")


def test_redirects_and_switches_keep_to_the_language(cast: SimpleNamespace, client: Client) -> None:
    assert client.get("/en/guide/?symptom=x&when=now")["Location"] == "/en/guide/?symptom=x"
    switch = next(link for link in Reader(client.get(f"/en{HOSPITAL}").content.decode()).links if "/language/" in link)
    assert client.get(switch)["Location"] == HOSPITAL
    cast.central.slug = "zhong-xin"
    cast.central.save()
    publish([cast.central])
    assert client.get(f"/en{HOSPITAL}")["Location"] == "/en/hospitals/zhong-xin/"


@pytest.mark.parametrize("path", ["/en/api/v1/", "/en/admin/", "/en/en/", "/en/static/x", "/english/", "/en/nothing/"])
def test_what_has_no_english_address(cast: SimpleNamespace, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert is_below_english(path) == (path == "/en/nothing/")


def test_json_ld_is_a_block_of_data(cast: SimpleNamespace, client: Client) -> None:
    found = data(head(client, HOSPITAL))
    assert (found["@type"], found["name"]) == ("Hospital", "阜新市中心医院")
    assert found["@id"] == f"{SITE}{HOSPITAL}"
    assert data(head(client, "/"))["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{q}}"  # type: ignore[index]
    policy = client.get(HOSPITAL)["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


def test_json_ld_cannot_break_out_of_its_block(cast: SimpleNamespace, client: Client) -> None:
    cast.central.name = "医院</script><script>alert(1)</script>&amp;"
    cast.central.save()
    publish([cast.central])
    html = head(client, HOSPITAL)
    assert "<script>alert" not in html
    assert data(html)["name"] == cast.central.name


def test_what_a_phone_keeps(cast: SimpleNamespace, client: Client) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert {icon["sizes"] for icon in manifest.json()["icons"]} == {"any", "192x192", "512x512"}
    script = client.get("/sw.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "no-cache" in script["Cache-Control"]
    for never in ("/guide/", "/search/", "/admin/"):
        assert f'"{never}"' in script.content.decode()


@pytest.mark.usefixtures("cast")
def test_errors_have_a_head_too(client: Client) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert Reader(response.content.decode()).faults == []
