"""A record with its rows as plain JSON, by natural keys as fixtures have them, and back.

``{"fields": {"level": 3, "region": 210900}, "sets": {"serves": [210900]}, "rows": {"phones": [{"uid": …, "number": …}]}}``
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from directory.core.caches import memoized
from directory.core.models import Publishable
from directory.core.models.relations import fetched, prefetches

State = dict[str, Any]
LEFT_OUT = frozenset({"version", "record", "uid"})
EMPTY: State = {"fields": {}, "sets": {}, "rows": {}}
# to_python → the classes of value that it returns unchanged and JSON has. A field class with its own is not found here.
PLAIN: dict[Any, frozenset[type]] = {
    models.CharField.to_python: frozenset([str, type(None)]),
    models.TextField.to_python: frozenset([str, type(None)]),
    models.IntegerField.to_python: frozenset([int, type(None)]),
    models.BooleanField.to_python: frozenset([bool]),
}


def state_of(record: Publishable) -> State:
    """Of one record, as it is in the database."""
    return states(type(record), [record.pk])[record.pk]


def states(model: type[Publishable], keys: Collection[Any]) -> dict[Any, State]:
    """Of several records of a kind."""
    return {record.pk: state(record) for record in whole_records(model, keys)}


def whole_records(model: type[Publishable], keys: Collection[Any]) -> Iterable[Any]:
    """These records with everything that their states are made of, in a constant number of queries."""
    found = model._default_manager.filter(pk__in=keys).order_by("pk")
    return found.prefetch_related(*prefetches(model, paths(model)))


def state(record: Any) -> State:
    return {
        "fields": values(record),
        "sets": {field.name: natural_keys(fetched(record, field.name)) for field in record._meta.many_to_many},
        "rows": {part: [row_values(row) for row in fetched(record, part)] for part in record.parts},
    }


@memoized(64)
def paths(model: type[Publishable]) -> tuple[str, ...]:
    """Everything that a state is made of."""
    own = [field.name for field in columns(model) if field.is_relation]
    sets = [field.name for field in model._meta.many_to_many]
    rows = [
        f"{part}__{field.name}"
        for part in model.parts
        for field in columns(row_model(model, part))
        if field.is_relation
    ]
    return (*own, *sets, *model.parts, *rows)


@memoized(256)
def columns(model: type[models.Model]) -> tuple[Any, ...]:
    """The fields of a record or row that are part of its state."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT and not isinstance(field, models.AutoField)
    )


def row_model(model: type[Publishable], part: str) -> Any:
    return model._meta.get_field(part).related_model


def row_values(row: Any) -> dict[str, Any]:
    return {"uid": str(row.uid), **values(row)}


def values(row: models.Model) -> dict[str, Any]:
    held = row.__dict__
    return {
        field.name: value if (value := held.get(field.attname, row)).__class__ in plain else encoded(field, row)
        for field, plain in encodings(type(row))
    }


@memoized(256)
def encodings(model: type[models.Model]) -> tuple[tuple[Any, frozenset[type]], ...]:
    """Each column, with the classes of values that are JSON as they stand: a version has some hundred of them."""
    return tuple((field, PLAIN.get(type(field).to_python, frozenset())) for field in columns(model))


def natural_keys(rows: Iterable[Any]) -> list[Any]:
    return sorted((natural_key(row) for row in rows), key=str)


def natural_key(row: Any) -> Any:
    return row.natural_key()[0]


def encoded(field: Any, row: models.Model) -> Any:
    """A field's value as JSON, the same whether it was read or is still to be written."""
    if field.is_relation:
        related = getattr(row, field.name)
        return None if related is None else natural_key(related)
    value = field.to_python(field.value_from_object(row))
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal(1).scaleb(-field.decimal_places)))
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def decoded(field: Any, value: Any) -> Any:
    """Back. Raises ValidationError where what it refers to is no more, or the value cannot be one of this field."""
    if not field.is_relation or value is None:
        return value if value is None or isinstance(value, bool) else field.to_python(value)
    manager: Any = field.related_model._default_manager
    try:
        return manager.get_by_natural_key(value)
    except (field.related_model.DoesNotExist, ValueError, TypeError) as error:
        if field.null and field.remote_field.on_delete is models.SET_NULL:  # a user who has left
            return None
        label = field.related_model._meta.verbose_name
        raise ValidationError({field.name: f"{label} “{value}”已经没有了。"}) from error
