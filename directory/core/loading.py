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
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import count, islice
from typing import Any, NamedTuple

import orjson
from django.db import IntegrityError, transaction

from .lines import Line, LineError, RecordShape, World
from .models import Place
from .processes import in_order
from .publishing import Change, Watch, publish, write
from .rendering import Rendered, Renderer, renderings
from .tables import insert, new_keys, stored
from .text import pinyin_words

BATCH = 2000


class Chunk(NamedTuple):
    """Some lines of a file."""

    path: str
    first: int
    lines: list[bytes]


class Refusal(NamedTuple):
    """A line that cannot be loaded, and why."""

    at: str
    why: str
    line: bytes

    def __str__(self) -> str:
        return f"{self.at}: {self.why}"


class Refused(Exception):
    """Lines that cannot be loaded; nothing of their batch was written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        super().__init__("\n".join(map(str, refusals)))


class Ready(NamedTuple):
    """A record that has been checked and rendered, as stored values: all that is left is to write it."""

    number: int  # of the line in its chunk
    kind: str
    slug: str
    values: list[Any]
    parts: dict[str, list[tuple[Any, ...]]]
    sets: dict[str, list[int]]
    rendered: Rendered | None


class Prepared(NamedTuple):
    """What has become of a chunk."""

    seen: int
    ready: list[Ready]
    refused: list[Refusal]


class Done(NamedTuple):
    """What has been done with a chunk."""

    lines: int
    new: int
    changed: int
    refused: list[Refusal]


class Desk:
    """Where lines become records: knows what they refer to and how each kind is written."""

    def __init__(self) -> None:
        self.models: dict[str, Any] = {model.kind: model for model in renderings if issubclass(model, Place)}
        world = World(set().union(*map(RecordShape.refers_to, self.models.values())))
        self.seen = world.seen
        self.shapes = {kind: RecordShape(model, world) for kind, model in self.models.items()}
        self.renderers = {kind: Renderer(model) for kind, model in self.models.items()}
        self.uids = fresh_uids()

    def prepare(self, chunk: Chunk) -> Prepared:
        ready, refused, self.uids = [], [], fresh_uids()
        for number, line in enumerate(chunk.lines):
            if line.isspace():
                continue
            try:
                ready.append(self.ready(number, *self.read(line)))
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
        parts = {
            name: [(row.values[1] or next(self.uids), *row.values[2:]) for row in rows]
            for name, rows in line.parts.items()
        }
        rendered = self.renderers[kind].render(record) if record.is_public else None
        return Ready(number, kind, record.slug, line.made.values, parts, line.sets, rendered)


def refusal(chunk: Chunk, number: int, why: str) -> Refusal:
    return Refusal(f"{chunk.path}:{chunk.first + number}", why, chunk.lines[number])


def fresh_uids() -> Iterator[str]:
    """UUIDs that begin with the time (version 7) and go on from a random number: together in the index, too."""
    start = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    start = start & ~(0xF << 76) & ~(0b111 << 61) | (7 << 76) | (0b100 << 61)
    return (f"{number:032x}" for number in count(start))


def load(paths: Iterable[str], processes: int = 1, skip_bad: bool = False) -> Iterator[Done]:
    """Load these files; yields after every batch. Raises Refused, unless bad lines are to be left out.

    Interrupted and run again, it goes on where it was: what is there already is not written again.
    """
    desk, watch = Desk(), Watch()
    for chunk, prepared in in_order(desk.prepare, chunks(paths), processes):
        with watch.turn() as is_stale:
            if is_stale(desk.seen):
                desk = Desk()
            done = put(desk, chunk, desk.prepare(chunk) if is_stale(prepared.seen) else prepared)
            if done.refused and not skip_bad:
                raise Refused(done.refused)
        yield done


def check(paths: Iterable[str], processes: int = 1) -> Iterator[Done]:
    """Read these files and write nothing: says what would be refused, but for what only the database can tell."""
    for chunk, prepared in in_order(Desk().prepare, chunks(paths), processes):
        yield Done(len(chunk.lines), 0, 0, prepared.refused)


def put(desk: Desk, chunk: Chunk, prepared: Prepared) -> Done:
    """Write a batch. New records in bulk; those there are brought up to date where the lines say something else."""
    new, changed, refused = 0, 0, list(prepared.refused)
    for kind, shape in desk.shapes.items():
        ready = {each.slug: each for each in prepared.ready if each.kind == kind}
        there = shape.model._default_manager.filter(slug__in=list(ready)).values_list("slug", "entries__digest")
        digests = dict(there)
        fresh = [each for slug, each in ready.items() if slug not in digests]
        wrong = create(shape, fresh)
        refused += [refusal(chunk, each.number, why) for each, why in wrong]
        new += len(fresh) - len(wrong)
        other = [each for each in ready.values() if each.slug in digests and not is_same(each, digests[each.slug])]
        changed += update(shape, [desk.read(chunk.lines[each.number])[1] for each in other])
    return Done(len(chunk.lines), new, changed, refused)


def is_same(ready: Ready, digest: str | None) -> bool:
    """Whether publishing this again would change nothing, so that there is nothing to write."""
    return ready.rendered is not None and ready.rendered.digest == digest


def create(shape: RecordShape, ready: list[Ready]) -> list[tuple[Ready, str]]:
    """Write new records with all that belongs to them, and their entries. Returns those that the database refuses."""
    if not ready:
        return []
    try:
        with transaction.atomic():
            write_all(shape, ready)
    except IntegrityError as error:
        if len(ready) == 1:
            return [(ready[0], complaint(shape, str(error)))]
        return [wrong for each in ready for wrong in create(shape, [each])]
    return []


def write_all(shape: RecordShape, ready: list[Ready]) -> None:
    model: Any = shape.model
    keyed = list(zip(new_keys(model, len(ready)), ready, strict=True))
    insert(model, ["id", *shape.names], ((key, *each.values) for key, each in keyed))
    for name, part in shape.parts.items():
        rows = ((key, *row) for key, each in keyed for row in each.parts.get(name, ()))
        insert(part.model, part.names, rows)
    for name in shape.sets:
        field = model._meta.get_field(name)
        pairs = ((key, other) for key, each in keyed for other in each.sets.get(name, ()))
        insert(field.remote_field.through, [field.m2m_column_name(), field.m2m_reverse_name()], pairs)
    write(model, [Change(each.rendered, key, None) for key, each in keyed if each.rendered])


def complaint(shape: RecordShape, error: str) -> str:
    """What a violated constraint says to people; the database's own words where it says nothing."""
    for model in (shape.model, *(part.model for part in shape.parts.values())):
        for constraint in model._meta.constraints:
            fields: list[Any] = [model._meta.get_field(name) for name in getattr(constraint, "fields", ())]
            columns = ", ".join(f"{model._meta.db_table}.{field.column}" for field in fields)
            if constraint.name in error or (columns and error.endswith(f": {columns}")):
                return str(constraint.violation_error_message)
    return error.partition("\n")[0]


