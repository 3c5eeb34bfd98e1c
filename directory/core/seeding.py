"""The directory's first content: the fixtures, loaded, checked and published, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, models, transaction

from .models import Article, Publishable, Row, Scheme
from .publishing import publish_all, publishable_models


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
        return sum(sum(publish_all(model)) for model in publishable_models())


def load(names: list[str]) -> None:
    """Load fixtures in order. Raises SeedingError naming the fixture."""
    for name in names:
        try:
            call_command("loaddata", name, verbosity=0)
        except (DeserializationError, DatabaseError, ValidationError, ValueError, models.ObjectDoesNotExist) as error:
            raise SeedingError(f"fixtures/{name}.json cannot be loaded: {error}") from error


def check() -> None:
    """Hold every row against its model's validators. Raises SeedingError naming the first bad row.

    Uniqueness, references and constraints the database has held already, when the row was loaded.
    """
    for row in rows():
        relations = {field.name for field in row._meta.fields if field.is_relation}
        try:
            row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            wrong = "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
            raise SeedingError(f"{row._meta.label} {row.pk} ({row}): {wrong}") from error


def rows() -> Iterator[models.Model]:
    """Every record and every row of a record."""
    for model in apps.get_models():
        if issubclass(model, Publishable | Row | Scheme):
            yield from model._default_manager.all()
