"""A front process: takes every connection, answers what is public and quick itself, hands the rest to a pool.

It is one event loop. A public request is answered within it, one at a time, as by a
worker with one thread; what is slow (bodies that trickle in, readers that trickle out,
pools at work) is only waited for, and not for ever.
"""

from __future__ import annotations

import asyncio
import gc
import io
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from typing import Any

from django.conf import settings

from directory.operations.addresses import client_address, counted_as
from directory.operations.refusals import REFUSAL, RefusalPage
from directory.operations.watch.metrics import AT_WORK, SENDING, WAITING

from . import wire
from .lanes import LANES, SENDS, Lane, asks_by_body, lane_of
from .pool import Application, answered

MOST_BODY = 8 << 20  # bytes of a form
MOST_QUESTION = 1 << 18  # of what the public asks with a body: fifty names with all that is known of them
MOST_BODIES = 96 << 20  # bytes of all that are on their way
MOST_SENDERS = 1000  # at a time
BODY_SECONDS = 20  # for a body to arrive
STALLED = 20  # seconds in which a reader takes less than a frame
ANSWER_SECONDS = 90  # for a pool to begin
MOST_WAITING = 64  # requests in front of a lane
TIDY_UP = 1  # second between two searches for garbage
logger = logging.getLogger(__name__)


class RequestRefused(Exception):
    """A request that is not handed on."""

    def __init__(self, status: int, retry_after: int = 0) -> None:
        super().__init__(status)
        self.refusal = RefusalPage(status, retry_after)


class LaneQueue:
    """Who is on a lane and who waits for it."""

    def __init__(self, lane: Lane) -> None:
        self.lane, self.turns = lane, asyncio.Semaphore(lane.most)
        self.waiting, self.by_address = 0, Counter[str]()

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        if self.by_address[address] >= self.lane.each:
            raise RequestRefused(429, retry_after=5)
        if self.waiting >= MOST_WAITING:
            raise RequestRefused(503, retry_after=5)
        self.by_address[address] += 1
        try:
            await self.wait()
            AT_WORK.labels(self.lane.name).inc()
            try:
                yield
            finally:
                AT_WORK.labels(self.lane.name).dec()
                self.turns.release()
        finally:
            self.by_address[address] -= 1
            if not self.by_address[address]:
                del self.by_address[address]

    async def wait(self) -> None:
        self.waiting += 1
        WAITING.labels(self.lane.name).set(self.waiting)
        try:
            await asyncio.wait_for(self.turns.acquire(), self.lane.wait)
        except TimeoutError as error:
            raise RequestRefused(503, retry_after=5) from error
        finally:
            self.waiting -= 1
            WAITING.labels(self.lane.name).set(self.waiting)


