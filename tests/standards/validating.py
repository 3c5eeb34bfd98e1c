"""The schemas that HSDS and the reconciliation API publish, read strictly: what they do not name is refused.

Whose they are and under which licence, the READMEs beside them say.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7, DRAFT202012

SCHEMAS = Path(__file__).resolve().parent / "schemas"


def strict(schema: Any) -> Any:
    """With no property but those that are named, as the specification's own tests do it."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: strict(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and isinstance(schema.get("type", "object"), str):
        found.setdefault("additionalProperties", False)
    return found


@cache
def validator(folder: str, name: str) -> Any:
    texts = {path.name: strict(json.loads(path.read_text())) for path in (SCHEMAS / folder).glob("*.json")}
    resources = [(file, Resource.from_contents(text, DRAFT202012)) for file, text in texts.items()]
    return Draft202012Validator(
        {"$ref": f"{name}.json"}, registry=Registry().with_resources(resources), format_checker=FormatChecker()
    )


def faults(folder: str, name: str, said: Any) -> list[str]:
    """What the schema finds wrong, with where it stands."""
    return [
        f"{name} {list(error.absolute_path)}: {error.message[:200]}"
        for error in validator(folder, name).iter_errors(said)
    ]


SWAGGER = "http://swagger.io/v2/schema.json"  # what the manifest's schema calls the one for security schemes


@cache
def of_reconciliation(name: str) -> Any:
    texts = {path.name: json.loads(path.read_text()) for path in (SCHEMAS / "reconciliation").glob("*.json")}
    names = {SWAGGER if file == "openapi.json" else text["$id"]: text for file, text in texts.items()}
    resources = [(address, Resource.from_contents(text, DRAFT7)) for address, text in names.items()]
    return Draft7Validator(texts[f"{name}.json"], registry=Registry().with_resources(resources))


def reconciliation_faults(name: str, said: Any) -> list[str]:
    return [
        f"{list(error.absolute_path)}: {error.message[:200]}" for error in of_reconciliation(name).iter_errors(said)
    ]
