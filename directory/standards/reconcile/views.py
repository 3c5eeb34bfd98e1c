"""``/reconcile/``: the manifest, batches of questions, suggestions, previews and the extension of data."""

from __future__ import annotations

import uuid
from typing import Any

import orjson
from csp.constants import HEADER
from csp.utils import build_policy
from django.core.exceptions import ValidationError as FieldError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.index import entries
from directory.core.index.entries import Identified
from directory.core.kinds import Kind, kinds
from directory.core.publishing.facts import facts_of
from directory.core.serving.parameters import (
    Parameters,
    PhoneField,
    RegionField,
    TextField,
    query_errors,
    refuse_parameters,
)
from directory.core.serving.problems import Gone, problem_response
from directory.core.serving.renderers import site_of
from directory.core.serving.viewsets import PublicView

from .. import identity
from ..views import OneFormat
from . import documents
from .documents import Json
from .matching import ReconciliationQuery, candidates

MOST, LIMIT, MOST_LIMIT = 50, 5, 20  # questions of a batch; answers to one
MOST_TEXT = 200
ANYBODY = "*"


class OpenView(OneFormat):
    """Pages of other sites may read it: tables are reconciled in a browser."""

    parser_classes = (FormParser, MultiPartParser)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = ANYBODY
        return response


class ReconciliationView(OpenView):
    """The one address of the service: without parameters its manifest, else the answers to ``queries`` or ``extend``."""

    def get(self, request: Request) -> Response:
        return self.answer(request, request.query_params)

    def post(self, request: Request) -> Response:
        refuse_parameters(request.query_params)
        given = request.data
        return self.answer(request, given if isinstance(given, QueryDict) else QueryDict())

    def answer(self, request: Request, given: QueryDict) -> Response:
        if errors := query_errors(given, ("queries", "extend")):
            raise ValidationError(errors)
        if "queries" in given and "extend" in given:
            raise ValidationError({"extend": [_("不能与 queries 同时使用。")]})
        if "queries" in given:
            return Response(reconciled(batch(str(given["queries"]), "queries")))
        if "extend" in given:
            return Response(extended(batch(str(given["extend"]), "extend")))
        return Response(documents.manifest(site_of(request)))


def batch(text: str, name: str) -> Json:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise ValidationError({name: [_("应是一个 JSON 对象。")]})
    return found


def reconciled(queries: Json) -> Json:
    if not queries or len(queries) > MOST:
        raise ValidationError({"queries": [_("一次 1 到 %(most)d 个问题。") % {"most": MOST}]})
    asked = {name: query_of(name, query) for name, query in queries.items()}
    found = candidates([wanted for wanted, _limit in asked.values()])
    return {
        name: documents.result(some, limit) for (name, (_wanted, limit)), some in zip(asked.items(), found, strict=True)
    }


def wrong(name: str, message: str) -> ValidationError:
    return ValidationError({"queries": [f"{name[:20]}: {message}"]})


KNOWN = ("query", "type", "limit", "properties", "type_strict")


def query_of(name: str, query: Any) -> tuple[ReconciliationQuery, int]:
    """A question of a batch. Raises ValidationError that names it."""
    if not isinstance(query, dict):
        raise wrong(name, _("应是一个 JSON 对象。"))
    if unknown := [key for key in query if key not in KNOWN]:
        raise wrong(name, _("没有 %(key)s：可用 %(known)s。") % {"key": unknown[0][:20], "known": "、".join(KNOWN)})
    text = query.get("query", "")
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise wrong(name, _("query 应是不超过 %(most)d 字的文字。") % {"most": MOST_TEXT})
    limit = query.get("limit", LIMIT)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise wrong(name, _("limit 应是正整数。"))
    properties = properties_of(name, query.get("properties", []))
    if not text.strip() and not properties:
        raise wrong(name, _("要有 query 或 properties。"))
    return ReconciliationQuery(text.strip(), kinds_asked(name, query.get("type")), **properties), min(limit, MOST_LIMIT)


def kinds_asked(name: str, asked: Any) -> tuple[Kind, ...]:
    known = {kind.name: kind for kind in documents.types()}
    if asked in (None, "", []):
        return tuple(kind for kind in known.values() if kind.is_place)
    names = asked if isinstance(asked, list) else [asked]
    names = [one.get("id") if isinstance(one, dict) else one for one in names]
    if unknown := [one for one in names if one not in known]:
        choices = "、".join(known)
        raise wrong(name, _("没有类型 %(type)s：可用 %(known)s。") % {"type": str(unknown[0])[:20], "known": choices})
    return tuple(known[one] for one in names)


def properties_of(name: str, given: Any) -> dict[str, Any]:
    """Region, phone and level, read as the API's parameters are; one that cannot be read is left out, as unknown."""
    if not isinstance(given, list) or not all(isinstance(one, dict) and "pid" in one and "v" in one for one in given):
        raise wrong(name, _("properties 应是一列 {pid, v}。"))
    found: dict[str, Any] = {}
    for one in given:
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        for value in values:
            text = str(value.get("name") or value.get("id") if isinstance(value, dict) else value).strip()
            if one["pid"] in documents.NARROWING and text:
                found |= read_property(one["pid"], text)
    return found


