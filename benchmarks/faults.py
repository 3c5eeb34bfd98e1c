"""What can go wrong, made to go wrong: ``python -m benchmarks.faults`` says what was promised, tried and seen.

``--cycles N`` is how often everything is killed, ``--seconds N`` how long an attack lasts; ``--report FILE`` writes it down.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from .attackers import DEAR, AttackSeen, ask, attacked, log_in, people, slow_body, slow_head, slow_reader, wanting
from .fault_texts import BEGINNING, NOT_TRIED
from .installation import PASSWORD, InstalledServer, manage

PRODUCTION = {"DEBUG": "0"}
ADD = "/admin/core/scheme/add/"


class Finding(NamedTuple):
    """One line of the report."""

    promised: str
    tried: str
    seen: str
    kept: bool


class Trial:
    """An installation on which all faults are tried, one after the other."""

    def __init__(self, folder: Path, cycles: int, seconds: float) -> None:
        self.folder, self.cycles, self.seconds = folder, cycles, seconds
        self.next, self.cookies = 0, ""

    @contextmanager
    def serving(self, changes: str = "", **settings: str) -> Iterator[InstalledServer]:
        server = InstalledServer(self.folder, changes, **PRODUCTION | settings)
        server.wake()
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()

    # ── each returns what was seen

    def attack(self) -> Iterator[Finding]:
        with self.serving() as server:
            cookies, dear = log_in(server.port, "curator", PASSWORD)[1], AttackSeen()
            slow = [*[slow_body] * 60, *[slow_reader] * 60, *[slow_head] * 20]
            with attacked(server.port, *slow, *[wanting(dear, *DEAR)] * 20):
                time.sleep(1)
                readers, staff = people(server.port, self.seconds, cookies)
        seen = (
            f"{readers.within():.1%} of {len(readers.statuses)} pages within 1 s, the slowest {readers.slowest:.2f} s"
        )
        tried = "60 slow bodies, 60 slow readers of exports, 20 slow heads, 20 clients of dear addresses at once"
        yield Finding("other people's pages ≥ 99 % within 1 s", tried, seen, readers.within() >= 0.99)
        seen = f"{staff.within():.1%} of {len(staff.statuses)} lists within 1 s, the slowest {staff.slowest:.2f} s"
        yield Finding("staff go on working meanwhile", "the same", seen, staff.within(5) >= 0.99)
        refused = sum(status in (429, 503) for status in dear.statuses)
        failed = {status: number for status, number in dear.failed().items() if status != 503}
        seen = f"{len(dear.statuses)} answers, {refused} of them “not now”, others failed: {failed or 0}"
        yield Finding("dear addresses are answered or refused", "the same", seen, not failed)

    def killed_workers(self) -> Iterator[Finding]:
        """One at a time, at random moments, while a curator adds records."""
        with self.serving() as server:
            over, killed = threading.Event(), 0
            acknowledged: list[str] = []
            writer = threading.Thread(target=self.write, args=(server, over, acknowledged))
            writer.start()
            seen = AttackSeen()
            while killed < 50:
                if workers := server.workers:
                    os.kill(random.choice(workers), signal.SIGKILL)
                    killed += 1
                begun = time.perf_counter()
                seen.add(ask(server.port, "/about/")[0], time.perf_counter() - begun)
                time.sleep(random.uniform(0.05, 0.3))
            over.set()
            writer.join()
            time.sleep(1)
            alive = ask(server.port, "/")[0] == 200
        lost = set(acknowledged) - self.stored()
        text = f"{len(acknowledged)} acknowledged, {len(lost)} lost; {seen.statuses.count(200)} of {killed} pages right after a kill"
        yield Finding(
            "a killed process is replaced, nothing acknowledged is lost",
            f"{killed} kills under writes",
            text,
            alive and not lost,
        )

    def killed_all(self) -> Iterator[Finding]:
        """kill -9 of every process of the server at a random moment, then a new start."""
        acknowledged: list[str] = []
        starts = []
        for _cycle in range(self.cycles):
            begun = time.perf_counter()
            with self.serving() as server:
                starts.append(time.perf_counter() - begun)
                over = threading.Event()
                writer = threading.Thread(target=self.write, args=(server, over, acknowledged))
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
        lost = set(acknowledged) - self.stored()
        with closing(sqlite3.connect(self.folder / "directory.sqlite3")) as database:
            whole = database.execute("PRAGMA integrity_check").fetchone()[0]
        seen = f"{len(acknowledged)} acknowledged, {len(lost)} lost; integrity check: {whole}; started in {max(starts):.1f} s at most"
        yield Finding(
            "0 acknowledged writes lost",
            f"kill -9 of everything under writes, {self.cycles} times",
            seen,
            not lost and whole == "ok",
        )

    def lock(self) -> Iterator[Finding]:
        with self.serving(LOCK_SECONDS="2") as server, closing(self.database()) as other:
            cookies = log_in(server.port, "curator", PASSWORD)[1]
            form = self.form(server, cookies)
            other.execute("BEGIN IMMEDIATE")
            begun = time.perf_counter()
            status, page = self.post(server, cookies, form)
            took = time.perf_counter() - begun
            reads = ask(server.port, "/")[0]
            other.execute("ROLLBACK")
            kept = form["name"] in page
            after = self.post(server, cookies, form)[0]
        seen = f"{status} after {took:.1f} s, typed content kept: {kept}; public page {reads}; sent again: {after}"
        yield Finding(
            "503 after LOCK_SECONDS, nothing typed is lost",
            "a lock held by another process",
            seen,
            (status, kept, reads, after) == (503, True, 200, 302),
        )

    def full(self) -> Iterator[Finding]:
        options = "from django.db import connections; options = connections.settings['default']['OPTIONS']"
        changes = f"{options}; options['init_command'] += 'PRAGMA max_page_count=1'"
        with self.serving(changes) as server:
            cookies = log_in(server.port, "curator", PASSWORD)[1]
            form = self.form(server, cookies) | {"aliases": "\r\n".join(f"{n:09}" for n in range(100_000))}
            status = self.post(server, cookies, form)[0]
            reads = ask(server.port, "/hospitals/")[0]
        yield Finding(
            "503, reads go on",
            "a database that cannot grow",
            f"write {status}, read {reads}",
            (status, reads) == (503, 200),
        )

    def away(self) -> Iterator[Finding]:
        with self.serving(DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing") as server:
            found = [ask(server.port, path)[0] for path in ("/", "/api/v1/hospitals/", "/readyz", "/healthz")]
        yield Finding(
            "503, no restart needed",
            "PostgreSQL refuses connections",
            f"/ {found[0]}, API {found[1]}, /readyz {found[2]}, /healthz {found[3]}",
            found == [503, 503, 503, 200],
        )

    def port(self) -> Iterator[Finding]:
        with self.serving() as server:
            second = manage(self.folder, "serve", PORT=str(server.port))
        said = second.stderr.strip().rpartition("\n")[2]
        named = f"process {server.process.pid} has it" in said
        yield Finding(
            "a taken port is refused, with who has it",
            "a second server on the same port",
            re.sub(r"\d{4,}", "N", said)[:120],
            named,
        )

    # ── means

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / "directory.sqlite3", isolation_level=None, timeout=30)

    def stored(self) -> set[str]:
        with closing(self.database()) as database:
            return {code for (code,) in database.execute("SELECT code FROM core_scheme")}

    def form(self, server: InstalledServer, cookies: str) -> dict[str, str]:
        self.next += 1
        page = self.page(server, cookies)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        code = f"f{self.next}-{os.urandom(3).hex()}"
        return {
            "csrfmiddlewaretoken": token[1] if token else "",
            "code": code,
            "name": f"险种{code}",
            "aliases": "甲",
            "position": "9",
        }

    def page(self, server: InstalledServer, cookies: str) -> str:
        return ask(server.port, ADD, {"Cookie": cookies})[1].decode()

    def post(self, server: InstalledServer, cookies: str, form: dict[str, str]) -> tuple[int, str]:
        client = HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
            client.request("POST", ADD, urlencode(form), headers)
            answer = client.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            client.close()

    def write(self, server: InstalledServer, over: threading.Event, acknowledged: list[str]) -> None:
        """Adds records by the admin's form and notes those of which it was told that they are saved."""
        while not over.is_set():
            try:
                # A login outlives the server: its session is in the database.
                self.cookies = self.cookies or log_in(server.port, "curator", PASSWORD)[1]
                form = self.form(server, self.cookies)
                status = self.post(server, self.cookies, form)[0] if form["csrfmiddlewaretoken"] else 0
            except OSError:
                continue
            if status == 302:
                acknowledged.append(form["code"])
            elif status == 403:
                self.cookies = ""


