"""Who may not publish saves a request: the record stays as it is, and what was typed waits for a reviewer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from directory.core.changes.applying import apply, change_for
from directory.core.changes.lines import diff
from directory.core.changes.states import state_of
from directory.core.models import Change, Origin, Record
from directory.core.roles import covers, may_publish


@transaction.atomic
def apply_or_submit(change: Change, by: Any) -> bool:
    """Whether it was written at once; else it waits for a reviewer. Raises ValidationError, and nothing is stored.

    Records that the public reads are written by who may publish them, drafts by whoever edits them.
    """
    model: Any = change.content_type.model_class()
    if writes_at_once(by, model, change.record, change.region_id):
        apply(change, by)
        return True
    change.move(Change.State.SUBMITTED)
    return False


def writes_at_once(by: Any, model: Any, record: Any, region: int) -> bool:
    options = model._meta
    if record is None:  # what is new begins as a draft
        return by.has_perm(f"{options.app_label}.add_{options.model_name}") and covers(by, region)
    edits = by.has_perm(f"{options.app_label}.change_{options.model_name}", record)
    return may_publish(by, record) or (edits and not record.is_public)


class RequestMixin(ModelAdmin):  # type: ignore[type-arg]
    """Saving for the admin of one kind, by who may not publish.

    A draft, which nobody sees, they edit at once; what they add begins as a draft.
    """

    def is_request(self, request: HttpRequest, obj: Any, change: bool) -> bool:
        """Whether this save waits; asked several times while one form is saved."""
        held: dict[Any, bool] = request.__dict__.setdefault("held_requests", {})
        if not change:
            return False
        if obj.pk not in held:
            held[obj.pk] = not may_publish(request.user, obj) and self.concerns_the_public(obj)
        return held[obj.pk]

    def concerns_the_public(self, obj: Any) -> bool:
        stored = self.model._default_manager.get(pk=obj.pk)
        return bool(stored.is_public or obj.is_public)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and isinstance(obj, Record) and obj.is_public and not may_publish(request.user, obj):
            obj.status = Record.Status.DRAFT
            self.message_user(request, "已存为草稿；发布要由审核人进行。", messages.WARNING)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if self.is_request(request, form.instance, change):
            self.file_request(request, form, formsets)
        else:
            super().save_related(request, form, formsets, change)

    def file_request(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        """Save it, look what it says then, and undo that: what differs is the request."""
        stored = self.model._default_manager.get(pk=form.instance.pk)
        before = state_of(stored)
        with transaction.atomic():
            form.instance.save()
            form.save_m2m()
            for formset in formsets:
                formset.save()
            after = state_of(form.instance)
            self.refuse_uncited(request, form.instance)
            transaction.set_rollback(True)
        lines = diff(before, after)
        if lines:
            change_for(stored, lines, Origin.EDIT, request.user, note=request.POST.get("request_note", ""))

    def refuse_uncited(self, request: HttpRequest, record: Any) -> None:
        """Of records: what is asked for must have its sources, too."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """What waits has not happened."""
        if not request.__dict__.get("held_requests", {}).get(obj.pk):
            return super().log_change(request, obj, message)
        return None

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if not self.is_request(request, obj, True):
            return super().response_change(request, obj)
        waiting = Change.objects.waiting().of(obj).filter(made_by=request.user.pk).exists()
        said = f"“{obj}” 的修改已提交，审核通过后公开；在此之前公开的内容不变。" if waiting else "没有改动。"
        self.message_user(request, said, messages.SUCCESS if waiting else messages.INFO)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
