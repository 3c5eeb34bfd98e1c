"""A list on its way from the file into the records: mapped, checked, confirmed, written, perhaps undone.

``mapping → checking → checked → writing → done (→ undoing → undone)``, see ImportRun.State. The three that end in "-ing"
are worked on by ``work(run, seconds)``, which stores after each batch, in the batch's transaction, how far it has come
(``position``): the admin calls it again and again, the command until it is through, and after a kill it goes on.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.db import models, transaction
from django.utils import timezone

from directory.core.changes import versions
from directory.core.changes.applying import lock
from directory.core.changes.restoring import restore
from directory.core.index import search_index
from directory.core.models import Change, ImportRow, ImportRun, Origin, Version
from directory.core.publishing.publish import remove

from . import tables
from .errors import LineError
from .files import BATCH
from .importing import Import, RowFinding, RowResult, Source, guessed, shape_of
from .loader import Desk
from .proposals import lines_of, propose
from .tables import Row

SAMPLE = 200  # rows by which columns are guessed
FOREVER = float("inf")
UNDONE_AT_ONCE = 50
State, RowState = ImportRun.State, ImportRow.State


def start(
    path: Path, kind: str, source: Source, *, by: Any = None, mapping: dict[str, str] | None = None, name: str = ""
) -> ImportRun:
    """Read a file, keep its rows in a new run and guess its columns; ``mapping`` (heading → field) decides instead of guesses.

    Without a mapping a list whose name column cannot be guessed is kept, too: staff map it in the admin. Raises LineError
    for a file without rows, or for a mapping that cannot be.
    """
    shape = shape_of(Desk(), kind)
    rows = list(tables.rows(path))
    if not rows:
        raise LineError("", "there is no row below the headings", name or path.name)
    columns = list(dict.fromkeys(heading for _number, row in rows[:SAMPLE] for heading in row))
    try:
        found = guessed(shape, [row for _number, row in rows[:SAMPLE]], mapping or {})
    except LineError:
        if mapping is not None:
            raise
        found = dict.fromkeys(columns, "")
    return ImportRun.objects.create(
        kind=kind,
        filename=(name or path.name)[:200],
        title=source.title,
        publisher=source.publisher,
        link=source.link,
        published_on=source.published_on,
        columns=columns,
        mapping=found,
        packed=zlib.compress(b"\n".join(orjson.dumps(row, default=str) for row in rows)),
        total=len(rows),
        made_by=by,
    )


def rows_of(run: ImportRun) -> list[tuple[int, Row]]:
    """(Number in the file, heading → cell) of every row."""
    lines = zlib.decompress(bytes(run.packed)).split(b"\n")
    return [(number, row) for number, row in map(orjson.loads, lines)]


def source_of(run: ImportRun) -> Source:
    return Source(run.title, run.published_on, run.publisher, run.link)


def begin_check(run: ImportRun, mapping: dict[str, str]) -> None:
    """Set what the columns are, and check all rows anew. Raises LineError for a mapping that cannot be."""
    shape = shape_of(Desk(), run.kind)
    head = [row for _number, row in rows_of(run)[:SAMPLE]]
    with transaction.atomic():
        run.mapping = guessed(shape, head, {heading: mapping.get(heading, "") for heading in run.columns})
        run.rows.all().delete()
        move(run, State.CHECKING, (State.MAPPING, State.CHECKING, State.CHECKED))


def confirm(run: ImportRun) -> None:
    move(run, State.WRITING, (State.CHECKED,))


def check_again(run: ImportRun) -> None:
    """After writing: check once more the rows that were left out (AGAIN), because something had changed since the check."""
    with transaction.atomic():
        run.rows.filter(state=RowState.AGAIN, object_id__isnull=True).delete()
        move(run, State.CHECKING, (State.DONE,))


def move(run: ImportRun, state: str, allowed: tuple[str, ...]) -> None:
    """Into another state, from the beginning; raises LineError where somebody else has been quicker."""
    moved = ImportRun.objects.filter(pk=run.pk, state__in=allowed).update(
        state=state, position=0, mapping=run.mapping, written_at=run.written_at
    )
    run.refresh_from_db(fields=["state", "position", "written_at"])
    if not moved:
        raise LineError("", f"the import is {run.state} already")


def work(run: ImportRun, seconds: float = FOREVER) -> bool:
    """Go on with what a run is at, for so long. True when there is nothing left to do."""
    steps: dict[str, Callable[[ImportRun, float], None]] = {
        State.CHECKING: check, State.WRITING: write, State.UNDOING: undo_some,
    }  # fmt: skip
    if run.state in steps:
        steps[run.state](run, time.monotonic() + seconds)
    return not run.is_working


def batches(run: ImportRun, until: float, size: int = BATCH) -> Iterator[list[tuple[int, Row]]]:
    """The rows that are left, batch by batch, until the time is up; at least one batch."""
    rows = iter(rows_of(run)[run.position :])
    while batch := list(islice(rows, size)):
        yield batch
        if time.monotonic() > until:
            return


def check(run: ImportRun, until: float = FOREVER) -> None:
    """Find out what writing the rows would do, by writing them and rolling back; store the results as ImportRow.

    Rows that have a result are left alone, so ``check_again`` checks only those whose results it deleted.
    """
    found: list[RowResult] = []
    done = set(run.rows.values_list("number", flat=True))
    seen = 0
    with transaction.atomic():
        engine = engine_of(run)
        engine.desk.renders = False
        for batch in batches(run, until):
            results = engine.batch([(number, row) for number, row in batch if number not in done])
            for each in results:
                check_proposals(engine, each)
            found, seen = [*found, *results], seen + len(batch)
        transaction.set_rollback(True)
    with transaction.atomic():
        ImportRow.objects.bulk_create([row_of(run, each) for each in found], batch_size=BATCH)
        advance(run, seen, State.CHECKED)


def engine_of(run: ImportRun) -> Import:
    """An engine that knows which slugs and places the rows before ``position`` have, as if it had just read them."""
    engine = Import(run.kind, source_of(run).article(), run.mapped, run.made_by)
    if run.state == State.CHECKING:
        before = run.rows.exclude(same_as="").values_list("number", "slug", "same_as", "was_new")
        for number, slug, same, was_new in before:
            engine.same[same] = number
            if was_new:
                engine.slugs.add(slug)
    return engine


def check_proposals(engine: Import, result: RowResult) -> None:
    """Refuse a row whose proposed values the record's fields would not take."""
    if result.proposed and result.state != "refused":
        try:
            lines_of(engine, result)
        except LineError as error:
            column = engine.column(error.path)
            result.fail([RowFinding(result.number, column, "", "refused", error.accepted)])


