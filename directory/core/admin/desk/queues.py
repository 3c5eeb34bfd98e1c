"""The desk: what needs doing in my regions, as queues with counts; a row opens its first record."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from directory.core.kinds import kinds
from directory.core.models import Change, Entry, ImportRun, Origin, Pair, Record, within
from directory.core.models.curation import Report
from directory.core.roles import regions_of

MOST = 1000  # counted; more are "1000+"
DUE = datetime.timedelta(days=365)


class Queue(NamedTuple):
    """One sort of work."""

    title: str
    why: str
    number: int
    first: str  # where it begins
    all: str

    @property
    def shown(self) -> str:
        return f"{MOST}+" if self.number > MOST else str(self.number)


def queues(user: Any) -> list[Queue]:
    """Every queue of which something is to do, for who may see it."""
    codes = regions_of(user)
    found = [
        of_table(
            user, Change.objects.waiting().in_regions(codes).exclude(made_by=user, origin=Origin.EDIT), "等您审核"
        ),
        of_table(user, Change.objects.filter(made_by=user, state=Change.State.RETURNED), "被退回, 请看审核意见"),
        of_table(user, here(Report.objects.filter(closed_at__isnull=True), codes), "读者说这里不对"),
        of_table(user, here(Pair.objects.filter(state=Pair.State.OPEN), codes), "也许是同一家"),
        of_table(user, ImportRun.objects.exclude(state__in=["done", "undone"]), "名单还没有导完"),
        *(queue for kind in kinds if has_region(kind.model) for queue in of_kind(user, kind, codes)),
    ]
    return [queue for queue in found if queue and queue.number]


def has_region(model: Any) -> bool:
    return issubclass(model, Record) and any(field.name == "region" for field in model._meta.fields)


def here(queryset: QuerySet[Any], codes: list[int], path: str = "region__code") -> QuerySet[Any]:
    return queryset.filter(reduce(or_, (within(code, path) for code in codes), Q(pk__in=[])))


def of_table(user: Any, queryset: QuerySet[Any], why: str) -> Queue | None:
    options = queryset.model._meta
    if not user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        return None
    first = queryset.values_list("pk", flat=True).first()
    name = f"admin:{options.app_label}_{options.model_name}"
    return Queue(
        str(options.verbose_name),
        why,
        queryset.order_by()[: MOST + 1].count() if first else 0,
        reverse(f"{name}_change", args=[first]) if first else "",
        reverse(f"{name}_changelist"),
    )


def of_kind(user: Any, kind: Any, codes: list[int]) -> list[Queue]:
    """Disputes, and what was verified long ago."""
    options = kind.model._meta
    if not user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        return []
    name = f"admin:{options.app_label}_{options.model_name}"
    listed = reverse(f"{name}_changelist")
    disputed = here(Entry.objects.live().of(kind.name).filter(disputed=True), codes, "region_code").order_by("key")
    last = timezone.localdate() - DUE
    due = here(kind.model._default_manager.filter(verified_on__lt=last), codes).order_by("verified_on", "pk")
    first, oldest = disputed.values_list("object_id", flat=True).first(), due.values_list("pk", flat=True).first()
    found = [
        (f"{kind.label} · 说法不一", "来源互相矛盾", disputed, first, f"{listed}?disputed=yes"),
        (f"{kind.label} · 该核实了", "上次核实在一年以前", due, oldest, listed),
    ]
    return [
        Queue(title, why, rows.order_by()[: MOST + 1].count(), reverse(f"{name}_change", args=[key]), everything)
        for title, why, rows, key, everything in found
        if key
    ]
