"""What schema.org knows of the types that are used here, so that a property it does not have is seen."""

from __future__ import annotations

from typing import Any

# Properties of schema.org 29 that are used here, by type; those of a type's ancestors count, too.
THING = {
    "@type",
    "@id",
    "@context",
    "name",
    "alternateName",
    "identifier",
    "url",
    "subjectOf",
    "description",
    "sameAs",
    "additionalType",
}
PLACE = {
    "address",
    "geo",
    "telephone",
    "openingHoursSpecification",
    "specialOpeningHoursSpecification",
    "additionalProperty",
    "containedInPlace",
}
ORGANIZATION = {"contactPoint", "parentOrganization", "department", "foundingDate", "areaServed", "makesOffer"}
CREATIVE = {
    "citation",
    "inLanguage",
    "dateModified",
    "datePublished",
    "license",
    "headline",
    "isPartOf",
    "about",
    "spatialCoverage",
    "audience",
    "text",
    "position",
}
PROPERTIES: dict[str, set[str]] = {
    "Thing": set(),
    "Place": PLACE | {"contactPoint"},
    "Hospital": PLACE | ORGANIZATION,
    "MedicalClinic": PLACE | ORGANIZATION,
    "GovernmentOffice": PLACE | ORGANIZATION,
    "EmergencyService": PLACE | ORGANIZATION,
    "MedicalOrganization": ORGANIZATION,
    "AdministrativeArea": PLACE,
    "PostalAddress": {"addressCountry", "addressRegion", "addressLocality", "streetAddress"},
    "GeoCoordinates": {"latitude", "longitude"},
    "ContactPoint": {"telephone", "contactType"},
    "PropertyValue": {"propertyID", "value"},
    "OpeningHoursSpecification": {"dayOfWeek", "opens", "closes", "validFrom", "validThrough"},
    "Offer": {"itemOffered"},
    "GovernmentService": {"category"},
    "ServiceChannel": {"serviceUrl", "servicePhone", "providesService"},
    "HowTo": CREATIVE | {"step", "supply", "estimatedCost"},
    "HowToStep": CREATIVE | {"itemListElement"},
    "HowToTip": CREATIVE,
    "HowToSupply": set(),
    "Audience": {"audienceType"},
    "FAQPage": CREATIVE | {"mainEntity"},
    "WebPage": CREATIVE | {"lastReviewed"},
    "Question": CREATIVE | {"acceptedAnswer", "suggestedAnswer"},
    "Answer": CREATIVE,
    "CreativeWork": CREATIVE,
    "Article": CREATIVE,
    "DefinedTerm": {"termCode", "inDefinedTermSet"},
    "DefinedTermSet": CREATIVE,
    "MedicalSignOrSymptom": set(),
}


def strange(said: Any) -> list[str]:
    """Properties that their type does not have, values that say nothing, and addresses that are not whole."""
    if isinstance(said, list):
        return [fault for one in said for fault in strange(one)]
    if not isinstance(said, dict):
        return []
    sort = said.get("@type")
    known = THING | PROPERTIES[sort] if sort else {"@id", "name"}
    faults = [f"{sort}.{name}" for name in said if name not in known]
    faults += [f"{sort}.{name} is empty" for name, value in said.items() if value in (None, "", [], {})]
    faults += [
        f"{name}: {said[name]}" for name in ("@id", "url") if not said.get(name, "https://").startswith("https://")
    ]
    return faults + [fault for value in said.values() for fault in strange(value)]
