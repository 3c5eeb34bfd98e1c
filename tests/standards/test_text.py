"""Answers as text: Markdown by Accept, llms.txt, and the data package."""

from __future__ import annotations

import csv
import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directory.core.kinds import kinds
from directory.core.publishing.markdown import of_page

MARKDOWN = {"Accept": "text/markdown"}


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    answer = client.get("/hospitals/fu-xin-zhong-xin/", headers=MARKDOWN)
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("# 阜新市中心医院\n\n医院 · 辽宁省 阜新市\n")
    assert "- 级: 三级 [1]" in text
    assert "1. 阜新市腰痛去哪里看 (2025-04-20) http://testserver/sources/900-01/" in text
    assert "<" not in text


def test_every_side_of_a_dispute(cast: SimpleNamespace, client: Client) -> None:
    text = client.get("/policies/ju-min-qiang-zhi/", headers=MARKDOWN).content.decode()
    sides = text.partition("来源说法不一")[2]
    assert "强制 [1]" in sides
    assert "自愿 [2]" in sides


PAGES = ["home", "search", "guide", "about", *(kind.collection for kind in kinds)]


@pytest.mark.parametrize("name", PAGES)
def test_every_page(cast: SimpleNamespace, client: Client, name: str) -> None:
    answer = client.get(reverse(name), headers=MARKDOWN)
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    assert re.search(r"^# ", text, re.MULTILINE)
    assert not re.search(r"</?[a-z]+[ >]", text)
    assert "跳到正文" not in text


def test_a_question_in_text(cast: SimpleNamespace, client: Client) -> None:
    text = client.get("/search/", {"q": "阜新市中心医院"}, headers=MARKDOWN).content.decode()
    assert "[阜新市中心医院](http://testserver/hospitals/fu-xin-zhong-xin/)" in text


CHOICES = [
    ("text/markdown", True),
    ("text/markdown, text/html;q=0.9", True),
    ("text/html, text/markdown", True),
    ("text/html, text/markdown;q=0.5", False),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
    ("*/*", False),
    ("text/markdown;q=0", False),
    ("text/markdown;q=viel", False),
    ("text/markdown, text/html;q=nan", True),
    ("text/markdown;q=-1, text/html;q=1.5", False),
    ("text/markdown; Q=0.5; level=1, text/html;q=.4", True),
    ("", False),
]


@pytest.mark.parametrize(("accept", "chosen"), CHOICES)
def test_who_gets_markdown(cast: SimpleNamespace, client: Client, accept: str, chosen: bool) -> None:
    answer = client.get("/hospitals/fu-xin-zhong-xin/", headers={"Accept": accept})
    assert answer.headers["Content-Type"].startswith("text/markdown") is chosen
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_variants_have_tags_of_their_own(cast: SimpleNamespace, client: Client) -> None:
    address = "/hospitals/fu-xin-zhong-xin/"
    page, text = client.get(address), client.get(address, headers=MARKDOWN)
    assert page.headers["ETag"] != text.headers["ETag"]
    assert 'rel="alternate"; type="text/markdown"' in page.headers["Link"]
    assert client.get(address, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-None-Match": page.headers["ETag"], **MARKDOWN}).status_code == 200
    assert client.get(address, headers={"If-None-Match": text.headers["ETag"], **MARKDOWN}).status_code == 304


def test_errors_keep_their_status(cast: SimpleNamespace, client: Client) -> None:
    assert client.get("/hospitals/nobody/", headers=MARKDOWN).status_code == 404
    assert client.get("/hospitals/?level=9", headers=MARKDOWN).status_code == 400


def test_a_page_as_text() -> None:
    page = (
        "<body><nav>x</nav><main><h1>名称</h1><nav><h2>路径</h2></nav><p>一段 <a href='/a/'>链接</a></p>"
        "<form><label>字段</label><input><button>查</button></form><dl><dt>电话</dt><dd>12393</dd></dl><ul><li>甲</li><li>乙</li></ul></main>脚</body>"
    )
    assert of_page(page, "https://x/b/") == "# 名称\n\n一段 [链接](https://x/a/)\n\n- 电话: 12393\n\n- 甲\n- 乙\n"


def test_llms_txt(cast: SimpleNamespace, client: Client) -> None:
    answer = client.get("/llms.txt")
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# 就医办事名录")
    assert len(answer.content) < 4500
    robots = client.get("/robots.txt").content.decode()
    closed = re.findall(r"^Disallow: (\S+)", robots, re.MULTILINE)
    links = re.findall(r"\]\(http://testserver(/[^)]*)\)", text)
    assert len(links) >= len(kinds) + 10
    sitemap = re.findall(r"<loc>http://testserver(/[^<]*)</loc>", client.get("/sitemap-pages.xml").content.decode())
    assert {*sitemap} - {"/"} <= {*links}  # what search engines are told of, assistants are, too
    for link in [*links, *sitemap]:
        assert client.get(link).status_code == 200, link
        assert not any(link.startswith(path) for path in closed)


def test_the_data_package_says_what_the_files_hold(cast: SimpleNamespace, client: Client) -> None:
    package = client.get("/datapackage.json").json()
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert len(package["resources"]) == 2 * len(kinds) + 2
    for resource in package["resources"]:
        answer = client.get(resource["path"])
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert answer.headers["Content-Type"].startswith(resource["mediatype"])
        if resource["format"] == "csv":
            rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
            fields = {field["name"]: field for field in resource["schema"]["fields"]}
            assert not rows or list(rows[0]) == list(fields)
            assert [fault for row in rows for fault in misfits(row, fields)] == []


TYPES = {
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?",
    "boolean": "true|false",
    "date": r"\d{4}-\d\d-\d\d",
    "string": "(?s).*",
}


def misfits(row: dict[str, str], fields: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {value}"
        for name, value in row.items()
        if value and not re.fullmatch(TYPES[fields[name]["type"]], value)
    ]
