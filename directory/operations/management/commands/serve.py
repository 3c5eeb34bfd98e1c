"""``manage.py serve``: opens the port, or takes it over from the version before, and runs the supervisor until it ends."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.operations.server import handover
from directory.operations.server.ports import PortInUse, opened
from directory.operations.server.supervisor import Supervisor
from directory.operations.server.timeouts import set_request_timeouts


class Command(BaseCommand):
    help = "Serve the directory at HOST:PORT, until it is stopped (SIGTERM, Ctrl-C)."
    requires_system_checks = []  # `prepare` and `check` make them; a server that was killed must be back at once

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="before that, do what `prepare` does")

    def handle(self, *args: Any, prepare: bool, **options: Any) -> None:
        handed = handover.received()
        try:
            listener, metrics = handed.sockets() if handed else (opened(settings.HOST, settings.PORT), self.metrics())
        except PortInUse as error:
            raise CommandError(str(error)) from error
        if prepare and not handed:  # a version that took over was prepared before
            self.prepare()
        # Before the supervisor forks: every worker inherits the settings of the connections.
        set_request_timeouts()
        Supervisor(listener, metrics, ["prepare" if prepare else "check"], handed).run(self.ready)
        self.stdout.write("Stopped.")

    def prepare(self) -> None:
        """Run `prepare` in a process of its own, and exit as it does if it fails.

        Not in this one: it is forked for every worker, with whatever connections, caches and threads a command leaves.
        """
        done = subprocess.run(handover.command("prepare"), check=False)
        if done.returncode:
            sys.exit(done.returncode)

    def metrics(self) -> Any:
        """The socket for Prometheus; None where ``METRICS_PORT`` is 0. Raises PortInUse."""
        if not settings.METRICS_PORT:
            return None
        listener = opened("127.0.0.1", settings.METRICS_PORT)
        listener.setblocking(
            True
        )  # opened for the event loop, but this one is served by a thread of the staff's process
        return listener

    def ready(self) -> None:
        """Tell the address once all workers have started."""
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"http://{host}:{settings.PORT}/")
        self.stdout.flush()
