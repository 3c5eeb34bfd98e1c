"""What requests cost in multiples of the floor: ``python -m benchmarks.floors [--size 100000] [--breakdown]``.

The floor is a view that answers the directory's version, through the same server, middleware and renderer. Counted is
the time that the workers were on a processor, work after work in turn with the floor, so that all share the machine's
moods alike; that holds from machine to machine, and beside others who use it. ``--breakdown`` says where it goes.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .speed import tails
from .speed.load import LoadTarget, answer
from .speed.loading import prepare
from .speed.servers import ServerUnderLoad, busy, serving
from .speed.stages import HOME, OURS, SERVED, SYSTEMS, Stage, System, call, granian
from .speed.targets import Unanswered, target, with_tags
from .speed.values import AddressMaterial
from .speed.works import OWN, PROBES, WORKS, Work

EVERY = (*WORKS, *OWN)
FLOOR, ADDRESS = "floor", "/api/v1/floor/"
SITE = System("ours", "this project", lambda _stage: None, granian(OURS, "benchmarks.speed.floor:application"), "ours")
# How many floors each work may cost.
MOST = {
    "unchanged": 1.05, "detail": 1.5, "count": 2, "list-1": 3, "list-3": 3, "next": 3, "next-deep": 3, "suggest": 4,
    "near": 4, "near-open": 4, "search-rare": 8, "search": 8, "near-search": 10, "search-sentence": 12,
    "search-pinyin": 15, "guide": 20, "page-region": 12, "page-place": 4,
    "hsds-list": 6, "hsds-detail": 3, "fhir-list": 6, "fhir-detail": 3, "reconcile": 15,
}  # fmt: skip
TURN = 0.05  # seconds of processor time that one turn of a work should take
LEAST, GREATEST = 6, 100  # requests of a turn
GREW = 0.15  # the exponent of a work's cost that is allowed


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="institutions")
    parser.add_argument("--smaller", type=int, default=0, help="institutions that the growth is told from")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--works", nargs="+", choices=[work.key for work in EVERY], default=[])
    parser.add_argument("--beside", nargs="+", choices=[system.key for system in SYSTEMS[1:]], default=[])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--home", type=Path, default=HOME, help="where data and databases are kept")
    parser.add_argument(
        "--tails", action="store_true", help="the slowest of 10,000 requests, memory and cold start alone"
    )
    parser.add_argument("--breakdown", action="store_true", help="say where the time of each work goes, by room")
    return parser.parse_args()


class Turn:
    """A work on a running server; one turn after another walks on through its addresses."""

    def __init__(self, server: ServerUnderLoad, made: LoadTarget) -> None:
        self.server, self.made, self.at = server, made, 0
        self.connections = [http.client.HTTPConnection("127.0.0.1", made.port, timeout=60) for _ in range(2)]
        self.requests = LEAST

    def cost(self) -> float:
        """Processor time of the workers a request, in µs. Raises Unanswered."""
        for connection in self.connections:
            connection.close()  # left alone for a turn of all others, it may have been closed over there
        before = busy(self.server.processes())
        for number in range(self.requests):
            status, body, _headers = answer(self.connections[number % 2], self.made, self.at)
            if status >= 400:
                raise Unanswered(f"{self.made.paths[self.at % len(self.made.paths)]}: {status} {body[:300]!r}")
            self.at += 1
        taken = (busy(self.server.processes()) - before) / self.requests
        self.requests = min(GREATEST, max(LEAST, round(TURN * 1e6 / max(taken, 1))))
        return taken


def turns(servers: dict[str, ServerUnderLoad], works: Sequence[Work], stage: Stage) -> dict[str, Turn]:
    """Of every work the systems in turn: ours under the work's name, another under its own, too."""
    material = AddressMaterial(stage.folder, stage.size)
    found = {FLOOR: Turn(servers["ours"], LoadTarget(servers["ours"].port, [ADDRESS]))}
    for work in works:
        for key, server in servers.items():
            if key in work.addresses:
                made = target(work, server, material)
                turn = Turn(server, with_tags(made, 0) if work.conditional else made)
                found[work.key if key == "ours" else f"{work.key}@{key}"] = turn
    return found


