"""System checks: what is wrong with the installation, with an id and a hint."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Info, Tags, register
from django.db import connections


@register(Tags.database)
def journal_mode(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Say which SQLite journal is used, and why not WAL where it is not safe."""
    if "default" not in (databases or []) or connections["default"].vendor != "sqlite":
        return []
    init = connections["default"].settings_dict["OPTIONS"].get("init_command", "")
    if "journal_mode=WAL" in init:
        return []
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version} is used with a rollback journal (journal_mode=DELETE).",
            hint="Its WAL can corrupt the file (sqlite.org/wal.html#walresetbug); 3.51.3 and 3.50.7 have the fix.",
            id="core.I001",
        )
    ]
