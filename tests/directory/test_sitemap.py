"""Every page of the directory, as search engines are told of them."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.test import Client

from directory.core.kinds import kinds
from directory.core.models import Entry, Region
from directory.core.publishing.publish import publish
from directory.feeds.sitemap import EntryPages
from hospitals.models import Hospital

pytestmark = pytest.mark.django_db
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
HOST = "http://testserver"


def addresses(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return [(found.text or "").removeprefix(HOST) for found in root.iter(LOCATION)]


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    assert addresses(client, "/sitemap-hospital.xml") == [
        "/hospitals/fu-xin-zhong-xin/",
        "/hospitals/hai-zhou-er-yuan/",
    ]
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_every_page_it_names_is_there_and_none_is_missing(cast: SimpleNamespace, client: Client) -> None:
    pages = [page for file in addresses(client, "/sitemap.xml") for page in addresses(client, file)]
    assert [page for page in pages if client.get(page).status_code != 200] == []
    others = Entry.objects.live().exclude(kind="region").count()
    known = len(addresses(client, "/sitemap-region.xml")) + len(addresses(client, "/sitemap-pages.xml"))
    assert len(pages) == len(set(pages)) == others + known


def test_regions_that_have_nothing_to_read_are_left_out(cast: SimpleNamespace, client: Client) -> None:
    """A county of which nothing is known; the province in which something is, is there."""
    pages = addresses(client, "/sitemap-region.xml")
    assert "/regions/210000/" in pages
    empty = Region.objects.create(
        code=210921, name="阜新蒙古族自治县", short_name="阜新", level="county", parent=cast.fuxin, pinyin="fuxin", initials="fx"
    )  # fmt: skip
    publish([empty])
    assert client.get("/regions/210921/").status_code == 200
    assert addresses(client, "/sitemap-region.xml") == pages


def test_what_is_withdrawn_is_left_out(cast: SimpleNamespace, client: Client) -> None:
    cast.second.status = Hospital.Status.RETIRED
    cast.second.save()
    publish([cast.second])
    assert addresses(client, "/sitemap-hospital.xml") == ["/hospitals/fu-xin-zhong-xin/"]


def test_many_are_in_several_files(cast: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryPages, "limit", 2)
    files = [file for file in addresses(client, "/sitemap.xml") if file.startswith("/sitemap-region.xml")]
    assert files == ["/sitemap-region.xml", "/sitemap-region.xml?p=2"]
    assert [len(addresses(client, file)) for file in files] == [2, 2]


@pytest.mark.parametrize("path", ["/sitemap-nothing.xml", "/sitemap-hospital.xml?p=2", "/sitemap-hospital.xml?p=x"])
def test_what_is_not_there(cast: SimpleNamespace, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_it_is_confirmed_until_something_is_published(cast: SimpleNamespace, client: Client) -> None:
    tag = client.get("/sitemap.xml")["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 304
    cast.central.address = "保健街43号"
    cast.central.save()
    publish([cast.central])
    assert client.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 200


def test_the_index_reads_no_entry(cast: SimpleNamespace, client: Client, django_assert_max_num_queries: object) -> None:
    """Of each kind the number and the last change, whatever their number; and which regions have something."""
    with django_assert_max_num_queries(4 + 2 * len(kinds)):  # type: ignore[operator]
        client.get("/sitemap.xml")
