"""Loading: records from files of lines, checked, written and published batch by batch; readers go on meanwhile.

A batch is one transaction: its records with their rows, their entries and the search
index, or nothing of it. Checking and rendering need no database and are spread over the
cores; one process writes. What lines refer to is read once and held; when somebody
else publishes meanwhile, it is read again and the batches at hand are rendered anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

import orjson
from django.db import IntegrityError, transaction
from django.db.models import Q, UniqueConstraint

from directory.core.index import search_index
from directory.core.kinds import Sort, kinds
from directory.core.models.bulk import analyze_tables, enlarge_page_cache, insert, new_keys, vacuum
from directory.core.models.region import nested
from directory.core.publishing.parallel import in_order
from directory.core.publishing.publish import EntryChange, SequenceWatch, write
from directory.core.publishing.rendering import Rendered, Renderer

from . import links
from .errors import LineError, UncitedLines
from .files import BATCH, TOO_LONG, Chunk, chunks
from .lines import Line, RecordShape, World
from .uncited import uncited_in
from .updates import apply_updates

DOUBTFUL = "doubtful: "
UNCITED = "no citation and not editorial, so it cannot be public: "
# After so many batches with new rows tables may be many times as large as the database thinks.
GROWN = frozenset({1, 8, 64, 512})


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
    links: links.Links  # to others of its kind
    uncited: list[str]  # the fields of a public record that nobody answers for, as far as the line says
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
    """Where lines become records: knows what they refer to and how each kind is written.

    ``editorial``: what no line cites is the directory's own word. Without it, such lines are refused.
    """

    def __init__(self, accept_doubts: bool = False, editorial: bool = False) -> None:
        self.accept_doubts = accept_doubts
        self.renders = True  # not where all is rolled back again: rendering takes as long as all the rest
        self.models: dict[str, Any] = {kind.name: kind.model for kind in kinds.of_sort(Sort.PLACE)}
        world = World()
        self.seen = world.seen
        self.shapes = {kind: RecordShape(model, world, editorial) for kind, model in self.models.items()}
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
        if line.startswith(TOO_LONG):
            raise LineError("", "is too long for one record (1 MB at most)")
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
        shape = self.shapes[kind]
        is_asked = record.is_public and (shape.edit or shape.editorial)  # what only checks a list cites nothing
        uncited = uncited_in(shape, line) if is_asked else []
        # What links to others of its kind is published when they are there.
        is_rendered = self.renders and record.is_public and not line.links
        rendered = self.renderers[kind].render(record) if is_rendered else None
        return Ready(
            number, kind, record.slug, given, line.made.values, parts, line.sets, line.links, uncited, rendered
        )


def refusal(chunk: Chunk, number: int, why: str, is_doubt: bool = False) -> Refusal:
    return Refusal(f"{chunk.path}:{chunk.first + number}", why, chunk.lines[number], is_doubt)


def fresh_uids() -> Iterator[str]:
    """UUIDs that begin with the time (version 7) and go on from a random number: together in the index, too."""
    start = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    start = start & ~(0xF << 76) & ~(0b111 << 61) | (7 << 76) | (0b100 << 61)
    return (f"{number:032x}" for number in count(start))


def load(
    paths: Iterable[str],
    processes: int = 1,
    skip_bad: bool = False,
    accept_doubts: bool = False,
    editorial: bool = False,
) -> Iterator[Done]:
    """Load these files; yields after every batch. Raises Refused, unless bad lines are to be left out.

    Doubtful lines are bad ones, unless they are to be accepted. So are those that would make public what has no source,
    unless what they do not cite is the directory's own word (``editorial``).

    Interrupted and run again, it goes on where it was: what is there already is not written again.
    """
    desk, watch, growths = Desk(accept_doubts, editorial), SequenceWatch(), 0
    for chunk, prepared in in_order(desk.prepare, chunks(paths, BATCH), processes):
        with watch.turn() as is_stale:
            enlarge_page_cache()
            if is_stale(desk.seen):
                desk = Desk(accept_doubts, editorial)
            done = put(desk, chunk, desk.prepare(chunk) if is_stale(prepared.seen) else prepared)
            if done.refused and not skip_bad:
                raise Refused(done.refused)
        if done.new:
            growths += 1
            if growths in GROWN:
                analyze_tables()
        yield done
    search_index.merge()
    if growths > 1:  # one batch is as little as staff publish in a day
        vacuum()


def check(
    paths: Iterable[str], processes: int = 1, accept_doubts: bool = False, editorial: bool = False
) -> Iterator[Done]:
    """Do with these files what loading them would do, and undo each batch: says what would be refused, and writes nothing."""
    desk, held = Desk(accept_doubts, editorial), Held()
    for chunk, prepared in in_order(desk.prepare, chunks(paths, BATCH), processes):
        with transaction.atomic():
            done = put(desk, chunk, prepared, held)
            transaction.set_rollback(True)
        yield done


class Held:
    """What a check remembers of the batches that it has undone: the slugs, and the values that only one record may have."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def taken(self, shape: RecordShape, ready: Ready) -> str:
        """What is wrong where a value is another record's in these files; else the values are remembered."""
        own = {
            hash((shape.model, constraint.name, ready.values[column])): constraint
            for constraint, column in unique_columns(shape)
            if ready.values[column]
        }
        mine = hash((shape.model, ready.slug))
        if mine not in self.seen and (wrong := [own[key] for key in own if key in self.seen]):
            return f"{wrong[0].fields[0]}: {wrong[0].violation_error_message}"
        self.seen |= {mine, *own}
        return ""

    def slugs(self, model: Any, ready: Collection[Ready]) -> set[str]:
        """Those of the slugs that lines refer to which stood in a batch before."""
        wanted = {slug for each in ready for some in each.links.values() for slug in some}
        return {slug for slug in wanted if hash((model, slug)) in self.seen}


