"""A change → the record: under its lock, line by line, published and kept as one version."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.core.models import NATION, Change, Origin, Publishable, Record
from directory.core.publishing.publish import publish
from directory.core.sources.provenance import labelled, newly_unsourced, unsourced

from . import versions
from .lines import Checked, Line, Standing, check, diff, inverse, patched
from .states import EMPTY, State, state_of
from .writing import told, write

BACK = frozenset({Origin.UNDO, Origin.RESTORE, Origin.MERGE})


class Stale(ValidationError):
    """The record has changed since it was looked at, or is no more."""


class Applied(NamedTuple):
    """What has become of a change."""

    record: Any
    written: list[Line]
    waiting: list[Checked]  # lines that clash: somebody has to decide
    already: bool = False  # it had been applied before


def change_for(
    record: Publishable,
    lines: list[Line],
    origin: str,
    by: Any = None,
    *,
    note: str = "",
    state: str = Change.State.SUBMITTED,
    follows: Change | None = None,
) -> Change:
    """Store what somebody wants a record to say, made from its present version."""
    return Change.objects.create(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        name=str(getattr(record, "name", record))[:200],
        region_id=region_of(record),
        base=record.version,
        lines=lines,
        origin=origin,
        state=state,
        note=note[:300],
        made_by=by,
        follows=follows,
    )


def region_of(record: Any) -> int:
    """Where a record lies; what lies nowhere concerns the nation."""
    return getattr(record, "region_id", None) or NATION


def lock(model: Any, key: Any) -> Any:
    """A record, locked until the transaction ends; None where it is no more."""
    return model._default_manager.select_for_update().filter(pk=key).first()


def lock_change(change: Change) -> None:
    Change.objects.select_for_update().get(pk=change.pk)
    change.refresh_from_db()


class Comparison(NamedTuple):
    """A change beside its record as it is now, which is locked until the transaction ends."""

    model: Any
    record: Any  # None: the change makes it, or it is no more
    now: State
    checked: list[Checked]

    @classmethod
    def of(cls, change: Change) -> Comparison:
        model: Any = change.content_type.model_class()
        record = lock(model, change.object_id) if change.object_id else None
        now = state_of(record) if record else EMPTY
        return cls(model, record, now, check(change.lines, now))

    def with_lines(self, lines: list[Line], origin: str) -> State:
        """What the record says once these lines and their citations are written."""
        return with_citations(patched(with_blank(self.now, self.model), lines), lines, origin)


@transaction.atomic
def apply(
    change: Change,
    by: Any = None,
    *,
    take: Collection[str] | None = None,
    over: Collection[str] = (),
    seen: int | None = None,
    hold: Collection[str] = (),
) -> Applied:
    """Write a change: its clean lines, or of them those at the paths to ``take``; what clashes only where it stands in
    ``over`` and was decided on while looking at the version that is still the last (``seen``).

    What is left over waits as a change of its own, and so does what is at the paths to ``hold``; with ``take``, the rest
    is dropped. A second time nothing happens. Raises ValidationError for what the
    record's rules refuse, Stale where it is no more; then nothing is written.
    """
    lock_change(change)
    compared = Comparison.of(change)
    record = compared.record
    if change.state == Change.State.APPLIED:
        return Applied(record, [], [], already=True)
    if change.object_id and record is None:
        raise Stale(f"“{change.name}”已被删除，没有采用。先在“已删除”里恢复它。")
    if over and seen != (record.version if record else 0):
        over = ()
    chosen = [each for each in compared.checked if is_chosen(each, take, over)]
    waiting = [each for each in compared.checked if each not in chosen and each.standing is not Standing.DONE]
    waiting = [each for each in waiting if take is None or each.line["path"] in {*take, *over, *hold}]
    written = [each.line for each in chosen]
    if not written and waiting:
        return Applied(record, [], waiting)
    record = save(record, compared.now, compared.with_lines(written, change.origin), change, by)
    change.object_id, change.made_version = record.pk, record.version
    change.lines = lines_made(compared.now, state_of(record), written)
    change.move(Change.State.APPLIED, by)
    if waiting:
        rest = [each.line for each in waiting]
        change_for(record, rest, change.origin, change.made_by, note=change.note, follows=change)
    return Applied(record, written, waiting)


def with_change(change: Change) -> Any:
    """The record as it would be with every line of a change, clashes and all, written without publishing: for whoever
    looks at it and rolls back. Raises ValidationError."""
    compared = Comparison.of(change)
    lines = [each.line for each in compared.checked if each.standing is not Standing.DONE]
    before = compared.now if compared.record else None
    wanted = compared.with_lines(lines, change.origin)
    return write(compared.model, compared.record, before, wanted, change.object_id)[0]


def lines_made(before: State, after: State, asked: Iterable[Line]) -> list[Line]:
    """What a change has really done, with what the record's rules and its citations have added, so that it can be undone."""
    citations = {each["path"]: each.get("citation") for each in asked}
    return [{**each, "citation": citations.get(each["path"])} for each in diff(before, after)]


