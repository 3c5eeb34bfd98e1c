"""``/fhir/``: reading, searching and following changes, in JSON and XML."""

from __future__ import annotations

import datetime
import uuid
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.parsers import FormParser
from rest_framework.request import Request

from directory.core.index import entries
from directory.core.index.entries import Identified
from directory.core.index.positions import kilometres
from directory.core.kinds import kinds
from directory.core.models import Entry
from directory.core.serving.parameters import query_errors
from directory.core.serving.problems import Gone, outcome
from directory.core.serving.renderers import fragment, weights

from .. import identity
from ..views import OneFormat, keep
from . import codes, resources, search
from .codes import Json
from .resources import LOCATION, SERVICE, SOURCES, FhirSource
from .statement import capability
from .xml import to_xml

FORM = "application/x-www-form-urlencoded"
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


class NotAcceptable(APIException):
    status_code = 406


class FhirResource(NamedTuple):
    """A resource that is JSON already: its identity, and where it is, for distances."""

    id: str
    text: Any
    where: tuple[float, float] | None


class FhirView(OneFormat):
    """Answers in the format that ``_format`` or Accept asks for; what is wrong is an OperationOutcome."""

    parser_classes = (FormParser,)

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
        if self.format == XML:
            return HttpResponse(to_xml(resource), status=status, content_type=f"{XML}; charset=utf-8")
        return HttpResponse(orjson.dumps(resource), status=status, content_type=f"{JSON}; charset=utf-8")

    @cached_property
    def format(self) -> str:
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

    def refuse(self, *known: str) -> None:
        """Parameters that an address does not have, that are given twice or are empty."""
        given = self.request.GET
        empty = {name: [_("不能是空的。")] for name in known if name in given and not given[name].strip()}
        if errors := empty | query_errors(given, (*known, "_format")):
            raise ValidationError(errors)

    def made(self, name: str, keys: list[int]) -> dict[int, FhirResource]:
        """The resources of live entries, by their keys and in this order. As objects for XML, else as text."""
        known: dict[int, FhirResource] = {} if self.format == XML else self.remembered(f"fhir {name}")
        lacking = entries.identified_of([key for key in keys if key not in known])
        uids = self.uids([entry for _key, entry in lacking])
        made = {key: self.make(name, entry, uids) for key, entry in lacking}
        found = {key: known.get(key) or made.get(key) for key in keys}
        keep(known, made)
        return {key: one for key, one in found.items() if one}

    def make(self, name: str, entry: Identified, uids: identity.Uids) -> FhirResource:
        resource = BUILD[name][1](FhirSource.of(entry, uids, self.site, self.moment))
        document = entry.document
        where = (document["latitude"], document["longitude"]) if document.get("latitude") is not None else None
        text = resource if self.format == XML else fragment(orjson.dumps(resource))
        return FhirResource(resource["id"], text, where)

    def uids(self, found: list[Identified]) -> identity.Uids:
        return entries.uids({it for entry in found for it in resources.mentioned(entry.kind, entry.document)})


def asked_formats(request: HttpRequest | Request) -> tuple[str, ...]:
    """Media types, the one that is liked best first; ``_format`` alone where it is given, in a form, too."""
    plain: HttpRequest = request._request if isinstance(request, Request) else request
    given = plain.GET.get("_format") or (plain.POST.get("_format") if plain.content_type == FORM else "")
    if given:
        return (given.strip().lower().replace(" ", "+"),)  # a "+" that nobody escaped
    accepted = weights(plain.headers.get("Accept", "")) or {"*/*": 1.0}  # without a header anything is
    return tuple(name for name, weight in accepted.items() if weight)


def chosen_format(request: HttpRequest | Request) -> str:
    return next((FORMATS[one] for one in asked_formats(request) if one in FORMATS), JSON)


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
        return self.written(codes.code_system(self.site, name, get_language() or ""))


class ReadView(FhirView):
    """``/fhir/Location/{id}``."""

    tells_time = True  # from which day on hours are told

    def get(self, request: Request, name: str, uid: uuid.UUID) -> HttpResponse:
        self.refuse()
        if name not in BUILD:
            raise NotFound
        known: dict[uuid.UUID, Any] = {} if self.format == XML else self.remembered(f"fhir one {name}")
        if uid not in known:
            entry = entries.by_uid(identity.in_role(uid, BUILD[name][0]))
            if entry is None or not allowed(name, entry):
                raise NotFound
            if entry.withdrawn:
                raise Gone
            keep(known, {uid: self.make(name, entry, self.uids([entry])).text})
        return self.written(known[uid])


