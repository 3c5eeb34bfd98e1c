"""Fills the systems' databases, ours through its own bulk path while somebody reads; kept for the next run."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

from ..data import institutions
from .load import ask
from .servers import ServerUnderLoad
from .stages import OURS, SYSTEMS, Stage, System, install_peers, manage, noted, write_states
from .works import PROBES

Facts = dict[str, Any]
READ = "/api/v1/hospitals/fu-xin-shi-zhong-xin-yi-yuan/"  # from the fixtures, hence there before the rows are


def prepare(stage: Stage, systems: list[System]) -> None:
    """Data and databases of a stage, as far as they are missing or out of date."""
    with noted(f"data, {stage.size:,} institutions"):
        for _ in institutions.written(stage.folder, stage.size):
            pass
    if any(system.bin != OURS for system in systems):
        with noted("the peers' environment"):
            install_peers()
    for system in systems:
        if system.database != "states" and not is_ready(stage, system):
            with noted(f"{system.database} on {stage.database}"):
                fill(stage, system)
    if any(system.database == "states" for system in systems):
        write_states(stage)


def is_ready(stage: Stage, system: System) -> bool:
    if not stage.mark(system.database).exists():
        return False
    return system.key != "ours" or is_current(stage)


def is_current(stage: Stage) -> bool:
    try:
        manage(stage, "migrate", "--check")
    except RuntimeError:
        return False
    return True


def fill(stage: Stage, system: System) -> None:
    stage.clear(system.database)
    system.fill(stage)
    facts = load(stage) if system.key == "ours" else {}
    if stage.database == "postgresql":
        vacuum(stage, system)
    stage.mark(system.database).write_text(json.dumps(facts), encoding="utf-8")


def vacuum(stage: Stage, system: System) -> None:
    """What autovacuum does in its own time, so that all are measured after it."""
    import psycopg

    with psycopg.connect(stage.url(system.database), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def facts(stage: Stage) -> Facts:
    """What loading told when it was done."""
    found: Facts = json.loads(stage.mark("ours").read_text(encoding="utf-8"))
    return found


def load(stage: Stage) -> Facts:
    """Load and publish all rows, and read meanwhile."""
    files = [stage.folder / name for name in ("hospitals.ndjson", "offices.ndjson")]
    with Reader(stage) as reader:
        seconds = load_files(stage, *files)
    rows = sum(count_lines(file) for file in files)
    return {"seconds": seconds, "rows": rows, **reader.told()}


def load_files(stage: Stage, *files: Path) -> float:
    # Invented positions lie anywhere in the province: nobody shall look at each.
    return manage(stage, "load", "--accept-doubtful", "--editorial", *files)


def count_lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))


class Reader:
    """Somebody who asks for the same document every tenth of a second, and notes how long it took."""

    def __init__(self, stage: Stage) -> None:
        self.server = ServerUnderLoad(SYSTEMS[0], stage, PROBES["ours"])
        self.taken: list[float] = []
        self.failed = 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.read)

    def __enter__(self) -> Reader:
        self.thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stopped.set()
        self.thread.join()
        self.server.stop()

    def read(self) -> None:
        while not self.stopped.wait(0.1):
            begun = time.perf_counter()
            try:
                self.failed += ask(self.server.port, READ)[0] != 200
            except OSError:
                self.failed += 1
            self.taken.append(time.perf_counter() - begun)

    def told(self) -> Facts:
        ordered = sorted(self.taken) or [0.0]
        return {
            "reads": len(self.taken),
            "reads_failed": self.failed,
            "reads_p50": ordered[len(ordered) // 2] * 1e3,
            "reads_max": ordered[-1] * 1e3,
        }
