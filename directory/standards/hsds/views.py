"""``/hsds/``: the addresses, parameters and paging of the API that HSDS 3.0 specifies; ``documents.py`` makes what they return.

A view of one thing is an ``EntityView``, of a list a ``ListView``. Methods named ``told`` and ``row`` give a thing's JSON.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError as FieldError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.index import entries
from directory.core.index.entries import Identified
from directory.core.kinds import kinds
from directory.core.serving.pagination import DEPTH, bounded
from directory.core.serving.parameters import (
    ChoiceField,
    FlagField,
    MomentField,
    Parameters,
    TermsField,
    TextField,
    refuse_parameters,
)
from directory.core.serving.problems import Gone
from directory.core.serving.renderers import JSONRenderer, fragment

from .. import identity
from ..views import OneFormat, keep
from . import documents
from .documents import AT, FILED, SERVICE, TAXONOMIES
from .lists import KeyPage, Narrowed, page_of, term_uids, terms, uids_of
from .parts import HsdsSource, Json

VERSION = "3.0"
DESCRIPTION = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
DEFAULT_SIZE, MAX_SIZE = 20, 100
PAGING = ("page", "per_page")


class UidField(TextField):
    """The identity of something here."""

    def clean(self, value: Any) -> uuid.UUID | None:
        text = super().clean(value)
        if text and identity.read(text) is None:
            raise FieldError(_("应是一个 UUID，例如 %(example)s。") % {"example": self.example})
        return identity.read(text) if text else None


EXAMPLE = "f7a975a2-750a-5d3e-afed-d394c90a6e94"
JSON_ONLY = [("json", "json")]


class ListParameters(Parameters):
    """What every list takes beside its page."""

    search = TermsField(help_text="名称、别名或拼音里的词。", example="中心医院")
    format = ChoiceField(choices=JSON_ONLY, help_text="只有 json。", example="json")


class OrganizationParameters(ListParameters):
    full = FlagField(help_text="true：每一条都是完整的。", example=True)
    full_service = FlagField(help_text="true：机构里的服务是完整的。", example=True)


class ServiceParameters(ListParameters):
    taxonomy_term_id = UidField(help_text="归在这个分类词下的。", example=EXAMPLE)
    taxonomy_id = UidField(help_text="归在这个分类体系里的。", example=documents.taxonomy_id("department"))
    organization_id = UidField(help_text="这个机构的。", example=EXAMPLE)
    modified_after = MomentField(help_text="这一刻以后变过的。", example="2025-04-20T08:00:00+08:00")
    full = FlagField(help_text="true：每一条都是完整的。", example=True)


class AllServiceParameters(ServiceParameters):
    minimal = FlagField(help_text="true：只要 id 和改变的时刻。", example=True)


class TermParameters(ListParameters):
    taxonomy_id = UidField(help_text="这个分类体系的。", example=documents.taxonomy_id("department"))
    parent_id = UidField(help_text="直属这个分类词的。", example=EXAMPLE)
    top_only = FlagField(help_text="true：只要没有上级的。", example=True)


class HsdsView(OneFormat):
    """Base of all views here. Errors are problem+json: the specification says nothing of them."""

    parameters: ClassVar[type[Parameters]]

    def asked(self, request: Request, parameters: type[Parameters]) -> dict[str, Any]:
        read = parameters(request.query_params, beside=PAGING)
        if read.errors:
            raise ValidationError(read.errors)
        return read.cleaned

    def source(self, entry: Identified, found: list[Identified] | None = None, uids: Any = None) -> HsdsSource:
        known = uids if uids is not None else uids_of(found or [entry], documents.mentioned)
        return HsdsSource.of(entry, known, self.site, self.moment)


class BaseView(HsdsView):
    """``/hsds/``: which version this is, and where it is described."""

    def get(self, request: Request) -> Response:
        refuse_parameters(request.query_params)
        return Response({"version": VERSION, "profile": f"{self.site}/hsds/", "openapi_url": DESCRIPTION})


def places() -> list[str]:
    return [kind.name for kind in kinds if kind.is_place]


class EntityView(HsdsView):
    """One thing by its identity, with all that belongs to it."""

    role: ClassVar[str] = ""  # of the entry's identities the one that addresses use, see identity.in_role

    @classmethod
    def kinds(cls) -> list[str]:
        return places()

    def get(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        refuse_parameters(request.query_params)
        return self.answer(uid)

    def answer(self, uid: uuid.UUID, sort: str = "") -> HttpResponse:
        known = self.remembered(f"hsds {type(self).__name__} {sort}")
        if uid not in known:
            keep(known, {uid: orjson.dumps(self.told(self.found(uid)))})
        return HttpResponse(known[uid], content_type=JSONRenderer.media_type)

    def found(self, uid: uuid.UUID) -> Identified:
        entry = entries.by_uid(identity.in_role(uid, self.role))
        if entry is None or entry.kind not in self.kinds():
            raise NotFound
        if entry.withdrawn:
            raise Gone
        return entry

    def told(self, entry: Identified) -> Json:
        raise NotImplementedError


class OneOrganizationParameters(Parameters):
    full_service = FlagField(help_text="true：机构里的服务是完整的。", example=True)


class OrganizationView(EntityView):
    full_service = False

    def get(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        self.full_service = self.asked(request, OneOrganizationParameters)["full_service"] is True
        return self.answer(uid, str(self.full_service))

    def told(self, entry: Identified) -> Json:
        source = self.source(entry)
        said = documents.full_organization(source, entry.kind)
        if self.full_service:
            said["services"] = [documents.full_service(source, entry.kind)]
        return said


class ServiceView(EntityView):
    """The service of a place, whose identity is made from the place's, or a procedure, which has one of its own."""

    def found(self, uid: uuid.UUID) -> Identified:
        for role, kind_names in ((SERVICE, places()), ("", ["procedure"])):
            entry = entries.by_uid(identity.in_role(uid, role))
            if entry and entry.kind in kind_names:
                if entry.withdrawn:
                    raise Gone
                return entry
        raise NotFound

    def told(self, entry: Identified) -> Json:
        return documents.full_service(self.source(entry), entry.kind)


