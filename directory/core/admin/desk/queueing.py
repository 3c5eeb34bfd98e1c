"""Working a queue through, record after record."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .queues import QueuePosition, place_in


class QueueMixin(ModelAdmin):  # type: ignore[type-arg]
    """A page opened as ``?queue=…`` says where in the queue it is, and saving it leads to the next one."""

    def record_shown(self, request: HttpRequest, object_id: str) -> Any:
        """The record that a page of the desk is about. Raises Http404, and PermissionDenied for whoever may not see it."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def place(self, request: HttpRequest, obj: Any) -> QueuePosition | None:
        name = request.GET.get("queue", "")
        return place_in(request.user, name, obj.pk) if name and obj is not None and obj.pk else None

    def following(self, request: HttpRequest, obj: Any) -> str:
        """The address of the next record of the queue; the desk after its last one; empty where there is no queue."""
        place = self.place(request, obj)
        if place is None:
            return ""
        return place.after or reverse("admin:index")

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        if "_save" in request.POST and (address := self.following(request, obj)):
            return HttpResponseRedirect(address)
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["queue"] = self.place(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)
