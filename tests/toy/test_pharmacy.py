"""A kind by its declaration alone goes through everything that the directory does with a kind."""

from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from directory.core.kinds import kinds
from directory.core.models import Entry
from directory.core.publishing.facts import facts_of
from directory.core.publishing.publish import publish, remove
from tests.admin_cast import form_of

from .models import Pharmacy

pytestmark = pytest.mark.django_db
API = "/api/v1/pharmacies/"


@pytest.fixture
def kangning(cast: SimpleNamespace) -> Any:
    """A pharmacy of 海州区 with a phone and a night window."""
    manager: Any = Pharmacy.objects
    pharmacy: Any = manager.create(
        slug="kang-ning", name="康宁大药房", aliases=["康宁药店"], pinyin="kangningdayaofang kndyf", region=cast.haizhou,
        address="解放大街1号", licence="prescription", chain="康宁连锁", delivers=True, status="published",
        latitude="42.010000", longitude="121.660000", datum="wgs84",
    )  # fmt: skip
    pharmacy.phones.create(number="0418-2345678", kind="landline", label="送药")
    pharmacy.opening_hours.create(days="weekdays", weekdays="135", opens="17:00", closes="08:00", overnight=True)
    pharmacy.citations.create(article=cast.page, field="licence", value="可售处方药")
    publish([pharmacy])
    return pharmacy


