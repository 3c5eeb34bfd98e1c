"""A new version takes over from the old one in the same process: the port is never closed, readers never wait.

On SIGUSR2 the supervisor has the new program prepared, as `--prepare` does it, while its workers go on. If that
succeeds it becomes the new program (exec), which has inherited the sockets, starts workers of its own and only then
stops the old ones. If it fails nothing has changed. ``tests/operations/test_upgrade.py`` does all of this to a server
that is read from.

The supervisor keeps its process number, so systemd and Docker see no restart; the old workers are its children still,
and the new program must wait for them (``Predecessors``).
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

HANDED = "DIRECTORY_HANDOVER"  # the variable of the environment in which the new program finds a Handover, as JSON
PATIENCE = 30  # seconds for the old workers to finish what they are answering
logger = logging.getLogger(__name__)


class Handover(NamedTuple):
    """What the new program has of the old one: numbers of open files, its workers, their folder."""

    listener: int
    metrics: int | None
    life_reader: int  # the end of a pipe that workers read: it closes with the supervisor, and they end
    life_writer: int  # its other end, open in the supervisor alone: if exec closed it, the old workers would end
    folder: str  # of the sockets between the old workers
    workers: list[int]  # process numbers

    def sockets(self) -> tuple[socket.socket, socket.socket | None]:
        """The public port's, and the one for Prometheus where there is one."""
        return socket.socket(fileno=self.listener), None if self.metrics is None else socket.socket(fileno=self.metrics)

    def give(self) -> None:
        """Become the program as it is on the disk now. Does not return."""
        self.set_inheritable(True)  # Python opens files so that exec closes them
        os.environ[HANDED] = json.dumps(self)
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)  # the old workers' folder; the new supervisor sets its own
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)  # until the new one listens to it
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])

    def set_inheritable(self, inheritable: bool) -> None:
        for number in (self.listener, self.metrics, self.life_reader, self.life_writer):
            if number is not None:
                os.set_inheritable(number, inheritable)


def received() -> Handover | None:
    """What the version before has handed to this program; None where it was started afresh, and when asked again."""
    text = os.environ.pop(HANDED, "")
    if not text:
        return None
    handover = Handover(*json.loads(text))
    handover.set_inheritable(False)  # commands that this program starts must not hold the port
    return handover


def command(*arguments: str) -> list[str]:
    """The command line of this program with another command in place of ``serve``, with the interpreter's own options."""
    before = sys.orig_argv[1 : sys.orig_argv.index("serve")]
    return [sys.executable, *before, *arguments]


class Rehearsal:
    """The new program's `prepare` or `check`, run beside the old one, which goes on whatever comes of it."""

    def __init__(self, arguments: list[str]) -> None:
        self.process = subprocess.Popen(command(*arguments))

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    @property
    def succeeded(self) -> bool:
        return self.process.returncode == 0


class Predecessors:
    """The old workers: asked to stop once there are new ones, killed after ``PATIENCE``, and waited for, lest they stay zombies."""

    def __init__(self, handover: Handover) -> None:
        self.pids, self.folder = set(handover.workers), handover.folder
        self.asked = time.monotonic()
        self.signal(signal.SIGTERM)

    def look_after(self) -> bool:
        """Wait for those that have ended, without blocking; True when all have. Called by the supervisor in every round."""
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
