"""What a list says otherwise than staff → a change that waits for them, once."""

from __future__ import annotations

import copy
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from directory.core.changes.applying import change_for
from directory.core.changes.lines import Line, diff
from directory.core.changes.states import State, encoded, row_values, states
from directory.core.models import Change, ImportRun, Origin

from ..errors import LineError
from .cells import RowFinding, RowResult
from .importing import Import
from .wording import words_of_line

Essence = set[tuple[str, str]]
UNWANTED = (Change.State.REFUSED, Change.State.RETURNED)


def propose(engine: Import, results: Iterable[RowResult], run: ImportRun) -> None:
    """Store what each row proposes, unless the same is waiting already or has been refused. Raises LineError."""
    rows = list(proposing(engine, results))
    before = proposed_before(engine, rows, Change.State.SUBMITTED, *UNWANTED)
    for result, now in rows:
        lines = lines_of(engine, result, now)
        if lines and essence(lines) not in before[result.record.pk]:
            change = change_for(result.record, lines, Origin.IMPORT, run.made_by, note=str(run))
            change.run = run
            change.save(update_fields=["run"])


def check_proposals(engine: Import, results: list[RowResult]) -> None:
    """What cannot be is refused; what staff do not want, having been asked before, is said and does not wait again."""
    rows = list(proposing(engine, results))
    before = proposed_before(engine, rows, *UNWANTED)
    for result, now in rows:
        try:
            lines = lines_of(engine, result, now)
        except LineError as error:
            column = engine.column(error.path.partition(".")[0])
            result.fail([RowFinding(result.number, column, "", "refused", error.accepted)])
        else:
            if essence(lines) in before[result.record.pk]:
                result.drop_proposal()


def proposing(engine: Import, results: Iterable[RowResult]) -> Iterator[tuple[RowResult, State]]:
    """The rows that say something else than staff, each with the state that its record is in."""
    found = [each for each in results if each.proposed and each.state != "refused"]
    now = states(engine.model, [each.record.pk for each in found]) if found else {}
    yield from ((each, now[each.record.pk]) for each in found if each.record.pk in now)


def lines_of(engine: Import, result: RowResult, now: State) -> list[Line]:
    """Raises LineError for a value that cannot be."""
    record, shape = result.record, engine.shape
    given = {"slug": record.slug, "name": record.name, "region": record.region_id}
    read = shape.read(given | result.proposed)
    wanted = copy.deepcopy(now)
    for name in read.given:
        if name not in result.proposed and name not in ("source_latitude", "source_longitude"):
            continue
        if name in shape.columns:
            wanted["fields"][name] = encoded(record._meta.get_field(name), read.made.row)
        elif name in shape.parts:
            wanted["rows"][name] = aligned(now["rows"].get(name, []), read.parts[name].rows)
        elif name in shape.sets:
            related = shape.sets[name]._default_manager.filter(pk__in=read.sets.get(name, ()))
            wanted["sets"][name] = sorted((row.natural_key()[0] for row in related), key=str)
    return with_source(engine, words_of_line(read), diff(now, wanted))


def aligned(before: list[dict[str, Any]], rows: Iterable[Any]) -> list[dict[str, Any]]:
    """New rows as part of a state: each in the place, and with the identity, of the one that stood there."""
    found = []
    for place, row in enumerate(rows):
        uid = before[place]["uid"] if place < len(before) else str(uuid.uuid4())
        found.append({**row_values(row), "uid": uid})
    return found


def with_source(engine: Import, said: dict[str, str], lines: list[Line]) -> list[Line]:
    found = []
    for line in lines:
        field = line["path"].partition("/")[0]
        citation = {"article": engine.article.slug, **BLANK, "field": field, "value": said.get(field, "")[:500]}
        found.append({**line, "citation": citation} if field in engine.citable else line)
    return found


BLANK: State = {"rank": "normal", "position": 0}


def proposed_before(engine: Import, rows: list[tuple[RowResult, State]], *among: str) -> dict[Any, list[Essence]]:
    """By record, what lists have said otherwise than staff, in changes that are in one of these states."""
    found: dict[Any, list[Essence]] = defaultdict(list)
    if keys := [result.record.pk for result, _now in rows]:
        changes = Change.objects.of_records(engine.model, keys).filter(origin=Origin.IMPORT, state__in=among)
        for change in changes:
            found[change.object_id].append(essence(change.lines))
    return found


def essence(lines: Iterable[Line]) -> Essence:
    """What lines say, whatever the identity of a new row."""
    return {
        (line["path"] if line["old"] is not None else line["path"].partition("/")[0], str(line["new"]))
        for line in lines
    }