def put(desk: Desk, chunk: Chunk, prepared: Prepared, held: Held | None = None) -> Done:
    """Write a batch. New records in bulk; those there are brought up to date where the lines say something else."""
    new, changed, refused = 0, 0, list(prepared.refused)
    for kind, shape in desk.shapes.items():
        ready, wrong = once_each(chunk, [each for each in prepared.ready if each.kind == kind])
        wrong += links.missing(shape.model, ready, held.slugs(shape.model, ready) if held else set())
        if held:
            wrong += [(each, why) for each in ready if (why := held.taken(shape, each))]
        there = standing(shape, ready)
        doubts = [(each, why) for each in ready if each.slug in there and (why := another(shape, each, there))]
        refused += [refusal(chunk, each.number, why, is_doubt=True) for each, why in doubts]
        out = {each.number for each, _why in [*wrong, *doubts]}
        ready = [each for each in ready if each.number not in out]
        if conflicts := unique_conflicts(shape, ready):
            wrong, out = [*wrong, *conflicts], {each.number for each, _why in conflicts}
            ready = [each for each in ready if each.number not in out]
        fresh = [each for each in ready if each.slug not in there]
        other = [each for each in ready if each.slug in there and not is_same(each, there[each.slug].digest)]
        wrote, unwritten = write_all(shape, fresh, create)
        renewed, at_odds = write_all(shape, other, update)
        failed = {each.number for each, _why in unwritten + at_odds}
        if not held:
            linked = links.make(shape.model, [each for each in ready if each.number not in failed])
            renewed = max(renewed, linked - wrote)
        refused += [refusal(chunk, each.number, why) for each, why in wrong + unwritten + at_odds]
        new, changed = new + wrote, changed + renewed
    return Done(len(chunk.lines), new, changed, sorted(refused, key=lambda each: int(each.at.rpartition(":")[2])))


def once_each(chunk: Chunk, ready: list[Ready]) -> tuple[list[Ready], list[tuple[Ready, str]]]:
    """Each slug's line; a second line with the same slug is refused unless it says the same."""
    first: dict[str, Ready] = {}
    wrong = []
    for each in ready:
        before = first.setdefault(each.slug, each)
        if before is not each and chunk.lines[before.number].strip() != chunk.lines[each.number].strip():
            wrong.append((each, f"slug: line {chunk.first + before.number} has the same, {each.slug}"))
    return list(first.values()), wrong


