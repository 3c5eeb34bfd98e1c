"""An installation on which faults are tried, a curator who writes meanwhile, and what was seen."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.attackers import ask, log_in
from benchmarks.installation import PASSWORD, InstalledServer, manage

PRODUCTION = {"DEBUG": "0"}
# Static files need not have been collected: none of this is about them.
PLAIN = """
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
"""
ADD = "/admin/core/scheme/add/"


class Finding(NamedTuple):
    """One line of the report."""

    promised: str
    tried: str
    seen: str
    kept: bool


class Trial:
    """An installation on which all faults are tried, one after the other."""

    def __init__(self, folder: Path, cycles: int, seconds: float) -> None:
        self.folder, self.cycles, self.seconds = folder, cycles, seconds
        self.next, self.cookies = 0, ""

    def prepare(self) -> None:
        """The fixtures and a curator, where there is nothing yet."""
        if (self.folder / "directory.sqlite3").exists():
            return
        curator = ("createsuperuser", "--noinput", "--username", "curator", "--email", "")
        for command, settings in ((("prepare",), {}), (curator, {"DJANGO_SUPERUSER_PASSWORD": PASSWORD})):
            made = manage(self.folder, *command, **settings)
            assert made.returncode == 0, made.stderr

    @contextmanager
    def serving(self, changes: str = "", **settings: str) -> Iterator[InstalledServer]:
        if "DATABASE_URL" not in settings:
            self.prepare()
        server = InstalledServer(self.folder, f"{PLAIN}\n{changes}", **PRODUCTION | settings)
        server.wake()
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / "directory.sqlite3", isolation_level=None, timeout=30)

    def stored(self) -> set[str]:
        with closing(self.database()) as database:
            return {code for (code,) in database.execute("SELECT code FROM core_scheme")}

    def form(self, server: InstalledServer, cookies: str) -> dict[str, str]:
        self.next += 1
        page = self.page(server, cookies)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        code = f"f{self.next}-{os.urandom(3).hex()}"
        return {
            "csrfmiddlewaretoken": token[1] if token else "",
            "code": code,
            "name": f"险种{code}",
            "aliases": "甲",
            "position": "9",
        }

    def page(self, server: InstalledServer, cookies: str) -> str:
        return ask(server.port, ADD, {"Cookie": cookies})[1].decode()

    def post(self, server: InstalledServer, cookies: str, form: dict[str, str]) -> tuple[int, str]:
        client = HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
            client.request("POST", ADD, urlencode(form), headers)
            answer = client.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""
        finally:
            client.close()

    def write(self, server: InstalledServer, over: threading.Event, acknowledged: list[str]) -> None:
        """Adds records by the admin's form and notes those of which it was told that they are saved."""
        while not over.is_set():
            try:
                # A login outlives the server: its session is in the database.
                self.cookies = self.cookies or log_in(server.port, "curator", PASSWORD)[1]
                form = self.form(server, self.cookies)
                status = self.post(server, self.cookies, form)[0] if form["csrfmiddlewaretoken"] else 0
            except (OSError, HTTPException):
                continue
            if status == 302:
                acknowledged.append(form["code"])
            elif status == 403:
                self.cookies = ""
