from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.operations.backup import BackupError, backup


class Command(BaseCommand):
    help = "Write the whole database into a new file, as it is at one moment, while it is served."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backup(file)
        except BackupError as error:
            raise CommandError(f"{error} No backup was made.") from error
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes.")
