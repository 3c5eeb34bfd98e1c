"""What FHIR R4 and IHE mCSD ask of resources beyond their structure: codes, orders of elements, and what must be there."""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree import ElementTree

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from directory.standards.fhir.xml import NAMESPACE, to_xml

BOUND: dict[str, set[str]] = {
    "Location.status": {"active", "suspended", "inactive"},
    "Location.mode": {"instance", "kind"},
    "daysOfWeek": {"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
    "telecom.system": {"phone", "fax", "email", "pager", "url", "sms", "other"},
    "telecom.use": {"home", "work", "temp", "old", "mobile"},
    "identifier.use": {"usual", "official", "temp", "secondary", "old"},
    "address.use": {"home", "work", "temp", "old", "billing"},
    "address.type": {"postal", "physical", "both"},
    "VerificationResult.status": {"attested", "validated", "in-process", "req-revalid", "val-fail", "reval-fail"},
    "Bundle.type": {"searchset", "history"},
    "search.mode": {"match", "include", "outcome"},
    "CapabilityStatement.status": {"draft", "active", "retired", "unknown"},
    "issue.severity": {"fatal", "error", "warning", "information"},
}
FACILITIES = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types"


@cache
def model(name: str) -> Any:
    return get_fhir_model_class(name)


def faults(resource: dict[str, Any]) -> list[str]:
    """What is wrong with a resource, and with the resources inside it."""
    name = resource["resourceType"]
    try:
        model(name).model_validate(resource)
    except ValidationError as error:
        return [f"{name}: {one['loc']} {one['msg']}" for one in error.errors()]
    found = [*unordered(resource), *unbound(name, resource), *unlike_profile(resource)]
    ElementTree.fromstring(to_xml(resource))
    return found + [
        fault for entry in resource.get("entry", ()) if "resource" in entry for fault in faults(entry["resource"])
    ]


def unordered(resource: dict[str, Any]) -> list[str]:
    """Elements that do not stand where XML needs them."""
    order = list(model(resource["resourceType"]).elements_sequence())
    mine = [name for name in resource if name in order]
    return [] if mine == sorted(mine, key=order.index) else [f"{resource['resourceType']}: {mine}"]


def unbound(path: str, value: Any) -> list[str]:
    """Codes that are none of those to which FHIR binds them."""
    if isinstance(value, list):
        return [fault for one in value for fault in unbound(path, one)]
    if isinstance(value, dict):
        return [
            fault for name, each in value.items() if name not in ("resource", "extension")
            for fault in unbound(f"{path}.{name}", each)
        ]  # fmt: skip
    tails = (path, ".".join(path.split(".")[-2:]), path.rpartition(".")[2])
    known = next((BOUND[tail] for tail in tails if tail in BOUND), None)
    return [f"{path}: {value}"] if known and value not in known else []


def unlike_profile(resource: dict[str, Any]) -> list[str]:
    """What mCSD's profiles of facilities and jurisdictions ask for."""
    name, found = resource["resourceType"], []
    if name in ("Organization", "Location"):
        types = {
            coding["code"] for one in resource["type"] for coding in one["coding"] if coding["system"] == FACILITIES
        }
        if len(types) != 1 or not types <= {"facility", "jurisdiction"}:
            found.append(f"{name}: {types}")
        if name == "Location" and "facility" in types and len(resource["type"]) < 2:
            found.append("a facility has two types at least")
        if name == "Location" and "managingOrganization" not in resource:
            found.append("a Location has its Organization")
    if name in ("Organization", "Location", "HealthcareService"):
        found += [f"{name} has no {field}" for field in ("name", "type") if not resource.get(field)]
        found += [f"{name} has {field}" for field in ("implicitRules", "modifierExtension") if field in resource]
    return found


def of_xml(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)
    assert root.tag.startswith(f"{{{NAMESPACE}}}")
    return root
