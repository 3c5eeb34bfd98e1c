"""``python -m benchmarks [--small | --smoke]``: measure, and write docs/performance.md."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import tempfile
from pathlib import Path

from .speed.run import Plan, run
from .speed.stages import SYSTEMS
from .speed.works import WORKS


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="20,000 institutions, about 3 minutes")
    size.add_argument("--smoke", action="store_true", help="500 institutions: only sees that everything answers")
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"])
    parser.add_argument("--works", nargs="+", choices=[work.key for work in WORKS], default=[])
    parser.add_argument("--systems", nargs="+", choices=[system.key for system in SYSTEMS], default=[])
    parser.add_argument("--seconds", type=float, help="of a run")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--size", type=int, help="institutions")
    parser.add_argument("--home", type=Path, help="where data, databases and results are kept")
    parser.add_argument("--no-report", action="store_true", help="leave docs/performance.md as it is")
    return parser.parse_args()


def plan(asked: argparse.Namespace) -> Plan:
    made = Plan(works=tuple(asked.works), systems=tuple(asked.systems))
    if asked.small:
        made.size, made.smaller, made.seconds, made.rounds = 20_000, 0, 1.0, 1
        made.databases, made.hot = ("sqlite",), False
    if asked.smoke:
        made = smoke(asked.home or Path(tempfile.mkdtemp(prefix="bench")))
    made.databases = tuple(asked.databases or made.databases)
    made.seconds, made.rounds = asked.seconds or made.seconds, asked.rounds or made.rounds
    made.size, made.home = asked.size or made.size, asked.home or made.home
    made.command = f"python -m benchmarks {shlex.join(sys.argv[1:])}".strip()
    return made


def smoke(home: Path) -> Plan:
    """Small and without peers: what runs in CI."""
    return Plan(500, 0, 0.1, 1, (2,), ("sqlite",), systems=("ours", "bare"), home=home, hot=False, measures=False)


def main() -> int:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as an exception, so that the servers are stopped
    told = run(plan(asked))
    refused = [name for found in told["databases"].values() for name in found["refused"]]
    if not asked.no_report and not asked.smoke:
        from .speed.report import write

        write(told)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
