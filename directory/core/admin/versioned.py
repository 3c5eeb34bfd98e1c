"""Editing that never loses a concurrent edit.

A form carries the version of the record that it was opened with. Whatever writes
locks the record, compares, and writes version + 1: the form (also when only rows
changed), the deletion, every action on a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as stock_delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from directory.core.changes import versions
from directory.core.models import Origin, Publishable
from directory.core.publishing.publish import publish, remove
from directory.core.roles import covers, may_publish

from .conflict import Conflict, added_rows, differences, edits_since
from .errors import error_links, new_rows, notices
from .history import HistoryMixin
from .requests import RequestMixin
from .robust import RobustAdmin

ROW_VERSION = "row_version"
NO_VERSION = "表单里没有可用的版本号，无法判断别人是否改过。"


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save over a version other than the one the form was opened with.

    ``overrides`` is the tick "I have seen it, save mine": its value is the version
    that was shown, so that a third edit in between is noticed again.
    """

    data: Any
    version = forms.IntegerField(
        min_value=0, widget=forms.HiddenInput, error_messages={"required": NO_VERSION, "invalid": NO_VERSION}
    )
    overrides = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = "："
        self.stale = False
        if self.instance._state.adding:
            del self.fields["version"], self.fields["overrides"]
        else:
            self.initial["version"] = self.instance.version

    user: Any = None  # who edits

    def clean(self) -> Any:
        cleaned = super().clean()
        region = self.cleaned_data.get("region")
        if self.user and region and not covers(self.user, region.pk):
            self.add_error("region", "这个地区不是您负责的。")
        if not self.instance._state.adding:
            self.compare(self.cleaned_data.get("version"), self.cleaned_data.get("overrides"))
        return cleaned

    def compare(self, opened: int | None, seen: int | None) -> None:
        current = self.instance.version
        if opened is None:
            # The next attempt must be able to pass, with the tick.
            self.data = self.data.copy()
            self.data["version"] = "0"
            self.stale = True
        elif current not in (opened, seen):
            self.stale = True
            self.add_error(None, "在您打开之后，这一条已被修改，没有保存。您填写的内容都在下面。")

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in {"version", "overrides"}]


