"""Two records become one: values, rows, citations, aliases and whatever mentioned the other; and back again."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from directory.core.models import Change, Origin, Pair, Version
from directory.core.publishing.publish import dependents, live_entries, publish, publish_keys, withdraw

from . import versions
from .applying import Stale, change_at_once, undo
from .lines import patched
from .restoring import bring_back
from .states import State, state_of

OWN = frozenset({"slug", "name", "pinyin", "status", "verified_on", "verified_by", "possible_duplicates"})
NOTHING: tuple[Any, ...] = (None, "", [], False)
SUMMERS = ("summer_from_month", "summer_from_day", "summer_to_month", "summer_to_day")
POSITION = ("latitude", "longitude", "datum", "source_latitude", "source_longitude")
TOGETHER = (SUMMERS, POSITION)  # columns that are one value


def differing(survivor: State, other: State) -> list[str]:
    """The fields on which both say something, and not the same: a choice for each."""
    fields = [name for name, value in survivor["fields"].items() if name not in OWN and value not in NOTHING]
    found = [name for name in fields if other["fields"][name] not in (*NOTHING, survivor["fields"][name])]
    return [name for name in found if name not in ("aliases", "editorial", "unfinished") and is_first(name)]


def is_first(name: str) -> bool:
    return not any(name in group and name != group[0] for group in TOGETHER)


def merged(survivor: State, other: State, chosen: Mapping[str, str], aliases: list[str]) -> State:
    """What the survivor says afterwards. ``chosen`` names the fields on which the other is right."""
    found = patched(survivor, [])
    fields, theirs = found["fields"], other["fields"]
    for name, value in theirs.items():
        first = next((group[0] for group in TOGETHER if name in group), name)
        is_theirs = chosen.get(first) == "other" or survivor["fields"][first] in NOTHING
        if name not in OWN and is_theirs and value not in NOTHING:
            fields[name] = value
    for name in ("aliases", "editorial", "unfinished"):
        extra = aliases if name == "aliases" else []
        fields[name] = [one for one in dict.fromkeys([*fields[name], *theirs[name], *extra]) if one != fields["name"]]
    for name, keys in other["sets"].items():
        if name not in OWN:
            found["sets"][name] = sorted({*found["sets"][name], *keys}, key=str)
    for part, rows in other["rows"].items():
        there = [content(row) for row in found["rows"][part]]
        found["rows"][part] += [copy.deepcopy(row) for row in rows if content(row) not in there]
    keys = (theirs["slug"], fields["slug"])
    found["sets"]["possible_duplicates"] = [
        key for key in {*found["sets"]["possible_duplicates"], *other["sets"]["possible_duplicates"]} if key not in keys
    ]
    return found


def content(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("uid", "position")}


@transaction.atomic
def merge(
    pair: Pair, survivor: Any, chosen: Mapping[str, str], by: Any = None, seen: Mapping[int, int] | None = None
) -> Any:
    """Make one record of a pair. ``seen`` are the versions that were looked at, by key.

    Raises Stale where one has changed or gone since, ValidationError for what the rules refuse; then nothing is done.
    """
    Pair.objects.select_for_update().get(pk=pair.pk)
    pair.refresh_from_db()
    model: Any = pair.content_type.model_class()
    found = {
        record.pk: record
        for record in model._default_manager.select_for_update().filter(pk__in=[pair.one, pair.other]).order_by("pk")
    }
    if pair.state == Pair.State.MERGED or len(found) < 2:
        raise Stale("这一对已经合并过，或其中一个已被删除。")
    if seen is not None and any(seen.get(key) != record.version for key, record in found.items()):
        raise Stale("在您打开之后，其中一个已被修改，没有合并。请再看一遍。")
    survivor = found.pop(survivor.pk)
    (other,) = found.values()
    wanted = merged(state_of(survivor), state_of(other), chosen, [other.name])
    versions.note_deletion(other, versions.Edit(Origin.MERGE, by, word=f"并入 {survivor.name}"))
    moved = list(move_references(model, other, survivor))
    remove_into(other, survivor)
    change = change_at_once(survivor, wanted, Origin.MERGE, by, note=f"并入 {other.name}")
    move_waiting(pair, survivor)
    pair.state, pair.survivor, pair.change, pair.moved = Pair.State.MERGED, survivor.pk, change, moved
    pair.decided_by, pair.decided_at = by, timezone.now()
    pair.save()
    survivor.refresh_from_db()
    return survivor


def references(model: Any) -> Iterator[models.ForeignKey[Any, Any]]:
    """The columns by which other records, and rows of others, refer to one of this kind."""
    own = {model._meta.get_field(part).related_model for part in model.parts}
    for relation in model._meta.related_objects:
        if isinstance(relation.field, models.ForeignKey) and relation.related_model not in own:
            yield relation.field


def move_references(model: Any, other: Any, survivor: Any) -> Iterator[list[Any]]:
    """Point whatever names the other to the survivor; what is there already is dropped, and stands in its record's history."""
    for field in references(model):
        owner: Any = field.model
        for row in owner._default_manager.filter(**{field.name: other}).order_by("pk"):
            about: Any = getattr(row, "record", row)
            versions.keep(type(about), [about.pk])
            setattr(row, field.name, survivor)
            if row == survivor:
                continue
            try:
                with transaction.atomic():
                    row.save()
                yield [owner._meta.label, row.pk, field.name]
            except IntegrityError:
                row.delete()
            bump(about, Origin.MERGE)


