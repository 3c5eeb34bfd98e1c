"""Which fields of a record tell about the world, and so need a source or the word that they are the directory's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from directory.core.caches import memoized
from directory.core.models import Quantity, Record
from directory.core.models.relations import fetched, fetched_each

# A record that is itself a figure or a statement is cited as one field.
VALUE = "value"
VALUE_FIELDS = frozenset({"minimum", "maximum", "unit", "approximate", "statement"})
# The four columns of one statement.
SUMMER = "summer"
SUMMER_FIELDS = frozenset(f"summer_{end}_{part}" for end in ("from", "to") for part in ("month", "day"))
# For whom a rule is made, as its sources name them and as the directory has put it into columns.
POPULATION = "population"
POPULATION_FIELDS = frozenset({"groups", "journey", "destination", "cost_above", "cost_up_to"})
LABELS = {VALUE: "数值或说法", SUMMER: "夏季起止", POPULATION: "人群"}
# What the record is filed under, not something that a source would state.
SELF_EVIDENT = frozenset({"subject"})
# Rows that are or name their source.
SOURCED_PARTS = frozenset({"citations", "recommendations"})
NO_VALUE: tuple[Any, ...] = (None, "", [], False)


def citable_fields(model: type[Record]) -> dict[str, str]:
    """What a citation of this kind of record can speak of: name → Chinese label.

    Fields and related records by their name, rows by the name of their relation
    (``phones``) or, where rows come in kinds, by one kind of them (``facts.doctors``).
    """
    fields: dict[str, str] = {}
    for field in world_fields(model):
        name = field_name(model, field)
        fields.setdefault(name, LABELS.get(name) or str(field.verbose_name))
    for part in cited_parts(model):
        rows: Any = model._meta.get_field(part).related_model
        label = str(rows._meta.verbose_name)
        fields[part] = label
        fields.update({f"{part}.{kind}": f"{label} · {name}" for kind, name in kinds(rows)})
    return fields


def unsourced(record: Record) -> list[str]:
    """The public fields that hold a value but have neither a citation nor a place in ``editorial``."""
    cited = (citation.field for citation in fetched(record, "citations"))
    return uncovered(held_fields(record), cited, record.editorial)


def uncovered(held: Iterable[str], cited: Iterable[str], editorial: Iterable[str]) -> list[str]:
    """Of the fields that hold a value those that nobody answers for; each once."""
    named = {field.split(".")[0] for field in cited}
    covered = named | set(editorial) | ({"name"} if named else set())
    return list(dict.fromkeys(name for name in held if name not in covered))


def held_fields(record: Record) -> list[str]:
    """Every field that needs a source because it holds a value; a name may come twice."""
    columns, relations = needing_source(type(record))
    held = [name for attname, name in columns if getattr(record, attname)]  # nought says nothing either
    fetched = fetched_each(record, [relation for relation, _name in relations])
    return held + [name for (_relation, name), rows in zip(relations, fetched, strict=True) if rows]


@memoized(64)
def needing_source(model: type[Record]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Of a model: its columns, then its sets and rows, each with the name under which it is cited. Asked for every
    record that is published."""
    fields = [field for field in world_fields(model) if field.name not in SELF_EVIDENT and field.name != "approximate"]
    named = [(field.many_to_many, field.attname, field_name(model, field)) for field in fields]
    columns = [(attname, name) for is_set, attname, name in named if not is_set]
    sets = [(attname, name) for is_set, attname, name in named if is_set]
    return columns, [*sets, *((part, part) for part in cited_parts(model))]


def newly_unsourced(record: Record, before: Collection[str]) -> list[str]:
    """What keeps a record from being published: the fields without a source, but for those that were public without one.

    Nothing uncited becomes public; what has been loaded without sources can still be corrected, field by field.
    """
    return [name for name in unsourced(record) if name not in before] if record.is_public else []


def labelled(model: type[Record], names: Iterable[str]) -> str:
    """Fields as curators call them."""
    labels = citable_fields(model)
    return "、".join(labels.get(name, name) for name in names)


def world_fields(model: type[Record]) -> list[models.Field[Any, Any]]:
    """The fields that tell about the world, many-to-many ones included."""
    options = model._meta
    return [field for field in (*options.fields, *options.many_to_many) if field.name not in model.bookkeeping]


def cited_parts(model: type[Record]) -> list[str]:
    return [part for part in model.parts if part not in SOURCED_PARTS]


def field_name(model: type[Record], field: models.Field[Any, Any]) -> str:
    if field.name in SUMMER_FIELDS:
        return SUMMER
    if field.name in POPULATION_FIELDS:
        return POPULATION
    return VALUE if issubclass(model, Quantity) and field.name in VALUE_FIELDS else field.name


def path_of(model: type[Record], name: str) -> str:
    """The name under which a field of the form is cited; empty where it needs no source."""
    if name in SELF_EVIDENT or name == "approximate":
        return ""
    field = next((field for field in world_fields(model) if field.name == name), None)
    return field_name(model, field) if field else ""


def kinds(rows: Any) -> list[tuple[str, str]]:
    """The kinds in which the rows of a part come, if they do: value and label."""
    kind = next((field for field in rows._meta.fields if field.name in {"kind", "purpose"}), None)
    return list(kind.flatchoices) if kind is not None else []
