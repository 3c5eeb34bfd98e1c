"""A Redis of its own, and one that never answers."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .speed.servers import free_port

PATIENCE = 10  # seconds


class RedisNode:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp")
        end = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < end, "redis-server does not answer"
            time.sleep(0.02)

    def answers(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


def redis_is_installed() -> bool:
    return shutil.which("redis-server") is not None


@contextmanager
def redis() -> Iterator[RedisNode]:
    node = RedisNode()
    node.start()
    try:
        yield node
    finally:
        node.kill()


@contextmanager
def silence(port: int = 0) -> Iterator[int]:
    """A port at which connections are taken and nothing is ever said."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        yield listener.getsockname()[1]
