"""Limits that all processes count together, in a real Redis; and what happens where it is gone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from benchmarks.attackers import ask
from benchmarks.caches import RedisNode, redis, redis_is_installed, silence

from .conftest import InstalledServer

MOST = 20  # requests a minute
PATHS = ("/about/", "/api/v1/regions/110000/")


@pytest.fixture(scope="module")
def shared() -> Iterator[RedisNode]:
    if not redis_is_installed():
        pytest.skip("NOT RUN: no redis-server here, so shared limits are NOT TESTED")
    with redis() as node:
        yield node


def statuses(server: InstalledServer, address: str, number: int) -> list[int]:
    return [ask(server.port, PATHS[n % 2], {"X-Forwarded-For": address})[0] for n in range(number)]


def in_one_minute(seconds: float) -> None:
    """Limits are of a minute on the clock: wait where it is nearly over."""
    left = 60 - time.time() % 60
    if left < seconds:
        time.sleep(left + 0.1)


def test_it_works(start: Callable[..., InstalledServer], shared: RedisNode) -> None:
    """Four processes of two servers count one address together; without Redis everything still answers."""
    settings = {"REDIS_URL": shared.url, "REQUESTS_PER_MINUTE": str(MOST), "NUM_PROXIES": "1"}
    servers = [start(**settings), start(**settings)]
    in_one_minute(10)
    found = [status for server in servers for status in statuses(server, "198.51.100.1", MOST)]
    assert found == [200] * MOST + [429] * MOST
    assert statuses(servers[1], "198.51.100.2", 1) == [200]
    shared.kill()
    begun = time.monotonic()
    found = [status for server in servers for status in statuses(server, "198.51.100.3", MOST // 2)]
    assert found == [200] * MOST
    assert time.monotonic() - begun < 5
    in_one_minute(10)
    # Limits go on, process by process: two at most have let through as many as are allowed.
    assert 429 in statuses(servers[0], "198.51.100.4", 2 * MOST + 1)
    logged = servers[0].log.read_text().count("REDIS_URL does not answer")
    assert 1 <= logged <= 8  # not a line for every request
    shared.start()
    time.sleep(5.1)  # after which it is asked again
    in_one_minute(10)
    found = [status for server in servers for status in statuses(server, "198.51.100.5", MOST)]
    assert found == [200] * MOST + [429] * MOST


def test_one_that_is_silent_keeps_nobody_waiting(start: Callable[..., InstalledServer]) -> None:
    with silence() as port:
        server = start(REDIS_URL=f"redis://127.0.0.1:{port}/0", WORKERS="1")
        seconds = []
        for path in PATHS * 10:
            begun = time.monotonic()
            assert ask(server.port, path)[0] == 200
            assert ask(server.port, path, {"X-Forwarded-For": "198.51.100.6"})[0] == 200
            seconds.append(time.monotonic() - begun)
    assert sum(seconds) < 5
    assert max(seconds) < 2
