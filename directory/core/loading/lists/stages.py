"""What a run is at: its rows as they were in the file, and the moves from one state to the next."""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Iterator
from itertools import islice

import orjson

from directory.core.models import ImportRun

from ..errors import LineError
from .tables import Row

FOREVER = float("inf")
BATCH = 1000  # rows in memory at once, with all that is found about them


class PackedRows:
    """Rows packed while they are read, so that a long file is never held as a whole."""

    def __init__(self) -> None:
        self.buffer, self.count = io.BytesIO(), 0
        self.file = gzip.GzipFile(fileobj=self.buffer, mode="wb", compresslevel=6, mtime=0)

    def add(self, number: int, row: Row) -> None:
        self.file.write(orjson.dumps([number, row], default=str) + b"\n")
        self.count += 1

    def packed(self) -> bytes:
        self.file.close()
        return self.buffer.getvalue()


def rows_of(run: ImportRun, start: int = 0) -> Iterator[tuple[int, Row]]:
    """From this place on."""
    with gzip.open(io.BytesIO(bytes(run.packed))) as lines:
        for line in islice(lines, start, None):
            number, row = orjson.loads(line)
            yield number, row


def picked(run: ImportRun, wanted: set[int]) -> Iterator[tuple[int, Row]]:
    """The rows with these numbers alone, of a page of the preview: of the others' lines nothing but the number is read."""
    left = len(wanted)
    with gzip.open(io.BytesIO(bytes(run.packed))) as lines:
        for line in lines if left else ():
            if int(line[1 : line.index(b",")]) in wanted:
                number, row = orjson.loads(line)
                yield number, row
                left -= 1
                if not left:
                    return


def batches(run: ImportRun, until: float, size: int = BATCH) -> Iterator[list[tuple[int, Row]]]:
    """The rows that are left, batch by batch, until the time is up; at least one batch."""
    rows = rows_of(run, run.position)
    while batch := list(islice(rows, size)):
        yield batch
        if time.monotonic() > until:
            return


def move(run: ImportRun, state: str, allowed: tuple[str, ...]) -> None:
    """Into another state, from the beginning; raises LineError where somebody else has been quicker."""
    moved = ImportRun.objects.filter(pk=run.pk, state__in=allowed).update(
        state=state, position=0, mapping=run.mapping, written_at=run.written_at
    )
    run.refresh_from_db(fields=["state", "position", "written_at"])
    if not moved:
        raise LineError("", f"the import is {run.state} already")
