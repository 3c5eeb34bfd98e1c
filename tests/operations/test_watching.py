"""Health, readiness, metrics and logs."""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from benchmarks.attackers import ask, log_in
from directory.core.models import Entry, OfficialDay
from directory.operations.watch.logs import JSONFormatter, request_id

from .conftest import InstalledServer, wait_until


def metrics(server: InstalledServer) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.metrics}/metrics", timeout=10) as answer:
        lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _blank, value in (line.rpartition(" ") for line in lines)}


def test_it_works(start: Callable[..., InstalledServer]) -> None:
    """The figures of all processes together, on a port of this machine's own."""
    server = start()
    before = metrics(server)
    for _n in range(20):
        assert ask(server.port, "/about/")[0] == 200
    log_in(server.port, "nobody", "wrong")
    ask(server.port, "/api/v1/export/hospitals.csv")
    after = metrics(server)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more('directory_requests_total{status="200",view="about"}') == 20
    assert more('directory_request_seconds_count{view="about"}') == 20
    assert more("directory_failed_logins_total") == 1
    assert more('directory_requests_total{status="200",view="api:export-file"}') == 1
    assert after["directory_up"] == 1
    assert after["directory_sequence"] == after["directory_entries"] > 3000
    assert after["directory_entries_not_indexed"] == 0
    # Noted after the last byte went out, so a client may ask before it is.
    wait_until(lambda: metrics(server)['directory_lane_at_work{lane="export"}'] == 0)
    assert ask(server.port, "/metrics")[0] == 404  # the public's port has none


@pytest.mark.django_db
def test_ready(cast: SimpleNamespace, client: Client) -> None:
    OfficialDay.objects.all().delete()
    answer = client.get("/readyz", headers={"Host": "203.0.113.9"})
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["checks"]["calendar"].startswith("the rest days of")
    Entry.objects.filter(slug=cast.central.slug).update(key=-7)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["index"]) == (503, "incomplete: run `manage.py publish`")
    Entry.objects.all().delete()
    assert client.get("/readyz").json()["checks"]["index"] == "empty: nothing is published"
    assert client.get("/healthz", headers={"Host": "203.0.113.9"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "taken"), [("abcdef-0123456789", True), ("short", False), ("x" * 99, False), ("a b c d e f g", False)]
)
def test_a_request_has_an_id(client: Client, given: str, taken: bool) -> None:
    own = client.get("/about/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (own == given) == taken
    assert own != client.get("/about/")["X-Request-ID"]


@pytest.mark.django_db
def test_a_request_is_logged_without_what_was_asked(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ACCESS_LOG = True
    with caplog.at_level("INFO", "directory.requests"):
        client.get("/search/?q=小孩发烧怎么办", REMOTE_ADDR="198.51.100.77")
    line = json.loads(JSONFormatter().format(caplog.records[-1]))
    assert (line["message"], line["view"], line["status"]) == ("/search/", "search", 200)
    assert not {"发烧", "198.51.100.77"} & set(caplog.text.split())
    assert "发烧" not in json.dumps(line, ensure_ascii=False)


def test_a_line_is_json() -> None:
    token = request_id.set("r-1")
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", 40, "f", 1, "went %s", ("wrong",), __import__("sys").exc_info())
    line = json.loads(JSONFormatter().format(record))
    request_id.reset(token)
    assert (line["level"], line["request"], line["message"]) == ("error", "r-1", "went wrong")
    assert line["time"].endswith("+00:00")
    assert "ValueError: broken" in line["exception"]
