"""schema.org JSON-LD of a document, for its page and for ``….jsonld``.

Says nothing that the page does not show, nothing of what sources dispute as if it were settled, and no hour at which the
place may be closed. What schema.org has no word for is left out; docs/standards.md lists it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from directory.core.documents import Document, credited, top_field
from directory.core.hours import parsed
from directory.core.index.timetables import Moment
from directory.core.kinds import Kind, kinds
from directory.core.publishing import wording

from .phones import telephone
from .weeks import DAY, Schedule, Spans, Stretch, clock, schedule

CONTEXT = "https://schema.org"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BEGINNING, END = "00:00", "23:59"
CHINA = "CN"
# Of places not in operation no hour is told, and the reader is told why.
NOT_WORKING = ("planned", "suspended", "revoked")

Json = dict[str, Any]


def json_ld(document: Document, site: str = "", moment: Moment | None = None) -> Json:
    """The document as schema.org says it.

    ``site`` is what addresses begin with (``https://example.org``). A place's timetable stands in the document's
    ``hours_spec``, as pages have it; without it, or without a moment, no hours are told.
    """
    kind = kinds.at(document["url"])
    page = f"{site}{document['page']}"
    said = SAYING.get(kind.name, place if kind.is_place else thing)(Saying(document, site, moment, kind))
    return {"@context": CONTEXT, "@id": page} | tidy({**said, "url": page, "subjectOf": about_page(document, site)})


class Saying:
    """A document that is put into schema.org's words."""

    def __init__(self, document: Document, site: str, moment: Moment | None, kind: Kind) -> None:
        self.document, self.site, self.moment, self.kind = document, site, moment, kind
        self.unsettled = {top_field(path) for path in document.get("disputed", ())}

    def __getitem__(self, field: str) -> Any:
        """What the document says of a field, if it says so undisputed."""
        return None if field in self.unsettled else self.document.get(field)

    def worded(self, field: str) -> str:
        """A chosen word's label."""
        value = self[field]
        return "" if value in (None, "") else wording.choice(value, f"{self.kind.name}.{field}")

    def link(self, mention: Document) -> Json:
        return {"@id": f"{self.site}{mention['page']}", "name": mention["name"]}

    def typed(self, sort: str, mention: Document | None) -> Json | None:
        return {"@type": sort, **self.link(mention)} if mention else None

    def region(self, mention: Document | None) -> Json | None:
        if not mention:
            return None
        code = {"@type": "PropertyValue", "propertyID": "GB/T 2260", "value": mention["code"]}
        return {"@type": "AdministrativeArea", **self.link(mention), "identifier": code}

    def schedule(self, purpose: str = "", emergencies: bool = False) -> Schedule:
        spec = self.document.get("hours_spec")
        if not spec or self.moment is None or {"opening_hours", "hours_exceptions"} & self.unsettled:
            return Schedule()
        return schedule(spec, self.moment.calendar, self.moment.today, purpose, emergencies)


def tidy(said: Json) -> Json:
    """Without what says nothing."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def thing(it: Saying) -> Json:
    return {"@type": "Thing", "name": it["name"], "alternateName": it["aliases"]}


def about_page(document: Document, site: str) -> Json:
    """The page itself: of when it is, from which sources, and what may be done with it."""
    return tidy(
        {
            "@type": "WebPage",
            "url": f"{site}{document['page']}",
            "inLanguage": "zh-Hans",
            "dateModified": document.get("updated_at"),
            "lastReviewed": document.get("verified_on"),
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "citation": sources(document, site),
        }
    )


def sources(document: Mapping[str, Any], site: str) -> list[Json]:
    articles = (
        {it["article"]["slug"]: it["article"] for it in credited(dict(document))} if "citations" in document else {}
    )
    return [
        tidy(
            {
                "@type": "CreativeWork",
                "@id": f"{site}{article['page']}",
                "name": article["title"],
                "datePublished": article["published_on"],
            }
        )
        for article in articles.values()
    ]


# Places


def place(it: Saying, sort: str = "Place") -> Json:
    phones = it["phones"] or []
    return {
        "@type": sort,
        "name": it["name"],
        "alternateName": it["aliases"],
        "address": address(it),
        "geo": position(it),
        "telephone": telephone(phones[0]) if phones else None,
        "contactPoint": [contact(phone) for phone in phones],
        "sameAs": it["website"],
        **opening(it),
        "additionalProperty": [*properties(it), *unknown_days(it)],
    }


def address(it: Saying) -> Json:
    region = it["region"]
    path = region["path"] if region else []
    return tidy(
        {
            "@type": "PostalAddress",
            "addressCountry": CHINA,
            "addressRegion": path[0] if path else None,
            "addressLocality": "".join(path[1:]),
            "streetAddress": it["address"],
        }
    )


def position(it: Saying) -> Json | None:
    if it["latitude"] is None or it["longitude"] is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": it["latitude"], "longitude": it["longitude"]}


def contact(phone: Document) -> Json:
    label = phone["label"] or (phone["scheme"] or {}).get("name", "")
    return tidy({"@type": "ContactPoint", "telephone": telephone(phone), "contactType": label})


def properties(it: Saying) -> list[Json]:
    """What schema.org has no property for, under the names that the API has."""
    operation = it["operation"]
    status = [("operation", it.worded("operation"))] if operation in NOT_WORKING else []
    named = [(name, it.worded(name)) for name in ("level", "grade", "ownership", "institution_type")]
    flags = [(name, it[name]) for name in ("designated", "nonprofit") if it[name] is not None]
    return [
        {"@type": "PropertyValue", "propertyID": name, "name": wording.field_label(it.kind.model, name), "value": value}
        for name, value in (*status, *named, *flags)
        if value != ""
    ]


def opening(it: Saying) -> Json:
    """The week, and the days that differ from it; nothing of a place that is not in operation."""
    if it["operation"] in NOT_WORKING:
        return {}
    found = it.schedule()
    specification = [one for stretch in found.stretches for one in weekly(stretch)]
    if not specification and not any(days.spans for days in found.special):
        return {}
    special = [one for days in found.special for one in dated(days.first, days.last, days.spans)]
    return {"openingHoursSpecification": specification, "specialOpeningHoursSpecification": special}


def weekly(stretch: Stretch) -> list[Json]:
    """One specification for each interval, with the days that have it."""
    days: dict[tuple[int, int], list[str]] = {}
    for name, spans in zip(WEEKDAYS, stretch.week, strict=True):
        for span in spans:
            days.setdefault(span, []).append(name)
    return [
        interval(span, stretch.first, stretch.last) | {"dayOfWeek": [f"{CONTEXT}/{name}" for name in names]}
        for span, names in days.items()
    ]


def dated(first: datetime.date, last: datetime.date, spans: Spans) -> list[Json]:
    return [interval(span, first, last) for span in spans or ((0, 0),)]


def interval(span: tuple[int, int], first: datetime.date, last: datetime.date) -> Json:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": clock(span[0]),
        "closes": END if span[1] == DAY else clock(span[1]),
        "validFrom": first.isoformat(),
        "validThrough": last.isoformat(),
    }


def unknown_days(it: Saying) -> list[Json]:
    """Days on which it is not known whether it is open: said as not open above, so said here, too."""
    return [
        {
            "@type": "PropertyValue",
            "propertyID": "hours_unknown",
            "value": days.first.isoformat()
            if days.first == days.last
            else f"{days.first.isoformat()}/{days.last.isoformat()}",
        }
        for days in it.schedule().special
        if days.unknown and it["operation"] not in NOT_WORKING
    ]


def hospital(it: Saying) -> Json:
    sort = "MedicalClinic" if it["institution_type"] == "clinic" else "Hospital"
    codes = [("定点医药机构编码", it["insurance_code"]), ("统一社会信用代码", it["uscc"])]
    identifiers = [
        {"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in codes if value
    ]  # fmt: skip
    return {
        **place(it, sort),
        "identifier": identifiers,
        "foundingDate": it["founded"] and str(it["founded"]),
        "parentOrganization": it.typed("Hospital", it["parent"]),
        "department": [*departments(it), *emergency_room(it)],
        "description": "\n".join(it["features"] or []),
    }


def departments(it: Saying) -> list[Json]:
    """By the names they have in the house, with the catalogue's entry."""
    return [
        {
            "@type": "MedicalOrganization",
            "name": row["name"],
            "additionalType": f"{it.site}{row['department']['page']}",
        }
        for row in it["departments"] or []
    ]


def emergency_room(it: Saying) -> list[Json]:
    """急诊 has hours of its own, which say nothing of the house."""
    spec = it.document.get("hours_spec")
    if not spec or "emergency" not in parsed(spec).purposes or it["operation"] in NOT_WORKING:
        return []
    found = it.schedule("emergency", emergencies=True)
    hours = [one for stretch in found.stretches for one in weekly(stretch)]
    special = [one for days in found.special for one in dated(days.first, days.last, days.spans)]
    room = {"@type": "EmergencyService", "name": "急诊"}
    return [room | {"openingHoursSpecification": [*hours, *special]}] if hours else []


def office(it: Saying) -> Json:
    return {
        **place(it, "GovernmentOffice"),
        "description": it["duties"],
        "areaServed": [it.region(region) for region in it["serves"] or []],
        "makesOffer": [
            {"@type": "Offer", "itemOffered": it.typed("GovernmentService", service)}
            for service in it["services"] or []
        ],
    }


# What is done, and what holds


def service(it: Saying) -> Json:
    return {
        **thing(it),
        "@type": "GovernmentService",
        "identifier": it["code"],
        "description": it["description"],
        "category": (it["parent"] or {}).get("name"),
    }


def procedure(it: Saying) -> Json:
    """How something is done. Alternatives are directions of one step, not steps one after the other."""
    return {
        **thing(it),
        "@type": "HowTo",
        "description": it["summary"],
        "about": it.typed("GovernmentService", it["service"]),
        "spatialCoverage": it.region(it["region"]),
        "audience": {"@type": "Audience", "audienceType": whom} if (whom := for_whom(it)) else None,
        "step": steps(it),
        "supply": supplies(it),
        "estimatedCost": it["fee"],
    }


def for_whom(it: Saying) -> str:
    schemes = [scheme["name"] for scheme in it["schemes"] or []]
    return "；".join(filter(None, ["、".join(schemes), it["only_for"]]))


def steps(it: Saying) -> list[Json]:
    groups: dict[str, list[Document]] = {}
    for at, row in enumerate(it["steps"] or []):
        groups.setdefault(row["alternative_group"] or f"#{at}", []).append(row)
    return [step(at, name, rows) for at, (name, rows) in enumerate(groups.items(), 1)]


def step(at: int, name: str, rows: list[Document]) -> Json:
    if len(rows) == 1:
        return {"@type": "HowToStep", "position": at, "text": of_whom(rows[0]["text"], rows[0])}
    options = [{"@type": "HowToTip", "text": of_whom(row["text"], row)} for row in rows]
    return {"@type": "HowToStep", "position": at, "name": name, "itemListElement": options}


def of_whom(text: str, row: Document) -> str:
    """With the people and the channel that alone it is said of."""
    scope = "，".join(filter(None, [row["person_type"], (row["channel"] or {}).get("name")]))
    return f"{text}（{scope}）" if scope else text


def supplies(it: Saying) -> list[Json]:
    """The papers; of those of which one is enough, all in one."""
    groups: dict[tuple[str, Any, Any], list[str]] = {}
    for at, row in enumerate(it["materials"] or []):
        channel = (row["channel"] or {}).get("name")
        key = (row["alternative_group"] or f"#{at}", row["person_type"], channel)
        groups.setdefault(key, []).append(row["name"])
    return [
        {"@type": "HowToSupply", "name": of_whom(" 或 ".join(names), {"person_type": person, "channel": {"name": way}})}
        for (_group, person, way), names in groups.items()
    ]


def channel(it: Saying) -> Json:
    phone = it["phone"]
    call = {"@type": "ContactPoint", "telephone": telephone({"number": phone, "extension": ""})} if phone else None
    return {
        **thing(it),
        "@type": "ServiceChannel",
        "description": it["description"],
        "serviceUrl": it["website"],
        "servicePhone": call,
        "providesService": [it.typed("GovernmentService", row) for row in it["services"] or []],
    }


def policy(it: Saying) -> Json:
    """A question and its answer; where sources disagree, an answer of each, and none accepted."""
    question: Json = {"@type": "Question", "name": it["name"]}
    answers = [answer(it, text, []) for text in stated(it)]
    if "value" in it.unsettled:
        question["suggestedAnswer"] = [
            answer(it, row["value"], [row]) for row in credited(it.document) if top_field(row["field"]) == "value"
        ]
    elif answers:
        question["acceptedAnswer"] = answers[0]
    return {"@type": "FAQPage", "name": it["name"], "mainEntity": question}


def stated(it: Saying) -> Iterable[str]:
    figure = it["figure"]
    said = " ".join(filter(None, [figure and figure["text"], it["statement"]]))
    return [said] if said else []


def answer(it: Saying, text: str, rows: Sequence[Any]) -> Json:
    """With the scope in its text: region, year, insurance and people."""
    document = it.document
    scope = [
        (document["region"] or {}).get("name", ""),
        wording.year(document["year"]),
        (document["scheme"] or {}).get("name", ""),
        document["population"],
        document["only_for"],
        document["facility_level"],
    ]
    about = "，".join(dict.fromkeys(filter(None, scope)))
    said = {"@type": "Answer", "text": f"{about}：{text}" if about else text}
    return said | tidy({"citation": sources({"citations": rows}, it.site)})


# Words of catalogues, and what others refer to


def department(it: Saying) -> Json:
    catalogue = {"@type": "DefinedTermSet", "name": "医疗机构诊疗科目名录"}
    return {**thing(it), "@type": "DefinedTerm", "termCode": it["code"], "inDefinedTermSet": catalogue}


def symptom(it: Saying) -> Json:
    return {**thing(it), "@type": "MedicalSignOrSymptom", "description": it["description"] or it["line"]}


def region(it: Saying) -> Json:
    above = it["path"][:-1]
    code = {"@type": "PropertyValue", "propertyID": "GB/T 2260", "value": it["code"]}
    inside = it.region(above[-1]) if above else None
    return {**thing(it), "@type": "AdministrativeArea", "identifier": code, "containedInPlace": inside}


def article(it: Saying) -> Json:
    """What a source is, without its text, which is not ours to publish."""
    whole = it["main_article"]
    return {
        "@type": "Article",
        "headline": it["title"],
        "datePublished": it["published_on"],
        "isPartOf": {"@id": f"{it.site}{whole['page']}", "name": whole["title"]} if whole else None,
    }


SAYING: dict[str, Callable[[Saying], Json]] = {
    "hospital": hospital,
    "office": office,
    "service": service,
    "procedure": procedure,
    "channel": channel,
    "policy": policy,
    "department": department,
    "symptom": symptom,
    "emergency": symptom,
    "region": region,
    "article": article,
}


def address_of(kind: Kind, slug: str) -> str:
    """Of the JSON-LD of an entry."""
    return f"/{kind.pages}/{quote(slug)}.jsonld"