def bump(record: Any, origin: str) -> None:
    """Its rows have changed, and so has it."""
    model = type(record)
    model._default_manager.filter(pk=record.pk).update(version=models.F("version") + 1)
    versions.note(model, [record.pk], versions.Edit(origin, word="所指的机构已合并"))
    publish([record])


def remove_into(other: Any, survivor: Any) -> None:
    """Delete a record; its address leads to the survivor's."""
    model = type(other)
    mentioning = dependents(model, [other.pk])
    withdraw({entry.pk: survivor.slug for entry in live_entries(model, [other.pk]).values()})
    other.delete()
    publish_keys(mentioning)


def move_waiting(pair: Pair, survivor: Any) -> None:
    """Changes that wait for the other wait for the survivor; pairs with a third are pairs with the survivor."""
    about = ContentType.objects.get_for_model(survivor)
    gone = pair.one if survivor.pk == pair.other else pair.other
    Change.objects.waiting().filter(content_type=about, object_id=gone).update(object_id=survivor.pk)
    pairs = Pair.objects.filter(content_type=about).exclude(pk=pair.pk).exclude(state=Pair.State.MERGED)
    for each in pairs.filter(models.Q(one=gone) | models.Q(other=gone)):
        third = each.other if each.one == gone else each.one
        one, other = sorted((third, survivor.pk))
        if one == other or pairs.filter(one=one, other=other).exists():
            each.delete()
        else:
            each.one, each.other = one, other
            each.save()


@transaction.atomic
def unmerge(pair: Pair, by: Any = None) -> Any:
    """Two records again: the survivor says what it said, the other is back with its address and what referred to it."""
    Pair.objects.select_for_update().get(pk=pair.pk)
    pair.refresh_from_db()
    if pair.state != Pair.State.MERGED:
        raise Stale("这一对没有合并，或已经撤销。")
    model: Any = pair.content_type.model_class()
    gone = pair.one if pair.survivor == pair.other else pair.other
    deletion = Version.objects.filter(content_type=pair.content_type, object_id=gone, is_deletion=True).first()
    if deletion is None:
        raise Stale("没有找到合并前的内容。")
    if pair.change and undo(pair.change, by).waiting:
        raise ValidationError("合并以后有人改过同样的内容，不能整体撤销。请在历史里恢复。")
    back = bring_back(deletion, by, Origin.UNDO)
    for label, key, name in pair.moved:
        owner: Any = apps.get_model(label)
        row = owner._default_manager.filter(pk=key, **{name: pair.survivor}).first()
        if row is not None:
            about: Any = getattr(row, "record", row)
            versions.keep(type(about), [about.pk])
            setattr(row, name, back)
            row.save()
            bump(about, Origin.UNDO)
    pair.state, pair.survivor, pair.moved, pair.change = Pair.State.OPEN, None, [], None
    pair.save()
    publish([back, *model._default_manager.filter(pk__in=[pair.one, pair.other])])
    return back
