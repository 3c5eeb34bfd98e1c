"""FHIR's searches in the terms of our own lists: what narrows a kind is read by the filters that the API has."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError as FieldError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from directory.core.index import entries, search_index
from directory.core.index.gazetteer import gazetteer
from directory.core.index.keys import kind_of
from directory.core.index.positions import around
from directory.core.index.tokens import LISTED, SAID, Query, Tokens, anchor, code_form, exactly, fold, pairs
from directory.core.kinds import Kind, kinds
from directory.core.models.versions import per_version
from directory.core.serving.filters import IN_ORDER
from directory.core.serving.lists import COUNTED, Indexed, Listing, Queried
from directory.core.serving.parameters import MomentField

from .. import identity
from ..hsds.lists import KeyPage, first_keys, keys_of, live, terms
from . import codes

RINGS = (3.0, 30.0)  # km in which it is looked first
LONGEST = 2000  # characters of the values of one parameter
LOOKED = 20_000  # entries of the index that are held against conditions on records
# The parameters of each resource; those that all have stand first.
COMMON = ("_id", "_lastUpdated", "_count", "_summary", "_page", "_format", "_include", "_revinclude")
CALLED = {"department": "specialty", "service": "service-type"}  # parameters of our lists, as they are called here
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
# Of a prefix, how a moment lies to the period that a date means: from its start or end on, or before that.
PREFIXES = {
    "gt": (("gte", "end"),), "ge": (("gte", "start"),), "lt": (("lt", "start"),), "le": (("lt", "end"),),
    "sa": (("gte", "end"),), "eb": (("lt", "start"),), "eq": (("gte", "start"), ("lt", "end")),
}  # fmt: skip
REPEATED = ("_lastUpdated", "_include", "_revinclude")  # parameters that may be given several times
AGAIN = "\n"  # between the values of these: within one it cannot stand
# Parameters that take one value, not any of several.
ONE = ("partof", "coverage-area", "near", "specialty", "service-type")
OR = re.compile(r"(?<!\\),")
NOBODY: Query = ((frozenset(["c:-"]),),)  # a code that nothing has
MODIFIERS = ("contains", "exact")
URN = "urn:uuid:"
ROLES = {"Organization": "", "Location": "location", "HealthcareService": "service", "VerificationResult": "sources"}
ROLE_OF_KINDS = {codes.HOSPITAL: "hospital", codes.OUTPATIENT: "hospital", codes.COMMUNITY: "office"}
ABOVE = {"region": "parent__code", "hospital": "parent__slug"}  # of what can be part of another, the other


class FhirSearch(NamedTuple):
    """A search: values by parameter, of strings with their modifier behind the name; several of one with ``AGAIN`` between."""

    resource: str
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def all(self, name: str) -> list[str]:
        """The values of which any will do."""
        return alternatives(self.get(name).replace(AGAIN, ","))


def alternatives(value: str) -> list[str]:
    """What stands between commas, of which any will do; a comma of the text itself is written ``\\,``."""
    return [one.replace("\\,", ",").strip() for one in OR.split(value) if one.strip()]


def read(resource: str, given: Mapping[str, list[str]]) -> FhirSearch:
    """Raises ValidationError naming each parameter that is unknown, empty or repeated."""
    known = (*COMMON, *PARAMETERS[resource])
    values, errors = {}, {}
    for full, some in given.items():
        name, _colon, modifier = full.partition(":")
        if name not in known:
            errors[full[:40]] = [_("没有这个参数：可用 %(known)s。") % {"known": "、".join(known)}]
        elif modifier and (name not in STRINGS or modifier not in MODIFIERS):
            forms = [name, *(f"{name}:{one}" for one in MODIFIERS if name in STRINGS)]
            errors[full[:40]] = [_("没有这个参数：可用 %(known)s。") % {"known": "、".join(forms)}]
        elif len(some) != 1 and name not in REPEATED:
            errors[full] = [_("只能出现一次。")]
        elif not all(one.isprintable() and says_something(name, alternatives(one)) for one in some):
            errors[full] = [_("不能是空的。")]
        elif sum(map(len, some)) > LONGEST:
            errors[full] = [_("最多 %(most)d 字。") % {"most": LONGEST}]
        elif name in ONE and len(alternatives(some[0])) > 1:
            errors[full] = [_("一次只能一个值。")]
        else:
            values[full] = AGAIN.join(one.strip() for one in some)
    if errors:
        raise ValidationError(errors)
    return FhirSearch(resource, values)


def fault(name: str, message: str) -> ValidationError:
    return ValidationError({name: [message]})


def says_something(name: str, values: list[str]) -> bool:
    """Whether there are values; of texts, whether none is but marks."""
    return bool(values) and (name not in STRINGS or all(map(fold, values)))


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
    if asked.get("type"):
        types = {name for one in asked.all("type") for name in kinds_of_type(one, places)}
        places = [name for name in (*places, "region") if name in types]
    if asked.get("specialty"):
        return [name for name in places if name == "hospital"]
    chosen = code_of(asked, "service-type", "/fhir/CodeSystem/service", "/fhir/CodeSystem/kind")
    if not chosen:
        return places
    offering = chosen if chosen in kinds and kinds[chosen].is_place else "office"
    return [name for name in places if name == offering]


def kinds_of_type(value: str, places: list[str]) -> list[str]:
    """The kinds of one ``system|code``; none where the system has no such code."""
    system, _bar, code = value.rpartition("|")
    if system in ("", codes.FACILITIES) and code in ("facility", "jurisdiction"):
        return places if code == "facility" else ["region"]
    if system in ("", codes.ROLES) and code in ROLE_OF_KINDS:
        return [ROLE_OF_KINDS[code]]
    return [code] if code in places and (not system or system.endswith("/fhir/CodeSystem/kind")) else []


def code_of(asked: FhirSearch, name: str, *systems: str) -> str:
    """The code of ``system|code``. Raises ValidationError where the system is none of these."""
    system, _bar, code = asked.get(name).rpartition("|")
    if system and not system.endswith(systems):
        raise fault(
            name,
            _("没有“%(value)s”这个选项：可用 %(choices)s。") % {"value": system[:60], "choices": "、".join(systems)},
        )
    return code


def identities(asked: FhirSearch) -> list[uuid.UUID] | None:
    """The entries that a search names by identity or reference; None where it names none."""
    found: list[list[uuid.UUID]] = []
    for name in ("_id", "organization", "location", "target"):
        if asked.get(name):
            own = (
                asked.resource if name == "_id" else {"organization": "Organization", "location": "Location"}.get(name)
            )
            found.append([uid for one in asked.all(name) if (uid := referred(one, own, ROLES))])
    urns = [one.rpartition("|") for one in asked.all("identifier")]
    if urns and all(system in ("", codes.UUID) and value.startswith(URN) for system, _bar, value in urns):
        found.append([uid for *_system, value in urns if (uid := identity.read(value.removeprefix(URN)))])
    if not found:
        return None
    if beside := others_than(asked, ("organization", "location", "target", *(["identifier"] if urns else []))):
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
        raise ValidationError({CALLED.get(name, name): told for name, told in filterset.errors.items()})
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
                query += called(alternatives(value), full.partition(":")[2])
            case "address":
                ways = tuple(way for one in alternatives(value) for way in said_of(one))
                query += (ways,) if kind.is_place else NOBODY
            case "identifier":
                query += identified(alternatives(value), kind)
            case "specialty":
                parameters["department"] = code_of(asked, "specialty", "/fhir/CodeSystem/department")
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
    of_flag = {"true": ["active"], "false": ["inactive", "suspended"]}
    given = [one.rpartition("|")[2] for one in alternatives(value)]
    states = [state for one in given for state in (of_flag.get(one, [""]) if name == "active" else [one])]
    if not {"active", "suspended", "inactive"}.issuperset(states):
        choices = "true、false" if name == "active" else "active、suspended、inactive"
        raise fault(name, _("没有“%(value)s”这个选项：可用 %(choices)s。") % {"value": value[:20], "choices": choices})
    every = {"": "active", "open": "active", **codes.STATUSES}
    return [operation for operation, status in every.items() if status in states]


def service_of(code: str) -> str:
    slug = next((row.slug for row in terms()["service"] if row.document["code"] == code or row.slug == code), None)
    if slug is None:
        raise fault("service-type", _("没有“%(value)s”这个事项。") % {"value": code[:20]})
    return slug


def called(texts: list[str], modifier: str) -> Query:
    """The tokens of names that begin so, are so or contain one of these, as the modifier says."""
    forms = [fold(text) for text in texts]
    end = {"": anchor, "exact": exactly}.get(modifier)
    return (tuple(frozenset(pairs(form) | ({end(form)} if end else set())) for form in forms),)


def identified(values: list[str], kind: Kind) -> Query:
    """The tokens of a kind's identifiers; of one of another system there is nothing here."""
    ours = (
        "/fhir/NamingSystem/insurance_code",
        "/fhir/NamingSystem/uscc",
        "/fhir/NamingSystem/gb-t-2260",
        f"/{kind.pages}",
    )
    parts = [value.rpartition("|") for value in values]
    known = [code_form(code.lower()) for system, _bar, code in parts if not system or system.endswith(ours)]
    return (tuple(frozenset([f"c:{code}"]) for code in known if code),) if any(known) else NOBODY


