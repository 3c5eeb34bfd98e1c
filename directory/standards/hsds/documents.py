"""Documents as HSDS's organizations, services, services at locations, taxonomies and terms.

A place is four things at once: the organization, its one location, its one service, and that service at that location.
A procedure is a service of a region. Departments and the national list of services are two taxonomies.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.utils.encoding import iri_to_uri

from directory.core.documents import Document
from directory.core.kinds import kinds
from directory.core.models.entry import UIDS
from directory.core.publishing import wording

from ..identity import in_role
from . import parts
from .parts import HsdsSource, Json, Linked, tidy

LOCATION, SERVICE, AT = "location", "service", "at"  # what else a place is
STATUSES = {"suspended": "temporarily closed", "revoked": "defunct", "planned": "inactive"}
TAXONOMIES = {  # by the kind of its terms
    "department": ("医疗机构诊疗科目名录", "诊疗科目，按国家目录的代码。"),
    "service": (
        "医保经办政务服务事项",
        "全国医疗保障经办政务服务事项清单的事项，和本名录增列的事项（编号以 J 开头）。",
    ),
}
# Kinds whose terms a kind of document is filed under, and where it mentions them.
FILED: dict[str, tuple[str, str]] = {
    "hospital": ("department", "departments.department"),
    "office": ("service", "services"),
    "procedure": ("service", "service"),
}


def taxonomy_id(kind: str) -> str:
    return str(uuid.uuid5(UIDS, f"taxonomy/{kind}"))


def taxonomy(kind: str) -> Json:
    name, description = TAXONOMIES[kind]
    return {"id": taxonomy_id(kind), "name": name, "description": description}


def term(it: HsdsSource, kind: str, detail: bool = True) -> Json:
    document = it.document
    said = {
        "id": str(it.uid),
        "code": document["code"],
        "name": document["name"],
        "description": document.get("description") or "",
        "parent_id": it.mentioned(kind, document["parent"]),
        "taxonomy": TAXONOMIES[kind][0],
        "language": "zho",
        "taxonomy_id": taxonomy_id(kind),
        "term_uri": it.page,
    }
    return tidy(said) | {"description": said["description"]} | ({"taxonomy_detail": taxonomy(kind)} if detail else {})


def mentioned(kind: str, document: Document) -> Iterator[tuple[str, str]]:
    """Kind and slug of everything that a document mentions and that has an identity here."""
    for row in filed_under(kind, document):
        yield FILED[kind][0], row["slug"]
    if document.get("parent"):
        yield kind, document["parent"]["slug"]


def filed_under(kind: str, document: Document) -> list[Document]:
    """The terms' mentions, each once."""
    if kind not in FILED:
        return []
    at, _dot, inside = FILED[kind][1].partition(".")
    rows = document.get(at) or []
    rows = rows if isinstance(rows, list) else [rows]
    found = {row["slug"]: row for row in (row[inside] if inside else row for row in rows)}
    return list(found.values())


def filed(it: HsdsSource, kind: str, about: Linked) -> list[Json]:
    """The terms that something is filed under, as attributes."""
    taxonomy_of = FILED[kind][0] if kind in FILED else ""
    told = []
    for row in filed_under(kind, it.document):
        if uid := it.mentioned(taxonomy_of, row):
            short = {"id": uid, "name": row["name"], "description": "", "taxonomy_id": taxonomy_id(taxonomy_of)}
            told.append(parts.attribute(it, about, taxonomy_of, row["slug"], short))
    return told


# An organization and its location


def organization(it: HsdsSource, kind: str) -> Json:
    """Its one-to-one fields."""
    document = it.document
    about = [*(document.get("features") or ()), document.get("duties")]
    said = {
        "id": str(it.uid),
        "name": document["name"],
        "alternate_name": "、".join(document["aliases"]),
        "website": iri_to_uri(document["website"]),
        "tax_id": document.get("uscc"),
        "year_incorporated": document.get("founded"),
        "legal_status": legal_status(kind, document),
        "uri": it.page,
        "parent_organization_id": it.mentioned(kind, document.get("parent")),
    }
    return tidy(said) | {"description": "\n".join(filter(None, about))}


def legal_status(kind: str, document: Document) -> str:
    words = [wording.choice(document.get(name), f"{kind}.{name}") for name in ("ownership",) if document.get(name)]
    nonprofit = document.get("nonprofit")
    return " ".join([*words, *([] if nonprofit is None else ["非营利" if nonprofit else "营利"])])


def full_organization(it: HsdsSource, kind: str) -> Json:
    about = Linked(str(it.uid), "organization")
    inside = {
        "phones": it.phones,
        "locations": [location(it)],
        "services": [service(it, kind)],
        "organization_identifiers": list(identifiers(it)),
        "attributes": parts.remarks(it, about),
        "metadata": parts.metadata(it, about),
    }
    return organization(it, kind) | tidy(inside)


def identifiers(it: HsdsSource) -> Iterator[Json]:
    for field, scheme in (("insurance_code", "CN-NHSA"), ("uscc", "CN-USCC")):
        if value := it.document.get(field):
            name = wording.field_label(kinds["hospital"].model, field)
            yield {
                "id": it.part("identifier", field),
                "identifier_scheme": scheme,
                "identifier_type": name,
                "identifier": value,
            }


