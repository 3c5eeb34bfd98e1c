"""``/fhir/``: reading, searching and following changes, in JSON and XML."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.parsers import FormParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from directory.core.index import entries
from directory.core.index.entries import Identified
from directory.core.index.positions import kilometres
from directory.core.kinds import kinds
from directory.core.models import Entry
from directory.core.serving.problems import Gone
from directory.core.serving.renderers import JSONRenderer, site_of
from directory.core.serving.viewsets import PublicView

from .. import identity
from . import codes, resources, search
from .codes import Json
from .resources import LOCATION, SERVICE, SOURCES, Source
from .statement import capability
from .xml import to_xml

JSON, XML = "application/fhir+json", "application/fhir+xml"
FORMATS = {
    "json": JSON,
    "application/json": JSON,
    JSON: JSON,
    "xml": XML,
    "application/xml": XML,
    "text/xml": XML,
    XML: XML,
}
DEFAULT_SIZE, MAX_SIZE, DEPTH = 20, 100, 10_000
BUILD: dict[str, tuple[str, Any]] = {  # resource → what of an entry it is, and how it is made
    "Organization": ("", resources.organization),
    "Location": (LOCATION, resources.location),
    "HealthcareService": (SERVICE, resources.healthcare_service),
    "VerificationResult": (SOURCES, resources.verification),
}
ISSUES = {
    400: "invalid",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    410: "deleted",
    415: "not-supported",
}


class NotAcceptable(APIException):
    status_code = 406


class FhirView(PublicView, APIView):
    """Answers in the format that ``_format`` or Accept asks for; what is wrong is an OperationOutcome."""

    schema = None
    parser_classes = (FormParser,)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), JSONRenderer.media_type

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        response["Vary"] = ", ".join(filter(None, [response.get("Vary"), "Accept"]))
        return response

    def handle_exception(self, exc: Exception) -> Any:
        """As FHIR says that something is wrong; errors of the program's own go on."""
        if isinstance(exc, NotAcceptable):
            return self.written(outcome(exc.status_code, [str(exc.detail)]), 406)
        response = super().handle_exception(exc)
        body = orjson.loads(response.content)
        told = [f"{one['parameter']}: {one['message']}" for one in body.get("errors", ())] or [body["detail"]]
        return self.written(outcome(response.status_code, told), response.status_code)

    def written(self, resource: Json, status: int = 200) -> HttpResponse:
        if self.format_of() == XML:
            return HttpResponse(to_xml(resource), status=status, content_type=f"{XML}; charset=utf-8")
        return HttpResponse(orjson.dumps(resource), status=status, content_type=f"{JSON}; charset=utf-8")

    def format_of(self) -> str:
        """What is asked for; JSON where nothing is, or nothing that is here."""
        return chosen_format(self.request)

    def variant(self, request: HttpRequest) -> str:
        return "-xml" if chosen_format(request) == XML else ""

    def check_format(self) -> None:
        if not any("*" in one or one in FORMATS for one in asked_formats(self.request)):
            raise NotAcceptable(_("可用 application/fhir+json 和 application/fhir+xml。"))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_format()

    @property
    def site(self) -> str:
        return site_of(self.request)

    def refuse(self, *known: str) -> None:
        """Parameters that an address does not have."""
        if unknown := [name for name in self.request.GET if name not in ("_format", *known)]:
            raise ValidationError({unknown[0][:40]: [_("没有这个参数：这里不用参数。")]})

    def build(self, name: str, entry: Identified, uids: identity.Uids) -> Json:
        _role, make = BUILD[name]
        made: Json = make(Source.of(entry, uids, self.site, self.moment))
        return made

    def uids(self, found: list[Identified]) -> identity.Uids:
        return entries.uids({it for entry in found for it in resources.mentioned(entry.kind, entry.document)})


def asked_formats(request: HttpRequest | Request) -> list[str]:
    """Media types, in the order in which they are asked for; ``_format`` alone where it is given."""
    asked = [request.GET["_format"]] if "_format" in request.GET else request.headers.get("Accept", "*/*").split(",")
    return [one.partition(";")[0].strip().lower() for one in asked]


