"""Files of lines, plain or packed, read with bounded memory: a line of 300 MB or a packed bomb is named, not held."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any, NamedTuple

BATCH = 2000
LONGEST_LINE = 1 << 20
MOST_BYTES = 16 << 20  # of one chunk
TOO_LONG = b"\0"  # what stands in a chunk for a line that is too long


class Chunk(NamedTuple):
    """Some lines of a file."""

    path: str
    first: int
    lines: list[bytes]


def chunks(paths: Iterable[str], batch: int = BATCH) -> Iterator[Chunk]:
    for path in paths:
        with opened(path) as file:
            first, held, size = 1, [], 0
            for line in lines(file):
                held.append(line)
                size += len(line)
                if len(held) >= batch or size >= MOST_BYTES:
                    yield Chunk(path, first, held)
                    first, held, size = first + len(held), [], 0
            if held:
                yield Chunk(path, first, held)


def lines(file: Any) -> Iterator[bytes]:
    """The lines of a file; in place of one that is too long, a mark and its beginning."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        yield TOO_LONG + line[:200] + b"\n"
        while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass


def length(paths: Iterable[str]) -> int | None:
    """How many lines these files have; None where that can only be told by reading them."""
    total = 0
    for path in paths:
        if path == "-" or path.endswith(".gz"):
            return None
        with opened(path) as file:
            total += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return total


def opened(path: str) -> Any:
    if path == "-":
        return nullcontext(sys.stdin.buffer)
    return gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