TRIALS: tuple[Callable[[Trial], Iterator[Finding]], ...] = (
    Trial.attack, Trial.killed_workers, Trial.killed_all, Trial.lock, Trial.full, Trial.away, Trial.port,
)  # fmt: skip


def report(findings: list[Finding]) -> str:
    rows = [
        f"| {'✓' if found.kept else '✗'} | {found.promised} | {found.tried} | {found.seen} |\n" for found in findings
    ]
    return "".join([BEGINNING, *rows, NOT_TRIED])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial, findings = Trial(Path(folder), given.cycles, given.seconds), []
        made = manage(trial.folder, "prepare")
        made = (
            made
            if made.returncode
            else manage(
                trial.folder,
                "createsuperuser",
                "--noinput",
                "--username",
                "curator",
                "--email",
                "",
                DJANGO_SUPERUSER_PASSWORD=PASSWORD,
            )
        )
        if made.returncode:
            sys.exit(made.stderr)
        for attempt in TRIALS:
            if given.only in attempt.__name__:
                for finding in attempt(trial):
                    findings.append(finding)
                    print("✓" if finding.kept else "✗", *finding[:3], sep=" | ", flush=True)
    if given.report:
        given.report.write_text(report(findings), encoding="utf-8")
    return 0 if all(finding.kept for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
