"""Imports point one way only: directory → hospitals, offices → directory.core, and inside core from room to room down."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import structure

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "directory/core": {"directory.core"},
    "hospitals": {"hospitals", "directory.core"},
    "offices": {"offices", "directory.core"},
}
# The rooms of core, from the bottom up. What stands together may not import each other.
ROOMS = (
    ("language", "hours"),
    ("models",),
    ("sources", "index"),
    ("publishing",),
    ("changes", "reading", "serving"),
    ("loading",),
    ("admin",),
)
FULLEST = 16  # files in one folder
OURS = ("directory", "hospitals", "offices", "tests", "benchmarks")
SAME_FILES = {"admin.py", "apps.py", "filters.py", "kinds.py", "models", "serializers.py", "tags.py", "views.py"}


def imported(path: Path) -> set[str]:
    """The absolute names of all modules of ours that a file imports, wherever in the file."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            found.add(".".join([*base, *([node.module] if node.module else [])]))
    return {name for name in found if name.split(".")[0] in OURS}


def forbidden(room: str) -> list[str]:
    allowed = MAY_IMPORT[room]
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for name in sorted(imported(path))
        if not any(name == prefix or name.startswith(f"{prefix}.") for prefix in allowed)
    ]


def test_it_works() -> None:
    assert "directory.core.models" in imported(ROOT / "hospitals" / "filters.py")
    assert "hospitals.models" in imported(ROOT / "hospitals" / "filters.py")


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_point_one_way(room: str) -> None:
    assert forbidden(room) == []


@pytest.mark.parametrize("room", [room for floor in ROOMS for room in floor])
def test_rooms_of_core_stand_on_those_below(room: str) -> None:
    floor = next(at for at, rooms in enumerate(ROOMS) if room in rooms)
    above = {f"directory.core.{other}" for rooms in ROOMS[floor:] for other in rooms if other != room}
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / "directory/core" / room).rglob("*.py"))
        for name in sorted(imported(path))
        if any(name == other or name.startswith(f"{other}.") for other in above)
    ]
    assert wrong == []


def test_the_desk_stands_on_the_admins_general_files() -> None:
    """Only what puts an admin together takes the desk's pages; the filters once took their conditions from its queues."""
    admin = ROOT / "directory/core/admin"
    users = {path.name for path in admin.glob("*.py") if any("admin.desk" in name for name in imported(path))}
    assert users == {"__init__.py", "record.py", "reference.py"}


def test_kinds_stand_below_the_models() -> None:
    """What a kind refers to is given to it by the apps' declarations."""
    below = ("directory.core.language", "directory.core.caches")
    assert [name for name in imported(ROOT / "directory/core/kinds.py") if not name.startswith(below)] == []


def test_no_folder_is_too_full() -> None:
    ours = {path for room in ("directory", "hospitals", "offices") for path in (ROOT / room).rglob("*.py")}
    folders = Counter(path.parent for path in ours)
    assert {str(folder.relative_to(ROOT)): n for folder, n in folders.items() if n > FULLEST} == {}


def test_no_files_need_each_other() -> None:
    graph = structure.imports(structure.files(ROOT))
    assert "directory.core.models.entry" in graph["directory.core.models.versions"]
    assert structure.circles(graph) == []


def test_a_circle_would_be_seen() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}
    assert structure.circles(graph) == [["a", "b", "c"]]


def test_a_class_name_names_one_class() -> None:
    """Words, Place, Source were up to four classes each: who looked for one found another."""
    assert structure.repeated_classes(structure.files(ROOT)) == {}


def test_what_is_remembered_is_registered() -> None:
    """By ``memoized`` or ``per_version``, which tests can drop and readers can count."""
    assert structure.caches_outside(structure.files(ROOT)) == []


@pytest.mark.parametrize("room", ["hospitals", "offices"])
def test_both_apps_have_the_same_files(room: str) -> None:
    assert {path.name for path in (ROOT / room).iterdir()} >= SAME_FILES


def test_no_file_is_too_long() -> None:
    code = [path for room in ("directory", "hospitals", "offices") for path in (ROOT / room).rglob("*.py")]
    long = {str(path.relative_to(ROOT)): n for path in code if (n := len(path.read_text().splitlines())) > 500}
    assert {name: n for name, n in long.items() if "/migrations/" not in name} == {}
