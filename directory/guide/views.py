"""The guide as API, as page and as one printed sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.core.index.timetables import Moment
from directory.core.models import NATION, Region, Scheme
from directory.core.publishing.wording import field_label
from directory.core.serving.pdf import PDF
from directory.core.serving.sheets import finished
from directory.core.serving.views import FormField, PublicPage, form
from directory.core.serving.viewsets import PublicView
from hospitals.emergencies import told
from offices.models import Procedure
from offices.views import part_for

from .answer import NOTICE, answer
from .heeding import heeded
from .question import PERSON_TYPES, GuideParameters
from .serializers import GuideSerializer
from .sheet import query, sheet
from .sources import Document

LABELS = {
    "symptom": _("哪里不舒服"),
    "region": _("在哪里看病"),
    "insured_region": _("在哪里参保"),
    "scheme": _("险种"),
    "person_type": _("异地就医人员类别"),
    "population": _("自己是什么人"),
    "cost": _("费用（元）"),
    "at": _("什么时候去"),
    "near": _("你的位置（纬度,经度）"),
}
PLACES = ("region", "insured_region")


class GuideAPI(PublicView, APIView):
    """From a symptom, a place and a place of insurance to departments, hospitals, filing and office."""

    tells_time = True

    @extend_schema(
        operation_id="guide",
        tags=["guide"],
        summary="向导：症状 → 科室、医院、备案、机构",
        parameters=GuideParameters.described(),
        responses=GuideSerializer,
    )
    def get(self, request: Request) -> Response:
        errors, found = answered(GuideParameters(request.query_params), self.moment)
        if found is None:
            raise ValidationError(errors)
        return Response(found)


class GuidePage(PublicPage):
    """The guide's question and, once it is asked, its answer."""

    template_name = "guide.html"
    tells_time = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = GuideParameters(request.GET)
        errors, found = answered(asked, self.moment)
        if set(errors) == set(asked.missing):  # somebody who is still choosing has done nothing wrong
            errors = {}
        urgent = found is not None and found["emergency"]["urgent"]
        fields = form(asked, errors, LABELS)
        fields["more_fields"] = [with_choices(field, asked) for field in fields["more_fields"]]
        context = self.get_context_data(
            answer=found,
            procedures=[for_page(one) for one in procedures_of(found)],
            notice=NOTICE,
            emergency=found["emergency"] if found else told(""),
            places=[place_choices(asked, name) for name in PLACES],
            query=request.GET.urlencode(),
            **fields,
        )
        return self.render_to_response(context, status=400 if errors and not urgent else 200)


class GuideSheet(PublicPage):
    """The answer on one sheet of paper."""

    template_name = "sheet.html"
    tells_time = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = GuideParameters(request.GET)
        errors, found = answered(asked, self.moment)
        if found is None or errors:
            context = {
                "errors": [(LABELS.get(name, name), name, messages) for name, messages in errors.items()],
                "emergency": found["emergency"] if found else None,
            }
            return self.response_class(request, ["sheet_refused.html"], context, status=200 if found else 400)
        said = sheet(found, asked.question(self.moment).moment) | {"printed": self.moment.today}
        live = f"{request.build_absolute_uri(reverse('guide'))}?{query(found['question'])}"
        file = f"{reverse('guide-pdf')}?{request.GET.urlencode()}"
        return self.render_to_response(self.get_context_data(**finished(said, live, file)))


class GuideFile(PDF, GuideSheet):
    """The same sheet as PDF."""


def answered(asked: GuideParameters, now: Moment) -> tuple[dict[str, list[str]], Document | None]:
    """What is wrong with the question, and its answer: an emergency is answered as far as it was understood."""
    if not asked.errors:
        return {}, answer(asked.question(now))
    if not told(asked.data.get("symptom", ""), now.version)["urgent"]:
        return asked.errors, None
    return asked.errors, answer(heeded(asked, "symptom").question(now))


def procedures_of(found: Document | None) -> list[Document]:
    filing = found["insurance"]["filing"] if found and found["insurance"] else None
    return filing["procedures"] if filing else []


def for_page(procedure: Document) -> Document:
    """A procedure of the answer with its steps and papers as its own page has them, and its articles each once."""
    articles = {article["slug"]: article for group in procedure["sources"].values() for article in group}
    return procedure | {
        "everyone": part_for(procedure, None),
        "groups": [group | part_for(procedure, group["name"]) for group in procedure["person_types"]],
        "inherited_from": {mark["from"]["slug"]: mark["from"] for mark in procedure["inherited"].values()}.values(),
        "inherited_fields": "、".join(field_label(Procedure, name) for name in procedure["inherited"]),
        "articles": articles.values(),
    }


def with_choices(field: FormField, asked: GuideParameters) -> FormField:
    """A field of which there are few values as a list to choose from; what was typed stays, by its name if it has one."""
    if field.name == "scheme":
        names = list(Scheme.objects.values_list("name", flat=True))
    elif field.name == "person_type":
        names = list(PERSON_TYPES)
    else:
        return field
    value = str(asked.cleaned.get(field.name) or field.value)
    own = [value] if value and value not in names else []
    return field._replace(value=value, choices=[(name, name) for name in (*names, *own)])


def place_choices(asked: GuideParameters, name: str) -> Document:
    """A nested list without script: the regions below the one chosen, each a link to the same question with it."""
    chosen: Region | None = asked.cleaned.get(name)
    parent = chosen.code if chosen else NATION
    below = Region.objects.filter(parent=parent).values_list("code", "short_name", "name")
    return {
        "label": LABELS[name],
        "chosen": chosen,
        "links": [(full, f"?{with_value(asked.data, name, code)}") for code, _short, full in below],
    }


def with_value(query: Any, name: str, value: Any) -> str:
    changed = QueryDict(mutable=True)
    changed.update(query)
    changed[name] = str(value)
    return changed.urlencode()
