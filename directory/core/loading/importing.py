"""A list as people keep it → records: columns mapped, cells read, what is there found again, everything cited, then the loader.

This is the engine; ``runs`` takes a list through it step by step. What staff have verified or preferred is not
overwritten: what the list says otherwise waits as a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from directory.core.changes.versions import Edit
from directory.core.language.text import pinyin_slug, search_key
from directory.core.models import Article, Entry, Origin, Region
from directory.core.publishing.publish import publish
from directory.core.roles import covers
from directory.core.sources.provenance import citable_fields

from . import written
from .columns import NOTHING, guess, told
from .errors import LineError
from .files import Chunk
from .loader import Desk, put
from .tables import Row

CODES = ("insurance_code", "uscc")
KEPT = (
    "field", "value", "minimum", "maximum", "unit", "approximate", "year", "population", "rank", "reason", "start",
    "end", "quote",
)  # fmt: skip
LONGEST_SLUG = 110
BEYOND = "lies outside the regions that you are responsible for"
WRITTEN = frozenset({"new", "changed", "unchanged"})
GRAVITY = ("refused", "doubtful", "new", "changed", "unchanged")


class RowFinding(NamedTuple):
    """What is to be said of a row: a problem, or what changes."""

    row: int
    column: str
    value: str
    state: str  # new, changed, unchanged, doubtful, refused, proposal, note
    text: str
    before: str = ""
    after: str = ""


class RowResult:
    """What has been found about a row."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.name = self.slug = self.same_as = ""
        self.findings: list[RowFinding] = []
        self.line: dict[str, Any] = {}  # as the loader takes it
        self.record: Any = None  # that it is about
        self.proposed: dict[str, Any] = {}  # what it says otherwise than staff

    @property
    def state(self) -> str:
        said = {finding.state for finding in self.findings}
        return next((state for state in GRAVITY if state in said), "unchanged")

    def say(self, column: str, value: str, state: str, text: str, *change: str) -> None:
        self.findings.append(RowFinding(self.number, column, value, state, text, *change))

    def fail(self, findings: Iterable[RowFinding]) -> None:
        """It cannot be written, or not without a word: then it changes nothing."""
        self.findings = [*(one for one in self.findings if one.state not in WRITTEN), *findings]


class Source(NamedTuple):
    """What a list is, stated once: every value imported cites it."""

    title: str
    published_on: Any = None
    publisher: str = ""
    link: str = ""

    def article(self) -> Article:
        """The source's own record; the one that is there, where it has been given before, by its slug or title."""
        if found := Article.objects.filter(Q(slug=self.title[:20]) | Q(title=self.title)).first():
            return found
        slug = f"list-{hashlib.sha256(self.title.encode()).hexdigest()[:12]}"
        article = Article(slug=slug, source_kind=Article.SourceKind.DOCUMENT, **self._asdict())
        article.full_clean()
        article.save()
        publish([article])
        return article


def check_mapping(headings: list[str], given: dict[str, str], fields: list[str]) -> None:
    """Raises LineError for a mapping that cannot be."""
    for heading, name in given.items():
        if heading not in headings:
            raise LineError("--map", f"there is no such column, there are {', '.join(headings)}", heading)
        if name and name not in fields:
            raise LineError("--map", f"there is no such field, use {', '.join(fields)}", name)
    if "name" not in given.values():
        raise LineError("--map", f"no column is the name; say which: --map 列名=name. Columns: {', '.join(headings)}")


