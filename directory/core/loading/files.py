"""NDJSON files, plain or gzipped or standard input (``-``), read in chunks of lines with bounded memory.

Whatever a file holds, a line of 300 MB or a gzip bomb, a chunk has no more than ``MOST_BYTES`` and one line; the loader
refuses a line that is too long by its number.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any, NamedTuple

BATCH = 2000
LONGEST_LINE = 1 << 20  # bytes
MOST_BYTES = 16 << 20  # of one chunk
TOO_LONG = b"\0"  # begins what stands in a chunk for a line that is too long: JSON cannot begin with it


class Chunk(NamedTuple):
    """Consecutive lines of a file."""

    path: str
    first: int  # number of the first of them, counted from 1
    lines: list[bytes]


def chunks(paths: Iterable[str], batch: int = BATCH) -> Iterator[Chunk]:
    """The files' lines, ``batch`` of them or ``MOST_BYTES`` at a time; none reaches over two files.

    Raises OSError, and EOFError for a gzip file that breaks off.
    """
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
    """The lines of a binary file; in place of one that is too long, TOO_LONG and its first 200 bytes."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        yield TOO_LONG + line[:200] + b"\n"
        while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass


def length(paths: Iterable[str]) -> int | None:
    """How many line ends these files have, for showing progress; None for standard input and gzip, which are read once."""
    total = 0
    for path in paths:
        if path == "-" or path.endswith(".gz"):
            return None
        with opened(path) as file:
            total += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return total


def opened(path: str) -> Any:
    """A context manager of the file in binary mode; standard input stays open after it."""
    if path == "-":
        return nullcontext(sys.stdin.buffer)
    return gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
