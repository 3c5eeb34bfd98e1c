"""What the admin says is Chinese throughout, with Chinese punctuation, whatever language the browser asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.admin_cast import central_hospital, curator

TEMPLATES = Path(settings.BASE_DIR) / "directory" / "templates" / "admin"
CODE = Path(settings.BASE_DIR) / "directory" / "core" / "admin"
TAGS = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}|<!--.*?-->|<(?:script|style).*?</(?:script|style)>", re.DOTALL)
HALF = re.compile(r"[\u4e00-\u9fff”》）] ?[,;:!?](?!\S*=)|[\u4e00-\u9fff”》] ?\([^)]*[\u4e00-\u9fff]")


def said_by_code() -> Iterator[tuple[str, str]]:
    for path in sorted(CODE.rglob("[!i]*.py")):  # imports have texts of their own
        docs = set()
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
                docs.add(id(node.body[0].value))  # type: ignore[attr-defined]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield path.name, node.value


def said_by_templates() -> Iterator[tuple[str, str]]:
    for path in (path for path in sorted(TEMPLATES.rglob("*.html")) if path.parent.name != "imports"):
        for text in re.split(r"<[^>]*>", TAGS.sub("…", path.read_text())):
            yield path.name, text


def test_chinese_has_its_own_punctuation() -> None:
    found = [(name, text) for name, text in (*said_by_code(), *said_by_templates()) if HALF.search(text)]
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
