from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.operations.second_factor.devices import unbind


class Command(BaseCommand):
    help = "Let somebody log in by the password alone, whose phone and recovery codes are lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account {name!r}.")
        done = "is removed" if unbind(user) else "there was none"
        self.stdout.write(f"The second factor of {name}: {done}.")
