"""Machines that fail: the database's, with and without a standby, and that of Redis."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.attackers import AttackSeen, ask, timed
from benchmarks.caches import redis
from benchmarks.clusters import PostgresCluster, cluster
from benchmarks.installation import PASSWORD, InstalledServer, manage

from .trial import Finding, Trial

PROMOTIONS, KILLS = 20, 50
PATIENCE = 60  # seconds
CONTENT = f"""
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
from directory.core.models import Article
from directory.core.publishing.publish import publish
User.objects.create_superuser("curator", password="{PASSWORD}")
publish([Article.objects.create(slug="first", title="第一篇", role="main", extent="whole")])
"""


@contextmanager
def writing(trial: Trial, server: InstalledServer, acknowledged: list[str]) -> Iterator[None]:
    over = threading.Event()
    writer = threading.Thread(target=trial.write, args=(server, over, acknowledged))
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def reach(acknowledged: list[str], number: int) -> bool:
    end = time.monotonic() + PATIENCE
    while len(acknowledged) < number and time.monotonic() < end:
        time.sleep(0.02)
    return len(acknowledged) >= number


def stored(nodes: PostgresCluster) -> set[str]:
    return {code for (code,) in nodes.primary.ask("SELECT code FROM core_scheme")}


def made(trial: Trial, nodes: PostgresCluster) -> None:
    done = manage(trial.folder, "shell", "-c", CONTENT, DATABASE_URL=nodes.settings["DATABASE_URL"])
    assert done.returncode == 0, done.stderr
    trial.cookies = ""


def promotion(trial: Trial) -> Iterator[Finding]:
    """The primary's machine fails under writes, its standby is promoted, the next standby is made; and so on."""
    acknowledged: list[str] = []
    readers, silent, going_on = AttackSeen(), [], 0
    times = min(PROMOTIONS, trial.cycles)
    with cluster() as nodes:
        made(trial, nodes)
        nodes.make_standby()
        either = nodes.settings | {"DATABASE_REPLICA_URLS": f"{nodes.standby.url},{nodes.primary.url}"}
        with trial.serving(LOCK_SECONDS="2", **either) as server, writing(trial, server, acknowledged):
            for _time in range(times):
                reach(acknowledged, len(acknowledged) + 3)
                time.sleep(random.uniform(0, 0.5))
                nodes.primary.kill()
                begun = time.monotonic()
                for _n in range(10):
                    timed(server.port, "/api/v1/articles/first/", readers)
                nodes.promote()
                nodes.swap()
                going_on += reach(acknowledged, len(acknowledged) + 1)
                silent.append(time.monotonic() - begun)
                nodes.make_standby()
        lost = set(acknowledged) - stored(nodes)
    seen = (
        f"{len(acknowledged)} acknowledged, {len(lost)} lost; writing again after {max(silent):.1f} s at most;"
        f" {readers.statuses.count(200)} of {len(readers.statuses)} pages between failure and promotion"
    )
    kept = not lost and going_on == times and readers.within(5) == 1
    yield Finding("0 acknowledged writes lost, reads go on", f"{times} promotions of a synchronous standby", seen, kept)
    trial.cookies = ""


def killed_postgres(trial: Trial) -> Iterator[Finding]:
    """kill -9 of PostgreSQL and of the server, together, at random moments under writes."""
    acknowledged: list[str] = []
    times = min(KILLS, trial.cycles)
    with cluster() as nodes:
        made(trial, nodes)
        for _time in range(times):
            settings = {"DATABASE_URL": nodes.settings["DATABASE_URL"]}
            with trial.serving(**settings) as server, writing(trial, server, acknowledged):
                reach(acknowledged, len(acknowledged) + 1)
                time.sleep(random.uniform(0, 0.5))
                nodes.primary.kill()
                for pid in (server.process.pid, *server.workers):
                    os.kill(pid, signal.SIGKILL)
                server.process.wait()
            nodes.primary.start()
        lost = set(acknowledged) - stored(nodes)
    seen = f"{len(acknowledged)} acknowledged, {len(lost)} lost"
    tried = f"kill -9 of PostgreSQL and of everything under writes, {times} times"
    yield Finding("0 acknowledged writes lost", tried, seen, bool(acknowledged) and not lost)
    trial.cookies = ""


def redis_gone(trial: Trial) -> Iterator[Finding]:
    with redis() as node, trial.serving(REDIS_URL=node.url) as server:
        seen = AttackSeen()
        for number in range(200):
            if number == 50:
                node.kill()
            timed(server.port, "/about/", seen)
        node.start()
        back = ask(server.port, "/about/")[0]
    text = f"{seen.statuses.count(200)} of {len(seen.statuses)} pages, the slowest {seen.slowest:.2f} s; after its return {back}"
    yield Finding("everything still answers", "Redis killed between requests", text, seen.within() == 1 and back == 200)
