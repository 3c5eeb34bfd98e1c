"""A new version takes over, with its migrations, while people read; one that is broken is not taken up."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.attackers import ask, log_in

from .conftest import PASSWORD, InstalledServer, holds, wait_until
from .upgrades import VERSION, NewVersion, readers, renew, version_of

LONG = 60  # seconds: a program that starts on a busy machine


@pytest.fixture
def version(installation: Path, tmp_path: Path) -> NewVersion:
    shutil.copy(installation / "directory.sqlite3", tmp_path)
    return NewVersion(tmp_path)


@pytest.fixture
def server(version: NewVersion) -> Iterator[InstalledServer]:
    started = InstalledServer(version.folder, version.changes, "--prepare")
    try:
        started.wake()
        yield started
    finally:
        if started.process.poll() is None:
            started.stop()


def columns(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "directory.sqlite3")) as database:
        return {row[1] for row in database.execute("PRAGMA table_info(core_entry)")}


def test_it_works(server: InstalledServer, version: NewVersion) -> None:
    cookies = log_in(server.port, "curator", PASSWORD)[1]
    old = server.workers
    with readers(server) as seen:
        version.install(more="migrations.RunSQL('BROKEN')")
        renew(server)
        wait_until(lambda: "cannot be prepared: this one goes on" in server.log.read_text(), LONG)
        assert (version_of(server), server.workers, "more" in columns(version.folder)) == ("old", old, False)
        version.install()
        renew(server)
        wait_until(lambda: version_of(server) == VERSION, LONG)
        wait_until(lambda: not set(server.workers) & set(old) and len(server.workers) == len(old), LONG)
        assert [version_of(server) for _n in range(8)] == [VERSION] * 8
    assert "more" in columns(version.folder)
    assert seen.statuses.count(200) == len(seen.statuses) > 20
    assert ask(server.port, "/admin/", {"Cookie": cookies})[0] == 200  # nobody is logged out
    assert ask(server.port, "/api/v1/export/departments.ndjson")[0] == 200
    renew(server)  # and again
    first = server.workers
    wait_until(lambda: not set(server.workers) & set(first) and len(server.workers) == len(old), LONG)
    assert server.stop() == 0
    assert not holds(server.port)
    assert not [pid for pid in [*old, *first] if Path(f"/proc/{pid}").exists()]
