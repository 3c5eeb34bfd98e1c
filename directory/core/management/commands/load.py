from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from directory.core.loading.files import length
from directory.core.loading.loader import Done, Refused, check, load
from directory.core.loading.turns import alone

SHOWN = 20


class Command(BaseCommand):
    # They import all pages, API and admin, which takes longer than a thousand lines.
    requires_system_checks = ()
    help = (
        "Load hospitals and offices from files with one JSON object a line, check and publish them, batch by batch."
        " Interrupted and run again, it goes on where it was: what is there already is not written again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="file", help="NDJSON, also .gz; - reads standard input")
        parser.add_argument("--check", action="store_true", help="say what would be refused, and write nothing")
        parser.add_argument(
            "--skip-bad", metavar="file", help="leave refused lines out and write them to this file, to be corrected"
        )
        parser.add_argument(
            "--accept-doubtful",
            action="store_true",
            help="load what can be read but is unlikely, too: a phone with another city's area code",
        )
        parser.add_argument(
            "--editorial",
            action="store_true",
            help="what no line cites is the directory's own word, as if a curator had ticked it;"
            " without this, lines with public fields that nobody answers for are refused",
        )
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            help="that check and render (default: one for each core)",
        )

    def handle(self, *args: Any, files: list[str], processes: int, skip_bad: str | None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if processes < 1:
            raise CommandError(f"--processes {processes} is too few: use 1 or more")
        try:
            with ExitStack() as stack:
                bad = stack.enter_context(open(skip_bad, "ab")) if skip_bad else None
                stack.enter_context(alone(lambda: self.stderr.write("Another load is running: this one waits for it.")))
                accept, editorial = options["accept_doubtful"], options["editorial"]
                batches = (
                    check(files, processes, accept, editorial)
                    if options["check"]
                    else load(files, processes, bad is not None, accept, editorial)
                )
                for done in self.shown(batches, files, options["check"], options["verbosity"]):
                    if bad:
                        bad.writelines(each.line for each in done.refused)
        except (OSError, EOFError, Refused) as error:
            raise CommandError(f"{error}\nNothing of this batch was written; what was loaded before stays.") from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted. What was loaded stays; run it again to go on.") from None

    def shown(self, batches: Iterator[Done], files: list[str], only_check: bool, verbosity: int) -> Iterator[Done]:
        """The batches, with a bar while they come and the sum at the end. A check that found something wrong fails."""
        lines = new = changed = refused = 0
        with tqdm(
            total=length(files), unit="", file=sys.stderr, disable=verbosity < 1 or not sys.stderr.isatty()
        ) as bar:
            for done in batches:
                for each in done.refused:
                    tqdm.write(str(each), file=self.stderr)
                lines, new, changed = lines + done.lines, new + done.new, changed + done.changed
                refused += len(done.refused)
                bar.update(done.lines)
                yield done
        if verbosity > 0:
            self.stdout.write(f"{lines} lines: {new} new, {changed} changed, {refused} refused.")
        if only_check and refused:
            raise CommandError(f"Lines that would be refused: {refused}.")
