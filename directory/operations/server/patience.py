"""How long a database is waited for: a command as long as it takes, a request some seconds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

STATEMENT_SECONDS = 60  # after which PostgreSQL gives up on a statement of a request


def in_a_hurry() -> None:
    """From now on this process waits ``LOCK_SECONDS`` for a lock. What it cannot have is answered with "not now"."""
    for database in connections.settings.values():
        hurry(database, database.setdefault("OPTIONS", {}))
    connections.close_all()


def hurry(database: dict[str, Any], options: dict[str, Any]) -> None:
    if database["ENGINE"].endswith("sqlite3"):
        options["timeout"] = settings.LOCK_SECONDS
        return
    limits = (
        f"-c lock_timeout={settings.LOCK_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s"
        f" -c idle_in_transaction_session_timeout={STATEMENT_SECONDS}s"
    )
    options["options"] = f"{options.get('options', '')} {limits}".strip()
    options.setdefault("connect_timeout", settings.LOCK_SECONDS)
