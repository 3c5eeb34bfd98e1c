"""Pairs that may be one place: two columns, the evidence on top, one decision, then the next pair."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from directory.core.changes.lines import diff
from directory.core.changes.merging import differing, merge, unmerge
from directory.core.changes.states import state_of
from directory.core.changes.writing import told
from directory.core.models import Pair

from ..filters import MineFilter
from ..robust import RobustAdmin
from ..shown import LineFormatter
from .queueing import QueueMixin

SORTS = {
    "code": "编码相同",
    "name": "名称相同",
    "alias": "别名相同",
    "phone": "电话相同",
    "address": "地址相同",
    "near": "位置相近",
}


@admin.register(Pair)
class PairAdmin(QueueMixin, RobustAdmin):
    list_display = ("title", "region", "state", "found_at")
    list_filter = (MineFilter, "state")
    list_select_related = ("region",)
    search_fields = ("title",)
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        pair = self.get_object(request, object_id)
        if pair is None:
            raise Http404
        if not self.has_view_or_change_permission(request, pair):
            raise PermissionDenied
        if request.method == "POST":
            return self.decide(request, pair)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(pair), **self.shown(pair)}
        context["queue"] = self.place(request, pair)
        context["may_decide"] = self.has_change_permission(request, pair)
        return TemplateResponse(request, "admin/pairs/pair.html", context)

    def shown(self, pair: Pair) -> dict[str, Any]:
        records = pair.records()
        words = LineFormatter(pair.content_type.model_class())
        found: dict[str, Any] = {
            "pair": pair,
            "records": records,
            "evidence": [(SORTS.get(sort, sort), text) for sort, text in pair.evidence],
        }
        if len(records) == 2:
            one, other = map(state_of, records)
            choices = differing(one, other)
            found["choices"] = [
                {
                    "name": name,
                    "label": words.label(name),
                    "values": [words.value(name, each["fields"][name]) for each in (one, other)],
                }
                for name in choices
            ]
            found["lines"] = [line for line in words.lines(diff(one, other), one, other) if line.path not in choices]
        return found

    def decide(self, request: HttpRequest, pair: Pair) -> HttpResponse:
        if not self.has_change_permission(request, pair):
            raise PermissionDenied
        button = request.POST.get("do", "")
        here = HttpResponseRedirect(request.get_full_path())
        try:
            if button == "merge":
                self.merge(request, pair)
            elif button == "undo":
                back = unmerge(pair, request.user)
                self.message_user(request, f"已撤销合并，“{back}” 又在了。", messages.SUCCESS)
                return here
            elif button in {Pair.State.APART, Pair.State.LATER, Pair.State.OPEN}:
                self.set_state(request, pair, button)
            else:
                self.message_user(request, "请选择合并、不是同一家或以后再看。", messages.ERROR)
                return here
        except ValidationError as error:
            model: Any = pair.content_type.model_class()
            self.message_user(request, f"没有完成：{' '.join(told(model(), error))}", messages.ERROR)
            return here
        return self.next(request, pair)

    def merge(self, request: HttpRequest, pair: Pair) -> None:
        """The chosen values are those of the one or of the other record; whose record stays is asked apart."""
        records = {str(record.pk): record for record in pair.records()}
        survivor = records.get(request.POST.get("survivor", ""))
        if survivor is None:
            raise ValidationError("请选择保留哪一个。")
        seen = {int(key): int(value) for key in records if (value := request.POST.get(f"seen-{key}", "")).isdecimal()}
        chosen = {
            name.removeprefix("choice-"): "other"
            for name, value in request.POST.items()
            if name.startswith("choice-") and value in records and value != str(survivor.pk)
        }
        kept = merge(pair, survivor, chosen, request.user, seen)
        self.log_change(request, pair, f"合并，保留 {kept.slug}")
        self.message_user(request, f"已合并为 “{kept}”。", messages.SUCCESS)

    def set_state(self, request: HttpRequest, pair: Pair, state: str) -> None:
        if pair.state == Pair.State.MERGED:
            raise ValidationError("已经合并，先撤销合并。")
        pair.state, pair.word = state, request.POST.get("word", "").strip()[:300]
        pair.decided_by, pair.decided_at = request.user, timezone.now()  # type: ignore[assignment]
        pair.save()
        self.log_change(request, pair, pair.get_state_display())

    def next(self, request: HttpRequest, pair: Pair) -> HttpResponse:
        """The next pair that is open, without going back to the list."""
        if address := self.following(request, pair):
            return HttpResponseRedirect(address)
        following = (
            self.get_queryset(request)
            .filter(state=Pair.State.OPEN)
            .exclude(pk=pair.pk)
            .order_by("found_at", "pk")
            .first()
        )
        if following is None:
            self.message_user(request, "没有待决定的可能重复了。")
            return HttpResponseRedirect(reverse("admin:core_pair_changelist"))
        return HttpResponseRedirect(reverse("admin:core_pair_change", args=[following.pk]))
