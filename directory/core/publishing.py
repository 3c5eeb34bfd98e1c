"""Publishing: a record is rendered once, into its Entry; everything public reads entries.

Record, entry, tombstone and the records that mention it change in one transaction.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import orjson
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from rest_framework.serializers import BaseSerializer

from .models import Entry, Place, Publishable, Row, Sequence
from .text import search_key

BATCH = 500
S = TypeVar("S", bound=type[BaseSerializer[Any]])


class Rendering(NamedTuple):
    """How a model becomes a document, and which of the document's fields stand in a list."""

    serializer: type[BaseSerializer[Any]]
    summary: tuple[str, ...]


renderings: dict[type[Publishable], Rendering] = {}


def renders(model: type[Publishable], summary: type[BaseSerializer[Any]]) -> Callable[[S], S]:
    """Register the decorated serializer as the one that renders a model's documents."""

    def register(serializer: S) -> S:
        renderings[model] = Rendering(serializer, tuple(summary.Meta.fields))  # type: ignore[attr-defined]
        return serializer

    return register


def publishable_models() -> list[type[Publishable]]:
    """Every kind of record that can be published, in the order in which they were registered."""
    return list(renderings)


def publish(records: Iterable[Publishable]) -> int:
    """Bring the entries of these records, and of those that mention them, up to date.

    A public record is rendered, any other is withdrawn to a tombstone. An entry whose
    document did not change keeps its sequence number. Returns how many entries changed.
    All or nothing.
    """
    with transaction.atomic():
        todo = by_model(records)
        for record in [record for batch in todo.values() for record in batch.values()]:
            for queryset in dependents(record):
                todo[queryset.model].update({other.pk: other for other in queryset})
        return sum(publish_batch(model, list(batch)) for model, batch in todo.items())


def publish_all(model: type[Publishable], missing: bool = False) -> Iterator[int]:
    """Publish every record of a kind in batches, each its own transaction; yields the size of each finished batch.

    Interrupted and run again, it rewrites only what is not up to date yet; with
    ``missing`` it does not even look at records that have an entry.
    """
    queryset = model._default_manager.filter(entries__isnull=True) if missing else model._default_manager.all()
    keys = list(queryset.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        publish_batch(model, batch)
        yield len(batch)


def remove(record: Publishable) -> None:
    """Delete a record; its entry becomes a tombstone and what mentioned it is published anew."""
    with transaction.atomic():
        mentioning = by_model(other for queryset in dependents(record) for other in queryset)
        withdraw(live_entries(type(record), [record.pk]).values())
        record.delete()
        for model, batch in mentioning.items():
            publish_batch(model, list(batch))


def by_model(records: Iterable[Publishable]) -> dict[type[Publishable], dict[Any, Publishable]]:
    grouped: dict[type[Publishable], dict[Any, Publishable]] = defaultdict(dict)
    for record in records:
        grouped[type(record)][record.pk] = record
    return grouped


def dependents(record: Publishable) -> Iterator[models.QuerySet[Any]]:
    """The records whose documents mention this one: those that point at it, themselves or with one of their rows."""
    for relation in record._meta.related_objects:
        model: Any = relation.related_model
        name = relation.field.name
        if issubclass(model, Publishable):
            yield model._default_manager.filter(**{name: record.pk})
        elif issubclass(model, Row) and name != "record":
            owner = model._meta.get_field("record").related_model
            rows = model.objects.filter(**{name: record.pk}).values("record")
            yield owner._default_manager.filter(pk__in=rows)


@transaction.atomic
def publish_batch(model: type[Publishable], keys: list[Any]) -> int:
    """Publish the records with these keys, in a constant number of queries. Returns how many entries changed."""
    records = list(model._default_manager.for_document().filter(pk__in=keys))  # type: ignore[attr-defined]
    public = [record for record in records if record.is_public]
    live = live_entries(model, keys)
    serializer = renderings[model].serializer()
    rendered = [(render(record, serializer), live.get(record.pk)) for record in public]
    changed = [(new, old) for new, old in rendered if not old or (old.digest, old.slug) != (new.digest, new.slug)]
    gone = [entry for pk, entry in live.items() if pk not in {record.pk for record in public}]
    write(changed)
    withdraw(gone)
    return len(changed) + len(gone)


def live_entries(model: type[Publishable], keys: list[Any]) -> dict[Any, Entry]:
    content_type = ContentType.objects.get_for_model(model)
    return {entry.object_id: entry for entry in Entry.objects.filter(content_type=content_type, object_id__in=keys)}


def render(record: Publishable, serializer: BaseSerializer[Any]) -> Entry:
    """The record's entry as it would be now, not yet numbered, dated or saved."""
    document = serializer.to_representation(record)
    text = orjson.dumps(document)
    return Entry(
        kind=record.kind,
        slug=record.key,
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        name=document["name"],
        search_text=search_text(record, document),
        region_code=getattr(record, "region_id", None),
        latitude=record.latitude if isinstance(record, Place) else None,
        longitude=record.longitude if isinstance(record, Place) else None,
        disputed=bool(document.get("disputed")),
        document=text.decode(),
        summary=orjson.dumps({name: document[name] for name in renderings[type(record)].summary}).decode(),
        digest=hashlib.sha256(text).hexdigest(),
    )


def search_text(record: Publishable, document: dict[str, Any]) -> str:
    """Name, aliases and pinyin in the form in which they are looked for, one per line."""
    names = [document["name"], *document.get("aliases", ()), record.key, getattr(record, "code", "")]
    pinyin = [*getattr(record, "pinyin", "").split(), getattr(record, "initials", "")]
    return "\n".join(dict.fromkeys(search_key(str(name)) for name in names + pinyin if name))


def write(changed: list[tuple[Entry, Entry | None]]) -> None:
    """Number, date and save new states of entries, over the old ones or a tombstone at the same address."""
    now = timezone.now()
    tombstones = {
        (entry.kind, entry.slug): entry
        for entry in Entry.objects.filter(
            kind__in={new.kind for new, _ in changed}, slug__in=[new.slug for new, _ in changed], object_id__isnull=True
        )
    }
    moved = [(old, new.slug) for new, old in changed if old and old.slug != new.slug]
    leave_redirects(moved)
    create: list[Entry] = []
    update: list[Entry] = []
    for (new, live), sequence in zip(changed, Sequence.draw(len(changed)) if changed else (), strict=True):
        old = tombstones.get((new.kind, new.slug)) or (live if live and live.slug == new.slug else None)
        new.sequence, new.updated_at, new.published_at = sequence, now, old.published_at if old else now
        new.version = old.version + 1 if old else 1
        stamp(new)
        new.pk = old.pk if old else None
        (update if old else create).append(new)
    Entry.objects.bulk_create(create)
    fields = [field.name for field in Entry._meta.concrete_fields if not field.primary_key]
    Entry.objects.bulk_update(update, fields, batch_size=100)


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
    for entry, sequence in zip(gone, Sequence.draw(len(gone)) if gone else (), strict=True):
        entry.object_id, entry.document, entry.summary, entry.search_text, entry.digest = None, "", "", "", ""
        entry.disputed, entry.withdrawn_at, entry.updated_at, entry.sequence = False, now, now, sequence
        entry.version += 1
    fields = "object_id document summary search_text digest disputed withdrawn_at updated_at sequence version moved_to"
    Entry.objects.bulk_update(gone, fields.split(), batch_size=100)