LEVELS = {"一级": "1", "二级": "2", "三级": "3", "1": "1", "2": "2", "3": "3"}


def read_property(name: str, text: str) -> dict[str, Any]:
    if name == "level":
        return {"level": LEVELS[text[:2]]} if text[:2] in LEVELS else {}
    field = RegionField() if name == "region" else PhoneField()
    try:
        return {name: field.clean(text)}
    except FieldError:
        return {}  # a cell of somebody's table, in which anything may stand


def extended(asked: Json) -> Json:
    """Fields of entries, in words."""
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or not ids or len(ids) > MOST:
        raise ValidationError({"extend": [_("应有 ids（1 到 %(most)d 个）和 properties。") % {"most": MOST}]})
    names = [str(one.get("id")) if isinstance(one, dict) else "" for one in properties]
    found = entries.identified_by_uid([uid for one in ids if (uid := identity.read(str(one)))])
    known = documents.names_of_properties({entry.kind for entry in found.values()})
    if unknown := [name for name in names if name not in known]:
        raise ValidationError({"extend": [_("没有属性 %(name)s。") % {"name": unknown[0][:40]}]})
    rows = {}
    for one in ids:
        entry = found.get(str(one))
        empty: Json = {name: [] for name in names}
        rows[str(one)] = documents.row(kinds[entry.kind], entry.document, names) if entry else empty
    return {"meta": documents.meta(names, known), "rows": rows}


class PrefixParameters(Parameters):
    prefix = TextField(help_text="已经输入的字。", example="阜新")
    required = ("prefix",)


def whole(request: Request, name: str, default: int, least: int = 0) -> int:
    """A number that another service's client may give. Raises ValidationError."""
    text = request.query_params.get(name, str(default))
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) >= least:
        return int(text)
    raise ValidationError({name: [_("应是正整数。")]})


class SuggestView(OpenView):
    """While somebody types in a table's cell."""

    def get(self, request: Request) -> Response:
        asked = PrefixParameters(request.query_params, beside=("cursor",))
        if asked.errors:
            raise ValidationError(asked.errors)
        return Response({"result": self.found(asked.cleaned["prefix"])[whole(request, "cursor", 0) :]})

    def found(self, prefix: str) -> list[Json]:
        raise NotImplementedError


class SuggestEntity(SuggestView):
    def found(self, prefix: str) -> list[Json]:
        rows = [one.row for one in candidates([ReconciliationQuery(prefix, kinds_asked("", None))])[0]]
        return [
            {
                "id": row.uid,
                "name": row.name,
                "description": documents.description(row, get_language() or ""),
                "notable": [documents.type_of(kinds[row.kind])],
            }
            for row in rows
        ]


class SuggestType(SuggestView):
    def found(self, prefix: str) -> list[Json]:
        return [
            row
            for kind in documents.types()
            if (row := documents.type_of(kind))["id"].startswith(prefix) or prefix in row["name"]
        ]


class SuggestProperty(SuggestView):
    def found(self, prefix: str) -> list[Json]:
        known = documents.names_of_properties(set())
        return [{"id": path, "name": name} for path, name in known.items() if path.startswith(prefix) or prefix in name]


class TypeParameters(Parameters):
    type = TextField(help_text="类型。", example="hospital")
    required = ("type",)


class PropertiesView(OpenView):
    """Which properties a type has."""

    def get(self, request: Request) -> Response:
        asked = TypeParameters(request.query_params, beside=("limit",))
        if asked.errors:
            raise ValidationError(asked.errors)
        limit = whole(request, "limit", 1000, least=1)
        (kind,) = kinds_asked("type", asked.cleaned["type"])
        return Response({"type": kind.name, "limit": limit, "properties": documents.properties_of(kind)[:limit]})


def entry_of(uid: uuid.UUID) -> Identified:
    entry = entries.by_uid(uid)
    if entry is None:
        raise NotFound
    if entry.withdrawn:
        raise Gone
    return entry


class ViewView(OneFormat):
    """An identity's page."""

    def get(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        refuse_parameters(request.query_params)
        return HttpResponseRedirect(entry_of(uid).document["page"])


class PreviewView(PublicView, View):
    """A card for who hovers over a name, in a frame of theirs: no other page of this site may be framed."""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        try:
            refuse_parameters(request.GET)
            entry = entry_of(uid)
        except APIException as error:
            return problem_response(error, {})  # type: ignore[return-value]  # as it is one of the API's
        kind, document = kinds[entry.kind], entry.document
        context = {
            "entry": document,
            "label": kind.label,
            "facts": facts_of(kind, document)[:6],
            "site": site_of(request),
        }
        response = render(request, "reconcile_preview.html", context)
        response.xframe_options_exempt = True
        response[HEADER] = build_policy(replace={"frame-ancestors": [ANYBODY]})
        return response