def update(shape: RecordShape, lines: list[Line]) -> int:
    """Bring existing records up to date and publish them. What a line does not speak of stays. Returns how many changed."""
    if not lines:
        return 0
    slugs = [line.made.row.slug for line in lines]
    manager: Any = shape.model._default_manager
    records = {record.slug: record for record in manager.for_document().filter(slug__in=slugs)}
    changed = [records[line.made.row.slug] for line in lines if renew(shape, records[line.made.row.slug], line)]
    publish(changed)
    return len(changed)


def renew(shape: RecordShape, record: Any, line: Line) -> bool:
    """Write what a line says otherwise than the record. Returns whether there was anything."""
    differing = [*renewed_fields(shape, record, line), *renewed_rows(shape, record, line)]
    for name in shape.sets:
        if name in line.given and {row.pk for row in getattr(record, name).all()} != set(line.sets.get(name, ())):
            getattr(record, name).set(line.sets.get(name, ()))
            differing.append(name)
    if differing:
        record.version += 1
        record.save()
    return bool(differing)


def renewed_fields(shape: RecordShape, record: Any, line: Line) -> Iterator[str]:
    if record.pinyin == pinyin_words(record.name):
        record.pinyin = pinyin_words(line.made.row.name)
    for name in line.given:
        if (column := shape.columns.get(name)) and (attname := column.field.attname):
            value = getattr(line.made.row, attname)
            if stored(column.field, getattr(record, attname)) != stored(column.field, value):
                setattr(record, attname, value)
                yield name


def renewed_rows(shape: RecordShape, record: Any, line: Line) -> Iterator[str]:
    """Rows that differ are replaced by the line's; each keeps the identity of the one that stood in its place."""
    for name, part in shape.parts.items():
        there = list(getattr(record, name).all())
        told = [row.values for row in line.parts.get(name, ())]
        if name in line.given and [part.content(row) for row in there] != [values[2:] for values in told]:
            uids = [*(row.uid.hex for row in there), *islice(fresh_uids(), len(told))]
            getattr(record, name).all().delete()
            rows = [(record.pk, values[1] or uid, *values[2:]) for values, uid in zip(told, uids, strict=False)]
            insert(part.model, part.names, rows)
            yield name


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
