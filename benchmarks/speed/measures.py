"""What is not requests a second: export, publishing anew while others read, cold start, memory."""

from __future__ import annotations

import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from .. import emergencies
from .load import LoadTarget, Sample, ask, run
from .loading import load_files
from .servers import ServerUnderLoad
from .stages import SYSTEMS, Stage, noted
from .values import AddressMaterial, places
from .works import PROBES

ROUNDS = 3
EXPORT = "/api/v1/export/hospitals.ndjson"
READS = 3.0  # seconds of reading that publishing is compared with


def take(stage: Stage, servers: dict[str, ServerUnderLoad], found: dict[str, Any]) -> None:
    """All of them; memory first, while the servers have answered everything else."""
    if "ours" not in servers:
        return
    steps: dict[str, Callable[[], Any]] = {
        "memory": lambda: {key: sum(server.anonymous_memory()) for key, server in servers.items()},
        "memory_of_processes": servers["ours"].anonymous_memory,
        "export": lambda: export(stage, servers),
        "republish": lambda: republish(stage, servers["ours"]),
        "cold_start": lambda: {key: cold_start(stage, key) for key in servers},
        "emergencies": emergencies.cost,
    }
    for name, step in steps.items():
        with noted(f"{name} on {stage.database}"):
            try:
                found[name] = step()
            except (RuntimeError, OSError) as problem:  # what was measured until now is not to be lost
                found[name] = {"error": str(problem)}


def export(stage: Stage, servers: dict[str, ServerUnderLoad]) -> dict[str, float]:
    """Rows a second, in turn: the export, the bare app's, and a raw scan without any server."""
    ways: dict[str, Callable[[], float]] = {
        "scan": lambda: scanned(stage),
        "ours": lambda: downloaded(servers["ours"].port, EXPORT),
    }
    if "bare" in servers:
        ways["bare"] = lambda: downloaded(servers["bare"].port, "/export/")
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            rates[name].append(way())
    return {name: statistics.median(found) for name, found in rates.items()}


def downloaded(port: int, path: str) -> float:
    """Lines a second; 0 where there is no such thing."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    begun, lines = time.perf_counter(), 0
    connection.request("GET", path)
    response = connection.getresponse()
    if response.status != 200:
        return 0.0
    while chunk := response.read(1 << 20):
        lines += chunk.count(b"\n")
    connection.close()
    return lines / (time.perf_counter() - begun)


def scanned(stage: Stage) -> float:
    """Rows a second of reading every document of the kind and doing nothing with it."""
    statement = "SELECT text FROM core_entry JOIN core_document ON entry_id = core_entry.id WHERE kind = 'hospital'"
    begun = time.perf_counter()
    if stage.database == "sqlite":
        import sqlite3

        with sqlite3.connect(stage.file("ours")) as connection:
            count = sum(1 for _ in connection.execute(statement))
        connection.close()
    else:
        import psycopg

        with psycopg.connect(stage.url("ours")) as session, session.cursor("scan") as cursor:
            cursor.itersize = 5000
            count = sum(1 for _ in cursor.execute(statement))
    return count / (time.perf_counter() - begun)


def republish(stage: Stage, server: ServerUnderLoad) -> dict[str, float]:
    """One row in a hundred changed and published anew, while others read as fast as they can."""
    file = stage.folder / "changed.ndjson"
    stamp = time.strftime("%H%M%S")
    rows, slug = changed(stage.folder / "hospitals.ndjson", file, stamp)
    slugs = [values["slug"] for values in places(AddressMaterial(stage.folder, stage.size))]
    target = LoadTarget(server.port, [f"/api/v1/hospitals/{slug}/" for slug in slugs])
    before = run(target, 2, READS, stage.folder)
    during: list[Sample] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            during.append(run(target, 2, 1, stage.folder))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        seconds = load_files(stage, file)
    finally:
        done.set()
        reader.join()
    see_published(server, slug, stamp)
    kept = statistics.mean(sample.rate for sample in during)
    return {
        "rows": rows, "seconds": seconds, "rate": rows / seconds, "reads_before": before.rate, "reads_during": kept,
        "kept": kept / before.rate, "failed": sum(sample.failed for sample in during),
    }  # fmt: skip


def changed(source: Path, file: Path, stamp: str) -> tuple[int, str]:
    """Every hundredth row with an address that it never had; how many, and the last one's slug."""
    rows, slug = 0, ""
    with source.open("rb") as lines, file.open("wb") as out:
        for line in itertools.islice(lines, 0, None, 100):
            row = orjson.loads(line)
            row["address"], slug = f"{row['address']} {stamp}", row["slug"]
            out.write(orjson.dumps(row) + b"\n")
            rows += 1
    return rows, slug


def see_published(server: ServerUnderLoad, slug: str, stamp: str) -> None:
    body = ask(server.port, f"/api/v1/hospitals/{slug}/")[1]
    if stamp.encode() not in body:
        raise RuntimeError("what was loaded anew was not published")


def cold_start(stage: Stage, key: str) -> float:
    """Seconds from the command to the first good answer."""
    system = next(system for system in SYSTEMS if system.key == key)
    taken = []
    for _ in range(ROUNDS):
        server = ServerUnderLoad(system, stage, PROBES[key])
        taken.append(server.cold_start)
        server.stop()
    return statistics.median(taken)
