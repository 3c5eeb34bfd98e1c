"""Slow clients, killed processes, locks, full disks, databases and ports that are not to be had."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing

from benchmarks.attackers import (
    DEAR,
    AttackSeen,
    ask,
    attacked,
    log_in,
    people,
    slow_body,
    slow_head,
    slow_reader,
    wanting,
)
from benchmarks.installation import PASSWORD, manage

from .trial import Finding, Trial

PATIENCE = 10  # seconds


def attack(trial: Trial) -> Iterator[Finding]:
    with trial.serving() as server:
        cookies, dear = log_in(server.port, "curator", PASSWORD)[1], AttackSeen()
        slow = [*[slow_body] * 60, *[slow_reader] * 60, *[slow_head] * 20]
        with attacked(server.port, *slow, *[wanting(dear, *DEAR)] * 20):
            time.sleep(1)
            readers, staff = people(server.port, trial.seconds, cookies)
    seen = f"{readers.within():.1%} of {len(readers.statuses)} pages within 1 s, the slowest {readers.slowest:.2f} s"
    tried = "60 slow bodies, 60 slow readers of exports, 20 slow heads, 20 clients of dear addresses at once"
    yield Finding("other people's pages ≥ 99 % within 1 s", tried, seen, readers.within() >= 0.99)
    seen = f"{staff.within():.1%} of {len(staff.statuses)} lists within 1 s, the slowest {staff.slowest:.2f} s"
    yield Finding("staff go on working meanwhile", "the same", seen, staff.within(5) >= 0.99)
    refused = sum(status in (429, 503) for status in dear.statuses)
    failed = {status: number for status, number in dear.failed().items() if status != 503}
    seen = f"{len(dear.statuses)} answers, {refused} of them “not now”, others failed: {failed or 0}"
    yield Finding("dear addresses are answered or refused", "the same", seen, not failed)


def killed_workers(trial: Trial) -> Iterator[Finding]:
    """One at a time, at random moments, while a curator adds records."""
    with trial.serving() as server:
        over, killed = threading.Event(), 0
        acknowledged: list[str] = []
        writer = threading.Thread(target=trial.write, args=(server, over, acknowledged))
        writer.start()
        seen = AttackSeen()
        while killed < 50:
            if workers := server.workers:
                os.kill(random.choice(workers), signal.SIGKILL)
                killed += 1
            begun, before = time.perf_counter(), len(acknowledged)
            seen.add(ask(server.port, "/about/")[0], time.perf_counter() - begun)
            # Kills that leave no time to write would try nothing.
            while len(acknowledged) == before and time.perf_counter() - begun < PATIENCE:
                time.sleep(random.uniform(0.05, 0.3))
        over.set()
        writer.join()
        time.sleep(1)
        alive = ask(server.port, "/")[0] == 200
    lost = set(acknowledged) - trial.stored()
    text = f"{len(acknowledged)} acknowledged, {len(lost)} lost; {seen.statuses.count(200)} of {killed} pages right after a kill"
    yield Finding(
        "a killed process is replaced, nothing acknowledged is lost",
        f"{killed} kills under writes",
        text,
        alive and bool(acknowledged) and not lost,
    )


def killed_all(trial: Trial) -> Iterator[Finding]:
    """kill -9 of every process of the server at a random moment, then a new start."""
    acknowledged: list[str] = []
    starts = []
    for _cycle in range(trial.cycles):
        begun = time.perf_counter()
        with trial.serving() as server:
            starts.append(time.perf_counter() - begun)
            over = threading.Event()
            writer = threading.Thread(target=trial.write, args=(server, over, acknowledged))
            writer.start()
            end, before = time.monotonic() + 20, len(acknowledged)
            while len(acknowledged) == before and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(random.uniform(0, 1))
            for pid in [server.process.pid, *server.workers]:
                os.kill(pid, signal.SIGKILL)
            server.process.wait()
            over.set()
            writer.join()
    lost = set(acknowledged) - trial.stored()
    with closing(sqlite3.connect(trial.folder / "directory.sqlite3")) as database:
        whole = database.execute("PRAGMA integrity_check").fetchone()[0]
    seen = f"{len(acknowledged)} acknowledged, {len(lost)} lost; integrity check: {whole}; started in {max(starts):.1f} s at most"
    yield Finding(
        "0 acknowledged writes lost",
        f"kill -9 of everything under writes, {trial.cycles} times",
        seen,
        not lost and whole == "ok",
    )


def lock(trial: Trial) -> Iterator[Finding]:
    with trial.serving(LOCK_SECONDS="2") as server, closing(trial.database()) as other:
        cookies = log_in(server.port, "curator", PASSWORD)[1]
        form = trial.form(server, cookies)
        other.execute("BEGIN IMMEDIATE")
        begun = time.perf_counter()
        status, page = trial.post(server, cookies, form)
        took = time.perf_counter() - begun
        reads = ask(server.port, "/")[0]
        other.execute("ROLLBACK")
        kept = form["name"] in page
        after = trial.post(server, cookies, form)[0]
    seen = f"{status} after {took:.1f} s, typed content kept: {kept}; public page {reads}; sent again: {after}"
    yield Finding(
        "503 after LOCK_SECONDS, nothing typed is lost",
        "a lock held by another process",
        seen,
        (status, kept, reads, after) == (503, True, 200, 302),
    )


def full(trial: Trial) -> Iterator[Finding]:
    options = "from django.db import connections; options = connections.settings['default']['OPTIONS']"
    changes = f"{options}; options['init_command'] += 'PRAGMA max_page_count=1'"
    trial.prepare()
    with closing(trial.database()) as database:
        database.execute("VACUUM")  # pages that are free could still be written to
    with trial.serving(changes) as server:
        cookies = log_in(server.port, "curator", PASSWORD)[1]
        form = trial.form(server, cookies) | {"aliases": "\r\n".join(f"{n:09}" for n in range(100_000))}
        status = trial.post(server, cookies, form)[0]
        reads = ask(server.port, "/hospitals/")[0]
    yield Finding(
        "503, reads go on",
        "a database that cannot grow",
        f"write {status}, read {reads}",
        (status, reads) == (503, 200),
    )


def away(trial: Trial) -> Iterator[Finding]:
    with trial.serving(DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing") as server:
        found = [ask(server.port, path)[0] for path in ("/", "/api/v1/hospitals/", "/readyz", "/healthz")]
    yield Finding(
        "503, no restart needed",
        "PostgreSQL refuses connections",
        f"/ {found[0]}, API {found[1]}, /readyz {found[2]}, /healthz {found[3]}",
        found == [503, 503, 503, 200],
    )


def port(trial: Trial) -> Iterator[Finding]:
    with trial.serving() as server:
        second = manage(trial.folder, "serve", PORT=str(server.port))
    said = " ".join(second.stderr.split())
    said = said[max(said.find(f"Port {server.port}"), 0) :]
    named = f"process {server.process.pid} has it" in said
    yield Finding(
        "a taken port is refused, with who has it",
        "a second server on the same port",
        re.sub(r"\d{4,}", "N", said)[:120],
        named,
    )
