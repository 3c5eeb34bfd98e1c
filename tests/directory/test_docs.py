"""What there is stands in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from directory.api import COLLECTIONS

ROOT = Path(__file__).resolve().parents[2]
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EVERYTHING = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))

LIBRARIES = {"PH", "SkipField", "admin_urlname", "icontains", "batched"}  # named in docstrings, but not ours


def row(collection: str) -> list[str]:
    """The filters that the table in docs/api.md names for a collection."""
    (line,) = re.findall(rf"^\| `{collection}` \|(.*)\|$", API, re.MULTILINE)
    return re.findall("`([a-z_]+)`", line)


def test_it_works() -> None:
    assert row("articles") == ["q", "source_kind", "role", "extent", "in_scope", "ordering"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_filter_is_mentioned_with_its_collection(collection: str) -> None:
    assert sorted(row(collection)) == sorted(COLLECTIONS[collection].filterset_class.base_filters)


def test_parameters_beside_filters_are_mentioned() -> None:
    for name in ("page", "page_size", "cursor"):
        assert f"`{name}" in API


def test_every_setting_is_mentioned() -> None:
    code = (ROOT / "directory" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'(?:env|env_\w+)\("([A-Z_]+)"', code))
    assert {"DEBUG", "SECRET_KEY", "DATABASE_URL"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in EVERYTHING] == []


def test_every_command_is_mentioned() -> None:
    paths = [
        path for room in ("directory", "hospitals", "offices") for path in (ROOT / room).rglob("commands/[a-z]*.py")
    ]
    assert {"seed", "publish", "prepare"} <= {path.stem for path in paths}
    missing = [path.stem for path in paths if not re.search(rf"`(manage\.py )?{path.stem}\b", EVERYTHING)]
    assert missing == []


def test_names_in_the_glossary_are_names_in_the_code() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in glossary.splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row[-1])}
    files = [path for room in ("directory", "hospitals", "offices") for path in (ROOT / room).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    words = set(re.findall(r"\w+", code))
    paths = {name for name in named if "/" in name}
    assert len(rows) > 50
    assert "Parameters" in named
    assert [path for path in paths if not ((ROOT / path).exists() or (ROOT / "directory" / path).exists())] == []
    assert {part for name in named - paths for part in name.split(".")} - words == set()


def test_names_in_docstrings_are_names_in_the_code() -> None:
    """A class was renamed, and the docstring of its neighbour went on pointing to the old name."""
    files = [path for room in ("directory", "hospitals", "offices", "tests") for path in (ROOT / room).rglob("*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path != Path(__file__)}
    reference = re.compile(r"``([A-Za-z_][\w./]*)(?:\([^`]*\))?``")
    words = {word for text in texts.values() for word in re.findall(r"\w+", reference.sub("", text))}
    words |= {path.stem for path in files} | LIBRARIES
    named = {name for path, text in texts.items() if "tests" not in path.parts for name in reference.findall(text)}
    paths = {name for name in named if "/" in name}
    folders = (ROOT, ROOT / "directory", ROOT / "directory" / "core")
    assert len(named) > 100
    assert [name for name in paths if name.endswith(".py") and not any((at / name).exists() for at in folders)] == []
    assert {name for name in named - paths if name.removesuffix(".py").split(".")[-1] not in words} == set()
