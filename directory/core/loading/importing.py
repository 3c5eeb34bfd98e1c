"""A list as people keep it → records: columns mapped, cells read, what is there found again, everything cited, then the loader.

What staff have verified is not overwritten: what the list says otherwise is reported as a proposal.
All of a list is written, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Q

from directory.core.index import search_index
from directory.core.language.text import pinyin_slug, search_key
from directory.core.models import Article, Entry, Region
from directory.core.publishing.publish import publish
from directory.core.sources.provenance import citable_fields

from .columns import NOTHING, guess, told
from .errors import LineError
from .files import BATCH, Chunk
from .loader import Desk, put
from .tables import Row, rows

SAMPLE = 200  # rows by which columns are guessed
CODES = ("insurance_code", "uscc")
KEPT = (
    "field",
    "value",
    "minimum",
    "maximum",
    "unit",
    "approximate",
    "year",
    "population",
    "rank",
    "reason",
    "start",
    "end",
    "quote",
)
LONGEST_SLUG = 110


class RowFinding(NamedTuple):
    """What is to be said of a row: a problem, or what changes."""

    row: int
    column: str
    value: str
    state: str  # new, changed, unchanged, doubtful, refused, proposal, note
    text: str
    before: str = ""
    after: str = ""


class Outcome(NamedTuple):
    """What an import has done, or would do."""

    mapping: dict[str, str]
    findings: list[RowFinding]

    def count(self, state: str) -> int:
        return len({finding.row for finding in self.findings if finding.state == state})


class Source(NamedTuple):
    """What a list is, stated once: every value imported cites it."""

    title: str
    published_on: Any = None

    def article(self) -> Article:
        """The source's own record; the one that is there, where it has been given before, by its slug or title."""
        if found := Article.objects.filter(Q(slug=self.title[:20]) | Q(title=self.title)).first():
            return found
        slug = f"list-{hashlib.sha256(self.title.encode()).hexdigest()[:12]}"
        article = Article(slug=slug, title=self.title, role="main", extent="whole", published_on=self.published_on)
        article.full_clean()
        article.save()
        publish([article])
        return article


def import_list(
    path: Path, kind: str, source: Source, mapping: dict[str, str] | None = None, only_check: bool = False
) -> Outcome:
    """Read a list and write what it says, or with ``only_check`` do so and undo it. Raises LineError for an unusable file."""
    with transaction.atomic():
        article = source.article()
        outcome = Import(path, kind, article, mapping or {}).run()
        if only_check:
            transaction.set_rollback(True)
    if not only_check:
        search_index.merge()
    return outcome


