"""The desk: what needs doing in my regions, as queues with counts; a row opens its first record.

A queue is a query. All of them are counted, and their first records found, in one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from directory.core.kinds import Kind, kinds
from directory.core.models import Change, CheckPeriod, Entry, ImportRun, OfficialDay, Origin, Pair, Record, within
from directory.core.models.curation import Report
from directory.core.models.curation.period import due_before
from directory.core.roles import regions_of

MOST = 1000  # counted; more are "1000+"
ANNOUNCED = 11  # the month in which the rest days of the next year are announced


@dataclass
class Queue:
    """One sort of work: its records, worked through in the order of their keys."""

    name: str
    title: str
    why: str
    rows: QuerySet[Any]
    options: Any  # of the model whose records they are
    listed: str = ""  # its list, where that shows the same
    key: str = "pk"
    view: str = "change"  # the page on which a record of it is worked on
    number: int = 0
    first: str = ""

    @property
    def shown(self) -> str:
        return f"{MOST}+" if self.number > MOST else str(self.number)

    @property
    def keys(self) -> QuerySet[Any]:
        return self.rows.order_by().values_list(self.key, flat=True)

    def address(self, key: Any) -> str:
        name = f"admin:{self.options.app_label}_{self.options.model_name}_{self.view}"
        return f"{reverse(name, args=[key])}?queue={self.name}" if key else ""


@dataclass
class QueuePosition:
    """Where somebody is in a queue."""

    queue: Queue
    position: int
    number: int
    before: str
    after: str


def queues(user: Any) -> list[Queue]:
    """Every queue of which something is to do, for who may see it."""
    found = count(list(all_queues(user)))
    return [queue for queue in found if queue.number]


def queue_named(user: Any, name: str) -> Queue | None:
    return next((queue for queue in all_queues(user) if queue.name == name), None)


def place_in(user: Any, name: str, key: int) -> QueuePosition | None:
    """Where a record stands in a queue; the next one is the first with a greater key, whether or not it is still in it."""
    queue = queue_named(user, name)
    if queue is None:
        return None
    before, after = queue.keys.filter(**{f"{queue.key}__lt": key}), queue.keys.filter(**{f"{queue.key}__gt": key})
    last, following = before.order_by(f"-{queue.key}").first(), after.order_by(queue.key).first()
    number, position = queue.keys[: MOST + 1].count(), before[: MOST + 1].count() + 1
    return QueuePosition(queue, min(position, max(number, 1)), number, queue.address(last), queue.address(following))


def count(found: list[Queue]) -> list[Queue]:
    """With their numbers and first records."""
    pieces: list[str] = []
    values: list[Any] = []
    for queue in found:
        for query in (queue.keys[: MOST + 1], queue.keys.order_by(queue.key)[:1]):
            try:
                sql, given = query.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:  # of somebody who is responsible for no region
                sql, given = "SELECT NULL WHERE 1 = 0", ()
            is_number = len(pieces) % 2 == 0
            pieces.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)" if is_number else f"({sql})")  # nosec B608
            values += given
    if pieces:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(pieces)}", values)  # nosec B608: as Django has written them
            row = cursor.fetchone()
        for at, queue in enumerate(found):
            queue.number, queue.first = row[2 * at], queue.address(row[2 * at + 1])
    return found


def all_queues(user: Any) -> Iterator[Queue]:
    codes = regions_of(user)
    for queue in [*of_changes(user, codes), *of_records(user, codes)]:
        options = queue.options
        if user.has_perm(f"{options.app_label}.view_{options.model_name}"):
            yield queue


def of_changes(user: Any, codes: list[int]) -> Iterator[Queue]:
    waiting = Change.objects.waiting().in_regions(codes).exclude(made_by=user, origin=Origin.EDIT)
    returned = Change.objects.filter(made_by=user, state=Change.State.RETURNED)
    reports = here(Report.objects.filter(closed_at__isnull=True), codes)
    pairs = here(Pair.objects.filter(state=Pair.State.OPEN), codes)
    runs = ImportRun.objects.exclude(state__in=["done", "undone"])
    yield of_table("requests", waiting, "等您审核", "?state__exact=submitted")
    yield of_table("returned", returned, "被退回，请看审核意见", "?state__exact=returned", " · 退回的")
    yield of_table("reports", reports, "读者说这里不对")
    yield of_table("pairs", pairs, "也许是同一家", "?state__exact=open")
    yield of_table("imports", runs, "名单还没有导完")


def of_table(name: str, rows: QuerySet[Any], why: str, narrowed: str = "", more: str = "") -> Queue:
    options = rows.model._meta
    listed = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return Queue(name, f"{options.verbose_name}{more}", why, rows, options, f"{listed}{narrowed}")


def of_records(user: Any, codes: list[int]) -> Iterator[Queue]:
    periods = dict(CheckPeriod.objects.values_list("kind", "days"))
    for kind in kinds:
        if issubclass(kind.model, Record):
            yield from of_kind(kind, codes, periods.get(kind.name) or CheckPeriod.YEAR)


def of_kind(kind: Kind, codes: list[int], days: int) -> Iterator[Queue]:
    """What is disputed, uncited, due, never verified, of a past year, or still a draft among the records of a kind."""
    model, today = kind.model, timezone.localdate()
    entries = mine(Entry.objects.live().of(kind.name), model, codes, "region_code")
    records = mine(model._default_manager.all(), model, codes)
    public = records.filter(status=Record.Status.PUBLISHED)
    make = queue_maker(kind)
    yield make(
        "disputed", "说法不一", "来源互相矛盾，还没有取舍", undecided(entries, model), view="disputes", key="object_id"
    )
    yield make("uncited", "没有出处", "公开了却没有出处", entries.filter(uncited=True), key="object_id")
    yield make(
        "due", "该核实了", f"上次核实在 {days} 天以前", public.filter(verified_on__lt=due_before(days)), view="verify"
    )
    yield make("unverified", "从未核实", "还没有人核实过", public.filter(verified_on__isnull=True), view="verify")
    if any(field.name == "year" for field in model._meta.fields):
        yield make("past", "往年的", "年度已过，要换新的或停用", public.filter(year__lt=today.year))
    yield make("drafts", "草稿", "还没有发布", records.filter(status=Record.Status.DRAFT))


def queue_maker(kind: Kind) -> Callable[..., Queue]:
    options = kind.model._meta
    listed = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    shown = {
        "disputed": "?disputed=yes", "unverified": "?status__exact=published&unverified=yes", "drafts": "?status__exact=draft",
        "due": "?status__exact=published&due=yes", "uncited": "?uncited=yes",
    }  # fmt: skip

    def make(name: str, title: str, why: str, rows: QuerySet[Any], *, view: str = "change", key: str = "pk") -> Queue:
        everything = f"{listed}{shown[name]}" if name in shown else ""
        return Queue(f"{name}-{kind.name}", f"{kind.label} · {title}", why, rows, options, everything, key, view)

    return make


def undecided(entries: QuerySet[Any], model: Any) -> QuerySet[Any]:
    """Disputes about which nobody has said which side is right, or that both stand, and why."""
    citations = model.citations.rel.related_model.objects.filter(record=OuterRef("object_id"))
    decided = citations.filter(Q(rank="preferred") | ~Q(reason=""))
    return entries.filter(disputed=True).exclude(Exists(decided))


def mine(rows: QuerySet[Any], model: Any, codes: list[int], path: str = "region__code") -> QuerySet[Any]:
    """Those in my regions; kinds that lie in no region are everybody's to see."""
    return here(rows, codes, path) if has_region(model) else rows


def has_region(model: Any) -> bool:
    return any(field.name == "region" for field in model._meta.fields)


def here(queryset: QuerySet[Any], codes: list[int], path: str = "region__code") -> QuerySet[Any]:
    return queryset.filter(reduce(or_, (within(code, path) for code in codes), Q(pk__in=[])))


def unannounced() -> int | None:
    """The year whose rest days should have been entered by now and are not."""
    today = timezone.localdate()
    wanted = today.year + (today.month >= ANNOUNCED)
    days = OfficialDay.objects.of_notice(wanted)
    return None if days.exists() else wanted
