"""The import desk: file → columns → preview → confirm → undo, on the engine of ``manage.py import_list``."""

from __future__ import annotations

import csv
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from directory.core.kinds import Sort, kinds
from directory.core.language.text import validate_visible
from directory.core.loading.complaints import in_chinese
from directory.core.loading.errors import LineError
from directory.core.loading.lists import runs, undoing
from directory.core.loading.lists.importing import Source, fields_of, shape_of
from directory.core.loading.lists.stages import rows_of
from directory.core.loading.loader import Desk
from directory.core.loading.turns import alone
from directory.core.models import ColumnMapping, ImportRow, ImportRun

from ..robust import RobustAdmin

SECONDS = 2.0  # of work in one request
PER_PAGE = 100
LARGEST, MOST_ROWS = 7 << 20, 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝")
OTHERS = {"phones": "电话", "opening_hours": "办公时间", "departments": "科室"}
SHOWN_STATES = ("new", "changed", "unchanged", "doubtful", "refused", "again")


def fields() -> list[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in kinds.of_sort(Sort.PLACE)]


class UploadForm(forms.Form):
    """A list, what it holds, and whose word it is."""

    file = forms.FileField(label="文件", help_text="CSV (UTF-8 或 GBK)、XLSX 或 NDJSON, 最大 7 MB。")
    kind = forms.ChoiceField(label="导入为", choices=fields)
    title = forms.CharField(
        label="名单名称", max_length=200, validators=[validate_visible],
        help_text="例如 信阳市医疗保障局：定点医疗机构名单 (2026 年 5 月)。导入的每个值都注明出自它。",
    )  # fmt: skip
    publisher = forms.CharField(label="发布者", max_length=100, required=False, validators=[validate_visible])
    link = forms.CharField(label="网址", max_length=500, required=False, validators=[URLValidator(["http", "https"])])
    published_on = forms.DateField(label="发布日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    columns = forms.ModelChoiceField(
        label="栏目对照", queryset=ColumnMapping.objects.all(), required=False, empty_label="按标题和内容猜",
        help_text="上次存下的对照。",
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("文件超过 7 MB, 请拆开, 或用 manage.py import_list。")
        return file


def uploaded(form: UploadForm, by: Any) -> ImportRun:
    """The run for an uploaded file. Raises LineError."""
    given, file = form.cleaned_data, form.cleaned_data["file"]
    source = Source(given["title"], given["published_on"], given["publisher"], given["link"])
    with tempfile.NamedTemporaryFile(suffix=Path(file.name).suffix.lower()) as copy:
        for part in file.chunks():
            copy.write(part)
        copy.flush()
        run = runs.start(Path(copy.name), given["kind"], source, by=by, name=file.name)
    if run.total > MOST_ROWS:
        run.delete()
        raise LineError("", f"超过 {MOST_ROWS} 行, 请拆开, 或用 manage.py import_list。")
    if kept := given["columns"]:
        known = set(fields_of(shape_of(Desk(), run.kind)))
        run.mapping |= {name: kept.columns[name] for name in run.columns if kept.columns.get(name) in known}
        run.save(update_fields=["mapping"])
    return run


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
        is_open = obj is None or obj.state in {ImportRun.State.MAPPING, ImportRun.State.CHECKED, ImportRun.State.UNDONE}
        return is_open and super().has_delete_permission(request, obj)

    # The file

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = uploaded(form, request.user)
            except LineError as error:
                form.add_error("file", in_chinese(error.accepted))
            else:
                return HttpResponseRedirect(address(run))
        return self.page(request, "upload", {"form": form, "title": "导入名单"})

    # The rest, by what it is at

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if not self.has_view_or_change_permission(request, run):
            raise PermissionDenied
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
        try:
            with alone(lambda: None):
                getattr(self, f"do_{button}")(request, run)
        except LineError as error:
            self.message_user(request, in_chinese(error.accepted), messages.ERROR)
        return HttpResponseRedirect(address(run))

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
        """Doubtful rows of the page shown that are to be written all the same."""
        shown = [number for number in request.POST.getlist("shown") if number.isdecimal()][:PER_PAGE]
        ticked = [number for number in request.POST.getlist("accepted") if number in shown]
        rows = run.rows.filter(state=ImportRow.State.DOUBTFUL)
        rows.filter(number__in=shown).update(accepted=False)
        count = rows.filter(number__in=ticked).update(accepted=True)
        self.message_user(request, f"已选 {count} 行存疑的仍写入。")

    def do_confirm(self, request: HttpRequest, run: ImportRun) -> None:
        if "shown" in request.POST:  # ticks of the page that nobody has stored yet
            self.do_accept(request, run)
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
        options = [(name, label_of(shape.model, name)) for name in fields_of(shape)]
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

    def preview_of(self, request: HttpRequest, run: ImportRun) -> dict[str, Any]:
        state = request.GET.get("state", "")
        rows = run.rows.all()
        if state in SHOWN_STATES:
            rows = rows.filter(state=state)
        elif state == "proposal":
            rows = rows.filter(has_proposal=True)
        counts = {name: run.rows.filter(state=name).count() for name in SHOWN_STATES}
        labels = dict(ImportRow.State.choices)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        accepted = run.rows.filter(state=ImportRow.State.DOUBTFUL, accepted=True).count()
        return {
            "run": run,
            "counts": [(name, labels[name], count) for name, count in counts.items() if count],
            "proposals": run.rows.filter(has_proposal=True).count(),
            "state": state,
            "page": page,
            "has_doubtful": any(row.state == ImportRow.State.DOUBTFUL for row in page),
            "doubtful": counts["doubtful"] - accepted,
            "refused": counts["refused"],
            "to_write": counts["new"] + counts["changed"] + accepted,
            "again": counts["again"],
            "edited": undoing.edited_since(run) if run.state == ImportRun.State.DONE else [],
        }

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that was found, as spreadsheets open it; nothing in it is a formula."""
        run = self.get_object(request, str(pk))
        if run is None:
            raise Http404
        if not self.has_view_or_change_permission(request, run):
            raise PermissionDenied
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
        table = csv.writer(response)
        table.writerow(["行", "栏目", "值", "情况", "说明", "原值", "新值"])
        for finding in runs.findings_of(run):
            table.writerow([harmless(in_chinese(str(cell))) for cell in finding])
        return response

    def page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        run = context.get("run")
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(run or "导入名单")}
        return TemplateResponse(request, f"admin/imports/{name}.html", {**common, **context})


def label_of(model: Any, name: str) -> str:
    if name == "level":
        return "级 (也可含等: 三级甲等)"
    return OTHERS.get(name) or str(getattr(model._meta.get_field(name), "verbose_name", name))


def address(run: ImportRun) -> str:
    return reverse("admin:core_importrun_change", args=[run.pk])


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
