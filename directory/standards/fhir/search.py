"""FHIR's searches in the terms of our own lists: what narrows a kind is read by the filters that the API has."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError as FieldError
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from directory.core.index import entries
from directory.core.index.gazetteer import gazetteer
from directory.core.index.keys import kind_of
from directory.core.index.positions import around
from directory.core.index.tokens import LISTED, SAID, Query, anchor, code_form, exactly, fold, pairs
from directory.core.kinds import Kind, kinds
from directory.core.models.versions import per_version
from directory.core.serving.filters import IN_ORDER
from directory.core.serving.lists import COUNTED, Indexed, Listing, Queried
from directory.core.serving.parameters import MomentField

from .. import identity
from ..hsds.lists import KeyPage, first_keys, keys_of, live, terms
from . import codes

RINGS = (3.0, 30.0)  # km in which it is looked first
LOOKED = 20_000  # entries of the index that are held against conditions on records
# The parameters of each resource; those that all have stand first.
COMMON = ("_id", "_lastUpdated", "_count", "_summary", "_page", "_format", "_include", "_revinclude")
STRINGS = ("name", "address")
PARAMETERS: dict[str, tuple[str, ...]] = {
    "Organization": ("active", "identifier", "name", "partof", "type", "address"),
    "Location": ("identifier", "name", "organization", "partof", "status", "type", "address", "near"),
    "HealthcareService": (
        *("active", "coverage-area", "identifier", "location", "name", "organization", "service-type", "specialty"),
    ),
    "VerificationResult": ("target",),
}
INCLUDES = (
    "Location:organization",
    "HealthcareService:organization",
    "HealthcareService:location",
    "Organization:endpoint",
)
REVINCLUDES = ("Location:organization",)
PREFIXES = {"gt": "gt", "lt": "lt", "ge": "gte", "le": "lte", "sa": "gt", "eb": "lt", "eq": "date"}
MODIFIERS = ("contains", "exact")
ROLES = {"Organization": "", "Location": "location", "HealthcareService": "service", "VerificationResult": "sources"}
ABOVE = {"region": "parent__code", "hospital": "parent__slug"}  # of what can be part of another, the other


class FhirSearch(NamedTuple):
    """A search: values by parameter, of strings with their modifier behind the name."""

    resource: str
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


def read(resource: str, given: Mapping[str, list[str]]) -> FhirSearch:
    """Raises ValidationError naming each parameter that is unknown, empty or repeated."""
    known = (*COMMON, *PARAMETERS[resource])
    values, errors = {}, {}
    for full, some in given.items():
        name, _colon, modifier = full.partition(":")
        if name not in known or (modifier and (name not in STRINGS or modifier not in MODIFIERS)):
            errors[full[:40]] = [_("没有这个参数：可用 %(known)s。") % {"known": "、".join(known)}]
        elif len(some) != 1:
            errors[full] = [_("只能出现一次。")]
        elif not some[0].strip() or len(some[0]) > 200 or not some[0].isprintable():
            errors[full] = [_("不能是空的。")]
        else:
            values[full] = some[0].strip()
    if errors:
        raise ValidationError(errors)
    return FhirSearch(resource, values)


def fault(name: str, message: str) -> ValidationError:
    return ValidationError({name: [message]})


class Narrowing(NamedTuple):
    """What a search asks of one kind: parameters of its list, tokens of the index, conditions on records."""

    parameters: dict[str, str]
    query: Query
    conditions: dict[str, Any]


def find(asked: FhirSearch, start: int, size: int) -> KeyPage:
    """The keys of a page, and how many there are."""
    names = kinds_of(asked)
    ids = identities(asked)
    if ids is not None:
        keys = [key for uid in ids if (key := entries.live_key(uid, names)) is not None]
        return KeyPage(keys[start : start + size], len(keys), False)
    if asked.get("near"):
        return near(asked, names, start, size)
    found: list[int] = []
    total, capped = 0, False
    for name in names:
        keys, count, more = of_kind(asked, kinds[name], max(0, start - total), size - len(found))
        found += keys
        total, capped = total + count, capped or more
    return KeyPage(found, total, capped)


def kinds_of(asked: FhirSearch) -> list[str]:
    """The kinds that a search is about: all places, or what ``type``, a reference and the catalogues leave of them."""
    chosen = kinds_by_code(asked)
    if asked.get("partof"):
        kind, _slug = named_by(asked, "partof")
        return [kind] if kind in ABOVE and (kind in chosen or not asked.get("type")) else []
    return [name for name in chosen if name == "office"] if asked.get("coverage-area") else chosen


def named_by(asked: FhirSearch, name: str) -> tuple[str, str]:
    """Kind and slug of what a reference is to; empty where it leads nowhere."""
    own = "Location" if name == "coverage-area" else asked.resource
    uid = referred(asked.get(name), own, ROLES)
    return address_of(uid) if uid else ("", "")


@per_version(256)
def address_of(uid: uuid.UUID) -> tuple[str, str]:
    found = entries.by_uid(uid)
    return (found.kind, found.slug) if found else ("", "")


def kinds_by_code(asked: FhirSearch) -> list[str]:
    places = [kind.name for kind in kinds if kind.is_place]
    sort = asked.get("type").rpartition("|")[2]
    if sort == "jurisdiction":
        return ["region"]
    if asked.get("specialty"):
        return ["hospital"]
    if asked.get("service-type") and asked.get("service-type").rpartition("|")[2] not in places:
        return ["office"]
    if sort and sort != "facility":
        by_role = {codes.HOSPITAL: ["hospital"], codes.OUTPATIENT: ["hospital"], codes.COMMUNITY: ["office"]}
        return by_role.get(sort, [name for name in places if name == sort])
    chosen = asked.get("service-type").rpartition("|")[2]
    return [name for name in places if not chosen or name == chosen]


def identities(asked: FhirSearch) -> list[uuid.UUID] | None:
    """The entries that a search names by identity or reference; None where it names none."""
    found: list[list[uuid.UUID]] = []
    for name in ("_id", "organization", "location", "target"):
        if value := asked.get(name):
            own = (
                asked.resource if name == "_id" else {"organization": "Organization", "location": "Location"}.get(name)
            )
            found.append([uid for one in value.split(",") if (uid := referred(one.strip(), own, ROLES))])
    if not found:
        return None
    if beside := others_than(asked, ("organization", "location", "target")):
        raise fault(beside[0], _("不能与 %(other)s 同时使用。") % {"other": "_id、organization、location"})
    first, *others = found
    return [uid for uid in dict.fromkeys(first) if all(uid in some for some in others)]


def others_than(asked: FhirSearch, names: tuple[str, ...]) -> list[str]:
    """The parameters of this resource's own that are given beside these."""
    own = set(PARAMETERS[asked.resource]) - set(names)
    return [full for full in asked.values if full.partition(":")[0] in own]


