"""A list as people keep it → records: columns mapped, cells read, what is there found again, everything cited, then the loader.

This is the engine; ``runs`` takes a list through it step by step. What staff have verified or preferred is not
overwritten: what the list says otherwise waits as a change.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Q

from directory.core.changes import duplicates
from directory.core.changes.likeness import Likeness
from directory.core.changes.versions import Edit
from directory.core.language.text import UNSAFE, pinyin_slug, search_key
from directory.core.models import Article, Origin, Region
from directory.core.publishing.publish import publish
from directory.core.roles import covers
from directory.core.sources.provenance import citable_fields

from .. import written
from ..errors import LineError
from ..files import Chunk
from ..loader import Desk, Prepared, Ready, put
from .before import RowsBefore
from .cells import Cells, RowFinding, RowResult
from .columns import CODES, guess
from .matching import KnownRecords, Likely, PastNames
from .tables import Row
from .wording import words_of, words_of_line

KEPT = (
    "field", "value", "minimum", "maximum", "unit", "approximate", "year", "population", "rank", "reason", "start",
    "end", "quote",
)  # fmt: skip
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
LONGEST_SLUG = 110
OF_PAST = {"name", "aliases", "region", *CODES}  # what staff have decided on for a record that had another name
POSITION = frozenset({"latitude", "longitude", "datum"})
# What only staff may say, and the list itself, which every value cites.
NOT_OF_LISTS = frozenset({"verified_on", "verified_how", "editorial", "unfinished", "citations", "pinyin"})
BEYOND = "lies outside the regions that you are responsible for"


def day(text: str) -> datetime.date:
    """As people write it: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日. Raises ValueError."""
    found = DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return datetime.date(*map(int, found.groups()))


class Source(NamedTuple):
    """What a list is, stated once: every value imported cites it."""

    title: str
    published_on: Any = None
    publisher: str = ""
    link: str = ""

    def article(self, saves: bool = True) -> Article:
        """The source's own record; the one that is there, where it has been given before, by its slug or title.

        Raises LineError. What only checks does not save it.
        """
        if found := Article.objects.filter(Q(slug=self.title[:20]) | Q(title=self.title)).first():
            return found
        slug = f"list-{hashlib.sha256(self.title.encode()).hexdigest()[:12]}"
        article = Article(slug=slug, source_kind=Article.SourceKind.DOCUMENT, **self._asdict())
        try:
            article.full_clean()
        except ValidationError as error:
            raise LineError("--source", "; ".join(error.messages)) from error
        if saves:
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
    """The engine for one list: a kind, its source, and what its columns are.

    What only checks (``writes`` is False) writes no history and cites nothing, and rolls back what it has written.
    """

    def __init__(
        self, kind: str, article: Article, mapping: dict[str, str], by: Any = None, writes: bool = True
    ) -> None:
        self.desk, self.article, self.by, self.writes = Desk(), article, by, writes
        self.desk.renders = writes
        self.kind, self.shape = kind, shape_of(self.desk, kind)
        self.shape.edit = Edit(Origin.IMPORT, by, word=article.title) if writes else None
        self.model: Any = self.shape.model
        self.world = self.shape.world
        self.cells = Cells(self.shape, {heading: name for heading, name in mapping.items() if name})
        self.citable = citable_fields(self.model)
        self.likely = Likely(self.shape)
        self.slugs: set[str] = set()  # that rows before have been given
        self.before = RowsBefore()

    def batch(self, batch: Sequence[tuple[int, Row]], accepted: frozenset[int] = frozenset()) -> list[RowResult]:
        """Read, find what is there, write; each row becomes a line of the loader's. Whoever only checks rolls back."""
        results = [self.cells.read(number, row) for number, row in batch]
        for each in results:
            if each.partial:  # it is refused already: whoever corrects it is told of the rest, too
                # Without its region no phone has an area code.
                told = {n: value for n, value in each.partial.items() if "region" in each.partial or n != "phones"}
                each.findings += self.faults(each, told, "refused")
            if self.is_beyond(each.line.get("region")):
                each.refuse(self.column("region"), each.name, BEYOND)
        readable = [each for each in results if each.line]
        there = RecordMatcher(self, readable)
        for each in readable:
            self.complete(each, there, each.number in accepted)
        self.put([each for each in readable if each.line and each.number not in accepted], False)
        self.put([each for each in readable if each.line and each.number in accepted], True)
        return results

    def put(self, results: list[RowResult], accept: bool) -> None:
        if not results:
            return
        chunk = Chunk("", 0, [orjson.dumps(each.line) for each in results])
        self.desk.accept_doubts = accept
        prepared = self.desk.prepare(chunk)
        if not accept:
            prepared = self.without_likely(prepared, results)
        done = put(self.desk, chunk, prepared)
        for each in done.refused:
            result = results[int(each.at.rpartition(":")[2])]
            state = "doubtful" if each.is_doubt else "refused"
            faults = list(self.faults(result, result.line, state)) or [self.fault(result, state, each.why)]
            result.fail(faults)

    def without_likely(self, prepared: Prepared, results: list[RowResult]) -> Prepared:
        """New rows that may be about a record that is there are doubtful: whoever knows says that they are another place."""
        doubtful = self.likely_of(prepared.ready, results)
        for number, (name, found) in doubtful.items():
            results[number].fail([self.likely_finding(results[number], name, found)])
        return prepared._replace(ready=[each for each in prepared.ready if each.number not in doubtful])

    def likely_of(self, ready: Iterable[Ready], results: list[RowResult]) -> dict[int, tuple[str, Likeness]]:
        """By place in the batch, the record that a new row may be about."""
        at = self.shape.parts["phones"].names.index("number") - 1
        places = {
            each.number: self.likely.place(results[each.number], (row[at] for row in each.parts.get("phones", ())))
            for each in ready
            if results[each.number].record is None
        }
        found = self.likely.find(places.values(), self.slugs)
        return {number: found[place.key] for number, place in places.items() if place.key in found}

    def pairs_of(self, keys: Collection[Any]) -> list[Likeness]:
        """New records and others that they may be one with, for staff to decide."""
        records = self.model._default_manager.filter(pk__among=list(keys)).prefetch_related("phones").order_by()
        places = [duplicates.place(each, self.likely.names_above(each.region_id)) for each in records]
        return [found for _name, found in self.likely.find(places).values()]

    def likely_finding(self, result: RowResult, name: str, found: Likeness) -> RowFinding:
        shared = "、".join(value for _sort, value in found.evidence if value)
        text = (
            f"may be the same as {name}, both have {shared}" if shared else f"may be the same as {name}, which is near"
        )
        return RowFinding(result.number, self.column("name"), result.name, "doubtful", text)

    def fault(self, result: RowResult, state: str, why: str) -> RowFinding:
        name = re.split("[ :.,]", why, maxsplit=1)[0]
        column = self.column(name)
        return RowFinding(
            result.number,
            column,
            shown(result.line.get(name, "")) if column else "",
            state,
            why.removeprefix(f"{name}: ") if column else why,
        )

    def faults(self, result: RowResult, line: dict[str, Any], state: str) -> Iterator[RowFinding]:
        """All that is wrong with a row's values: the loader stops at the first."""
        region = self.world.gazetteer.regions.get(line.get("region", 0))
        for name, value in line.items():
            try:
                doubts, worse = self.faults_of(name, value, region), state
            except LineError as error:
                doubts, worse = [error], "refused"
            for doubt in doubts:
                yield RowFinding(result.number, self.column(name), shown(value), worse, doubt.accepted)

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

    def column(self, name: str) -> str:
        """The heading of a field's column."""
        return self.cells.column(name)

    def is_beyond(self, code: int | None) -> bool:
        """Whether a region is none of those that who imports is responsible for."""
        return bool(self.by and code and not covers(self.by, code))

    def complete(self, result: RowResult, there: RecordMatcher, is_accepted: bool) -> None:
        """With kind, slug and citations; for a record that is there, without what staff know otherwise."""
        line, record = result.line, there.match(result)
        if record is not None and self.is_beyond(record.region_id):
            result.refuse("", record.name, BEYOND)
            return
        result.record = record
        result.core = self.likely.core_of(line)
        twice = self.before.standing(result, record)
        if twice and (twice.state == "refused" or not is_accepted):
            result.fail([twice._replace(column=self.column(twice.column))])
            result.line = {}
            return
        said: dict[str, str] | None = None
        if record is None:
            slug = line.get("slug") or self.free_slug(result, there)
            result.say("", line["name"], "new", slug)
            line |= {"slug": slug}
        else:
            for name in OF_PAST & set(line) if result.number in there.renamed else ():
                del line[name]
            said = self.words(own_values(record) | line | {"slug": record.slug})
            line = self.compared(result, said, record)
        result.slug = line["slug"]
        self.slugs.add(line["slug"])
        if not self.writes:
            result.line = {"kind": self.kind, **line}
            return
        cited = list(self.citations(result, self.words(line) if said is None else said))
        is_said = result.state == "unchanged" and self.is_cited(record, cited)
        # A list that comes again and says nothing new writes nothing: else the import before could not be undone.
        result.line = {} if is_said else {"kind": self.kind, **line, "citations": cited}

    def is_cited(self, record: Any, cited: list[dict[str, Any]]) -> bool:
        """Whether this list stands on the record already for all that it says."""
        there = {(row.field, row.value) for row in record.citations.all() if row.article_id == self.article.pk}
        return there == {(one["field"], one["value"]) for one in cited if one["article"] == self.article.slug}

    def slugs_for(self, name: str, region: Region) -> tuple[str, str]:
        """The name's pinyin, and the same with the region's behind it."""
        slug = pinyin_slug(name, self.world.gazetteer.reading(name, region.code))[:LONGEST_SLUG]
        return slug, f"{slug[:80]}-{region.pinyin}"[:LONGEST_SLUG]

    def free_slug(self, result: RowResult, there: RecordMatcher) -> str:
        """The name's pinyin; where another place has it, the region's behind it, then a number."""
        slug, with_region = there.slugs[result.number]
        for each in (slug, with_region):
            if each not in self.slugs and each not in there.taken:
                return each
        numbered = (f"{with_region}-{number}" for number in range(2, 10_000))
        model: Any = self.model
        taken = model._default_manager
        return next(each for each in numbered if each not in self.slugs and not taken.filter(slug=each).exists())

    def compared(self, result: RowResult, said: dict[str, str], record: Any) -> dict[str, Any]:
        """What a line says otherwise than the record, reported. What staff have verified or preferred is proposed only."""
        kept, changes = own_values(record), 0
        if not said:
            return result.line | kept  # the loader will say what is wrong with it
        preferred = preferred_fields(record)
        for name, value in result.line.items():
            before, after = words_of(record, name), said[name]
            if before == after or name == "slug":
                kept.setdefault(name, value)
                continue
            if name == "name" and search_key(before) in map(search_key, record.aliases):
                continue
            is_decided = record.verified_on or name in preferred or self.would_take_away(record, name, before, after)
            state = "proposal" if is_decided else "changed"
            result.say(self.column(name), after, state, f"{record.slug}: {name}", before, after)
            if state == "proposal":
                result.proposed[name] = value
            else:
                kept[name], changes = value, changes + 1
        if result.proposed.keys() & POSITION:  # half of it is no position
            result.proposed |= {name: result.line[name] for name in POSITION & result.line.keys()}
            kept = {name: value for name, value in kept.items() if name not in POSITION}
        if not changes:
            result.say("", record.name, "unchanged", record.slug)
        return kept

    def would_take_away(self, record: Any, name: str, before: str, after: str) -> bool:
        """Whether rows that another source states would go: 门诊 hours on a list say nothing of the emergency room's."""
        if name not in self.shape.parts and name not in self.shape.sets:
            return False
        cited = (row for row in record.citations.all() if row.field.partition(".")[0] == name)
        is_of_others = any(row.article_id != self.article.pk for row in cited)
        return is_of_others and not set(before.split("；")) <= set(after.split("；"))

    def words(self, line: dict[str, Any]) -> dict[str, str]:
        """What a line would make its record say; nothing where it cannot be read, which the loader will say."""
        try:
            return words_of_line(self.shape.read(line))
        except LineError:
            return {}

    def citations(self, result: RowResult, said: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Every value with this list as its source; what other sources say, and what it said of values that stay, stays."""
        stated = result.line.keys() - result.proposed.keys()
        for row in result.record.citations.all() if result.record else ():
            if row.article_id != self.article.pk or row.field.partition(".")[0] not in stated:
                told = {name: getattr(row, name) for name in KEPT}
                told |= {name: None if told[name] is None else str(told[name]) for name in ("minimum", "maximum")}
                region = {"region": row.region_id} if row.region_id else {}
                yield {"uid": str(row.uid), "article": row.article.slug, **region, **told}
        for name in result.line:
            if name in self.citable and name not in result.proposed and said.get(name):
                yield {"article": self.article.slug, "field": name, "value": UNSAFE.sub("", said[name])[:500]}


class RecordMatcher:
    """What some lines need to know of what is there: the records that they are about, and which slugs are taken."""

    def __init__(self, engine: Import, results: list[RowResult]) -> None:
        regions, shape = engine.world.gazetteer.regions, engine.shape
        known = KnownRecords(shape, [each.line for each in results])
        self.matched = {each.number: found.pk for each in results if (found := known.match(each.line))}
        unknown = [each for each in results if each.number not in self.matched]
        self.slugs = {
            each.number: engine.slugs_for(each.line["name"], regions[each.line["region"]]) for each in unknown
        }
        slugs = {slug for pair in self.slugs.values() for slug in pair}
        past = PastNames(shape, slugs, [each.line["name"] for each in unknown])
        self.taken = set(past.taken)
        # Whom staff have renamed or merged since: what a list calls them is no news.
        self.renamed = {
            each.number: pk for each in unknown if (pk := past.match(each.line, self.slugs[each.number])) is not None
        }
        self.matched |= self.renamed
        fields = set(engine.cells.mapping.values())
        paths = [path for path in (*shape.parts, *shape.sets) if path in fields]
        records = engine.model._default_manager.filter(pk__among=sorted(set(self.matched.values()))).order_by()
        self.records = {record.pk: record for record in records.prefetch_related(*paths, "citations__article")}
        for record in self.records.values():
            record.region = regions[record.region_id]

    def match(self, result: RowResult) -> Any | None:
        """The record that a row is about."""
        return self.records.get(self.matched.get(result.number))


def shape_of(desk: Desk, kind: str) -> Any:
    if kind not in desk.shapes:
        raise LineError("kind", f"expected is one of {', '.join(sorted(desk.shapes))}", kind)
    return desk.shapes[kind]


def fields_of(shape: Any) -> list[str]:
    """What a column can be."""
    return [name for name in (*shape.columns, *shape.parts, *shape.sets) if name not in NOT_OF_LISTS]


def guessed(shape: Any, head: list[Row], given: dict[str, str]) -> dict[str, str]:
    """Every heading with what its column is: as given, else as guessed; empty where that cannot be told."""
    headings = list(dict.fromkeys(heading for row in head for heading in row))
    found = guess(headings, head, fields_of(shape))
    check_mapping(headings, found | given, fields_of(shape))
    return {heading: given.get(heading, found.get(heading, "")) for heading in headings}


def own_values(record: Any) -> dict[str, Any]:
    """What every line says, whatever a list says."""
    return {"slug": record.slug, "name": record.name, "region": record.region_id}


def preferred_fields(record: Any) -> set[str]:
    """The fields on which staff have said which source is right."""
    return {row.field.partition(".")[0] for row in record.citations.all() if row.rank == "preferred"}


def shown(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
