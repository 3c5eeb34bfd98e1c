"""Publishing: a record is rendered once, into its Entry; everything public reads entries.

Record, entry, tombstone and the records that mention it change in one transaction.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, TypeVar

import orjson
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework.serializers import BaseSerializer

from . import findable, index, openings
from .hours import parsed
from .models import Entry, HoursPattern, Place, Publishable, Region, Sequence, within
from .text import search_key

BATCH = 500
S = TypeVar("S", bound=type[BaseSerializer[Any]])


class Rendering(NamedTuple):
    """How a model becomes a document, and which part of the document stands in a list."""

    document: type[BaseSerializer[Any]]
    summary: type[BaseSerializer[Any]]

    @property
    def summary_fields(self) -> tuple[str, ...]:
        return tuple(self.summary.Meta.fields)  # type: ignore[attr-defined]


renderings: dict[type[Publishable], Rendering] = {}


def renders(model: type[Publishable], summary: type[BaseSerializer[Any]]) -> Callable[[S], S]:
    """Register the decorated serializer as the one that renders a model's documents."""

    def register(serializer: S) -> S:
        renderings[model] = Rendering(serializer, summary)
        return serializer

    return register


def publishable_models() -> list[type[Publishable]]:
    """Every kind of record that can be published, in the order in which they were registered."""
    return list(renderings)


@transaction.atomic
def publish(things: Iterable[models.Model]) -> int:
    """Bring the entries of these records, and of those that mention them, up to date.

    A public record is rendered, any other is withdrawn to a tombstone. An entry that
    did not change keeps its sequence number. What has no entry itself (a Scheme) is
    brought up to date where it is mentioned. Returns how many entries changed.
    All or nothing.
    """
    given: dict[type[models.Model], set[Any]] = defaultdict(set)
    for thing in things:
        given[type(thing)].add(thing.pk)
    todo = [(model, list(keys)) for model, keys in given.items() if issubclass(model, Publishable)]
    return publish_keys([*todo, *(found for model, keys in given.items() for found in dependents(model, keys))])


def publish_all(model: type[Publishable], missing: bool = False) -> Iterator[int]:
    """Publish every record of a kind in batches, each its own transaction; yields the size of each finished batch.

    Interrupted and run again, it rewrites only what is not up to date yet; with
    ``missing`` it does not even look at records that have an entry.
    """
    queryset = model._default_manager.filter(entries__isnull=True) if missing else model._default_manager.all()
    for batch in batches(queryset.order_by("pk").values_list("pk", flat=True)):
        publish_batch(model, batch)
        yield len(batch)


@transaction.atomic
def remove(record: Publishable) -> None:
    """Delete a record; its entry becomes a tombstone and what mentioned it is published anew."""
    mentioning = dependents(type(record), [record.pk])
    withdraw(live_entries(type(record), [record.pk]).values())
    record.delete()
    publish_keys(mentioning)


def dependents(model: type[models.Model], keys: Collection[Any]) -> list[tuple[type[Publishable], list[Any]]]:
    """The records whose documents mention one of these."""
    found: dict[type[Publishable], set[Any]] = defaultdict(set)
    for owner, path in mentions(model):
        for batch in batches(keys):
            queryset = owner._default_manager.filter(mentioned(model, batch, path)).order_by()
            found[owner].update(queryset.values_list("pk", flat=True))
    return [(owner, list(mentioning)) for owner, mentioning in found.items()]


def mentions(model: type[models.Model]) -> set[tuple[type[Publishable], str]]:
    """Every way in which a document can mention this model: the kind, and its path to the model's key."""
    paths = ((owner, path_to(model, owner, path)) for owner in renderings for path in owner.mention_paths())
    return {(owner, path) for owner, path in paths if path}


def path_to(model: type[models.Model], owner: type[models.Model], path: str) -> str | None:
    """How far down a path of relations this model is first met: its key, or None."""
    here, steps = owner, path.split("__")
    for length, step in enumerate(steps, start=1):
        here = here._meta.get_field(step).related_model  # type: ignore[assignment]
        if here is model:
            return "__".join([*steps[:length], "pk"])
    return None


def mentioned(model: type[models.Model], keys: list[Any], path: str) -> Q:
    """The condition that a path leads to one of these; a document that names a region names those above it, too."""
    if model is Region:
        return reduce(or_, (within(code, path) for code in keys))
    return Q(**{f"{path}__in": keys})


def batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    every = list(keys)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]


def publish_keys(todo: Iterable[tuple[type[Publishable], Iterable[Any]]]) -> int:
    """Publish the records with these keys, each once. Returns how many entries changed."""
    merged: dict[type[Publishable], set[Any]] = defaultdict(set)
    for model, keys in todo:
        merged[model].update(keys)
    return sum(publish_batch(model, batch) for model, keys in merged.items() for batch in batches(sorted(keys)))


@transaction.atomic
def publish_batch(model: type[Publishable], keys: list[Any]) -> int:
    """Publish the records with these keys, in a constant number of queries. Returns how many entries changed."""
    # Whoever renders has the turn: two who render at once would each miss what the other changed.
    Sequence.take_turn()
    records = model._default_manager.for_document().filter(pk__in=keys)  # type: ignore[attr-defined]
    live = live_entries(model, keys)
    serializer, summers = renderings[model].document(), summers_for(model)
    rendered = [
        (render(record, serializer, summers), live.pop(record.pk, None)) for record in records if record.is_public
    ]
    changed = [(new, old) for new, old in rendered if not old or (old.digest, old.slug) != (new.digest, new.slug)]
    withdraw(live.values())
    leave_redirects([(old, new.slug) for new, old in changed if old and old.slug != new.slug])
    write(model.kind, changed)
    return len(changed) + len(live)


