"""What may be of any kind, described kind by kind: the results of a search, the lines of the change feed.

``kind`` discriminates, so that a generated client knows which summary or document it holds.
"""

from __future__ import annotations

from typing import Any

from directory.core.kinds import Kind, kinds

Schemas = dict[str, Any]
REF = "#/components/schemas/"


def component(serializer: Any) -> str:
    """What a serializer is called in the description."""
    return str(serializer.__name__).removesuffix("Serializer")


def by_kind(schemas: Schemas) -> Schemas:
    """The components with ``Result`` and ``Change`` as a choice of one for each kind.

    In the change feed and the exports a place has no ``open``, which depends on the clock: that is a component, too.
    """
    found = schemas | {published(kind): without(schemas[document(kind)], "open") for kind in kinds if kind.is_place}
    for name, field, named in (("Result", "summary", summary), ("Change", "document", published)):
        whole = schemas[name]
        each = {kind.name: f"{kind.model.__name__}{name}" for kind in kinds}
        for kind in kinds:
            found[each[kind.name]] = of_kind(whole, kind, field, named(kind))
        mapping = {kind: f"{REF}{component}" for kind, component in each.items()}
        choices = [{"$ref": one} for one in mapping.values()]
        discriminator = {"propertyName": "kind", "mapping": mapping}
        found[name] = {
            "description": whole.get("description", ""),
            "oneOf": choices,
            "discriminator": discriminator,
        }
    return found


def document(kind: Kind) -> str:
    return component(kind.serializer)


def summary(kind: Kind) -> str:
    return component(kind.summary)


def published(kind: Kind) -> str:
    """The component of what stands in the change feed and the exports."""
    return f"Published{document(kind)}" if kind.is_place else document(kind)


def of_kind(whole: Schemas, kind: Kind, field: str, holds: str) -> Schemas:
    properties = dict(whole["properties"])
    properties["kind"] = {"type": "string", "const": kind.name, "description": kind.label, "examples": [kind.name]}
    told = properties[field]["description"]
    held: Schemas = {"$ref": f"{REF}{holds}"}
    properties[field] = ({"anyOf": [held, {"type": "null"}]} if field == "document" else held) | {"description": told}
    return {**whole, "properties": properties}


def without(schema: Schemas, name: str) -> Schemas:
    properties = {field: told for field, told in schema["properties"].items() if field != name}
    return {**schema, "properties": properties, "required": [one for one in schema["required"] if one != name]}
