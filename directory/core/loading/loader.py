"""Loading: records from files of lines, checked, written and published batch by batch; readers go on meanwhile.

A batch is one transaction: its records with their rows, their entries and the search
index, or nothing of it. Checking and rendering need no database and are spread over the
cores; one process writes. What lines refer to is read once and held; when somebody
else publishes meanwhile, it is read again and the batches at hand are rendered anew.
"""

from __future__ import annotations

import gzip
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import count, islice
from typing import Any, NamedTuple

import orjson
from django.db import IntegrityError, transaction

from directory.core.models import Place
from directory.core.models.bulk import insert, make_room, new_keys, take_stock, tidy
from directory.core.publishing.parallel import in_order
from directory.core.publishing.publish import Change, Watch, write
from directory.core.publishing.rendering import Rendered, Renderer, renderings

from .errors import LineError
from .lines import Line, RecordShape, World
from .updates import renew

BATCH = 2000
DOUBTFUL = "doubtful: "
# After so many batches with new rows tables may be many times as large as the database thinks.
GROWN = frozenset({1, 8, 64, 512})


class Chunk(NamedTuple):
    """Some lines of a file."""

    path: str
    first: int
    lines: list[bytes]


class Refusal(NamedTuple):
    """A line that is not loaded, and why: it cannot be, or it is doubtful and nobody has said that it shall be."""

    at: str
    why: str
    line: bytes
    is_doubt: bool = False

    def __str__(self) -> str:
        return f"{self.at}: {DOUBTFUL if self.is_doubt else ''}{self.why}"


class Refused(Exception):
    """Lines that cannot be loaded; nothing of their batch was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        super().__init__("\n".join(map(str, refusals)))


class Ready(NamedTuple):
    """A record that has been checked and rendered, as stored values: all that is left is to write it."""

    number: int  # of the line in its chunk
    kind: str
    slug: str
    given: tuple[str, ...]  # what the line speaks of
    values: list[Any]
    parts: dict[str, list[tuple[Any, ...]]]  # each row with its identity first, where the line gives it one
    sets: dict[str, list[int]]
    rendered: Rendered | None


class Prepared(NamedTuple):
    """What has become of a chunk."""

    seen: int
    ready: list[Ready]
    refused: list[Refusal]

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes thousands of records go as plain tuples: each named one would be a call of Python at both ends."""
        plain = [(*each[:-1], each.rendered and tuple(each.rendered)) for each in self.ready]
        return unpacked, (self.seen, plain, self.refused)


def unpacked(seen: int, plain: list[Any], refused: list[Refusal]) -> Prepared:
    ready = [Ready._make((*each, rendered and Rendered(*rendered))) for *each, rendered in plain]
    return Prepared(seen, ready, refused)


class Done(NamedTuple):
    """What has been done with a chunk."""

    lines: int
    new: int
    changed: int
    refused: list[Refusal]


class Desk:
    """Where lines become records: knows what they refer to and how each kind is written."""

    def __init__(self, accept_doubts: bool = False) -> None:
        self.accept_doubts = accept_doubts
        self.models: dict[str, Any] = {model.kind: model for model in renderings if issubclass(model, Place)}
        world = World(set().union(*map(RecordShape.refers_to, self.models.values())))
        self.seen = world.seen
        self.shapes = {kind: RecordShape(model, world) for kind, model in self.models.items()}
        self.renderers = {kind: Renderer(model) for kind, model in self.models.items()}
        self.given: dict[tuple[str, ...], tuple[str, ...]] = {}

    def prepare(self, chunk: Chunk) -> Prepared:
        ready, refused = [], []
        for number, line in enumerate(chunk.lines):
            if line.isspace():
                continue
            try:
                kind, read = self.read(line)
                if read.doubts and not self.accept_doubts:
                    why = "; ".join(map(str, read.doubts))
                    refused.append(refusal(chunk, number, why, is_doubt=True))
                else:
                    ready.append(self.ready(number, kind, read))
            except LineError as error:
                refused.append(refusal(chunk, number, str(error)))
        return Prepared(self.seen, ready, refused)

    def read(self, line: bytes) -> tuple[str, Line]:
        """Raises LineError."""
        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise LineError("", f"not JSON: {error}") from error
        if not isinstance(given, dict):
            raise LineError("", "an object is expected")
        kind = given.pop("kind", None)
        if not isinstance(kind, str) or kind not in self.shapes:
            raise LineError("kind", f"expected is one of {', '.join(sorted(self.shapes))}", kind)
        return kind, self.shapes[kind].read(given)

    def ready(self, number: int, kind: str, line: Line) -> Ready:
        record = line.made.row
        parts = {name: rows.values for name, rows in line.parts.items()}
        given = tuple(line.given)
        given = self.given.setdefault(given, given)  # what is one object is sent between processes once
        rendered = self.renderers[kind].render(record) if record.is_public else None
        return Ready(number, kind, record.slug, given, line.made.values, parts, line.sets, rendered)


def refusal(chunk: Chunk, number: int, why: str, is_doubt: bool = False) -> Refusal:
    return Refusal(f"{chunk.path}:{chunk.first + number}", why, chunk.lines[number], is_doubt)


def fresh_uids() -> Iterator[str]:
    """UUIDs that begin with the time (version 7) and go on from a random number: together in the index, too."""
    start = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    start = start & ~(0xF << 76) & ~(0b111 << 61) | (7 << 76) | (0b100 << 61)
    return (f"{number:032x}" for number in count(start))


