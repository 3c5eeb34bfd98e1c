"""System checks: what is wrong with the installation, with an id and a hint."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connections

from .kinds import Kind, Sort, kinds
from .models import Place, Publishable, Record

# What a kind must declare, each with what to write.
REQUIRED = {
    "title": 'title=pgettext_lazy("kind", "…"): the name of its list, in the plural.',
    "order": "order=…: its place where people read a list of kinds; those that are there are 10, 20, 30 …",
    "precedence": "precedence=…: its place among equals in search.",
    "sort": "sort=Sort.PLACE, TERM, RULE or REFERENCE.",
    "serializer": "serializer=…Serializer: how a record becomes its document, a RecordSerializer or PlaceSerializer.",
    "summary": "summary=…SummarySerializer: the part of the document that stands in lists.",
    "filterset": "filterset=…FilterSet: what its lists are filtered by, a RecordFilterSet or PlaceFilterSet.",
}
IN_LISTS = ("slug", "url", "page", "name")  # what search, suggestions and lists read of every summary
MOST_KINDS = 32  # a key has five bits for it, see index.keys


@register(Tags.database)
def journal_mode(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Say which SQLite journal is used, and why not WAL where it is not safe."""
    if "default" not in (databases or []) or connections["default"].vendor != "sqlite":
        return []
    init = connections["default"].settings_dict["OPTIONS"].get("init_command", "")
    if "journal_mode=WAL" in init:
        return []
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version} is used with a rollback journal (journal_mode=DELETE).",
            hint="Its WAL can corrupt the file (sqlite.org/wal.html#walresetbug); 3.51.3 and 3.50.7 have the fix.",
            id="core.I001",
        )
    ]


@register()
def every_kind_is_whole(**kwargs: Any) -> list[CheckMessage]:
    """Every model that can be published is declared as a kind, and every kind has what the directory asks of it."""
    return [*undeclared(), *shared_numbers(), *(fault for kind in kinds for fault in faults_of(kind))]


def undeclared() -> Iterator[Error]:
    for model in apps.get_models():
        if issubclass(model, Publishable) and model not in kinds.by_model:
            hint = f"Write declare(Kind(model={model.__name__}, …)) in {model._meta.app_label}/kinds.py."
            yield Error(f"{model.__name__} is publishable but no kind.", hint=hint, obj=model, id="core.E001")


def shared_numbers() -> Iterator[Error]:
    for name in ("number", "precedence"):
        counts = Counter(getattr(kind, name) for kind in kinds)
        for number, count in counts.items():
            if count > 1:
                same = ", ".join(kind.name for kind in kinds if getattr(kind, name) == number)
                free = next(n for n in range(1000) if n not in counts)
                yield Error(f"{same} have the same {name}.", hint=f"{name}={free} is free.", id="core.E002")


def faults_of(kind: Kind) -> Iterator[Error]:
    missing = [name for name in REQUIRED if getattr(kind, name) in ("", None, 0)]
    for name in missing:
        yield fault(kind, 3, f"has no {name}", f"Add {REQUIRED[name]}")
    if not 0 <= kind.number < MOST_KINDS:
        yield fault(
            kind, 3, "has no number", "Add number=…, from 0 to 31: few entries first, never changed, never reused."
        )
    if not admin.site.is_registered(kind.model):
        yield fault(
            kind, 4, "has no admin", f"Register a RecordAdmin or PlaceAdmin in {kind.model._meta.app_label}/admin.py."
        )
    if not missing:
        yield from (*faults_of_documents(kind), *faults_of_filters(kind), *faults_of_sort(kind))


def faults_of_documents(kind: Kind) -> Iterator[Error]:
    document = set(kind.serializer.Meta.fields)
    if absent := set(kind.summary_fields) - document:
        yield fault(
            kind, 5, f"has {named(absent)} in lists but not in the document", "Add them to the serializer's fields."
        )
    if absent := set(IN_LISTS) - set(kind.summary_fields):
        yield fault(
            kind, 5, f"lacks {named(absent)} in lists", "Begin the summary's fields with RecordSerializer.Meta.head."
        )
    if absent := {field.path for field in kind.facts} - document:
        yield fault(
            kind, 6, f"declares facts {named(absent)} that no document has", "Add them to the serializer's fields."
        )
    if issubclass(kind.model, Record) and "citations" not in kind.model.parts:
        hint = 'Add a Citation model with a foreign key to it, related_name="citations", and "citations" to its parts.'
        yield fault(kind, 7, "has no citations", hint)


def faults_of_filters(kind: Kind) -> Iterator[Error]:
    declared = kind.filterset.base_filters
    for name, each in declared.items():
        if each.tag and each.tag not in kind.tags:
            hint = f"Add the filter's tag ({each.tag.letter}: {each.tag.path}) to the kind's tags, and reindex."
            yield fault(kind, 8, f"has the filter {name} whose tag its entries do not have", hint)
    asked = {"region": bool(kind.region_order), kind.applies_by: bool(kind.applies_by)}
    if absent := {name for name, needed in asked.items() if needed and name not in declared}:
        yield fault(kind, 9, f"is on region pages without the filter {named(absent)}", "Add it to the filterset.")


def faults_of_sort(kind: Kind) -> Iterator[Error]:
    if (kind.sort is Sort.PLACE) != issubclass(kind.model, Place):
        yield fault(
            kind, 10, "is a place by its sort or by its model, but not by both", "Use Sort.PLACE for a Place only."
        )
    if kind.sort is Sort.PLACE and kind.words is None:
        yield fault(kind, 10, "has no words for being open", "Add words=OFFICE, HOSPITAL or hours.Words of its own.")


def fault(kind: Kind, number: int, what: str, hint: str) -> Error:
    return Error(f"The kind {kind.name} {what}.", hint=hint, obj=kind.model, id=f"core.E{number:03d}")


def named(names: set[str]) -> str:
    return ", ".join(sorted(names))
