"""One load at a time: another one waits, and says that it does, or gives up and says that."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from django.db import connection

from .errors import LineError

LOCK = 0x6A697579  # the advisory lock's number on PostgreSQL, drawn once
FOREVER = float("inf")
PAUSE = 0.1  # seconds between two attempts


@contextmanager
def alone(waits: Callable[[], None] = lambda: None, patience: float = FOREVER) -> Iterator[None]:
    """Hold the only right to load; ``waits`` is called once where somebody else has it. Raises LineError where they still
    have it after so many seconds: a request must not hang for the minutes that a long list takes."""
    if connection.vendor == "postgresql":
        patiently(lambda: asked("SELECT pg_try_advisory_lock(%s)"), waits, patience)
        try:
            yield
        finally:
            asked("SELECT pg_advisory_unlock(%s)")
        return
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:  # of this process alone
        yield
        return
    with open(f"{name}.load", "w") as file:
        patiently(lambda: is_locked(file), waits, patience)
        yield


def patiently(attempt: Callable[[], bool], waits: Callable[[], None], patience: float) -> None:
    if attempt():
        return
    waits()
    until = time.monotonic() + patience
    while not attempt():
        if time.monotonic() > until:
            raise LineError("", "another load is running, try again when it is done")
        time.sleep(PAUSE)


def asked(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [LOCK])
        return bool((cursor.fetchone() or [False])[0])


def is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
