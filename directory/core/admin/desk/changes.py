"""Change requests: field · now · wanted · source · decision, each line on its own; then the next one."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from directory.core.changes.applying import apply, with_change
from directory.core.changes.lines import Checked, Standing, check
from directory.core.changes.states import EMPTY, state_of
from directory.core.changes.writing import told
from directory.core.models import Article, Change, Origin, Record
from directory.core.models.curation.change import NotAllowed
from directory.core.roles import covers, may_publish, may_publish_any, regions_of

from ..filters import MineFilter
from ..history import number
from ..robust import RobustAdmin
from ..shown import LineFormatter, ShownLine
from .preview import as_if
from .queueing import QueueMixin

TAKE, REFUSE, HOLD = "take", "refuse", "hold"
STANDINGS = {Standing.CLEAN: "可以采用", Standing.DONE: "现在已是这样", Standing.CLASH: "此后被改过"}


class ReviewedLine(NamedTuple):
    """A line with what the record says now, and the words it rests on."""

    shown: ShownLine
    now: str
    standing: str
    is_clash: bool
    is_done: bool
    source: str
    quote: str


@admin.register(Change)
class ChangeAdmin(QueueMixin, RobustAdmin):
    list_display = ("name", "origin", "state", "region", "made_by", "made_at", "decided_by")
    list_filter = (MineFilter, "state", "origin")
    list_select_related = ("region", "made_by", "decided_by")
    search_fields = ("name", "note")
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_decide(self, request: HttpRequest, change: Change) -> bool:
        """Whoever may publish the record, or in its region, where it is still to be made; nobody on what they have typed
        themselves."""
        own = change.origin == Origin.EDIT and change.made_by_id == request.user.pk
        if change.object_id is None:
            model: Any = change.content_type.model_class()
            return not own and may_publish_any(request.user, model) and covers(request.user, change.region_id)
        return not own and change.record is not None and may_publish(request.user, change.record)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        change = self.get_object(request, object_id)
        if change is None:
            raise Http404
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        if request.method == "POST":
            return self.decide(request, change)
        return TemplateResponse(request, "admin/changes/change.html", self.shown(request, change))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", view, name="core_change_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The record's public page as it would be with every line of the change."""
        change = self.record_shown(request, str(pk))
        model: Any = change.content_type.model_class()
        if not issubclass(model, Record) or (change.object_id and change.record is None):
            raise Http404
        try:
            said = "预览，只有编辑看得到。下面是整条申请都采用以后的公开页。"
            return as_if(request, lambda: with_change(change), said)
        except (ValidationError, IntegrityError) as error:
            why = " ".join(told(model(), error)) if isinstance(error, ValidationError) else "和别的记录冲突"
            self.message_user(request, f"排不出预览：{why}", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:core_change_change", args=[change.pk]))

    def shown(self, request: HttpRequest, change: Change) -> dict[str, Any]:
        record: Any = change.record
        is_open = change.state == Change.State.SUBMITTED
        words = LineFormatter(change.content_type.model_class())
        now = state_of(record) if record else EMPTY
        checked = check(change.lines, now)
        checked.sort(key=lambda each: each.standing is not Standing.CLASH)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(change),
            "change": change,
            "record": record,
            "lines": [self.reviewed(words, each, now) for each in checked],
            "is_open": is_open,
            "can_preview": isinstance(record, Record) or not change.object_id,
            "may_decide": is_open and self.may_decide(request, change),
            "is_own": change.made_by_id == request.user.pk,
            "queue": self.place(request, change),
        }

    def reviewed(self, words: LineFormatter, each: Checked, now: Any) -> ReviewedLine:
        citation = each.line.get("citation") or {}
        source = words.named(Article, citation["article"]) if citation else ""
        return ReviewedLine(
            words.line(each.line, now),
            words.value(each.line["path"], each.now),
            STANDINGS[each.standing],
            each.standing is Standing.CLASH,
            each.standing is Standing.DONE,
            source,
            citation.get("quote") or citation.get("value", ""),
        )

    def decide(self, request: HttpRequest, change: Change) -> HttpResponse:
        button, word = request.POST.get("do", ""), request.POST.get("word", "")
        is_own = change.made_by_id == request.user.pk
        if not (self.may_decide(request, change) or (button == "withdraw" and is_own)):
            raise PermissionDenied
        states = {"return": Change.State.RETURNED, "refuse": Change.State.REFUSED, "withdraw": Change.State.WITHDRAWN}
        try:
            if button == "approve":
                self.approve(request, change)
            elif button in states:
                change.move(states[button], request.user, word)
                self.message_user(request, f"{change.name}：{change.get_state_display()}。", messages.SUCCESS)
            else:
                raise NotAllowed("请选择采用、退回或不采用。")
        except NotAllowed as error:
            self.message_user(request, str(error), messages.ERROR)
        except ValidationError as error:
            model: Any = change.content_type.model_class()
            self.message_user(request, f"没有采用：{' '.join(told(model(), error))}", messages.ERROR)
        else:
            return self.next(request, change)
        return HttpResponseRedirect(request.get_full_path())

    def approve(self, request: HttpRequest, change: Change) -> None:
        """Each line by its own decision; a clash only where one was made, on the version that was seen."""
        if change.state not in (Change.State.SUBMITTED, Change.State.APPLIED):
            raise NotAllowed(f"这条申请是“{change.get_state_display()}”。")
        decided = {line["path"]: request.POST.get(f"line-{line['path']}", HOLD) for line in change.lines}
        take = [path for path, choice in decided.items() if choice == TAKE]
        hold = [path for path, choice in decided.items() if choice not in (TAKE, REFUSE)]
        if not take:
            raise NotAllowed("没有选任何一处采用；全部不采用请按“不采用”，并写理由。")
        seen = number(request.POST.get("seen"))
        done = apply(change, request.user, take=take, over=take, seen=seen, hold=hold)
        if done.already:
            self.message_user(request, "这条申请已经采用过了，没有再写一次。", messages.WARNING)
        elif done.written:
            self.log_applied(request, done.record, change)
        if done.waiting and not done.written:
            raise NotAllowed("在您打开之后又有改动，没有采用。请再看一遍。")

    def log_applied(self, request: HttpRequest, record: Any, change: Change) -> None:
        model_admin = self.admin_site._registry.get(type(record), self)
        model_admin.log_change(request, record, f"采用修改申请 {change.pk}")
        self.message_user(request, f"已采用，“{record}” 成为第 {record.version} 版。", messages.SUCCESS)

    def next(self, request: HttpRequest, change: Change) -> HttpResponse:
        """The next of the queue, else the next that waits in my regions."""
        if address := self.following(request, change):
            return HttpResponseRedirect(address)
        waiting = Change.objects.waiting().in_regions(regions_of(request.user)).exclude(pk=change.pk)
        following = waiting.exclude(made_by=request.user.pk, origin=Origin.EDIT).first()
        if following is None:
            return HttpResponseRedirect(reverse("admin:core_change_changelist"))
        return HttpResponseRedirect(reverse("admin:core_change_change", args=[following.pk]))
