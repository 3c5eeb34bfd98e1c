"""The printed sheets as PDF: one A4 page, the facts as text, large type, a QR code that leads to the live page."""

from __future__ import annotations

import datetime
import io
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from directory.core.models import Entry
from directory.core.serving.pdf import fonts, pdf
from directory.core.serving.sheets import Section, finished, fit
from tests.browser.sheets import GUIDES

COUNTER = "/procedures/he-nan-yi-di-jiu-yi-bei-an/print.pdf?office=罗山县医保局&scheme=居民"
GUIDE = f"/guide/print.pdf?{urlencode(GUIDES[0])}"
A4 = (595, 842)
SOME = 3  # of every sheet there is one in three


def read(content: bytes) -> str:
    """The text of its one page, without the breaks of its lines."""
    pages = PdfReader(io.BytesIO(content)).pages
    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages] == [A4]
    return re.sub(r"\s*\n", "", pages[0].extract_text())


def codes(content: bytes) -> list[str]:
    """The QR codes of the first page as PDFium draws it."""
    bitmap = pypdfium2.PdfDocument(content)[0].render(scale=2, grayscale=True)
    image = memoryview(bytes(bitmap.buffer)).cast("B", shape=[bitmap.height, bitmap.stride])
    bitmap.close()
    return [found.text for found in zxingcpp.read_barcodes(image)]


def smallest_type(content: bytes) -> float:
    sizes: list[float] = []

    def note(text: str, _cm: Any, tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.append(abs(tm[3]) * size)

    PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=note)
    return min(sizes)


@time_machine.travel("2026-11-23T09:00:00+08:00", tick=False)
def test_it_works(directory: None, db: None, client: Client) -> None:
    response = client.get(COUNTER)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="sheet.pdf"'
    text = read(response.content)
    for expected in (
        "河南异地就医备案",
        "河南省 · 城乡居民医保",
        "罗山县医保局",
        "地址：信阳市罗山县行政路18号",
        "11月23日星期一至11月27日星期五：08:00–12:00、14:30–17:30",
        "截止时间：异地看病之前",
        "《居民医保河南省通用吗》2025-04-20",
        "打印日期：2026年11月23日",
    ):
        assert expected in text
    assert codes(response.content) == ["http://testserver/procedures/he-nan-yi-di-jiu-yi-bei-an/"]


def test_papers_have_boxes_and_a_phone_is_there(directory: None, db: None, client: Client) -> None:
    text = read(client.get("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print.pdf?person_type=异地转诊人员").content)
    assert "转诊申请表" in text
    assert "单位外派证明" not in text
    text = read(client.get("/procedures/luo-shan-yi-di-zhuan-zhen/print.pdf?scheme=职工").content)
    assert "0376-2137873" in text


@time_machine.travel("2026-11-23T09:00:00+08:00", tick=False)
def test_the_guide(directory: None, db: None, client: Client) -> None:
    content = client.get(GUIDE).content
    text = read(content)
    for expected in (
        "立即拨打 120",
        "阜新市中心医院，三级甲等，文章推荐，第 1 位，并列",
        "要备案。看病前办。",
        "不做诊断",
        "罗山县医保局",
    ):
        assert expected in text
    (address,) = codes(content)
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


def every_sheet() -> list[str]:
    addresses = [COUNTER, *(f"/guide/print.pdf?{urlencode(question)}" for question in GUIDES)]
    for entry in Entry.objects.live().of("procedure"):
        types = ["", *(f"?{urlencode({'person_type': person['name']})}" for person in entry.data["person_types"])]
        addresses += [f"/procedures/{entry.slug}/print.pdf{query}" for query in types]
    return addresses


def test_a_sheet_is_one_page_in_large_type_with_its_code(directory: None, db: None, client: Client) -> None:
    for address in every_sheet()[::SOME]:
        content = client.get(address).content
        assert read(content), address
        assert smallest_type(content) >= 11.99, address
        assert len(codes(content)) == 1, address


def test_the_file_says_what_the_page_says(directory: None, db: None, client: Client) -> None:
    for file in (COUNTER, GUIDE):
        text = "".join(read(client.get(file).content).split())
        page = client.get(file.replace("print.pdf", "print/")).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        items = re.findall(r"<(?:li|h1|h2|p)[^>]*>([^<]+)</", main)
        assert [item for item in items if "".join(unescape(item).split()) not in text] == []


def test_the_pages_lead_to_it(directory: None, db: None, client: Client) -> None:
    for file in (COUNTER, GUIDE):
        page = client.get(file.replace("print.pdf", "print/")).content.decode()
        match = re.search(r'href="([^"]+print\.pdf[^"]*)"', page)
        assert match
        assert client.get(unescape(match[1])).content[:5] == b"%PDF-"
    assert "/guide/print.pdf?" in client.get("/guide/", GUIDES[0]).content.decode()
    assert "print.pdf" in client.get("/procedures/he-nan-yi-di-jiu-yi-bei-an/").content.decode()


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print.pdf?person_type=游客", 400, "异地安置退休人员"),
        ("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print.pdf?format=pdf", 400, "没有这个参数"),
        ("/procedures/mei-you/print.pdf", 404, "没有这一页"),
        ("/guide/print.pdf?symptom=腰痛&region=海州区", 400, "210902"),
        ("/guide/print.pdf", 400, "请填写"),
    ],
)
def test_what_is_not_printed(
    directory: None, db: None, client: Client, address: str, status: int, message: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert message in response.content.decode()


def test_a_copy_is_confirmed(directory: None, db: None, client: Client) -> None:
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False):
        tag = client.get(COUNTER)["ETag"]
        assert client.get(COUNTER, headers={"If-None-Match": tag}).status_code == 304


def test_in_english(directory: None, db: None, client: Client) -> None:
    text = read(client.get(COUNTER, headers={"Accept-Language": "en"}).content)
    assert "罗山县医保局" in text
    assert "Printed on" in text.replace("\xa0", " ")


def test_the_font_has_every_character_of_the_directory(directory: None, db: None) -> None:
    assert fonts().families() == ["Noto Sans SC", "Noto Serif SC"]
    said = "".join(Entry.objects.live().values_list("document__text", flat=True))
    characters = sorted({char for char in said if char.isalpha()})
    page = pypdfium2.PdfDocument(pdf(sheet([Section("", ["".join(characters)], 9)])))[0].get_textpage().get_text_range()
    assert [char for char in characters if char not in page] == []


def sheet(sections: list[Section], title: str = "题", for_whom: str = "") -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": title, "for_whom": for_whom, "sections": sections, "disputed": True, "unfinished": True,
        "notice": "", "sources": [], "as_of": "2026-11-23", "verified": True,
        "printed": datetime.date(2026, 11, 23),
    }  # fmt: skip
    return finished(said, "http://testserver/", "")


words = st.text(st.sampled_from("医保办理、，。（）“” ab1/#*$_@<>&\\`=-[]"), min_size=1, max_size=300)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.lists(words, max_size=12), st.sampled_from(["plain", "boxes", "numbered"])), max_size=6),
    words,
)
def test_whatever_is_said_it_is_one_page(sections: list[tuple[list[str], str]], title: str) -> None:
    """Signs that mean something to Typst are only characters here."""
    fitted = fit([Section("节", items, 9, style) for items, style in sections], title[:60])
    content = pdf(sheet(fitted["sections"], title[:60]))
    shown = [item for section in fitted["sections"] for item in section.items]
    text = "".join(read(content).split())
    assert all("".join(item.split()) in text for item in shown)
