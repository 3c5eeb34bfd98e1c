from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.operations.backup import BackupError, fingerprint, restore


class Command(BaseCommand):
    help = "Put a backup in place of the whole database. Stop the server first. An older backup is brought up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--yes", action="store_true", help="really replace everything")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if not yes:
            raise CommandError("This replaces the whole database: say --yes.")
        try:
            restore(file)
        except BackupError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Restored; the documents' fingerprint is {fingerprint()[:16]}.")
