"""What pages say in both languages: Chinese with its own punctuation, English without Chinese left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.test import Client

from directory.core.models import Entry

from .reading import VOID

PAGES = (
    "/", "/about/", "/nope/", "/search/", "/search/?q=罗山县医保局电话", "/search/?q=没有这样的东西xyz", "/search/?q=胸口疼喘不上气",
    "/guide/", "/guide/?symptom=腰痛&ask=where", "/guide/?symptom=飞檐走壁&ask=where",
    "/guide/?symptom=腰痛&region=海州区", "/guide/?symptom=腰痛&region=阜新&ask=when",
    "/guide/?symptom=腰痛发烧&region=阜新&insured_region=罗山县&scheme=居民", "/guide/?symptom=胸口疼喘不上气",
    "/hospitals/", "/hospitals/?level=9&colour=x", "/hospitals/?q=xyzzy", "/offices/", "/procedures/", "/policies/", "/symptoms/",
    "/departments/", "/services/", "/channels/", "/regions/", "/sources/", "/emergencies/",
    "/hospitals/guang-dong-sheng-di-er-ren-min-yi-yuan/", "/offices/luo-shan-xian-yi-bao-ju/",
    "/offices/luo-shan-xian-she-hui-yi-liao-bao-xian-zhong-xin/", "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/",
    "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/?person_type=异地转诊人员", "/procedures/tui-xiu-yi-bao-nian-xian-bu-jiao/",
    "/policies/xu-zhou-2025-ju-min-ge-ren-jiao-fei/", "/policies/quan-guo-ju-min-can-bao-qiang-zhi-xing/",
    "/regions/210900/", "/sources/000-07/", "/symptoms/yao-tong/", "/departments/05/", "/services/yi-di-jiu-yi-bei-an/",
    "/channels/wei-xin-cheng-shi-fu-wu/", "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/",
    "/guide/print/?symptom=腰痛发烧&region=阜新", "/regions/540600/", "/hospitals/?near=42.02,121.65&radius=1", "/hospitals/luo-shan/",
    "/report/office/luo-shan-xian-yi-bao-ju/?field=phones", "/report/office/luo-shan-xian-yi-bao-ju/?field=address",
    "/report/abcdefghij/",
)  # fmt: skip
HAN = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}”》）][,;:?!(]|[,;:?!][ ]?[{HAN}“《]|[{HAN}] ?\(|\)[{HAN}]")
# A format that people type, and what stands in English everywhere.
AS_TYPED = re.compile("纬度,经度|[0-9]{1,2}:[0-9]{2}")
# Of programs, of counting ourselves, of forms; and 您 beside the 你 of every other page.
UNFIT = re.compile(
    r"\bNone\b|\bnull\b|undefined|\bTrue\b|\bFalse\b|%\(|\{\{|\{%|opening_hours|person_type|insured_region|slug|暂无"
    r"|第 \d+ 版|尚未核实|请填写有效|您"
)
GAP = re.compile(r"[，、：；（“《][ \n]+\S{1,9}|\S{1,9}[ \n]+[，。、：；）”》]")
INLINE = re.compile("</?(?:a|b|span|small|time|strong|mark|code)\\b[^>]*>")
SAID = ("aria-label", "title", "placeholder", "alt")


class Words(HTMLParser):
    """The words of a page that are ours: what is marked as Chinese within it is a name or a quotation."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    @property
    def is_ours(self) -> bool:
        return not any(marked for _tag, marked in self.stack[1:])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.stack.append((tag, (given.get("lang") or "").startswith("zh") or tag in ("script", "title", "code")))
        if self.is_ours:
            self.texts += [str(given[name]) for name in SAID if given.get(name)]
        if tag in VOID:
            self.stack.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.is_ours and data.strip():
            self.texts.append(" ".join(data.split()))


def words(client: Client, address: str, language: str) -> list[str]:
    return Words(fetch(client, address, language)).texts


def fetch(client: Client, address: str, language: str) -> str:
    path, _, query = address.partition("?")
    asked = quote(query, safe="=&")
    response = client.get(f"{path}?{asked}" if query else path, headers={"Accept-Language": language}, follow=True)
    assert response.status_code in (200, 400, 404), address
    return response.content.decode()


def named() -> Iterator[str]:
    yield from ("就医办事名录", "就医办事", "急诊抢救人员")
    for document in Entry.objects.live().values_list("document__text", flat=True).iterator():
        yield from re.findall(
            r'"(?:name|full_name|short_name|only_for|population)":"([^"]*[\u4e00-\u9fff][^"]*)"', document or ""
        )


def test_it_works() -> None:
    page = (
        '<html lang="en"><body><p>Go 去<b lang="zh-Hans">这里</b></p><br><a aria-label="看">x</a><rect /></body></html>'
    )
    assert Words(page).texts == ["Go 去", "看", "x"]
    for text in ("看病去哪里, 医保", "来源: 文章", "医院 (县级)", "是哪一处?", "“阜新”, 是"):
        assert HALF_WIDTH.search(text), text
    for text in ("看病去哪里，医保", "8:00–12:00 开", "GCJ-02（高德）", "page 2", "A, B"):
        assert not HALF_WIDTH.search(AS_TYPED.sub("", text)), text


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
def test_chinese_has_its_own_punctuation(client: Client) -> None:
    wrong = [
        f"{address}: {text}"
        for address in PAGES
        for text in words(client, address, "zh")
        if HALF_WIDTH.search(AS_TYPED.sub("", text))
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
def test_chinese_punctuation_has_no_gap_after_it(client: Client) -> None:
    """“看： 骨科专业、 急诊医学科”: the mark is as wide as a character, and the template put a space beside it."""
    wrong = []
    for address in PAGES:
        html = fetch(client, address, "zh").split("<main", 1)[-1]
        for text in re.split("<[^>]*>", INLINE.sub("", re.sub(r"(?s)<(svg|script)\b.*?</\1>", "", html))):
            wrong += [f"{address}: {gap}" for gap in GAP.findall(" ".join(text.split()))]
    assert sorted(set(wrong)) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
def test_no_page_says_what_is_for_programs(client: Client) -> None:
    found = [f"{address}: {text}" for address in PAGES for text in words(client, address, "zh") if UNFIT.search(text)]
    assert [text for text in found if "colour" not in text and "level=9" not in text] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
def test_english_pages_are_english(client: Client) -> None:
    """Chinese may stand in names, and in what somebody asked; all else is marked as Chinese or translated."""
    known = re.compile("|".join(map(re.escape, sorted(filter(None, set(named())), key=len, reverse=True))))
    wrong = []
    for address in PAGES:
        asked = "".join(re.findall(f"[{HAN}]", address))
        for text in words(client, address, "en"):
            left = re.sub(f"[{asked}]" if asked else "(?!)", "", known.sub("", text))
            wrong += [f"{address}: {text}"] if re.search(f"[{HAN}]", left) else []
    assert wrong == []
