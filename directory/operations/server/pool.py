"""A pool: answers what the front processes hand it, each request in a thread of its own.

How many there are at a time the front processes see to, so threads are not counted here.
"""

from __future__ import annotations

import io
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.db import connections

from . import wire

PATIENCE = 10  # seconds for what is being answered when the pool stops
SILENCE = 60  # seconds after which a front process that takes nothing is taken to be gone
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
logger = logging.getLogger(__name__)


class Pool:
    """Takes requests from a listening socket until it is stopped."""

    def __init__(self, listener: socket.socket, application: Application) -> None:
        self.listener, self.application = listener, application
        self.at_work: set[threading.Thread] = set()

    def serve(self) -> None:
        """Until SystemExit, as a signal raises it; then what is at work has some seconds to end."""
        try:
            while True:
                connection, _address = self.listener.accept()
                thread = threading.Thread(target=self.answer, args=(connection,), daemon=True)
                self.at_work.add(thread)
                thread.start()
        finally:
            for thread in list(self.at_work):
                thread.join(PATIENCE)

    def answer(self, connection: socket.socket) -> None:
        """One request, in a thread of its own; closes what it opened, database connections included."""
        try:
            with connection:
                connection.settimeout(SILENCE)
                with suppress(EOFError, OSError):  # the front process, or who asked it, is gone
                    self.exchange(connection)
        except Exception:
            logger.exception("A request was not answered")
        finally:
            connections.close_all()
            self.at_work.discard(threading.current_thread())

    def exchange(self, connection: socket.socket) -> None:
        """Read a request and send its answer, as ``wire`` describes. Raises EOFError or OSError where the front is gone."""
        environ = json.loads(wire.read(connection))
        body = wire.exactly(connection, int(environ.get("CONTENT_LENGTH") or 0))
        answer = answered(self.application, environ | {"wsgi.input": io.BytesIO(body), "wsgi.multithread": True})
        try:
            connection.sendall(wire.packed((answer.status, answer.headers, answer.streams)))
            for chunk in answer.chunks:
                for part in wire.frames(chunk):
                    connection.sendall(part)
            connection.sendall(wire.END)
        finally:
            answer.close()


class PoolAnswer:
    """What a WSGI application answered; ``start`` is the start_response that it is called with (PEP 3333)."""

    def __init__(self) -> None:
        self.status, self.headers = 500, [("Content-Type", "text/plain")]
        self.chunks: Iterable[bytes] = ()

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers

    @property
    def streams(self) -> bool:
        """Whether it is made while it is sent: a StreamingHttpResponse, by Django's attribute ``streaming``."""
        return getattr(self.chunks, "streaming", False)

    def close(self) -> None:
        if close := getattr(self.chunks, "close", None):
            close()


FIXED = {  # members of the environ that are the same for every request
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def answered(application: Application, environ: dict[str, Any]) -> PoolAnswer:
    """Ask a WSGI application. Whoever takes the answer closes it."""
    answer = PoolAnswer()
    answer.chunks = application(FIXED | {"wsgi.input": io.BytesIO()} | environ, answer.start)
    return answer