def brief_location(it: HsdsSource) -> Json:
    """Its one-to-one fields."""
    document = it.document
    return tidy(
        {
            "id": str(in_role(it.uid, LOCATION)),
            "location_type": "virtual" if document.get("office_kind") == "hotline" else "physical",
            "url": it.page,
            "name": document["name"],
            "transportation": document["directions"],
            "latitude": document["latitude"],
            "longitude": document["longitude"],
        }
    )


def location(it: HsdsSource) -> Json:
    document = it.document
    inside = {
        "addresses": [parts.address(it)],
        "phones": it.phones,
        "schedules": it.week,
    }
    if document["parking"]:
        inside["accessibility"] = [{"id": it.part("parking"), "description": document["parking"]}]
    return brief_location(it) | tidy(inside)


# Services


def service(it: HsdsSource, kind: str) -> Json:
    """Its one-to-one fields: of what a place does, or of a procedure."""
    document, is_place = it.document, kinds[kind].is_place
    said = {
        "id": str(in_role(it.uid, SERVICE if is_place else "")),
        "name": document["name"],
        "alternate_name": "、".join(document["aliases"]),
        "url": it.page,
        "status": STATUSES.get(document.get("operation", ""), "active"),
        "assured_date": document["verified_on"],
        "last_modified": document["updated_at"],
        "alert": alert(document),
        **(of_place(document) if is_place else of_procedure(document)),
    }
    return tidy(said)


def alert(document: Document) -> str:
    fields = "、".join(document["disputed"])
    return f"来源说法不一：{fields}" if fields else ""


def of_place(document: Document) -> Json:
    return {
        "description": document.get("duties") or "",
        "application_process": "\n".join(document.get("appointment") or ()),
    }


def of_procedure(document: Document) -> Json:
    schemes = "、".join(scheme["name"] for scheme in document["schemes"])
    whom = [schemes, document["only_for"], document["eligibility"]]
    people = [f"{row['name']}: {row['eligibility']}" for row in document["person_types"] if row["eligibility"]]
    return {
        "description": "\n".join(filter(None, [document["summary"], document["notes"]])),
        "application_process": "\n".join(of_whom(row["text"], row) for row in document["steps"]),
        "fees_description": document["fee"],
        "wait_time": "；".join(of_whom(row["text"], row) for row in document["time_limits"]),
        "eligibility_description": "\n".join(filter(None, [*whom, *people])),
    }


def of_whom(text: str, row: Document) -> str:
    scope = "，".join(filter(None, [row["person_type"], (row["channel"] or {}).get("name")]))
    return f"{text}（{scope}）" if scope else text


def full_service(it: HsdsSource, kind: str, within: bool = False) -> Json:
    """With all that belongs to it; ``within`` a service at a location, without what stands beside it there."""
    document, brief = it.document, service(it, kind)
    about = Linked(brief["id"], "service")
    inside: Json = {
        "attributes": [*filed(it, kind, about), *parts.remarks(it, about)],
        "metadata": parts.metadata(it, about),
    }
    if kinds[kind].is_place:
        inside |= {
            "organization": organization(it, kind),
            "phones": it.phones,
            "schedules": parts.every_purpose(it),
            "service_areas": [parts.area(it, region) for region in document.get("serves") or ()],
        }
        if not within:
            inside["service_at_locations"] = [at_location(it) | {"location": location(it)}]
    else:
        inside |= {
            "service_areas": [parts.area(it, document["region"])],
            "required_documents": [paper(it, row) for row in document["materials"]],
            "cost_options": costs(it),
        }
    return brief | tidy(inside)


def paper(it: HsdsSource, row: Document) -> Json:
    """A paper, with the people and the channel for whom alone it is wanted as attributes."""
    channel = (row["channel"] or {}).get("name", "")
    uid = it.part("paper", row["name"], row["person_type"] or "", channel)
    copies = f"{row['copies']} 份" if row["copies"] else ""
    form = wording.choice(row["form"], "procedure.materials.form")
    details = "，".join(filter(None, [form, copies, row["note"]]))
    scopes = [
        ("person_type", row["person_type"]),
        ("channel", channel),
        ("alternative_group", row["alternative_group"]),
    ]
    about = Linked(uid, "required_document")
    scopes += [] if row["required"] else [("required", "false")]
    return {
        "id": uid,
        "document": f"{row['name']}（{details}）" if details else row["name"],
    } | tidy({"attributes": [parts.attribute(it, about, *scope) for scope in scopes if scope[1]]})


def costs(it: HsdsSource) -> list[Json]:
    fee = it.document["fee"]
    return [{"id": it.part("cost", fee), "amount_description": fee}] if fee else []


def at_location(it: HsdsSource) -> Json:
    return {
        "id": str(in_role(it.uid, AT)),
        "service_id": str(in_role(it.uid, SERVICE)),
        "location_id": str(in_role(it.uid, LOCATION)),
    }


def brief_at_location(it: HsdsSource, kind: str) -> Json:
    """As lists have it."""
    with_organization = service(it, kind) | {"organization": organization(it, kind)}
    return {"id": str(in_role(it.uid, AT)), "location": brief_location(it), "service": with_organization}


def full_at_location(it: HsdsSource, kind: str) -> Json:
    uid = str(in_role(it.uid, AT))
    inside = {
        "location": location(it),
        "service": full_service(it, kind, within=True),
        "phones": it.phones,
        "schedules": it.week,
        "metadata": parts.metadata(it, Linked(uid, "service_at_location")),
    }
    return {"id": uid} | tidy(inside)
