"""Publishing: a record is rendered once, into its Entry; everything public reads entries.

Record, entry, tombstone and the records that mention it change in one transaction.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import partial, reduce
from itertools import groupby, starmap
from operator import attrgetter, itemgetter, or_
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from directory.core.batches import in_batches
from directory.core.caches import memoized
from directory.core.index import search_index, timetables
from directory.core.index.tokens import timed
from directory.core.kinds import kinds
from directory.core.models import Document, Entry, Publishable, Region, Sequence, within
from directory.core.models.bulk import delete, insert, new_keys, stored, update
from directory.core.models.entry import uid_of

from .parallel import in_order
from .rendering import Rendered, Renderer

BATCH = 500


def publishable_models() -> list[type[Publishable]]:
    """Every kind of record that can be published."""
    return [kind.model for kind in kinds]


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


def publish_all(model: type[Publishable], missing: bool = False, processes: int = 1) -> Iterator[int]:
    """Publish every record of a kind in batches, each its own transaction; yields the size of each finished batch.

    Interrupted and run again, it rewrites only what is not up to date yet; with
    ``missing`` it does not even look at records that have an entry. Several processes
    read and render ahead, this one writes.
    """
    queryset = model._default_manager.filter(entries__isnull=True) if missing else model._default_manager.all()
    keys = in_batches(queryset.order_by("pk").values_list("pk", flat=True), BATCH)
    watch = SequenceWatch()
    for batch, (seen, proposal) in in_order(partial(diff_ahead, model), keys, processes):
        with watch.turn() as is_stale:
            apply_diff(diff_entries(model, batch) if is_stale(seen) else proposal, staged=True)
        yield len(batch)
    search_index.merge()


class SequenceWatch:
    """Tells whether somebody else has published since a moment: by the numbers that were drawn, less our own."""

    def __init__(self) -> None:
        self.own: list[range] = []

    @contextmanager
    def turn(self) -> Iterator[Callable[[int], bool]]:
        """A transaction in which nobody else publishes. Gives the question: is what was read at this number out of date?"""
        with transaction.atomic():
            before = Sequence.take_turn().value
            yield lambda seen: self.others(seen) != self.others(before)
            self.own.append(range(before, Sequence.read()))

    def others(self, number: int) -> int:
        """How many of the numbers up to this one were drawn by others."""
        return number - sum(len(drawn) for drawn in self.own if drawn.stop <= number)


@transaction.atomic
def remove(record: Publishable) -> None:
    """Delete a record; its entry becomes a tombstone and what mentioned it is published anew."""
    mentioning = dependents(type(record), [record.pk])
    withdraw([entry.pk for entry in live_entries(type(record), [record.pk]).values()])
    record.delete()
    publish_keys(mentioning)


def dependents(model: type[models.Model], keys: Collection[Any]) -> list[tuple[type[Publishable], list[Any]]]:
    """The records whose documents mention one of these."""
    found: dict[type[Publishable], set[Any]] = defaultdict(set)
    for owner, path in mention_paths_to(model):
        for batch in in_batches(keys, BATCH):
            queryset = owner._default_manager.filter(mentions_any(model, batch, path)).order_by()
            found[owner].update(queryset.values_list("pk", flat=True))
    return [(owner, list(mentioning)) for owner, mentioning in found.items()]


@memoized(64)
def mention_paths_to(model: type[models.Model]) -> set[tuple[type[Publishable], str]]:
    """Every way in which a document can mention this model: the kind, and its path to the model's key."""
    paths = ((owner, path_to(model, owner, path)) for owner in publishable_models() for path in owner.mention_paths())
    return {(owner, path) for owner, path in paths if path}


def path_to(model: type[models.Model], owner: type[models.Model], path: str) -> str | None:
    """How far down a path of relations this model is first met: its key, or None."""
    here, steps = owner, path.split("__")
    for length, step in enumerate(steps, start=1):
        here = here._meta.get_field(step).related_model  # type: ignore[assignment]
        if here is model:
            return "__".join([*steps[:length], "pk"])
    return None