def referred(text: str, own: str | None, roles: dict[str, str]) -> uuid.UUID | None:
    """``Location/…``, or an id alone: the entry's own identity."""
    *_address, sort, number = f"/{text}".split("/")
    uid = identity.read(number)
    role = roles.get(sort or own or "Organization")
    return None if uid is None or role is None else identity.in_role(uid, role)


def of_kind(asked: FhirSearch, kind: Kind, start: int, size: int) -> tuple[list[int], int, bool]:
    wanted = narrowing(asked, kind)
    if not (wanted.parameters or wanted.query or wanted.conditions):
        return first_keys(kind, start, size) if size else [], live(kind.name), False
    listing, cut = listed(kind, wanted)
    count, more = listing.counted
    if strings := {name: value for name, value in asked.values.items() if name.partition(":")[0] in STRINGS}:
        keys = fitting(keys_of(listing, kind, 0, COUNTED), strings)
        return keys[start : start + size] if size else [], len(keys), more or cut
    return keys_of(listing, kind, start, size) if size else [], count, more or cut


def listed(kind: Kind, wanted: Narrowing) -> tuple[Listing, bool]:
    """The list that is narrowed so, and whether there may be more than it was made of."""
    if not (wanted.parameters or wanted.conditions) and kind.filterset.default_ordering == IN_ORDER:
        return Indexed(kind.name, wanted.query), False
    filterset = kind.filterset(QueryDict(urlencode(wanted.parameters)), queryset=kind.published(), beside=())
    if filterset.errors:
        raise ValidationError(filterset.errors)
    listing: Listing = filterset.listing
    if isinstance(listing, Indexed) and not wanted.conditions:
        query = (*listing.query, *wanted.query)
        return Indexed(kind.name, query, listing.patterns, listing.since, texts=listing.texts), False
    records, keys = filterset.qs.filter(**wanted.conditions), list[int]()
    if wanted.query:
        keys = Indexed(kind.name, wanted.query).keys(LOOKED + 1)
        records = records.filter(entries__key__among=keys)
    return Queried(records), len(keys) > LOOKED


def narrowing(asked: FhirSearch, kind: Kind) -> Narrowing:
    parameters: dict[str, str] = {}
    query: Query = ()
    conditions = moments(asked)
    for full, value in asked.values.items():
        match full.partition(":")[0]:
            case "name":
                query += called(value, full.partition(":")[2])
            case "address":
                query += said_of(value) if kind.is_place else ()
            case "identifier":
                number = value.rpartition("|")[2].removeprefix("urn:uuid:")
                query += ((frozenset([f"c:{code_form(number.lower())}"]),),)
            case "specialty":
                parameters["department"] = value.rpartition("|")[2]
            case "service-type" if kind.name == "office" and value.rpartition("|")[2] != "office":
                parameters["service"] = service_of(value.rpartition("|")[2])
            case "partof":
                conditions[ABOVE[kind.name]] = named_by(asked, "partof")[1]
            case "coverage-area":
                of, slug = named_by(asked, "coverage-area")
                conditions["serves__code"] = slug if of == "region" else -1  # which no region has
            case "status" | "active" if kind.is_place:
                conditions |= {"operation__in": operations(full, value)}
    return Narrowing(parameters, query, conditions)


