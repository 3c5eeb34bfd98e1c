"""English beside the Chinese names of symptoms, departments, services, insurance and subjects, on English pages alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
import pytest
from django.test import Client
from django.utils.html import strip_tags

from directory.core.language.glosses import GLOSSES
from directory.core.models import Entry, Scheme

from .test_words_on_pages import PAGES, fetch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
ANSWER = "/guide/?symptom=腰痛发烧&region=阜新"
ASKED = (
    "/search/?q=腰痛伴发热看什么科", "/search/?q=阜新腰疼", "/search/?q=居民医保一年交多少", "/search/?q=医保转移",
    "/symptoms/yao-tong-ban-fa-re/", "/hospitals/fu-xin-shi-zhong-xin-yi-yuan/", "/departments/20/",
    "/services/yi-di-chang-qi-ju-zhu-bei-an/", "/nothing/",
)  # fmt: skip
LINK = re.compile(r'(?s)<a\b[^>]*href="/(?:en/)?(?:symptoms|departments|services)/[^/"?]+/"[^>]*>(.*?)</a>(.{0,120})')
CODE = re.compile(r'<span class="code">.*?</span>')


def page(client: Client, address: str, language: str) -> str:
    return " ".join(fetch(client, address, language).split())


def unglossed(html: str, schemes: list[str]) -> Iterator[str]:
    """The names that stand without their English: of links to symptoms, departments and services, and of insurance."""
    main = html.partition("<main")[2].partition('id="sources"')[0]
    for inner, after in LINK.findall(main):
        name = strip_tags(CODE.sub("", inner)).strip()
        if name in GLOSSES and 'class="gloss"' not in after.partition("<a")[0]:
            yield name
    for name in schemes:
        yield from re.findall(rf">\s*{name}\s*<(?!span class=\"gloss\")", main)


def test_it_works(client: Client) -> None:
    """An English reader was sent to "急诊医学科", and asked to choose among 50 complaints in Chinese."""
    answer = page(client, ANSWER, "en")
    assert '<p class="gloss">emergency or orthopaedics</p>' in answer
    assert "low back pain with fever" in answer
    assert "blurred vision" in page(client, "/guide/", "en")
    assert 'placeholder="Such as back pain and fever"' in page(client, "/guide/", "en")
    assert "emergency or orthopaedics" in page(client, "/guide/?symptom=back+pain+and+fever&region=210900", "en")
    assert "resident insurance" in page(client, "/guide/?symptom=腰痛&ask=where", "en")
    assert "long-term residents elsewhere" in page(client, "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/", "en")
    for address in ("/symptoms/yao-tong/", "/symptoms/", "/departments/"):
        assert 'class="gloss"' in page(client, address, "en"), address


def test_every_name_has_its_english(client: Client) -> None:
    """The rows of an answer, and a hospital's departments, stood in Chinese alone."""
    schemes = list(Scheme.objects.values_list("name", flat=True))
    found = {address: sorted(set(unglossed(page(client, address, "en"), schemes))) for address in (*PAGES, *ASKED)}
    assert {address: names for address, names in found.items() if names} == {}


def test_an_answer_is_told_in_english(client: Client) -> None:
    """“The directory has no nationwide answer on 门诊起付标准、住院起付标准”."""
    asked = page(client, "/search/?q=居民医保起付线多少", "en")
    assert "no nationwide answer on outpatient deductible, inpatient deductible." in asked
    assert "find resident insurance asking for: Reimbursement" in asked
    named = page(client, "/search/?q=罗山县医保局的网站", "en")
    for note in re.findall('<p class="notice">(.*?)</p>', named):
        assert not re.search("[\u4e00-\u9fff]", re.sub('<span lang="zh-Hans">.*?</span>', "", note)), note


def test_danger_signs_are_read_in_english(client: Client) -> None:
    """The list of emergencies named them in Chinese alone to somebody who does not read it."""
    signs = page(client, "/emergencies/", "en")
    assert '<span class="gloss" lang="en">Chest pain' in signs
    assert "name_en" in client.get("/api/v1/emergencies/").json()["results"][0]


def test_pages_in_chinese_have_none(client: Client) -> None:
    for address in (ANSWER, "/guide/", "/symptoms/yao-tong/", "/departments/", "/emergencies/", *ASKED):
        assert "gloss" not in page(client, address, "zh"), address


def test_what_readers_choose_among_has_english() -> None:
    def documents(kind: str) -> list[dict[str, object]]:
        return [orjson.loads(text) for text in Entry.objects.live().of(kind).values_list("document__text", flat=True)]

    names = {one["name"] for kind in ("symptom", "department", "service") for one in documents(kind)}
    names |= {rule["subject"] for rule in documents("policy")} | {scheme.name for scheme in Scheme.objects.all()}
    names |= {row["name"] for hospital in documents("hospital") for row in hospital["departments"]}  # type: ignore[attr-defined]
    assert sorted(names - set(GLOSSES)) == []  # type: ignore[type-var]
