from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from directory.core.publishing.publish import publish_all, publishable_models


class Command(BaseCommand):
    help = (
        "Publish records: bring their public entries up to date. All kinds, or those named."
        " Interrupted and run again, it goes on where it was: what is up to date is not rewritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = [model.collection for model in publishable_models()]
        parser.add_argument("collections", nargs="*", metavar="collection", help=f"some of: {', '.join(kinds)}")
        parser.add_argument("--missing", action="store_true", help="only records that have no entry yet")

    def handle(self, *args: Any, collections: list[str], missing: bool, **options: Any) -> None:
        models = {model.collection: model for model in publishable_models()}
        if unknown := [name for name in collections if name not in models]:
            raise CommandError(f"collection {', '.join(unknown)!r} is not known: use {', '.join(models)}")
        total = 0
        for name in collections or models:
            model = models[name]
            with tqdm(
                desc=name, total=model._default_manager.count(), unit="", file=sys.stderr,
                disable=options["verbosity"] < 1 or not sys.stderr.isatty(),
            ) as bar:  # fmt: skip
                for done in publish_all(model, missing=missing):
                    total += done
                    bar.update(done)
        if options["verbosity"] > 0:
            self.stdout.write(f"{total} records are up to date.")
