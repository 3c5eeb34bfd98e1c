"""Documents as FHIR resources, their elements in the order that XML needs.

A place is an Organization, its Location and its HealthcareService; a region is a jurisdiction, which is an Organization and
a Location, too. What FHIR requires and nobody knows is said to be absent (``codes.ABSENT``). Pure: all it reads is
in the ``FhirSource``.
"""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple
from urllib.parse import quote

from django.utils.encoding import iri_to_uri

from directory.core.documents import Document, credited, top_field
from directory.core.index.entries import Identified
from directory.core.index.timetables import Moment
from directory.core.kinds import kinds
from directory.core.language import phones
from directory.core.publishing import wording

from ..hsds.lists import terms
from ..identity import Uids, in_role
from ..weeks import DAY, Schedule, clock, schedule
from . import codes
from .codes import Json, concept

LOCATION, SERVICE, SOURCES = "location", "service", "sources"  # what else a place is, as in HSDS
END = "23:59:59"


class FhirSource(NamedTuple):
    """An entry that is put into FHIR's words, with what its document leaves open."""

    entry: Identified
    document: Document
    uids: Uids  # of what it refers to, see ``mentioned``; what is missing there is left out
    site: str  # scheme and host, without a slash
    moment: Moment

    @classmethod
    def of(cls, entry: Identified, uids: Uids, site: str, moment: Moment) -> FhirSource:
        return cls(entry, entry.document, uids, site, moment)

    @property
    def is_region(self) -> bool:
        return self.entry.kind == "region"

    def id(self, role: str = "") -> str:
        """The resource's id; ``role`` is LOCATION, SERVICE or SOURCES, empty for the Organization."""
        return str(in_role(self.entry.uid, role))

    def link(self, sort: str, role: str = "", display: str = "") -> Json:
        return {"reference": f"{sort}/{self.id(role)}"} | ({"display": display} if display else {})

    def head(self, sort: str, role: str = "") -> Json:
        """What every resource begins with; ``sort`` is its resourceType."""
        meta = {"versionId": str(self.document["version"]), "lastUpdated": instant(self.document["updated_at"])}
        return {"resourceType": sort, "id": self.id(role), "meta": meta, "language": "zh-CN"}

    def schedule(self, purpose: str = "") -> Schedule:
        spec = self.document.get("hours_spec")
        if not spec or self.document["operation"] in codes.STATUSES:
            return Schedule()
        return schedule(spec, self.moment.calendar, self.moment.today, purpose)


def instant(text: str) -> str:
    """An ISO time as FHIR's ``instant``: three digits of a second, ``Z`` as ``+00:00``."""
    moment, sign, offset = text.replace("Z", "+00:00").partition("+")
    whole, _dot, fraction = moment.partition(".")
    return f"{whole}.{(fraction or '0')[:3].ljust(3, '0')}{sign}{offset}"


def tidy(said: Json) -> Json:
    """Without empty members: FHIR allows none."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def mentioned(kind: str, document: Document) -> list[tuple[str, str]]:
    """Kind and slug of what a resource refers to, so that the identities of a page of them are looked up at once."""
    found = [("region", region["code"]) for region in document.get("serves") or ()]
    if kind == "region":
        found += [("region", step["code"]) for step in document["path"][:-1][-1:]]
    elif document.get("parent"):
        found.append((kind, document["parent"]["slug"]))
    return found


def organization(it: FhirSource) -> Json:
    document = it.document
    parent = parent_of(it)
    said = {
        "identifier": identifiers(it),
        "active": is_active(it),
        "type": codes.jurisdiction() if it.is_region else codes.facility(it.site, it.entry.kind, document),
        "name": document["name"],
        "alias": document["aliases"],
        "telecom": telecoms(document),
        "address": [] if it.is_region else [address(document)],
        "partOf": {"reference": f"Organization/{parent}"} if parent else None,
    }
    return it.head("Organization") | tidy_keeping(said, "active")


def tidy_keeping(said: Json, *names: str) -> Json:
    """Without empty members, but with these: ``active`` is said even where it is false."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {}) or name in names}


def is_active(it: FhirSource) -> bool:
    return it.is_region or it.document["operation"] not in codes.STATUSES


def parent_of(it: FhirSource) -> uuid.UUID | None:
    document = it.document
    if it.is_region:
        above = document["path"][:-1]
        return it.uids.get(("region", above[-1]["code"])) if above else None
    parent = document.get("parent")
    return it.uids.get((it.entry.kind, parent["slug"])) if parent else None