def said_of(text: str) -> tuple[Tokens, ...]:
    """The tokens of an address: a region by its name, else the pairs of characters that the document says."""
    found = gazetteer().named(text)
    if len(found) == 1:
        return (frozenset([f"r:{found[0].code}"]),)
    said = pairs(fold(text))
    return tuple(frozenset(f"{sort}{pair}" for pair in said) for sort in (SAID, LISTED)) if said else ()


def fitting(keys: list[int], strings: dict[str, str]) -> list[int]:
    """Those of these entries in which each string is what a text begins with, contains or is, as its modifier says."""
    asked = [
        StringAsked(*full.partition(":")[::2], [(value, fold(value)) for value in alternatives(some)])
        for full, some in strings.items()
    ]
    # What is not found loosely has a name that the index tells letter by letter.
    by_index = all(one.name == "name" and one.modifier != "exact" for one in asked)
    unsure = search_index.inside(search_index.loosely_found(), keys) if by_index else keys
    lines = entries.lines_by_key(unsure)
    fits = {key for key, row in lines.items() if all(one.stands_in(orjson.loads(row.summary)) for one in asked)}
    wrong = set(unsure) - fits
    return [key for key in keys if key not in wrong]


class StringAsked(NamedTuple):
    """A string parameter, its modifier, and its values as they were given and folded."""

    name: str
    modifier: str
    values: list[tuple[str, str]]

    def stands_in(self, summary: dict[str, Any]) -> bool:
        texts = forms_of(TEXTS[self.name](summary))
        return any(holds(*text, *value, self.modifier) for text in texts for value in self.values)


