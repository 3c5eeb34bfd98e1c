"""Which states a record has been in. Copy on write: what nobody has edited has no version stored."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType

from directory.core.batches import in_batches
from directory.core.models import Change, Origin, Publishable, Version

from .states import states

BATCH = 500


class Edit(NamedTuple):
    """Who has made versions, from what, and why."""

    origin: str
    by: Any = None
    change: Change | None = None
    word: str = ""


BEFORE = Edit(Origin.BASE)


def keep(model: type[Publishable], keys: Collection[Any]) -> None:
    """Store the present states of records that are about to be edited, where they are not stored already."""
    about = ContentType.objects.get_for_model(model)
    for batch in in_batches(sorted(keys), BATCH):
        numbers = dict(model._default_manager.filter(pk__in=batch).order_by().values_list("pk", "version"))
        stored = Version.objects.filter(content_type=about, object_id__in=numbers).order_by()
        there = set(stored.values_list("object_id", "number"))
        store(model, [key for key, number in numbers.items() if (key, number) not in there], BEFORE)


def note(model: type[Publishable], keys: Collection[Any], edit: Edit) -> None:
    """Store the states that an edit has brought about, and who made it."""
    for batch in in_batches(sorted(keys), BATCH):
        store(model, batch, edit)


def note_deletion(record: Any, edit: Edit) -> None:
    """Store a record that is about to be deleted, so that it can be brought back."""
    keep(type(record), [record.pk])
    number = type(record)._default_manager.get(pk=record.pk).version + 1
    store(type(record), [record.pk], edit, number)


def store(model: type[Publishable], keys: Collection[Any], edit: Edit, deleted_as: int = 0) -> None:
    if not keys:
        return
    content = states(model, keys)
    about, by = ContentType.objects.get_for_model(model), edit.by if edit.by and edit.by.pk else None
    Version.objects.bulk_create(
        [
            Version(
                content_type=about,
                object_id=key,
                number=deleted_as or number,
                name=name[:200],
                content=content[key],
                origin=edit.origin,
                is_deletion=bool(deleted_as),
                change=edit.change,
                made_by=by,
                word=edit.word[:300],
            )
            for key, number, name in numbered(model, keys)
        ],
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "number"],
        update_fields=["content", "origin", "is_deletion", "change", "made_by", "made_at", "word", "name"],
    )


def numbered(model: type[Publishable], keys: Collection[Any]) -> list[tuple[Any, int, str]]:
    """The key, the version and the name of these records."""
    found: Any = model._default_manager.filter(pk__among=keys).order_by("pk")
    if any(
        field.name == "name" for field in model._meta.concrete_fields
    ):  # what an article is called stands in its title
        return list(found.values_list("pk", "version", "name"))
    return [(record.pk, record.version, str(record)) for record in found]
