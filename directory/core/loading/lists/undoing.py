"""A whole import taken back, as long as nobody has edited what it wrote."""

from __future__ import annotations

import time
from typing import Any

from django.db import models, transaction

from directory.core.changes import versions
from directory.core.changes.applying import lock
from directory.core.changes.restoring import restore
from directory.core.models import Change, ImportRow, ImportRun, Origin, Version
from directory.core.publishing.publish import remove

from ..errors import LineError
from ..loader import Desk
from .importing import shape_of
from .stages import FOREVER, move

UNDONE_AT_ONCE = 50
State, RowState = ImportRun.State, ImportRow.State


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
    return models.Q(state__in=[RowState.NEW, RowState.CHANGED]) | models.Q(accepted=True)


def begin_undo(run: ImportRun) -> None:
    """Raises LineError where rows have been edited since."""
    if edited := edited_since(run):
        raise LineError("", f"edited since it was imported: {'、'.join(edited)}")
    move(run, State.UNDOING, (State.DONE,))


def undo_some(run: ImportRun, until: float = FOREVER) -> None:
    """Take back what a run has written: new records go, others say again what they said and cite whom they cited."""
    model: Any = shape_of(Desk(), run.kind).model
    left = run.rows.filter(object_id__isnull=False)
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
    try:
        with transaction.atomic():
            versions.note_deletion(record, versions.Edit(Origin.UNDO, run.made_by, word=str(run)))
            remove(record)
    except models.ProtectedError:
        row.findings.append(["", row.name, "note", "others refer to it: it stays", "", ""])
