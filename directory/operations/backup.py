"""The whole database in one file, as it was at one moment, taken while it is served; and back again."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, connections

from directory.core.models import Entry

SQLITE = b"SQLite format 3\0"
POSTGRESQL = b"PGDMP"


class BackupError(Exception):
    """A backup or a restore that was not made; nothing was changed."""


def backup(file: Path) -> None:
    """Write everything into a new file: complete under its name, or not there at all. Raises BackupError."""
    if file.exists():
        raise BackupError(f"{file} exists already.")
    if not file.parent.is_dir():
        raise BackupError(f"{file.parent} is no folder.")
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)  # it holds the passwords' hashes
        (copy_sqlite if connection.vendor == "sqlite" else dump)(part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path) -> None:
    """Replace the whole database by a backup; a damaged file changes nothing. Servers must be stopped. Raises BackupError."""
    kind = beginning(file)
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    if not kind.startswith(wanted):
        raise BackupError(f"{file} is no backup of {connection.display_name}.")
    if connection.vendor == "sqlite":
        put_back_sqlite(file)
    else:
        load(file)


def beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(SQLITE))
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error


def copy_sqlite(target: Path) -> None:
    """In one read transaction: page by page, the copy would begin anew with every write."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy, pages=-1)
        check(copy, target)


def put_back_sqlite(source: Path) -> None:
    """Over the file, by SQLite's own copying: it takes the locks that a reader still has to respect."""
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        check(copy, source)
        copy.backup(connection.connection, pages=-1)
    connections.close_all()


def check(database: sqlite3.Connection, file: Path) -> None:
    try:
        found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is damaged: {error}.") from error
    if found != "ok":
        raise BackupError(f"{file} is damaged: {found}.")


def dump(target: Path) -> None:
    """As PostgreSQL dumps: a snapshot, nobody waits."""
    run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    run("pg_restore", "--list", str(source), database=False)
    all_or_nothing = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error")
    run("pg_restore", *all_or_nothing, "--no-owner", "--no-privileges", str(source))
    connections.close_all()


def run(program: str, *arguments: str, database: bool = True) -> None:
    """Run a program of PostgreSQL's for Django's database; with ``database`` its name is passed, else the program needs none.

    The password goes by the environment: arguments can be seen by every user of the machine. Raises BackupError.
    """
    settings = connection.settings_dict
    options = settings["OPTIONS"]  # several hosts, of which one is the primary, can be given there alone
    where = {
        "PGHOST": settings["HOST"] or options.get("host"), "PGPORT": str(settings["PORT"] or options.get("port", "")),
        "PGUSER": settings["USER"], "PGPASSWORD": settings["PASSWORD"], "PGDATABASE": settings["NAME"],
        "PGTARGETSESSIONATTRS": options.get("target_session_attrs"),
    }  # fmt: skip
    named = [f"--dbname={settings['NAME']}"] if database else []
    environment = os.environ | {name: value for name, value in where.items() if value}
    try:
        done = subprocess.run(
            [program, *named, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} is not installed: it comes with PostgreSQL's client.") from error
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-500:]}")


def fingerprint() -> str:
    """One hash of all documents: the same on a copy."""
    found = hashlib.sha256()
    rows: Any = Entry.objects.order_by("kind", "slug").values_list("kind", "slug", "sequence", "document")
    for row in rows.iterator(2000):
        found.update(repr(row).encode())
    return found.hexdigest()
