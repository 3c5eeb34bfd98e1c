"""FHIR's JSON as its XML: the same elements in the same order, primitives as attributes."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr  # only writes  # nosec B406

NAMESPACE = "http://hl7.org/fhir"
# Control characters that XML 1.0 cannot hold; published texts have none, sources' titles might.
FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)}


def to_xml(resource: dict[str, Any]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{of_resource(resource, f" xmlns={quoteattr(NAMESPACE)}")}'


def of_resource(resource: dict[str, Any], attributes: str = "") -> str:
    name = resource["resourceType"]
    inside = "".join(of_element(key, value) for key, value in resource.items() if key != "resourceType")
    return f"<{name}{attributes}>{inside}</{name}>"


def of_element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(of_element(name, one) for one in value)
    if not isinstance(value, dict):
        return f"<{name} value={quoteattr(primitive(value))}/>"
    if "resourceType" in value:
        return f"<{name}>{of_resource(value)}</{name}>"
    url = f" url={quoteattr(value['url'])}" if name == "extension" else ""
    inside = "".join(of_element(key, each) for key, each in value.items() if not (url and key == "url"))
    return f"<{name}{url}>{inside}</{name}>"


def primitive(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).translate(FORBIDDEN)
