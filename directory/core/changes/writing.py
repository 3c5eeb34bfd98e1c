"""A state → the record and its rows in the database, every row held against its model as a form would hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from directory.core.hours import check_rows
from directory.core.models import OpeningHours, Publishable

from .lines import by_uid
from .states import EMPTY, State, columns, decoded, natural_keys, row_model


def write(
    model: type[Publishable], record: Any, now: State | None, wanted: State, key: Any = None
) -> tuple[Any, set[Any]]:
    """Make a record say what is wanted; without one, make it, under this key where one is given.

    Returns the record and the keys of others of its kind that it has changed (a possible duplicate is one both ways).
    Raises ValidationError; then the caller's transaction has to be rolled back. Whoever calls holds the lock.
    """
    fresh = record is None
    maker: Any = model
    record = maker(pk=key) if fresh else record
    fill(record, wanted["fields"])
    record.full_clean()
    record.version = (record.version or 0) + (0 if fresh else 1)
    record.save(force_insert=fresh)
    before = now or EMPTY
    for part in reversed(order(model)):
        remove_rows(record, part, before, wanted)
    for part in order(model):
        write_rows(record, part, before, wanted)
    return record, set(write_sets(record, wanted["sets"]))


def fill(row: Any, values: dict[str, Any]) -> None:
    for field in columns(type(row)):
        if field.name in values and not field.primary_key:
            setattr(row, field.name, decoded(field, values[field.name]))
        elif field.name in values and row.pk is None:
            row.pk = values[field.name]


def order(model: type[Publishable]) -> list[str]:
    """The parts of a record, those first to whose rows others refer."""
    return sorted(model.parts, key=lambda part: not is_referred_to(row_model(model, part)))


def is_referred_to(model: type[models.Model]) -> bool:
    return bool(model._meta.related_objects) or any(
        field.related_model is model for other in siblings(model) for field in other._meta.concrete_fields
    )


def siblings(model: Any) -> list[Any]:
    """The other rows of the record that this is a row of."""
    record = model._meta.get_field("record").related_model
    return [row_model(record, part) for part in record.parts]


def remove_rows(record: Any, part: str, now: State, wanted: State) -> None:
    """Those that are not wanted, and those that change, which are written anew: two of them may swap what is unique."""
    model, before, after = row_model(type(record), part), by_uid(now, part), by_uid(wanted, part)
    gone = [uid for uid in before if uid not in after]
    changed = [] if is_referred_to(model) else [uid for uid in before if uid in after and before[uid] != after[uid]]
    model._default_manager.filter(record=record, uid__in=[*gone, *changed]).delete()


def write_rows(record: Any, part: str, now: State, wanted: State) -> None:
    model, before, after = row_model(type(record), part), by_uid(now, part), by_uid(wanted, part)
    for uid, values in after.items():
        if before.get(uid) == values:
            continue
        row = model._default_manager.filter(record=record, uid=uid).first() or model(uid=uid, record=record)
        try:
            fill(row, values)
            row.full_clean()
        except ValidationError as error:
            raise ValidationError([f"{model._meta.verbose_name}：{text}" for text in told(row, error)]) from error
        row.save()
    if issubclass(model, OpeningHours) and (problems := check_rows(list(model._default_manager.filter(record=record)))):
        raise ValidationError([str(problem) for problem in problems])


def write_sets(record: Any, sets: dict[str, list[Any]]) -> Iterator[Any]:
    for field in record._meta.many_to_many:
        related = getattr(record, field.name)
        wanted = sets.get(field.name, [])
        there = {str(key) for key in natural_keys(related.all())}
        if there == {str(key) for key in wanted}:
            continue
        # Of what may be one and the same, some may have been deleted since.
        lenient = field.remote_field.symmetrical
        chosen = [other for key in wanted if (other := find(field, key, lenient))]
        before = {other.pk for other in related.all()}
        related.set(chosen)
        if field.remote_field.symmetrical:
            yield from before ^ {other.pk for other in chosen}


def find(field: Any, key: Any, lenient: bool) -> Any:
    try:
        return field.related_model._default_manager.get_by_natural_key(key)
    except field.related_model.DoesNotExist as error:
        if lenient:
            return None
        raise ValidationError(f"{field.verbose_name}：“{key}”已经没有了。") from error


def told(row: models.Model, error: ValidationError) -> list[str]:
    """What is wrong with a row, by its fields' Chinese names."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    labels = {field.name: f"{field.verbose_name}：" for field in row._meta.fields}
    return [labels.get(name, "") + text for name, texts in error.message_dict.items() for text in texts]
