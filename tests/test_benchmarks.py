"""The benchmark works: invented data as promised, every work answered, everything measured written down. No timing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import floors
from benchmarks.data import institutions
from benchmarks.data.geography import counties
from benchmarks.data.timetables import SORTS, timetables
from benchmarks.speed import breakdown, goals, plots, report
from benchmarks.speed.stages import ROOT
from benchmarks.speed.works import WORKS
from tests.conftest import Content

SMALL = 500
FULLEST = 16  # files in one folder


@pytest.fixture(scope="module")
def told(content: Content, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a smoke run measured. It begins with the fixtures as the tests have them, which saves making them anew."""
    if not content.database:
        pytest.skip("runs once, on SQLite")
    home = tmp_path_factory.mktemp("bench")
    (home / "base.sqlite3").write_bytes(content.database)
    command = [sys.executable, "-m", "benchmarks", "--smoke", "--home", str(home)]
    log = home / "progress.log"
    with log.open("w") as progress, suppress(subprocess.SubprocessError):
        subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"DEBUG": "0"},
            stdout=progress,
            stderr=progress,
            timeout=240,
            check=True,
        )
        return json.loads((home / "results.json").read_text(encoding="utf-8"))
    pytest.fail(log.read_text()[-4000:])


def rows(seed: int, size: int) -> list[dict[str, Any]]:
    return [
        json.loads(line) for task in institutions.tasks(seed, size) for line in institutions.made(task)[0].splitlines()
    ]


def test_every_work_is_answered(told: dict[str, Any]) -> None:
    found = told["databases"]["sqlite"]
    assert found["refused"] == {}
    expected = {
        f"{work.key}/{system}/rotating/2" for work in WORKS for system in ("ours", "bare") if system in work.addresses
    }
    assert set(found["samples"]) == expected
    every = [(key, sample) for key, samples in found["samples"].items() for sample in samples]
    assert [(key, sample) for key, sample in every if not sample[0] or sample[-1]] == []  # none asked, or some failed


def test_the_load_is_noted(told: dict[str, Any]) -> None:
    load = told["databases"]["sqlite"]["measures"]["load"]
    assert load["rows"] > SMALL
    assert load["reads_failed"] == 0


def test_what_was_measured_is_told(told: dict[str, Any]) -> None:
    text = "\n".join(report.measured(told))
    assert "| one institution |" in text
    assert "### Goals" in text
    titles = {verdict.title for verdict in goals.verdicts(told["databases"]["sqlite"], told["plan"])}
    assert "search, mix: p99 over p50, 2 connections" in titles


def test_a_plot_is_svg() -> None:
    text = plots.bars("A <title>", "requests/s", {"one": {"this & that": 1200.0, "other": 3.0}, "two": {"other": 40.0}})
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert "A <title>" in {element.text for element in root.iter()}


def test_costs_are_told_in_floors(capsys: pytest.CaptureFixture[str]) -> None:
    calm, disturbed = [floors.Cost(300, 200)] * 3, floors.Cost(9000, 2000)
    costs = {"floor": [floors.Cost(200, 200)] * 4, "detail": [*calm, disturbed], "list-1": [floors.Cost(700, 200)] * 4}
    assert floors.floors(costs, "detail") == 1.5
    floors.told(costs, {}, 1)
    lines = capsys.readouterr().out.splitlines()
    assert "| one institution | 300 | 1.50 | 1.5 |" in lines
    assert "| list, one filter (city) | 700 | 3.50 | **3** |" in lines  # more than it may


def test_a_room_is_that_of_the_innermost_of_ours() -> None:
    assert breakdown.room(sys._getframe()) == "tests/test_benchmarks.py"


def test_data_is_the_same_for_the_same_seed() -> None:
    assert rows(1, 300) == rows(1, 300)
    assert rows(1, 300) != rows(2, 300)


def test_data_is_as_promised() -> None:
    made = rows(institutions.SEED, 6000)
    assert len(made) == 6000
    assert len({row["slug"] for row in made}) == 6000
    shares = Counter(row["slug"].split("-")[0] for row in made)
    assert 0.5 < shares["cunweishengshi"] / 6000 < 0.6
    assert 0.2 < shares["zhensuo"] / 6000 < 0.3
    assert 0.025 < shares["yiyuan"] / 6000 < 0.045
    assert {row["region"] for row in made} <= {county.code for county in counties(institutions.SEED)}
    assert all(3 < row["latitude"] < 54 and 73 < row["longitude"] < 136 for row in made)


def test_timetables_are_distinct_and_of_use() -> None:
    made = timetables(institutions.SEED)
    assert {sort: len({json.dumps(rows) for rows in found}) for sort, found in made.items()} == SORTS
    times = [
        (row["opens"], row["closes"]) for found in made.values() for rows in found for row in rows if "opens" in row
    ]
    assert all(opens < closes for opens, closes in times)


def test_every_county_has_a_bureau_at_full_size() -> None:
    tasks = institutions.tasks(institutions.SEED, institutions.INSTITUTIONS)
    assert sum(task.institutions for task in tasks) == institutions.INSTITUTIONS
    assert sum(task.offices for task in tasks) == institutions.OFFICES
    assert all(task.offices >= 1 for task in tasks)
    assert all(one.first + one.institutions == other.first for one, other in pairwise(tasks))


def test_no_file_is_too_long() -> None:
    files = (ROOT / "benchmarks").rglob("*.py")
    assert [str(path) for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


def test_no_folder_is_too_full() -> None:
    folders = Counter(path.parent for path in (ROOT / "benchmarks").rglob("*.py"))
    assert {str(folder): number for folder, number in folders.items() if number > FULLEST} == {}
