"""A list on its way from the file into the records: mapped, checked, confirmed, written, perhaps undone.

``mapping → checking → checked → writing → done (→ undoing → undone)``, see ImportRun.State. The three that end in "-ing"
are worked on by ``work(run, seconds)``, which stores after each batch, in the batch's transaction, how far it has come
(``position``): the admin calls it again and again, the command until it is through, and after a kill it goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from directory.core.changes import duplicates
from directory.core.index import search_index
from directory.core.models import ImportRow, ImportRun
from directory.core.models.bulk import insert

from ..errors import LineError
from ..loader import Desk
from . import tables
from .cells import RowFinding, RowResult
from .columns import guess
from .importing import Import, Source, fields_of, guessed, shape_of
from .proposals import check_proposals, propose
from .stages import FOREVER, PackedRows, batches, move, rows_of
from .tables import Row
from .undoing import undo_some

SAMPLE = 200  # rows by which columns are guessed
STORED = ("run_id", "number", "name", "state", "findings", "has_proposal", "accepted", "slug", "same_as", "was_new")
State, RowState = ImportRun.State, ImportRow.State


def start(
    path: Path, kind: str, source: Source, *, by: Any = None, mapping: dict[str, str] | None = None, name: str = ""
) -> ImportRun:
    """Read a file, keep its rows in a new run and guess its columns; ``mapping`` (heading → field) decides instead of guesses.

    Without a mapping a list whose name column cannot be guessed is kept, too: staff map it in the admin. Raises LineError
    for a file without rows, or for a mapping that cannot be.
    """
    shape = shape_of(Desk(), kind)
    pack, head = PackedRows(), list[Row]()
    for number, row in tables.rows(path):
        pack.add(number, row)
        if len(head) < SAMPLE:
            head.append(row)
    if not head:
        raise LineError("", "there is no row below the headings", name or path.name)
    columns = list(dict.fromkeys(heading for row in head for heading in row))
    try:
        found = guessed(shape, head, mapping or {})
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
        packed=pack.packed(),
        total=pack.count,
        made_by=by,
    )


def state_source(run: ImportRun, kind: str, source: Source, kept: dict[str, str]) -> None:
    """Say of a file that was read already what it holds and whose word it is; ``kept`` is an older list's mapping."""
    run.kind = kind
    run.title, run.published_on, run.publisher, run.link = source
    known = fields_of(shape_of(Desk(), kind))
    head = [row for _number, row in islice(rows_of(run), SAMPLE)]
    run.mapping = dict.fromkeys(run.columns, "") | guess(run.columns, head, known)
    run.mapping |= {name: kept[name] for name in run.columns if kept.get(name) in known}
    run.save(update_fields=["kind", "title", "publisher", "link", "published_on", "mapping"])


def source_of(run: ImportRun) -> Source:
    return Source(run.title, run.published_on, run.publisher, run.link)


def begin_check(run: ImportRun, mapping: dict[str, str]) -> None:
    """Set what the columns are, and check all rows anew. Raises LineError for a mapping that cannot be."""
    shape = shape_of(Desk(), run.kind)
    head = [row for _number, row in islice(rows_of(run), SAMPLE)]
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


def work(run: ImportRun, seconds: float = FOREVER) -> bool:
    """Go on with what a run is at, for so long. True when there is nothing left to do."""
    steps: dict[str, Callable[[ImportRun, float], None]] = {
        State.CHECKING: check, State.WRITING: write, State.UNDOING: undo_some,
    }  # fmt: skip
    if run.state in steps:
        steps[run.state](run, time.monotonic() + seconds)
    return not run.is_working


def check(run: ImportRun, until: float = FOREVER) -> None:
    """Find out what the rows would do, and write nothing but that."""
    engine = Import(run.kind, source_of(run).article(saves=False), run.mapped, run.made_by, writes=False)
    remember_rows(engine, run)
    done = set(run.rows.values_list("number", flat=True))
    for batch in batches(run, until):
        with transaction.atomic():
            results = engine.batch([(number, row) for number, row in batch if number not in done])
            check_proposals(engine, results)
            transaction.set_rollback(True)
        with transaction.atomic():
            hold(run)
            insert(ImportRow, STORED, (stored_row(run, each) for each in results))
            advance(run, len(batch), State.CHECKED)


