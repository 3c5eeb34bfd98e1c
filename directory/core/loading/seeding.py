"""The directory's first content: the fixtures, loaded, checked and published, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management import call_command
from django.core.serializers import deserialize
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, models, transaction

from directory.core.models import Article, CheckPeriod, Entry, OfficialDay, Publishable, Row, Scheme, Summer
from directory.core.publishing.publish import publish_all, publishable_models
from directory.core.sources.provenance import unsourced

UNUSABLE = (
    DeserializationError, DatabaseError, ValidationError, ValueError, FieldDoesNotExist, models.ObjectDoesNotExist,
)  # fmt: skip


class SeedingError(Exception):
    """A fixture that cannot be used; the message names the file or row and what is wrong with it."""


def is_seeded() -> bool:
    """Whether the directory has content. It is never overwritten: staff may have edited it since."""
    return Article.objects.exists()


def seed() -> int:
    """Load, check and publish ``settings.SEED_FIXTURES``. Returns the number of records. All or nothing."""
    with transaction.atomic():
        load(settings.SEED_FIXTURES)
        check()
        published = sum(sum(publish_all(model)) for model in publishable_models())
        refuse_uncited()
        return published


def refuse_uncited() -> None:
    """Raises SeedingError: a value has a source, or its field stands in ``editorial``."""
    if entry := Entry.objects.filter(uncited=True).first():
        record: Any = entry.record
        fields = ", ".join(unsourced(record))
        raise SeedingError(f"{entry.kind} {entry.slug}: no citation and not editorial: {fields}")


def load(names: list[str]) -> None:
    """Load fixtures in order. Raises SeedingError naming the fixture and the row."""
    for name in names:
        try:
            # A savepoint: after a database error PostgreSQL would refuse the statements of first_fault.
            with transaction.atomic():
                call_command("loaddata", name, verbosity=0)
        except UNUSABLE as error:
            raise SeedingError(f"fixtures/{name}.json cannot be loaded: {first_fault(name) or error}") from error


def first_fault(name: str) -> str:
    """Which row of a fixture is the first that cannot be loaded, and why; empty if each can. loaddata does not name the row.

    It saves the rows one by one, as later ones refer to earlier ones; ``seed`` rolls all of it back.
    """
    path = next(path for folder in settings.FIXTURE_DIRS if (path := Path(folder) / f"{name}.json").exists())
    try:
        entries = json.loads(path.read_bytes())
    except ValueError as error:
        return f"not JSON: {error}"
    for number, entry in enumerate(entries, start=1):
        try:
            for loaded in deserialize("python", [entry]):
                hold(loaded.object, validate_constraints=True)
                loaded.save()
        except (*UNUSABLE, KeyError, TypeError) as error:
            wrong = complaints(error) if isinstance(error, ValidationError) else error
            return f"row {number} ({json.dumps(entry, ensure_ascii=False)[:120]} …): {wrong}"
    return ""


def check() -> None:
    """Validate every row with its model's ``full_clean``. Raises SeedingError naming the first bad row.

    Not for uniqueness, references and constraints, which the database has enforced when the row was loaded.
    """
    for row in rows():
        try:
            hold(row, validate_constraints=False)
        except ValidationError as error:
            raise SeedingError(f"{row._meta.label} {row.pk} ({row}): {complaints(error)}") from error


def hold(row: models.Model, validate_constraints: bool) -> None:
    """``full_clean`` without looking up foreign keys and unique fields, which takes a query each. Raises ValidationError."""
    relations = {field.name for field in row._meta.fields if field.is_relation}
    row.full_clean(exclude=relations, validate_unique=False, validate_constraints=validate_constraints)


def complaints(error: ValidationError) -> str:
    """``number: message; kind: message``"""
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())


def rows() -> Iterator[models.Model]:
    """Every record, every row of a record, and what they are read by."""
    for model in apps.get_models():
        if issubclass(model, Publishable | Row | Scheme | OfficialDay | Summer | CheckPeriod):
            yield from model._default_manager.all()
