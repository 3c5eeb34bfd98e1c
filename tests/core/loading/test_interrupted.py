"""A load on several processes that somebody stops with Ctrl-C and starts again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
from django.conf import settings

from directory.core.loading.files import BATCH
from directory.core.publishing.parallel import AHEAD

NATION = {
    "code": 100000, "name": "全国", "short_name": "全国", "level": "nation", "pinyin": "quanguo", "initials": "qg",
}  # fmt: skip
PROCESSES = 2
# The first batch is written as soon as one more is at hand than the processes may be ahead.
ROWS = (AHEAD * PROCESSES + 1) * BATCH + 1


@contextmanager
def manage(database: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that is under way, with the Ctrl-C of a terminal: what a shell starts with ``&`` has it ignored."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "1"}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def run(database: Path, *command: str, lines: bytes = b"") -> bytes:
    """What a command told, run to its end."""
    with manage(database, *command) as process:
        told, errors = process.communicate(lines, timeout=120)
    assert process.returncode == 0, errors.decode()
    return told


def counted(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        [(count,)] = connection.execute(f"SELECT count(*) FROM {table} WHERE slug LIKE 'h0%'")
    connection.close()
    return int(count)


def test_what_was_loaded_before_ctrl_c_stays_and_the_rest_follows_once(tmp_path: Path) -> None:
    database, fixture = tmp_path / "loaded.sqlite3", tmp_path / "nation.json"
    fixture.write_text(json.dumps([{"model": "core.region", "fields": NATION}]), encoding="utf-8")
    run(database, "migrate", "--verbosity", "0")
    run(database, "loaddata", str(fixture))
    lines = b"".join(
        orjson.dumps({"kind": "hospital", "slug": f"h{number:06}", "name": f"第{number}医院", "region": 100000}) + b"\n"
        for number in range(ROWS)
    )
    load = ("load", "-", "--editorial", "--processes", str(PROCESSES))
    with manage(database, *load) as loading:
        assert loading.stdin
        assert loading.stderr
        loading.stdin.write(lines)  # and no end: it waits for more
        loading.stdin.flush()
        end = time.monotonic() + 120
        while loading.poll() is None and not counted(database, "hospitals_hospital") and time.monotonic() < end:
            time.sleep(0.05)
        os.killpg(loading.pid, signal.SIGINT)  # as a terminal does: to all of them
        assert loading.wait(60) == 1
        assert b"Interrupted. What was loaded stays" in loading.stderr.read()
    there = counted(database, "hospitals_hospital")
    assert there == counted(database, "core_entry")
    assert there % BATCH == 0
    assert 0 < there < ROWS
    told = run(database, *load, lines=lines)
    assert f"{ROWS} lines: {ROWS - there} new, 0 changed, 0 refused.".encode() in told
    assert counted(database, "hospitals_hospital") == counted(database, "core_entry") == ROWS
