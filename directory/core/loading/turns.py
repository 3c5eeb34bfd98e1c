"""One load at a time: another one waits, and says that it does."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 0x6A697579  # the advisory lock's number on PostgreSQL, drawn once


@contextmanager
def alone(waits: Callable[[], None]) -> Iterator[None]:
    """Hold the only right to load; ``waits`` is called once where somebody else has it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not (cursor.fetchone() or [False])[0]:
                waits()
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:  # of this process alone
        yield
        return
    with open(f"{name}.load", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waits()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
