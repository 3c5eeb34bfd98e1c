from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from directory.core.index import search_index


class Command(BaseCommand):
    help = "Make the search index anew from what is published: after an upgrade that changes how things are found."

    def handle(self, *args: Any, **options: Any) -> None:
        count = search_index.rebuild()
        if options["verbosity"] > 0:
            self.stdout.write(f"{count} entries can be found.")