def mentions_any(model: type[models.Model], keys: list[Any], path: str) -> Q:
    """The condition that a path leads to one of these; a document that names a region names those above it, too."""
    if model is Region:
        return reduce(or_, (within(code, path) for code in keys))
    return Q(**{f"{path}__in": keys})


@transaction.atomic
def publish_keys(todo: Iterable[tuple[type[Publishable], Iterable[Any]]]) -> int:
    """Publish the records with these keys, each once. Returns how many entries changed.

    In batches over all kinds: a record and the few that mention it are read kind by kind, and written at once.
    """
    merged: dict[type[Publishable], set[Any]] = defaultdict(set)
    for model, keys in todo:
        merged[model].update(keys)
    # Whoever renders has the turn: two who render at once would each miss what the other changed.
    Sequence.take_turn()
    records = [(model, key) for model, keys in merged.items() for key in sorted(keys)]
    return sum(apply_diff(diff_of_kinds(batch)) for batch in in_batches(records, BATCH))


class StoredEntry(NamedTuple):
    """What counts of an entry that is there already, at the address or of the record that is published."""

    pk: int
    kind: str
    slug: str
    digest: str
    version: int
    published_at: datetime.datetime
    found_by: str
    said: str | None  # a tombstone has no document
    uid: uuid.UUID | None
    key: int
    region_code: int | None
    latitude: Any
    longitude: Any
    disputed: bool
    undecided: bool
    uncited: bool
    flawed: bool
    hours_pattern_id: int | None


ExistingEntries = dict[tuple[str, str], StoredEntry]  # by kind and slug
STORED_FIELDS = tuple("document__said" if name == "said" else name for name in StoredEntry._fields)


class EntryChange(NamedTuple):
    """A record's entry as it is to be, and as it is."""

    new: Rendered
    record: int
    old: StoredEntry | None

    @property
    def address(self) -> tuple[str, str]:
        return self.new.kind, self.new.slug

    @property
    def is_needed(self) -> bool:
        return self.old is None or (self.old.digest, self.old.slug) != (self.new.digest, self.new.slug)


class EntryDiff(NamedTuple):
    """What is to be done to bring some entries up to date."""

    changes: list[EntryChange]
    gone: list[int]


def diff_ahead(model: type[Publishable], keys: list[Any]) -> tuple[int, EntryDiff]:
    """With the number that was the last before anything was read: who draws another may have changed it."""
    return Sequence.read(), diff_entries(model, keys)


def diff_entries(model: type[Publishable], keys: list[Any]) -> EntryDiff:
    live, renderer = live_entries(model, keys), Renderer(model)
    changes = [
        EntryChange(renderer.render(record), record.pk, live.pop(record.pk, None)) for record in renderer.fetch(keys)
    ]
    return EntryDiff([change for change in changes if change.is_needed], [entry.pk for entry in live.values()])


def diff_of_kinds(records: list[tuple[type[Publishable], Any]]) -> EntryDiff:
    """One for all of these records, those of a kind in a row."""
    by_kind = groupby(records, key=itemgetter(0))
    diffs = [diff_entries(model, [key for _model, key in some]) for model, some in by_kind]
    return EntryDiff([change for each in diffs for change in each.changes], [pk for each in diffs for pk in each.gone])


def apply_diff(proposal: EntryDiff, staged: bool = False) -> int:
    withdraw(proposal.gone)
    return len(proposal.gone) + write(proposal.changes, staged)


def live_entries(model: type[Publishable], keys: Collection[Any]) -> dict[Any, StoredEntry]:
    about = ContentType.objects.get_for_model(model)
    found = Entry.objects.filter(content_type=about, object_id__among=keys)
    return {record: StoredEntry(*entry) for record, *entry in found.values_list("object_id", *STORED_FIELDS)}