class AtLocationView(EntityView):
    role = AT

    def told(self, entry: Identified) -> Json:
        return documents.full_at_location(self.source(entry), entry.kind)


class TaxonomyView(HsdsView):
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        refuse_parameters(request.query_params)
        for kind in TAXONOMIES:
            if documents.taxonomy_id(kind) == str(uid):
                return Response(documents.taxonomy(kind))
        raise NotFound


class TermView(EntityView):
    @classmethod
    def kinds(cls) -> list[str]:
        return list(TAXONOMIES)

    def told(self, entry: Identified) -> Json:
        return documents.term(self.source(entry), entry.kind)


class ListView(HsdsView):
    """A page of things, each with its one-to-one fields, or with all where ``full`` asks for that."""

    def get(self, request: Request) -> Response:
        asked = self.asked(request, self.parameters)
        page = bounded(request, "page", 1, DEPTH)
        size = bounded(request, "per_page", DEFAULT_SIZE, MAX_SIZE)
        if page * size > DEPTH + size - 1:
            raise ValidationError({"page": [_("最深到第 %(depth)d 条：通读请用导出或变更。") % {"depth": DEPTH}]})
        total, capped, rows = self.page(asked, (page - 1) * size, size)
        if page > 1 and not rows:
            raise ValidationError({"page": [_("只有 %(count)d 条，没有这一页。") % {"count": total}]})
        pages = -(-total // size) or 1
        return Response(
            {
                "total_items": total,
                "total_pages": pages,
                "page_number": page,
                "size": len(rows),
                "first_page": page == 1,
                "last_page": page >= pages and not capped,
                "empty": not rows,
                "contents": rows,
            }
        )

    def page(self, asked: dict[str, Any], start: int, size: int) -> tuple[int, bool, list[Any]]:
        """How many there are, whether there are more than were counted, and the rows of the page."""
        found = self.find(asked, start, size)
        shapes = " ".join(name for name in ("full", "full_service", "minimal") if asked.get(name))
        known = self.remembered(f"hsds {type(self).__name__} {shapes}")
        lacking = dict(entries.identified_of([key for key in found.keys if key not in known]))
        uids = uids_of(list(lacking.values()), documents.mentioned)
        made = {key: self.row(self.source(entry, uids=uids), entry, asked) for key, entry in lacking.items()}
        rows = {key: known[key] for key in found.keys if key in known}
        rows |= {key: fragment(orjson.dumps(row)) for key, row in made.items()}
        keep(known, {key: rows[key] for key in made})
        return found.total, found.capped, [rows[key] for key in found.keys if key in rows]

    def find(self, asked: dict[str, Any], start: int, size: int) -> KeyPage:
        return page_of(dict.fromkeys(places(), narrowed(asked)), start, size)

    def row(self, source: HsdsSource, entry: Identified, asked: dict[str, Any]) -> Json:
        raise NotImplementedError


def narrowed(asked: dict[str, Any]) -> Narrowed:
    """HSDS's parameters as those of a kind's own list; empty where they narrow nothing."""
    since = asked.get("modified_after")
    given = {"q": asked.get("search"), "updated_since": since and since.isoformat()}
    return {name: value for name, value in given.items() if value}


class Organizations(ListView):
    parameters = OrganizationParameters

    def row(self, source: HsdsSource, entry: Identified, asked: dict[str, Any]) -> Json:
        if not (asked["full"] or asked["full_service"]):
            return documents.organization(source, entry.kind)
        said = documents.full_organization(source, entry.kind)
        if asked["full_service"]:
            said["services"] = [documents.full_service(source, entry.kind)]
        return said


class OfServices(ListView):
    """Services, or services at locations."""

    parameters = ServiceParameters
    role: ClassVar[str] = AT

    def offering(self) -> list[str]:
        return places()

    def find(self, asked: dict[str, Any], start: int, size: int) -> KeyPage:
        names = self.offering()
        if asked["organization_id"]:
            return self.of_organization(asked, names, start)
        if asked["taxonomy_id"]:
            names = [name for name in names if name in FILED and in_taxonomy(FILED[name][0], asked["taxonomy_id"])]
        common = narrowed(asked)
        if not asked["taxonomy_term_id"]:
            return page_of(dict.fromkeys(names, common), start, size)
        term = next((it for rows in terms().values() for it in rows if it.uid == asked["taxonomy_term_id"]), None)
        if term is None:
            return KeyPage([], 0, False)
        filed = [name for name in names if name in FILED and FILED[name][0] == term.kind]
        return page_of(dict.fromkeys(filed, common | {term.kind: term.slug}), start, size)

    def of_organization(self, asked: dict[str, Any], names: list[str], start: int) -> KeyPage:
        """Its one service: every organization here has one, so other filters beside it would only empty the list."""
        beside = [name for name in ("search", "taxonomy_id", "taxonomy_term_id", "modified_after") if asked[name]]
        if beside:
            raise ValidationError(
                {"organization_id": [_("不能与 %(other)s 同时使用。") % {"other": "、".join(beside)}]}
            )
        key = entries.live_key(asked["organization_id"], [name for name in names if kinds[name].is_place])
        keys = [key] if key is not None else []
        return KeyPage(keys if not start else [], len(keys), False)

    def row(self, source: HsdsSource, entry: Identified, asked: dict[str, Any]) -> Json:
        if asked["full"]:
            return documents.full_at_location(source, entry.kind)
        return documents.brief_at_location(source, entry.kind)


class AtLocations(OfServices):
    pass


class Services(OfServices):
    parameters = AllServiceParameters

    def offering(self) -> list[str]:
        return [*places(), "procedure"]

    def row(self, source: HsdsSource, entry: Identified, asked: dict[str, Any]) -> Json:
        if asked["full"]:
            return documents.full_service(source, entry.kind)
        brief = documents.service(source, entry.kind)
        if asked["minimal"]:
            return {"id": brief["id"], "modified_date": brief["last_modified"]}
        if kinds[entry.kind].is_place:
            brief["organization"] = documents.organization(source, entry.kind)
        return brief


def in_taxonomy(kind: str, uid: uuid.UUID) -> bool:
    return documents.taxonomy_id(kind) == str(uid)


class Taxonomies(ListView):
    parameters = ListParameters

    def page(self, asked: dict[str, Any], start: int, size: int) -> tuple[int, bool, list[Json]]:
        rows = [documents.taxonomy(kind) for kind, words in TAXONOMIES.items() if asked["search"] in "".join(words)]
        return len(rows), False, rows[start : start + size]


class Terms(ListView):
    parameters = TermParameters

    def page(self, asked: dict[str, Any], start: int, size: int) -> tuple[int, bool, list[Json]]:
        rows = [term for term in every_term(asked["taxonomy_id"]) if wanted(term, asked)]
        shown, uids = rows[start : start + size], term_uids()
        return len(rows), False, [documents.term(self.source(term, uids=uids), term.kind) for term in shown]


def every_term(taxonomy: uuid.UUID | None) -> list[Identified]:
    return [term for kind, rows in terms().items() if not taxonomy or in_taxonomy(kind, taxonomy) for term in rows]


def wanted(term: Identified, asked: dict[str, Any]) -> bool:
    document, parent = term.document, term.document["parent"]
    if asked["top_only"] and parent:
        return False
    if asked["parent_id"] and (not parent or term_uids().get((term.kind, parent["slug"])) != asked["parent_id"]):
        return False
    words = asked["search"].split()
    return all(word in f"{document['name']} {document['code']}" for word in words)
