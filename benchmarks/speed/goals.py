"""The goals of the full run, as data, and what was measured of each. Those in floors: ``python -m benchmarks.floors``."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .works import WORKS

PEERS = ("plain", "ninja", "datasette")
FEW = 2
Measured = dict[str, Any]  # of one database: samples, measures


class GoalVerdict(NamedTuple):
    """A goal and what was measured."""

    title: str
    goal: str
    measured: str
    by: float | None  # how many times better than asked for; below 1 it is missed; None where it was not measured

    @property
    def text(self) -> str:
        if self.by is None:
            return "not measured"
        return f"met ({self.by:.2f}×)" if self.by >= 1 else f"**missed** ({self.by:.2f} of it)"


def samples(found: Measured, key: str) -> list[list[float]]:
    """requests, rate, p50, p99, failed of every round; none where a request failed."""
    rows: list[list[float]] = found["samples"].get(key, [])
    return rows


def rate(found: Measured, work: str, system: str, connections: int) -> float | None:
    rows = samples(found, f"{work}/{system}/rotating/{connections}")
    return statistics.median(row[1] for row in rows) if rows else None


def ratio(found: Measured, work: str, over: str, connections: int) -> float | None:
    """How many times as fast as another: the median of the rounds' own ratios."""
    ours, others = (samples(found, f"{work}/{system}/rotating/{connections}") for system in ("ours", over))
    ratios = [mine[1] / theirs[1] for mine, theirs in zip(ours, others, strict=False) if theirs[1]]
    return statistics.median(ratios) if ratios else None


def exponent(found: Measured, work: str, plan: dict[str, Any]) -> float | None:
    """Of the growth of a request's cost with the number of institutions."""
    key = f"{work}/ours/rotating/{min(plan['connections'])}"
    pairs = zip(samples(found, key), samples(found, f"{key}/smaller"), strict=False)
    steps = math.log(plan["size"] / plan["smaller"]) if plan["smaller"] else 1
    grown = [math.log(small[1] / large[1]) / steps for large, small in pairs if large[1] and small[1]]
    return statistics.median(grown) if grown else None


def at_least(title: str, value: float | None, goal: float, unit: str = "×") -> GoalVerdict:
    if value is None:
        return GoalVerdict(title, f"≥ {goal:g}{unit}", "–", None)
    return GoalVerdict(title, f"≥ {goal:g}{unit}", f"{shown(value)}{unit}", value / goal)


def at_most(title: str, value: float | None, goal: float, unit: str = "") -> GoalVerdict:
    if value is None:
        return GoalVerdict(title, f"≤ {goal:g}{unit}", "–", None)
    return GoalVerdict(title, f"≤ {goal:g}{unit}", f"{shown(value)}{unit}", goal / value if value > 0 else math.inf)


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


TITLES = {work.key: work.title for work in WORKS}


def tails(found: Measured, plan: dict[str, Any]) -> Iterator[GoalVerdict]:
    for work in WORKS:
        for connections in plan["connections"]:
            rows = samples(found, f"{work.key}/ours/rotating/{connections}")
            tail = statistics.median(row[3] / row[2] for row in rows if row[2]) if any(row[2] for row in rows) else None
            yield at_most(f"{work.title}: p99 over p50, {connections} connections", tail, 5, "×")


def best_peer(found: Measured, _plan: dict[str, Any]) -> Iterator[GoalVerdict]:
    for work in WORKS:
        rates = {peer: found_rate for peer in PEERS if (found_rate := rate(found, work.key, peer, FEW))}
        if rates:
            best = max(rates, key=lambda peer: rates[peer])
            yield at_least(f"{work.title}: over the best peer ({best})", ratio(found, work.key, best, FEW), 1)


def growth(found: Measured, plan: dict[str, Any]) -> Iterator[GoalVerdict]:
    for work in WORKS:
        if work.grows and plan["smaller"]:
            goal, value = (0.3 if work.filters > 1 else 0.15), exponent(found, work.key, plan)
            yield at_most(f"{work.title}: growth exponent", value, goal)


def the_rest(found: Measured, _plan: dict[str, Any]) -> Iterator[GoalVerdict]:
    measures = found["measures"]
    exported, again = measures.get("export", {}), measures.get("republish", {})
    part = exported["ours"] / exported["scan"] if exported.get("ours") else None
    yield at_least("export: of a raw scan", part, 0.6)
    load = measures.get("load") or {}
    pace = load["rows"] / load["seconds"] if load.get("seconds") else None
    yield at_least("load and publish", pace, 5000, " rows/s")
    yield at_least("publish 1 % anew", again.get("rate"), 2000, " rows/s")
    yield at_least("readers meanwhile", again.get("kept"), 0.6, " of their throughput")
    checks = [kind["p95"] for kind in measures.get("emergencies", {}).values() if isinstance(kind, dict)]
    yield at_most("emergency check, 95 of 100 questions, CPU", max(checks, default=None), 0.2, " ms")
    processes = measures.get("memory_of_processes")
    workers = sum(processes[:2]) if isinstance(processes, list) else None
    yield at_most("anonymous memory, two workers", workers, 250, " MB")
    started = measures.get("cold_start", {}).get("ours")
    yield at_most("cold start to the first answer", started if isinstance(started, float) else None, 1.2, " s")


GROUPS: tuple[Callable[[Measured, dict[str, Any]], Iterator[GoalVerdict]], ...] = (best_peer, tails, growth, the_rest)


def verdicts(found: Measured, plan: dict[str, Any]) -> list[GoalVerdict]:
    return [verdict for group in GROUPS for verdict in group(found, plan)]
