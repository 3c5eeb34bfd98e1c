"""An installation in a folder of its own, and its server as a process: to be attacked, killed, started beside another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from .attackers import ask
from .speed.servers import below, free_port

ROOT = Path(__file__).resolve().parents[1]
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


class InstalledServer:
    """``manage.py serve`` as a process."""

    def __init__(self, folder: Path, changes: str = "", *options: str, **settings: str) -> None:
        self.port, self.metrics = free_port(), free_port()
        self.log = folder / f"{self.port}.log"
        self.settings = environment(folder) | {"PORT": str(self.port), "METRICS_PORT": str(self.metrics)} | settings
        self.port = int(self.settings["PORT"])
        with self.log.open("wb") as log:
            command = [sys.executable, "-c", PROGRAM.format(changes=changes), "serve", *options]
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