def write(changes: list[EntryChange], staged: bool = False) -> int:
    """Number, date and save new states of entries, over whatever stands at their addresses. Returns how many.

    A slug is one record's at a time, so what stands there is the record's own entry,
    a tombstone, or out of date. Who writes very many has the index staged, and merges it at the end.
    """
    if not changes:
        return 0
    withdraw({old.pk: new.slug for new, _record, old in changes if old and old.slug != new.slug})
    existing = entries_at_addresses(changes)
    rows = entry_rows(changes, existing)
    upsert_entries(rows, existing)
    search_index.replace(
        search_index.rows(existing.values()),
        search_index.rows(rows),
        {row.key: tokens_of(row, change.new) for row, change in zip(rows, changes, strict=True)},
        staged,
    )
    return len(changes)


def tokens_of(row: EntryRow, rendered: Rendered) -> str:
    """The tokens that were made with its documents, and that of its hours."""
    return f"{rendered.tokens} {timed(row.hours_pattern_id)}" if row.hours_pattern_id else rendered.tokens


def entries_at_addresses(changes: list[EntryChange]) -> ExistingEntries:
    """What stands at the addresses of these changes."""
    existing = {change.address: change.old for change in changes if change.old and change.old.slug == change.new.slug}
    unknown: dict[str, list[str]] = defaultdict(list)
    for kind, slug in (change.address for change in changes if change.address not in existing):
        unknown[kind].append(slug)
    for kind, slugs in unknown.items():
        found = Entry.objects.filter(kind=kind, slug__among=slugs).values_list(*STORED_FIELDS)
        existing |= {(kind, entry.slug): entry for entry in starmap(StoredEntry, found)}
    return existing


class EntryRow(NamedTuple):
    """A live entry and its document as they are stored, without their number."""

    said: str
    text: str
    kind: str
    slug: str
    uid: Any  # as it is stored
    content_type_id: int
    object_id: int
    name: str
    search_text: str
    found_by: str
    rank: int
    key: int
    region_code: int | None
    latitude: Any
    longitude: Any
    disputed: bool
    undecided: bool
    uncited: bool
    flawed: bool
    hours_pattern_id: int | None
    summary: str
    digest: str
    version: int
    sequence: int
    published_at: Any
    updated_at: Any
    withdrawn_at: None = None
    moved_to: str = ""

    @property
    def address(self) -> tuple[str, str]:
        return self.kind, self.slug


DOCUMENT, ENTRY = EntryRow._fields[:2], EntryRow._fields[2:]
# What an entry may say anew in its place: of this, the database's indexes hold only the number and the moment.
CONTENT = ("name", "search_text", "found_by", "summary", "digest", "version", "sequence", "updated_at")
content = attrgetter(*CONTENT)


def upsert_entries(rows: list[EntryRow], existing: ExistingEntries) -> None:
    """Write entries: new ones, those that say something else in their place, and those that change their place.

    The last are written anew under the key they have: quicker than an UPDATE of every column.
    """
    changed, moved, numbered = [], [], []
    fresh = iter(new_keys(Entry, sum(row.address not in existing for row in rows)))
    for row in rows:
        old = existing.get(row.address)
        numbered.append((row, old.pk if old else next(fresh)))
        if old and indexed_columns(old) == indexed_columns(row):
            changed.append((*content(row), old.pk))
        else:
            moved.append((numbered[-1][1], *row[len(DOCUMENT) :]))
    delete(
        Entry,
        [old.pk for row in rows if (old := existing.get(row.address)) and indexed_columns(old) != indexed_columns(row)],
    )
    update(Entry, CONTENT, changed)
    insert(Entry, ("id", *ENTRY), moved)
    with_document = {old.pk for old in existing.values() if old.said is not None}
    update(Document, DOCUMENT, [(row.said, row.text, pk) for row, pk in numbered if pk in with_document])
    insert(
        Document, ("entry_id", *DOCUMENT), [(pk, row.said, row.text) for row, pk in numbered if pk not in with_document]
    )


