"""Which record a line is about, and which it may be about: asked for a whole batch at once, by indexes alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType

from directory.core.caches import memoized
from directory.core.changes import duplicates
from directory.core.changes.likeness import ComparedPlace, Likeness, compare, core, taken_apart
from directory.core.language.names import vetoes
from directory.core.language.text import search_key
from directory.core.models import Entry, Version
from directory.core.models.region import nested

from .cells import RowResult
from .columns import CODES

BRACKETS = (str.maketrans("()", "（）"), str.maketrans("（）", "()"))


class KnownRecord(NamedTuple):
    """What tells whether a line is about a record that is there."""

    pk: int
    slug: str
    name: str
    region: int
    codes: dict[str, str]


class KnownRecords:
    """The records that some lines may be about."""

    def __init__(self, shape: Any, lines: Collection[dict[str, Any]]) -> None:
        self.gazetteer = shape.world.gazetteer
        self.code_names = [name for name in CODES if name in shape.columns]
        model, slugs = shape.model, [line["slug"] for line in lines if line.get("slug")]
        moved = Entry.objects.filter(kind=model.kind, slug__among=slugs).exclude(moved_to="")
        self.moved = dict(moved.values_list("slug", "moved_to"))
        wanted = {
            "slug": [*slugs, *self.moved.values()],
            "name": [form for line in lines for form in {line["name"], *(line["name"].translate(t) for t in BRACKETS)}],
            **{name: [line[name] for line in lines if line.get(name)] for name in self.code_names},
        }
        self.by_slug: dict[str, KnownRecord] = {}
        self.by_code: dict[tuple[str, str], list[KnownRecord]] = defaultdict(list)
        self.by_name: dict[str, list[KnownRecord]] = defaultdict(list)
        for record in self.read(model, wanted):
            self.by_slug[record.slug] = record
            self.by_name[search_key(record.name)].append(record)
            for name, code in record.codes.items():
                self.by_code[name, code].append(record)

    def read(self, model: Any, wanted: dict[str, list[str]]) -> Iterable[KnownRecord]:
        """One query for each way: of all in one no database would use its indexes."""
        found: dict[int, KnownRecord] = {}
        for name, values in wanted.items():
            # A set: of a list Django would look at every value by itself.
            rows = model._default_manager.filter(**{f"{name}__among": set(values)}).order_by()
            if name in CODES:
                rows = rows.exclude(**{name: ""})  # as the index on it has it
            for pk, slug, own, region, *codes in rows.values_list("pk", "slug", "name", "region_id", *self.code_names):
                told = {key: code for key, code in zip(self.code_names, codes, strict=True) if code}
                found[pk] = KnownRecord(pk, slug, own, region, told)
        return found.values()

    def match(self, line: dict[str, Any]) -> KnownRecord | None:
        """The record that a line is about: by slug, also an old one, by code, else by name in the same or a nearby region."""
        if slug := line.get("slug"):
            return self.by_slug.get(slug) or self.by_slug.get(self.moved.get(slug, ""))
        for name in self.code_names:
            if line.get(name) and (found := self.coded(name, line)):
                return found
        here = self.gazetteer.regions[line["region"]].code
        named = self.by_name.get(search_key(line["name"]), [])
        inside = [each for each in named if nested(each.region, here)]
        # Another code says that it is another place, whatever its name.
        inside = [each for each in inside if not any(line.get(name) and each.codes.get(name) for name in CODES)]
        return inside[0] if len(inside) == 1 else None

    def coded(self, name: str, line: dict[str, Any]) -> KnownRecord | None:
        """A place has one insurance code, whatever it is called; a firm's code covers all its places."""
        found = self.by_code.get((name, line[name]), [])
        if name != "insurance_code":
            key = search_key(line["name"])
            found = [
                each for each in found if nested(each.region, line["region"]) and not vetoes(search_key(each.name), key)
            ]
        return found[0] if len(found) == 1 else None


