"""Rendering: what the public sees of a record as it is now, made by the serializer that its kind declares."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import orjson

from directory.core.index import terms, timetables
from directory.core.index.timetables import Timetable
from directory.core.index.tokens import indexed, token_text
from directory.core.kinds import kinds
from directory.core.language.text import search_keys
from directory.core.models import Place, Publishable, Record, Region
from directory.core.models.bulk import stored
from directory.core.models.relations import prefetches
from directory.core.sources.agreement import undecided_fields
from directory.core.sources.provenance import unsourced


class Rendered(NamedTuple):
    """What the public sees of a record: its entry before it is numbered and dated."""

    kind: str
    slug: str
    name: str
    search_text: str
    found_by: str
    said: str
    tokens: str
    rank: int
    region_code: int | None
    latitude: Any  # as they are stored
    longitude: Any
    disputed: bool
    undecided: bool
    uncited: bool
    flawed: bool
    timetable: Timetable | None
    document: str
    summary: str
    digest: str

    def stamped(self, updated_at: str, version: int) -> str:
        """The document with ``updated_at`` and the entry's ``version`` as its last members."""
        return f'{self.document[:-1]},"updated_at":"{updated_at}","version":{version}}}'


class RegionContext(NamedTuple):
    """What lying in a region says of all that lies there."""

    region: Region | None
    readings: terms.Readings
    summer: str


class Renderer:
    """Renders the records of one kind. Lives no longer than what they mention stays as it is."""

    def __init__(self, model: type[Publishable]) -> None:
        kind = kinds.of(model)
        self.model, self.kind, self.is_place = model, kind, issubclass(model, Place)
        self.serializer, self.summary_fields, self.checkup = kind.serializer(), kind.summary_fields, kind.checkup

        # The record's own fields, which are the entry's alike: loading has just asked them.
        at = ("latitude", "longitude") if self.is_place else ()
        self.position: list[Any] = [model._meta.get_field(name) for name in at]
        self.summers = timetables.summers_by_region() if self.is_place else {}
        self.known: dict[int, RegionContext] = {}

    def where(self, record: Publishable) -> RegionContext:
        region = record if isinstance(record, Region) else getattr(record, "region", None)
        if (found := self.known.get(id(region))) is None:
            summer = timetables.summer_of(region, self.summers) if region and self.summers else ""
            found = self.known[id(region)] = RegionContext(region, terms.readings(region), summer)
        return found

    def where_exactly(self, record: Any) -> list[Any]:
        """Latitude and longitude, as they are stored; nowhere, so that it is near nobody, where nobody can go."""
        if self.is_place and not record.is_working:
            return [None, None]
        return [stored(field, getattr(record, field.attname)) for field in self.position] or [None, None]

    def fetch(self, keys: list[Any]) -> list[Publishable]:
        """The public ones of the records with these keys, with all that rendering reads, in a constant number of queries."""
        lookups = prefetches(self.model, (*self.model.parts, *self.model.mention_paths()))
        records = self.model._default_manager.filter(pk__in=keys).order_by("pk").prefetch_related(*lookups)
        return [record for record in records if record.is_public]

    def render(self, record: Publishable) -> Rendered:
        document = self.serializer.to_representation(record)
        place, where = record if isinstance(record, Place) else None, self.where(record)
        text = orjson.dumps(document)
        summary = orjson.dumps({name: document[name] for name in self.summary_fields})
        names, rank = search_text(record, document), terms.rank(self.kind, document)
        found_by = terms.found_by(self.kind, record, document, where.readings)
        said = terms.said(self.kind, document)
        latitude, longitude = self.where_exactly(record)
        is_disputed = bool(document.get("disputed"))
        timetable = timetables.timetable_of(place, where.summer) if place else None
        indexed_text = indexed(found_by, said)
        beside = f"{names}\n{indexed_text}\n{rank}" + (f"\n{timetable.key}" if timetable else "")
        return Rendered(
            kind=record.kind,
            slug=document["slug"],
            name=document["name"],
            search_text=names,
            found_by=found_by,
            said=said,
            tokens=token_text(indexed_text),
            rank=rank,
            region_code=getattr(record, "region_id", None),
            latitude=latitude,
            longitude=longitude,
            disputed=is_disputed,
            undecided=isinstance(record, Record) and is_disputed and bool(undecided_fields(record)),
            uncited=isinstance(record, Record) and bool(unsourced(record)),
            flawed=self.checkup is not None and any(self.checkup(document)),
            timetable=timetable,
            document=text.decode(),
            summary=summary.decode(),
            digest=hashlib.sha256(b"\n".join([text, summary, beside.encode()])).hexdigest(),
        )


def search_text(record: Publishable, document: dict[str, Any]) -> str:
    """Name, aliases and pinyin in the form in which they are looked for, one per line."""
    names = [document["name"], *document.get("aliases", ()), document["slug"], getattr(record, "code", "")]
    pinyin = [*getattr(record, "pinyin", "").split(), getattr(record, "initials", "")]
    return "\n".join(search_keys([str(name) for name in names + pinyin if name]))
