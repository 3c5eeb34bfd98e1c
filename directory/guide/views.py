"""The guide as API, as pages that ask one question each, as one printed sheet and as a calendar entry."""

from __future__ import annotations

import datetime
import hashlib
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.core.hours import SHANGHAI
from directory.core.index.timetables import Moment
from directory.core.language.glosses import gloss
from directory.core.language.punctuation import sentences
from directory.core.models import Scheme
from directory.core.publishing.wording import field_label
from directory.core.serving.parameters import filled
from directory.core.serving.pdf import PDF
from directory.core.serving.sheets import finished
from directory.core.serving.views import FormField, PublicPage, form, named_errors
from directory.core.serving.viewsets import PublicView, is_elder
from hospitals.emergencies import told
from offices.models import Procedure
from offices.rules.levels import FacilityLevel
from offices.views import part_for

from . import body, steps
from .answer import NOTICE, answer
from .heeding import heeded
from .question import PERSON_TYPES, GuideParameters
from .serializers import GuideSerializer
from .sheet import query, sheet
from .sources import Document
from .symptoms import catalogue

LABELS = {
    "symptom": gettext_lazy("哪里不舒服"),
    "region": gettext_lazy("在哪里看病"),
    "insured_region": gettext_lazy("在哪里参保"),
    "scheme": gettext_lazy("险种"),
    "person_type": gettext_lazy("异地就医人员类别"),
    "population": gettext_lazy("自己是什么人"),
    "cost": gettext_lazy("费用（元）"),
    "facility_level": gettext_lazy("去几级的医院看"),
    "at": gettext_lazy("什么时候去"),
    "near": gettext_lazy("你的位置（纬度,经度）"),
}
REGIONS = ("region", "insured_region")
CALENDAR = "text/calendar; charset=utf-8"
VISIT = datetime.timedelta(hours=1)  # how long a visit takes in a calendar


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
    """The guide's questions one after the other and, once they are answered, its answer."""

    tells_time = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        settled = steps.settled(request.GET, self.moment)
        if settled != request.GET:
            return HttpResponseRedirect(f"{request.path}?{settled.urlencode()}")
        asked = GuideParameters(filled(request.GET), beside=(steps.ASK,))
        step, errors = steps.step_of(asked, request.GET.get(steps.ASK, "")), asked.errors
        emergency = told(request.GET.get("symptom", ""), self.moment.version)
        found = None
        if step == steps.ANSWER or emergency["urgent"]:
            errors, found = answered(asked, self.moment)
        if set(errors) == set(asked.missing):  # somebody who is still choosing has done nothing wrong
            errors = {}
        context = self.get_context_data(
            step=step,
            emergency=found["emergency"] if found else emergency,
            missing=asked.missing,
            **form(asked, errors, LABELS),
            **self.of_step(asked, step, found),
        )
        self.template_name = "guide/answer.html" if found else f"guide/{step}.html"
        return self.render_to_response(context, status=400 if errors and not emergency["urgent"] else 200)

    def of_step(self, asked: GuideParameters, step: str, found: Document | None) -> dict[str, Any]:
        """What the template of this page needs beside the question itself."""
        given = self.request.GET
        typed = {name: given.get(name, "") for name in GuideParameters.fields}
        typed["symptom"] = catalogue().names.get(typed["symptom"], typed["symptom"])  # a link may name it by its slug
        about: dict[str, Any] = {
            "given": asked.cleaned,
            "typed": typed,
            "change": {one: steps.asking(given, one) for one in steps.STEPS},
            "query": given.urlencode(),
        }
        if found:
            return about | answer_page(found)
        if step == steps.WHAT:
            return about | {"parts": body.parts(), "areas": body.areas(), "carried": steps.without(given, "symptom")}
        if step == steps.WHERE:
            return about | where_page(asked)
        return about | when_page(asked, self.moment)


def where_page(asked: GuideParameters) -> dict[str, Any]:
    """Where, and insured where and how; and what the words of the question before may have meant."""
    chosen = asked.cleaned
    understood = catalogue().understand(asked.data.get("symptom", ""))
    fields = {name: form(asked, asked.read[1], {name: LABELS[name]})["fields"][0] for name in steps.ASKED_BY["where"]}
    meant = {
        name: found for name in REGIONS if fields[name].errors and (found := steps.regions_meant(asked.data, name))
    }
    return {
        "form": {name: with_choices(field, asked) for name, field in fields.items()},
        "carried": steps.without(asked.data, *steps.ASKED_BY["where"]),
        "meant": meant,
        "only_unclear": bool(meant) and set(meant) >= set(asked.read[1]),
        "below": {name: steps.regions_below(chosen[name]) for name in REGIONS},
        "schemes": Scheme.objects.all(),
        "is_here": bool(chosen["region"]) and chosen["region"] == chosen["insured_region"],
        "is_unclear": not understood.slugs and not told(asked.data.get("symptom", ""))["urgent"],
        "likely": [] if understood.slugs else other_symptoms(asked),
    }  # fmt: skip


def other_symptoms(asked: GuideParameters) -> list[tuple[str, str]]:
    """To words that were not understood: the symptoms written much like them, each with the question it makes."""
    known = catalogue()
    names = [known.names[slug] for slug in known.nearest(asked.data.get("symptom", ""))]
    return [(name, steps.asking(asked.data, steps.WHERE, symptom=name)) for name in names]