class PublishingAdmin(RobustAdmin):
    """Brings the public entries up to date with whatever is saved or deleted."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Locks on records come before publishing, which makes everybody wait in line.
        others = self.changed_with(request, form)
        publish([form.instance, *others])
        self.saved(request, [form.instance, *others])

    def saved(self, request: HttpRequest, records: list[Any]) -> None:
        """What is to be done when these are written and published."""

    def changed_with(self, request: HttpRequest, form: Any) -> list[Any]:
        """Other records that saving this form has changed."""
        return []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for record in list(queryset):
            remove(record)


class VersionedAdmin(RequestMixin, HistoryMixin, PublishingAdmin):
    """Edits and deletes one kind of record; every edit is a version that can be gone back to."""

    form = VersionedForm
    change_form_template = "admin/versioned/change_form.html"
    delete_confirmation_template = "admin/versioned/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/versioned/delete_selected_confirmation.html"
    # Rows on other pages carry no version, so an action could not tell whether they changed: no "select all pages".
    actions_selection_counter = False
    actions = ("delete_selected",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without what the template renders itself."""
        return [name for name in super().get_fields(request, obj) if name not in {"version", "overrides"}]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Lock the record for whoever is about to change it, before a form is bound to it."""
        record = super().get_object(request, object_id, from_field)
        if record is None or request.method != "POST" or not connection.in_atomic_block:
            return record
        locked = {one.pk: one for one in self.locked([record.pk, *self.locked_with(request, record)])}
        return locked.get(record.pk)

    def locked_with(self, request: HttpRequest, record: Any) -> set[Any]:
        """The keys of other records of this kind that the change may write to."""
        return set()

    def locked(self, keys: list[Any]) -> Any:
        """These records, locked in the order of their keys, so that two who want the same ones cannot deadlock."""
        return self.model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, OperationalError):
            # Somebody wrote between our checks and our write (the same new slug, a deadlock): now the checks see it.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = context["adminform"].form
        if getattr(form, "stale", False):
            context["conflict"] = self.conflict(form, [inline.formset for inline in context["inline_admin_formsets"]])
        if context.get("errors"):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["error_links"] = error_links(form, formsets)
            context["notices"] = notices(form)
            context["new_rows"] = new_rows(formsets) if context["notices"] else []
            if context["notices"] and not context["error_links"]:
                context["errors"] = None  # nothing is wrong
        return super().render_change_form(request, context, *args, **kwargs)

    def conflict(self, form: VersionedForm, formsets: list[Any]) -> Conflict:
        record = form.instance
        return Conflict(
            record.version,
            edits_since(record, form.cleaned_data.get("version")),
            list(differences(form, formsets)),
            list(added_rows(formsets)),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if self.is_request(request, obj, change):
            return
        if change:
            versions.keep(self.model, {obj.pk, *self.locked_with(request, obj)})
            obj.version += 1
        super().save_model(request, obj, form, change)

    def saved(self, request: HttpRequest, records: list[Any]) -> None:
        versions.note(self.model, [record.pk for record in records], versions.Edit(Origin.EDIT, request.user))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        versions.note_deletion(obj, versions.Edit(Origin.DELETE, request.user))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for record in list(queryset):
            self.delete_model(request, record)

    # Deleting

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            record = self.get_object(request, unquote(object_id))
            if record and self.has_delete_permission(request, record) and self.is_stale(record, request.POST):
                self.message_user(request, self.refusal(record, request.POST), messages.ERROR)
                return HttpResponseRedirect(request.get_full_path())
            return super().delete_view(request, object_id, extra_context)

    def is_stale(self, record: Publishable, data: Any) -> bool:
        return submitted(data.get("version")) != record.version

    def refusal(self, record: Publishable, data: Any) -> str:
        opened = submitted(data.get("version"))
        edits = NO_VERSION if opened is None else "；".join(edits_since(record, opened))
        return f"“{record}” 在您打开之后已被修改，没有删除。{edits} 请再看一遍后决定。"

    # Actions on a list

    def action_checkbox(self, obj: Any) -> SafeString:
        hidden = format_html('<input type="hidden" name="{}" value="{}:{}">', ROW_VERSION, obj.pk, obj.version)
        return super().action_checkbox(obj) + hidden

    @admin.action(permissions=["delete"], description="删除所选的 %(verbose_name_plural)s")
    def delete_selected(self, request: HttpRequest, queryset: Any) -> Any:
        with transaction.atomic():
            fresh = self.fresh(request, queryset)
            if not fresh:
                return None
            selected = self.model._default_manager.filter(pk__in=[record.pk for record in fresh])
            response: Any = stock_delete_selected(self, request, selected)
        if response is not None:
            response.context_data["row_versions"] = [f"{record.pk}:{record.version}" for record in fresh]
        return response

    def fresh(self, request: HttpRequest, queryset: Any) -> list[Any]:
        """The selected records, locked, without those that changed since the list was shown: these are named."""
        seen = dict(pair for value in request.POST.getlist(ROW_VERSION) if (pair := row_version(value)))
        records = list(self.locked(list(queryset.values_list("pk", flat=True))))
        stale = [record for record in records if seen.get(str(record.pk)) != record.version]
        if stale:
            names = "；".join(f"“{record}” {self.last_edit(record, seen)}" for record in stale)
            message = f"{len(stale)} 条在列表打开之后已被修改，跳过了：{names}"
            self.message_user(request, message, messages.WARNING)
        return [record for record in records if record not in stale]

    def last_edit(self, record: Publishable, seen: dict[str, int]) -> str:
        opened = seen.get(str(record.pk))
        return NO_VERSION if opened is None else edits_since(record, opened)[0]

    def change_each(self, request: HttpRequest, queryset: Any, change: Callable[[Any], None], done: str) -> None:
        """Change the selected records one by one, publish them, and say in one message what was done and what not."""
        changed, refused = [], []
        with transaction.atomic():
            fresh = self.fresh(request, queryset)
            versions.keep(self.model, [record.pk for record in fresh])
            for record in fresh:
                if not self.has_change_permission(request, record) or not may_publish(request.user, record):
                    refused.append(self.linked(record, "不在您负责的地区，或不能由您发布"))
                    continue
                try:
                    change(record)
                    record.full_clean()
                except ValidationError as error:
                    refused.append(self.linked(record, reasons(record, error)))
                    continue
                record.version += 1
                record.save()
                self.log_change(request, record, done)
                changed.append(record)
            publish(changed)
            self.saved(request, changed)
        self.report(request, done, len(changed), refused)

    def linked(self, record: Any, why: str) -> SafeString:
        """Which record was not changed, and why, with the way to its form."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        return format_html('“<a href="{}">{}</a>”（{}）', address, record, why)

    def report(self, request: HttpRequest, done: str, count: int, refused: list[SafeString]) -> None:
        message: SafeString | str = f"{done}：{count} 条。"
        if refused:
            those = format_html_join("；", "{}", ((one,) for one in refused))
            message = format_html("{} 没有处理 {} 条：{}", message, len(refused), those)
        self.message_user(request, message, messages.WARNING if refused else messages.SUCCESS)


def reasons(record: Publishable, error: ValidationError) -> str:
    """What is wrong with a record, by the fields' Chinese names."""
    labels = {field.name: f"{field.verbose_name}：" for field in record._meta.fields}
    return " ".join(labels.get(name, "") + " ".join(texts) for name, texts in error.message_dict.items())


def submitted(value: str | None) -> int | None:
    """The number that a form sent, if it is one."""
    return int(value) if value and re.fullmatch("[0-9]{1,10}", value) else None


def row_version(value: str) -> tuple[str, int] | None:
    """``12:3`` → row 12 was shown in version 3."""
    found = re.fullmatch("([0-9]{1,19}):([0-9]{1,10})", value)
    return (found[1], int(found[2])) if found else None
