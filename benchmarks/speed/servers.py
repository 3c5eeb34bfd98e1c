"""Servers as processes: started, asked whether they are awake, measured, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from .load import ask
from .stages import POSTGRES, ROOT, Stage, System, environment

PATIENCE = 60  # seconds
PROBED = 4  # times, so that both workers are likely to be met


class ServerUnderLoad:
    """One running system."""

    def __init__(self, system: System, stage: Stage, probe: str) -> None:
        self.system, self.stage, self.probe, self.port = system, stage, probe, free_port()
        self.log = stage.folder / f"{system.key}-{stage.database}.log"
        begun = time.perf_counter()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in system.serve(stage, self.port)], cwd=ROOT, stdout=log, stderr=log,
                env=environment(stage) | system.settings, start_new_session=True,
            )  # fmt: skip
        self.wake()
        self.cold_start = time.perf_counter() - begun

    def wake(self) -> None:
        """Wait for the first good answer."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            if self.process.poll() is not None:
                break
            try:
                if ask(self.port, self.probe)[0] == 200:
                    return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"{self.system.title} did not answer {self.probe}:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def processes(self) -> list[int]:
        """The server and what it started."""
        return [self.process.pid, *below(self.process.pid)]

    def settle(self, most: float = 60) -> None:
        """Wait until it does nothing: what a run left unanswered must not be in the way of the next one."""
        end = time.perf_counter() + most
        while time.perf_counter() < end:
            before = cpu(self.processes())
            time.sleep(0.05)
            if cpu(self.processes()) - before <= 1 and not self.querying():
                break
        # On a busy machine it may only seem to rest. Whoever stands in a worker's queue comes out after all others.
        for _ in range(PROBED):
            ask(self.port, self.probe)

    def querying(self) -> bool:
        """Whether PostgreSQL still works for it."""
        if self.stage.database == "sqlite":
            return False
        import psycopg

        name = self.stage.schema("peers" if self.system.database == "peers" else "ours")
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state = 'active'"
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
            found = connection.execute(asked, [name]).fetchone()
        return bool(found and found[0])

    def anonymous_memory(self) -> list[float]:
        """MB of each of its processes that are no file's, what several share in equal parts; the largest first."""
        return sorted((anonymous(pid) / 1024 for pid in self.processes()), reverse=True)


@contextmanager
def serving(stage: Stage, systems: list[System], probes: dict[str, str]) -> Iterator[dict[str, ServerUnderLoad]]:
    """All of them side by side, until the end of the block."""
    with ExitStack() as stack:
        servers = {}
        for system in systems:
            servers[system.key] = server = ServerUnderLoad(system, stage, probes[system.key])
            stack.callback(server.stop)
        yield servers


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def below(pid: int) -> list[int]:
    """The children of a process and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread may end while it is looked at
            for child in map(int, task.read_text().split()):
                found += [child, *below(child)]
    return found


def cpu(pids: list[int]) -> int:
    """Ticks of processor time that they have used."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total


def busy(pids: list[int]) -> float:
    """µs that their threads have been on a processor, as the scheduler counts them."""
    total = 0
    for pid in pids:
        for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(file.read_text().split()[0])
            except OSError:  # a thread that has just ended
                continue
    return total / 1e3


def anonymous(pid: int) -> int:
    """kB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
