"""The pages of this app."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from directory.core.language.punctuation import listed
from directory.core.models import Entry
from directory.core.serving.lists import Queried
from directory.core.serving.parameters import short
from directory.core.serving.views import EntryDetailView, EntryListView, list_of

from .checklist import checklist, stages
from .comparison import compared, of_years, plot
from .models import Channel, Office, Policy, Procedure, Service
from .rules.asking import policies_asked, procedures_asked
from .rules.resolution import Resolution

MOST_COMPARED = 30
PERSON_TYPE = "person_type"
ONLINE = Channel.ONLINE | {Channel.Kind.PHONE}  # without going anywhere


class RuleListView(EntryListView):
    """Rules of a place; asked for one's own, those that are for others stand apart, each with for whom it is."""

    template_name = "offices/rule_list.html"

    def resolution(self, asked: dict[str, Any]) -> Resolution | None:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resolution = self.resolution(self.filterset.asked) if kwargs["page"] else None
        others = [one.rule | one._asdict() for one in resolution.passed_over] if resolution else []
        return super().get_context_data(passed_over=others, **kwargs)


class ProcedureListView(RuleListView):
    model = Procedure

    def resolution(self, asked: dict[str, Any]) -> Resolution | None:
        return procedures_asked(asked)


class PolicyListView(RuleListView):
    model = Policy

    def resolution(self, asked: dict[str, Any]) -> Resolution | None:
        return policies_asked(asked)


class ServiceDetailView(EntryDetailView):
    model = Service
    lists_places = True

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        slug = entry["slug"]
        return {
            "children": list_of(Service).first(size=50, parent=slug),
            "procedures": list_of(Procedure).first(service=slug),
            "offices": list_of(Office).first(service=slug),
            "channels": list_of(Channel).first(service=slug),
        }


class ChannelDetailView(EntryDetailView):
    model = Channel

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {"procedures": list_of(Procedure).first(channel=entry["slug"])}


class ProcedureDetailView(EntryDetailView):
    """A procedure; with ``person_type=`` what somebody of that type has to bring and do, and nothing of others."""

    model = Procedure

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data and response.context_data.get("errors"):
            response.status_code = 400
        return response

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        chosen = self.request.GET.get(PERSON_TYPE, "")
        groups = [group | part_for(entry, group["name"]) for group in entry["person_types"]]
        mine = next((group for group in groups if group["name"] == chosen), None)
        return {
            "channels": with_kinds(entry["channels"]),
            "everyone": part_for(entry, None),
            "groups": groups,
            "mine": mine,
            "limits": checklist(entry, chosen)["time_limits"] if mine else entry["time_limits"],
            "errors": unknown_type(chosen, groups) if chosen and not mine else [],
            "elsewhere": elsewhere(entry),
        }


def unknown_type(chosen: str, groups: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """What is wrong with a person type that the procedure does not know, as pages show what is wrong."""
    what = {"value": short(chosen), "choices": listed(group["name"] for group in groups) or _("不分人员类别")}
    return [("", PERSON_TYPE, [_("没有“%(value)s”这个人员类别：可用 %(choices)s。") % what])]


class PolicyDetailView(EntryDetailView):
    model = Policy

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        live = Policy.objects.published().filter(entries__isnull=False, subject=entry["subject"])
        same = list_of(Policy).shown(Queried(live.order_by("-year", "region")), MOST_COMPARED, subject=entry["subject"])
        rows = compared(same.results, entry["slug"])
        others = [one for one in rows if not one["chosen"]]
        return {
            "same": same,
            "rows": rows,
            "plot": plot(rows, entry["slug"]),
            **of_years(entry, others, self.moment.today.year),
        }


def elsewhere(entry: dict[str, Any]) -> Any:
    """The same service in other regions."""
    service = (entry["service"] or {}).get("slug", "")
    same = list_of(Procedure).rows(service=service).exclude(slug=entry["slug"]) if service else Procedure.objects.none()
    return list_of(Procedure).shown(Queried(same), service=service)


def with_kinds(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A procedure's channels as they stand in lists, with its notes on them: those that need no journey first."""
    rows = [row for row in rows if row["channel"]]
    entries = Entry.objects.live().of(Channel.kind).filter(slug__in=[row["channel"]["slug"] for row in rows])
    known = {slug: orjson.loads(summary) for slug, summary in entries.values_list("slug", "summary")}
    found = [
        known.get(row["channel"]["slug"], hotline(row)) | {"note": row["note"]}
        for row in rows
        if row["channel"]["slug"] in known or row["channel"]["page"].startswith("/offices/")
    ]
    return sorted(found, key=lambda channel: channel["channel_kind"] not in ONLINE)


def hotline(row: dict[str, Any]) -> dict[str, Any]:
    """A hotline among the channels, with what a line in a list shows of a channel."""
    return row["channel"] | {"channel_kind": row["kind"], "region": row["region"], "platform": "", "phone": ""}


def part_for(entry: dict[str, Any], person_type: str | None) -> dict[str, Any]:
    """The steps and papers for one person type, or those for everybody."""

    def its(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if row["person_type"] == person_type]

    return {"runs": runs(its(entry["steps"])), "papers": papers(its(entry["materials"]))}


def runs(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps in order: those that follow one another through one channel together, and the ways of which one is enough."""
    found: list[dict[str, Any]] = []
    for stage in stages(steps):
        if len(stage) > 1:
            found.append({"name": stage[0][0]["alternative_group"], "ways": [run(way) for way in stage]})
        elif found and "steps" in found[-1] and same_channel(found[-1]["steps"][-1], stage[0][0]):
            found[-1]["steps"] += stage[0]
        else:
            found.append(run(list(stage[0])))
    return found


def run(steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {"channel": steps[0]["channel"], "steps": steps}


def same_channel(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool((one["channel"] or {}).get("slug") == (other["channel"] or {}).get("slug"))


def papers(materials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Papers by the channel that wants them, and those of which one is enough together, in the order listed."""
    channels: dict[str, dict[str, Any]] = {}
    for number, material in enumerate(materials):
        channel = material["channel"]
        alone = f"\n{number}"  # no group is called so
        wanted = channels.setdefault((channel or {}).get("slug", ""), {"channel": channel, "papers": {}})
        wanted["papers"].setdefault(material["alternative_group"] or alone, []).append(material)
    return [with_one_note(wanted["channel"], list(wanted["papers"].values())) for wanted in channels.values()]


def with_one_note(channel: dict[str, Any] | None, wanted: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """What one channel wants; a note that all of its papers have is said once, above them."""
    notes = {paper["note"] for alternatives in wanted for paper in alternatives}
    if len(notes) > 1 or len(wanted) == 1:
        return {"channel": channel, "papers": wanted, "note": ""}
    without = [[paper | {"note": ""} for paper in alternatives] for alternatives in wanted]
    return {"channel": channel, "papers": without, "note": notes.pop()}
