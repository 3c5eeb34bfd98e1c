"""一次性告知单: a procedure × person type × office on one sheet of paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError

from directory.core.documents import Document, credited
from directory.core.index.timetables import Moment, evaluator
from directory.core.language.punctuation import bracketed, clauses, labelled, sentences
from directory.core.models import NATION, Entry, code_range
from directory.core.publishing.wording import choice, phone_text
from directory.core.serving.parameters import Parameters, RecordField, SchemeField, TextField, filled, short
from directory.core.serving.pdf import PDF
from directory.core.serving.sheets import Section, finished, fit, week_ahead
from directory.core.serving.views import EntryDetailView, line, named_errors
from directory.core.serving.viewsets import is_elder

from .checklist import checklist, stages, types_of
from .models import Office, Procedure, Service
from .rules.responsible import Errand

MOST_TO_ASK = 3
LABELS = {"person_type": gettext_lazy("人员类别"), "scheme": gettext_lazy("险种"), "office": gettext_lazy("办理机构")}


class NoticeParameters(Parameters):
    """For whom and for which counter the sheet is."""

    person_type = TextField(help_text="人员类别。", example="异地安置退休人员")
    scheme = SchemeField(help_text="险种：代码、名称或俗称。", example="职工")
    office = RecordField(model=Office, help_text="办理机构：标识、名称或俗称。", example="罗山县医保局")


class NoticeView(EntryDetailView):
    """The sheet of one procedure."""

    model = Procedure
    lists_places = True  # the counter's hours are another day's tomorrow

    def get_template_names(self) -> list[str]:
        return ["sheet.html"]

    def get(self, request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, slug, *args, **kwargs)
        except ValidationError as error:
            errors: dict[str, list[str]] = dict(error.detail)  # type: ignore[arg-type]
            asked = NoticeParameters(filled(request.GET))
            context = {
                "errors": named_errors(asked, errors, LABELS), "back": reverse("procedure", args=[slug]), "elder": is_elder(request),
            }  # fmt: skip
            return self.response_class(request, ["sheet_refused.html"], context, status=400)

    def related(self, entry: Document) -> Document:
        asked = NoticeParameters(filled(self.request.GET))
        if asked.errors:
            raise ValidationError(asked.errors)
        person_type, scheme, office = (asked.cleaned[name] for name in ("person_type", "scheme", "office"))
        refuse_unknown(person_type, entry)
        counter = counter_of(office, entry) if office else best_counter(entry, scheme)
        said = notice(entry, person_type, scheme, counter, self.moment)
        file = f"{reverse('procedure-pdf', args=[entry['slug']])}?{self.request.GET.urlencode()}"
        return finished(said, self.request.build_absolute_uri(entry["page"]), file)


class NoticeFile(PDF, NoticeView):
    """The same sheet as PDF."""


def refuse_unknown(person_type: str, procedure: Document) -> None:
    types = types_of(procedure)
    if person_type and person_type not in types:
        what = {"value": short(person_type), "choices": "、".join(types) or _("不分人员类别")}
        raise ValidationError({"person_type": [_("没有“%(value)s”这个人员类别：可用 %(choices)s。") % what]})


def counter_of(office: Office, procedure: Document) -> Document:
    """The office asked for, unless it serves another place."""
    entry = Entry.objects.live().of(Office.kind).select_related("hours_pattern", "document").get(slug=office.slug)
    document = line(entry.document.text, entry.hours_spec)
    low, high = code_range(int(procedure["region"]["code"]))
    above = {str(code) for code in Procedure.objects.get(slug=procedure["slug"]).region.upwards}
    if not any(low <= int(one["code"]) <= high or one["code"] in above for one in document["serves"]):
        what = {"office": office.name, "region": procedure["region"]["name"]}
        raise ValidationError({"office": [_("%(office)s不为%(region)s服务。") % what]})
    return document


def best_counter(procedure: Document, scheme: Any) -> Document | None:
    """The office that is responsible where the procedure holds, if the directory knows one there."""
    record = Procedure.objects.select_related("region__parent__parent", "service__parent").get(slug=procedure["slug"])
    service: Service = record.service
    errand = Errand(record.region, service, scheme)
    best = errand.among(Office.objects.published()).filter(entries__isnull=False)
    row = best.filter(distance=0).values_list("entries__document__text", "entries__hours_pattern__spec").first()
    return line(*row) if row else None


def notice(procedure: Document, person_type: str, scheme: Any, office: Document | None, now: Moment) -> Document:
    """What the sheet says, cut to one page."""
    mine = checklist(procedure, person_type, scheme)
    sections = [
        Section(_("要带的材料"), papers(mine, person_type), 11, "boxes"),
        doings(mine, person_type, procedure),
        Section(_("去哪里办"), [*channels(mine), *(where(office, now) if office else whom_to_ask(procedure))], 12),
        Section(_("期限和结果"), terms(mine), 7),
    ]
    heading = {"title": procedure["name"], "for_whom": for_whom(mine, person_type, scheme, procedure)}
    return {
        **heading,
        **fit(sections, **heading),
        "disputed": bool(procedure["disputed"]),
        "unfinished": bool(procedure["unfinished"]),
        "notice": "",
        "sources": articles(procedure, office),
        "as_of": procedure["verified_on"] or procedure["updated_at"],
        "verified": bool(procedure["verified_on"]),
        "printed": now.today,
    }


def for_whom(mine: Document, person_type: str, scheme: Any, procedure: Document) -> str:
    schemes = scheme.name if scheme else "、".join(one["name"] for one in procedure["schemes"])
    types = person_type or "、".join(one["name"] for one in mine["person_types"])
    return " · ".join(filter(None, ["".join(procedure["region"]["path"]), schemes, types]))


def papers(mine: Document, person_type: str) -> list[str]:
    """Each paper, with its form, number and where it is had; alternatives on one line."""
    groups: dict[str, list[Document]] = {}
    for number, paper in enumerate(mine["materials"]):
        key = f"{paper['alternative_group']}/{paper['person_type']}" if paper["alternative_group"] else str(number)
        groups.setdefault(key, []).append(paper)
    lines = []
    for group in groups.values():
        text = _(" 或 ").join(paper_text(paper) for paper in group)
        owner = group[0]["person_type"]
        lines.append(labelled(owner, text) if owner and not person_type else text)
    return lines


def paper_text(paper: Document) -> str:
    copies = _("%(n)d 份") % {"n": paper["copies"]} if paper["copies"] else ""
    source = _("取自%(place)s") % {"place": paper["obtained_from"]} if paper["obtained_from"] else ""
    optional = "" if paper["required"] else _("非必要")
    form = choice(paper["form"], "procedure.materials.form")
    channel = _("限于%(channel)s") % {"channel": paper["channel"]["name"]} if paper["channel"] else ""
    details = [text for text in (form, copies, optional, source, channel) if text]
    return bracketed(paper["name"], clauses(details))


def steps(mine: Document, person_type: str) -> list[str]:
    """One line for each thing to do; where one of several ways is enough, all of them on one line."""
    lines = []
    for stage in stages(mine["steps"]):
        ways = [" → ".join(step_text(step, person_type, number) for number, step in enumerate(way)) for way in stage]
        name = stage[0][0]["alternative_group"]
        lines.append(labelled(name, _(" 或 ").join(ways)) if len(ways) > 1 else ways[0])
    return lines


def step_text(step: Document, person_type: str, number: int) -> str:
    """A step with whose it is and through which channel, which is said once for each way."""
    channel = f"[{step['channel']['name']}] " if step["channel"] and not number else ""
    owner = labelled(step["person_type"], "") if step["person_type"] and not person_type and not number else ""
    return f"{owner}{channel}{step['text']}"


def doings(mine: Document, person_type: str, procedure: Document) -> Section:
    """The steps; where there is nothing to do or to bring on record, that it is so and what is known instead."""
    if mine["steps"] or mine["materials"]:
        return Section(_("怎么办"), steps(mine, person_type), 13, "numbered")
    problems = [labelled(problem["name"], problem["remedy"]) for problem in procedure["problems"] if problem["remedy"]]
    known = filter(None, [procedure["summary"], procedure["notes"], *problems])
    return Section(_("怎么办"), [_("本名录还没有这件事的步骤和材料。"), *known], 13)


def whom_to_ask(procedure: Document) -> list[str]:
    """Where no counter is known: that it is so, the offices of the place that may know, and the hotlines."""
    record = Procedure.objects.select_related("region__parent__parent", "service__parent").get(slug=procedure["slug"])
    nationwide = record.region_id == NATION
    if nationwide and procedure["channels"]:
        return []
    answer = Errand(record.region, record.service).answer(None)
    statement = _("各地的窗口不同，请问参保地的医保经办机构或热线。") if nationwide else answer["statement"]
    return [statement, *map(line_of, [*answer["next_level"], *answer["hotlines"]][:MOST_TO_ASK])]


def line_of(office: Document) -> str:
    """An office as it stands in lists: its name and phones."""
    return " ".join([office["name"], *map(phone_text, office["phones"])])


def where(office: Document, now: Moment) -> list[str]:
    """The counter: name, address, phones, and its hours on each of the coming seven days."""
    phones = [phone_text(phone) for phone in office["phones"]]
    lines = [
        office["name"],
        _("地址：%(text)s") % {"text": office["address"]} if office["address"] else "",
        _("到达：%(text)s") % {"text": office["directions"]} if office["directions"] else "",
        _("电话：%(text)s") % {"text": sentences(phones)} if phones else "",
        *times(office["hours_spec"], now),
    ]
    return [text for text in lines if text]


def times(spec: str | None, now: Moment) -> list[str]:
    """When a place is open this week, a line for each run of days with the same hours."""
    days = week_ahead(evaluator(spec, now.calendar), now.today) if spec else []
    if not days:
        return [_("时间：没有查到，去之前先打电话。")]
    return [_("一周的时间："), *days]


def channels(mine: Document) -> list[str]:
    """The ways there are, those that need no journey first."""
    names = [bracketed(row["channel"]["name"], choice(row["kind"], "channel.channel_kind")) for row in mine["channels"]]
    return [_("渠道：%(names)s") % {"names": "、".join(names)}] if names else []


def terms(mine: Document) -> list[str]:
    """Conditions, deadlines, time limits, what it costs, what comes of it."""
    limits = [
        f"{choice(limit['kind'], 'procedure.time_limits.kind')} {limit['text']} {limit['condition']}".strip()
        for limit in mine["time_limits"]
    ]
    said = [
        (_("受理条件：%(text)s"), mine["eligibility"]),
        (_("截止时间：%(text)s"), mine["deadline"]),
        (_("时限：%(text)s"), sentences(limits)),
        (_("收费：%(text)s"), mine["fee"]),
        (_("有效期：%(text)s"), mine["validity"]),
        (_("结果：%(text)s"), mine["result"]),
        (_("逾期：%(text)s"), mine["consequence"]),
    ]
    return [words % {"text": text} for words, text in said if text]


def articles(*documents: Document | None) -> list[Document]:
    """The articles that the sheet's facts are from, each once."""
    cited = [citation["article"] for document in documents if document for citation in credited(document)]
    inherited = [
        article for document in documents if document for mark in document.get("inherited", {}).values()
        for article in mark["from"]["articles"]
    ]  # fmt: skip
    return list({article["slug"]: article for article in [*cited, *inherited]}.values())
