"""The run itself: every work on every system in turn, several rounds, so that all share the machine's moods alike."""

from __future__ import annotations

import datetime
import http.client
import json
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from . import load, measures
from .loading import facts, prepare
from .servers import ServerUnderLoad, serving
from .stages import HOME, PEERS, SYSTEMS, Stage, System
from .targets import Unanswered, target, with_tags
from .values import AddressMaterial
from .works import PROBES, WORKS, Work

SLOW = 40  # requests that a run should at least see; a slow system is given more time for them
LONGEST = 8.0


@dataclass
class Plan:
    """How much is measured."""

    size: int = 1_100_000
    smaller: int = 100_000  # for the growth; 0: not measured
    seconds: float = 2.0
    rounds: int = 3
    connections: tuple[int, ...] = (2, 32)
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    works: tuple[str, ...] = ()  # all
    systems: tuple[str, ...] = ()  # all
    home: Path = HOME
    hot: bool = True
    measures: bool = True
    command: str = ""

    def chosen_works(self) -> list[Work]:
        return [work for work in WORKS if not self.works or work.key in self.works]

    def chosen_systems(self, database: str) -> list[System]:
        return [
            system for system in SYSTEMS
            if database in system.databases and system.available and (not self.systems or system.key in self.systems)
        ]  # fmt: skip


class Cell(NamedTuple):
    """What is run at once: a work on a system, walking through addresses or with a single one."""

    work: Work
    system: str
    connections: int
    hot: bool

    @property
    def key(self) -> str:
        return "/".join([self.work.key, self.system, "hot" if self.hot else "rotating", str(self.connections)])


@dataclass
class Results:
    """Everything that was measured on one database."""

    database: str
    samples: dict[str, list[load.Sample]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)