class PastNames:
    """Records that staff have renamed or merged, by what a list still calls them: a slug that was made of that name leads there."""

    def __init__(self, shape: Any, slugs: Collection[str], names: Collection[str]) -> None:
        model: Any = shape.model
        self.taken: dict[str, tuple[int, int]] = {}
        self.moved: dict[str, tuple[int, int]] = {}
        moves = Entry.objects.filter(kind=model.kind, slug__among=list(slugs)).exclude(moved_to="")
        moved_to = dict(moves.values_list("slug", "moved_to"))
        records = model._default_manager.filter(slug__among=sorted({*slugs, *moved_to.values()})).order_by()
        there = {slug: (pk, region) for slug, pk, region in records.values_list("slug", "pk", "region_id")}
        self.taken = {slug: there[slug] for slug in slugs if slug in there}
        self.moved = {slug: there[to] for slug, to in moved_to.items() if to in there}
        about = ContentType.objects.get_for_model(model)
        versions = Version.objects.filter(
            content_type=about, object_id__among=[pk for pk, _region in self.taken.values()]
        )
        named = versions.filter(name__among=list(names)).order_by() if self.taken else versions.none()
        self.had_name = set(named.values_list("object_id", "name"))

    def match(self, line: dict[str, Any], slugs: Iterable[str]) -> int | None:
        for slug in slugs:
            if (found := self.moved.get(slug)) and nested(found[1], line["region"]):
                return found[0]
            found = self.taken.get(slug)
            if found and nested(found[1], line["region"]) and (found[0], line["name"]) in self.had_name:
                return found[0]
        return None


class Likely:
    """Finds the records that new rows may be about though nothing says so for certain, by phone or another form of the name."""

    def __init__(self, shape: Any) -> None:
        self.shape, self.gazetteer = shape, shape.world.gazetteer
        self.model: Any = shape.model
        self.prefixes: dict[int, tuple[tuple[str, int], ...]] = {}

    def names_above(self, region: int) -> tuple[tuple[str, int], ...]:
        if region not in self.prefixes:
            self.prefixes[region] = duplicates.names_above(self.gazetteer.regions[region])
        return self.prefixes[region]

    def core_of(self, line: dict[str, Any]) -> str:
        """What the names of one place in one city share."""
        return core(line["name"], self.names_above(line["region"])).text

    def place(self, result: RowResult, phones: Iterable[str]) -> ComparedPlace:
        line = result.line
        return ComparedPlace(
            key=-result.number,
            name=line["name"],
            region=line["region"],
            prefixes=self.names_above(line["region"]),
            aliases=tuple(line.get("aliases", ())),
            phones=frozenset(phones),
            address=str(line.get("address", "")),
            codes=tuple((name, line[name]) for name in CODES if line.get(name)),
        )

    def forms(self, place: ComparedPlace) -> list[str]:
        """A name with and without the regions in front of it."""
        bare = core(place.name, place.prefixes).text
        return [place.name, *(f"{head}{bare}" for head in heads(place.prefixes))]

    def find(
        self, places: Collection[ComparedPlace], leave_out: Collection[str] = ()
    ) -> dict[int, tuple[str, Likeness]]:
        """For each place that may be one with a record: what it is called, and what speaks for that. ``leave_out`` are slugs."""
        if not places:
            return {}
        by_name = {form for place in places for form in self.forms(place)}
        by_phone = {phone for place in places for phone in place.phones if len(phone) > 6}
        manager = self.model._default_manager
        keys = set(manager.filter(name__among=by_name).order_by().values_list("pk", flat=True))
        phones: Any = self.shape.parts["phones"].model
        keys |= set(phones._default_manager.filter(number__among=by_phone).order_by().values_list("record", flat=True))
        records = (
            manager.filter(pk__among=sorted(keys)).exclude(status="retired").prefetch_related("phones").order_by("pk")
        )
        by_city: dict[int, list[Any]] = defaultdict(list)
        for record in records:
            if record.slug not in leave_out:
                one = taken_apart(duplicates.place(record, self.names_above(record.region_id)))
                by_city[record.region_id // 100 if record.region_id % 10000 else record.region_id // 10000].append(
                    (record, one)
                )
        return {place.key: found for place in places if (found := self.best(place, by_city))}

    def best(self, place: ComparedPlace, by_city: dict[int, list[Any]]) -> tuple[str, Likeness] | None:
        beside = [*by_city.get(place.region // 100, ()), *by_city.get(place.region // 10000, ())]
        if not beside:
            return None
        own = taken_apart(place)
        for record, one in beside:
            found = compare(one, own)
            if found.is_candidate and record.pk != place.key:
                return f"{record.name} ({record.slug})", found
        return None


@memoized(256)  # lists go by county
def heads(prefixes: tuple[tuple[str, int], ...]) -> list[str]:
    """What may stand in front of a name: a region, long or short, or two, or nothing."""
    names = [name for name, _code in prefixes]
    long = [name for name in names if len(name) > 2]
    return ["", *names, *(f"{one}{other}" for one in long for other in long if one != other)]