class Import:
    """One list on its way."""

    def __init__(self, path: Path, kind: str, article: Article, mapping: dict[str, str]) -> None:
        self.desk, self.path, self.article = Desk(), path, article
        if kind not in self.desk.shapes:
            raise LineError("kind", f"expected is one of {', '.join(sorted(self.desk.shapes))}", kind)
        self.kind, self.shape = kind, self.desk.shapes[kind]
        self.model: Any = self.shape.model
        self.world = self.shape.world
        self.rows = rows(path)
        self.head = list(islice(self.rows, SAMPLE))
        headings = dict.fromkeys(heading for _number, row in self.head for heading in row)
        self.mapping = guess(headings, [row for _number, row in self.head], self.fields) | mapping
        self.mapping = {heading: name for heading, name in self.mapping.items() if name}
        self.check_mapping(list(headings), mapping)
        kind_model: Any = self.model
        self.citable = citable_fields(kind_model)
        self.findings: list[RowFinding] = []
        self.slugs: set[str] = set()
        self.departments = self.named_departments()

    @property
    def fields(self) -> list[str]:
        return [*self.shape.columns, *self.shape.parts, *self.shape.sets]

    def check_mapping(self, headings: list[str], given: dict[str, str]) -> None:
        for heading, name in given.items():
            if heading not in headings:
                raise LineError("--map", f"there is no such column, there are {', '.join(headings)}", heading)
            if name and name not in self.fields:
                raise LineError("--map", f"there is no such field, use {', '.join(self.fields)}", name)
        if "name" not in self.mapping.values():
            raise LineError(
                "--map", f"no column is the name; say which: --map 列名=name. Columns: {', '.join(headings)}"
            )

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

    def run(self) -> Outcome:
        every = chain(self.head, self.rows)
        while batch := list(islice(every, BATCH)):
            self.batch(batch)
        return Outcome(self.mapping, self.findings)

    def batch(self, batch: Sequence[tuple[int, Row]]) -> None:
        """Read, find what is there, write; each row becomes a line of the loader's."""
        read = [(number, line) for number, row in batch if (line := self.read(number, row))]
        there = self.there([line for _number, line in read])
        made = [(number, self.completed(number, line, there)) for number, line in read]
        chunk = Chunk(str(self.path), 0, [orjson.dumps(line) for _number, line in made])
        done = put(self.desk, chunk, self.desk.prepare(chunk))
        bad = {int(each.at.rpartition(":")[2]): each for each in done.refused}
        for place, each in bad.items():
            number = made[place][0]
            self.findings = [
                one for one in self.findings if one.row != number or one.state not in ("new", "changed", "unchanged")
            ]
            column = self.column(each.why)
            self.findings.append(RowFinding(number, column, "", "doubtful" if each.is_doubt else "refused", each.why))

    def column(self, why: str) -> str:
        """The column that a complaint of the loader's is about."""
        name = why.partition(" ")[0].partition(":")[0].partition(".")[0]
        return next((heading for heading, field in self.mapping.items() if field == name), "")

    def read(self, number: int, row: Row) -> dict[str, Any]:
        """A row's cells by field, all that is wrong with them said at once; empty where something is."""
        line: dict[str, Any] = {}
        wrong: list[RowFinding] = []
        places: list[str] = []
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
                wrong.append(RowFinding(number, heading, str(cell), "refused", error.accepted))
        try:
            line["region"] = self.region(number, places, str(line.get("address", "")))
        except LineError as error:
            heading = next((heading for heading, name in self.mapping.items() if name == "region"), "")
            wrong.append(RowFinding(number, heading, "/".join(places), "refused", error.accepted))
        if not line.get("name"):
            wrong.append(RowFinding(number, "", "", "refused", "the name is missing"))
        self.findings += wrong
        return {} if wrong else line

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

    def region(self, number: int, places: list[str], address: str) -> int:
        """The region in its columns, or with which the address begins; what is to be said of it is reported."""
        if not places:
            region, _rest = self.world.gazetteer.leading(address)
            if region is None:
                raise LineError("region", "no column names the region, and the address does not begin with one")
            return region.code
        reading = self.world.gazetteer.read("/".join(places))
        if len(reading.regions) == 1:
            if reading.note:
                self.findings.append(RowFinding(number, "", "/".join(places), "note", reading.note))
            return reading.regions[0].code
        _place, found = self.world.region("region", "/".join(places))  # says what is wrong with it
        return int(found.pk)

    def there(self, lines: list[dict[str, Any]]) -> list[Any]:
        """The records that these lines may be about."""
        wanted = Q(name__in=[line["name"] for line in lines])
        slugs = [line["slug"] for line in lines if line.get("slug")]
        moved = (
            Entry.objects.filter(kind=self.kind, slug__in=slugs).exclude(moved_to="").values_list("slug", "moved_to")
        )
        self.moved = dict(moved)
        wanted |= Q(slug__in=[*slugs, *self.moved.values()])
        for name in CODES:
            if name in self.shape.columns:
                wanted |= Q(**{f"{name}__in": [line[name] for line in lines if line.get(name)]})
        return list(self.model._default_manager.filter(wanted).prefetch_related(*self.shape.parts))

    def match(self, line: dict[str, Any], there: list[Any]) -> Any | None:
        """The record that a line is about: by slug, also an old one, by code, else by name in the same or a nearby region."""
        if slug := line.get("slug"):
            return next((each for each in there if each.slug in (slug, self.moved.get(slug))), None)
        for name in CODES:
            if line.get(name) and (
                found := next((each for each in there if getattr(each, name, "") == line[name]), None)
            ):
                return found
        here = self.world.gazetteer.regions[line["region"]]
        near = {step.code for step in here.path}
        named = [each for each in there if each.name == line["name"]]
        inside = [each for each in named if each.region_id in near or here.code in self.codes_above(each.region_id)]
        # Another code says that it is another place, whatever its name.
        inside = [each for each in inside if not any(line.get(name) and getattr(each, name, "") for name in CODES)]
        return inside[0] if len(inside) == 1 else None

    def codes_above(self, code: int) -> set[int]:
        return {step.code for step in self.world.gazetteer.regions[code].path}

    def completed(self, number: int, line: dict[str, Any], there: list[Any]) -> dict[str, Any]:
        """With kind, slug and citations; for a record that is there, without what staff have verified otherwise."""
        record = self.match(line, there)
        if record is None:
            slug = line.get("slug") or self.free_slug(line["name"], self.world.gazetteer.regions[line["region"]])
            self.findings.append(RowFinding(number, "", line["name"], "new", slug))
            line |= {"slug": slug}
        else:
            line = self.compared(number, line | {"slug": record.slug}, record)
        self.slugs.add(line["slug"])
        return {"kind": self.kind, **line, "citations": list(self.citations(line, record))}

    def free_slug(self, name: str, region: Region) -> str:
        """The name's pinyin; where another place has it, the region's behind it, then a number."""
        slug = pinyin_slug(name, self.world.gazetteer.reading(name, region.code))[:LONGEST_SLUG]
        with_region = f"{slug[:80]}-{region.pinyin}"[:LONGEST_SLUG]
        candidates = chain([slug, with_region], (f"{with_region}-{number}" for number in range(2, 10_000)))
        taken = self.model._default_manager
        return next(each for each in candidates if each not in self.slugs and not taken.filter(slug=each).exists())

    def compared(self, number: int, line: dict[str, Any], record: Any) -> dict[str, Any]:
        """What a line says otherwise than the record, reported; of a verified record's values only the empty ones are filled."""
        kept, changes = {"slug": record.slug, "name": record.name, "region": record.region_id}, 0
        rows = self.rows_of(line)
        for name, value in line.items():
            before = self.value(record, name)
            after = rows.get(name) or self.shown(value)
            if before == after:
                kept[name] = value
                continue
            if name == "name" and search_key(before) in map(search_key, record.aliases):
                continue
            if record.verified_on and before:
                self.findings.append(
                    RowFinding(number, self.column(name), after, "proposal", f"{record.slug}: {name}", before, after)
                )
                continue
            self.findings.append(
                RowFinding(number, self.column(name), after, "changed", f"{record.slug}: {name}", before, after)
            )
            kept[name], changes = value, changes + 1
        if not changes:
            self.findings.append(RowFinding(number, "", record.name, "unchanged", record.slug))
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
