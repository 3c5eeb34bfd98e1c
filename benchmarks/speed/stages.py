"""Where everything of one size and database lies, and how each system is filled with it and served from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = ROOT / "var" / "bench"
POSTGRES = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432")
OURS = Path(sys.executable).parent
PEERS = HOME / ".venv" / "bin"
# As ``make serve`` has it.
GRANIAN = ("--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2", "--blocking-threads", "1")


class Stage(NamedTuple):
    """One size on one database."""

    size: int
    database: str  # sqlite, postgresql
    home: Path = HOME

    @property
    def folder(self) -> Path:
        return self.home / str(self.size)

    def url(self, name: str) -> str:
        if self.database == "sqlite":
            return f"sqlite:///{self.file(name)}"
        return f"{POSTGRES}/{self.schema(name)}"

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def schema(self, name: str) -> str:
        return f"bench_{name}_{self.size}"

    @property
    def states(self) -> Path:
        return self.folder / f"states-{self.database}.json"

    def mark(self, name: str) -> Path:
        """Written when a database is complete."""
        return self.folder / f"{name}-{self.database}.done"

    def clear(self, name: str) -> None:
        """An empty database."""
        self.mark(name).unlink(missing_ok=True)
        if self.database == "sqlite":
            for file in self.folder.glob(f"{name}.sqlite3*"):
                file.unlink()
        else:
            import psycopg

            with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self.schema(name)}" WITH (FORCE)')
                connection.execute(f'CREATE DATABASE "{self.schema(name)}"')


def environment(stage: Stage) -> dict[str, str]:
    """What our own processes run with; PYTHONPATH so that the peers find their packages in this repository."""
    return os.environ | {
        "DATABASE_URL": stage.url("ours"),
        "SECRET_KEY": "only-for-the-benchmark-not-secret-at-all-0123456789-abcdefghij-KLMNOPQ",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEBUG": "0",
        "PEER_DATABASE": stage.url("peers"),
        "BARE_DATABASE": stage.url("ours"),
        "BARE_STATES": str(stage.states),
        "TANTIVY_INDEX": str(stage.folder / "tantivy"),
        "PYTHONPATH": str(ROOT),
    }


def call(stage: Stage, *command: str | Path) -> float:
    """Run to the end; returns the seconds it took. What it says is shown only if it fails."""
    begun = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment(stage), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return time.perf_counter() - begun


def manage(stage: Stage, *arguments: str | Path) -> float:
    return call(stage, OURS / "python", "manage.py", *arguments)


class System(NamedTuple):
    """Something that can serve the directory."""

    key: str
    title: str
    fill: Callable[[Stage], None]
    serve: Callable[[Stage, int], list[str | Path]]
    database: str  # which of the stage's databases it reads
    bin: Path = OURS
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    settings: dict[str, str] = {}

    @property
    def available(self) -> bool:
        if self.key == "groonga":  # from the system's packages: groonga-bin
            return shutil.which("groonga") is not None
        return True  # install_peers sees to the others


def granian(where: Path, target: str) -> Callable[[Stage, int], list[str | Path]]:
    return lambda stage, port: [
        where / "granian", *GRANIAN, "--log-level", "warning", "--port", str(port), target,
    ]  # fmt: skip


def fill_ours(stage: Stage) -> None:
    """Tables and fixtures as ``make serve`` makes them. The rows are loaded, and timed, by ``loading``.

    A SQLite file with them is kept and copied for the next size.
    """
    base = stage.home / "base.sqlite3"
    if stage.database == "sqlite" and base.exists():
        shutil.copy(base, stage.file("ours"))
    manage(stage, "prepare")
    if stage.database == "sqlite":
        shutil.copy(stage.file("ours"), base)


def fill_peers(stage: Stage) -> None:
    call(stage, PEERS / "python", "-m", "benchmarks.peers.catalog.fill", stage.folder)


def fill_datasette(stage: Stage) -> None:
    call(stage, PEERS / "python", "-m", "benchmarks.peers.datasette", stage.folder, stage.file("datasette"))


def serve_datasette(stage: Stage, port: int) -> list[str | Path]:
    """Read-only, hence immutable, as its docs recommend; slow queries are let run instead of refused."""
    file = stage.file("datasette")
    settings = {"suggest_facets": "off", "sql_time_limit_ms": "60000", "max_returned_rows": "100"}
    options = [part for name, value in settings.items() for part in ("--setting", name, value)]
    return [PEERS / "datasette", "-i", file, "-m", file.with_suffix(".json"), "-p", str(port), *options]


def fill_groonga(stage: Stage) -> None:
    call(stage, OURS / "python", "-m", "benchmarks.peers.groonga", stage.folder, stage.folder / "names.grn")


def serve_groonga(stage: Stage, port: int) -> list[str | Path]:
    """Two threads, as the others have two workers."""
    options = ["--protocol", "http", "--bind-address", "127.0.0.1", "-p", str(port), "-t", "2"]
    return ["groonga", "-s", *options, "--log-path", "/dev/null", stage.folder / "names.grn"]


def fill_tantivy(stage: Stage) -> None:
    call(stage, PEERS / "python", "-m", "benchmarks.peers.tantivy_names", stage.folder, stage.folder / "tantivy")


def write_states(stage: Stage) -> None:
    call(stage, OURS / "python", "-m", "benchmarks.peers.states", stage.states)


SYSTEMS = (
    System("ours", "this project", fill_ours, granian(OURS, "directory.wsgi:application"), "ours"),
    System(
        "plain", "plain DRF", fill_peers, granian(PEERS, "benchmarks.peers.catalog.wsgi:application"), "peers", PEERS,
        settings={"PEER": "plain_drf"},
    ),
    System(
        "ninja", "django-ninja", fill_peers, granian(PEERS, "benchmarks.peers.catalog.wsgi:application"), "peers",
        PEERS, settings={"PEER": "ninja"},
    ),
    System("datasette", "Datasette", fill_datasette, serve_datasette, "datasette", PEERS, databases=("sqlite",)),
    System("groonga", "Groonga", fill_groonga, serve_groonga, "names", databases=("sqlite",)),
    System(
        "tantivy", "tantivy", fill_tantivy, granian(PEERS, "benchmarks.peers.tantivy_names:application"), "pairs", PEERS,
        databases=("sqlite",),
    ),
    System("bare", "bare limit", write_states, granian(OURS, "benchmarks.peers.bare:application"), "states"),
)  # fmt: skip


def serve_ours(stage: Stage, port: int) -> list[str | Path]:
    """As people run it: a supervisor, two front processes, one for staff, one for what is dear."""
    settings = {"HOST": "127.0.0.1", "PORT": port, "WORKERS": 2}
    return ["env", *(f"{name}={value}" for name, value in settings.items()), OURS / "python", "manage.py", "serve"]


SERVED = System("ours", "this project as it is served", fill_ours, serve_ours, "ours")


def install_peers() -> None:
    """The peers' own environment, once."""
    if (PEERS / "granian").exists():
        return
    shutil.rmtree(PEERS.parent, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(PEERS.parent)], check=True)
    requirements = ROOT / "benchmarks" / "requirements.txt"
    pip = [str(PEERS / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(requirements)]
    subprocess.run(pip, check=True)


@contextmanager
def noted(text: str) -> Iterator[None]:
    """Say on stderr what is being done, and how long it took."""
    begun = time.perf_counter()
    print(f"{text} …", end=" ", file=sys.stderr, flush=True)
    yield
    print(f"{time.perf_counter() - begun:.1f} s", file=sys.stderr, flush=True)
