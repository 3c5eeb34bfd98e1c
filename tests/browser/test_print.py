"""The printed sheets: one A4 page each in Chromium, large type, and a QR code that leads to the live page."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import zxingcpp
from playwright.sync_api import Page, Route
from pypdf import PdfReader

from tests.conftest import Content

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "directory" / "static"
SITE = "http://testserver"
SIZES = ['<body class="huge">', '<body class="large">', '<body class="roomy">', "<body>"]
FULLEST = 12  # of each size of type the sheets with the most text; what fits with more fits with less


@pytest.fixture(scope="module")
def sheets(content: Content, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    if not content.database:
        pytest.skip("runs once, on SQLite")
    database = tmp_path_factory.mktemp("sheets") / "sheets.sqlite3"
    database.write_bytes(content.database)
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "1"}
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.sheets"], env=environment, cwd=ROOT, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr.decode()
    return json.loads(made.stdout)


@pytest.fixture
def paper(page: Page, sheets: dict[str, str]) -> Page:
    """A page whose every request is answered from the sheets and the style sheets, without a server."""

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix(SITE)
        if address.startswith("/static/"):
            route.fulfill(path=STATIC / address.removeprefix("/static/"))
        else:
            route.fulfill(body=sheets[address], content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    return page


def test_every_sheet_is_one_page(paper: Page, sheets: dict[str, str]) -> None:
    pages = {}
    by_length = sorted(sheets, key=lambda one: len(sheets[one]))
    sizes = [[address for address in by_length if size in sheets[address]] for size in SIZES]
    for address in (address for same in sizes for address in same[-FULLEST:]):
        paper.goto(f"{SITE}{address}")
        pdf = PdfReader(io.BytesIO(paper.pdf(prefer_css_page_size=True)))
        pages[address] = len(pdf.pages)
        box = pdf.pages[0].mediabox
        assert (round(box.width), round(box.height)) in {(595, 842), (594, 842), (595, 841)}  # A4 in points
    assert {address: count for address, count in pages.items() if count != 1} == {}


def test_the_qr_code_leads_to_the_live_page(paper: Page, sheets: dict[str, str]) -> None:
    for address in (*list(sheets)[:7:2], *list(sheets)[7::25]):
        paper.goto(f"{SITE}{address}")
        found = zxingcpp.read_barcodes(pixels(paper))
        assert [code.text for code in found] == [live_url(sheets[address])]


def live_url(html: str) -> str:
    """The address that the sheet's own link on the screen goes to."""
    match = re.search(r'class="screen-only">.*?<a href="([^"]+)"', html)
    assert match
    return match[1].replace("&amp;", "&")


def pixels(paper: Page) -> Any:
    """The QR code as Chromium draws it: grey values, line by line."""
    image = paper.evaluate("""() => {
        const image = document.querySelector("footer img"), canvas = document.createElement("canvas");
        canvas.width = canvas.height = 300;
        const context = canvas.getContext("2d");
        context.fillStyle = "white"; context.fillRect(0, 0, 300, 300);
        context.drawImage(image, 0, 0, 300, 300);
        return Array.from(context.getImageData(0, 0, 300, 300).data).filter((_, n) => n % 4 == 0);
    }""")
    return memoryview(bytes(image)).cast("B", shape=[300, 300])


def test_the_type_is_large(paper: Page, sheets: dict[str, str]) -> None:
    paper.goto(f"{SITE}{next(iter(sheets))}")
    paper.emulate_media(media="print")
    sizes = paper.evaluate("""() => Array.from(document.querySelectorAll("main *"))
        .map(element => parseFloat(getComputedStyle(element).fontSize))""")
    assert min(sizes) >= 12 * 96 / 72


def test_papers_have_boxes_to_tick(paper: Page, sheets: dict[str, str]) -> None:
    query = urlencode({"person_type": "异地安置退休人员"})
    paper.goto(f"{SITE}/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?{query}")
    assert paper.locator(".boxes li").all_inner_texts() == ["户口簿首页", "常住人口登记卡"]
    box = paper.evaluate("() => getComputedStyle(document.querySelector('.boxes li'), '::before').borderTopWidth")
    assert box != "0px"


def test_an_office_is_printed_with_address_hours_and_phone(sheets: dict[str, str]) -> None:
    html = next(html for address, html in sheets.items() if "office=" in address)
    for expected in ("罗山县医保局", "行政路18号", "08:00–12:00", "1路、3路公交"):
        assert expected in html
    html = next(html for address, html in sheets.items() if "luo-shan-yi-di-zhuan-zhen" in address)
    assert "0376-2137873" in html
