"""What the FHIR server says of itself."""

from __future__ import annotations

from django.conf import settings

from .codes import Json
from .search import INCLUDES, PARAMETERS, REVINCLUDES

TYPES = {
    "_id": "token",
    "_lastUpdated": "date",
    "name": "string",
    "address": "string",
    "near": "special",
    "target": "reference",
    "organization": "reference",
    "location": "reference",
    "partof": "reference",
    "coverage-area": "reference",
}  # fmt: skip  (any other is a token)
SEARCHED = ("_id", "_lastUpdated")
ABOUT = (
    "Hospitals and medical-insurance offices of China, read only, after IHE mCSD on FHIR R4: facilities and jurisdictions"
    " as Organization and Location, what they do as HealthcareService, sources as VerificationResult. No persons."
)


def capability(site: str, date: str) -> Json:
    return {
        "resourceType": "CapabilityStatement",
        "id": "jiuyi",
        "url": f"{site}/fhir/metadata",
        "version": settings.VERSION,
        "name": "JiuyiDirectory",
        "status": "active",
        "date": date,
        "description": ABOUT,
        "kind": "instance",
        "software": {"name": "Jiuyi", "version": settings.VERSION},
        "implementation": {"description": ABOUT, "url": f"{site}/fhir"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/fhir+xml"],
        "rest": [{"mode": "server", "resource": [*map(resource, PARAMETERS), catalogue()]}],
    }


def resource(name: str) -> Json:
    searched = (*SEARCHED, *PARAMETERS[name])
    said = {
        "type": name,
        "interaction": [{"code": code} for code in ("read", "search-type", "history-type")],
        "versioning": "no-version",
        "readHistory": False,
        "searchInclude": [one for one in INCLUDES if one.startswith(f"{name}:")],
        "searchRevInclude": list(REVINCLUDES) if name == "Organization" else [],
        "searchParam": [{"name": one, "type": TYPES.get(one, "token")} for one in searched],
    }
    return {key: value for key, value in said.items() if value != []}


def catalogue() -> Json:
    return {"type": "CodeSystem", "interaction": [{"code": "read"}]}