class Front:
    """The application that granian calls, by its interface RSGI."""

    def __init__(self, application: Application, pools: dict[str, str]) -> None:
        self.application, self.pools = application, pools
        self.context = copy_context()  # one for all: connections to the database are kept in it
        self.under_way = self.senders = self.bytes_held = 0
        self.queues: dict[str, LaneQueue] = {}

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.queues = {lane.name: LaneQueue(lane) for lane in LANES}
        self.tidy_up(loop)

    def tidy_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Collect garbage while nothing is under way, again and again, and never look again at what stays.

        Left alone, the interpreter looks through everything that a process remembers when a quarter has come to it: in the
        midst of a request, which then takes 130 ms longer. Between requests nothing is alive but what is remembered, and
        that is freed when nobody refers to it any more, without a search (tests/directory/test_remembered.py holds it).
        A request that is waited for may hold itself, and would stay for ever.
        """
        if not self.under_way:
            gc.collect()
            gc.freeze()
        loop.call_later(TIDY_UP, self.tidy_up, loop)

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        environ = environ_of(scope)
        lane = lane_of(scope.method, scope.path)
        self.under_way += 1
        try:
            if lane:
                await self.hand_on(lane, environ, proto)
            else:
                asked = asks_by_body(scope.method, scope.path)
                self.answer(environ, proto, await self.body(environ, proto, MOST_QUESTION) if asked else b"")
        except RequestRefused as refused:
            self.answer(environ | {REFUSAL: refused.refusal}, proto)
        finally:
            self.under_way -= 1

    def answer(self, environ: dict[str, Any], proto: Any, body: bytes = b"") -> None:
        """At once, whoever else waits: a body has been read before, or is not taken here."""
        environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        status, headers, content = self.context.run(self.whole, environ)
        proto.response_bytes(status, headers, content)

    def whole(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        answer = answered(self.application, environ)
        try:
            return answer.status, answer.headers, b"".join(answer.chunks)
        finally:
            answer.close()

    async def hand_on(self, lane: Lane, environ: dict[str, Any], proto: Any) -> None:
        body = await self.body(environ, proto) if environ["REQUEST_METHOD"] in SENDS else b""
        self.bytes_held += len(body)
        try:
            async with self.queues[lane.name].turn(counted_as(client_address(environ))):
                await self.relay(lane, environ | {"CONTENT_LENGTH": str(len(body))}, body, proto)
        finally:
            self.bytes_held -= len(body)

    async def body(self, environ: dict[str, Any], proto: Any, most: int = MOST_BODY) -> bytes:
        """The whole body, before anybody is kept busy by it."""
        announced = environ.get("CONTENT_LENGTH", "")
        if announced.isdigit() and int(announced) > most:
            raise RequestRefused(413)
        if self.senders >= MOST_SENDERS or self.bytes_held > MOST_BODIES:
            raise RequestRefused(503, retry_after=5)
        self.senders += 1
        SENDING.inc()
        found = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in proto:
                    found += chunk
                    self.bytes_held += len(chunk)
                    if len(found) > most or self.bytes_held > MOST_BODIES:
                        raise RequestRefused(413 if len(found) > most else 503, retry_after=5)
        except TimeoutError as error:
            raise RequestRefused(408) from error
        finally:
            self.senders -= 1
            SENDING.dec()
            self.bytes_held -= len(found)
        return bytes(found)

    async def relay(self, lane: Lane, environ: dict[str, Any], body: bytes, proto: Any) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(self.pools[lane.pool], limit=2 * wire.FRAME)
        except OSError as error:
            raise RequestRefused(503, retry_after=2) from error
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                writer.write(wire.packed(environ) + body)
                head = wire.head_of(await wire.received(reader))
                parts = [] if head.streams else [part async for part in rest(reader)]
        except (TimeoutError, OSError, EOFError) as error:
            raise RequestRefused(503, retry_after=5) from error
        else:
            if head.streams:
                await stream(head, reader, proto)
            else:
                proto.response_bytes(head.status, head.headers, b"".join(parts))
        finally:
            writer.close()


async def rest(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while part := await wire.received(reader):
        yield part


async def stream(head: wire.Head, reader: asyncio.StreamReader, proto: Any) -> None:
    """As fast as the client reads. Whoever hardly does is cut off: the connection is closed in the midst of the answer."""
    transport = proto.response_stream(head.status, head.headers)
    async for part in rest(reader):
        try:
            await asyncio.wait_for(transport.send_bytes(part), STALLED)
        except TimeoutError:
            logger.info("A reader took less than %d bytes in %d s and was cut off", wire.FRAME, STALLED)
            raise


def environ_of(scope: Any) -> dict[str, Any]:
    """A request as WSGI has it (PEP 3333), without its body."""
    host, _colon, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),  # typed without %: ?q=阜新
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # or X_Forwarded_For would be taken for X-Forwarded-For
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in environ else value
    return environ


async def serve(front: Front, listener: Any) -> None:
    """Until SIGTERM."""
    import signal

    from granian.constants import HTTPModes
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from .listening import EmbeddedServer

    server = EmbeddedServer(
        front, listener=listener, http=HTTPModes.http1, websockets=False, log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=settings.HEADER_SECONDS * 1000), backpressure=settings.MOST_CONNECTIONS,
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, server.stop)
    with suppress(asyncio.CancelledError):
        await server.serve()
