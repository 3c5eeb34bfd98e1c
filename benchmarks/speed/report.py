"""Writes what was measured into docs/performance.md, between its two marks, and draws the plots beside it."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .goals import FEW, Measured, exponent, rate, samples, verdicts
from .plots import Groups, bars
from .stages import HOME, ROOT, SYSTEMS
from .works import WORKS

PAGE, FOLDER = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
TITLES = {system.key: system.title for system in SYSTEMS}


def write(told: dict[str, Any]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    lines = "\n".join(measured(told))
    PAGE.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}", encoding="utf-8")
    FOLDER.mkdir(exist_ok=True)
    for name, found in told["databases"].items():
        plan = told["plan"]
        title = f"Requests a second, {plan['size']:,} institutions, {NAMES[name]}, {FEW} connections"
        (FOLDER / f"{name}.svg").write_text(bars(title, "requests/s", groups(found)), encoding="utf-8")


def groups(found: Measured) -> Groups:
    """Work → system → rate, of the works that somebody else does, too."""
    made = {}
    for work in WORKS:
        rates = {TITLES[key]: value for key in TITLES if (value := rate(found, work.key, key, FEW))}
        if len(rates) > 1:
            made[work.title] = rates
    return made


def measured(told: dict[str, Any]) -> Iterator[str]:
    """The lines between the marks."""
    plan, databases = told["plan"], told["databases"]
    yield f"`{plan['command']}`, {told['at'][:10]}, {plan['size']:,} institutions; {told['machine']}; load by {told['load']}."
    yield f"Versions: {', '.join(f'{name} {number}' for name, number in told['versions'].items())}."
    yield ""
    yield "### Goals"
    for name, found in databases.items():
        yield f"\n**{NAMES[name]}**\n"
        yield from table(
            ("goal", "asked", "measured", "verdict"),
            [(each.title, each.goal, each.measured, each.text) for each in verdicts(found, plan)],
        )
    for name, found in databases.items():
        yield f"\n### {NAMES[name]}: requests/s · p50 ms · p99 ms\n"
        yield f"![{NAMES[name]}](performance/{name}.svg)\n"
        yield from rates(found, plan)
        yield from beside(found)
    yield "\n### Growth\n"
    yield from growths(databases, plan)
    yield "\n### Noise\n"
    yield from noise(databases)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def rates(found: Measured, plan: dict[str, Any]) -> Iterator[str]:
    """A table for each number of connections, and one for hot addresses."""
    keys = [key for key in TITLES if any(f"/{key}/" in cell for cell in found["samples"])]
    for variant in (*(f"rotating/{number}" for number in plan["connections"]), f"hot/{max(plan['connections'])}"):
        kind, number = variant.split("/")
        rows = [(work.title, *(cell(found, f"{work.key}/{key}/{variant}") for key in keys)) for work in WORKS]
        rows = [row for row in rows if any(text != "–" for text in row[1:])]
        if rows:
            yield f"{'One hot address' if kind == 'hot' else 'Rotating addresses'}, {number} connections:\n"
            yield from table(("work", *(TITLES[key] for key in keys)), rows)
            yield ""


def cell(found: Measured, key: str) -> str:
    rows = samples(found, key)
    if not rows:
        work, system = key.split("/")[:2]
        return "refused" if f"{work}/{system}" in found["refused"] else "–"
    speed, p50, p99 = (statistics.median(row[place] for row in rows) for place in (1, 2, 3))
    failed = sum(row[4] for row in rows)
    note = f" ({failed:,.0f} failed)" if failed else ""
    return f"{number(speed)} · {number(p50)} · {number(p99)}{note}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def beside(found: Measured) -> Iterator[str]:
    """What is not requests a second."""
    made, rows = found["measures"], []
    load, again = made.get("load", {}), made.get("republish", {})
    if load:
        reads = f"{load['reads']} reads meanwhile, {load['reads_failed']} failed, p50 {load['reads_p50']:.0f} ms"
        pace = load["rows"] / load["seconds"]
        rows.append(("load and publish", f"{load['seconds']:.0f} s, {pace:,.0f} rows/s; {reads}"))
    if "rate" in again:
        kept = f"readers kept {again['kept']:.0%} of {again['reads_before']:,.0f}/s"
        rows.append(("publish 1 % anew", f"{again['rows']:,} rows, {again['rate']:,.0f} rows/s; {kept}"))
    for name, unit in (("export", "rows/s"), ("cold_start", "s to the first answer"), ("memory", "MB anonymous")):
        values = [
            f"{TITLES.get(key, key)} {number(value)}" for key, value in made.get(name, {}).items() if key != "error"
        ]
        if values:
            rows.append((name.replace("_", " "), f"{', '.join(values)} {unit}"))
    if checks := {kind: cost for kind, cost in made.get("emergencies", {}).items() if kind != "error"}:
        each = (f"{kind} {cost['median']:.3f} (95 of 100 under {cost['p95']:.3f})" for kind, cost in checks.items())
        rows.append(("emergency check", f"{', '.join(each)} ms CPU a question"))
    if rows:
        yield from table(("beside", ""), rows)


def growths(databases: dict[str, Measured], plan: dict[str, Any]) -> Iterator[str]:
    if not plan["smaller"]:
        yield "Not measured in this run."
        return
    yield f"The exponent of a request's cost from {plan['smaller']:,} to {plan['size']:,} institutions; 0 is flat.\n"
    rows = []
    for work in WORKS:
        values = [exponent(found, work.key, plan) for found in databases.values()]
        if any(value is not None for value in values):
            rows.append((work.title, *("–" if value is None else f"{value:.2f}" for value in values)))
    yield from table(("work", *(NAMES[name] for name in databases)), rows)


def noise(databases: dict[str, Measured]) -> Iterator[str]:
    """How far the rounds of one cell lie apart."""
    spreads = sorted(
        (max(speeds) - min(speeds)) / statistics.median(speeds)
        for found in databases.values()
        for rows in found["samples"].values()
        if len(speeds := [row[1] for row in rows if row[1]]) > 1
    )
    if not spreads:
        yield "One round only, so nothing is known of it."
        return
    half, most = spreads[len(spreads) // 2], spreads[len(spreads) * 9 // 10]
    yield "Between rounds, (highest − lowest) / median of a cell's rate:"
    yield f"{half:.0%} or less for half of the cells, {most:.0%} or less for 90 % of them."


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else HOME / "results.json").read_text(encoding="utf-8")))
