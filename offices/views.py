"""The pages of this app."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import orjson

from directory.core.models import Entry
from directory.core.serving.lists import Queried
from directory.core.serving.views import EntryDetailView, list_of

from .models import Channel, Office, Policy, Procedure, Service

ONLINE = ("app", "mini_program", "official_account", "website", "phone")


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
    model = Procedure

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {
            "channels": with_kinds(entry["channels"]),
            "everyone": part_for(entry, None),
            "groups": [group | part_for(entry, group["name"]) for group in entry["person_types"]],
            "elsewhere": elsewhere(entry),
        }


class PolicyDetailView(EntryDetailView):
    model = Policy

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        live = Policy.objects.published().filter(entries__isnull=False, subject=entry["subject"])
        same = live.exclude(slug=entry["slug"]).order_by("-region", "-year")
        return {"others": list_of(Policy).shown(Queried(same), size=30, subject=entry["subject"])}


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
    found = [known[row["channel"]["slug"]] | {"note": row["note"]} for row in rows if row["channel"]["slug"] in known]
    return sorted(found, key=lambda channel: channel["channel_kind"] not in ONLINE)


def part_for(entry: dict[str, Any], person_type: str | None) -> dict[str, Any]:
    """The steps and papers for one person type, or those for everybody."""

    def its(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if row["person_type"] == person_type]

    return {"runs": runs(its(entry["steps"])), "papers": papers(its(entry["materials"]))}


def runs(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps in order, those that follow one another through one channel together."""
    grouped = groupby(steps, key=lambda step: (step["channel"] or {}).get("slug"))
    together = [list(run) for _slug, run in grouped]
    return [{"channel": run[0]["channel"], "steps": run} for run in together]


def papers(materials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Papers by the channel that wants them, and those of which one is enough together, in the order listed."""
    channels: dict[str, dict[str, Any]] = {}
    for number, material in enumerate(materials):
        channel = material["channel"]
        alone = f"\n{number}"  # no group is called so
        wanted = channels.setdefault((channel or {}).get("slug", ""), {"channel": channel, "papers": {}})
        wanted["papers"].setdefault(material["alternative_group"] or alone, []).append(material)
    return [wanted | {"papers": list(wanted["papers"].values())} for wanted in channels.values()]
