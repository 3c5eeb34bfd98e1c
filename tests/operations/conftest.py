"""A real server with the real content, on a port of its own: attacked, killed, started beside another."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from benchmarks.attackers import ask
from benchmarks.servers import below, free_port
from tests.conftest import Content

ROOT = Path(__file__).resolve().parents[2]
KEY = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
PATIENCE = 60  # seconds
PASSWORD = "long and unusual 7"
# A port is asked for by many at once; what shortens a test is changed where the server runs, not in the code.
PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
import django
django.setup()
{changes}
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


class Server:
    """``manage.py serve`` as a process."""

    def __init__(self, folder: Path, changes: str = "", **settings: str) -> None:
        self.port, self.metrics = free_port(), free_port()
        self.log = folder / f"{self.port}.log"
        self.settings = environment(folder) | {"PORT": str(self.port), "METRICS_PORT": str(self.metrics)} | settings
        self.port = int(self.settings["PORT"])
        with self.log.open("wb") as log:
            command = [sys.executable, "-c", PROGRAM.format(changes=changes), "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.settings, stdout=log, stderr=log)

    def wake(self) -> None:
        end = time.monotonic() + PATIENCE
        while ask(self.port, "/healthz")[0] != 200:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    @property
    def workers(self) -> list[int]:
        return below(self.process.pid)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    database = f"sqlite:///{folder / 'directory.sqlite3'}"
    return kept | {"DEBUG": "1", "SECRET_KEY": KEY, "DATABASE_URL": database, "ALLOWED_HOSTS": "127.0.0.1"}


def manage(folder: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command], env=environment(folder) | settings, cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def installation(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the whole directory in a SQLite file, and a curator."""
    if connection.vendor != "sqlite":
        pytest.skip("runs once, on SQLite")
    folder = tmp_path_factory.mktemp("installation")
    (folder / "directory.sqlite3").write_bytes(content.database)
    with closing(sqlite3.connect(folder / "directory.sqlite3")) as file:
        file.execute("VACUUM")
    made = manage(
        folder,
        "createsuperuser",
        "--noinput",
        "--username",
        "curator",
        "--email",
        "",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def start(installation: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that end with the module."""
    with ExitStack() as stack:

        def started(changes: str = "", **settings: str) -> Server:
            server = Server(installation, changes, **settings)
            stack.callback(lambda: server.process.poll() is None and server.stop())
            server.wake()
            return server

        yield started


@pytest.fixture(scope="module")
def server(start: Callable[..., Server]) -> Server:
    return start()


def holds(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], Any], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
