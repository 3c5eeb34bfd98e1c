"""Sends requests as fast as they are answered, over some connections, and says how fast that was.

By wrk where it is installed, else by a small client of our own, which is slower
itself and good only for seeing that everything answers.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

TIMEOUT = 60


class Sample(NamedTuple):
    """One run."""

    requests: int
    rate: float  # a second
    p50: float  # ms
    p99: float
    failed: int  # answered with an error, or not at all


@dataclass
class LoadTarget:
    """A server's port, the paths to ask for, and headers that go with each of them."""

    port: int
    paths: list[str]
    headers: list[dict[str, str]] = field(default_factory=list)
    offset: int = 0  # where the next run begins, so that no run repeats the one before

    def hot(self) -> LoadTarget:
        return LoadTarget(self.port, self.paths[:1], self.headers[:1])


# Every thread walks through the paths from a place of its own. Requests are put together before the run.
SCRIPT = """
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  requests, at = {}, 0
  for line in io.lines(os.getenv("BENCH_PATHS")) do
    local path, tag = line:match("^([^\\t]*)\\t?(.*)$")
    local headers = {}
    if tag ~= "" then headers["If-None-Match"] = tag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  at = tonumber(os.getenv("BENCH_OFFSET")) + math.floor(id * #requests / 2)
end
function request()
  at = at + 1
  return requests[(at - 1) % #requests + 1]
end
function done(summary, latency, all)
  local e = summary.errors
  io.write(string.format('{"requests": %d, "duration": %d, "p50": %.1f, "p99": %.1f, "failed": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def installed() -> bool:
    return shutil.which("wrk") is not None


def run(target: LoadTarget, connections: int, seconds: float, folder: Path) -> Sample:
    """One run; the next one on this target goes on where it ended."""
    sample = (by_wrk if installed() and seconds >= 1 else by_python)(target, connections, seconds, folder)
    target.offset = (target.offset + sample.requests) % len(target.paths)
    return sample


def by_wrk(target: LoadTarget, connections: int, seconds: float, folder: Path) -> Sample:
    script, paths = folder / "walk.lua", folder / f"paths-{target.port}.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    tags = [headers.get("If-None-Match", "") for headers in target.headers] or [""] * len(target.paths)
    paths.write_text("".join(f"{path}\t{tag}\n" for path, tag in zip(target.paths, tags, strict=True)), "utf-8")
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", f"--timeout={TIMEOUT}s", "--latency",
        "-s", str(script), f"http://127.0.0.1:{target.port}/",
    ]  # fmt: skip
    environment = os.environ | {"BENCH_PATHS": str(paths), "BENCH_OFFSET": str(target.offset)}
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = json.loads(output.splitlines()[-1])
    rate = found["requests"] / (found["duration"] / 1e6)
    return Sample(found["requests"], rate, found["p50"] / 1e3, found["p99"] / 1e3, found["failed"])


def by_python(target: LoadTarget, connections: int, seconds: float, folder: Path) -> Sample:
    """A thread for every connection."""
    taken: list[float] = []
    failed: list[int] = []
    end = time.perf_counter() + seconds

    def walk(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=TIMEOUT)
        at = target.offset + number * len(target.paths) // connections
        while time.perf_counter() < end:
            begun = time.perf_counter()
            status, _body, _headers = answer(connection, target, at)
            taken.append(time.perf_counter() - begun)
            if status >= 400:
                failed.append(status)
            at += 1
        connection.close()

    begun = time.perf_counter()
    threads = [threading.Thread(target=walk, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(taken) or [0.0]
    p50, p99 = (ordered[int(len(ordered) * part)] * 1e3 for part in (0.5, 0.99))
    return Sample(len(taken), len(taken) / (time.perf_counter() - begun), p50, p99, len(failed))


def answer(connection: http.client.HTTPConnection, target: LoadTarget, at: int) -> tuple[int, bytes, dict[str, str]]:
    place = at % len(target.paths)
    connection.request("GET", target.paths[place], headers=target.headers[place] if target.headers else {})
    response = connection.getresponse()
    return response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        return answer(connection, LoadTarget(port, [path], [headers or {}]), 0)
    finally:
        connection.close()
