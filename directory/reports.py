"""“这里不对”: readers report what is wrong about an entry, by a form or by the API, and look up what became of it.

The staff's side is ``core/admin/desk/reports.py``. Whoever knows a report's number may read its state and answer, never
what was sent in.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .core.kinds import kinds
from .core.language.text import validate_visible
from .core.models import NATION, Entry
from .core.models.curation import Report
from .core.publishing.facts import fact_fields, facts_of, label_of, part
from .core.serving.viewsets import is_elder

# Honeypot: people do not see this field. Whoever fills it in is a program, and gets a number as if it had been stored.
TRAP = "homepage"
MEMBERS = {"kind", "slug", "field", "words", "how_known", "contact", TRAP}


class ReportForm(forms.Form):
    """What is right, how one knows; a way to be asked back, if one likes."""

    field = forms.ChoiceField(label=gettext_lazy("哪一项"), required=False)
    words = forms.CharField(label=gettext_lazy("应该是什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    how_known = forms.CharField(label=gettext_lazy("你怎么知道的（可不填）"), max_length=300, required=False)
    contact = forms.CharField(label=gettext_lazy("联系方式（可不填）"), max_length=200, required=False)

    def __init__(self, data: Any, entry: Entry, field: str = "") -> None:
        self.entry, kind = entry, kinds[entry.kind]
        fields = {name: fact for fact in fact_fields(kind) for name in fact.fields}
        asked = fields.get(field) or fields.get(part(field))
        super().__init__(data, initial={"field": asked.path if asked else ""})
        self.asked = label_of(kind, asked) if asked else ""
        self.told = [fact.text for fact in facts_of(kind, entry.data, [asked.path])] if asked else []
        choices = [(fact.path, label_of(kind, fact)) for fact in fact_fields(kind)]
        self.fields["field"].choices = [("", _("不确定，或好几项")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("words", "how_known", "contact"):
            try:
                validate_visible(given.get(name, "").replace("\r\n", " ").replace("\n", " "))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return given

    def save(self) -> Report:
        entry, given = self.entry, self.cleaned_data
        return Report.objects.create(
            kind=entry.kind, slug=entry.slug, title=entry.name, region_id=entry.region_code or NATION, **given
        )


def entry_of(kind: str, slug: str) -> Entry:
    """The public entry that a report is about. Raises Http404 for any other."""
    if kind not in kinds or "\0" in slug:
        raise Http404
    return get_object_or_404(Entry.objects.live(), kind=kind, slug=slug)


class ReportPage(View):
    """The form for one entry."""

    def get(self, request: HttpRequest, kind: str, slug: str) -> HttpResponse:
        entry = entry_of(kind, slug)
        return self.page(request, entry, ReportForm(None, entry, request.GET.get("field", "")))

    def post(self, request: HttpRequest, kind: str, slug: str) -> HttpResponse:
        entry = entry_of(kind, slug)
        form = ReportForm(request.POST, entry, request.GET.get("field", ""))
        if not form.is_valid():
            return self.page(request, entry, form, 400)
        number = Report().number if request.POST.get(TRAP) else form.save().number
        return HttpResponseRedirect(reverse("report-state", args=[number]))

    def page(self, request: HttpRequest, entry: Entry, form: ReportForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form, "entry_name": entry.name, "back": entry.data["page"], "trap": TRAP, "elder": is_elder(request),
        }  # fmt: skip
        return private(render(request, "report.html", context, status=status))


class ReportStatePage(View):
    """What became of a report, by its number."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        report = Report.objects.filter(number=number[:10]).first()
        # A number that was never given is not told from one that is new: programs learn nothing.
        context = {
            "number": number[:10], "state": state_text(report), "answer": report.answer if report else "",
            "elder": is_elder(request),
        }  # fmt: skip
        return private(render(request, "report_state.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and found by no search engine: the page shows what somebody typed."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def state_text(report: Report | None) -> str:
    return {
        "checking": _("我们正在核实。"), "fixed": _("你说得对，已经改正。"), "right": _("核实过，原来写的是对的。"),
        "unconfirmed": _("我们没能证实，暂未改动。"), "foreign": _("这不属于本名录的范围。"),
    }.get(report.state if report else "new", _("已经收到，还没有开始核实。"))  # fmt: skip


class ReportsAPI(APIView):
    """The one thing that programs may send: the same report as by the form, which also checks it."""

    schema = None  # drf-spectacular leaves the view out

    def post(self, request: Request) -> Response:
        given = request.data
        if not isinstance(given, dict):
            raise ValidationError({"body": [_("请发送一个 JSON 对象。")]})
        if unknown := sorted(set(given) - MEMBERS):
            raise ValidationError({name: [_("没有这一项。")] for name in unknown})
        if wrong := sorted(name for name, value in given.items() if not isinstance(value, str)):
            raise ValidationError({name: [_("应是文字。")] for name in wrong})
        try:
            entry = entry_of(given.get("kind", ""), given.get("slug", ""))
        except Http404 as error:
            raise ValidationError({"slug": [_("没有这样的公开条目，请给出它的 kind 和 slug。")]}) from error
        form = ReportForm(given, entry)
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        report = Report() if given.get(TRAP) else form.save()
        return Response(said(report), status=201, headers={"Cache-Control": "no-store"})


class ReportStateAPI(APIView):
    """State and answer, by number."""

    schema = None

    def get(self, request: Request, number: str) -> Response:
        report = Report.objects.filter(number=number[:10]).first() or Report(number=number[:10])
        return Response(said(report), headers={"Cache-Control": "no-store"})


def said(report: Report) -> dict[str, Any]:
    """What the API tells of a report: number, state and answer, and where to look them up."""
    return {**report.said, "url": f"/api/v1/reports/{report.number}/", "page": f"/report/{report.number}/"}
