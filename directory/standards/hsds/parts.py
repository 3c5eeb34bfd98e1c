"""What stands inside HSDS's organizations, services and locations: phones, schedules, addresses, areas, metadata."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from directory.core.documents import Document, credited
from directory.core.hours import parsed
from directory.core.index.entries import Identified
from directory.core.index.timetables import Moment
from directory.core.publishing import wording

from ..identity import Uids, part_of
from ..phones import telephone
from ..weeks import DAY, clock, schedule, segments

Json = dict[str, Any]
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFFSET = "+08:00"
TYPES = {"fax": "fax", "mobile": "cell"}
GB2260 = "GB/T 2260"
WHOLE = ""


class Linked(NamedTuple):
    """What an attribute or a line of metadata is about."""

    uid: str
    entity: str


@dataclass(frozen=True)
class HsdsSource:
    """An entry that is put into HSDS's words, with all that its document leaves open."""

    uid: uuid.UUID
    document: Document
    uids: Uids
    site: str
    moment: Moment

    @classmethod
    def of(cls, entry: Identified, uids: Uids, site: str, moment: Moment) -> HsdsSource:
        return cls(entry.uid, entry.document, uids, site, moment)

    def part(self, *what: object) -> str:
        return part_of(self.uid, *what)

    def mentioned(self, kind: str, mention: Document | None) -> str | None:
        found = self.uids.get((kind, mention["slug"])) if mention else None
        return str(found) if found else None

    @property
    def page(self) -> str:
        return f"{self.site}{self.document['page']}"

    # What stands in several places of one answer is made once.

    @cached_property
    def phones(self) -> list[Json]:
        return [phone(self, row) for row in self.document["phones"]]

    @cached_property
    def week(self) -> list[Json]:
        """The schedules of the place as a whole."""
        return schedules(self, WHOLE)

    @cached_property
    def stated(self) -> list[Json]:
        """What each source says of which field: when it was published, what it says, and which source it is."""
        return list(statements(self))


def tidy(said: Json) -> Json:
    """Without what says nothing."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def phone(it: HsdsSource, row: Document) -> Json:
    extension = row["extension"]
    scheme = (row["scheme"] or {}).get("name", "")
    number = telephone(row | {"extension": ""})
    return tidy(
        {
            "id": it.part("phone", row["number"], extension, row["label"]),
            "number": number,
            "extension": int(extension) if extension.isdigit() else None,
            "type": TYPES.get(row["kind"], "voice"),
            "description": " ".join(filter(None, [row["label"], scheme])),
        }
    )


def schedules(it: HsdsSource, purpose: str) -> list[Json]:
    """One for each interval and each run of days that have it. A day that is in none is closed, or not known."""
    spec = it.document.get("hours_spec")
    if not spec:
        return []
    found = schedule(spec, it.moment.calendar, it.moment.today, purpose, emergencies=purpose == "emergency")
    return [one for segment in segments(found) for one in of_week(it, purpose, *segment)]


def of_week(it: HsdsSource, purpose: str, first: Any, last: Any, week: Any) -> Iterator[Json]:
    days: dict[tuple[int, int], list[str]] = {}
    for name, spans in zip(BYDAY, week, strict=True):
        for span in spans:
            days.setdefault(span, []).append(name)
    for (start, end), names in days.items():
        yield tidy(
            {
                "id": it.part("schedule", purpose, first, start, end, *names),
                "valid_from": first.isoformat(),
                "valid_to": last.isoformat(),
                "timezone": 8,
                "wkst": "MO",
                "freq": "WEEKLY",
                "byday": ",".join(names),
                "opens_at": f"{clock(start)}{OFFSET}",
                "closes_at": f"{'23:59' if end == DAY else clock(end)}{OFFSET}",
                "description": wording.purposes().get(purpose, "") if purpose else "",
            }
        )


def every_purpose(it: HsdsSource) -> list[Json]:
    """For each thing that a place has hours for, the hours of it."""
    spec = it.document.get("hours_spec")
    return [one for purpose in parsed(spec).purposes for one in schedules(it, purpose)] if spec else []


def address(it: HsdsSource) -> Json:
    path = it.document["region"]["path"]
    return {
        "id": it.part("address"),
        "address_1": it.document["address"],
        "city": "".join(path[1:]) or path[0],
        "state_province": path[0],
        "postal_code": "",  # the specification wants one, and no source states any
        "country": "CN",
        "address_type": "physical",
    }


def area(it: HsdsSource, region: Document) -> Json:
    return {
        "id": it.part("area", region["code"]),
        "name": region["name"],
        "extent": region["code"],
        "extent_type": GB2260,
        "uri": f"{it.site}{region['page']}",
    }


def metadata(it: HsdsSource, about: Linked) -> list[Json]:
    return [one | {"resource_id": about.uid, "resource_type": about.entity} for one in it.stated]


def statements(it: HsdsSource) -> Iterator[Json]:
    document = it.document
    for row in credited(document):
        article = row["article"]
        yield {
            "id": it.part("metadata", row["field"], row["value"], article["slug"]),
            "last_action_date": article["published_on"] or document["updated_at"][:10],
            "last_action_type": "cite",
            "field_name": row["field"],
            "previous_value": "",
            "replacement_value": row["value"],
            "updated_by": f"{article['title']} {it.site}{article['page']}",
        }
    if document["verified_on"]:
        yield verified(it, document["verified_on"])


def verified(it: HsdsSource, day: str) -> Json:
    return {
        "id": it.part("metadata", "verified"),
        "last_action_date": day,
        "last_action_type": "verify",
        "field_name": "verified_on",
        "previous_value": "",
        "replacement_value": day,
        "updated_by": it.site,
    }


def remarks(it: HsdsSource, about: Linked) -> list[Json]:
    """As attributes, what HSDS has no field for: what sources dispute, what nobody knows, whether a place works."""
    document = it.document
    told = [("disputed", field) for field in document["disputed"]]
    told += [("unfinished", field) for field in document["unfinished"]]
    if document.get("operation"):
        told.append(("operation", document["operation"]))
    told += [("hours_unknown", dates) for dates in unknown_days(it)]
    return [attribute(it, about, sort, value) for sort, value in told]


def unknown_days(it: HsdsSource) -> list[str]:
    spec = it.document.get("hours_spec")
    if not spec:
        return []
    special = schedule(spec, it.moment.calendar, it.moment.today).special
    return [f"{days.first.isoformat()}/{days.last.isoformat()}" for days in special if days.unknown]


def attribute(it: HsdsSource, about: Linked, sort: str, value: str, term: Json | None = None) -> Json:
    said = {
        "id": it.part("attribute", about.entity, sort, value),
        "link_id": about.uid,
        "link_type": sort,
        "link_entity": about.entity,
        "value": value,
    }
    return said | ({"taxonomy_term_id": term["id"], "taxonomy_term": term} if term else {})
