"""A database that is locked, full or away: "not now", with when to ask again; nothing is lost, nothing is restarted."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest

from benchmarks.attackers import log_in

from .conftest import PASSWORD, InstalledServer

PRODUCTION = "from django.conf import settings; settings.DEBUG = False"
ADD = "/admin/core/scheme/add/"
FULL = "from django.db import connections; connections.settings['default']['OPTIONS']['init_command'] += 'PRAGMA max_page_count=1'"


def asked(port: int, path: str, cookies: str = "", form: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
    client = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookies} | ({"Content-Type": "application/x-www-form-urlencoded"} if form else {})
    client.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
    answer = client.getresponse()
    return answer, answer.read().decode()


def typed(page: str) -> dict[str, str]:
    """The form on the page, as a browser would send it again."""
    rows = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(value) for name, value in rows}


@contextmanager
def locked(installation: Path) -> Iterator[None]:
    with closing(sqlite3.connect(installation / "directory.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def filled(server: InstalledServer, cookies: str, code: str) -> dict[str, str]:
    page = asked(server.port, ADD, cookies)[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, page
    return {
        "csrfmiddlewaretoken": token[1],
        "code": code,
        "name": f"险种{code}<b>“引号”</b>",
        "aliases": "甲\r\n乙",
        "position": "9",
    }


def test_it_works(start: Callable[..., InstalledServer], installation: Path) -> None:
    """A curator waited 20 seconds for a lock, got a 500, and what was typed was gone."""
    server = start(PRODUCTION, LOCK_SECONDS="1")
    cookies = log_in(server.port, "curator", PASSWORD)[1]
    form = filled(server, cookies, "xin")
    with locked(installation):
        answer, page = asked(server.port, ADD, cookies, form)
        assert (answer.status, answer.getheader("Retry-After")) == (503, "5")
        assert typed(page) == form
        assert asked(server.port, "/")[0].status == 200
    answer, page = asked(server.port, ADD, cookies, typed(page))
    assert answer.status == 302, page  # taken up where it was


def test_a_password_is_not_on_the_page(start: Callable[..., InstalledServer], installation: Path) -> None:
    server = start(PRODUCTION, LOCK_SECONDS="1")
    with locked(installation):
        page = asked(server.port, "/admin/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        status, _cookies = log_in(server.port, "curator", PASSWORD)
    assert status == 503


def test_staff_read_on_while_it_is_locked(start: Callable[..., InstalledServer], installation: Path) -> None:
    """That somebody was there could not be written down, and the page was answered 400: 请求有误."""
    server = start(f"{PRODUCTION}; from directory.operations import sessions; sessions.NOTED = 0", LOCK_SECONDS="1")
    cookies = log_in(server.port, "curator", PASSWORD)[1]
    with locked(installation):
        assert asked(server.port, ADD, cookies)[0].status == 200


def test_a_full_disk(start: Callable[..., InstalledServer]) -> None:
    server = start(f"{PRODUCTION}; {FULL}", LOCK_SECONDS="1")
    cookies = log_in(server.port, "curator", PASSWORD)[1]
    much = filled(server, cookies, "duo") | {"aliases": "\r\n".join(f"{n:09}" for n in range(100_000))}
    assert asked(server.port, ADD, cookies, much)[0].status == 503
    assert asked(server.port, "/api/v1/hospitals/")[0].status == 200


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/hospitals/", "/admin/login/?next=/admin/", "/api/v1/export/hospitals.csv"]
)
def test_a_database_that_refuses_connections(away: InstalledServer, path: str) -> None:
    answer, body = asked(away.port, path)
    if path.startswith("/admin"):
        assert answer.status == 200  # a form to log in needs no database
        return
    assert (answer.status, answer.getheader("Retry-After")) == (503, "5")
    assert "现在做不了" in body
    assert answer.getheader("Content-Type", "").startswith("application/problem+json" if "api" in path else "text/html")
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_readiness_says_so_and_health_does_not(away: InstalledServer) -> None:
    answer, body = asked(away.port, "/readyz")
    assert (answer.status, json.loads(body)["ready"]) == (503, False)
    assert asked(away.port, "/healthz")[0].status == 200


@pytest.fixture(scope="module")
def away(start: Callable[..., InstalledServer]) -> InstalledServer:
    """A server whose PostgreSQL is not there."""
    return start(PRODUCTION, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing", WORKERS="1")