class Import:
    """The engine for one list: a kind, its source, and what its columns are."""

    def __init__(self, kind: str, article: Article, mapping: dict[str, str], by: Any = None) -> None:
        self.desk, self.article, self.by = Desk(), article, by
        self.kind, self.shape = kind, shape_of(self.desk, kind)
        self.shape.edit = Edit(Origin.IMPORT, by, word=article.title)
        self.model: Any = self.shape.model
        self.world = self.shape.world
        self.mapping = {heading: name for heading, name in mapping.items() if name}
        self.citable = citable_fields(self.model)
        self.slugs: set[str] = set()  # that rows before have been given
        self.same: dict[str, int] = {}  # which place stood in which row
        self.departments = self.named_departments()

    def named_departments(self) -> dict[str, str]:
        """Departments by name and alias, where the kind has any."""
        part = self.shape.parts.get("departments")
        if not part:
            return {}
        model: Any = part.model._meta.get_field("department").related_model
        found: dict[str, str] = {}
        for department in model._default_manager.all():
            for name in (department.name, department.name.removesuffix("专业"), *department.aliases, department.slug):
                found.setdefault(search_key(name), department.slug)
        return found

    def batch(self, batch: Sequence[tuple[int, Row]], accepted: frozenset[int] = frozenset()) -> list[RowResult]:
        """Read, find what is there, write; each row becomes a line of the loader's. Whoever only checks rolls back."""
        results = [self.read(number, row) for number, row in batch]
        readable = [each for each in results if each.line]
        there = Standing(self, readable)
        for each in readable:
            self.complete(each, there)
        self.put([each for each in readable if each.line and each.number not in accepted], False)
        self.put([each for each in readable if each.line and each.number in accepted], True)
        return results

    def put(self, results: list[RowResult], accept: bool) -> None:
        if not results:
            return
        chunk = Chunk("", 0, [orjson.dumps(each.line) for each in results])
        self.desk.accept_doubts = accept
        done = put(self.desk, chunk, self.desk.prepare(chunk))
        for each in done.refused:
            result = results[int(each.at.rpartition(":")[2])]
            state = "doubtful" if each.is_doubt else "refused"
            faults = list(self.faults(result, state)) or [self.fault(result, state, each.why, "")]
            result.fail(faults)

    def fault(self, result: RowResult, state: str, why: str, value: str) -> RowFinding:
        return RowFinding(result.number, self.column(why), value, state, why)

    def faults(self, result: RowResult, state: str) -> Iterator[RowFinding]:
        """All that is wrong with a row's values: the loader stops at the first."""
        region = self.world.gazetteer.regions.get(result.line["region"])
        for name, value in result.line.items():
            try:
                doubts = self.faults_of(name, value, region)
            except LineError as error:
                doubts, state = [error], "refused"
            for doubt in doubts:
                yield RowFinding(result.number, self.column(name), shown(value), state, doubt.accepted)

    def faults_of(self, name: str, value: Any, region: Region | None) -> list[LineError]:
        """Raises LineError."""
        if name in ("kind", "citations") or name in self.shape.own:
            return []
        members, doubts = written.read({name: value}, region)
        if name in self.shape.columns:
            self.shape.columns[name].take(members[name])
        elif name in self.shape.parts:
            self.shape.rows(name, members[name])
        return doubts

    def column(self, why: str) -> str:
        """The column that a complaint of the loader's is about."""
        name = why.partition(" ")[0].partition(":")[0].partition(".")[0]
        return next((heading for heading, field in self.mapping.items() if field == name), "")

    def read(self, number: int, row: Row) -> RowResult:
        """A row's cells by field, all that is wrong with them said at once; then there is no line."""
        result, line, places = RowResult(number), dict[str, Any](), list[str]()
        for heading, name in self.mapping.items():
            cell = row.get(heading)
            if cell is None or str(cell).strip() in NOTHING:
                continue
            try:
                if name == "region":
                    places.append(str(cell).strip())
                else:
                    line |= self.cell(name, cell)
            except LineError as error:
                result.say(heading, str(cell), "refused", error.accepted)
        try:
            line["region"] = self.region(result, places, str(line.get("address", "")))
        except LineError as error:
            result.say(self.column("region"), "/".join(places), "refused", error.accepted)
        if self.is_beyond(line.get("region")):
            result.say(self.column("region"), "/".join(places), "refused", BEYOND)
        if not line.get("name"):
            result.say("", "", "refused", "the name is missing")
        result.name = str(line.get("name", ""))[:200]
        result.line = {} if result.state == "refused" else line
        return result

    def cell(self, name: str, cell: Any) -> dict[str, Any]:
        if name in ("phones", "opening_hours"):
            return {name: cell if isinstance(cell, list) else str(cell)}
        if name == "departments":
            return {name: self.departments_of(cell)}
        if name in self.shape.sets:
            return {name: cell if isinstance(cell, list) else str(cell).replace("，", "、").split("、")}
        try:
            return told(self.model, name, cell)
        except FieldDoesNotExist:
            return {name: cell}

    def departments_of(self, cell: Any) -> list[Any]:
        if isinstance(cell, list):
            return cell
        found = []
        for text in filter(
            None, (each.strip() for each in str(cell).replace("，", "、").replace(";", "、").split("、"))
        ):
            key = search_key(text)
            slug = (
                self.departments.get(key)
                or self.departments.get(key.removesuffix("门诊"))
                or self.departments.get(f"{key}专业")
            )
            if not slug:
                raise LineError(
                    "departments", "there is no such department, give a name or alias of the catalogue", text
                )
            found.append({"department": slug, "name": text})
        return found

    def region(self, result: RowResult, places: list[str], address: str) -> int:
        """The region in its columns, or with which the address begins; what is to be said of it is reported."""
        if not places:
            region, _rest = self.world.gazetteer.leading(address)
            if region is None:
                raise LineError("region", "no column names the region, and the address does not begin with one")
            return region.code
        reading = self.world.gazetteer.read("/".join(places))
        if len(reading.regions) == 1:
            if reading.note:
                result.say("", "/".join(places), "note", reading.note)
            return reading.regions[0].code
        _place, found = self.world.region("region", "/".join(places))  # says what is wrong with it
        return int(found.pk)

    def is_beyond(self, code: int | None) -> bool:
        """Whether a region is none of those that who imports is responsible for."""
        return bool(self.by and code and not covers(self.by, code))

    def codes_above(self, code: int) -> set[int]:
        return {step.code for step in self.world.gazetteer.regions[code].path}

    def complete(self, result: RowResult, there: Standing) -> None:
        """With kind, slug and citations; for a record that is there, without what staff know otherwise."""
        line, record = result.line, there.match(result.line)
        if record is not None and self.is_beyond(record.region_id):
            result.say("", record.name, "refused", BEYOND)
            result.line = {}
            return
        result.record, result.same_as = record, f"{line['region']} {search_key(line['name'])} {code_of(line)}"[:200]
        before = self.same.setdefault(result.same_as, result.number)
        if before != result.number:
            result.say("", result.name, "refused", f"the same name and region stand in row {before} already")
            result.line = {}
            return
        if record is None:
            slug = line.get("slug") or self.free_slug(result, there)
            result.say("", line["name"], "new", slug)
            line |= {"slug": slug}
        else:
            line = self.compared(result, line | {"slug": record.slug}, record)
        result.slug = line["slug"]
        self.slugs.add(line["slug"])
        result.line = {"kind": self.kind, **line, "citations": list(self.citations(line, record))}

    def slugs_for(self, name: str, region: Region) -> tuple[str, str]:
        """The name's pinyin, and the same with the region's behind it."""
        slug = pinyin_slug(name, self.world.gazetteer.reading(name, region.code))[:LONGEST_SLUG]
        return slug, f"{slug[:80]}-{region.pinyin}"[:LONGEST_SLUG]

    def free_slug(self, result: RowResult, there: Standing) -> str:
        """The name's pinyin; where another place has it, the region's behind it, then a number."""
        slug, with_region = there.slugs[result.number]
        for each in (slug, with_region):
            if each not in self.slugs and each not in there.taken:
                return each
        numbered = (f"{with_region}-{number}" for number in range(2, 10_000))
        model: Any = self.model
        taken = model._default_manager
        return next(each for each in numbered if each not in self.slugs and not taken.filter(slug=each).exists())

    def compared(self, result: RowResult, line: dict[str, Any], record: Any) -> dict[str, Any]:
        """What a line says otherwise than the record, reported. What staff have verified or preferred is proposed only."""
        kept, changes = {"slug": record.slug, "name": record.name, "region": record.region_id}, 0
        rows, preferred = self.rows_of(line), preferred_fields(record)
        for name, value in line.items():
            before, after = self.value(record, name), rows.get(name) or self.shown(value)
            if before == after:
                kept[name] = value
                continue
            if name == "name" and search_key(before) in map(search_key, record.aliases):
                continue
            state = "proposal" if record.verified_on or name in preferred else "changed"
            result.say(self.column(name), after, state, f"{record.slug}: {name}", before, after)
            if state == "proposal":
                result.proposed[name] = value
            else:
                kept[name], changes = value, changes + 1
        if not changes:
            result.say("", record.name, "unchanged", record.slug)
        return kept

    def rows_of(self, line: dict[str, Any]) -> dict[str, str]:
        """What a line's phones, hours and departments come to, as a record's are shown; nothing where they cannot be read."""
        try:
            parts = self.shape.read(line).parts
        except LineError:  # the loader will say so
            return {}
        return {name: "；".join(str(row) for row in part.rows) for name, part in parts.items()}

    def value(self, record: Any, name: str) -> str:
        """What a record says in this field, as it is compared and shown."""
        if name in self.shape.parts:
            return "；".join(str(row) for row in getattr(record, name).all())
        if name == "region":
            return str(record.region_id)
        if name in self.shape.sets:
            return "、".join(str(each.natural_key()[0]) for each in getattr(record, name).all())
        return self.shown(getattr(record, name, ""))

    def shown(self, value: Any) -> str:
        if isinstance(value, list):
            return "、".join(str(one.get("name", one)) if isinstance(one, dict) else str(one) for one in value)
        return "" if value is None else str(value)

    def citations(self, line: dict[str, Any], record: Any | None) -> Iterator[dict[str, Any]]:
        """Every value with this list as its source; what other sources say stays."""
        for row in record.citations.all() if record else ():
            if row.article_id != self.article.pk:
                told = {name: getattr(row, name) for name in KEPT}
                told |= {name: None if told[name] is None else str(told[name]) for name in ("minimum", "maximum")}
                region = {"region": row.region_id} if row.region_id else {}
                yield {"uid": str(row.uid), "article": row.article.slug, **region, **told}
        for name, value in line.items():
            if name in self.citable and value not in (None, "", []):
                shown = self.world.gazetteer.regions[value].full_name if name == "region" else self.shown(value)
                yield {"article": self.article.slug, "field": name, "value": shown[:500]}