def when_page(asked: GuideParameters, now: Moment) -> dict[str, Any]:
    at = asked.cleaned["at"]
    local = at.astimezone(SHANGHAI) if at else None
    times = steps.times(now)
    offered = any(one.at == local for one in times)
    return {
        "times": times,
        "at": local,
        "own_time": local if local and not offered else None,
        "today": now.today,
        "carried": steps.without(asked.data, "at"),
        "wrong": asked.read[1].get("at", []),
    }


def answer_page(found: Document) -> dict[str, Any]:
    return {
        "answer": found,
        "procedures": [for_page(one) for one in procedures_of(found)],
        "claim_procedures": [for_page(one) for one in claims_of(found)],
        "ranks": by_rank(found),
        "headline": headline(found),
        "glossed": glossed(found),
        "notice": NOTICE,
        "at": datetime.datetime.fromisoformat(found["question"]["at"]).astimezone(SHANGHAI),
    }


def by_rank(found: Document) -> list[list[Document]]:
    """The departments to see, those of one rank together."""
    rows = found["departments"]["results"]
    return [list(tied) for _rank, tied in groupby(rows, key=lambda one: one["rank"])]


def headline(found: Document) -> str:
    """Where to go, in the fewest words: the first departments, then those after them."""
    return in_ranks([[one["name"] for one in tied] for tied in by_rank(found)[:2]])


def glossed(found: Document) -> str:
    """The same for a page in English, as far as English is known for all of them."""
    ranks = [[gloss(one["name"]) for one in tied] for tied in by_rank(found)[:2]]
    return in_ranks(ranks) if all(map(all, ranks)) else ""


def in_ranks(ranks: list[list[str]]) -> str:
    return _("；其次 ").join(_(" 或 ").join(tied) for tied in ranks)


class GuideSheet(PublicPage):
    """The answer on one sheet of paper."""

    template_name = "sheet.html"
    tells_time = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = GuideParameters(filled(request.GET))
        errors, found = answered(asked, self.moment)
        if found is None or errors:
            return self.refused(asked, errors, found)
        return self.shown(asked, found)

    def refused(self, asked: GuideParameters, errors: dict[str, list[str]], found: Document | None) -> HttpResponse:
        context = {
            "errors": named_errors(asked, errors, LABELS),
            "emergency": found["emergency"] if found else None,
            "back": f"{reverse('guide')}?{self.request.GET.urlencode()}",
            "elder": is_elder(self.request),
        }
        return self.response_class(self.request, ["sheet_refused.html"], context, status=200 if found else 400)

    def live(self, found: Document) -> str:
        return f"{self.request.build_absolute_uri(reverse('guide'))}?{query(found['question'])}"

    def shown(self, asked: GuideParameters, found: Document) -> HttpResponse:
        said = sheet(found, asked.question(self.moment).moment) | {"printed": self.moment.today}
        file = f"{reverse('guide-pdf')}?{self.request.GET.urlencode()}"
        return self.render_to_response(self.get_context_data(**finished(said, self.live(found), file)))


class GuideFile(PDF, GuideSheet):
    """The same sheet as PDF."""


class GuideCalendar(GuideSheet):
    """The visit as an entry for a calendar: when, which department, which hospitals, and the way back to the answer."""

    def shown(self, asked: GuideParameters, found: Document) -> HttpResponse:
        from icalendar import Calendar, Event

        start = datetime.datetime.fromisoformat(found["question"]["at"]).astimezone(datetime.UTC)
        hospitals = [*found["hospitals"]["recommended"], *found["hospitals"]["others"]]
        names = [one["name"] for one in found["departments"]["results"][:2]]
        visit = Event()
        visit.add("uid", f"{hashlib.blake2b(self.live(found).encode(), digest_size=8).hexdigest()}@jiuyi")
        visit.add("dtstamp", start)
        visit.add("dtstart", start)
        visit.add("dtend", start + VISIT)
        visit.add("summary", _("看病：%(symptoms)s") % {"symptoms": sentences(names or [asked.cleaned["symptom"]])})
        visit.add("description", "\n".join([*(one["name"] for one in hospitals[:3]), self.live(found)]))
        if hospitals and hospitals[0]["address"]:
            visit.add("location", hospitals[0]["address"])
        calendar = Calendar()
        calendar.add("prodid", "-//jiuyi//guide//ZH")
        calendar.add("version", "2.0")
        calendar.add_component(visit)
        return HttpResponse(calendar.to_ical(), content_type=CALENDAR)


def answered(asked: GuideParameters, now: Moment) -> tuple[dict[str, list[str]], Document | None]:
    """What is wrong with the question, and its answer: an emergency is answered as far as it was understood."""
    if not asked.errors:
        return {}, answer(asked.question(now))
    if not told(asked.data.get("symptom", ""), now.version)["urgent"]:
        return asked.errors, None
    return asked.errors, answer(heeded(asked, "symptom", asked.beside).question(now))


def procedures_of(found: Document | None) -> list[Document]:
    filing = found["insurance"]["filing"] if found and found["insurance"] else None
    return filing["procedures"] if filing else []


def claims_of(found: Document) -> list[Document]:
    claims = found["insurance"]["claims"] if found["insurance"] else None
    return claims["procedures"] if claims else []


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
    elif field.name == "facility_level":
        chosen = asked.cleaned.get(field.name)
        levels = [(level.value, str(level.label)) for level in FacilityLevel]
        return field._replace(value=str(chosen.value) if chosen else field.value, choices=levels)
    else:
        return field
    value = str(asked.cleaned.get(field.name) or field.value)
    own = [value] if value and value not in names else []
    return field._replace(value=value, choices=[(name, name) for name in (*names, *own)])
