"""The import desk: file → columns → preview → confirm → undo, on the engine of ``manage.py import_list``."""

from __future__ import annotations

import csv
from itertools import islice
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from directory.core.loading.complaints import in_chinese
from directory.core.loading.errors import LineError
from directory.core.loading.lists import runs, undoing
from directory.core.loading.lists.importing import fields_of, shape_of
from directory.core.loading.lists.stages import rows_of
from directory.core.loading.lists.wording import label_of, report
from directory.core.loading.loader import Desk
from directory.core.loading.turns import alone
from directory.core.models import Change, ColumnMapping, ImportRow, ImportRun

from ..robust import RobustAdmin, possible_key
from .shown_rows import shown_rows
from .upload import UploadForm, places, received, stated

SECONDS = 2.0  # of work in one request
PATIENCE = 5.0  # with another load, before it is said
PER_PAGE = 100
SHOWN_STATES = ("new", "changed", "unchanged", "doubtful", "refused", "again")
ACCEPTED = Q(state="doubtful", accepted=True)
LEVEL = "级（也可含等：三级甲等）"
SURE = ("confirm", "undo")  # what is asked once more, with its numbers


@admin.register(ImportRun)
class ImportRunAdmin(RobustAdmin):
    list_display = ("title", "filename", "kind", "state", "total", "made_by", "made_at")
    list_filter = ("state", "kind")
    list_select_related = ("made_by",)
    search_fields = ("title", "filename", "publisher")
    actions: Any = None
    # What a button does, in which state.
    buttons: ClassVar[dict[str, tuple[str, ...]]] = {
        "map": ("mapping", "checking", "checked"),
        "accept": ("checked",),
        "confirm": ("checked",),
        "work": ("checking", "writing", "undoing"),
        "again": ("done",),
        "undo": ("done",),
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the rows, which may be some megabytes: they are read where they are needed."""
        return super().get_queryset(request).defer("packed")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [path("<int:pk>/report.csv", view(self.report_view), name="core_importrun_report"), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has been written is undone, not forgotten."""
        is_open = obj is None or not (obj.holds_records or obj.state == ImportRun.State.CHECKING)
        return is_open and super().has_delete_permission(request, obj)

    # The file

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        draft = self.draft_of(request)
        form = UploadForm(request.POST or None, request.FILES or None, draft=draft)
        if request.method == "POST":
            is_stated, file = form.is_valid(), form.cleaned_data.get("file")
            try:
                if file:
                    draft = self.kept(request, form, draft)
                if draft and is_stated:
                    return HttpResponseRedirect(address(stated(draft, form.cleaned_data)))
            except LineError as error:
                form.add_error("file", in_chinese(error.accepted))
        return self.page(request, "upload", {"form": form, "draft": draft, "title": "导入名单"})

    def draft_of(self, request: HttpRequest) -> ImportRun | None:
        """The file that somebody has uploaded already, of which something else was not right yet."""
        key = request.GET.get("draft", "")
        drafts = ImportRun.objects.filter(made_by=request.user.pk, title="")
        return drafts.filter(pk=int(key)).first() if possible_key(ImportRun, key) else None

    def kept(self, request: HttpRequest, form: UploadForm, before: ImportRun | None) -> ImportRun:
        """The uploaded file as a draft, in place of the one before. Raises LineError."""
        kind = form.cleaned_data.get("kind") or places()[0][0]
        draft = received(form.cleaned_data["file"], kind, request.user)
        if before:
            before.delete()
        return draft

    # The rest, by what it is at

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if not self.has_view_or_change_permission(request, run):
            raise PermissionDenied
        if not run.title:
            return HttpResponseRedirect(f"{reverse('admin:core_importrun_add')}?draft={run.pk}")
        if request.method == "POST":
            return self.press(request, run)
        if run.state == ImportRun.State.MAPPING or "map" in request.GET:
            return self.page(request, "columns", self.columns_of(run))
        if run.is_working:
            return self.page(request, "progress", {"run": run})
        return self.page(request, "preview", self.preview_of(request, run))

    def press(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        if not self.has_change_permission(request, run):
            raise PermissionDenied
        button = request.POST.get("do", "")
        if run.state not in self.buttons.get(button, ()):
            self.message_user(request, f"这次导入现在是“{run.get_state_display()}”，不能这样做。", messages.ERROR)
            return HttpResponseRedirect(address(run))
        if button in SURE and "sure" not in request.POST:
            return self.ask(request, run, button)
        try:
            with alone(patience=PATIENCE):
                getattr(self, f"do_{button}")(request, run)
        except LineError as error:
            self.message_user(request, in_chinese(error.accepted), messages.ERROR)
        return HttpResponseRedirect(address(run))

    def ask(self, request: HttpRequest, run: ImportRun, button: str) -> HttpResponse:
        """What a button would do, in numbers, before it is done."""
        if "shown" in request.POST:  # ticks of the page that nobody has stored yet
            self.accept(request, run)
        counts = self.counts_of(run)
        written = run.rows.filter(object_id__isnull=False)
        taken_back = {
            "deleted": written.filter(was_new=True).count(),
            "restored": written.filter(was_new=False).count(),
            "withdrawn": Change.objects.waiting().filter(run=run).count(),
        }
        return self.page(request, "sure", {"run": run, "button": button, "counts": counts, **taken_back})

    def do_map(self, request: HttpRequest, run: ImportRun) -> None:
        mapping = {name: request.POST.get(f"column-{place}", "") for place, name in enumerate(run.columns)}
        runs.begin_check(run, mapping)
        if name := request.POST.get("keep", "").strip()[:80]:
            ColumnMapping.objects.update_or_create(name=name, defaults={"kind": run.kind, "columns": mapping})
        runs.work(run, SECONDS)

    def do_work(self, request: HttpRequest, run: ImportRun) -> None:
        if runs.work(run, SECONDS) and run.state != ImportRun.State.CHECKED:
            self.log_change(request, run, run.get_state_display())

    def do_accept(self, request: HttpRequest, run: ImportRun) -> None:
        count = self.accept(request, run)
        self.message_user(request, f"已选 {count} 行存疑的仍写入。")

    def accept(self, request: HttpRequest, run: ImportRun) -> int:
        """Doubtful rows of the page shown that are to be written all the same: how many."""
        shown = [number for number in request.POST.getlist("shown") if number.isdecimal()][:PER_PAGE]
        ticked = [number for number in request.POST.getlist("accepted") if number in shown]
        rows = run.rows.filter(state=ImportRow.State.DOUBTFUL)
        rows.filter(number__in=shown).update(accepted=False)
        return rows.filter(number__in=ticked).update(accepted=True)

    def do_confirm(self, request: HttpRequest, run: ImportRun) -> None:
        runs.confirm(run)
        self.log_change(request, run, "确认导入")
        runs.work(run, SECONDS)

    def do_again(self, request: HttpRequest, run: ImportRun) -> None:
        runs.check_again(run)
        runs.work(run, SECONDS)

    def do_undo(self, request: HttpRequest, run: ImportRun) -> None:
        undoing.begin_undo(run)
        self.log_change(request, run, "撤销导入")
        runs.work(run, SECONDS)

    # What the pages show

    def columns_of(self, run: ImportRun) -> dict[str, Any]:
        shape = shape_of(Desk(), run.kind)
        options = [(name, LEVEL if name == "level" else label_of(shape.model, name)) for name in fields_of(shape)]
        options.sort(key=lambda option: option[1])
        sample = [row for _number, row in islice(rows_of(run), 50)]
        columns = [
            {
                "name": name,
                "chosen": run.mapping.get(name, ""),
                "samples": list(dict.fromkeys(str(row[name]) for row in sample if row.get(name)))[:3],
            }
            for name in run.columns
        ]
        return {"run": run, "columns": columns, "options": options}

    def counts_of(self, run: ImportRun) -> dict[str, int]:
        """Rows by state; of the doubtful those apart that are written all the same."""
        found = run.rows.values_list("state", "accepted").annotate(count=Count("pk")).order_by()
        counts = dict.fromkeys((*SHOWN_STATES, "accepted"), 0)
        for state, accepted, count in found:
            counts["accepted" if accepted and state == ImportRow.State.DOUBTFUL else state] += count
        counts["proposals"] = run.rows.filter(has_proposal=True).count()
        counts["to_write"] = counts["new"] + counts["changed"] + counts["accepted"]
        return counts

    def preview_of(self, request: HttpRequest, run: ImportRun) -> dict[str, Any]:
        state = request.GET.get("state", "")
        rows = run.rows.all()
        if state == "accepted":
            rows = rows.filter(ACCEPTED)
        elif state in SHOWN_STATES:
            rows = rows.filter(~ACCEPTED, state=state)
        elif state == "proposal":
            rows = rows.filter(has_proposal=True)
        counts = self.counts_of(run)
        labels = {**dict(ImportRow.State.choices), "accepted": "存疑仍写入"}
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        return {
            "run": run,
            "states": [(name, label, counts[name]) for name, label in labels.items() if counts[name]],
            "counts": counts,
            "state": state,
            "page": page,
            "rows": shown_rows(run, list(page)),
            "has_doubtful": any(row.state == ImportRow.State.DOUBTFUL for row in page),
            "changes": run.changes.count(),
            "edited": undoing.edited_since(run) if run.state == ImportRun.State.DONE else [],
        }

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that was found, as spreadsheets open it."""
        run = self.get_object(request, str(pk))
        if run is None:
            raise Http404
        if not self.has_view_or_change_permission(request, run):
            raise PermissionDenied
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
        language = "en" if request.GET.get("language") == "en" else "zh"
        csv.writer(response).writerows(report(runs.findings_of(run), run.kind, language))
        return response

    def page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        run = context.get("run")
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(run or "导入名单")}
        return TemplateResponse(request, f"admin/imports/{name}.html", {**common, **context})


def address(run: ImportRun) -> str:
    return reverse("admin:core_importrun_change", args=[run.pk])
