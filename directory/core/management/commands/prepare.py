from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from directory.core.models import Entry


class Command(BaseCommand):
    help = "Bring an installation to where it can be served: tables, first content, first admin login."

    def handle(self, *args: Any, **options: Any) -> None:
        self.migrate()
        call_command("seed", stdout=self.stdout)
        if Entry.objects.live().filter(key__lt=0).exists():
            self.stdout.write("Entries are published anew, as this version keeps them …")
            call_command("publish", stdout=self.stdout)
        self.first_admin()

    def migrate(self) -> None:
        """A migration that waits for a lock has everybody who reads wait behind it: rather it fails, to be tried again."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET lock_timeout = '{int(settings.LOCK_SECONDS)}s'")
            call_command("migrate", verbosity=0)
            if connection.vendor == "postgresql":
                cursor.execute("RESET lock_timeout")

    def first_admin(self) -> None:
        """Create a superuser where there is none and show the password, this once."""
        users = get_user_model()._default_manager
        if users.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser("admin", "", password)
        self.stdout.write(f"Admin login, shown only now: admin / {password}")
