"""A record with its rows as plain JSON, by natural keys as fixtures have them, and back.

``{"fields": {"level": 3, "region": 210900}, "sets": {"serves": [210900]}, "rows": {"phones": [{"uid": …, "number": …}]}}``
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from directory.core.caches import memoized
from directory.core.models import Publishable

State = dict[str, Any]
LEFT_OUT = frozenset({"version", "record", "uid"})
EMPTY: State = {"fields": {}, "sets": {}, "rows": {}}
NONE: frozenset[type] = frozenset()
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
    """Of several records of a kind, in a constant number of queries. No instances are made: they took half of the time."""
    found: dict[Any, State] = {
        key: {"fields": fields, "sets": {}, "rows": {}} for key, fields in stored_rows(model, "pk", keys)
    }
    for field in model._meta.many_to_many:
        named = by_record(stored_pairs(field, keys))
        for key, each in found.items():
            each["sets"][field.name] = sorted(named[key], key=str)
    for part in model.parts:
        rows = by_record(stored_rows(row_model(model, part), "record", keys, ("uid",)))
        for key, each in found.items():
            each["rows"][part] = rows[key]
    return found


def by_record(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def stored_rows(
    model: Any, owner: str, keys: Collection[Any], first: tuple[str, ...] = ()
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows whose ``owner`` is one of these, each with its own: its values as JSON, these columns ``first``."""
    fields = [*((model._meta.get_field(name), NONE) for name in first), *encodings(model)]
    found = model._default_manager.filter(**{f"{owner}__among": keys})
    rows = list(found.values_list(owner, *(field.attname for field, _plain in fields)))
    if not rows:
        return
    owners, *columns = zip(*rows, strict=True)
    as_json = [encoded_column(field, plain, values) for (field, plain), values in zip(fields, columns, strict=True)]
    names = [field.name for field, _plain in fields]
    for key, *values in zip(owners, *as_json, strict=True):
        yield key, dict(zip(names, values, strict=True))


def encoded_column(field: Any, plain: frozenset[type], values: Iterable[Any]) -> list[Any]:
    if field.is_relation:
        related = natural_keys_of(field.related_model, set(values))
        return [related[value] for value in values]
    return [value if value.__class__ in plain else encoded_value(field, value) for value in values]


def stored_pairs(field: Any, keys: Collection[Any]) -> Iterator[tuple[Any, Any]]:
    """Each of these records with the natural key of each that it refers to by a set."""
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    found = field.remote_field.through._default_manager.filter(**{f"{own}__among": keys})
    pairs = list(found.values_list(own, other))
    related = natural_keys_of(field.related_model, {to for _key, to in pairs})
    return ((key, related[to]) for key, to in pairs)


def natural_keys_of(model: Any, keys: set[Any]) -> dict[Any, Any]:
    """Of the rows with these keys; None has none."""
    found: dict[Any, Any] = {None: None}
    if keys - {None}:
        found |= {row.pk: natural_key(row) for row in model._default_manager.filter(pk__among=keys - {None})}
    return found


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
    return tuple((field, PLAIN.get(type(field).to_python, NONE)) for field in columns(model))


def natural_keys(rows: Iterable[Any]) -> list[Any]:
    return sorted((natural_key(row) for row in rows), key=str)


def natural_key(row: Any) -> Any:
    return row.natural_key()[0]


def encoded(field: Any, row: models.Model) -> Any:
    """A field of a row in memory as JSON, the same whether it was read or is still to be written."""
    if field.is_relation:
        related = getattr(row, field.name)
        return None if related is None else natural_key(related)
    return encoded_value(field, field.value_from_object(row))


def encoded_value(field: Any, value: Any) -> Any:
    value = field.to_python(value)
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
