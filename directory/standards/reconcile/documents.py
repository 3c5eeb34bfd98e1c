"""What the service says of itself, of entries and of their properties, as the specification has it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.core.documents import Document
from directory.core.kinds import Kind, kinds
from directory.core.models.versions import per_version
from directory.core.publishing import wording
from directory.core.publishing.facts import fact_fields, label_of, words_of

from .matching import SORTED, Candidate, Possible, is_match

Json = dict[str, Any]
WIDTH, HEIGHT = 420, 260
# Properties by which a question is narrowed; any field of a kind can be asked for when data is extended.
NARROWING = ("region", "phone", "level")
SPACE = "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"


def types() -> list[Kind]:
    """What can be looked for: everything with a name of its own."""
    return [kind for kind in kinds if kind.name != "article"]


def type_of(kind: Kind) -> Json:
    return {"id": kind.name, "name": kind.label}


@per_version(64)
def type_in(kind: str, language: str) -> Json:
    """As above, for the language that is active: every candidate of a batch has one."""
    return type_of(kinds[kind])


@per_version(4096)
def sort_in(kind: str, values: tuple[Any, ...], language: str) -> str:
    """What a candidate is, of which there are few sorts, for the language that is active."""
    return " ".join(
        wording.choice(value, f"{kind}.{name}")
        for name, value in zip(SORTED, values, strict=True)
        if value not in (None, "")
    )


def manifest(site: str) -> Json:
    def service(path: str) -> Json:
        return {"service_url": site, "service_path": f"/reconcile/{path}"}

    return {
        "versions": ["0.2"],
        "name": _("就医办事名录"),
        "identifierSpace": f"{site}/reconcile/",
        "schemaSpace": f"{site}/api/v1/schema/",
        "documentation": f"{site}/about/",
        "batchSize": 50,
        "defaultTypes": [type_of(kind) for kind in types() if kind.is_place],
        "view": {"url": f"{site}/reconcile/{{{{id}}}}"},
        "preview": {"url": f"{site}/reconcile/preview/{{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {name: service(f"suggest/{name}") for name in ("entity", "property", "type")},
        "extend": {"propose_properties": service("properties"), "property_settings": []},
    }


def result(found: list[Candidate], limit: int) -> Json:
    matched, language = is_match(found), get_language() or ""
    return {"result": [candidate(one, matched and not at, language) for at, one in enumerate(found[:limit])]}


def candidate(one: Candidate, matched: bool, language: str) -> Json:
    features = [{"id": name, "value": value} for name, value in one.features.items()]
    return {
        "id": one.row.uid,
        "name": one.row.name,
        "description": description(one.row, language),
        "score": one.score,
        "match": matched,
        "type": [type_in(one.row.kind, language)],
        "features": features,
    }


def description(row: Possible, language: str) -> str:
    """Where it lies and what it is, in a few words of the language that is active."""
    return f"{''.join(row.path)} {sort_in(row.kind, row.sorts, language)}".strip()


# Data extension


def properties_of(kind: Kind) -> list[Json]:
    """Every fact that a kind has, by the name that the API has for it."""
    return [{"id": field.path, "name": label_of(kind, field)} for field in fact_fields(kind)]


def names_of_properties(kinds_first: Collection[str]) -> dict[str, str]:
    """What every property is called; of those that several kinds have, as these kinds call it, else as the first does."""
    of_types = sorted(types(), key=lambda kind: kind.name not in kinds_first)
    return {row["id"]: row["name"] for kind in reversed(of_types) for row in properties_of(kind)}


def meta(names: Iterable[str], known: dict[str, str]) -> list[Json]:
    return [{"id": name, "name": known[name]} for name in names]


def row(kind: Kind, document: Document, names: Iterable[str]) -> Json:
    fields = {field.path: field for field in fact_fields(kind)}
    return {name: cells(kind, document, fields[name]) if name in fields else [] for name in names}


def cells(kind: Kind, document: Document, field: Any) -> list[Json]:
    """A field's values: numbers and truths as such, anything else in words."""
    value = document.get(field.path)
    if isinstance(value, bool):
        return [{"bool": value}]
    if isinstance(value, int) and not wording_of(kind, field.path):
        return [{"int": value}]
    if isinstance(value, float):
        return [{"float": value}]
    return [
        {"str": " ".join(filter(None, [said.about, said.text, said.scope]))} for said in words_of(kind, document, field)
    ]


def wording_of(kind: Kind, path: str) -> bool:
    """Whether a number stands for a word: 3 for 三级."""
    field = next((one for one in kind.model._meta.get_fields() if one.name == path), None)
    return bool(getattr(field, "choices", None))
