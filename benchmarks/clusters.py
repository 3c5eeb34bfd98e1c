"""A PostgreSQL with a synchronous standby, made for the occasion from the binaries of the machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from .speed.servers import free_port

DATABASE = "directory"
PATIENCE = 30  # seconds
# What a crash of the machine would need, and a killed process does not.
QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60", "wal_keep_size=64MB")


def binaries() -> Path | None:
    """The newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


class PostgresNode:
    """One server with its data. PostgreSQL refuses to run as root, so then it is run as the user postgres."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.port = folder / name, name, free_port()
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{DATABASE}"

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.program(program), *arguments], user=owner(), capture_output=True, text=True, check=False,
            cwd=self.folder.parent, env=surroundings(),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def program(self, name: str) -> str:
        folder = binaries()
        assert folder
        return str(folder / name)

    def start(self, *options: str) -> None:
        command = [self.program("postgres"), "-D", str(self.folder), "-p", str(self.port), "-k", str(self.folder)]
        for option in ("listen_addresses=127.0.0.1", *QUICK, *options):
            command += ["-c", option]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, user=owner(), stdout=log, stderr=log, cwd=self.folder.parent, env=surroundings()
            )
        wait(self.answers, self.log)

    def answers(self) -> bool:
        try:
            self.ask("SELECT 1", database="postgres")
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, statement: str, *values: Any, database: str = DATABASE) -> Any:
        url = f"postgres://postgres@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    @contextmanager
    def holding(self, statement: str) -> Iterator[None]:
        """A transaction that stays open."""
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{self.port}/{DATABASE}") as connection:
            connection.execute(statement)
            yield

    def kill(self) -> None:
        """As if the power of its machine had failed: every process of it at once."""
        if self.process and self.process.poll() is None:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for pid in (self.process.pid, *map(int, children)):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()


class PostgresCluster:
    """A primary and a standby that has every commit before it is acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.primary, self.standby = PostgresNode(folder, "primary"), PostgresNode(folder, "standby")

    def make_primary(self) -> None:
        setup = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.primary.run("initdb", "-D", str(self.primary.folder), *setup)
        self.primary.start()
        self.primary.ask(f"CREATE DATABASE {DATABASE}", database="postgres")

    def make_standby(self) -> None:
        """From the running primary, which from now on waits for it at every commit."""
        source = f"host=127.0.0.1 port={self.primary.port} user=postgres application_name=standby"
        how = ("-D", str(self.standby.folder), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")
        self.standby.run("pg_basebackup", "-d", source, *how)
        self.standby.start()
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'", database="postgres")
        self.primary.ask("SELECT pg_reload_conf()", database="postgres")
        wait(self.is_synchronous, self.standby.log)

    def is_synchronous(self) -> bool:
        return self.primary.ask("SELECT sync_state FROM pg_stat_replication", database="postgres") == [("sync",)]

    def promote(self) -> None:
        """The standby is the primary now; it waits for nobody, there is none."""
        self.standby.ask("SELECT pg_promote()", database="postgres")
        self.standby.ask("ALTER SYSTEM SET synchronous_standby_names = ''", database="postgres")
        self.standby.ask("SELECT pg_reload_conf()", database="postgres")

    def swap(self) -> None:
        """What was the standby is the primary, and what was the primary is to become a standby of it."""
        self.primary, self.standby = self.standby, self.primary
        shutil.rmtree(self.standby.folder)

    @property
    def settings(self) -> dict[str, str]:
        """Of an installation: whichever of the two may be written to is the primary, the standby answers the public."""
        ports = f"{self.primary.port},{self.standby.port}"
        either = f"host=127.0.0.1,127.0.0.1&port={ports}&target_session_attrs=read-write"
        return {
            "DATABASE_URL": f"postgres://postgres@/{DATABASE}?{either}",
            "DATABASE_REPLICA_URLS": self.standby.url,
        }


@contextmanager
def cluster() -> Iterator[PostgresCluster]:
    """With a primary that runs; it and its standby end with the block."""
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    if user := owner():
        shutil.chown(folder, user)
    made = PostgresCluster(folder)
    try:
        made.make_primary()
        yield made
    finally:
        for node in (made.standby, made.primary):
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def owner() -> str | None:
    return "postgres" if os.geteuid() == 0 else None


def surroundings() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def wait(true: Any, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.05)