class SearchView(FhirView):
    """``/fhir/Location?name=…``, and the same by POST to ``_search``."""

    tells_time = True
    http_method_names = ("get", "head", "options")  # a POST to the resource itself would create one

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
        size, page = size_of(asked), whole(asked, "_page", 1, DEPTH, clip=False)
        if page * max(size, 1) > DEPTH:
            raise ValidationError({"_page": [_("最深到第 %(depth)d 条：通读请用导出或变更。") % {"depth": DEPTH}]})
        found = search.find(asked, (page - 1) * size, size)
        rows = self.made(name, found.keys)
        shown = [self.matched(asked, one) for one in rows.values()]
        for other in self.wanted(asked):
            shown += [self.entry(other, one, {"mode": "include"}) for one in self.made(other, found.keys).values()]
        links = self.links(asked, page, page * size < found.total and size > 0)
        total = {} if found.capped else {"total": found.total}  # a number that is not the number would be wrong
        bundle = {"resourceType": "Bundle", "type": "searchset", **total, "link": links, "entry": shown}
        return self.written({key: value for key, value in bundle.items() if value != []})

    def matched(self, asked: search.FhirSearch, one: FhirResource) -> Json:
        mode: Json = {"mode": "match"}
        if (value := asked.get("near")) and one.where:
            here, _radius = search.position_of(value)
            km = round(kilometres(here, one.where), 3)
            distance = {"value": km, "unit": "km", "system": "http://unitsofmeasure.org", "code": "km"}
            mode = {"extension": [{"url": codes.DISTANCE, "valueDistance": distance}]} | mode
        return self.entry(asked.resource, one, mode)

    def entry(self, name: str, one: FhirResource, mode: Json) -> Json:
        return {"fullUrl": f"{self.site}/fhir/{name}/{one.id}", "resource": one.text, "search": mode}

    def wanted(self, asked: search.FhirSearch) -> list[str]:
        """The resources that are to come along: every one of them is made of the same entry."""
        found = []
        for value in asked.all("_include"):
            if value not in search.INCLUDES or not value.startswith(f"{asked.resource}:"):
                raise ValidationError({"_include": [_("可用 %(known)s。") % {"known": "、".join(search.INCLUDES)}]})
            found.append({"organization": "Organization", "location": "Location"}.get(value.partition(":")[2], ""))
        for value in asked.all("_revinclude"):
            if value not in search.REVINCLUDES or asked.resource != "Organization":
                raise ValidationError(
                    {"_revinclude": [_("可用 %(known)s。") % {"known": "、".join(search.REVINCLUDES)}]}
                )
            found.append("Location")
        return list(dict.fromkeys(filter(None, found)))

    def links(self, asked: search.FhirSearch, page: int, more: bool) -> list[Json]:
        def link(relation: str, number: int) -> Json:
            query = (
                {**asked.values, "_page": number}
                if number > 1
                else {k: v for k, v in asked.values.items() if k != "_page"}
            )
            given = {name: str(value).split(search.AGAIN) for name, value in query.items()}
            return {
                "relation": relation,
                "url": f"{self.site}/fhir/{asked.resource}{'?' if query else ''}{urlencode(given, doseq=True)}",
            }

        found = [link("self", page)]
        if page > 1:
            found.append(link("previous", page - 1))
        return [*found, link("next", page + 1)] if more else found


def size_of(asked: search.FhirSearch) -> int:
    """How many are shown: none where only their number is asked for."""
    summary = asked.get("_summary") or "false"
    if summary not in ("count", "false"):
        raise ValidationError({"_summary": [_("可用 %(known)s。") % {"known": "count、false"}]})
    return 0 if summary == "count" else whole(asked, "_count", DEFAULT_SIZE, MAX_SIZE, least=0)


def whole(asked: search.FhirSearch, name: str, default: int, most: int, *, least: int = 1, clip: bool = True) -> int:
    """A number that is asked for. Too great a one is cut to ``most``, or refused: a page is not another."""
    text = asked.get(name)
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) >= least and (clip or int(text) <= most):
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
        asked = search.FhirSearch(name, {key: request.GET[key] for key in self.known if key in request.GET})
        size, page = whole(asked, "_count", DEFAULT_SIZE, MAX_SIZE), whole(asked, "_page", 1, DEPTH, clip=False)
        start = (page - 1) * size
        some = list(self.changes(asked)[start : start + size + 1])
        live = self.made(name, [key for key, _uid, _at in some[:size] if key > 0])
        shown = [self.change(name, live.get(key), uid, at) for key, uid, at in some[:size]]
        query = urlencode({**asked.values, "_page": page + 1})
        links = [{"relation": "self", "url": request.build_absolute_uri()}]
        if len(some) > size:
            links.append({"relation": "next", "url": f"{self.site}/fhir/{name}/_history?{query}"})
        total = {"total": start + len(some)} if len(some) <= size and (some or page == 1) else {}
        bundle = {"resourceType": "Bundle", "type": "history", **total, "link": links, "entry": shown}
        return self.written({key: value for key, value in bundle.items() if value != []})

    def changes(self, asked: search.FhirSearch) -> Any:
        """Key, identity and moment, the latest first. A renamed one is there once, under the identity that it keeps."""
        places = [kind.name for kind in kinds if kind.is_place]
        rows = Entry.objects.filter(kind__in=places, uid__isnull=False).order_by("-sequence")
        since = asked.get("_since")
        rows = rows.filter(updated_at__gt=search.moment_of("_since", since)) if since else rows
        return rows.values_list("key", "uid", "updated_at")

    def change(self, name: str, one: FhirResource | None, uid: uuid.UUID, at: datetime.datetime) -> Json:
        own = one.id if one else identity.in_role(uid, BUILD[name][0])
        request = {"method": "PUT" if one else "DELETE", "url": f"{name}/{own}"}
        moment = resources.instant(timezone.localtime(at).isoformat())
        response = {"status": "200" if one else "204", "lastModified": moment}
        resource = {"resource": one.text} if one else {}
        return {"fullUrl": f"{self.site}/fhir/{name}/{own}", **resource, "request": request, "response": response}


class FhirNotFoundView(FhirView):
    """Any other address below."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        raise NotFound
