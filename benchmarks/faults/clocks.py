"""The clock of the machine jumps while it serves: forwards, backwards, by minutes and by years."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.attackers import PAGES, AttackSeen, ask, log_in, timed
from benchmarks.installation import PASSWORD, InstalledServer

from .trial import Finding, Trial

HOUR, DAY, YEAR = 3600, 86_400, 31_557_600
JUMPS = (
    90,
    0,
    -90,
    HOUR,
    -HOUR,
    DAY,
    -DAY,
    0,
    YEAR,
    -YEAR,
    10 * YEAR,
    0,
)  # seconds from the true time, one after the other
SOURCE = Path(__file__).with_name("clock.c")


class FalseClock:
    """What a server needs to have a clock that jumps."""

    def __init__(self, folder: Path) -> None:
        self.file, library = folder / "clock", folder / "clock.so"
        self.file.write_text("0")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
        self.settings = {"LD_PRELOAD": str(library), "CLOCK_FILE": str(self.file)}

    def jump(self, seconds: int) -> None:
        self.file.write_text(str(seconds))


def compiler_is_installed() -> bool:
    return shutil.which("cc") is not None


def saved(trial: Trial, server: InstalledServer) -> str:
    """The code of a record that was acknowledged, by whoever has to log in anew; "" if it was not."""
    cookies = log_in(server.port, "curator", PASSWORD)[1]
    form = trial.form(server, cookies)
    return form["code"] if trial.post(server, cookies, form)[0] == 302 else ""


def clock_jumps(trial: Trial, jumps: tuple[int, ...] = JUMPS) -> Iterator[Finding]:
    clock, seen, acknowledged, unready = FalseClock(trial.folder), AttackSeen(), [], 0
    with trial.serving(**clock.settings) as server:
        for seconds in jumps:
            clock.jump(seconds)
            for path in PAGES:
                timed(server.port, path, seen)
            unready += ask(server.port, "/readyz")[0] != 200
            acknowledged.append(saved(trial, server))
            time.sleep(0.1)
        log = server.log.read_text()
    lost = set(acknowledged) - trial.stored()
    text = (
        f"{seen.statuses.count(200)} of {len(seen.statuses)} pages, the slowest {seen.slowest:.2f} s;"
        f" {len(acknowledged) - acknowledged.count('')} of {len(jumps)} edits saved, {len(lost - {''})} lost; not ready {unready} times"
    )
    kept = seen.within(5) == 1 and not lost and not unready and "Traceback" not in log
    tried = f"the clock set {len(jumps)} times, from 10 years ahead to a year behind"
    yield Finding("pages and edits go on, nothing is lost", tried, text, kept)
