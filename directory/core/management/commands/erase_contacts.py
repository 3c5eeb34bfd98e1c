from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory.core.models.curation import Report

KEPT = datetime.timedelta(days=90)


class Command(BaseCommand):
    help = "Erase how readers who reported something can be reached, 90 days after their report was closed. For cron, daily."

    def handle(self, *args: Any, **options: Any) -> None:
        old = Report.objects.filter(closed_at__lt=timezone.now() - KEPT).exclude(contact="")
        self.stdout.write(f"{old.update(contact='')} contacts erased.")