def read(client: Client, url: str, **query: Any) -> Any:
    response = client.get(url, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def text_of(client: Client, url: str, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(client: Client, kangning: Pharmacy) -> None:
    document = read(client, kangning.url)
    assert (document["name"], document["chain"], document["version"]) == ("康宁大药房", "康宁连锁", 1)
    assert document["region"]["path"] == ["辽宁省", "阜新市", "海州区"]
    assert document["open"]["state"] in ("open", "closed")


def test_nothing_is_missing_from_its_declaration() -> None:
    assert [fault for fault in run_checks() if fault.is_serious()] == []


def test_the_list_is_filtered(client: Client, kangning: Pharmacy) -> None:
    assert "pharmacies" in read(client, "/api/v1/")
    hits = [
        {}, {"q": "康宁"}, {"region": "阜新"}, {"licence": "prescription"}, {"delivers": "true"},
        {"near": "42.01,121.66"}, {"phone": "0418-2345678"}, {"open_at": "2026-11-23T20:00"},
        {"licence": "prescription", "region": "辽宁"},
    ]  # fmt: skip
    assert [read(client, API, **query)["count"] for query in hits] == [1] * len(hits)
    misses: list[dict[str, str]] = [{"licence": "otc"}, {"delivers": "false"}, {"open_at": "2026-11-24T20:00"}]
    assert [read(client, API, **query)["count"] for query in misses] == [0] * len(misses)
    refused = client.get(API, {"licence": "all"})
    assert refused.status_code == 400
    assert "otc（只售非处方药）" in refused.json()["errors"][0]["message"]


def test_its_hours_are_told(client: Client, kangning: Pharmacy) -> None:
    week = read(client, f"{kangning.url}hours/", **{"from": "2026-11-23", "to": "2026-11-24"})
    assert [slot["state"] for slot in week["hours"][0]["intervals"]][:2] == ["closed", "open"]
    calendar = client.get(f"{kangning.url}hours.ics")
    assert (calendar.status_code, calendar["Content-Type"]) == (200, "text/calendar; charset=utf-8")


def test_search_finds_it(client: Client, kangning: Pharmacy) -> None:
    found = read(client, "/api/v1/search/", q="康宁大药房")
    assert [(row["kind"], row["summary"]["name"]) for row in found["results"]] == [("pharmacy", "康宁大药房")]
    assert read(client, "/api/v1/search/", q="康宁", kind="pharmacy")["count"] == 1
    assert read(client, "/api/v1/search/", q="04182345678")["results"][0]["kind"] == "pharmacy"
    assert read(client, "/api/v1/search/", q="康宁", open_at="2026-11-23T20:00")["count"] == 1
    assert read(client, "/api/v1/search/", q="药房", near="42.01,121.66")["results"][0]["km"] == 0
    page = text_of(client, "/search/", q="康宁")
    assert "康宁" in page
    assert 'id="pharmacy"' in page


def test_suggestions_name_it(client: Client, kangning: Pharmacy) -> None:
    for typed in ("康宁", "kangning", "kndyf"):
        (suggestion,) = read(client, "/api/v1/suggest/", q=typed)["suggestions"]
        assert (suggestion["kind"], suggestion["page"]) == ("pharmacy", "http://testserver/pharmacies/kang-ning/")


def test_its_pages_are_made_of_its_facts(client: Client, kangning: Pharmacy) -> None:
    listed = text_of(client, "/pharmacies/", licence="prescription")
    assert kangning.page_url in listed
    assert "可售处方药" in listed
    assert 'name="delivers"' in listed
    page = text_of(client, kangning.page_url)
    for told in ("药店", "解放大街1号", "0418-2345678", "星期一、星期三、星期五", "可售处方药", "康宁连锁", "送药上门"):
        assert told in page, told
    assert 'id="fact-chain"' in page
    assert 'id="cite-1"' in page


def test_it_stands_on_home_menu_and_region_pages(client: Client, kangning: Pharmacy) -> None:
    home = text_of(client, "/")
    assert home.count('href="/pharmacies/"') == 2
    region = text_of(client, "/regions/210900/")
    assert 'id="pharmacy"' in region
    assert kangning.page_url in region


def test_its_source_names_it(client: Client, cast: SimpleNamespace, kangning: Pharmacy) -> None:
    page = text_of(client, cast.page.page_url)
    assert kangning.page_url in page
    assert "经营范围" in page


def test_feeds_hold_it(client: Client, kangning: Pharmacy) -> None:
    lines = b"".join(client.get("/api/v1/export/pharmacies.ndjson").streaming_content).splitlines()  # type: ignore[attr-defined]
    assert [json.loads(line)["slug"] for line in lines] == ["kang-ning"]
    table = b"".join(client.get("/api/v1/export/pharmacies.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["region_code"], row["licence"]) == ("210902", "prescription")
    places = json.loads(b"".join(client.get("/api/v1/export/pharmacies.geojson").streaming_content))  # type: ignore[attr-defined]
    assert places["features"][0]["geometry"]["coordinates"] == [121.66, 42.01]
    (change,) = read(client, "/api/v1/changes/", kind="pharmacy")["results"]
    assert (change["event"], change["document"]["slug"]) == ("published", "kang-ning")
    assert "/sitemap-pharmacy.xml" in text_of(client, "/sitemap.xml")
    assert kangning.page_url in text_of(client, "/sitemap-pharmacy.xml")


def test_the_api_describes_it(client: Client, kangning: Pharmacy) -> None:
    schema = read(client, "/api/v1/schema/")
    assert {"name": "pharmacies", "description": "药店"} in schema["tags"]
    assert {f"{API}{rest}" for rest in ("", "{slug}/", "{slug}/hours/", "{slug}/hours.ics")} <= set(schema["paths"])
    fields = schema["components"]["schemas"]["Pharmacy"]["properties"]
    assert fields["chain"]["description"] == "所属连锁"
    assert fields["chain"]["examples"] == ["康宁大药房"]
    assert "open" in fields
    assert set(fields) == set(read(client, kangning.url))


def test_its_facts_are_worded(kangning: Pharmacy) -> None:
    document = Entry.objects.get(slug="kang-ning").data
    facts = {fact.field: fact for fact in facts_of(kinds["pharmacy"], document)}
    assert facts["licence"].text == "可售处方药"
    assert [one["value"] for one in facts["licence"].citations] == ["可售处方药"]
    assert facts["delivers"].text == "是"
    assert (facts["phones"].text, facts["phones"].about, facts["phones"].link) == (
        "0418-2345678", "送药", "tel:+86-418-234-5678",
    )  # fmt: skip
    assert facts["opening_hours.all"].text == "星期一、星期三、星期五 17:00–次日 08:00"


def test_curators_edit_it_with_a_version_check(kangning: Pharmacy) -> None:
    staff = Client()
    staff.force_login(User.objects.create_superuser("张三"))
    url = reverse("admin:toy_pharmacy_change", args=[kangning.pk])
    opened = form_of(staff.get(url), chain="康泰连锁")
    assert staff.post(url, opened).status_code == 302
    kangning.refresh_from_db()
    assert (kangning.chain, kangning.version) == ("康泰连锁", 2)
    assert Entry.objects.get(slug="kang-ning").data["chain"] == "康泰连锁"
    late = staff.post(url, opened | {"chain": "别的连锁"})
    assert late.status_code == 200
    assert "已被修改，没有保存" in late.content.decode()


def test_what_is_withdrawn_is_gone(client: Client, kangning: Pharmacy) -> None:
    url, page = kangning.url, kangning.page_url
    remove(kangning)
    assert (client.get(url).status_code, client.get(page).status_code) == (410, 410)
    assert read(client, API)["count"] == 0
    assert read(client, "/api/v1/search/", q="康宁大药房")["count"] == 0
    assert read(client, "/api/v1/changes/", kind="pharmacy")["results"][0]["event"] == "withdrawn"
