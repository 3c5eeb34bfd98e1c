from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.core.reading.proposals import Proposal
from directory.core.reading.proposing import LONGEST, TooLong, propose


class Command(BaseCommand):
    help = (
        "Propose facts from a text (UTF-8): each with the words it rests on and what it is beside the published value."
        " Writes nothing. Places are counted in code points of the text, its line ends as \\n."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a text, or - for standard input")
        parser.add_argument("--json", action="store_true", help="as a JSON list")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            proposals = propose(read(file))
        except TooLong as error:
            raise CommandError(
                f"The text has more than {LONGEST} characters ({error}): cut it into sources."
            ) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror or error}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 (byte {error.start}).") from error
        if options["json"]:
            self.stdout.write(json.dumps([one.as_dict() for one in proposals], ensure_ascii=False, indent=1))
        else:
            self.show(proposals)

    def show(self, proposals: list[Proposal]) -> None:
        target = None
        for one in sorted(proposals, key=lambda one: (one.target.kind, one.target.slug or one.target.name, one.start)):
            if one.target != target:
                target = one.target
                self.stdout.write(f"{target.kind} {target.slug or '(new)'} {target.name}")
            scope = " ".join(f"{name}={value}" for name, value in one.scope.as_dict().items())
            beside = f" | {one.published}" if one.published else ""
            self.stdout.write(
                f"  {one.start}-{one.end} {one.field} = {one.value} [{one.verdict}{': ' + one.why if one.why else ''}]"
                f"{' ' + scope if scope else ''} “{one.quote}”{beside}".replace("\n", " ")
            )
        counted = Counter(one.verdict.value for one in proposals)
        self.stdout.write(
            f"{len(proposals)} proposals: " + ", ".join(f"{n} {name}" for name, n in sorted(counted.items()))
        )


def read(file: str) -> str:
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return data.decode("utf-8-sig")
