"""A backup taken while others write is the directory as it was at one moment, and comes back whole."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from directory.operations.backup import BackupError, backup, restore

from .conftest import KEY, ROOT, environment, manage

WRITER = """
import django; django.setup()
from django.db import transaction
from directory.core.models import Article
from directory.core.publishing.publish import publish
import os, itertools, time
for number in itertools.count({first}):
    if os.path.exists({stop!r}):
        break
    time.sleep(0.02)
    with transaction.atomic():
        pair = [Article.objects.create(slug=f"b-{{number}}-{{one}}", title="对照", role="main", extent="whole") for one in "ab"]
        publish(pair)
"""
COUNT = """
import django; django.setup()
from directory.core.models import Article, Entry
from directory.operations.backup import fingerprint
pairs = set(Article.objects.filter(slug__startswith="b-").values_list("slug", flat=True))
print(len(pairs), len({slug[:-1] for slug in pairs}), Entry.objects.live().filter(slug__startswith="b-").count(), fingerprint())
"""


def run(code: str, settings: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], env=settings | {"DJANGO_SETTINGS_MODULE": "directory.settings"}, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of an installation of its own, with tables, on the database that the tests run on."""
    settings, found, name = environment(tmp_path), connection.settings_dict, f"backup_{os.getpid()}"
    if connection.vendor == "postgresql":
        run_sql(found, f'CREATE DATABASE "{name}"')
        settings["DATABASE_URL"] = f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{name}"
    assert manage(tmp_path, "migrate", **settings).returncode == 0
    yield settings
    if connection.vendor == "postgresql":
        run_sql(found, f'DROP DATABASE "{name}" WITH (FORCE)')


def run_sql(settings: dict[str, str], statement: str) -> None:
    import psycopg

    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname="postgres", autocommit=True
    ) as server:
        server.execute(statement)


@pytest.mark.database
def test_it_works(place: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    stop = tmp_path / "stop"
    writer = threading.Thread(target=run, args=(WRITER.format(first=0, stop=str(stop)), place))
    writer.start()
    while int(run(COUNT, place)[0]) < 4:
        pass
    made = manage(tmp_path, "backup", str(file), **place)
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    stop.touch()
    writer.join()
    after = run(COUNT, place)
    back = manage(tmp_path, "restore", "--yes", str(file), **place)
    assert back.returncode == 0, back.stderr
    articles, pairs, entries, fingerprint = run(COUNT, place)
    assert int(articles) == 2 * int(pairs) == int(entries)  # no half of a transaction, no record without its entry
    assert 0 < int(articles) < int(after[0])
    assert fingerprint[:16] in back.stdout


@pytest.mark.database
def test_refusals(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    for work, file, says in (
        (backup, there, "exists already"),
        (backup, Path("/no/such/folder/x"), "is no folder"),
        (restore, there, "is no backup of"),
        (restore, Path("/no/such/file"), "cannot be read"),
    ):
        with pytest.raises(BackupError, match=says):
            work(file)
    with pytest.raises(CommandError, match="say --yes"):
        call_command("restore", str(there))
    assert there.read_text() == "mine"


@pytest.mark.database
def test_a_damaged_backup_changes_nothing(place: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    assert manage(tmp_path, "backup", str(file), **place).returncode == 0
    before = run(COUNT, place)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 3])
    done = manage(tmp_path, "restore", "--yes", str(file), **place)
    assert (done.returncode, "Nothing was changed." in done.stderr) == (1, True), done.stderr
    assert run(COUNT, place) == before


def test_the_version_is_told(tmp_path: Path) -> None:
    done = manage(tmp_path, "--version", SECRET_KEY=KEY)
    assert done.stdout.startswith("Jiuyi 0.")
