"""The small form of benchmarks/faults: power cuts, a clock that jumps, hostile requests by the thousand."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from benchmarks.faults.clocks import DAY, YEAR, clock_jumps, compiler_is_installed
from benchmarks.faults.fuzz import fuzzed
from benchmarks.faults.power import Disk, Operation, power_failed, strace_is_installed
from benchmarks.faults.trial import Finding, Trial

DATABASE = "/d/database"


@pytest.fixture
def trial(installation: Path, tmp_path: Path) -> Trial:
    shutil.copy(installation / "directory.sqlite3", tmp_path)
    return Trial(tmp_path, cycles=1, seconds=1)


def kept(findings: Iterator[Finding]) -> None:
    for finding in findings:
        assert finding.kept, finding


@pytest.mark.skipif(not strace_is_installed(), reason="NOT RUN: no strace here, so power cuts are NOT TESTED")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs once, on SQLite")
@pytest.mark.django_db
def test_a_power_cut(tmp_path: Path) -> None:
    """A commit is the removal of the journal. Until its folder was synced, the journal could come back and undo it."""
    (tmp_path / "directory.sqlite3").write_bytes(connection.connection.serialize())
    with closing(sqlite3.connect(tmp_path / "directory.sqlite3")) as file:
        file.execute("VACUUM")
    found = power_failed(tmp_path, cuts=20, edits=4)
    assert found.kept, found


def test_what_was_synced_is_there_and_the_rest_may_be() -> None:
    import random

    disk = Disk({DATABASE: b"aaaa"})
    for operation in (
        Operation("pwrite64", "/d/journal", b"old", 0),
        Operation("fsync", "/d/journal"),
        Operation("fsync", "/d"),
        Operation("pwrite64", DATABASE, b"bb", 1),
        Operation("unlink", "/d/journal"),
        Operation("pwrite64", "/d/journal", b"new", 0),
    ):
        disk.do(operation)
    found = {tuple(sorted(disk.after_a_cut(random.Random(seed)).items())) for seed in range(200)}
    databases = [(DATABASE, b"aaaa"), (DATABASE, b"abba")]
    journals = [(), (("/d/journal", b"old"),), (("/d/journal", b""),), (("/d/journal", b"new"),)]
    assert found == {(database, *journal) for database in databases for journal in journals}
    disk.do(Operation("fsync", "/d"))
    disk.do(Operation("fsync", DATABASE))
    found = {tuple(sorted(disk.after_a_cut(random.Random(seed)).items())) for seed in range(200)}
    assert {dict(one)[DATABASE] for one in found} == {b"abba"}
    assert {dict(one)["/d/journal"] for one in found} == {b"", b"new"}


@pytest.mark.skipif(not compiler_is_installed(), reason="NOT RUN: no C compiler here, so clock jumps are NOT TESTED")
def test_a_clock_that_jumps(trial: Trial) -> None:
    kept(clock_jumps(trial, (DAY, -DAY, 10 * YEAR, 0)))


def test_hostile_requests(trial: Trial) -> None:
    kept(fuzzed(trial, requests=1200))
