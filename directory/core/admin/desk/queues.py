"""The desk: what needs doing in my regions, as queues with counts; a row opens its first record.

A queue is a query. All of them are counted, and their first records found, in one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from directory.core.kinds import Kind, kinds
from directory.core.models import (
    Change,
    CheckPeriod,
    Entry,
    ImportRun,
    OfficialDay,
    Origin,
    Pair,
    Record,
    Version,
    has_region,
    within_any,
)
from directory.core.models.curation import Report
from directory.core.models.curation.period import due_before
from directory.core.models.curation.version import edited_by
from directory.core.publishing.flaws import is_flawed
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
    own: Q | None = None  # which of them are somebody's own: what they entered, are at, or worked on before
    since: Any = None  # from which day each of them waits
    # Filled in by ``count``:
    number: int = 0
    mine: int | None = None
    first_key: Any = None
    earliest: Any = None

    @property
    def shown(self) -> str:
        return counted(self.number)

    @property
    def mine_shown(self) -> str:
        return "" if self.mine is None else counted(self.mine)

    @property
    def first(self) -> str:
        return self.address(self.first_key)

    @property
    def oldest(self) -> str:
        return str(self.earliest or "")[:10]

    @property
    def keys(self) -> QuerySet[Any]:
        return self.rows.order_by().values_list(self.key, flat=True)

    @property
    def pieces(self) -> dict[str, tuple[str, QuerySet[Any]]]:
        """Of what ``count`` fills in, by attribute: how it is made of a query, and the query."""
        few = self.rows.order_by()[: MOST + 1]
        said = {
            "number": ("(SELECT COUNT(*) FROM ({}) AS counted)", self.keys[: MOST + 1]),
            "first_key": ("({})", self.keys.order_by(self.key)[:1]),
        }
        if self.own is not None:
            said["mine"] = ("(SELECT COUNT(*) FROM ({}) AS own)", self.keys.filter(self.own)[: MOST + 1])
        if self.since is not None:
            dated = few.annotate(since=self.since).values_list("since", flat=True)
            said["earliest"] = ("(SELECT MIN(dated.since) FROM ({}) AS dated)", dated)
        return said

    def address(self, key: Any) -> str:
        name = f"admin:{self.options.app_label}_{self.options.model_name}_{self.view}"
        return f"{reverse(name, args=[key])}?queue={self.name}" if key else ""


def counted(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number)


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
    """Fill in what the desk says of each, in one statement: a query for each piece would be a hundred."""
    pieces = [(queue, name, *compiled(*piece)) for queue in found for name, piece in queue.pieces.items()]
    if not pieces:
        return found
    columns = ", ".join(sql for _queue, _name, sql, _values in pieces)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for *_piece, values in pieces for value in values])  # nosec B608: as Django has written them
        row = cursor.fetchone()
    for (queue, name, _sql, _values), value in zip(pieces, row, strict=True):
        setattr(queue, name, value)
    return found


def compiled(shape: str, query: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    """A scalar subquery as SQL with its values."""
    try:
        sql, values = query.query.sql_with_params()
    except EmptyResultSet:  # of somebody who is responsible for no region
        sql, values = "SELECT NULL AS since WHERE 1 = 0", ()
    return shape.format(sql), values


def all_queues(user: Any) -> Iterator[Queue]:
    codes = regions_of(user)
    for queue in [*of_changes(user, codes), *of_records(user, codes)]:
        options = queue.options
        if user.has_perm(f"{options.app_label}.view_{options.model_name}"):
            yield queue


def of_changes(user: Any, codes: list[int]) -> Iterator[Queue]:
    waiting = Change.objects.waiting().in_regions(codes).exclude(made_by=user, origin=Origin.EDIT)
    returned = Change.objects.filter(made_by=user, state=Change.State.RETURNED)
    reports = Report.objects.filter(within_any(codes), closed_at__isnull=True)
    pairs = Pair.objects.filter(within_any(codes), state=Pair.State.OPEN)
    runs = ImportRun.objects.exclude(state__in=["done", "undone"])
    mine = Q(made_by=user)
    yield of_table("requests", waiting, "等您审核", "?state__exact=submitted", own=Q(follows__decided_by=user))
    yield of_table("returned", returned, "被退回，请看审核意见", "?state__exact=returned", more=" · 退回的", own=mine)
    yield of_table("reports", reports, "读者说这里不对", own=Q(handled_by=user))
    yield of_table("pairs", pairs, "也许是同一家", "?state__exact=open", day="found_at")
    yield of_table("imports", runs, "名单还没有导完", own=mine)


def of_table(
    name: str,
    rows: QuerySet[Any],
    why: str,
    narrowed: str = "",
    *,
    more: str = "",
    own: Q | None = None,
    day: str = "made_at",
) -> Queue:
    options = rows.model._meta
    listed = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    title = f"{options.verbose_name}{more}"
    return Queue(name, title, why, rows, options, f"{listed}{narrowed}", own=own, since=TruncDate(day))


def of_records(user: Any, codes: list[int]) -> Iterator[Queue]:
    periods = dict(CheckPeriod.objects.values_list("kind", "days"))
    for kind in kinds:
        if issubclass(kind.model, Record):
            yield from of_kind(kind, codes, periods.get(kind.name) or CheckPeriod.YEAR, user)


def of_kind(kind: Kind, codes: list[int], days: int, user: Any) -> Iterator[Queue]:
    """What is disputed, uncited, flawed, due, never verified, of a past year, or still a draft among the records of a kind."""
    model, today = kind.model, timezone.localdate()
    entries = mine(Entry.objects.live().of(kind.name), model, codes, "region_code")
    records = mine(model._default_manager.all(), model, codes)
    public = records.filter(status=Record.Status.PUBLISHED)
    make = queue_maker(kind, user)
    of_entries = {"key": "object_id", "since": TruncDate("updated_at")}
    undecided = entries.filter(undecided=True)
    yield make("disputed", "说法不一", "来源互相矛盾，还没有取舍", undecided, view="disputes", **of_entries)
    yield make("uncited", "没有出处", "公开了却没有出处", entries.filter(uncited=True), **of_entries)
    if kind.checkup:
        yield make("flawed", "体检", "公开的内容自相矛盾，或缺了要紧的", entries.filter(is_flawed(kind)), **of_entries)
    due, never = public.filter(verified_on__lt=due_before(days)), public.filter(verified_on__isnull=True)
    first_public = Entry.objects.filter(kind=kind.name, object_id=OuterRef("pk")).values(day=TruncDate("published_at"))
    yield make("due", "该核实了", f"上次核实在 {days} 天以前", due, view="verify", since=F("verified_on"))
    yield make("unverified", "从未核实", "还没有人核实过", never, view="verify", since=Subquery(first_public[:1]))
    if any(field.name == "year" for field in model._meta.fields):
        yield make("past", "往年的", "年度已过，要换新的或停用", public.filter(year__lt=today.year))
    drafts, first = records.filter(status=Record.Status.DRAFT), Version.objects.of_outer(model).order_by("number")
    yield make("drafts", "草稿", "还没有发布", drafts, since=Subquery(first.values(day=TruncDate("made_at"))[:1]))


def queue_maker(kind: Kind, user: Any) -> Callable[..., Queue]:
    options = kind.model._meta
    listed = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    shown = {
        "disputed": "?undecided=yes", "uncited": "?uncited=yes", "flawed": "?flawed=yes",
        "due": "?status__exact=published&due=yes", "unverified": "?status__exact=published&unverified=yes",
        "drafts": "?status__exact=draft",
    }  # fmt: skip

    def make(
        name: str,
        title: str,
        why: str,
        rows: QuerySet[Any],
        *,
        view: str = "change",
        key: str = "pk",
        since: Any = None,
    ) -> Queue:
        everything = f"{listed}{shown[name]}" if name in shown else ""
        own, title = edited_by(user, kind.model, key), f"{kind.label} · {title}"
        return Queue(f"{name}-{kind.name}", title, why, rows, options, everything, key, view, own, since)

    return make


def mine(rows: QuerySet[Any], model: Any, codes: list[int], path: str = "region__code") -> QuerySet[Any]:
    """Those in my regions; kinds that lie in no region are everybody's to see."""
    return rows.filter(within_any(codes, path)) if has_region(model) else rows


def unannounced() -> int | None:
    """The year whose rest days should have been entered by now and are not."""
    today = timezone.localdate()
    wanted = today.year + (today.month >= ANNOUNCED)
    days = OfficialDay.objects.of_notice(wanted)
    return None if days.exists() else wanted
