from __future__ import annotations

import csv
import gc
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.core.loading.errors import LineError
from directory.core.loading.lists import runs
from directory.core.loading.lists.columns import whole_link
from directory.core.loading.lists.importing import Source, day
from directory.core.loading.lists.wording import LANGUAGES, report
from directory.core.loading.turns import alone
from directory.core.models import ImportRun

STATES = ("new", "changed", "unchanged", "proposal", "note", "doubtful", "refused")
WRITTEN = frozenset({"new", "unchanged"})  # not worth a line each


class Command(BaseCommand):
    help = (
        "Import a list of hospitals or offices as people keep it: CSV (UTF-8 or GBK), XLSX or NDJSON. Columns are guessed"
        " from their headings and values. Every value cites the list. What staff have verified is not overwritten but"
        " reported as a proposal. Rows that cannot be read or are doubtful are left out and reported; then it ends with 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, help="hospital or office")
        parser.add_argument(
            "--source", required=True, help="who publishes the list and what it is called; every value cites it"
        )
        parser.add_argument("--publisher", default="", help="who publishes it, where the name of the list does not say")
        parser.add_argument("--link", default="", help="its address on the web")
        parser.add_argument("--source-date", type=day, help="when it was published, 2026-05-01")
        parser.add_argument(
            "--map", action="append", default=[], metavar="列名=field", help="what a column is; 列名= leaves it out"
        )
        parser.add_argument("--check", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write every row's findings to this file")
        parser.add_argument("--language", choices=LANGUAGES, default="zh", help="of the report (default: Chinese)")

    def handle(self, *args: Any, file: Path, kind: str, source: str, **options: Any) -> None:
        mapping = dict(each.partition("=")[::2] for each in options["map"])
        gc.freeze()  # what Django and the apps are made of stays: else it is looked through again and again beside the rows
        stated = Source(source, options["source_date"], options["publisher"], whole_link(options["link"]))
        try:
            with alone(lambda: self.stderr.write("Another load is running: this one waits for it.")):
                run = runs.start_checked(file, kind, stated, mapping)
                try:
                    self.report(run, options["report"], options["language"])
                    counts = self.show(run, options["verbosity"])
                    if not options["check"]:
                        runs.finish(run)
                finally:
                    if options["check"]:
                        run.delete()
        except (OSError, LineError) as error:
            raise CommandError(str(error)) from error
        finally:
            gc.unfreeze()
        if left_out := counts["refused"] + counts["doubtful"]:
            raise CommandError(f"Rows that {'would be' if options['check'] else 'were'} left out: {left_out}.")

    def report(self, run: ImportRun, path: Path | None, language: str) -> None:
        if path:
            with path.open("w", encoding="utf-8-sig", newline="") as opened:
                csv.writer(opened).writerows(report(runs.findings_of(run), run.kind, language))

    def show(self, run: ImportRun, verbosity: int) -> Counter[str]:
        """What was found, row by row, and how many rows of each sort."""
        rows: dict[str, int] = {}  # of each sort the last one: a row may be told of several times
        counts: Counter[str] = Counter()
        if verbosity:
            columns = (f"{heading} → {name}" for heading, name in run.mapped.items() if name)
            self.stdout.write(f"Columns: {', '.join(columns)}")
        for finding in runs.findings_of(run):
            counts[finding.state] += rows.get(finding.state) != finding.row
            rows[finding.state] = finding.row
            if verbosity and finding.state not in WRITTEN:
                change = f" ({finding.before} → {finding.after})" if finding.before or finding.after else ""
                self.stdout.write(
                    f"{finding.row} {finding.column} {finding.value}: {finding.state}: {finding.text}{change}"
                )
        if verbosity:
            self.stdout.write(", ".join(f"{counts[state]} {state}" for state in STATES) + ".")
        return counts
