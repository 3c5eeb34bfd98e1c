"""Logins, limits, headers: what is promised in SECURITY.md."""

from __future__ import annotations

import json
import re
import time
from types import SimpleNamespace
from typing import Any

import django.db
import psycopg
import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from directory.operations import refusals, throttles
from directory.operations.server.lanes import REPORT, lane_of

pytestmark = pytest.mark.django_db
PASSWORD = "long and unusual 7"
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def uncounted(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    caches["default"].clear()
    monkeypatch.setattr(throttles.SharedCache, "away_until", 0.0)


@pytest.fixture
def curator(django_user_model: type[User]) -> User:
    return django_user_model.objects.create_superuser("curator", password=PASSWORD)


def log_in(client: Client, password: str, name: str = "curator", **meta: Any) -> int:
    return client.post(LOGIN, {"username": name, "password": password}, **meta).status_code


def test_it_works(client: Client) -> None:
    assert log_in(client, PASSWORD) == 302
    assert client.get("/admin/").status_code == 200


def test_guessing_is_stopped_for_who_guesses_alone(client: Client) -> None:
    codes = [log_in(client, f"wrong {n}") for n in range(9)]
    assert codes[:7] == [200] * 7
    assert codes[-1] == 429
    assert log_in(client, PASSWORD) == 429
    assert log_in(client, "wrong", name="another") == 200  # colleagues at the same address
    assert log_in(Client(), PASSWORD, REMOTE_ADDR="198.51.100.7") == 302  # the curator elsewhere


def test_an_account_that_is_not_there_is_answered_alike(client: Client) -> None:
    pages = []
    for name in ("curator", "nobody"):
        page = client.post(LOGIN, {"username": name, "password": "wrong"}).content.decode()
        pages.append(re.sub(r'value="[^"]*"', "", page))
    assert pages[0] == pages[1]


def test_a_wide_limit_on_logins_of_one_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (throttles.LOGINS.most, throttles.LOGINS.seconds) == (60, 600)
    monkeypatch.setattr(throttles, "LOGINS", throttles.LOGINS._replace(most=3))
    codes = [log_in(client, "wrong", name=f"name{n}", REMOTE_ADDR="198.51.100.9") for n in range(4)]
    assert codes[-2:] == [200, 429]


@pytest.mark.parametrize(("later", "status"), [(29 * 60, 200), (31 * 60, 302), (-30, 200), (-3600, 302)])
def test_a_session_ends_when_nobody_is_there(client: Client, later: int, status: int) -> None:
    log_in(client, PASSWORD)
    with time_machine.travel(time.time() + later):
        assert client.get("/admin/").status_code == status


def test_a_session_ends_after_half_a_day(client: Client) -> None:
    log_in(client, PASSWORD)
    begun = time.time()
    statuses = []
    for minutes in range(0, 13 * 60, 20):
        with time_machine.travel(begun + minutes * 60):
            statuses.append(client.get("/admin/").status_code)
    assert statuses == [200] * 36 + [302] * 3


def test_a_failed_login_is_logged_without_what_was_typed(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING", "directory.logins"):
        log_in(client, "my secret", name="my secret, typed into the wrong field")
        log_in(client, "my secret")
    assert [
        (vars(record)["user"], len(vars(record)["from"]))
        for record in caplog.records
        if record.name == "directory.logins"
    ] == [
        ("unknown", 12),
        (User.objects.get().pk, 12),
    ]
    assert "secret" not in caplog.text


@pytest.mark.parametrize("path", ["/api/v1/regions/", "/about/"])
def test_too_many_requests(client: Client, settings: Any, cast: SimpleNamespace, path: str) -> None:
    settings.REQUESTS_PER_MINUTE = 5
    with time_machine.travel("2026-03-02T10:00:10Z", tick=False):
        answers = [client.get(path, REMOTE_ADDR="198.51.100.1") for _n in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert 1 <= int(answers[-1]["Retry-After"]) <= 60
        assert client.get(path, REMOTE_ADDR="198.51.100.2").status_code == 200
        assert client.get(path, REMOTE_ADDR="127.0.0.1").status_code == 200
    if path.startswith("/api"):
        assert answers[-1]["Content-Type"] == "application/problem+json"
        assert json.loads(answers[-1].content)["status"] == 429


def test_a_reader_is_told_how_long_to_wait(client: Client, settings: Any, cast: SimpleNamespace) -> None:
    """“请求太多” said neither when to come again nor what to do, lost what was typed and forgot 长者模式."""
    settings.REQUESTS_PER_MINUTE = 1
    report = "/report/hospital/fu-xin-zhong-xin/"
    client.cookies["mode"] = "elder"
    with time_machine.travel("2026-03-02T10:00:10Z", tick=False):
        client.get("/about/", REMOTE_ADDR="198.51.100.1")
        page = client.get("/hospitals/?q=x", REMOTE_ADDR="198.51.100.1")
        sent = client.post(report, {"words": "电话换了"}, REMOTE_ADDR="198.51.100.1")
        english = client.get("/en/about/", REMOTE_ADDR="198.51.100.1").content.decode()
    assert (page.status_code, sent.status_code) == (429, 429)
    html = page.content.decode()
    assert 'class="elder"' in html
    assert "请过 51 秒再试。" in html
    assert '<a class="button" href="/hospitals/?q=x">再试一次</a>' in html
    assert 'class="call" href="tel:120"' in html
    assert "电话换了</textarea>" in sent.content.decode()
    assert "Please try again in 51 s." in english
    with translation.override("zh-hans"):
        assert refusals.wait_text(61) == "2 分钟"


def test_reports_are_counted_in_english_too(client: Client, cast: SimpleNamespace) -> None:
    """Below /en/ the same form was without limit, and answered by those who answer the public."""
    report = "/en/report/hospital/fu-xin-zhong-xin/"
    answers = [
        client.post(report, {"words": "x"}, REMOTE_ADDR="198.51.100.1") for _n in range(throttles.REPORTS.most + 1)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert lane_of("POST", report) == REPORT


def test_an_address_cannot_be_made_up(client: Client, settings: Any) -> None:
    """With one proxy, what stands left of the last address anybody can have written."""
    settings.REQUESTS_PER_MINUTE, settings.NUM_PROXIES = 5, 1
    for number in range(5):
        given = {"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.3"}
        assert client.get("/about/", REMOTE_ADDR="127.0.0.1", headers=given).status_code == 200
    given = {"X-Forwarded-For": "192.0.2.99, 198.51.100.3"}
    assert client.get("/about/", REMOTE_ADDR="127.0.0.1", headers=given).status_code == 429
    other = {"X-Forwarded-For": "198.51.100.3, 198.51.100.4"}
    assert client.get("/about/", REMOTE_ADDR="127.0.0.1", headers=other).status_code == 200


def test_limits_go_on_where_the_shared_cache_is_gone(client: Client, settings: Any) -> None:
    caches["alone"].clear()
    settings.REQUESTS_PER_MINUTE = 2
    gone = {"BACKEND": "tests.operations.test_trust.Gone"}
    settings.CACHES = settings.CACHES | {"default": gone}
    assert [client.get("/about/", REMOTE_ADDR="198.51.100.5").status_code for _n in range(3)] == [200, 200, 429]


class Gone:
    """A cache whose server does not answer."""

    def __init__(self, *args: Any) -> None:
        pass

    def add(self, *args: Any) -> None:
        raise ConnectionError

    def clear(self) -> None:
        pass

    def close(self, **kwargs: Any) -> None:
        pass


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/about/", "/api/v1/regions/", "/admin/login/", "/nothing/"])
def test_every_answer_has_these_headers(client: Client, settings: Any, path: str) -> None:
    settings.DEBUG = False
    answer = client.get(path)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert "camera=()" in answer["Permissions-Policy"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_api_is_open_to_pages_of_others_and_nothing_else_is(client: Client) -> None:
    for path in ("/api/v1/regions/", "/api/v1/nothing/"):
        answer = client.get(path, headers={"Origin": "https://example.org"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answer
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/api/v1/regions/", headers=asked)
    assert (preflight.status_code, "GET" in preflight["Access-Control-Allow-Methods"]) == (204, True)
    for path in ("/about/", "/admin/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(path)
        assert client.get(path)["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_database_that_went_away_is_no_mistake_of_the_program() -> None:
    """After a failed health check Django lets the driver's own error through: it was a 500."""
    assert refusals.is_passing(psycopg.OperationalError())
    assert refusals.is_passing(psycopg.errors.AdminShutdown())
    assert refusals.is_passing(django.db.InterfaceError())
    assert not refusals.is_passing(psycopg.errors.UndefinedColumn())
    assert not refusals.is_passing(ValueError())
    assert not refusals.is_passing(None)


def test_a_session_that_cannot_be_written_is_no_bad_request() -> None:
    """A login that waited for a lock in vain was answered 400."""
    for cause, passes in ((django.db.OperationalError("database is locked"), True), (None, False)):
        unwritten, interrupted = UpdateError(), SessionInterrupted()
        unwritten.__context__, interrupted.__context__ = cause, unwritten
        assert refusals.is_passing(interrupted) is passes


def test_where_a_weakness_is_reported(client: Client, settings: Any) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    text = client.get("/.well-known/security.txt").content.decode()
    assert text.startswith("Contact: mailto:security@example.org\nExpires: 20")


def test_the_description_says_who_may_ask_and_what_may_be_done_with_it(client: Client) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    assert schema["security"] == []
    assert schema["info"]["license"] == {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}
    assert schema["info"]["title"].isascii()


def test_a_name_that_is_not_served_is_refused(client: Client) -> None:
    """The page that said so asked for its own address, which there is none of: it was a 500 without a word."""
    for path in ("/", "/en/", "/hospitals/"):
        page = client.get(path, HTTP_HOST="elsewhere.example.org")
        assert page.status_code == 400
        assert "canonical" not in page.content.decode()
        assert "<h1" in page.content.decode()
    problem = client.get("/api/v1/hospitals/", HTTP_HOST="elsewhere.example.org")
    assert (problem.status_code, problem["Content-Type"]) == (400, "application/problem+json")
