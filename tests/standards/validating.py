"""The schemas that HSDS and the reconciliation API publish, read strictly: what they do not name is refused.

The schemas in ``schemas/hsds`` are the Human Services Data Specification's, see the README there.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

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
