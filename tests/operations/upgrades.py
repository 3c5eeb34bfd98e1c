"""A new version for a server that runs: a migration of the largest table, and another number by which it is known."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from benchmarks.attackers import AttackSeen, timed

from .conftest import InstalledServer

VERSION = "9.9.9"
PATHS = ("/", "/api/v1/articles/", "/api/v1/articles/?q=a", "/about/")
PACKAGE = """
import directory.core.migrations as old
__path__ = [*__path__, *old.__path__]
"""
MIGRATION = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("core", "{leaf}")]
    operations = [migrations.AddField("entry", "more", models.CharField(max_length=9, db_default="", null=True)), {more}]
"""
SETTINGS = """
import sys; sys.path.insert(0, "{folder}")
from django.conf import settings
settings.MIGRATION_MODULES = {{"core": "later"}}
settings.VERSION = "{version}"
"""


class NewVersion:
    """Put on the disk while the old one runs. What the server executes at its start is in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "version.py"
        self.file.write_text("")

    @property
    def changes(self) -> str:
        return f"exec(open({str(self.file)!r}).read())"

    def install(self, more: str = "") -> None:
        package = self.folder / "later"
        package.mkdir(exist_ok=True)
        leaf = next(name for app, name in MigrationLoader(None).graph.leaf_nodes("core") if app == "core")
        (package / "__init__.py").write_text(PACKAGE)
        (package / "0999_more.py").write_text(MIGRATION.format(leaf=leaf, more=more))
        self.file.write_text(SETTINGS.format(folder=self.folder, version=VERSION))


def version_of(server: InstalledServer) -> str:
    client = HTTPConnection("127.0.0.1", server.port, timeout=30)
    client.request("GET", "/about/")
    tag = client.getresponse().getheader("ETag") or ""
    client.close()
    return VERSION if f"-{VERSION}-" in tag else "old"


def renew(server: InstalledServer) -> None:
    server.process.send_signal(signal.SIGUSR2)


@contextmanager
def readers(server: InstalledServer) -> Iterator[AttackSeen]:
    """Two people who read one page after the other, each on a connection of its own."""
    seen, over = AttackSeen(), threading.Event()

    def read() -> None:
        number = 0
        while not over.is_set():
            timed(server.port, PATHS[number % len(PATHS)], seen)
            number += 1
            time.sleep(0.02)

    threads = [threading.Thread(target=read) for _n in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()