class Standing:
    """The records that some lines may be about."""

    def __init__(self, engine: Import, results: list[RowResult]) -> None:
        self.engine = engine
        lines = [each.line for each in results]
        regions = engine.world.gazetteer.regions
        self.slugs = {
            each.number: engine.slugs_for(each.line["name"], regions[each.line["region"]]) for each in results
        }
        wanted_slugs = [slug for pair in self.slugs.values() for slug in pair]
        known = engine.model._default_manager.filter(slug__among=wanted_slugs).order_by()
        self.taken = set(known.values_list("slug", flat=True))
        slugs = [line["slug"] for line in lines if line.get("slug")]
        moved = Entry.objects.filter(kind=engine.kind, slug__in=slugs).exclude(moved_to="")
        self.moved = dict(moved.values_list("slug", "moved_to"))
        codes = [name for name in CODES if name in engine.shape.columns]
        wanted = Q(name__in=[line["name"] for line in lines]) | Q(slug__in=[*slugs, *self.moved.values()])
        for name in codes:
            wanted |= Q(**{f"{name}__in": [line[name] for line in lines if line.get(name)]})
        found = engine.model._default_manager.filter(wanted)
        paths = (*engine.shape.parts, *engine.shape.sets, "citations__article")
        self.records = list(found.prefetch_related(*paths))
        self.by_slug = {record.slug: record for record in self.records}
        self.by_code = {(name, code): each for each in self.records for name in codes if (code := getattr(each, name))}
        self.by_name: dict[str, list[Any]] = {}
        for record in self.records:
            self.by_name.setdefault(record.name, []).append(record)

    def match(self, line: dict[str, Any]) -> Any | None:
        """The record that a line is about: by slug, also an old one, by code, else by name in the same or a nearby region."""
        if slug := line.get("slug"):
            return self.by_slug.get(slug) or self.by_slug.get(self.moved.get(slug, ""))
        for name in CODES:
            if line.get(name) and (found := self.by_code.get((name, line[name]))):
                return found
        here = self.engine.world.gazetteer.regions[line["region"]]
        near = {step.code for step in here.path}
        named = self.by_name.get(line["name"], [])
        inside = [
            each for each in named if each.region_id in near or here.code in self.engine.codes_above(each.region_id)
        ]
        # Another code says that it is another place, whatever its name.
        inside = [each for each in inside if not any(line.get(name) and getattr(each, name, "") for name in CODES)]
        return inside[0] if len(inside) == 1 else None


def shape_of(desk: Desk, kind: str) -> Any:
    if kind not in desk.shapes:
        raise LineError("kind", f"expected is one of {', '.join(sorted(desk.shapes))}", kind)
    return desk.shapes[kind]


def fields_of(shape: Any) -> list[str]:
    """What a column can be."""
    return [*shape.columns, *shape.parts, *shape.sets]


def guessed(shape: Any, head: list[Row], given: dict[str, str]) -> dict[str, str]:
    """Every heading with what its column is: as given, else as guessed; empty where that cannot be told."""
    headings = list(dict.fromkeys(heading for row in head for heading in row))
    found = guess(headings, head, fields_of(shape))
    check_mapping(headings, found | given, fields_of(shape))
    return {heading: given.get(heading, found.get(heading, "")) for heading in headings}


def preferred_fields(record: Any) -> set[str]:
    """The fields on which staff have said which source is right."""
    return {row.field.partition(".")[0] for row in record.citations.all() if row.rank == "preferred"}


def code_of(line: dict[str, Any]) -> str:
    return next((str(line[name]) for name in CODES if line.get(name)), "")


def shown(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
