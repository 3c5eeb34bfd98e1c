"""A real server with the real content, on a port of its own: attacked, killed, started beside another."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from benchmarks.installation import KEY, PASSWORD, ROOT, InstalledServer, environment, manage
from tests.conftest import Content

__all__ = ["KEY", "PASSWORD", "ROOT", "InstalledServer", "environment", "holds", "manage", "wait_until"]


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
def start(installation: Path) -> Iterator[Callable[..., InstalledServer]]:
    """Starts servers that end with the module."""
    with ExitStack() as stack:

        def started(changes: str = "", **settings: str) -> InstalledServer:
            server = InstalledServer(installation, changes, **settings)
            stack.callback(lambda: server.process.poll() is None and server.stop())
            server.wake()
            return server

        yield started


@pytest.fixture(scope="module")
def server(start: Callable[..., InstalledServer]) -> InstalledServer:
    return start()


def holds(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], Any], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