class Progress:
    """Says on stderr what is under way and how long it is likely to take."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.begun = total, 0, time.monotonic()

    def step(self, text: str) -> None:
        self.done += 1
        taken = time.monotonic() - self.begun
        left = taken / self.done * (self.total - self.done)
        print(f"[{self.done}/{self.total}, {left / 60:.1f} min left] {text}", file=sys.stderr, flush=True)


def cells(plan: Plan, systems: list[System]) -> Iterator[Cell]:
    """Interleaved: for every work, one system after the other."""
    for work in plan.chosen_works():
        for connections in plan.connections:
            for system in systems:
                if system.key in work.addresses:
                    yield Cell(work, system.key, connections, hot=False)
        if work.hot and plan.hot:
            for system in systems:
                if system.key in work.addresses:
                    yield Cell(work, system.key, max(plan.connections), hot=True)


class Round:
    """Runs cells against running servers."""

    def __init__(self, plan: Plan, stage: Stage, servers: dict[str, ServerUnderLoad], results: Results) -> None:
        self.plan, self.stage, self.servers, self.results = plan, stage, servers, results
        self.material = AddressMaterial(stage.folder, stage.size)
        self.targets: dict[tuple[str, str], load.LoadTarget] = {}

    def find_targets(self, systems: list[System]) -> None:
        for work in self.plan.chosen_works():
            for system in systems:
                if system.key in work.addresses:
                    try:
                        self.targets[work.key, system.key] = target(work, self.servers[system.key], self.material)
                    except Unanswered as problem:
                        self.results.refused[f"{work.key}/{system.key}"] = str(problem)
                        print(f"! {work.key} on {system.title}: {problem}", file=sys.stderr)

    def run(self, cell: Cell, name: str = "") -> load.Sample | None:
        """One sample of a cell; none where the system refused the work, now or before."""
        made = self.targets.get((cell.work.key, cell.system))
        if made is None:
            return None
        try:
            sample = self.sample(cell, made)
            self.servers[cell.system].settle()
        except (OSError, subprocess.SubprocessError, http.client.HTTPException, Unanswered) as problem:
            # An hour's run is not to be lost by one cell.
            self.results.refused[f"{cell.work.key}/{cell.system}"] = f"{cell.key}: {problem!r}"
            return None
        self.results.samples.setdefault(name or cell.key, []).append(sample)
        return sample

    def sample(self, cell: Cell, made: load.LoadTarget) -> load.Sample:
        seconds = self.seconds(cell)
        aim = made.hot() if cell.hot else with_tags(made, seconds) if cell.work.conditional else made
        sample = load.run(aim, cell.connections, seconds, self.stage.folder)
        if not sample.requests:  # slower than was expected, or the machine was busy
            sample = load.run(aim, cell.connections, LONGEST, self.stage.folder)
        return sample

    def seconds(self, cell: Cell) -> float:
        """Longer where so few requests are answered that a run would hardly see any."""
        few = self.results.samples.get(Cell(cell.work, cell.system, min(self.plan.connections), False).key)
        rate = few[-1].rate if few else 1e9
        wanted = max(SLOW, 2 * cell.connections) / max(rate, 0.1)
        return max(self.plan.seconds, min(LONGEST, wanted)) if self.plan.seconds >= 1 else self.plan.seconds


def measured(plan: Plan, database: str) -> Results:
    """Everything on one database."""
    stage, results = Stage(plan.size, database, plan.home), Results(database)
    systems = plan.chosen_systems(database)
    prepare(stage, systems)
    growing = 0 < plan.smaller < plan.size and any(system.key == "ours" for system in systems)
    small = Stage(plan.smaller, database, plan.home) if growing else None
    if small:
        prepare(small, list(SYSTEMS[:1]))
    with serving(stage, systems, PROBES) as servers:
        rounds = [Round(plan, stage, servers, results)]
        rounds[0].find_targets(systems)
        if small:
            with serving(small, list(SYSTEMS[:1]), PROBES) as others:
                rounds.append(Round(plan, small, others, results))
                rounds[1].find_targets(list(SYSTEMS[:1]))
                run_rounds(plan, systems, rounds)
        else:
            run_rounds(plan, systems, rounds)
        if plan.measures:
            measures.take(stage, servers, results.measures)
    if "ours" in servers:
        results.measures["load"] = facts(stage)
    return results


def run_rounds(plan: Plan, systems: list[System], rounds: list[Round]) -> None:
    every = list(cells(plan, systems))
    todo = [(number, cell) for number in range(plan.rounds) for cell in every if number == 0 or not cell.hot]
    progress = Progress(len(todo))
    for number, cell in todo:
        sample = rounds[0].run(cell)
        if grown := len(rounds) > 1 and grows(cell, plan):
            rounds[1].run(cell, f"{cell.key}/smaller")
        told = f"{sample.rate:,.0f}/s" if sample else "refused"
        progress.step(f"round {number + 1}: {cell.key} {told}{' and smaller' if grown else ''}")


def grows(cell: Cell, plan: Plan) -> bool:
    """Whether the cell is run on the smaller directory, too."""
    return cell.system == "ours" and cell.work.grows and not cell.hot and cell.connections == min(plan.connections)


def versions() -> dict[str, str]:
    from importlib.metadata import version

    found = {name: version(name) for name in ("django", "djangorestframework", "granian", "orjson", "psycopg")}
    for folder in PEERS.parent.glob("lib/*/site-packages/*.dist-info"):
        name, _, number = folder.name.removesuffix(".dist-info").rpartition("-")
        if name in ("datasette", "django_ninja", "sqlite_utils"):
            found[name.replace("_", "-")] = number
    return found | {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    return f"{len(names)} × {names[0] if names else platform.machine()}, {int(memory) / 1048576:.0f} GB"


def run(plan: Plan) -> dict[str, Any]:
    """Measure everything; what was measured so far is in results.json at any time."""
    plan.home.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {
        "plan": {**asdict(plan), "home": ""},
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "load": "wrk" if load.installed() and plan.seconds >= 1 else "own client",
        "databases": {},
    }
    for database in plan.databases:
        told["databases"][database] = asdict(measured(plan, database))
        (plan.home / "results.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return told
