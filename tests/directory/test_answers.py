"""How the API writes its answers: whole addresses, nothing empty taken for an answer, compressed where it is wanted."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from directory.core.serving.renderers import JSONRenderer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
client = Client()

ANSWERS = [
    "hospitals/",
    "offices/luo-shan-xian-yi-bao-ju/",
    "articles/?page_size=3",
    "regions/?page_size=3",
    "changes/",
]
ANSWERS += ["search/?q=罗山医保局电话", "search/?q=阜新&grouped=true", "suggest/?q=fuxin", "export/offices.geojson"]
ANSWERS += ["guide/?symptom=腰疼&region=阜新&insured_region=罗山县", "procedures/?applies_to=扬州&service=异地就医备案"]
ANSWERS += [
    "policies/?subject=参保强制性",
    "symptoms/?region=阜新",
    "offices/?serves=罗山县",
    "hospitals/?near=42.02,121.65",
]


@pytest.mark.parametrize("path", ANSWERS)
def test_addresses_are_whole(path: str) -> None:
    """Everywhere, so that what was read here can be followed from anywhere."""
    answer = client.get(f"/api/v1/{path}")
    said = json.loads(b"".join(answer) if answer.streaming else answer.content)
    assert [text for text in texts(said) if text.startswith("/")] == []
    assert not (said.get("results") or said.get("features")) or '"http://testserver/' in json.dumps(said)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


def test_a_text_that_looks_like_an_address_stays_as_it_is() -> None:
    told = JSONRenderer().render({"name": 'x","url":"/y', "url": "/y"}, None, {"request": client.get("/").wsgi_request})
    assert json.loads(told) == {"name": 'x","url":"/y', "url": "http://testserver/y"}


EMPTY = [
    "hospitals/?region=",
    "hospitals/?page=",
    "hospitals/?cursor=",
    "search/?q=",
    "search/?q=x&region=",
    "suggest/?q= ",
]
EMPTY += ["changes/?since=", "changes/?page_size=", "guide/?symptom=腰疼&region=阜新&scheme=", "policies/?year="]
EMPTY += [
    "offices/luo-shan-xian-yi-bao-ju/hours/?from=",
    "offices/?open_at=",
    "offices/?disputed=",
    "hospitals/?level= ",
]


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_value_is_an_error(path: str) -> None:
    """Whoever asks so has lost the value on the way, and would read an answer to another question."""
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["parameter"] == path.rpartition("=")[0].rpartition("?")[2].rpartition("&")[2]


def test_an_emergency_is_none() -> None:
    assert client.get("/api/v1/search/?q=喝农药&region=").json()["emergency"]["urgent"]


PACKED = {"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}
PLAIN = ["identity", "gzip;q=0", "br", "GZIP;q=0.000", "gzip;q=viel"]


def test_answers_are_compressed_where_the_client_takes_it() -> None:
    path = "/api/v1/hospitals/fu-xin-shi-zhong-xin-yi-yuan/"
    plain, packed = client.get(path), client.get(path, headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) * 3 < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) == len(packed.content)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert client.get(path, headers=PACKED).content == packed.content  # a strong tag: every byte the same
    for headers, answer in ((PACKED, packed), ({}, plain)):
        again = client.get(path, headers={**headers, "If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.headers["ETag"]) == (304, answer.headers["ETag"])
        assert "Accept-Encoding" in again.headers["Vary"]
    for asked in PLAIN:
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": asked}).headers


def test_a_file_is_compressed_as_it_is_written() -> None:
    answer = client.get("/api/v1/export/regions.ndjson", headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    packed = b"".join(answer)
    assert gzip.decompress(packed) == b"".join(client.get("/api/v1/export/regions.ndjson"))


def test_what_staff_read_and_what_is_short_is_not_compressed() -> None:
    for path in ("/admin/login/", "/api/v1/hospitals/nobody/", "/hospitals/"):
        assert "Content-Encoding" not in client.get(path, headers=PACKED).headers