def identifiers(it: FhirSource) -> list[Json]:
    document = it.document
    found = [
        ("official", f"{it.site}/fhir/NamingSystem/{name}", document.get(name)) for name in ("insurance_code", "uscc")
    ]
    if it.is_region:
        found.append(("official", f"{it.site}/fhir/NamingSystem/gb-t-2260", document["code"]))
    found.append(("usual", f"{it.site}{document['page'].rsplit('/', 2)[0]}", document["slug"]))
    found.append(("usual", codes.UUID, f"urn:uuid:{it.entry.uid}"))
    return [{"use": use, "system": system, "value": value} for use, system, value in found if value]


def telecoms(document: Document) -> list[Json]:
    found = [
        {"system": "phone", "value": phones.tel(row["number"], row["extension"]).removeprefix("tel:"), "use": "work"}
        for row in document.get("phones") or ()
    ]
    website = document.get("website")
    return found + ([{"system": "url", "value": iri_to_uri(website), "use": "work"}] if website else [])


def address(document: Document) -> Json:
    path = document["region"]["path"]
    text = "".join([*path, document["address"]])
    parts = {
        "use": "work",
        "type": "physical",
        "text": text,
        "line": [document["address"]] if document["address"] else [],
        "city": path[1] if len(path) > 1 else path[0],
        "district": path[2] if len(path) > 2 else "",
        "state": path[0],
        "country": "CN",
    }
    return tidy(parts)


def location(it: FhirSource) -> Json:
    document = it.document
    parent = parent_of(it)
    where = None if it.is_region else position(document)
    said = {
        "identifier": identifiers(it),
        "status": status(it),
        "name": document["name"],
        "alias": document["aliases"],
        "description": document.get("directions"),
        "mode": "instance",
        "type": codes.jurisdiction() if it.is_region else codes.facility(it.site, it.entry.kind, document),
        "telecom": telecoms(document),
        "address": None if it.is_region else address(document),
        "position": where,
        "managingOrganization": it.link("Organization", display=document["name"]),
        "partOf": {"reference": f"Location/{in_role(parent, LOCATION)}"} if parent else None,
        "hoursOfOperation": [] if it.is_region else hours(it, "openingTime", "closingTime"),
        "availabilityExceptions": "" if it.is_region else exceptions(it),
    }
    return it.head("Location", LOCATION) | tidy(said)


def status(it: FhirSource) -> str:
    return "active" if it.is_region else codes.STATUSES.get(it.document["operation"], "active")


def position(document: Document) -> Json | None:
    if document["latitude"] is None:
        return None
    return {"longitude": document["longitude"], "latitude": document["latitude"]}


def hours(it: FhirSource, opens: str, closes: str) -> list[Json]:
    """The week that holds today, an element for each interval; unknown where nobody has said, none where nobody works.

    ``opens`` and ``closes`` are FHIR's names of the times, which differ between Location and HealthcareService.
    """
    if it.document["operation"] in codes.STATUSES:
        return []
    found = it.schedule()
    if not found.stretches or not any(found.stretches[0].week):
        absent = {"url": codes.ABSENT, "valueCode": "unknown"}
        return [{"extension": [absent]}]
    days: dict[tuple[int, int], list[str]] = {}
    for name, spans in zip(codes.DAYS, found.stretches[0].week, strict=True):
        for span in spans:
            days.setdefault(span, []).append(name)
    return [interval(span, names, opens, closes) for span, names in days.items()]


def interval(span: tuple[int, int], days: list[str], opens: str, closes: str) -> Json:
    if span == (0, DAY):
        return {"daysOfWeek": days, "allDay": True}
    end = END if span[1] == DAY else f"{clock(span[1])}:00"
    return {"daysOfWeek": days, opens: f"{clock(span[0])}:00", closes: end}


def exceptions(it: FhirSource) -> str:
    """Days that differ from the week, and when the week is another, in words."""
    found = it.schedule()
    told = [f"{stretch.first.isoformat()} 起作息不同, 见网页" for stretch in found.stretches[1:]]
    for days in found.special:
        when = (
            days.first.isoformat() if days.first == days.last else f"{days.first.isoformat()}/{days.last.isoformat()}"
        )
        times = "、".join(f"{clock(start)}–{clock(end)}" for start, end in days.spans)
        told.append(f"{when} {days.note} {times or ('不能确定' if days.unknown else '关')}".replace("  ", " "))
    return "；".join(told)


