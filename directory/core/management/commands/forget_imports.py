from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from directory.core.models import ImportRun


class Command(BaseCommand):
    help = "Remove lists that were uploaded 30 days ago and that nobody has confirmed. For cron, daily."

    def handle(self, *args: Any, **options: Any) -> None:
        _rows, counts = ImportRun.objects.abandoned().delete()
        self.stdout.write(f"{counts.get('core.ImportRun', 0)} lists removed.")
