"""The whole site on the real articles: every page that can be reached, read strictly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.test import Client

from directory.core.documents import NOT_CREDITED
from directory.core.models import Article, Entry

from .reading import Reader

pytestmark = pytest.mark.django_db

# There are 3,217 regions and no end of filtered lists: so many of each are read, everything else whole.
MOST = Counter({"/regions/*/": 60, "lists with a query": 40})


def sort_of(address: str) -> str:
    parts = urlsplit(address)
    if parts.query and not re.fullmatch(r"page=\d+", parts.query):
        return "lists with a query"
    return re.sub(r"^/([a-z]+)/[^/]+/$", r"/\1/*/", parts.path)


def reachable(client: Client) -> Iterator[tuple[str, Any]]:
    """Every page that links lead to from home, with its response."""
    waiting, seen, read = ["/", "/search/?q=阜新"], {"/"}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        sort = sort_of(address)
        read[sort] += 1
        if read[sort] > MOST.get(sort, 10_000):
            continue
        response = client.get(address)
        yield address, response
        for link in Reader(response.content.decode()).links:
            target = urldefrag(link)[0]
            if target.startswith("?"):
                target = urlsplit(address).path + target
            if is_page(target) and target not in seen:
                seen.add(target)
                waiting.append(target)


def is_page(target: str) -> bool:
    elsewhere = target.startswith(("/api/", "/language/", "/mode/", "/report/")) or urlsplit(target).path.endswith(
        ".pdf"
    )
    return target.startswith("/") and not elsewhere


@pytest.fixture(scope="module")
def site(directory: None, django_db_blocker: Any) -> dict[str, Any]:
    with django_db_blocker.unblock():
        return dict(reachable(Client()))


@pytest.fixture(scope="module")
def pages(site: dict[str, Any]) -> dict[str, Reader]:
    return {address: Reader(response.content.decode()) for address, response in site.items()}


def test_it_works(site: dict[str, Any]) -> None:
    assert {"/", "/regions/", "/about/", "/sources/", "/hospitals/fu-xin-shi-zhong-xin-yi-yuan/"} <= set(site)


def test_every_link_leads_to_a_page(site: dict[str, Any]) -> None:
    assert {address: response.status_code for address, response in site.items() if response.status_code != 200} == {}


def test_every_entry_can_be_reached(site: dict[str, Any], directory: None) -> None:
    kinds = {"hospital": "hospitals", "symptom": "symptoms", "department": "departments", "office": "offices",
             "service": "services", "channel": "channels", "procedure": "procedures", "policy": "policies",
             "article": "sources"}  # fmt: skip
    entries = Entry.objects.live().filter(kind__in=kinds).values_list("kind", "slug")
    assert {f"/{kinds[kind]}/{slug}/" for kind, slug in entries} - set(site) == set()


def test_the_html_is_sound(pages: dict[str, Reader]) -> None:
    assert {address: page.faults for address, page in pages.items() if page.faults} == {}


def test_each_page_has_one_heading_landmarks_and_a_language(pages: dict[str, Reader]) -> None:
    for address, page in pages.items():
        assert (page.tags["h1"], page.tags["main"], page.tags["header"] >= 1) == (1, 1, True), address
        assert '<html lang="zh-Hans">' in page.html, address
        assert '<a class="skip" href="#content">' in page.html, address


def test_there_is_no_script_but_suggestions_and_nothing_from_elsewhere(
    pages: dict[str, Reader], site: dict[str, Any]
) -> None:
    for address, page in pages.items():
        scripts = page.tags["script"] - page.html.count('<script type="application/ld+json">')  # data, not run
        assert scripts == page.html.count('<script src="/static/suggest.js" defer></script>') == 1, address
        assert page.tags["style"] == page.tags["iframe"] == 0, address
        assert re.findall(r'(?:src|stylesheet" href)="(?!/static/|data:image/svg)', page.html) == [], address
        policy = site[address]["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address


def test_pages_set_no_cookie_and_may_be_cached(site: dict[str, Any]) -> None:
    for address, response in site.items():
        assert not response.cookies, address
        assert response["ETag"], address
        assert re.fullmatch("public, max-age=([0-9]|[1-5][0-9]|60)", response["Cache-Control"]), address
        assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}, address


def entries_on(pages: dict[str, Reader]) -> Iterator[tuple[dict[str, Any], Reader]]:
    for entry in Entry.objects.live().exclude(kind__in=["region", "article"]):
        yield entry.data, pages[entry.data["page"]]


def boxed(page: Reader, name: str) -> str:
    return " ".join(re.findall(rf'<div class="{name}">(.*?)</div>', page.html, re.DOTALL))


def test_every_citation_is_one_click_from_its_fact(pages: dict[str, Reader], directory: None) -> None:
    for document, page in entries_on(pages):
        for number in range(1, len(document["citations"]) + 1):
            assert f"#cite-{number}" in page.links, f"{document['page']} does not refer to citation {number}"
            assert f"cite-{number}" in page.ids, document["page"]


def test_every_citation_stands_in_full_at_the_foot(pages: dict[str, Reader], directory: None) -> None:
    for document, page in entries_on(pages):
        foot = page.html[page.html.index('id="sources"') :]
        for citation in document["citations"]:
            for part in (citation["value"], citation["reason"], citation["article"]["title"], citation["population"]):
                assert escape(part) in foot, f"{document['page']}: {part}"
            assert f'href="{citation["article"]["page"]}"' in foot, document["page"]


def test_disputed_facts_show_every_side_where_they_stand(pages: dict[str, Reader], directory: None) -> None:
    disputed = 0
    for document, page in entries_on(pages):
        boxes = boxed(page, "dispute")
        for field in document["disputed"]:
            disputed += 1
            sides = [one for one in document["citations"] if one["field"] == field and one["rank"] not in NOT_CREDITED]
            assert len(sides) > 1
            for side in sides:
                assert escape(side["value"]) in boxes, f"{document['page']}: {side['value']}"
                assert escape(side["article"]["title"]) in boxes, document["page"]
    assert disputed > 5


def test_statements_not_credited_are_the_articles_word_only(pages: dict[str, Reader], directory: None) -> None:
    rejected = 0
    for document, page in entries_on(pages):
        boxes = boxed(page, "uncredited")
        for citation in document["citations"]:
            if citation["rank"] in NOT_CREDITED:
                rejected += 1
                assert f'<q lang="zh-Hans">{escape(citation["value"])}</q>' in boxes, document["page"]
                assert escape(citation["reason"]) in boxes, document["page"]
    assert rejected > 5


def test_what_is_our_own_word_or_unfinished_is_marked(pages: dict[str, Reader], directory: None) -> None:
    for document, page in entries_on(pages):
        if "lookalikes" not in document:  # a sign of an emergency: most of it is for programs and not on its page
            assert ("#editorial" in page.links) == bool(document["editorial"]), document["page"]
        if document["unfinished"]:
            assert "来源节选在此中断，可能不全。" in page.text, document["page"]
        for other in document["possible_duplicates"]:
            assert other["page"] in page.links, document["page"]


def test_articles_out_of_scope_appear_in_the_list_of_sources_only(pages: dict[str, Reader], directory: None) -> None:
    outside = Article.objects.filter(in_scope=False)
    assert len(outside) > 3
    for article in outside:
        found = {address for address, page in pages.items() if escape(article.title) in page.html}
        assert found - {article.page_url} == {address for address in found if urlsplit(address).path == "/sources/"}, (
            article.title
        )
        assert escape(article.out_of_scope_reason) in pages[article.page_url].html
