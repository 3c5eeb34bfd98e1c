"""What to tell a curator whose form is out of date: who changed what, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone

NOTHING = "（空）"
MOST_EDITS = 20


class Difference(NamedTuple):
    label: str
    current: str
    mine: str


@dataclass
class Conflict:
    """Somebody saved the record after the form was opened."""

    version: int
    edits: list[str]
    differences: list[Difference] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def edits_since(record: Any, version: int | None) -> list[str]:
    """Who changed what after this version of the record, latest first; every version has its log entry."""
    missed = record.version - version if version is not None else 0
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=str(record.pk), action_flag=CHANGE
    ).select_related("user")
    latest = entries.order_by("-action_time", "-pk")[: max(0, min(missed, MOST_EDITS))]
    return [describe(entry) for entry in latest] or ["改动不是在后台做的，或没有记录。"]


def describe(entry: LogEntry) -> str:
    who = entry.user.get_full_name() or entry.user.get_username()
    return f"{who} 于 {timezone.localtime(entry.action_time):%Y-%m-%d %H:%M:%S} {entry.get_change_message()}"


def differences(form: forms.BaseForm, formsets: Iterable[Any]) -> Iterator[Difference]:
    """Where the typed values and the record as it is now differ, rows included."""
    yield from form_differences(form)
    for formset in formsets:
        for row in formset.initial_forms:
            yield from row_differences(formset, row)


def form_differences(form: forms.BaseForm, prefix: str = "") -> Iterator[Difference]:
    for name in form.changed_data:
        bound = form[name]
        mine = form.cleaned_data.get(name, bound.data) if hasattr(form, "cleaned_data") else bound.data
        yield Difference(f"{prefix}{bound.label}", shown(bound.field, bound.initial), shown(bound.field, mine))


def row_differences(formset: Any, row: forms.ModelForm[Any]) -> Iterator[Difference]:
    label = f"{formset.model._meta.verbose_name} “{formset.rows[row.instance.pk]}”"
    if DELETION_FIELD_NAME in row.changed_data:
        yield Difference(label, "保留", "删除")
    else:
        yield from form_differences(row, f"{label} ")


def added_rows(formsets: Iterable[Any]) -> Iterator[str]:
    """The rows that are not on the form because they came after it was opened."""
    for formset in formsets:
        known = {row.instance.pk for row in formset.initial_forms}
        for pk, row in formset.rows.items():
            if pk not in known:
                yield f"{formset.model._meta.verbose_name} “{row}”"


def shown(form_field: Any, value: Any) -> str:
    """A form value as people read it."""
    if callable(value):
        value = value()
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        return "、".join(related(form_field, item) for item in value or ()) or NOTHING
    if isinstance(form_field, forms.ModelChoiceField):
        return related(form_field, value) if value else NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(form_field, forms.ChoiceField):
        choices: Any = form_field.choices
        value = {str(key): str(label) for key, label in choices}.get(str(value if value is not None else ""), value)
    return "、".join(value) or NOTHING if isinstance(value, list) else str(value or NOTHING)


def related(form_field: forms.ModelChoiceField[Any], value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value)
    try:
        return str(form_field.to_python(value))
    except forms.ValidationError:
        return str(value)
