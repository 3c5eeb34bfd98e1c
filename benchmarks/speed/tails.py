"""What the slowest requests take, what the workers hold after them, and what it costs to wake up."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from .load import TIMEOUT, LoadTarget, answer
from .servers import ServerUnderLoad, busy
from .stages import Stage, System, call
from .targets import target
from .values import AddressMaterial
from .works import PROBES, Work

REQUESTS, SLOW = 10_000, 100.0  # of the mix; ms
SHOWN = 3  # of the slowest
CONNECTIONS = (2, 32)
APART = ("sheet", "pdf")  # printed, not asked for


class Tail(NamedTuple):
    """How long requests of a mix took over some connections, in ms."""

    connections: int
    taken: list[tuple[float, str]]  # the quickest first, each with its address
    failed: int

    def part(self, share: float) -> float:
        return self.taken[min(len(self.taken) - 1, int(len(self.taken) * share))][0]

    @property
    def line(self) -> str:
        slow = sum(ms > SLOW for ms, _path in self.taken)
        p50, p99 = self.part(0.5), self.part(0.99)
        return f"| {self.connections} | {p50:.1f} | {p99:.1f} | {p99 / p50:.1f} | {self.taken[-1][0]:.0f} | {slow} | {self.failed} |\n"

    @property
    def slowest(self) -> str:
        return "".join(f"- {self.connections} connections, {ms:.0f} ms: {path}\n" for ms, path in self.taken[-SHOWN:])


def mixed(works: Sequence[Work], server: ServerUnderLoad, stage: Stage) -> list[str]:
    """One address of each work in turn, until there are enough."""
    material = AddressMaterial(stage.folder, stage.size)
    every = [target(work, server, material).paths for work in works if work.key not in APART and not work.conditional]
    paths = [path for path in chain.from_iterable(zip_longest(*every)) if path]
    return list(islice(paths, REQUESTS))


def tail(port: int, paths: Sequence[str], connections: int) -> Tail:
    """Every connection walks through its share of the requests, one after the other."""
    taken: list[tuple[float, str]] = []
    failed: list[int] = []

    def walk(mine: list[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        for at in range(len(mine)):
            begun = time.perf_counter()
            status = answer(connection, LoadTarget(port, mine), at)[0]
            taken.append(((time.perf_counter() - begun) * 1e3, mine[at]))
            if status >= 400:
                failed.append(status)
        connection.close()

    requests = [paths[at % len(paths)] for at in range(REQUESTS)]
    threads = [threading.Thread(target=walk, args=(requests[at::connections],)) for at in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Tail(connections, sorted(taken), len(failed))


def told(stage: Stage, system: System, works: Sequence[Work]) -> str:
    """The report on a server of its own, which begins with nothing remembered."""
    call(stage, "make", "-s", "var/.static")  # for the pages
    server = ServerUnderLoad(system, stage, PROBES["ours"])
    woke = busy(server.processes()) / 1e6
    try:
        paths = mixed(works, server, stage)
        tails = [tail(server.port, paths, connections) for connections in CONNECTIONS]
        memory = server.anonymous_memory()
    finally:
        server.stop()
    heads = f"\n{REQUESTS:,} requests of the mix, ms:\n\n| connections | p50 | p99 | p99 / p50 | longest | > {SLOW:.0f} ms | failed |\n"
    held = " + ".join(f"{one:.0f}" for one in memory)
    return "".join([
        heads, "|---|---|---|---|---|---|---|\n", *(each.line for each in tails), "\n", *(each.slowest for each in tails),
        f"\nAnonymous memory after it: {sum(memory):.0f} MB ({held}). Cold start: {server.cold_start:.2f} s to the first"
        f" answer, {woke:.2f} s of processor time.\n",
    ])  # fmt: skip
