"""The public page of what is not public yet: a draft, a form that is not saved, a request that is not approved.

For staff alone, at addresses of the admin. What is typed or asked for is written, rendered and rolled back; nothing of it
is published, so nothing that remembers what is public sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.cache import add_never_cache_headers

from directory.core.kinds import kinds
from directory.core.serving.views import pages_of

from .queueing import QueueMixin

SHOW = "_show"  # the button of a form


class PreviewRendered(Exception):
    """What a form would publish has been rendered; whoever catches it answers with that."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__(page)
        self.page = page


def preview_of(request: HttpRequest, record: Any, said: str) -> HttpResponse:
    """A record's public page from what it says now, with a word on top that it is none."""
    kind = kinds.of(record)
    fresh = kind.model.objects.for_document().get(pk=record.pk)
    response = pages_of(kind).detail_view.preview(request, fresh, said)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@transaction.atomic
def as_if(request: HttpRequest, write: Callable[[], Any], said: str) -> HttpResponse:
    """The page of the record that this writes. Nothing of it stays, whatever is raised."""
    response = preview_of(request, write(), said)
    transaction.set_rollback(True)
    return response


class PreviewMixin(QueueMixin, ModelAdmin):  # type: ignore[type-arg]
    """For the admin of one kind of record: its public page as saved, and, by a button, as it is typed."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.record_shown(request, object_id)
        state = "这一条还没有公开" if not record.is_public else "这一条已经公开"
        return preview_of(request, record, f"预览，只有编辑看得到。{state}，下面是按现在保存的内容排出来的公开页。")

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PreviewRendered as found:
            return found.page

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A preview is rolled back: it keeps no version, and of who may not publish it makes no request."""
        if SHOW in request.POST:
            obj.save()
        else:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Raises PreviewRendered, on the way to which the stock view rolls back."""
        if SHOW not in request.POST:
            super().save_related(request, form, formsets, change)
            return
        form.save_m2m()
        for formset in formsets:
            formset.save()
        said = "预览，只有编辑看得到，还没有保存。下面是按您填写的内容排出来的公开页。"
        raise PreviewRendered(preview_of(request, form.instance, said))
