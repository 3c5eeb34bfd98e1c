"""Which fields of a record nobody answers for, from its stored values: of a line by itself, and of what it updates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from directory.core.models import Record
from directory.core.sources.provenance import NO_VALUE, uncovered

from . import links
from .lines import Line, RecordShape

if TYPE_CHECKING:
    from .loader import Ready


class StoredRecord(NamedTuple):
    """A record's values, its rows by part (each with its identity first, without whose it is) and its sets."""

    values: Sequence[Any]
    parts: Mapping[str, Sequence[Any]]
    sets: Mapping[str, Any]


class UncitedFields(NamedTuple):
    """The fields of a public record that neither a source nor its ticks answer for, once a line is written into it."""

    answered: list[str]  # by whoever loads: what the line says is the directory's own word
    refused: list[str]  # they were not public like that before

    @classmethod
    def of(cls, shape: RecordShape, ready: Ready, before: StoredRecord, after: StoredRecord) -> UncitedFields:
        if not is_public(shape, after):
            return cls([], [])
        missing = unsourced(shape, after, links.held(shape.model, ready.links))
        known = unsourced(shape, before) if is_public(shape, before) else []
        word = lines_of(ready.values[shape.ticks]) if shape.editorial else []
        return cls(
            [name for name in missing if name in word], [name for name in missing if name not in {*word, *known}]
        )


def uncited_in(shape: RecordShape, line: Line) -> list[str]:
    """The fields that nobody answers for, as far as the line says. Where they are the directory's own word, it is
    written into the line's record instead."""
    parts = {name: rows.values for name, rows in line.parts.items()}
    missing = unsourced(shape, StoredRecord(line.made.values, parts, line.sets), links.held(shape.model, line.links))
    if not (missing and shape.editorial):
        return missing
    record = line.made.row
    record.editorial = [*record.editorial, *missing]
    line.made.values[shape.ticks] = "\n".join(record.editorial)
    return []


def unsourced(shape: RecordShape, record: StoredRecord, linked: Iterable[str] = ()) -> list[str]:
    """What ``provenance.unsourced`` says of a record, without making one. ``linked``: the fields by which it refers to
    others of its kind."""
    values, parts, sets = record
    held = [name for position, name in shape.cited_columns if values[position] not in NO_VALUE]
    held += [name for relation, name in shape.cited_relations if parts.get(relation) or sets.get(relation)]
    field = shape.parts["citations"].names.index("field") - 1  # a row is stored without whose it is
    cited = (row[field] for row in parts.get("citations", ()))
    return uncovered([*held, *linked], cited, lines_of(values[shape.ticks]))


def is_public(shape: RecordShape, record: StoredRecord) -> bool:
    return bool(record.values[shape.names.index("status")] == Record.Status.PUBLISHED)


def lines_of(text: str) -> list[str]:
    """A ``LinesField`` as it is stored → its lines."""
    return text.split("\n") if text else []