def live_entries(model: type[Publishable], keys: list[Any]) -> dict[Any, Entry]:
    content_type = ContentType.objects.get_for_model(model)
    return {entry.object_id: entry for entry in Entry.objects.filter(content_type=content_type, object_id__in=keys)}


def summers_for(model: type[Publishable]) -> dict[int, str]:
    return openings.summers_by_region() if issubclass(model, Place) else {}


def timetable(record: Publishable, summers: dict[int, str]) -> HoursPattern | None:
    """A place's pattern, not yet looked up among the stored ones."""
    if not isinstance(record, Place):
        return None
    pattern = openings.pattern_of(record, openings.summer_of(record.region, summers))
    return HoursPattern(key=pattern.key, spec=pattern.to_json())


def render(record: Publishable, serializer: BaseSerializer[Any], summers: dict[int, str]) -> Entry:
    """The record's entry as it would be now, not yet numbered, dated or saved."""
    document = serializer.to_representation(record)
    summary = orjson.dumps({name: document[name] for name in renderings[type(record)].summary_fields})
    text, names = orjson.dumps(document), search_text(record, document)
    found_by, rank = findable.found_by(record, document), findable.rank(record.kind, document)
    pattern = timetable(record, summers)
    beside = f"{names}\n{found_by}\n{rank}" + (f"\n{pattern.key}" if pattern else "")
    return Entry(
        kind=record.kind,
        slug=record.key,
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        name=document["name"],
        search_text=names,
        found_by=found_by,
        rank=rank,
        region_code=getattr(record, "region_id", None),
        latitude=record.latitude if isinstance(record, Place) else None,
        longitude=record.longitude if isinstance(record, Place) else None,
        disputed=bool(document.get("disputed")),
        hours_pattern=pattern,
        document=text.decode(),
        summary=summary.decode(),
        digest=hashlib.sha256(b"\n".join([text, summary, beside.encode()])).hexdigest(),
    )


def search_text(record: Publishable, document: dict[str, Any]) -> str:
    """Name, aliases and pinyin in the form in which they are looked for, one per line."""
    names = [document["name"], *document.get("aliases", ()), record.key, getattr(record, "code", "")]
    pinyin = [*getattr(record, "pinyin", "").split(), getattr(record, "initials", "")]
    return "\n".join(dict.fromkeys(search_key(str(name)) for name in names + pinyin if name))


def write(kind: str, changed: list[tuple[Entry, Entry | None]]) -> None:
    """Number, date and save new states of entries, over whatever stands at their addresses.

    A slug is one record's at a time, so what stands there is the record's own entry,
    a tombstone, or out of date.
    """
    there = {entry.slug: entry for entry in Entry.objects.of(kind).filter(slug__in=[new.slug for new, _ in changed])}
    now = timezone.now()
    for (new, old), sequence in zip(changed, Sequence.draw(len(changed)), strict=True):
        before = [entry for entry in (old, there.get(new.slug)) if entry]
        new.pk = there[new.slug].pk if new.slug in there else None
        new.sequence, new.updated_at, new.published_at = sequence, now, before[0].published_at if before else now
        new.version = 1 + max((entry.version for entry in before), default=0)
        stamp(new)
    keep_patterns([new for new, _ in changed])
    save([new for new, _ in changed])


def keep_patterns(entries: list[Entry]) -> None:
    """Point the entries at the stored rows of their patterns."""
    keyed = {pattern.key: parsed(pattern.spec) for entry in entries if (pattern := entry.hours_pattern)}
    stored = openings.stored(keyed.values()) if keyed else {}
    for entry in entries:
        if pattern := entry.hours_pattern:
            entry.hours_pattern_id = stored[pattern.key]


def stamp(entry: Entry) -> None:
    """Write into the document when it last changed and for the how-manieth time."""
    data = orjson.loads(entry.document) | {"updated_at": entry.updated_at.isoformat(), "version": entry.version}
    entry.document = orjson.dumps(data).decode()


def leave_redirects(moved: list[tuple[Entry, str]]) -> None:
    """Turn the entries of renamed records into tombstones that say where the record went."""
    for entry, slug in moved:
        entry.moved_to = slug
    withdraw(entry for entry, _ in moved)


def withdraw(entries: Iterable[Entry]) -> None:
    """Turn entries into tombstones: the address and a new sequence number stay, the content goes."""
    gone = list(entries)
    now = timezone.now()
    for entry, sequence in zip(gone, Sequence.draw(len(gone)), strict=True):
        entry.object_id, entry.document, entry.summary, entry.search_text, entry.digest = None, "", "", "", ""
        entry.found_by, entry.hours_pattern = "", None
        entry.disputed, entry.withdrawn_at, entry.updated_at, entry.sequence = False, now, now, sequence
        entry.version += 1
    save(gone)


def save(entries: list[Entry]) -> None:
    """Write whole entries, those that exist under the key they have: quicker than an UPDATE of every column."""
    there = Entry.objects.filter(pk__in=[entry.pk for entry in entries if entry.pk])
    before = index.rows(there.only("kind", "slug", "rank", "found_by"))
    there.delete()
    Entry.objects.bulk_create(entries)
    index.replace(before, index.rows(entries))
