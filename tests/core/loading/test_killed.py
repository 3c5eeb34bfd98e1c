"""A confirmed import that is killed in the middle and started again: whole batches are there, never half a row."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from directory.core.loading.lists.stages import BATCH
from directory.core.models import Region
from tests.conftest import Content

pytestmark = pytest.mark.django_db(transaction=True)  # another process reads what is committed
ROWS = 2 * BATCH
NATION = {"name": "全国", "short_name": "全国", "level": "nation", "pinyin": "quanguo", "initials": "qg"}
RESUME = (
    "from directory.core.loading.lists import runs; from directory.core.models import ImportRun;"
    "runs.work(ImportRun.objects.get(state='writing'))"
)


@pytest.fixture
def url(content: Content, tmp_path: Path, transactional_db: None) -> str:
    """A database that another process can open, with the regions or one of them."""
    if content.database:
        (tmp_path / "list.sqlite3").write_bytes(content.database)
        return f"sqlite:///{tmp_path}/list.sqlite3"
    Region.objects.get_or_create(code=100000, defaults=NATION)
    held = connection.settings_dict
    return f"postgres://{held['USER']}:{held['PASSWORD'] or ''}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"


def started(url: str, *command: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DATABASE_URL": url, "DEBUG": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def counted(url: str, question: str) -> int:
    way: Any = psycopg.connect if url.startswith("postgres") else sqlite3.connect
    opened = way(url.removeprefix("sqlite:///"))
    try:
        return int(opened.execute(f"SELECT count(*) FROM {question}").fetchone()[0])
    except (sqlite3.OperationalError, psycopg.OperationalError):  # locked for the moment
        return 0
    finally:
        opened.close()


def state(url: str) -> tuple[int, int, int]:
    """Records, their entries, and their phones."""
    return (
        counted(url, "hospitals_hospital WHERE name LIKE '试验医院%'"),
        counted(url, "core_entry WHERE kind = 'hospital' AND slug LIKE 'shi-yan-yi-yuan%'"),
        counted(url, "hospitals_hospitalphone WHERE number LIKE '010-6100%'"),
    )


def test_killed_in_the_middle_and_started_again(url: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    lines = [f"试验医院{number:04},100000,010-6100{number:04}" for number in range(ROWS)]
    path.write_text("\n".join(["名称,地区,电话", *lines]), encoding="utf-8")
    command = ("import_list", str(path), "--kind", "hospital", "--source", "试验名单")
    process, end = started(url, *command), time.monotonic() + 120
    while process.poll() is None and not state(url)[0] and time.monotonic() < end:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    there = state(url)
    assert 0 < there[0] < ROWS
    assert there == (there[0],) * 3
    assert there[0] % BATCH == 0
    again = started(url, "shell", "-c", RESUME)  # as the desk does: from where it was
    assert again.wait(120) == 0
    assert state(url) == (ROWS,) * 3
    told, _errors = started(url, *command).communicate(timeout=120)
    assert f"0 new, 0 changed, {ROWS} unchanged" in told.decode()
    assert state(url) == (ROWS,) * 3
