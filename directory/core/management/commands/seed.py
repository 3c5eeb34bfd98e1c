from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.core.loading.seeding import SeedingError, is_seeded, seed


class Command(BaseCommand):
    help = "Load, check and publish the fixtures into an empty directory. A directory with content is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_seeded():
            self.stdout.write("The directory has content already; it is kept.")
            return
        self.stdout.write("Loading and publishing the fixtures …")
        try:
            count = seed()
        except SeedingError as error:
            raise CommandError(f"{error}\nNothing was written.") from error
        self.stdout.write(f"{count} records are published.")
