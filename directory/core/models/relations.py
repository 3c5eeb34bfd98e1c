"""The rows of a relation, fetched for many records at once and held as plain lists.

A manager for every relation of every record, as ``prefetch_related`` makes them, takes
longer than reading the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Prefetch
from django.db.models.manager import BaseManager

HELD = "fetched_"


def prefetches(model: type[Model], paths: Iterable[str]) -> list[str | Prefetch[Any]]:
    """What to give to ``prefetch_related`` so that ``fetched`` finds the rows of every relation on these paths."""
    lookups: dict[str, str | Prefetch[Any]] = {}
    for path in paths:
        here: Any = model
        there = ""
        for step in path.split("__"):
            relation = here._meta.get_field(step)
            many = relation.one_to_many or relation.many_to_many
            lookup: str | Prefetch[Any] = Prefetch(there + step, to_attr=HELD + step) if many else there + step
            there += HELD + step if many else step
            lookups.setdefault(there, lookup)
            here, there = relation.related_model, f"{there}__"
    return list(lookups.values())


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