def chosen_format(request: HttpRequest | Request) -> str:
    return next((FORMATS[one] for one in asked_formats(request) if one in FORMATS), JSON)


def outcome(status: int, told: list[str]) -> Json:
    code = ISSUES.get(status, "exception")
    issues = [{"severity": "error", "code": code, "diagnostics": text} for text in told]
    return {"resourceType": "OperationOutcome", "issue": issues}


def allowed(name: str, entry: Identified | None) -> bool:
    """Whether an entry is a resource of this sort."""
    if entry is None:
        return False
    return kinds[entry.kind].is_place or (entry.kind == "region" and name in ("Organization", "Location"))


class MetadataView(FhirView):
    """``/fhir/metadata``."""

    def get(self, request: Request) -> HttpResponse:
        self.refuse()
        return self.written(capability(self.site, self.moment.today.isoformat()))


class CodeSystemView(FhirView):
    def get(self, request: Request, name: str) -> HttpResponse:
        self.refuse()
        if name not in codes.CATALOGUES:
            raise NotFound
        return self.written(codes.code_system(self.site, name))


class ReadView(FhirView):
    """``/fhir/Location/{id}``."""

    tells_time = True  # from which day on hours are told

    def get(self, request: Request, name: str, uid: uuid.UUID) -> HttpResponse:
        self.refuse()
        if name not in BUILD:
            raise NotFound
        entry = entries.by_uid(identity.in_role(uid, BUILD[name][0]))
        if entry is None or not allowed(name, entry):
            raise NotFound
        if entry.withdrawn:
            raise Gone
        return self.written(self.build(name, entry, self.uids([entry])))


class SearchView(FhirView):
    """``/fhir/Location?name=…``, and the same by POST to ``_search``."""

    tells_time = True

    def get(self, request: Request, name: str) -> HttpResponse:
        return self.answer(name, dict(request.GET.lists()))

    def post(self, request: Request, name: str) -> HttpResponse:
        given = dict(request.GET.lists())
        posted = request.data
        for key, values in posted.lists() if isinstance(posted, QueryDict) else ():
            given[key] = [*given.get(key, []), *values]
        return self.answer(name, given)

    def answer(self, name: str, given: dict[str, list[str]]) -> HttpResponse:
        if name not in BUILD:
            raise NotFound
        asked = search.read(name, given)
        size, page = whole(asked, "_count", DEFAULT_SIZE, MAX_SIZE, 0), whole(asked, "_page", 1, DEPTH)
        if page * max(size, 1) > DEPTH:
            raise ValidationError({"_page": [_("最深到第 %(depth)d 条：通读请用导出或变更。") % {"depth": DEPTH}]})
        found = search.find(asked, (page - 1) * size, size)
        rows = entries.identified_by_key(found.keys)
        uids = self.uids(rows)
        shown = [self.matched(asked, entry, uids) for entry in rows]
        shown += [self.included(other, entry, uids) for other in self.wanted(asked) for entry in rows]
        links = self.links(asked, page, page * size < found.total and size > 0)
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": found.total, "link": links, "entry": shown}
        return self.written({key: value for key, value in bundle.items() if value != []})

    def matched(self, asked: search.Asked, entry: Identified, uids: identity.Uids) -> Json:
        resource = self.build(asked.resource, entry, uids)
        mode: Json = {"mode": "match"}
        if (value := asked.get("near")) and (where := entry.document).get("latitude") is not None:
            here, _radius = search.position_of(value)
            km = round(kilometres(here, (where["latitude"], where["longitude"])), 3)
            distance = {"value": km, "unit": "km", "system": "http://unitsofmeasure.org", "code": "km"}
            mode = {"extension": [{"url": codes.DISTANCE, "valueDistance": distance}]} | mode
        return {"fullUrl": self.address(resource), "resource": resource, "search": mode}

    def included(self, name: str, entry: Identified, uids: identity.Uids) -> Json:
        resource = self.build(name, entry, uids)
        return {"fullUrl": self.address(resource), "resource": resource, "search": {"mode": "include"}}

    def address(self, resource: Json) -> str:
        return f"{self.site}/fhir/{resource['resourceType']}/{resource['id']}"

    def wanted(self, asked: search.Asked) -> list[str]:
        """The resources that are to come along: every one of them is made of the same entry."""
        found = []
        for value in filter(None, asked.get("_include").split(",")):
            if value not in search.INCLUDES or not value.startswith(f"{asked.resource}:"):
                raise ValidationError({"_include": [_("可用 %(known)s。") % {"known": "、".join(search.INCLUDES)}]})
            found.append({"organization": "Organization", "location": "Location"}.get(value.partition(":")[2], ""))
        for value in filter(None, asked.get("_revinclude").split(",")):
            if value not in search.REVINCLUDES or asked.resource != "Organization":
                raise ValidationError(
                    {"_revinclude": [_("可用 %(known)s。") % {"known": "、".join(search.REVINCLUDES)}]}
                )
            found.append("Location")
        return list(filter(None, found))

    def links(self, asked: search.Asked, page: int, more: bool) -> list[Json]:
        def link(relation: str, number: int) -> Json:
            query = (
                {**asked.values, "_page": number}
                if number > 1
                else {k: v for k, v in asked.values.items() if k != "_page"}
            )
            return {"relation": relation, "url": f"{self.site}/fhir/{asked.resource}?{urlencode(query)}"}

        found = [link("self", page)]
        if page > 1:
            found.append(link("previous", page - 1))
        return [*found, link("next", page + 1)] if more else found


