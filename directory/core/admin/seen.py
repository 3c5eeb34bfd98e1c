"""Editing that never loses a concurrent edit, for what has no version of its own: users, groups, schemes, days, summers.

A form carries a digest of what it was opened with; whoever saves or deletes locks the row and compares.
"""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .conflict import describe, form_differences

SEEN, OVERRIDES = "seen", "overrides"
LATEST = 3  # edits that are told
STALE = "在您打开之后，这一条已被修改，没有保存。您填写的内容都在下面。"


class ComparedForm:
    """A form that is refused where its object has changed since."""

    stale = False

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        if self.stale:
            self.add_error(None, STALE)  # type: ignore[attr-defined]
        return cleaned


class SeenMixin(ModelAdmin):  # type: ignore[type-arg]
    """Compares what was seen with what is there."""

    change_form_template: ClassVar[Any] = "admin/versioned/seen_form.html"
    delete_confirmation_template: ClassVar[Any] = "admin/versioned/delete_confirmation.html"
    unseen: ClassVar[frozenset[str]] = frozenset()  # columns that change by themselves
    seen_rows: ClassVar[tuple[str, ...]] = ()  # relations whose rows stand on the same form

    def get_actions(self, request: HttpRequest) -> Any:
        """Not many at once: rows of a list do not say what was seen."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked for whoever is about to change it."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        return self.get_queryset(request).select_for_update(of=("self",)).filter(pk=found.pk).first()

    def fingerprint(self, obj: Any) -> str:
        """A digest of everything that the form shows."""
        options = obj._meta
        said = [
            (field.name, field.value_from_object(obj))
            for field in options.concrete_fields
            if field.name not in self.unseen
        ]
        sets = [
            (field.name, sorted(str(one.pk) for one in getattr(obj, field.name).all()))
            for field in options.many_to_many
        ]
        rows = [(name, sorted(getattr(obj, name).values_list())) for name in self.seen_rows]
        return hashlib.sha256(repr((said, sets, rows)).encode()).hexdigest()[:16]

    def is_stale(self, request: HttpRequest, obj: Any) -> bool:
        return self.fingerprint(obj) not in (request.POST.get(SEEN), request.POST.get(OVERRIDES))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not (change and obj is not None and request.method == "POST"):
            return form
        # Asked twice for one request: once the form is bound, the object has the typed values.
        stale = request.__dict__.setdefault("is_stale", self.is_stale(request, obj))
        return type(form.__name__, (ComparedForm, form), {"stale": stale, "__module__": __name__})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            stored = self.model._default_manager.get(pk=obj.pk)
            context["seen"] = request.POST.get(SEEN, "") if request.method == "POST" else self.fingerprint(stored)
            if request.__dict__.get("is_stale"):
                context["current"] = self.fingerprint(stored)
                context["edits"] = latest_edits(obj)
                context["differences"] = list(form_differences(context["adminform"].form))
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        with transaction.atomic():
            obj = self.get_object(request, unquote(object_id))
            if obj is not None and request.method == "POST" and self.has_delete_permission(request, obj):
                if self.is_stale(request, obj):
                    text = f"“{obj}” 在您打开之后已被修改，没有删除。请再看一遍后决定。"
                    self.message_user(request, text, messages.ERROR)
                    return HttpResponseRedirect(request.get_full_path())
            elif obj is not None:
                extra_context = {**(extra_context or {}), SEEN: self.fingerprint(obj)}
            return super().delete_view(request, object_id, extra_context)


def latest_edits(obj: Any) -> list[str]:
    """Who has changed it last."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk), action_flag=CHANGE
    ).select_related("user")
    return [describe(entry) for entry in entries.order_by("-action_time", "-pk")[:LATEST]]
