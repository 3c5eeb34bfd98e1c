"""The goals of the project, as data, and what was measured of each."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .works import WORKS

PEERS = ("plain", "ninja", "datasette")
FEW, MANY = 2, 32
Measured = dict[str, Any]  # of one database: samples, measures


class Verdict(NamedTuple):
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


def at_least(title: str, value: float | None, goal: float, unit: str = "×") -> Verdict:
    if value is None:
        return Verdict(title, f"≥ {goal:g}{unit}", "–", None)
    return Verdict(title, f"≥ {goal:g}{unit}", f"{shown(value)}{unit}", value / goal)


def at_most(title: str, value: float | None, goal: float, unit: str = "") -> Verdict:
    if value is None:
        return Verdict(title, f"≤ {goal:g}{unit}", "–", None)
    return Verdict(title, f"≤ {goal:g}{unit}", f"{shown(value)}{unit}", goal / value if value > 0 else math.inf)


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


# Work: over plain DRF, on SQLite and on PostgreSQL.
OVER_PLAIN = {
    "detail": (12, 8), "list-1": (18, 12), "list-3": (18, 12), "next": (15, 8), "next-deep": (15, 8),
    "search": (200, 100), "near": (200, 130), "suggest": (300, 3), "count": (10, 5),
}  # fmt: skip
OF_BARE = {"detail": 0.2, "list-1": 0.2, "list-3": 0.2, "next": 0.2, "next-deep": 0.2, "search": 0.6, "near": 0.6}
TERMS = ("search-rare", "search-common", "search-pinyin")
TITLES = {work.key: work.title for work in WORKS}


def over_plain(found: Measured, _plan: dict[str, Any]) -> Iterator[Verdict]:
    at = 0 if found["database"] == "sqlite" else 1
    for work, goals in OVER_PLAIN.items():
        yield at_least(f"{TITLES[work]}: over plain DRF", ratio(found, work, "plain", FEW), goals[at])


def worst_term(found: Measured, _plan: dict[str, Any]) -> Iterator[Verdict]:
    mix = samples(found, f"search/ours/rotating/{FEW}")
    for term in TERMS:
        own = samples(found, f"{term}/ours/rotating/{FEW}")
        slower = [one[2] / other[2] for one, other in zip(own, mix, strict=False) if other[2]]
        yield at_most(f"{TITLES[term]}: p50 over the mix's", statistics.median(slower) if slower else None, 2, "×")


def best_peer(found: Measured, _plan: dict[str, Any]) -> Iterator[Verdict]:
    for work in WORKS:
        rates = {peer: found_rate for peer in PEERS if (found_rate := rate(found, work.key, peer, FEW))}
        if rates:
            best = max(rates, key=lambda peer: rates[peer])
            goal = 3 if work.key in ("detail", "next", "next-deep") else 1
            yield at_least(f"{work.title}: over the best peer ({best})", ratio(found, work.key, best, FEW), goal)


def of_bare(found: Measured, _plan: dict[str, Any]) -> Iterator[Verdict]:
    for work, goal in OF_BARE.items():
        yield at_least(f"{TITLES[work]}: of the bare limit, {MANY} connections", ratio(found, work, "bare", MANY), goal)


def growth(found: Measured, plan: dict[str, Any]) -> Iterator[Verdict]:
    for work in WORKS:
        if work.grows and plan["smaller"]:
            goal, value = (0.3 if work.filters > 1 else 0.1), exponent(found, work.key, plan)
            yield at_most(f"{work.title}: growth exponent", value, goal)


def the_rest(found: Measured, _plan: dict[str, Any]) -> Iterator[Verdict]:
    measures = found["measures"]
    exported, again = measures.get("export", {}), measures.get("republish", {})
    part = exported["ours"] / exported["scan"] if exported.get("ours") else None
    yield at_least("export: of a raw scan", part, 0.5)
    limit = 120 if found["database"] == "sqlite" else 180
    yield at_most("base load and publish", measures.get("load", {}).get("seconds"), limit, " s")
    yield at_least("publish 1 % anew", again.get("rate"), 5000, " rows/s")
    yield at_least("readers meanwhile", again.get("kept"), 0.6, " of their throughput")
    checks = [kind["p95"] for kind in measures.get("emergencies", {}).values() if isinstance(kind, dict)]
    yield at_most("emergency check, 95 of 100 questions, CPU", max(checks, default=None), 0.2, " ms")
    processes = measures.get("memory_of_processes")
    workers = sum(processes[:2]) if isinstance(processes, list) else None
    yield at_most("anonymous memory, two workers", workers, 250, " MB")


GROUPS: tuple[Callable[[Measured, dict[str, Any]], Iterator[Verdict]], ...] = (
    over_plain, worst_term, best_peer, of_bare, growth, the_rest,
)  # fmt: skip


def verdicts(found: Measured, plan: dict[str, Any]) -> list[Verdict]:
    return [verdict for group in GROUPS for verdict in group(found, plan)]
