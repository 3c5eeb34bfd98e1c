"""What the admin says is Chinese throughout, with Chinese punctuation, whatever language the browser asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import label_for_field

from directory.core.admin.shown import LineFormatter
from directory.core.loading.lists.columns import guess
from hospitals.models import Hospital
from tests.admin_cast import central_hospital, curator

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "directory" / "templates" / "admin"
CODE = [
    *(ROOT / "directory" / "core").rglob("*.py"),
    *(ROOT / "directory").glob("*.py"),
    *(ROOT / "hospitals").rglob("*.py"),
]
CODE += (ROOT / "offices").rglob("*.py")
TAGS = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}|<!--.*?-->|<(?:script|style).*?</(?:script|style)>", re.DOTALL)
HALF = re.compile(r"[\u4e00-\u9fff”》）] ?[,;:!?](?!\S*=)|[\u4e00-\u9fff”》] ?\([^)]*[\u4e00-\u9fff]")
PATTERN = re.compile(r"\(\?|\\|[)\]]\?|\||\(\[")  # what only patterns have
AS_TYPED = re.compile("纬度,经度")
# What the loader says to programs, with Chinese words in it.
TO_PROGRAMS = re.compile("or the like is expected")


def said_by_code() -> Iterator[tuple[str, str]]:
    """But for the names of channels, which stand as the data has them."""
    for path in sorted(path for path in CODE if "migrations" not in path.parts and path.name != "channels.py"):
        docs = set()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
                docs.add(id(node.body[0].value))  # type: ignore[attr-defined]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield path.name, node.value


def said_by_templates() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        for text in re.split(r"<[^>]*>", TAGS.sub("…", path.read_text(encoding="utf-8"))):
            yield path.name, text


def said_by_catalogues() -> Iterator[tuple[str, str]]:
    """The Chinese that pages and the API say, as it is translated."""
    for path in sorted((ROOT / "directory" / "locale").rglob("*.po")):
        for message in path.read_text(encoding="utf-8").split("\n\n"):
            original = message.partition("msgid ")[2].partition("msgstr")[0]
            yield path.name, "".join(re.findall(r'"(.*)"', original))


def test_it_works() -> None:
    for text in ("撤销: 甲", "情况已变, 要再看", "存疑 (仍写入)", "“甲”: 乙"):
        assert HALF.search(text), text
    assert len(list(said_by_catalogues())) > 100


def test_chinese_has_its_own_punctuation() -> None:
    said = (*said_by_code(), *said_by_templates(), *said_by_catalogues())
    found = [
        (name, text)
        for name, text in said
        if HALF.search(AS_TYPED.sub("", text)) and not (PATTERN.search(text) or TO_PROGRAMS.search(text))
    ]
    assert found == [], found


@pytest.mark.django_db
def test_lists_have_chinese_heads() -> None:
    """MADE BY stood above a column: a field that nobody had named."""
    found = [
        f"{model.__name__}.{name}"
        for model, desk in admin.site._registry.items()
        for name in desk.list_display
        if not re.search(r"[\u4e00-\u9fff]", str(label_for_field(name, model, desk)))
    ]
    assert found == []


@pytest.mark.django_db
def test_an_english_browser_gets_no_half_translated_admin() -> None:
    """The admin is in Chinese: Django's own words were English there, and ours were not."""
    client, hospital = curator("张三"), central_hospital()
    for path in ("/admin/", f"/admin/hospitals/hospital/{hospital.pk}/change/", "/admin/hospitals/hospital/"):
        page = client.get(path, headers={"accept-language": "en"})
        text = page.content.decode()
        assert 'lang="zh-hans"' in text, path
        for english in ("Save", "Welcome", "Add another", "Log out", "Delete"):
            assert f">{english}" not in text, (path, english)


def test_a_citation_in_a_request_named_its_field_as_the_code_does() -> None:
    row = {"field": "address", "value": "中华路 1 号", "rank": "normal"}
    assert LineFormatter(Hospital).value("citations/1", row) == "字段 地址；文章的说法 中华路 1 号；取舍 并列"


def test_parking_was_no_column_of_a_list() -> None:
    assert guess(["医院名称", "停车"], [], ["name", "parking"]) == {"医院名称": "name", "停车": "parking"}
