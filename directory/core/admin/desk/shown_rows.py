"""The rows of a list on the page: what they would store, in words, and the record that each is about."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from directory.core.kinds import kinds
from directory.core.loading.errors import LineError
from directory.core.loading.lists.cells import Cells
from directory.core.loading.lists.importing import shape_of
from directory.core.loading.lists.stages import picked
from directory.core.loading.lists.wording import label_of, words_of_line
from directory.core.loading.loader import Desk
from directory.core.models import ImportRow, ImportRun

WITH_VALUES = frozenset({"new", "doubtful"})  # of others the findings say all


class ShownRow(NamedTuple):
    """A row with what it would store, field by field, and the address of its record."""

    row: ImportRow
    values: list[tuple[str, str]]
    address: str


def shown_rows(run: ImportRun, rows: list[ImportRow]) -> list[ShownRow]:
    values = values_of(run, {row.number for row in rows if row.state in WITH_VALUES})
    addresses = addresses_of(run, rows)
    return [ShownRow(row, values.get(row.number, []), addresses.get(row.number, "")) for row in rows]


def values_of(run: ImportRun, wanted: set[int]) -> dict[int, list[tuple[str, str]]]:
    """By row, as it will be stored: read anew from the file, as most of a long list's values are seen by nobody."""
    if not wanted:
        return {}
    shape = shape_of(Desk(), run.kind)
    cells = Cells(shape, {heading: name for heading, name in run.mapped.items() if name})
    # A shape reads no line without a slug, and the cells of a list hardly ever give one.
    return {
        number: pairs(shape, {"slug": "new", **cells.read(number, row).line}) for number, row in picked(run, wanted)
    }


def pairs(shape: Any, line: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        words = words_of_line(shape.read(line))
    except LineError:  # the findings say what is wrong with it
        return []
    return [
        (label_of(shape.model, name), text) for name, text in words.items() if text and name not in ("slug", "name")
    ]


def addresses_of(run: ImportRun, rows: list[ImportRow]) -> dict[int, str]:
    """By row, the admin's page of the record that it has written, or else is about."""
    model: Any = kinds[run.kind].model
    slugs = [row.slug for row in rows if row.slug and not row.was_new]
    there = dict(model._default_manager.filter(slug__in=slugs).values_list("slug", "pk"))
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    keys = {row.number: row.object_id or (None if row.was_new else there.get(row.slug)) for row in rows}
    return {number: reverse(name, args=[key]) for number, key in keys.items() if key}