def row_of(run: ImportRun, result: RowResult) -> ImportRow:
    return ImportRow(
        run=run,
        number=result.number,
        name=result.name,
        state=result.state,
        findings=stored(result),
        has_proposal=bool(result.proposed) and result.state in ImportRow.WRITABLE,
        slug=result.slug,
        same_as=result.same_as,
        was_new=result.record is None and bool(result.slug),
    )


def stored(result: RowResult) -> list[list[str]]:
    """The findings as ImportRow.findings keeps them: RowFinding without its row, as texts."""
    return [list(map(str, finding[1:])) for finding in result.findings]


def advance(run: ImportRun, count: int, then: str) -> None:
    """``count`` more rows are through; after the last the run is in the state ``then``."""
    run.position += count
    if run.position >= run.total:
        run.state = then
        if then == State.DONE:
            run.written_at = run.written_at or timezone.now()
    run.save(update_fields=["position", "state", "written_at", "source"])


def write(run: ImportRun, until: float = FOREVER) -> None:
    """Write the rows as they were checked. One that would now do something else is left out and marked AGAIN.

    Raises LineError where another process works on the same run: its position, read under the row's lock, has moved.
    """
    with transaction.atomic():
        run.source = source_of(run).article()
        run.save(update_fields=["source"])
        engine = engine_of(run)
    for batch in batches(run, until):
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if (locked.state, locked.position) != (run.state, run.position):
                raise LineError("", "somebody else goes on with this import")
            write_batch(run, engine, batch)
            advance(run, len(batch), State.DONE)
    if run.state == State.DONE:
        search_index.merge()


def write_batch(run: ImportRun, engine: Import, batch: list[tuple[int, Row]]) -> None:
    asked = {row.number: row for row in run.rows.filter(number__in=[number for number, _row in batch])}
    wanted = [one for one in batch if (row := asked.get(one[0])) and is_wanted(row)]
    results, again = put(engine, wanted, asked)
    model: Any = engine.model
    slugs = [each.slug for each in results if each.state in ImportRow.WRITABLE]
    keys = {
        slug: (pk, version)
        for slug, pk, version in model._default_manager.filter(slug__in=slugs).values_list("slug", "pk", "version")
    }
    rows = []
    for each in results:
        if each.state in ImportRow.WRITABLE and each.slug in keys:
            row = asked[each.number]
            row.object_id, row.version = keys[each.slug]
            row.was_new = each.record is None
            rows.append(row)
        if each.proposed and each.state in ImportRow.WRITABLE:
            propose(engine, each, run)
    ImportRow.objects.bulk_update(rows, ["object_id", "version", "was_new"], batch_size=500)
    for each in again:
        row = asked[each.number]
        row.state, row.findings, row.has_proposal = RowState.AGAIN, stored(each), False
        row.save()


def is_wanted(row: ImportRow) -> bool:
    """Whether a checked row is to be written, and has not been yet."""
    is_open = row.state in ImportRow.WRITABLE or (row.state == RowState.DOUBTFUL and row.accepted)
    return row.object_id is None and is_open