class Cost(NamedTuple):
    """A turn's µs a request, and those of the floor beside it."""

    own: float
    floor: float


Costs = dict[str, list[Cost]]  # by work, of each round


def measured(stage: Stage, works: Sequence[Work], rounds: int, others: Sequence[System] = ()) -> Costs:
    """Every work in turn with the floor, round after round; the first one, in which all is met first, does not count."""
    prepare(stage, [SYSTEMS[0], *others])
    call(stage, "make", "-s", "var/.static")  # for the pages
    costs: Costs = {}
    with serving(stage, [SITE, *others], PROBES) as servers:
        every = turns(servers, works, stage)
        floor = every[FLOOR]
        for number in range(rounds + 1):
            before = floor.cost()
            for name, turn in every.items():
                own, after = turn.cost(), floor.cost()
                if number:
                    costs.setdefault(name, []).append(Cost(own, (before + after) / 2))
                before = after
            print(f"round {number} of {rounds}", file=sys.stderr, flush=True)
        paths = {name: turn.made.paths for name, turn in every.items() if "@" not in name}
    (stage.folder / "paths.json").write_text(json.dumps(paths), encoding="utf-8")
    return costs


def calm(values: Sequence[float]) -> float:
    """The lower quartile: who else uses the machine only ever adds."""
    return sorted(values)[(len(values) - 1) // 4]


def floors(costs: Costs, name: str) -> float:
    return calm([cost.own for cost in costs[name]]) / calm([cost.floor for some in costs.values() for cost in some])


def told(costs: Costs, smaller: Costs, steps: float) -> None:
    sys.stdout.write("| work | µs | floors | at most |" + (" growth |\n" if smaller else "\n"))
    sys.stdout.write("|---|---|---|---|" + ("---|\n" if smaller else "\n"))
    titles = {work.key: work.title for work in EVERY} | {FLOOR: "the floor"}
    for name, values in costs.items():
        if "@" in name:
            continue
        times, most = floors(costs, name), MOST.get(name)
        verdict = "" if most is None else f"{most:g}" if times <= most else f"**{most:g}**"
        line = f"| {titles[name]} | {calm([cost.own for cost in values]):,.0f} | {times:.2f} | {verdict} |"
        if smaller:
            line += f" {math.log(times / floors(smaller, name)) / steps:.2f} |"
        sys.stdout.write(f"{line}\n")


def told_beside(costs: Costs, others: Sequence[System]) -> None:
    """What others spend on the same works, in µs and in what ours costs: above 1 it is dearer than ours."""
    heads = "".join(f" {system.title} |" for system in others)
    sys.stdout.write(f"\n| work | this project |{heads}\n|---|---|{'---|' * len(others)}\n")
    for work in EVERY:
        keys = [f"{work.key}@{system.key}" for system in others]
        if any(key in costs for key in keys):
            own = calm([cost.own for cost in costs[work.key]])
            cells = "".join(f" {beside(costs, work.key, key)} |" for key in keys)
            sys.stdout.write(f"| {work.title} | {own:,.0f} |{cells}\n")


def beside(costs: Costs, own: str, other: str) -> str:
    if other not in costs:
        return "–"
    ours, theirs = (calm([cost.own for cost in costs[key]]) for key in (own, other))
    return f"{theirs:,.0f} ({theirs / ours:.2f} ×)"


def main() -> int:
    asked = arguments()
    works = [work for work in EVERY if not asked.works or work.key in asked.works]
    stage = Stage(asked.size, asked.database, asked.home)
    if asked.tails:
        prepare(stage, [SYSTEMS[0]])
        sys.stdout.write(tails.told(stage, SERVED, works))
        return 0
    smaller: Costs = {}
    if asked.smaller:
        smaller = measured(Stage(asked.smaller, asked.database, asked.home), works, asked.rounds)
    others = [system for system in SYSTEMS if system.key in asked.beside and system.available]
    costs = measured(stage, works, asked.rounds, others)
    told(costs, smaller, math.log(asked.size / asked.smaller) if asked.smaller else 1)
    if others:
        told_beside(costs, others)
    if asked.breakdown:
        call(stage, OURS / "python", "-m", "benchmarks.speed.breakdown", stage.folder)
        sys.stdout.write((stage.folder / "breakdown.md").read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
