from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.operations.server import handover
from directory.operations.server.patience import in_a_hurry
from directory.operations.server.ports import Taken, opened
from directory.operations.server.supervisor import Supervisor


class Command(BaseCommand):
    help = "Serve the directory at HOST:PORT, until it is stopped (SIGTERM, Ctrl-C)."
    requires_system_checks = []  # `prepare` and `check` make them; a server that was killed must be back at once

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="before that, do what `prepare` does")

    def handle(self, *args: Any, prepare: bool, **options: Any) -> None:
        handed = handover.taken()
        try:
            listener, metrics = handed.sockets() if handed else (opened(settings.HOST, settings.PORT), self.metrics())
        except Taken as error:
            raise CommandError(str(error)) from error
        if prepare and not handed:  # a version that took over was prepared before
            self.prepare()
        in_a_hurry()
        Supervisor(listener, metrics, ["prepare" if prepare else "check"], handed).run(self.ready)
        self.stdout.write("Stopped.")

    def prepare(self) -> None:
        """In a process of its own: this one is to be copied, so nothing may be left over in it."""
        done = subprocess.run(handover.command("prepare"), check=False)
        if done.returncode:
            sys.exit(done.returncode)

    def metrics(self) -> Any:
        if not settings.METRICS_PORT:
            return None
        listener = opened("127.0.0.1", settings.METRICS_PORT)
        listener.setblocking(True)
        return listener

    def ready(self) -> None:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"http://{host}:{settings.PORT}/")
        self.stdout.flush()
