from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.core.changes.duplicates import find, remember
from directory.core.index.gazetteer import gazetteer
from directory.core.kinds import Sort, kinds


class Command(BaseCommand):
    help = (
        "Find hospitals or offices that may be one place: the same code, name or alias in the region, phone and address,"
        " or nearly the same name close by. Ordinals, branches, specialities and campuses rule a pair out. Pairs are"
        " stored for staff to decide; what they have decided is not asked again unless a code or phone is new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", help="hospital or office; by default both")
        parser.add_argument("--region", help="only in this region, by its name or code")
        parser.add_argument("--dry-run", action="store_true", help="show the pairs and store nothing")

    def handle(self, *args: Any, kind: str | None, region: str | None, dry_run: bool, **options: Any) -> None:
        known = {one.name: one.model for one in kinds.of_sort(Sort.PLACE)}
        if kind and kind not in known:
            raise CommandError(f"--kind {kind}: expected is one of {', '.join(sorted(known))}")
        code = self.code_of(region) if region else None
        for name in [kind] if kind else sorted(known):
            pairs = list(find(known[name], code))
            self.show(known[name], pairs if dry_run or options["verbosity"] > 1 else [])
            new = 0 if dry_run else remember(known[name], pairs)
            self.stdout.write(f"{name}: {len(pairs)} pairs, {new} new.")

    def code_of(self, region: str) -> int:
        found = gazetteer().named(region)
        if len(found) != 1:
            names = ", ".join(f"{one.full_name} {one.code}" for one in found[:5])
            raise CommandError(
                f"--region {region}: {'several are called so: ' + names if found else 'there is no such region'}"
            )
        return found[0].code

    def show(self, model: Any, pairs: list[Any]) -> None:
        keys = {key for each in pairs for key in (each.one, each.other)}
        slugs = dict(model._default_manager.filter(pk__in=keys).values_list("pk", "slug"))
        for each in pairs:
            evidence = ", ".join(f"{sort} {text}".strip() for sort, text in each.evidence)
            self.stdout.write(f"{slugs[each.one]} = {slugs[each.other]}: {evidence}")
