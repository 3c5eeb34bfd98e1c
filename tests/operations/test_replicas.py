"""Two machines: the public read from a standby that is near enough, staff write to the primary, and nothing is lost."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from benchmarks.attackers import ask, log_in
from benchmarks.clusters import PostgresCluster, binaries, cluster
from directory.operations import replicas
from directory.operations.replicas import ReplicaState, ReplicaWatch

from .conftest import PASSWORD, InstalledServer, manage, wait_until
from .upgrades import VERSION, NewVersion, readers, renew, version_of

SECONDS = 3  # that a replica may be behind
ADD = "/admin/core/article/add/"
# Models, the index by plain SQL, an export that is read while it is sent, what counts sequence numbers.
PATHS = (
    "/api/v1/articles/", "/api/v1/search/?q=%E6%96%87%E7%AB%A0", "/api/v1/export/articles.ndjson", "/api/v1/changes/",
)  # fmt: skip
CONTENT = """
import django; django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
from directory.core.models import Article
from directory.core.publishing.publish import publish
User.objects.create_superuser("curator", password="{password}")
publish([Article.objects.create(slug="first", title="第一篇", role="main", extent="whole")])
"""


class ReplicatedSite:
    """An installation on a primary and its standby."""

    def __init__(self, nodes: PostgresCluster, server: InstalledServer, version: NewVersion) -> None:
        self.nodes, self.server, self.version = nodes, server, version
        self.cookies = log_in(server.port, "curator", PASSWORD)[1]

    def add(self, slug: str) -> int:
        """An article, by the admin's form."""
        page = ask(self.server.port, ADD, {"Cookie": self.cookies})[1].decode()
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        form |= {"slug": slug, "title": f"文章{slug}", "source_kind": "article", "role": "main", "extent": "whole"}
        form |= {"in_scope": "on"}
        client = HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        try:
            client.request("POST", ADD, urlencode(form), headers)
            return client.getresponse().status
        except OSError:
            return 0
        finally:
            client.close()

    def reads(self, slug: str) -> int:
        return ask(self.server.port, f"/api/v1/articles/{slug}/")[0]

    def page(self, path: str) -> str:
        status, body, _location = ask(self.server.port, path)
        assert status == 200, path
        return body.decode()

    def replica(self) -> dict[str, Any]:
        return json.loads(ask(self.server.port, "/readyz")[1])["replicas"]["replica-1"]

    def is_used(self) -> bool:
        return bool(self.replica()["used"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicatedSite]:
    if binaries() is None:
        pytest.skip("NOT RUN: no PostgreSQL binaries here (/usr/lib/postgresql), so replicas are NOT TESTED")
    folder: Path = tmp_path_factory.mktemp("replicated")
    with cluster() as nodes:
        made = manage(
            folder, "shell", "-c", CONTENT.format(password=PASSWORD), DATABASE_URL=nodes.settings["DATABASE_URL"]
        )
        assert made.returncode == 0, made.stderr
        nodes.make_standby()
        version = NewVersion(folder)
        server = InstalledServer(
            folder,
            version.changes,
            "--prepare",
            WORKERS="1",
            REPLICA_SECONDS=str(SECONDS),
            LOCK_SECONDS="2",
            **nodes.settings,
        )
        try:
            server.wake()
            wait_until(lambda: json.loads(ask(server.port, "/readyz")[1])["replicas"])
            yield ReplicatedSite(nodes, server, version)
        finally:
            server.stop()


def test_it_works(site: ReplicatedSite) -> None:
    """The public is answered from the standby: what it is kept from is not there until it is too far behind."""
    wait_until(site.is_used)
    assert site.add("second") == 302
    wait_until(lambda: all("second" in site.page(path) for path in PATHS))  # every process has looked at the standby
    time.sleep(1)
    site.nodes.standby.ask("SELECT pg_wal_replay_pause()")
    assert site.add("third") == 302
    begun = time.monotonic()
    assert site.reads("third") == 404
    assert [path for path in PATHS if "third" in site.page(path)] == []
    assert (
        ask(site.server.port, "/admin/core/article/?q=third", {"Cookie": site.cookies})[1].decode().count("文章third")
    )
    wait_until(lambda: site.reads("third") == 200)
    assert 1 <= time.monotonic() - begun <= SECONDS + 4
    state = site.replica()
    assert (state["used"], state["state"]) == (False, f"more than {SECONDS} s behind")
    assert state["behind_seconds"] >= SECONDS
    site.nodes.standby.ask("SELECT pg_wal_replay_resume()")
    wait_until(site.is_used)
    assert site.replica()["behind_seconds"] < 1
    assert site.reads("third") == 200


def test_a_standby_that_is_gone_is_missed_by_nobody(site: ReplicatedSite) -> None:
    wait_until(site.is_used)
    site.nodes.primary.ask("ALTER SYSTEM SET synchronous_standby_names = ''")  # or every commit would wait for it
    site.nodes.primary.ask("SELECT pg_reload_conf()")
    site.nodes.standby.kill()
    assert [site.reads("first") for _n in range(20)] == [200] * 20
    assert site.add("fourth") == 302
    assert site.reads("fourth") == 200
    wait_until(lambda: "does not answer" in site.replica()["state"])
    site.nodes.standby.start()
    wait_until(site.is_used)
    site.nodes.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    site.nodes.primary.ask("SELECT pg_reload_conf()")
    wait_until(site.nodes.is_synchronous)


def test_an_upgrade_while_people_read(site: ReplicatedSite) -> None:
    """A table that somebody reads for long cannot be changed. Were it waited for, everybody would wait behind it."""
    wait_until(site.is_used)
    site.version.install()
    with readers(site.server) as seen:
        with site.nodes.primary.holding("LOCK TABLE core_entry IN ACCESS SHARE MODE"):
            renew(site.server)
            wait_until(lambda: "cannot be prepared: this one goes on" in site.server.log.read_text(), 60)
            assert version_of(site.server) == "old"
        renew(site.server)
        wait_until(lambda: version_of(site.server) == VERSION, 60)
        wait_until(site.is_used)
    assert seen.statuses.count(200) == len(seen.statuses) > 20
    assert site.add("after") == 302


def test_promotion_loses_nothing_that_was_acknowledged(site: ReplicatedSite) -> None:
    """The primary's machine fails under writes; the standby is promoted; nothing is restarted or set anew."""
    wait_until(site.is_used)
    acknowledged: list[str] = []
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            if site.add(f"w{number}") == 302:
                acknowledged.append(f"w{number}")

    writer = threading.Thread(target=write)
    writer.start()
    wait_until(lambda: len(acknowledged) >= 4, 20)
    site.nodes.primary.kill()
    before = len(acknowledged)
    assert [site.reads("first") for _n in range(10)] == [200] * 10
    answer = json.loads(ask(site.server.port, "/readyz")[1])
    assert answer["ready"] is True
    site.nodes.promote()
    wait_until(lambda: len(acknowledged) >= before + 3, 20)
    over.set()
    writer.join()
    stored = {slug for (slug,) in site.nodes.standby.ask("SELECT slug FROM core_entry WHERE kind = 'article'")}
    assert [slug for slug in acknowledged if slug not in stored] == []
    assert site.reads(acknowledged[-1]) == 200


# The rule by which a replica is used, without machines.


@contextmanager
def numbers(monkeypatch: pytest.MonkeyPatch, **given: int | None) -> Iterator[dict[str, int | None]]:
    from django.db import OperationalError

    def read(alias: str) -> int:
        number = given[alias.replace("-", "_")]
        if number is None:
            raise OperationalError
        return number

    monkeypatch.setattr(replicas, "read", read)
    yield given


@pytest.fixture
def look(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ReplicaState]:
    settings.REPLICAS, settings.REPLICA_SECONDS = {"replica-1": {}}, 10
    watch, clock = ReplicaWatch(), [1000.0]
    monkeypatch.setattr("directory.operations.replicas.time.monotonic", lambda: clock[0])

    def looked(primary: int | None, replica: int | None, later: float = 1) -> ReplicaState:
        clock[0] += later
        with numbers(monkeypatch, default=primary, replica_1=replica):
            watch.look()
        return watch.states["replica-1"]

    return looked


def test_a_replica_is_as_old_as_what_it_has(look: Callable[..., ReplicaState]) -> None:
    assert look(5, 5) == ReplicaState(True, "ok", 0, 5)
    assert look(6, 5) == ReplicaState(True, "ok", 1, 5)
    assert look(9, 5, later=9) == ReplicaState(True, "ok", 10, 5)
    assert look(9, 5) == ReplicaState(False, "more than 10 s behind", 11, 5)
    assert look(9, 6) == ReplicaState(False, "more than 10 s behind", 11, 6)
    assert look(9, 9) == ReplicaState(True, "ok", 0, 9)


def test_a_quiet_primary_makes_no_replica_old(look: Callable[..., ReplicaState]) -> None:
    look(5, 5)
    assert look(5, 5, later=3600).behind == 0
    assert look(6, 5).behind == 1


def test_how_old_is_not_known_at_first(look: Callable[..., ReplicaState]) -> None:
    assert look(5, 4) == ReplicaState(False, "more than 10 s behind", None, 4)
    assert look(5, 5).usable


def test_one_that_is_gone(look: Callable[..., ReplicaState]) -> None:
    assert look(5, None) == ReplicaState(False, "does not answer: OperationalError")


def test_without_the_primary_every_replica_does(look: Callable[..., ReplicaState]) -> None:
    look(5, 5)
    look(6, 5)
    assert look(None, 5, later=100) == ReplicaState(True, "used, as the primary does not answer", 101, 5)


def test_one_that_is_ahead_is_of_another_primary(look: Callable[..., ReplicaState]) -> None:
    assert not look(5, 6).usable


def test_one_that_failed_is_not_asked_again_for_the_same_request(settings: Any) -> None:
    """A look that was under way at the failure called it usable again: the request then found no other one."""
    settings.REPLICAS = {}  # nothing looks meanwhile
    watch = ReplicaWatch()
    watch.states = {alias: ReplicaState(True, "ok") for alias in ("replica-1", "replica-2")}
    first = watch.chosen()
    assert first is not None
    assert {first, watch.chosen({first})} == {"replica-1", "replica-2"}
    assert watch.chosen({"replica-1", "replica-2"}) is None