def remember_rows(engine: Import, run: ImportRun) -> None:
    """The engine as it was when the rows before were through: all that were checked, or all that are written."""
    rows = run.rows.exclude(same_as="")
    if run.state == State.WRITING:
        rows = rows.filter(object_id__isnull=False)
    for number, slug, same_as, was_new in rows.order_by("number").values_list("number", "slug", "same_as", "was_new"):
        engine.before.remember(number, same_as, "" if was_new else slug)
        if was_new:
            engine.slugs.add(slug)


def hold(run: ImportRun) -> None:
    """Raises LineError where somebody else has gone on with the run."""
    now = ImportRun.objects.select_for_update().only("state", "position").get(pk=run.pk)
    if (now.state, now.position) != (run.state, run.position):
        raise LineError("", "somebody else goes on with this import")


def stored_row(run: ImportRun, result: RowResult) -> tuple[Any, ...]:
    """In the order of ``STORED``."""
    state = result.state
    return (
        run.pk, result.number, result.name, state, orjson.dumps(stored(result)).decode(),
        bool(result.proposed) and state in ImportRow.WRITABLE, False, result.slug, result.same_as,
        result.record is None and bool(result.slug),
    )  # fmt: skip


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
        engine = Import(run.kind, run.source, run.mapped, run.made_by)
        remember_rows(engine, run)
    for batch in batches(run, until):
        with transaction.atomic():
            hold(run)
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
    found = model._default_manager.filter(slug__among=slugs).order_by()
    keys = {slug: (pk, version) for slug, pk, version in found.values_list("slug", "pk", "version")}
    rows = []
    for each in results:
        if each.line and each.state in ImportRow.WRITABLE and each.slug in keys:
            row = asked[each.number]
            row.object_id, row.version = keys[each.slug]
            row.was_new = each.record is None
            rows.append(row)
    ImportRow.objects.bulk_update(rows, ["object_id", "version", "was_new"], batch_size=500)
    propose(engine, [each for each in results if each.state in ImportRow.WRITABLE], run)
    duplicates.remember(model, engine.pairs_of([row.object_id for row in rows if row.was_new]))
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
    slugs, before = set(engine.slugs), engine.before.copy()
    point = transaction.savepoint()
    results = engine.batch(batch, accepted)
    check_proposals(engine, results)
    again = [each for each in results if not is_as_said(each, asked[each.number])]
    if not again:
        transaction.savepoint_commit(point)
        return results, []
    transaction.savepoint_rollback(point)
    engine.slugs, engine.before = slugs, before
    left_out = {each.number for each in again}
    results, more = put(engine, [one for one in batch if one[0] not in left_out], asked)
    return results, [*again, *more]


def is_as_said(result: RowResult, row: ImportRow) -> bool:
    """Whether writing a row did what its check announced, or staff have accepted it whatever it does."""
    return row.accepted or (stored(result) == row.findings and result.slug == row.slug)


# As a whole


def start_checked(path: Path, kind: str, source: Source, mapping: dict[str, str]) -> ImportRun:
    """Read a list and find out what it would do. Raises LineError for an unusable file."""
    with transaction.atomic():
        run = start(path, kind, source, mapping=mapping)
        run.state = State.CHECKING
        run.save(update_fields=["state"])
    work(run)
    return run


def finish(run: ImportRun) -> None:
    confirm(run)
    work(run)


def findings_of(run: ImportRun) -> Iterator[RowFinding]:
    rows = run.rows.order_by("number").annotate(said=Cast("findings", TextField())).values_list("number", "said")
    for number, findings in rows.iterator(chunk_size=2000):
        for finding in orjson.loads(findings):
            yield RowFinding(number, *finding)