def name_texts(summary: dict[str, Any]) -> list[str]:
    return [summary["name"], *summary.get("aliases", ())]


def address_texts(summary: dict[str, Any]) -> list[str]:
    path = summary["region"]["path"]
    whole = "".join([*path, summary["address"]])
    return [whole, summary["address"], *path, *("".join(path[at:]) + summary["address"] for at in range(1, len(path)))]


TEXTS = {"name": name_texts, "address": address_texts}  # only places are asked for by an address


def forms_of(texts: list[str]) -> list[tuple[str, str]]:
    """Each as it is written, and folded."""
    return [(text, fold(text)) for text in texts]


def holds(text: str, folded: str, value: str, form: str, modifier: str) -> bool:
    """``form`` is the value folded."""
    if modifier == "exact":
        return text == value
    return form in folded if modifier == "contains" else folded.startswith(form)


def moments(asked: FhirSearch) -> dict[str, Any]:
    """``_lastUpdated`` with its prefix, as conditions on the entry. Given twice, as from and until, both hold."""
    found: dict[str, Any] = {}
    for value in filter(None, asked.get("_lastUpdated").split(AGAIN)):
        prefix = value[:2] if value[:2] in PREFIXES else ""
        period = period_of("_lastUpdated", value.removeprefix(prefix))
        conditions = {f"entries__updated_at__{lookup}": period[edge] for lookup, edge in PREFIXES[prefix or "eq"]}
        if conditions.keys() & found.keys():
            raise fault("_lastUpdated", _("只能出现一次。"))
        found |= conditions
    return found


def period_of(name: str, text: str) -> dict[str, datetime.datetime]:
    """What a date means: the whole of a year, a month or a day; a time is as long as it is exact."""
    start = moment_of(name, text + {4: "-01-01", 7: "-01"}.get(len(text), ""))
    here = timezone.localtime(start)
    if len(text) == 4:
        end = here.replace(year=here.year + 1)
    elif len(text) == 7:
        end = (here + datetime.timedelta(days=31)).replace(day=1)
    else:
        end = start + exactness(text)
    return {"start": start, "end": end}


def exactness(text: str) -> datetime.timedelta:
    """How long a day or a time lasts that is written so."""
    if len(text) == 10:
        return datetime.timedelta(days=1)
    if "." in text:
        return datetime.timedelta(milliseconds=1)
    has_seconds = text[11:].partition("+")[0].partition("-")[0].count(":") > 1
    return datetime.timedelta(seconds=1) if has_seconds else datetime.timedelta(minutes=1)


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
