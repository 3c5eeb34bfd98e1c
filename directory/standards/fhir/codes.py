"""Codes and the systems they are from: FHIR's, IHE's, and ours, which are published here."""

from __future__ import annotations

from typing import Any

from directory.core.index.entries import Identified
from directory.core.kinds import kinds
from directory.core.models.versions import per_version

from ..hsds.documents import TAXONOMIES
from ..hsds.lists import terms

Json = dict[str, Any]

FACILITIES = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DISTANCE = "http://hl7.org/fhir/StructureDefinition/location-distance"
VALIDATION = "http://terminology.hl7.org/CodeSystem/validation-status"
NEED = "http://terminology.hl7.org/CodeSystem/need"
UUID = "urn:ietf:rfc:3986"
HOSPITAL, OUTPATIENT, COMMUNITY = "HOSP", "OF", "COMM"  # of v3 ServiceDeliveryLocationRoleType
ROLE_OF_TYPE = {"clinic": OUTPATIENT, "community": OUTPATIENT, "township": OUTPATIENT}
STATUSES = {"suspended": "suspended", "planned": "suspended", "revoked": "inactive"}  # any other is active
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KIND = "kind"
CATALOGUES = (*TAXONOMIES, KIND)


def system(site: str, name: str) -> str:
    """The address of one of our code systems."""
    return f"{site}/fhir/CodeSystem/{name}"


def concept(system_of: str, code: str, display: str = "") -> Json:
    coding = {"system": system_of, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": display} if display else {})


def facility(site: str, kind: str, document: Json) -> list[Json]:
    """The types of a place: that it is a facility, of what role, and of which kind here."""
    role = ROLE_OF_TYPE.get(document.get("institution_type", ""), HOSPITAL) if kind == "hospital" else COMMUNITY
    return [
        concept(FACILITIES, "facility", "Facility"),
        concept(ROLES, role),
        concept(system(site, KIND), kind, kinds[kind].label),
    ]


def jurisdiction() -> list[Json]:
    return [concept(FACILITIES, "jurisdiction", "Jurisdiction")]


@per_version(16, kinds=("department", "service"))
def code_system(site: str, name: str, language: str) -> Json:
    """A catalogue as a published CodeSystem."""
    concepts = places() if name == KIND else nested(terms()[name])
    title = "种类" if name == KIND else TAXONOMIES[name][0]
    return {
        "resourceType": "CodeSystem",
        "id": name,
        "url": system(site, name),
        "version": "1",
        "name": f"Jiuyi{name.title()}",
        "title": title,
        "status": "active",
        "experimental": False,
        "caseSensitive": True,
        "hierarchyMeaning": "part-of",
        "content": "complete",
        "count": sum(map(count, concepts)),
        "concept": concepts,
    }


def count(one: Json) -> int:
    return 1 + sum(map(count, one.get("concept", ())))


def places() -> list[Json]:
    return [{"code": kind.name, "display": kind.label} for kind in kinds if kind.is_place]


def nested(rows: list[Identified]) -> list[Json]:
    """Concepts with those below them inside."""
    below: dict[str | None, list[Identified]] = {}
    for row in rows:
        above = row.document["parent"]
        below.setdefault(above["slug"] if above else None, []).append(row)

    def concepts(parent: str | None) -> list[Json]:
        return [
            {"code": row.document["code"], "display": row.document["name"]}
            | ({"concept": concepts(row.slug)} if row.slug in below else {})
            for row in below.get(parent, ())
        ]

    return concepts(None)