def unique_conflicts(shape: RecordShape, ready: list[Ready]) -> list[tuple[Ready, str]]:
    """Lines with a value that only one record may have and another has: one that is there, or an earlier line's.

    The database would say so, too, but of the whole batch. What is held by a record of this batch is left to it: that
    record may be about to give it up.
    """
    wrong, mine = [], {each.slug for each in ready}
    for constraint, column in unique_columns(shape):
        valued = [(each, each.values[column]) for each in ready if each.values[column]]
        held = shape.model._default_manager.filter(constraint.condition or Q()).order_by()
        name = constraint.fields[0]
        there = dict(held.filter(**{f"{name}__among": [value for _each, value in valued]}).values_list(name, "slug"))
        taken = {value: slug for value, slug in there.items() if slug not in mine}
        for each, value in valued:
            if taken.setdefault(value, each.slug) != each.slug:
                wrong.append((each, f"{name}: {constraint.violation_error_message}"))
    return wrong


def unique_columns(shape: RecordShape) -> Iterator[tuple[UniqueConstraint, int]]:
    """The constraints of a record's own that are on one field, and where its values stand."""
    for constraint in shape.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.fields) == 1:
            yield constraint, shape.names.index(constraint.fields[0])


class StandingRecord(NamedTuple):
    """A record that is there: what tells whether a line is about it."""

    name: str
    region: int
    aliases: list[str]
    digest: str | None


def standing(shape: RecordShape, ready: list[Ready]) -> dict[str, StandingRecord]:
    there = shape.model._default_manager.filter(slug__among=[each.slug for each in ready]).order_by()
    found = there.values_list("slug", "name", "region_id", "aliases", "entries__digest")
    return {slug: StandingRecord(*rest) for slug, *rest in found}


def another(shape: RecordShape, ready: Ready, there: dict[str, StandingRecord]) -> str:
    """Why the record with a line's slug is another place; empty where it may well be this one, renamed or moved."""
    before, name = there[ready.slug], str(ready.values[shape.names.index("name")])
    region = int(ready.values[shape.names.index("region_id")])
    names = {before.name, *before.aliases}
    aliases = str(ready.values[shape.names.index("aliases")] or "").split("\n")
    apart = not nested(region, before.region)
    if name in names or before.name in aliases or not apart:
        return ""
    return f"slug: {ready.slug} is another place's, {before.name} in {before.region}; give this one its own"


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
    except UncitedLines as error:
        wrong = [
            (each, f"{UNCITED}{', '.join(error.fields[each.slug])}") for each in ready if each.slug in error.fields
        ]
        wrote, more = write_all(shape, [each for each in ready if each.slug not in error.fields], way)
        return wrote, [*wrong, *more]
    except IntegrityError as error:
        if len(ready) == 1:
            return 0, [(ready[0], complaint(shape, str(error)))]
        half = len(ready) // 2
        parts = [write_all(shape, ready[:half], way), write_all(shape, ready[half:], way)]
        return sum(wrote for wrote, _wrong in parts), [each for _wrote, wrong in parts for each in wrong]


def create(shape: RecordShape, ready: list[Ready]) -> int:
    """Raises UncitedLines before anything is written."""
    if shape.edit and (uncited := {each.slug: each.uncited for each in ready if each.uncited}):
        raise UncitedLines(uncited)
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
    if changes := [EntryChange(each.rendered, key, None) for key, each in keyed if each.rendered]:
        write(changes, staged=True)
    return len(ready)


def update(shape: RecordShape, ready: list[Ready]) -> int:
    return apply_updates(shape, ready, fresh_uids())


def complaint(shape: RecordShape, error: str) -> str:
    """What a violated constraint says to people; the database's own words where it says nothing."""
    for model in (shape.model, *(part.model for part in shape.parts.values())):
        for constraint in model._meta.constraints:
            fields: list[Any] = [model._meta.get_field(name) for name in getattr(constraint, "fields", ())]
            columns = ", ".join(f"{model._meta.db_table}.{field.column}" for field in fields)
            if constraint.name in error or (columns and error.endswith(f": {columns}")):
                return str(constraint.violation_error_message)
    return error.partition("\n")[0]
