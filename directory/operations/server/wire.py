"""How a front process hands a request to a pool, and how the answer comes back.

Frames: four bytes of length, then as many bytes. A request is one frame (its environ
as JSON) and its body. An answer is one frame (status and headers), frames of body, and
an empty frame, without which it is not complete.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import Any, NamedTuple

LENGTH = 4
FRAME = 1 << 16  # bytes of body in a frame: who does not take that many in time is too slow
END = bytes(LENGTH)


class Head(NamedTuple):
    """The beginning of an answer."""

    status: int
    headers: list[tuple[str, str]]
    streams: bool  # made while it is sent, and of any length


def frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(LENGTH, "big") + payload


def packed(value: Any) -> bytes:
    return frame(json.dumps(value).encode())


def frames(chunk: bytes) -> Iterator[bytes]:
    return (frame(chunk[start : start + FRAME]) for start in range(0, len(chunk), FRAME))


def head_of(payload: bytes) -> Head:
    status, headers, streams = json.loads(payload)
    return Head(status, [(name, value) for name, value in headers], streams)


async def received(reader: asyncio.StreamReader) -> bytes:
    """The next frame. Raises IncompleteReadError where the other side is gone."""
    return await reader.readexactly(int.from_bytes(await reader.readexactly(LENGTH), "big"))


def exactly(connection: socket.socket, size: int) -> bytes:
    """So many bytes. Raises EOFError where the other side is gone."""
    found = bytearray()
    while len(found) < size:
        chunk = connection.recv(min(size - len(found), 1 << 20))
        if not chunk:
            raise EOFError
        found += chunk
    return bytes(found)


def read(connection: socket.socket) -> bytes:
    """The next frame. Raises EOFError where the other side is gone."""
    return exactly(connection, int.from_bytes(exactly(connection, LENGTH), "big"))
