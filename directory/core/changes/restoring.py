"""Going back: a record as an earlier version had it, or a deleted one again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.core.models import Change, Origin, Version
from directory.core.publishing.publish import publish

from . import versions
from .applying import Stale, change_at_once, lock
from .lines import patched
from .states import state_of
from .writing import write

KEPT = ("slug",)  # what stays as it is: the addresses that people have


@transaction.atomic
def restore(version: Version, by: Any = None, seen: int | None = None, origin: str = Origin.RESTORE) -> Change | None:
    """Make a record say again what it said in this version, as a new edit. None where it says so.

    Raises Stale where it has changed since ``seen``, the version that was looked at.
    """
    model: Any = version.content_type.model_class()
    record = lock(model, version.object_id)
    if record is None:
        raise Stale(f"“{version.name}”已被删除，请在“已删除”里恢复。")
    if seen is not None and seen != record.version:
        raise Stale(f"“{record}”在您打开之后已被修改，没有恢复。请再看一遍。")
    now = state_of(record)
    wanted = patched(version.content, [])
    wanted["fields"] |= {name: now["fields"][name] for name in KEPT if name in now["fields"]}
    return change_at_once(record, wanted, origin, by, note=f"恢复到第 {version.number} 版")


@transaction.atomic
def bring_back(version: Version, by: Any = None, origin: str = Origin.RESTORE) -> Any:
    """Make a deleted record again, under its own key. Raises ValidationError where its place is taken."""
    model: Any = version.content_type.model_class()
    if lock(model, version.object_id) is not None:
        raise Stale(f"“{version.name}” 已经恢复过了。")
    try:
        with transaction.atomic():
            record, touched = write(model, None, None, version.content, version.object_id)
    except IntegrityError as error:
        raise ValidationError("它的网址标识或编码已被别的记录占用，没有恢复。") from error
    record.version = version.number + 1
    record.save(update_fields=["version"])
    publish([record, *model._default_manager.filter(pk__in=touched)])
    versions.note(model, [record.pk], versions.Edit(origin, by, word="恢复已删除的记录"))
    return record