def indexed_columns(entry: EntryRow | StoredEntry) -> tuple[Any, ...]:
    """Where indexes have an entry; its key tells its kind, its rank and its record, too."""
    at = [None if angle is None else Decimal(angle) for angle in (entry.latitude, entry.longitude)]
    marks = (entry.disputed, entry.undecided, entry.uncited, entry.flawed)
    return (entry.key, entry.region_code, *marks, entry.hours_pattern_id, *at)


def entry_rows(changes: list[EntryChange], existing: ExistingEntries) -> list[EntryRow]:
    """The new states, over what stands at their addresses."""
    patterns, now = pattern_ids(changes), timezone.now()
    moment, uid = Entry._meta.get_field("updated_at"), Entry._meta.get_field("uid")
    text, stored_now = now.isoformat(), stored(moment, now)
    rows = []
    for change, sequence in zip(changes, Sequence.draw(len(changes)), strict=True):
        new, record, old = change
        before = [entry for entry in (old, existing.get(change.address)) if entry]
        version = 1 + max((entry.version for entry in before), default=0)
        row = EntryRow(
            said=new.said,
            text=new.stamped(text, version),
            kind=new.kind,
            slug=new.slug,
            uid=stored(uid, uid_for(new.kind, new.slug, sequence, before)),
            content_type_id=content_type_of(new.kind),
            object_id=record,
            name=new.name,
            search_text=new.search_text,
            found_by=new.found_by,
            rank=new.rank,
            key=search_index.key_of(new.kind, new.rank, record),
            region_code=new.region_code,
            latitude=new.latitude,
            longitude=new.longitude,
            disputed=new.disputed,
            undecided=new.undecided,
            uncited=new.uncited,
            flawed=new.flawed,
            hours_pattern_id=patterns[new.timetable.key] if new.timetable else None,
            summary=new.summary,
            digest=new.digest,
            version=version,
            sequence=sequence,
            published_at=stored(moment, before[0].published_at) if before else stored_now,
            updated_at=stored_now,
        )
        rows.append(row)
    return rows


def content_type_of(kind: str) -> int:
    return ContentType.objects.get_for_model(kinds[kind].model).pk


def uid_for(kind: str, slug: str, sequence: int, before: list[StoredEntry]) -> uuid.UUID:
    """The identity of a record's entry: the one it has, else by its first address.

    So it is the same wherever the same records are seeded. Where another record has moved away from this address, and
    has taken its identity along, by the sequence number, too.
    """
    if known := next((entry.uid for entry in before if entry.uid), None):
        return known
    return uid_of(kind, f"{slug}/{sequence}" if before else slug)


def pattern_ids(changes: list[EntryChange]) -> dict[str, int]:
    """The numbers of the changes' patterns by their keys."""
    specs = {timetable.key: timetable.spec for change in changes if (timetable := change.new.timetable)}
    return timetables.stored_patterns(specs) if specs else {}


def withdraw(entries: Collection[int] | Mapping[int, str]) -> None:
    """Turn entries into tombstones: the address and a new sequence number stay, the content goes.

    With a mapping, they say to which slug the record has moved.
    """
    if not entries:
        return
    moves = entries if isinstance(entries, Mapping) else {}
    live = Entry.objects.filter(pk__in=list(entries)).select_related("document").order_by("pk")
    gone, now = list(live), timezone.now()
    before = search_index.rows(gone)
    for entry, sequence in zip(gone, Sequence.draw(len(gone)), strict=True):
        entry.object_id, entry.summary, entry.search_text, entry.digest = None, "", "", ""
        entry.found_by, entry.key, entry.hours_pattern = "", -sequence, None
        entry.undecided = entry.uncited = entry.flawed = False
        entry.disputed, entry.withdrawn_at, entry.updated_at, entry.sequence = False, now, now, sequence
        entry.moved_to, entry.version = moves.get(entry.pk, ""), entry.version + 1
        entry.uid = None if entry.moved_to else entry.uid  # it goes with the record
        entry.save()
    Document.objects.filter(entry__in=gone).delete()
    search_index.replace(before, {})
