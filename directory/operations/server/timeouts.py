"""How long a database is waited for: by commands as long as it takes, by requests ``LOCK_SECONDS`` for a lock."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

STATEMENT_SECONDS = 60  # after which PostgreSQL gives up on a statement of a request


def set_request_timeouts() -> None:
    """Give this process, and those that it forks, the timeouts of a server.

    A request that runs into one fails with OperationalError, which ``refusals`` answers with 503. Changes
    ``connections.settings``, which new connections read, and closes those that were opened without.
    """
    for database in connections.settings.values():
        set_timeouts(database, database.setdefault("OPTIONS", {}))
    connections.close_all()


def set_timeouts(database: dict[str, Any], options: dict[str, Any]) -> None:
    """Add them to ``options``, the OPTIONS of one database; what the settings give there stays."""
    if database["ENGINE"].endswith("sqlite3"):
        options["timeout"] = settings.LOCK_SECONDS
        return
    limits = (
        f"-c lock_timeout={settings.LOCK_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s"
        f" -c idle_in_transaction_session_timeout={STATEMENT_SECONDS}s"
    )
    options["options"] = f"{options.get('options', '')} {limits}".strip()
    options.setdefault("connect_timeout", settings.LOCK_SECONDS)
