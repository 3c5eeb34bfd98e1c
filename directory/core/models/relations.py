"""The rows of a relation, fetched for many records at once and held as plain lists.

A manager for every relation of every record, as ``prefetch_related`` makes them, takes
longer than reading the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.db.models.manager import BaseManager

from .fields import LinesField

HELD = "fetched_"


def prefetches(model: type[Model], paths: Iterable[str]) -> list[Prefetch[Any]]:
    """What to give to ``prefetch_related`` so that ``fetched`` finds the rows of every relation on these paths."""
    lookups: dict[str, Prefetch[Any]] = {}
    for path in paths:
        here: Any = model
        there = ""
        for step in path.split("__"):
            relation = here._meta.get_field(step)
            many = relation.one_to_many or relation.many_to_many
            lookup = Prefetch(there + step, mentioned(relation.related_model), HELD + step if many else None)
            there += HELD + step if many else step
            lookups.setdefault(there, lookup)
            here, there = relation.related_model, f"{there}__"
    return list(lookups.values())


def mentioned(model: Any) -> QuerySet[Any]:
    """Rows of a model without their lists of texts: no mention shows them, and each is taken apart for every row."""
    return model._default_manager.defer(
        *(field.name for field in model._meta.concrete_fields if isinstance(field, LinesField))
    )


def fetched(instance: Any, relation: str) -> Any:
    """The rows of a relation: those fetched before, or else those to be read now."""
    held = instance.__dict__.get(HELD + relation)
    return rows(getattr(instance, relation)) if held is None else held


def fetched_each(instance: Any, relations: Iterable[str]) -> list[Any]:
    """Of each of these relations the rows."""
    held = instance.__dict__
    return [rows(getattr(instance, name)) if (found := held.get(HELD + name)) is None else found for name in relations]


def rows(value: Any) -> Any:
    return value.all() if isinstance(value, BaseManager) else value
