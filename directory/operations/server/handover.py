"""A new version takes over from the old one in the same process: the port is never closed, readers never wait.

On SIGUSR2 the supervisor has the new program prepared, as `--prepare` does it, while its workers go on. If that
succeeds it becomes the new program (exec), which has inherited the sockets, starts workers of its own and only then
stops the old ones. If it fails nothing has changed.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import NamedTuple

HANDED = "DIRECTORY_HANDOVER"  # in the environment between the two
PATIENCE = 30  # seconds for the old workers to finish what they are answering
logger = logging.getLogger(__name__)


class Handover(NamedTuple):
    """What the new program has of the old one: numbers of open files, its workers, their folder."""

    listener: int
    metrics: int | None
    life: int
    held: int
    folder: str
    workers: list[int]

    def sockets(self) -> tuple[socket.socket, socket.socket | None]:
        return socket.socket(fileno=self.listener), None if self.metrics is None else socket.socket(fileno=self.metrics)

    def give(self) -> None:
        """Become the program as it is on the disk now. Does not return."""
        for number in (self.listener, self.metrics, self.life, self.held):
            if number is not None:
                os.set_inheritable(number, True)
        os.environ[HANDED] = json.dumps(self)
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)  # until the new one listens to it
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def taken() -> Handover | None:
    """What was handed to this program, once."""
    given = os.environ.pop(HANDED, "")
    if not given:
        return None
    handover = Handover(*json.loads(given))
    for number in (handover.listener, handover.metrics, handover.life, handover.held):
        if number is not None:
            os.set_inheritable(number, False)
    return handover


def command(*arguments: str) -> list[str]:
    """This program with another command, however it was started."""
    begun = sys.orig_argv[1 : sys.orig_argv.index("serve")]
    return [sys.executable, *begun, *arguments]


class Rehearsal:
    """The new program, tried beside the old one."""

    def __init__(self, arguments: list[str]) -> None:
        self.process = subprocess.Popen(command(*arguments))

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    @property
    def succeeded(self) -> bool:
        return self.process.returncode == 0


class Predecessors:
    """The old workers: asked to stop once there are new ones, killed where they do not, and buried."""

    def __init__(self, handover: Handover) -> None:
        self.pids, self.folder = set(handover.workers), handover.folder
        self.asked = time.monotonic()
        self.signal(signal.SIGTERM)

    def look_after(self) -> bool:
        """Whether all of them have ended."""
        for pid in list(self.pids):
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    continue
            self.pids.discard(pid)
        if time.monotonic() - self.asked > PATIENCE:
            self.signal(signal.SIGKILL)
        if not self.pids:
            shutil.rmtree(self.folder, ignore_errors=True)
        return not self.pids

    def signal(self, number: int) -> None:
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
