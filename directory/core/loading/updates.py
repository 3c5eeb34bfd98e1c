"""Records that are there are brought up to date with what lines say: read, compared and written many at a time.

What a line does not speak of stays. Where it speaks of all that the record now holds,
the record is what was rendered beside the line, and is not rendered again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models

from directory.core.changes import versions
from directory.core.language.text import pinyin_words
from directory.core.models.bulk import as_stored, insert, update
from directory.core.publishing.publish import EntryChange, dependents, live_entries, publish_keys, write

from .errors import UncitedLines
from .lines import RecordShape
from .links import through
from .uncited import StoredRecord, UncitedFields, lines_of

if TYPE_CHECKING:
    from .loader import Ready

Rows = dict[int, list[Any]]  # by the record that they belong to


class StoredRecords(NamedTuple):
    """Some records of a kind as they are stored, with their rows and the keys of the many that they refer to."""

    records: dict[str, tuple[int, list[Any]]]  # by slug: key and values
    parts: dict[str, Rows]
    sets: dict[str, Rows]

    @classmethod
    def read(cls, shape: RecordShape, slugs: Sequence[str]) -> StoredRecords:
        pk, found = shape.model._meta.pk, shape.model._default_manager.filter(slug__among=slugs).order_by()
        position = shape.names.index("slug")
        records = {
            values[position]: (key, values)
            for key, *values in as_stored([pk, *shape.fields], found.values_list("pk", *shape.names))
        }
        keys = [key for key, _values in records.values()]
        return cls(
            records,
            {name: rows(part.model, part.names, keys) for name, part in shape.parts.items()},
            {field.name: referred(field, keys) for field in shape.model._meta.many_to_many},
        )


def rows(model: Any, names: Sequence[str], keys: list[int]) -> Rows:
    """The rows of these records, each with its identity first."""
    found, fields = defaultdict(list), [model._meta.get_field(name) for name in names]
    for key, *values in as_stored(fields, model._default_manager.filter(record__among=keys).values_list(*names)):
        found[key].append(tuple(values))
    return found


def referred(field: Any, keys: list[int]) -> Rows:
    found, (own, other) = defaultdict(list), through(field)
    pairs = field.remote_field.through._default_manager.filter(**{f"{own}__among": keys}).values_list(own, other)
    for key, to in pairs:
        found[key].append(to)
    return found


class RecordDiff(NamedTuple):
    """What is to be written of a record."""

    key: int
    ready: Ready
    columns: dict[str, Any]
    parts: dict[str, list[Any]]  # all its rows anew
    sets: dict[str, tuple[set[int], set[int]]]  # what goes, what comes
    is_whole: bool  # it is now what was rendered beside the line
    uncited: list[str]  # the fields that would become public though nobody answers for them


def apply_updates(shape: RecordShape, ready: list[Ready], uids: Iterator[str]) -> int:
    """Write and publish what lines say otherwise than the records. Returns how many changed.

    Raises UncitedLines before anything is written.
    """
    stored_records = StoredRecords.read(shape, [each.slug for each in ready])
    diffs = [diff for each in ready if (diff := diff_record(shape, stored_records, each, uids))]
    if shape.edit and (uncited := {each.ready.slug: each.uncited for each in diffs if each.uncited}):
        raise UncitedLines(uncited)
    if not diffs:
        return 0
    model: Any = shape.model
    if shape.edit:
        versions.keep(model, [each.key for each in diffs])
    write_columns(model, diffs)
    for name, part in shape.parts.items():
        anew = {each.key: each.parts[name] for each in diffs if name in each.parts}
        part.model._default_manager.filter(record__among=list(anew)).delete()
        insert(part.model, part.names, ((key, *row) for key, rows in anew.items() for row in rows))
    for name in shape.sets:
        write_set(model._meta.get_field(name), [(each.key, *each.sets[name]) for each in diffs if name in each.sets])
    if shape.edit:
        publish_updated(model, diffs)
        versions.note(model, [each.key for each in diffs], shape.edit)
    return len(diffs)


def diff_record(
    shape: RecordShape, stored_records: StoredRecords, ready: Ready, uids: Iterator[str]
) -> RecordDiff | None:
    key, values = stored_records.records[ready.slug]
    wanted = wanted_values(shape, values, ready)
    columns = {name: new for name, old, new in zip(shape.names, values, wanted, strict=True) if old != new}
    before = {name: found.get(key, []) for name, found in stored_records.parts.items()}
    parts = {
        name: list(with_identity(ready.parts.get(name, []), before[name], uids))
        for name in shape.parts
        if name in ready.given and without_identity(before[name]) != without_identity(ready.parts.get(name, []))
    }
    sets = {}
    for name in shape.sets:
        old, new = set(stored_records.sets[name].get(key, ())), set(ready.sets.get(name, ()))
        if name in ready.given and old != new:
            sets[name] = (old - new, new - old)
    kept = {name: found.get(key, ()) for name, found in stored_records.sets.items()}
    after = StoredRecord(wanted, {**before, **parts}, {**kept, **{name: ready.sets.get(name) for name in sets}})
    uncited = UncitedFields.of(shape, ready, StoredRecord(values, before, kept), after)
    if uncited.answered:
        columns["editorial"] = "\n".join([*lines_of(wanted[shape.ticks]), *uncited.answered])
        wanted[shape.ticks] = columns["editorial"]
    if not (columns or parts or sets):
        return None
    columns["version"] = values[shape.names.index("version")] + 1
    not_given = [*before, *stored_records.sets]
    alone = not any(
        {**stored_records.parts, **stored_records.sets}[name].get(key) for name in not_given if name not in ready.given
    )
    return RecordDiff(key, ready, columns, parts, sets, alone and matches_line(shape, wanted, ready), uncited.refused)


def wanted_values(shape: RecordShape, values: list[Any], ready: Ready) -> list[Any]:
    wanted, pinyin = values.copy(), shape.pinyin
    for told in ready.given:
        if column := shape.columns.get(told):
            wanted[column.position] = ready.values[column.position]
    # One that staff have reviewed stays.
    name, region = (values[shape.names.index(field)] for field in ("name", "region_id"))
    made = {pinyin_words(name), shape.world.pinyin(name, shape.world.gazetteer.regions.get(region))}
    if wanted[pinyin] != ready.values[pinyin] and values[pinyin] in made:
        wanted[pinyin] = ready.values[pinyin]
    return wanted


def matches_line(shape: RecordShape, wanted: list[Any], ready: Ready) -> bool:
    """Whether the line says all that the record now holds, but for what no document shows."""
    pairs = zip(shape.names, wanted, ready.values, strict=True)
    return all(ours == given or name in ("version", "verified_by_id") for name, ours, given in pairs)


def without_identity(found: Iterable[Any]) -> list[Any]:
    return [row[1:] for row in found]


def with_identity(new_rows: list[Any], before: list[Any], uids: Iterator[str]) -> Iterator[tuple[Any, ...]]:
    """Each row keeps the identity that it is told, else that of the one that stood in its place."""
    taken = {uid for uid, *_values in new_rows if uid}
    for place, (uid, *values) in enumerate(new_rows):
        before_it = before[place][0] if place < len(before) and before[place][0] not in taken else None
        yield (uid or before_it or next(uids), *values)


def write_columns(model: type[models.Model], diffs: list[RecordDiff]) -> None:
    """Together where the same columns change: only their indexes are touched."""
    alike: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
    for each in diffs:
        alike[tuple(each.columns)].append([*each.columns.values(), each.key])
    for names, rows in alike.items():
        update(model, names, rows)


def write_set(field: Any, changes: list[tuple[int, set[int], set[int]]]) -> None:
    table, (own, other) = field.remote_field.through, through(field)
    for key, gone, _new in changes:
        if gone:
            table._default_manager.filter(**{own: key, f"{other}__in": gone}).delete()
    insert(table, (own, other), [(key, to) for key, _gone, new in changes for to in sorted(new)])


def publish_updated(model: Any, diffs: list[RecordDiff]) -> None:
    """With what mentions them. Those that are as their lines say need not be read again."""
    keys = [each.key for each in diffs]
    known = {each.key: each.ready.rendered for each in diffs if each.is_whole and each.ready.rendered}
    live = live_entries(model, list(known))
    changes = [EntryChange(rendered, key, live.get(key)) for key, rendered in known.items()]
    write([change for change in changes if change.is_needed], staged=True)
    publish_keys([(model, [key for key in keys if key not in known]), *dependents(model, keys)])