def whole(asked: search.Asked, name: str, default: int, most: int, least: int = 1) -> int:
    text = asked.get(name)
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) >= least:
        return min(int(text), most)
    raise ValidationError({name: [_("应是 %(least)d 到 %(most)d 的整数。") % {"least": least, "most": most}]})


class HistoryView(FhirView):
    """``/fhir/Location/_history?_since=…``: what was published and withdrawn, the latest first."""

    tells_time = True
    known: ClassVar = ("_since", "_count", "_page")

    def get(self, request: Request, name: str) -> HttpResponse:
        self.refuse(*self.known)
        if name not in BUILD:
            raise NotFound
        asked = search.Asked(name, {key: request.GET[key] for key in self.known if key in request.GET})
        size, page = whole(asked, "_count", DEFAULT_SIZE, MAX_SIZE), whole(asked, "_page", 1, DEPTH)
        rows = self.changes(asked)
        start = (page - 1) * size
        some = list(rows.values_list("uid", "updated_at", "withdrawn_at")[start : start + size + 1])
        live = entries.identified_by_uid([uid for uid, _at, withdrawn in some[:size] if not withdrawn])
        uids = self.uids(list(live.values()))
        shown = [self.change(name, uid, at, live.get(str(uid)), uids) for uid, at, _withdrawn in some[:size]]
        query = urlencode({**asked.values, "_page": page + 1})
        links = [{"relation": "self", "url": request.build_absolute_uri()}]
        if len(some) > size:
            links.append({"relation": "next", "url": f"{self.site}/fhir/{name}/_history?{query}"})
        bundle = {"resourceType": "Bundle", "type": "history", "total": rows.count(), "link": links, "entry": shown}
        return self.written({key: value for key, value in bundle.items() if value != []})

    def changes(self, asked: search.Asked) -> Any:
        """Entries by when they last changed. A renamed one is there once, under the identity that it keeps."""
        places = [kind.name for kind in kinds if kind.is_place]
        rows = Entry.objects.filter(kind__in=places, uid__isnull=False).order_by("-updated_at", "-key")
        since = asked.get("_since")
        return rows.filter(updated_at__gt=search.moment_of("_since", since)) if since else rows

    def change(
        self, name: str, uid: uuid.UUID, at: datetime.datetime, entry: Identified | None, uids: identity.Uids
    ) -> Json:
        own = identity.in_role(uid, BUILD[name][0])
        request = {"method": "PUT" if entry else "DELETE", "url": f"{name}/{own}"}
        moment = resources.instant(timezone.localtime(at).isoformat())
        response = {"status": "200" if entry else "204", "lastModified": moment}
        resource = {"resource": self.build(name, entry, uids)} if entry else {}
        return {"fullUrl": f"{self.site}/fhir/{name}/{own}", **resource, "request": request, "response": response}


class NothingHere(FhirView):
    """Any other address below."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        raise NotFound
