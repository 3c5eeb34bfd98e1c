"""Every field that can have a source has a place on its kind's page where the source and its dispute are shown."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import get_template, select_template
from django.test import Client

from directory.core.kinds import ABOUT, Kind, kinds
from directory.core.models import Record
from directory.core.publishing.facts import fact_fields
from directory.core.publishing.publish import publish, publishable_models
from directory.core.publishing.wording import tel
from directory.core.sources.provenance import citable_fields

from .reading import Reader

RECORDS = [model for model in publishable_models() if issubclass(model, Record)]
INCLUDED = re.compile(r'{% (?:include|extends) "([^"]+)"(?: with field="(\w+)")?')


def source(name: str) -> str:
    """A template's text with everything that it includes or extends."""
    template: Any = get_template(name)
    text: str = template.template.source
    for included, field in INCLUDED.findall(text):
        text += source(included).replace(" field ", f' "{field}" ')
    return text


def named(text: str, tag: str) -> set[str]:
    calls = " ".join(re.findall(rf"{{% {tag} ([^%]*)%}}", text))
    parts = re.findall(r'"(\w+)\."\|add', text) if f"{{% {tag} field %}}" in text else []
    return set(re.findall(r'"(\w+)"', calls)) | set(parts)


def page_of(kind: Kind) -> str:
    page: Any = select_template([f"{kind.model._meta.app_label}/{kind.name}_detail.html", "entry_detail.html"])
    return source(page.template.name)


def anchored(kind: Kind) -> set[str]:
    """The fields whose place on the page a link can lead to."""
    return set(re.findall(r'id="fact-(\w+)"', page_of(kind)))


def placed(kind: Kind) -> set[str]:
    """The fields that a kind's page shows: those that its template names, and those of the sections it lists."""
    text = page_of(kind)
    sections = set(re.findall(r'{% entry_facts "(\w+)" %}', text)) | ({ABOUT} if "{% entry_facts %}" in text else set())
    listed = {name for field in fact_fields(kind) if field.section in sections for name in field.fields}
    return listed | named(text, "row") | named(text, "marks") & named(text, "remarks")


@pytest.mark.parametrize("model", RECORDS)
def test_every_field_has_a_place(model: type[Record]) -> None:
    # How people say it is for recognising it, in a notation of its own; pages show the other names.
    fields = {field.split(".")[0] for field in citable_fields(model)} - {"phrases"}
    assert fields - placed(kinds.of(model)) == set()


@pytest.mark.django_db
def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    cast.central.citations.create(article=cast.page, field="level", value="二级")
    publish([cast.central])
    page = Reader(client.get(cast.central.page_url).content.decode())
    box = page.html[page.html.index('class="dispute"') :].split("</div>")[0]
    assert page.html.index('id="fact-level"') < page.html.index('class="dispute"')
    assert "三级" in box
    assert "二级" in box
    assert "《城乡居民医保怎么交》" in box
    assert "#fact-level" in page.links, "said at the top too"


@pytest.mark.django_db
def test_the_choice_and_its_reason_stand_beside_the_sides(cast: SimpleNamespace, client: Client) -> None:
    cast.central.citations.create(article=cast.page, field="level", value="二级", rank="preferred", reason="较新")
    publish([cast.central])
    html = client.get(cast.central.page_url).content.decode()
    box = html[html.index('class="dispute"') :].split("</div>")[0]
    assert "rank-preferred" in box
    assert "较新" in box


@pytest.mark.django_db
def test_the_scope_of_a_statement_is_said(cast: SimpleNamespace, client: Client) -> None:
    cast.policy.citations.create(
        article=cast.page, field="value", value="自愿", region=cast.fuxin, year=2024, population="学生"
    )
    publish([cast.policy])
    text = Reader(client.get(cast.policy.page_url).content.decode()).text
    assert "限于 阜新市 2024 年度 学生" in text


@pytest.mark.django_db
def test_when_it_was_checked_is_said(cast: SimpleNamespace, client: Client) -> None:
    assert "还没有人打电话核实过。" in client.get(cast.central.page_url).content.decode()
    cast.central.verified_on = "2025-04-20"
    cast.central.save()
    publish([cast.central])
    assert "2025年4月20日 核实。" in client.get(cast.central.page_url).content.decode()


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ({"number": "0376-2137873", "extension": ""}, "tel:+86-376-213-7873"),
        ({"number": "0376-2137873", "extension": "802"}, "tel:+86-376-213-7873;ext=802"),
        ({"number": "13812345678", "extension": ""}, "tel:+86-138-1234-5678"),
        ({"number": "400-123-4567", "extension": ""}, "tel:400-123-4567"),
        ({"number": "12393", "extension": ""}, "tel:12393"),
        ("12345", "tel:12345"),
    ],
)
def test_phones_can_be_dialled(phone: Any, address: str) -> None:
    assert tel(phone) == address


def test_the_stylesheet_is_the_only_one() -> None:
    folder = settings.BASE_DIR / "directory" / "static"
    css = (folder / "jiuyi.css").read_text(encoding="utf-8")
    assert "@import" not in css
    assert "url(" not in css
    assert "prefers-color-scheme: dark" in css
