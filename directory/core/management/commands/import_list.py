from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.core.loading.errors import LineError
from directory.core.loading.lists.cells import RowFinding
from directory.core.loading.lists.importing import Source
from directory.core.loading.lists.runs import Outcome, import_list
from directory.core.loading.turns import alone

STATES = ("new", "changed", "unchanged", "proposal", "note", "doubtful", "refused")
WRITTEN = frozenset({"new", "unchanged"})  # not worth a line each


class Command(BaseCommand):
    help = (
        "Import a list of hospitals or offices as people keep it: CSV (UTF-8 or GBK), XLSX or NDJSON. Columns are guessed"
        " from their headings and values. Every value cites the list. What staff have verified is not overwritten but"
        " reported as a proposal. Rows that cannot be read or are doubtful are left out and reported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, help="hospital or office")
        parser.add_argument(
            "--source", required=True, help="who publishes the list and what it is called; every value cites it"
        )
        parser.add_argument("--publisher", default="", help="who publishes it, where the name of the list does not say")
        parser.add_argument("--link", default="", help="its address on the web")
        parser.add_argument("--source-date", type=datetime.date.fromisoformat, help="when it was published, 2026-05-01")
        parser.add_argument(
            "--map", action="append", default=[], metavar="列名=field", help="what a column is; 列名= leaves it out"
        )
        parser.add_argument("--check", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write every row's findings to this file")

    def handle(self, *args: Any, file: Path, kind: str, source: str, **options: Any) -> None:
        mapping = dict(each.partition("=")[::2] for each in options["map"])
        stated = Source(source, options["source_date"], options["publisher"], options["link"])
        try:
            with alone(lambda: self.stderr.write("Another load is running: this one waits for it.")):
                outcome = import_list(file, kind, stated, mapping, only_check=options["check"])
            if options["report"]:
                write_report(options["report"], outcome.findings)
        except (OSError, LineError) as error:
            raise CommandError(str(error)) from error
        self.show(outcome, options["verbosity"])

    def show(self, outcome: Outcome, verbosity: int) -> None:
        if verbosity < 1:
            return
        self.stdout.write("Columns: " + ", ".join(f"{heading} → {name}" for heading, name in outcome.mapping.items()))
        for finding in outcome.findings:
            if finding.state not in WRITTEN:
                change = f" ({finding.before} → {finding.after})" if finding.before or finding.after else ""
                self.stdout.write(
                    f"{finding.row} {finding.column} {finding.value}: {finding.state}: {finding.text}{change}"
                )
        self.stdout.write(", ".join(f"{outcome.count(state)} {state}" for state in STATES) + ".")


def write_report(path: Path, findings: list[RowFinding]) -> None:
    """As spreadsheets open it; nothing in it is a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["行", "列", "值", "情况", "说明", "原值", "新值"])
        for finding in findings:
            table.writerow([harmless(str(cell)) for cell in finding])


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) else cell
