"""The tools: each a thin call of the API, with what an assistant needs of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from django.utils.translation import gettext as _

from directory.core.kinds import Kind, kinds

from .asking import ApiError, Json, Site
from .descriptions import EMERGENCY_NOTE, INSTRUCTIONS, TITLE, TOOLS
from .protocol import Server

FEW, MANY = 5, 20
LINE = (
    "name",
    "page",
    "url",
    "region",
    "address",
    "phones",
    "operation",
    "level",
    "grade",
    "only_for",
    "summary",
    "open",
    "disputed",
)


class ToolCall(NamedTuple):
    """A call: where the directory is served, and what was given."""

    site: Site
    given: Json

    def get(self, path: str, *names: str, **more: Any) -> Json:
        """The API's answer to those arguments that it takes under the same names."""
        return self.site.get(path, **{name: self.given.get(name) for name in names}, **more)


def server(site: Site) -> Server:
    """What the protocol asks of, for one site."""
    return Server(TITLE, INSTRUCTIONS, TOOLS, lambda name, given: called(site, name, given))


def called(site: Site, name: str, given: Json) -> Json:
    """A tool's result; what is wrong with its arguments is told to the assistant, so that it can ask better."""
    try:
        if faults := wrong(name, given):
            raise ApiError("; ".join(faults))
        return result(CALLS[name](ToolCall(site, given)), site)
    except ApiError as refused:
        return {"content": [text(str(refused))], "isError": True}


def wrong(name: str, given: Json) -> list[str]:
    """Arguments that the tool does not have, that are missing, or of another type than it says."""
    schema = next(tool["inputSchema"] for tool in TOOLS if tool["name"] == name)
    known = schema["properties"]
    faults = [
        _("没有参数 %(name)s：可用 %(known)s") % {"name": each[:40], "known": "、".join(known)}
        for each in given
        if each not in known
    ]
    faults += [
        _("缺少参数 %(name)s") % {"name": each} for each in schema.get("required", ()) if given.get(each) in (None, "")
    ]
    for each, value in given.items():
        if each in known and value is not None and not fits(value, known[each]):
            faults.append(_("参数 %(name)s 不对：应是 %(type)s") % {"name": each, "type": expected(known[each])})
    return faults


TYPES: dict[str, Any] = {"string": str, "integer": int, "boolean": bool}