def operations(name: str, value: str) -> list[str]:
    states = {"true": "active", "false": "inactive,suspended"}.get(value, value) if name == "active" else value
    known = {"active", "suspended", "inactive"}
    if not known.issuperset(states.split(",")):
        choices = "true、false" if name == "active" else "active、suspended、inactive"
        raise fault(name, _("没有“%(value)s”这个选项：可用 %(choices)s。") % {"value": value[:20], "choices": choices})
    every = {"": "active", "open": "active", **codes.STATUSES}
    return [operation for operation, status in every.items() if status in states.split(",")]


def service_of(code: str) -> str:
    slug = next((row.slug for row in terms()["service"] if row.document["code"] == code or row.slug == code), None)
    if slug is None:
        raise fault("service-type", _("没有“%(value)s”这个事项。") % {"value": code[:20]})
    return slug


def called(text: str, modifier: str) -> Query:
    """The tokens of a name that begins so, is so or contains this, as the modifier says."""
    if not (form := fold(text)):
        raise fault("name", _("不能是空的。"))
    end = {"": {anchor(form)}, "exact": {exactly(form)}, "contains": set[str]()}[modifier]
    return ((frozenset(end | pairs(form)),),)


def said_of(text: str) -> Query:
    """The tokens of an address: a region by its name, else the pairs of characters that the document says."""
    found = gazetteer().named(text)
    if len(found) == 1:
        return ((frozenset([f"r:{found[0].code}"]),),)
    return tuple((frozenset([f"{SAID}{pair}"]), frozenset([f"{LISTED}{pair}"])) for pair in sorted(pairs(fold(text))))


def fitting(keys: list[int], strings: dict[str, str]) -> list[int]:
    """Those of these entries in which each string is what a text begins with, contains or is, as its modifier says."""
    asked = [(*full.partition(":")[::2], value, fold(value)) for full, value in strings.items()]
    found = []
    for key, row in entries.lines_by_key(keys).items():
        summary = orjson.loads(row.summary)
        texts = {"name": [summary["name"], *summary.get("aliases", ())]}
        if "address" in summary:
            texts["address"] = address_texts(summary)
        if all(
            any(holds(text, value, form, modifier) for text in texts[name]) for name, modifier, value, form in asked
        ):
            found.append(key)
    return found


def address_texts(summary: dict[str, Any]) -> list[str]:
    path = summary["region"]["path"]
    whole = "".join([*path, summary["address"]])
    return [whole, summary["address"], *path, *("".join(path[at:]) + summary["address"] for at in range(1, len(path)))]


def holds(text: str, value: str, form: str, modifier: str) -> bool:
    """``form`` is the value folded."""
    if modifier == "exact":
        return text == value
    return form in fold(text) if modifier == "contains" else fold(text).startswith(form)


def moments(asked: FhirSearch) -> dict[str, Any]:
    """``_lastUpdated`` with its prefix, as a condition on the entry."""
    value = asked.get("_lastUpdated")
    if not value:
        return {}
    prefix = value[:2] if value[:2] in PREFIXES else "eq"
    moment = moment_of("_lastUpdated", value.removeprefix(prefix) if value[:2] in PREFIXES else value)
    if PREFIXES[prefix] == "date":
        return {"entries__updated_at__gte": moment, "entries__updated_at__lt": moment + datetime.timedelta(days=1)}
    return {f"entries__updated_at__{PREFIXES[prefix]}": moment}


def moment_of(name: str, text: str) -> datetime.datetime:
    try:
        found = MomentField().clean(text)
    except FieldError as error:
        raise fault(name, " ".join(error.messages)) from error
    assert found is not None
    return found


def near(asked: FhirSearch, names: list[str], start: int, size: int) -> KeyPage:
    """``near=latitude|longitude|distance|km``: nearest first, whatever kind they are."""
    here, radius = position_of(asked.get("near"))
    if beside := others_than(asked, ("near", "type")):
        raise fault(beside[0], _("不能与 %(other)s 同时使用。") % {"other": "near"})
    numbers, found = {kinds[name].number for name in names}, []
    for reach in [ring for ring in RINGS if ring < radius] + [radius]:
        found = [key for _km, key in around(here, reach) if kind_of(key) in numbers]
        if len(found) > start + size:
            break
    return KeyPage(found[start : start + size], len(found), reach < radius)


def position_of(value: str) -> tuple[tuple[float, float], float]:
    parts = value.split("|")
    wrong = fault("near", _("应写作 纬度|经度|距离|km, 例如 42.02|121.65|10|km。"))
    if not 2 <= len(parts) <= 4 or (len(parts) == 4 and parts[3] not in ("km", "")):
        raise wrong
    try:
        latitude, longitude, radius = float(parts[0]), float(parts[1]), float(parts[2]) if len(parts) > 2 else 10.0
    except ValueError as error:
        raise wrong from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < radius <= 200):
        raise wrong
    return (latitude, longitude), radius