def put(
    engine: Import, batch: list[tuple[int, Row]], asked: dict[int, ImportRow]
) -> tuple[list[RowResult], list[RowResult]]:
    """Write these rows but those that do not do what the check said; returns (written, left out), both as results.

    What a row does is known after it was written, so all are written, rolled back to a savepoint where some differ, and
    written without those. It ends, as each call has fewer rows. What the engine remembers is not in the database and must
    be put back by hand.
    """
    accepted = frozenset(number for number, _row in batch if asked[number].accepted)
    slugs, same = set(engine.slugs), dict(engine.same)
    point = transaction.savepoint()
    results = engine.batch(batch, accepted)
    again = [each for each in results if not is_as_said(each, asked[each.number])]
    if not again:
        transaction.savepoint_commit(point)
        return results, []
    transaction.savepoint_rollback(point)
    engine.slugs, engine.same = slugs, same
    left_out = {each.number for each in again}
    results, more = put(engine, [one for one in batch if one[0] not in left_out], asked)
    return results, [*again, *more]


def is_as_said(result: RowResult, row: ImportRow) -> bool:
    """Whether writing a row did what its check announced, or staff have accepted it whatever it does."""
    return row.accepted or (stored(result) == row.findings and result.slug == row.slug)


# Undoing


def edited_since(run: ImportRun, most: int = 20) -> list[str]:
    """The rows' records that somebody has edited since they were written: while there are any, nothing is undone."""
    model: Any = shape_of(Desk(), run.kind).model
    rows = run.rows.filter(object_id__isnull=False).filter(changed_rows(run))
    written: dict[Any, Any] = dict(rows.values_list("object_id", "version"))
    found: list[str] = []
    now = model._default_manager.values_list("pk", "version", "name")
    keys = list(written)
    for start_at in range(0, len(keys), 500):
        batch = keys[start_at : start_at + 500]
        there = {pk: (version, name) for pk, version, name in now.filter(pk__in=batch)}
        found += [
            there[key][1] if key in there else f"#{key}" for key in batch if there.get(key, (None,))[0] != written[key]
        ]
    return found[:most]


def changed_rows(run: ImportRun) -> models.Q:
    """The rows that changed a record: there is nothing to undo for UNCHANGED ones."""
    return models.Q(state__in=[RowState.NEW, RowState.CHANGED]) | models.Q(accepted=True)


def begin_undo(run: ImportRun) -> None:
    """Raises LineError where rows have been edited since."""
    if edited := edited_since(run):
        raise LineError("", f"edited since it was imported: {'、'.join(edited)}")
    move(run, State.UNDOING, (State.DONE,))


def undo_some(run: ImportRun, until: float = FOREVER) -> None:
    """Take back what a run has written: new records go, changed ones say again what they said."""
    model: Any = shape_of(Desk(), run.kind).model
    left = run.rows.filter(object_id__isnull=False).filter(changed_rows(run))
    while rows := list(left.order_by("-number")[:UNDONE_AT_ONCE]):
        with transaction.atomic():
            for row in rows:
                undo_row(run, model, row)
        if time.monotonic() > until:
            break
    with transaction.atomic():
        run.refresh_from_db()
        run.position = run.total - left.count()
        if not left.exists():
            for change in Change.objects.waiting().filter(run=run):
                change.move(Change.State.WITHDRAWN, run.made_by, "名单已撤销")
            run.state = State.UNDONE
        run.save(update_fields=["state", "position"])


def undo_row(run: ImportRun, model: Any, row: ImportRow) -> None:
    record = lock(model, row.object_id)
    if record is None or record.version != row.version:
        row.findings.append(["", row.name, "note", "edited since it was imported: it stays", "", ""])
    elif row.was_new:
        take_back(run, record, row)
    else:
        before = Version.objects.of(record).filter(number__lt=row.version).first()
        if before:
            restore(before, run.made_by, origin=Origin.UNDO)
    row.object_id = row.version = None
    row.save()


def take_back(run: ImportRun, record: Any, row: ImportRow) -> None:
    """Delete a record that the run has made; it stays, with a note, where others refer to it by now."""
    try:
        with transaction.atomic():
            versions.note_deletion(record, versions.Edit(Origin.UNDO, run.made_by, word=str(run)))
            remove(record)
    except models.ProtectedError:
        row.findings.append(["", row.name, "note", "others refer to it: it stays", "", ""])


# As a whole


def import_list(
    path: Path, kind: str, source: Source, mapping: dict[str, str] | None = None, only_check: bool = False
) -> Outcome:
    """Read a list and write what it says, or with ``only_check`` say what that would be. Raises LineError for an unusable file."""
    with transaction.atomic():
        run = start(path, kind, source, mapping=mapping or {})
        run.state = State.CHECKING
        run.save()
        if only_check:
            check(run)
            outcome = outcome_of(run)
            transaction.set_rollback(True)
            return outcome
    work(run)
    outcome = outcome_of(run)
    confirm(run)
    work(run)
    return outcome


class Outcome(NamedTuple):
    """What an import has done, or would do."""

    mapping: dict[str, str]
    findings: list[RowFinding]

    def count(self, state: str) -> int:
        return len({finding.row for finding in self.findings if finding.state == state})


def outcome_of(run: ImportRun) -> Outcome:
    mapping = {heading: name for heading, name in run.mapped.items() if name}
    return Outcome(mapping, list(findings_of(run)))


def findings_of(run: ImportRun) -> Iterator[RowFinding]:
    for number, findings in run.rows.order_by("number").values_list("number", "findings"):
        for finding in findings:
            yield RowFinding(number, *finding)