def fits(value: Any, schema: Json) -> bool:
    if not isinstance(value, TYPES[schema["type"]]) or (schema["type"] == "integer" and isinstance(value, bool)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    return not isinstance(value, int) or schema.get("minimum", value) <= value <= schema.get("maximum", value)


def expected(schema: Json) -> str:
    if "enum" in schema:
        return "、".join(schema["enum"])
    return f"{schema['type']} {schema['minimum']}–{schema['maximum']}" if "maximum" in schema else str(schema["type"])


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def result(found: Json, site: Site) -> Json:
    """As structure and, for clients that read text only, as its JSON; what to do in an emergency stands before either."""
    emergency = found.get("emergency")
    first = [text(urgent(emergency))] if emergency and emergency["urgent"] else []
    said = {**found, "site": site.base}
    return {"content": [*first, text(orjson.dumps(said).decode())], "structuredContent": said, "isError": False}


def urgent(emergency: Json) -> str:
    return "\n".join([emergency["notice"], *emergency["until_then"], EMERGENCY_NOTE])


def brief(summary: Json) -> Json:
    """A line of a list without what an assistant has no use for."""
    said = {name: summary[name] for name in LINE if summary.get(name) not in (None, "", [])}
    if region := said.get("region"):
        said["region"] = " ".join(region["path"])
    return said


# One function a tool


def ask(asked: ToolCall) -> Json:
    """As the search API answers it, with a few of its results."""
    limit = asked.given.get("limit") or FEW
    found = asked.get(
        "/api/v1/search/", "region", "near", "open_at", "kind", q=asked.given["question"], page_size=limit
    )
    results = [{"kind": row["kind"], **brief(row["summary"])} for row in found["results"]]
    told = {
        name: found[name] for name in ("emergency", "answer", "more_answers", "missing", "searched_for", "did_you_mean")
    }
    return told | {
        "understood": found["understood"],
        "results": results,
        "count": found["count"],
        "more": found["count_capped"],
    }


def find_places(asked: ToolCall) -> Json:
    given = dict(asked.given)
    kind = place_kind(given.pop("kind"))
    limit = given.pop("limit", None) or MANY
    taken = {name: value for name, value in given.items() if value not in (None, "")}
    found = asked.site.get(f"/api/v1/{kind.collection}/", **taken, page_size=limit)
    return {
        "places": [brief(row) for row in found["results"]],
        "count": found["count"],
        "more": found["count_capped"] or found["next"] is not None,
    }


def place_kind(name: str) -> Kind:
    places = [kind.name for kind in kinds if kind.is_place]
    if name not in places:
        raise ApiError(_("kind 应是 %(choices)s。") % {"choices": "、".join(places)})
    return kinds[name]


def opening(asked: ToolCall) -> Json:
    """When a place is open from a moment on, for each thing it does."""
    path = place_path(asked.given["place"])
    at = asked.given.get("at")
    found = asked.site.get(f"{path}hours/", **({"from": at} if at else {}))
    document = asked.site.get(path)
    return {
        "name": found["name"],
        "page": document["page"],
        "operation": document["operation"],
        "from": found["start"],
        "now": document["open"],
        "hours": [{**row, "intervals": row["intervals"][:MANY]} for row in found["hours"]],
        "disputed": document["disputed"],
        "sources": sources(document, "opening_hours"),
    }


def place_path(text: str) -> str:
    """The address in the API of a place that was named by its address there or by that of its page."""
    path = urlsplit(text).path
    for kind in kinds:
        for beginning in (f"/api/v1/{kind.collection}/", f"/{kind.pages}/"):
            slug = path.removeprefix(beginning).strip("/") if path.startswith(beginning) else ""
            if slug and "/" not in slug and kind.is_place:
                return f"/api/v1/{kind.collection}/{slug}/"
    raise ApiError(
        _("place 要写机构在这里的地址，例如 %(example)s。") % {"example": "/offices/luo-shan-xian-yi-bao-ju/"}
    )


def sources(document: Json, field: str = "") -> list[Json]:
    """Which sources are cited, with the day of each and what it says."""
    return [
        {
            "field": row["field"],
            "value": row["value"],
            "title": row["article"]["title"],
            "published_on": row["article"]["published_on"],
            "page": row["article"]["page"],
            "rank": row["rank"],
        }
        for row in document["citations"]
        if not field or row["field"] == field
    ]


PAPERS = (
    "materials",
    "steps",
    "time_limits",
    "channels",
    "fee",
    "deadline",
    "eligibility",
    "validity",
    "notes",
    "consequence",
    "result",
)


def checklist(asked: ToolCall) -> Json:
    """What holds in a region for a service: the papers and steps of one sort of people, or of all."""
    found = asked.get("/api/v1/procedures/", "service", "scheme", "person_type", applies_to=asked.given["region"])
    answer = found.get("answer") or {}
    chosen = [row["url"] for row in answer.get("found") or found["results"]][:3]
    documents = [asked.site.get(url) for url in chosen]
    person = asked.given.get("person_type")
    procedures = [of_person(document, person) for document in documents]
    return {
        "statement": answer.get("statement", ""),
        "procedures": procedures,
        "passed_over": answer.get("passed_over", []),
    }


def of_person(document: Json, person: str | None) -> Json:
    said = brief(document)
    for name in PAPERS:
        value = document[name]
        if isinstance(value, list):
            value = [row for row in value if not person or row.get("person_type") in (None, person)]
        said[name] = value
    said["person_types"] = document["person_types"]
    return said | {"verified_on": document["verified_on"], "sources": sources(document)}


def responsible_office(asked: ToolCall) -> Json:
    found = asked.get("/api/v1/offices/", "service", "scheme", serves=asked.given["region"], page_size=FEW)
    offices = [brief(row) | {"why": row["rule"]["text"]} for row in found["results"]]
    return {"offices": offices, "answer": found["answer"]}


def guide(asked: ToolCall) -> Json:
    """The guide's answer as it stands: an emergency first."""
    found = asked.site.get("/api/v1/guide/", **asked.given)
    return {"emergency": found["emergency"], **found}


def changes(asked: ToolCall) -> Json:
    found = asked.get("/api/v1/changes/", "since", "kind", page_size=asked.given.get("limit") or MANY)
    rows = [
        {name: row[name] for name in ("sequence", "kind", "url", "event", "moved_to", "updated_at")}
        | {"name": (row["document"] or {}).get("name", "")}
        for row in found["results"]
    ]
    return {"changes": rows, "last": found["last"], "more": found["next"] is not None}


def read(asked: ToolCall) -> Json:
    """One entry, with everything it says and every source."""
    path = urlsplit(asked.given["url"]).path
    known = any(path.startswith(f"/api/v1/{kind.collection}/") for kind in kinds)
    if not known or path.count("/") != 5 or not path.endswith("/"):
        raise ApiError(
            _("url 要写条目在 API 的地址，例如 %(example)s。") % {"example": "/api/v1/offices/12393-re-xian/"}
        )
    return asked.site.get(path)


CALLS: dict[str, Callable[[ToolCall], Json]] = {
    "ask": ask,
    "find_places": find_places,
    "opening": opening,
    "checklist": checklist,
    "responsible_office": responsible_office,
    "guide": guide,
    "changes": changes,
    "read": read,
}