def healthcare_service(it: FhirSource) -> Json:
    document = it.document
    note = document.get("duties") or "\n".join(document.get("features") or ())
    said = {
        "identifier": identifiers(it),
        "active": is_active(it),
        "providedBy": it.link("Organization", display=document["name"]),
        "type": [concept(codes.system(it.site, codes.KIND), it.entry.kind), *of_services(it)],
        "specialty": specialties(it),
        "location": [it.link("Location", LOCATION, document["name"])],
        "name": document["name"],
        "comment": note,
        "telecom": telecoms(document),
        "coverageArea": areas(it),
        "availableTime": hours(it, "availableStartTime", "availableEndTime"),
        "notAvailable": closures(it),
        "availabilityExceptions": exceptions(it),
    }
    return it.head("HealthcareService", SERVICE) | tidy_keeping(said, "active")


def of_services(it: FhirSource) -> list[Json]:
    """What an office handles, by the catalogue's codes."""
    by_slug = {term.slug: term.document["code"] for term in terms()["service"]}
    return [
        concept(codes.system(it.site, "service"), by_slug[row["slug"]], row["name"])
        for row in it.document.get("services") or ()
        if row["slug"] in by_slug
    ]


def specialties(it: FhirSource) -> list[Json]:
    rows = it.document.get("departments") or ()
    found = {row["department"]["slug"]: row for row in rows}
    return [
        concept(codes.system(it.site, "department"), code, row["department"]["name"]) for code, row in found.items()
    ]


def areas(it: FhirSource) -> list[Json]:
    """The jurisdictions that an office serves."""
    return [
        {"reference": f"Location/{in_role(uid, LOCATION)}", "display": region["name"]}
        for region in it.document.get("serves") or ()
        if (uid := it.uids.get(("region", region["code"])))
    ]


def closures(it: FhirSource) -> list[Json]:
    """``notAvailable``: the days on which it is certainly closed."""
    return [
        {
            "description": days.note or "关",
            "during": {"start": days.first.isoformat(), "end": days.last.isoformat()},
        }
        for days in it.schedule().special
        if not days.spans and not days.unknown
    ]


def verification(it: FhirSource) -> Json:
    """VerificationResult: which of a place's fields have sources, which, and whether they agree."""
    document = it.document
    fields = [top_field(row["field"]) for row in credited(document)]
    said = {
        "extension": [disputed(it, field) for field in document["disputed"]],
        "target": [it.link("Organization"), it.link("Location", LOCATION), it.link("HealthcareService", SERVICE)],
        "targetLocation": list(dict.fromkeys(fields)),
        "need": concept(codes.NEED, "periodic"),
        "status": verified(document),
        "statusDate": document["verified_on"] or instant(document["updated_at"]),
        "primarySource": [primary(row, it.site) for row in articles(document)],
    }
    return it.head("VerificationResult", SOURCES) | tidy(said)


def verified(document: Document) -> str:
    """VerificationResult.status: disputed before verified, as a dispute is open whatever staff have seen."""
    if document["disputed"]:
        return "in-process"
    if document["verified_on"]:
        return "validated"
    return "attested" if credited(document) else "req-revalid"


def articles(document: Document) -> list[Document]:
    """The articles of credited citations, each once."""
    found: dict[str, Any] = {row["article"]["slug"]: row["article"] for row in credited(document)}
    return list(found.values())


def primary(article: Document, site: str) -> Json:
    """``primarySource``; its address serves as identifier, as no register numbers these articles."""
    identifier = {"system": codes.UUID, "value": f"{site}{quote(article['page'])}"}
    who = {"identifier": identifier, "display": article["title"]}
    status_of = concept(codes.VALIDATION, "unknown")
    return tidy({"who": who, "validationStatus": status_of, "validationDate": article["published_on"]})


def disputed(it: FhirSource, field: str) -> Json:
    """Every side of what sources do not agree on."""
    rows = [row for row in credited(it.document) if top_field(row["field"]) == top_field(field)]
    label = wording.field_label(kinds[it.entry.kind].model, top_field(field))
    sides = " / ".join(f"{row['value']} ({row['article']['title']})" for row in rows)
    return {"url": f"{it.site}/fhir/StructureDefinition/disputed", "valueString": f"{label}: {sides}"}
