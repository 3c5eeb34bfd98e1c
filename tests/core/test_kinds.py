"""Every kind is declared once and whole; the declaration, the index and the database tell the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import RequestFactory

from directory.core.checks import every_kind_is_whole, faults_of
from directory.core.kinds import Kind, Sort, kinds
from directory.core.models import Record
from directory.core.publishing.facts import NO_FACTS, fact_fields, label_of
from directory.core.serving.lists import Indexed, Queried
from directory.core.sources.provenance import SUMMER, SUMMER_FIELDS
from hospitals.models import Hospital
from tests.directory.test_facts import anchored, placed

KINDS = list(kinds)


def test_it_works() -> None:
    hospital = kinds["hospital"]
    assert kinds.of(Hospital) is kinds.of(Hospital()) is kinds.at("/api/v1/hospitals/x/") is hospital
    assert (hospital.name, hospital.collection, hospital.label, str(hospital.title)) == (
        "hospital", "hospitals", "医院", "医院",
    )  # fmt: skip
    assert every_kind_is_whole() == []


def test_kinds_have_an_order_for_each_reader() -> None:
    assert [kind.name for kind in kinds] == [
        "symptom", "emergency", "department", "hospital", "procedure", "policy", "office", "channel", "service",
        "region", "article",
    ]  # fmt: skip
    assert [kind.name for kind in kinds.by_precedence()] == [
        "emergency", "symptom", "department", "region", "hospital", "office", "procedure", "policy", "service",
        "channel", "article",
    ]  # fmt: skip
    assert [kind.sort for kind in kinds.by_sort()] == sorted(kind.sort or 0 for kind in kinds)


@pytest.mark.parametrize(
    ("change", "what", "hint"),
    [
        ({"title": ""}, "has no title", "pgettext_lazy"),
        ({"number": 32}, "has no number", "from 0 to 31"),
        ({"sort": None}, "has no sort", "Sort.PLACE"),
        ({"serializer": None}, "has no serializer", "PlaceSerializer"),
        ({"filterset": None}, "has no filterset", "PlaceFilterSet"),
        ({"words": None}, "has no words for being open", "OFFICE, HOSPITAL"),
        ({"sort": Sort.RULE}, "by its sort or by its model", "Sort.PLACE for a Place only"),
        ({"tags": ()}, "has the filter department whose tag", "d: departments.department.slug"),
        ({"applies_by": "serves"}, "without the filter serves", "filterset"),
        ({"summary": kinds["symptom"].summary}, "in lists but not in the document", "serializer's fields"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], what: str, hint: str) -> None:
    faults = list(faults_of(replace(kinds["hospital"], **change)))
    assert [fault for fault in faults if what in fault.msg and hint in str(fault.hint)], faults


# Every public field has its label, its row, its field in the admin and its description.


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_has_a_label(kind: Kind) -> None:
    unnamed = [field.path for field in fact_fields(kind) if label_of(kind, field) == field.path]
    assert unnamed == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_has_a_place_on_the_page(kind: Kind) -> None:
    if issubclass(kind.model, Record):
        told = {name for field in fact_fields(kind) for name in field.fields}
        assert told - placed(kind) - anchored(kind) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_can_be_edited(kind: Kind) -> None:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    site: Any = admin.site._registry[kind.model]
    shown = set(flatten(flatten_sets(site.get_fieldsets(request, kind.model()))))
    shown |= {inline.model._meta.get_field("record").remote_field.name for inline in site.inlines}
    shown |= {SUMMER} if shown >= SUMMER_FIELDS else set()
    # A figure is edited as its parts; a document's own name for a source's page is not the model's.
    other = {
        "figure": "minimum",
        "only_for": "journey" if kind.name == "procedure" else "population",  # told from the limits that are edited
        "main_article": "page",
        "code": kind.model._meta.pk.name if kind.name == "region" else "code",
    }
    public = {name for name in kind.serializer.Meta.fields if name not in NO_FACTS | {"citations"}}
    assert {name for name in public if other.get(name, name) not in shown} == set()


def flatten_sets(sets: Any) -> list[Any]:
    return [name for _title, options in sets for name in options["fields"]]


# What the index answers is what the database answers.

FILTERS = [
    (kind, name) for kind in KINDS for name, declared in kind.filterset.base_filters.items() if declared.tag is not None
]


def values_of(kind: Kind, name: str) -> list[str]:
    """Some values for a filter: its choices, or its example and what else the fixtures have."""
    declared = kind.filterset.base_filters[name]
    choices = [str(key) for key, _label in declared.extra.get("choices", ())]
    more = {
        "region": ["100000", "210000", "210900", "210902", "411521"],
        "scheme": ["resident", "employee", "flexible"],
        "year": ["2024", "2025", "2026"],
        "designated": ["true"],
        "department": ["03", "04", "04.03", "08"],
        "service": ["4", "异地就医备案"],
    }
    return choices or [*more.get(name, ()), str(declared.field.example)]


@pytest.mark.usefixtures("directory")
@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), FILTERS, ids=lambda value: getattr(value, "name", value))
def test_filters_find_the_same_in_the_index_and_in_the_database(kind: Kind, name: str) -> None:
    found = 0
    for value in values_of(kind, name):
        data = QueryDict(mutable=True)
        data[name] = value
        filterset = kind.filterset(data, queryset=kind.published(), beside=())
        if not filterset.is_valid():
            continue
        indexed = filterset.listing
        queried = filterset.filtered(filterset.queryset).order_by("entries__key")
        if not isinstance(indexed, Indexed):
            continue
        keys = list(queried.values_list("entries__key", flat=True))
        assert indexed.keys(1000) == keys, value
        assert isinstance(Queried(queried), Queried)
        found += len(keys)
    assert found, "the filter was never tried on anything"