def is_chosen(each: Checked, take: Collection[str] | None, over: Collection[str]) -> bool:
    path = each.line["path"]
    if each.standing is Standing.CLEAN:
        return take is None or path in take
    return each.standing is Standing.CLASH and path in over


def with_blank(now: State, model: Any) -> State:
    """The state with every set it could have, so that a new record's sets are told from its fields."""
    return {**now, "sets": {field.name: [] for field in model._meta.many_to_many} | now["sets"]}


def save(record: Any, now: State, wanted: State, change: Change, by: Any) -> Any:
    """Write a state, publish it and what it concerns, and keep it as a version."""
    model: Any = change.content_type.model_class()
    if record is not None and not diff(now, wanted):
        return record
    others = others_of(model, now, wanted)
    versions.keep(model, [*([record.pk] if record else []), *others])
    before = unsourced(record) if isinstance(record, Record) and record.is_public else []
    fresh, key = record is None, change.object_id
    try:
        with transaction.atomic():
            record, touched = write(model, record, None if fresh else now, wanted, key)
    except IntegrityError as error:
        raise ValidationError("和别的记录冲突（例如网址标识或编码已被占用），没有写入。") from error
    refuse_uncited(record, before, change)
    for other in model._default_manager.select_for_update().filter(pk__in=touched).order_by("pk"):
        other.version += 1
        other.save(update_fields=["version"])
    publish([record, *model._default_manager.filter(pk__in=touched)])
    versions.note(model, [record.pk, *touched], versions.Edit(change.origin, by, change, change.note))
    return record


def refuse_uncited(record: Any, before: list[str], change: Change) -> None:
    """Raises ValidationError where a public record would say something that no source does; going back to what was
    public before is no such thing."""
    if not isinstance(record, Record) or change.origin in BACK:
        return
    fresh = type(record)._default_manager.get(pk=record.pk)
    if missing := newly_unsourced(fresh, before):
        raise ValidationError(f"没有出处，不能公开：{labelled(type(record), missing)}。请写出处，或勾选“编者补充”。")


def others_of(model: Any, now: State, wanted: State) -> list[Any]:
    """The records of the same kind that symmetrical sets name before or after."""
    fields = [field for field in model._meta.many_to_many if field.remote_field.symmetrical]
    slugs = {key for field in fields for each in (now, wanted) for key in each["sets"].get(field.name, ())}
    return list(model._default_manager.filter(slug__in=slugs).values_list("pk", flat=True)) if slugs else []


def with_citations(wanted: State, lines: list[Line], origin: str) -> State:
    """The state with the citations that lines bring along, each once. A list that is loaded again no longer says what it
    said of these fields before."""
    rows = wanted["rows"].get("citations", [])
    if origin == Origin.IMPORT:
        anew = {(said["article"], said["field"]) for each in lines if (said := each.get("citation"))}
        rows = [row for row in rows if (row["article"], row["field"]) not in anew]
    there = {(row["article"], row["field"], row["value"]) for row in rows}
    for each in lines:
        row = {"uid": str(uuid.uuid4()), "field": each["path"].partition("/")[0], **(each.get("citation") or {})}
        if each.get("citation") and (row["article"], row["field"], row["value"]) not in there:
            there.add((row["article"], row["field"], row["value"]))
            rows.append(row)
    return {**wanted, "rows": {**wanted["rows"], "citations": rows}} if rows else wanted


@transaction.atomic
def change_at_once(
    record: Publishable, wanted: State, origin: str, by: Any = None, *, note: str = "", follows: Change | None = None
) -> Change | None:
    """Make a record say what is wanted, as a change that is applied at once. None where it says so already."""
    locked = lock(type(record), record.pk)
    if locked is None:
        raise Stale(f"“{record}” 已被删除。")
    lines = diff(state_of(locked), wanted)
    if not lines:
        return None
    change = change_for(locked, lines, origin, by, note=note, state=Change.State.DRAFT, follows=follows)
    apply(change, by)
    return change


@transaction.atomic
def undo(change: Change, by: Any = None) -> Applied:
    """Take an applied change back, by another one; what has changed since waits."""
    lock_change(change)
    record = lock(change.content_type.model_class(), change.object_id)
    if record is None:
        raise Stale(f"“{change.name}”已被删除，不能撤销。")
    undoing = change_for(
        record, inverse(change.lines), Origin.UNDO, by, note=f"撤销：{change}", state=Change.State.DRAFT, follows=change
    )
    done = apply(undoing, by)
    if done.written:
        change.move(Change.State.UNDONE, by)
    elif done.waiting:
        undoing.move(Change.State.WITHDRAWN, by)
    return done


def complaint(record: Any, error: ValidationError) -> str:
    """What the rules say against a change, on one line."""
    return " ".join(told(record, error))