def load(
    paths: Iterable[str], processes: int = 1, skip_bad: bool = False, accept_doubts: bool = False
) -> Iterator[Done]:
    """Load these files; yields after every batch. Raises Refused, unless bad lines are to be left out.

    Doubtful lines are bad ones, unless they are to be accepted.

    Interrupted and run again, it goes on where it was: what is there already is not written again.
    """
    desk, watch, growths = Desk(accept_doubts), Watch(), 0
    for chunk, prepared in in_order(desk.prepare, chunks(paths), processes):
        with watch.turn() as is_stale:
            make_room()
            if is_stale(desk.seen):
                desk = Desk(accept_doubts)
            done = put(desk, chunk, desk.prepare(chunk) if is_stale(prepared.seen) else prepared)
            if done.refused and not skip_bad:
                raise Refused(done.refused)
        if done.new:
            growths += 1
            if growths in GROWN:
                take_stock()
        yield done
    if growths > 1:  # one batch is as little as staff publish in a day
        tidy()


def check(paths: Iterable[str], processes: int = 1, accept_doubts: bool = False) -> Iterator[Done]:
    """Read these files and write nothing: says what would be refused, but for what only the database can tell."""
    for chunk, prepared in in_order(Desk(accept_doubts).prepare, chunks(paths), processes):
        yield Done(len(chunk.lines), 0, 0, prepared.refused)


def put(desk: Desk, chunk: Chunk, prepared: Prepared) -> Done:
    """Write a batch. New records in bulk; those there are brought up to date where the lines say something else."""
    new, changed, refused = 0, 0, list(prepared.refused)
    for kind, shape in desk.shapes.items():
        ready = {each.slug: each for each in prepared.ready if each.kind == kind}
        there = shape.model._default_manager.filter(slug__among=ready).order_by()
        digests = dict(there.values_list("slug", "entries__digest"))
        fresh = [each for slug, each in ready.items() if slug not in digests]
        other = [each for each in ready.values() if each.slug in digests and not is_same(each, digests[each.slug])]
        wrote, wrong = write_all(shape, fresh, create)
        renewed, at_odds = write_all(shape, other, update)
        refused += [refusal(chunk, each.number, why) for each, why in wrong + at_odds]
        new, changed = new + wrote, changed + renewed
    return Done(len(chunk.lines), new, changed, refused)


def is_same(ready: Ready, digest: str | None) -> bool:
    """Whether publishing this again would change nothing, so that there is nothing to write."""
    return ready.rendered is not None and ready.rendered.digest == digest


def write_all(
    shape: RecordShape, ready: list[Ready], way: Callable[[RecordShape, list[Ready]], int]
) -> tuple[int, list[tuple[Ready, str]]]:
    """Write records with all that belongs to them, and their entries. Returns how many, and those that the database refuses."""
    if not ready:
        return 0, []
    try:
        with transaction.atomic():
            return way(shape, ready), []
    except IntegrityError as error:
        if len(ready) == 1:
            return 0, [(ready[0], complaint(shape, str(error)))]
        one_by_one = [write_all(shape, [each], way) for each in ready]
        return sum(wrote for wrote, _wrong in one_by_one), [each for _wrote, wrong in one_by_one for each in wrong]


def create(shape: RecordShape, ready: list[Ready]) -> int:
    model: Any = shape.model
    keyed, uids = list(zip(new_keys(model, len(ready)), ready, strict=True)), fresh_uids()
    insert(model, ["id", *shape.names], ((key, *each.values) for key, each in keyed))
    for name, part in shape.parts.items():
        rows = ((key, row[0] or next(uids), *row[1:]) for key, each in keyed for row in each.parts.get(name, ()))
        insert(part.model, part.names, rows)
    for name in shape.sets:
        field = model._meta.get_field(name)
        pairs = ((key, other) for key, each in keyed for other in each.sets.get(name, ()))
        insert(field.remote_field.through, [field.m2m_column_name(), field.m2m_reverse_name()], pairs)
    write(model, [Change(each.rendered, key, None) for key, each in keyed if each.rendered])
    return len(ready)


def update(shape: RecordShape, ready: list[Ready]) -> int:
    return renew(shape, ready, fresh_uids())


def complaint(shape: RecordShape, error: str) -> str:
    """What a violated constraint says to people; the database's own words where it says nothing."""
    for model in (shape.model, *(part.model for part in shape.parts.values())):
        for constraint in model._meta.constraints:
            fields: list[Any] = [model._meta.get_field(name) for name in getattr(constraint, "fields", ())]
            columns = ", ".join(f"{model._meta.db_table}.{field.column}" for field in fields)
            if constraint.name in error or (columns and error.endswith(f": {columns}")):
                return str(constraint.violation_error_message)
    return error.partition("\n")[0]


def chunks(paths: Iterable[str]) -> Iterator[Chunk]:
    for path in paths:
        with opened(path) as file:
            first = 1
            while lines := list(islice(file, BATCH)):
                yield Chunk(path, first, lines)
                first += len(lines)


def length(paths: Iterable[str]) -> int | None:
    """How many lines these files have; None where that can only be told by reading them."""
    total = 0
    for path in paths:
        if path == "-":
            return None
        with opened(path) as file:
            total += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return total


def opened(path: str) -> Any:
    if path == "-":
        return nullcontext(sys.stdin.buffer)
    return gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
