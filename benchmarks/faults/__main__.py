"""``python -m benchmarks.faults [NAME …]``: all faults, or these.

``--cycles N`` is how often everything is killed (and bounds what is repeated elsewhere), ``--seconds N`` how long an attack
lasts; ``--report FILE`` writes it down.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .clocks import clock_jumps
from .curators import curators
from .fuzz import fuzzed
from .machines import killed_postgres, promotion, redis_gone
from .power import power_cut
from .server import attack, away, full, killed_all, killed_workers, lock, port
from .texts import BEGINNING, ELSEWHERE
from .trial import Finding, Trial

TRIALS: tuple[Callable[[Trial], Iterator[Finding]], ...] = (
    attack, killed_workers, killed_all, power_cut, lock, full, away, port, clock_jumps, fuzzed, curators, promotion, killed_postgres,
    redis_gone,
)  # fmt: skip
BY_NAME = {trial.__name__: trial for trial in TRIALS}


def report(findings: list[Finding]) -> str:
    rows = [
        f"| {'✓' if found.kept else '✗'} | {found.promised} | {found.tried} | {found.seen} |\n" for found in findings
    ]
    return "".join([BEGINNING, *rows, ELSEWHERE])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BY_NAME, []], metavar="NAME", help=", ".join(BY_NAME))
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--report", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial, findings = Trial(Path(folder), given.cycles, given.seconds), []
        for name in given.names or BY_NAME:
            for finding in BY_NAME[name](trial):
                findings.append(finding)
                print("✓" if finding.kept else "✗", name, *finding[:3], sep=" | ", flush=True)
    if given.report:
        given.report.write_text(report(findings), encoding="utf-8")
    return 0 if all(finding.kept for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
