"""The admin's page of proposals: a source's text with the words marked that state something, and a form to decide on each.

GET ``article/<pk>/read/`` shows it, POST stores it. Proposals are not stored: each request reads the text anew, so a form
refers to a proposal by its key (``Shown.key``) and to the text by its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property

from directory.core.changes import applying
from directory.core.changes.states import EMPTY, state_of
from directory.core.kinds import kinds
from directory.core.models import NATION, Article, Change, Origin, ProposalMark, SourceText
from directory.core.reading.proposals import Proposal, Target, Verdict
from directory.core.reading.proposing import TooLong, propose
from directory.core.sources.provenance import citable_fields

from ..requests import apply_or_submit
from .statements import StatementForm
from .taking import lines_for, new_record

VERDICTS = {
    Verdict.SAME: "与现值相同", Verdict.FINER: "更细", Verdict.ADDS: "补充", Verdict.NEW: "新", Verdict.OTHER_SCOPE: "另一范围",
    Verdict.CLASH: "矛盾", Verdict.DOUBT: "存疑",
}  # fmt: skip
WHY = {
    "example": "原文是举例或假设", "hearsay": "原文说得不肯定", "cut off": "原文在这里中断", "alternatives": "原文写“或”",
    "summer without months": "没有写夏季是哪几个月",
}  # fmt: skip
ACCEPT, REFUSE, HOLD = "accept", "refuse", "hold"
TAKEN, WAITING = "已取用", "已提交，等待审核"


@dataclass(frozen=True)
class Shown:
    """A proposal on the screen, with what was chosen for it."""

    proposal: Proposal
    label: str  # of its field
    taken: str  # TAKEN where the record cites this source for this field and these words, WAITING where a change would
    choice: str = ""  # ACCEPT, REFUSE, HOLD or nothing yet
    value: str = ""  # the proposed one, or as it was edited in the form
    refused: bool = False  # by somebody before: it is not asked again

    @cached_property
    def key(self) -> str:
        """Names it in the form (``d-KEY`` its choice, ``v-KEY`` its value): the same as long as the same words say the same,
        wherever in the text they stand.
        """
        one = self.proposal
        said = (one.quote, one.target.kind, one.target.slug, one.target.name, one.field, one.value, one.scope)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]

    @property
    def verdict(self) -> str:
        return VERDICTS[self.proposal.verdict]

    @property
    def css(self) -> str:
        return self.proposal.verdict.name.lower().replace("_", "-")

    @property
    def why(self) -> str:
        return WHY.get(self.proposal.why, self.proposal.why)

    @property
    def is_same(self) -> bool:
        return self.proposal.verdict is Verdict.SAME


class ProposalGroup(NamedTuple):
    """What the text says of one record."""

    target: Target
    kind: str
    link: str
    same: list[Shown]
    others: list[Shown]
    refused: list[Shown]
    error: str  # why nothing of it was written just now


class WrittenRecords(NamedTuple):
    """What has become of the accepted proposals: a message for each record written, and why others were not."""

    written: list[str]
    refused: dict[Target, str]


class Piece(NamedTuple):
    """A piece of the text, and the proposal whose words it is, if it is some's."""

    text: str
    shown: Shown | None


class TakenPlace(NamedTuple):
    """Words of a text that a record cites, or would if a change that waits were approved."""

    target: Target
    field: str
    value: str
    start: int
    end: int
    quote: str
    state: str  # TAKEN, WAITING

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        return (self.target.kind, self.target.slug, self.field, self.start, self.end)

    @property
    def proposal(self) -> Proposal:
        said = (self.start, self.end, self.quote, self.target, self.field, self.value)
        return Proposal(*said, verdict=Verdict.SAME, rule="marked by hand")


def shown_for(article: Article, text: str, sent: Any = None) -> list[Shown]:
    """Every proposal of a text and every statement taken from it by hand, with the choices and values of a posted form
    (``sent``). Raises TooLong."""
    found = propose(text)
    taken = {place.key: place for place in places_taken(article, text)}
    marks = dict(ProposalMark.objects.filter(source=article).values_list("key", "choice"))
    rows = []
    for one in found:
        place = taken.pop((one.target.kind, one.target.slug, one.field, one.start, one.end), None)
        row = Shown(one, label_of(one), place.state if place else "", value=one.value)
        mark = marks.get(row.key, "")
        row = replace(row, choice=mark, refused=mark == REFUSE)
        if sent is not None:
            row = replace(
                row,
                choice=sent.get(f"d-{row.key}", mark),
                value=sent.get(f"v-{row.key}", one.value).strip() or one.value,
            )
        rows.append(row)
    by_hand = [Shown(one := place.proposal, label_of(one), place.state, value=one.value) for place in taken.values()]
    return sorted([*rows, *by_hand], key=lambda row: (row.proposal.start, row.proposal.end)) if by_hand else rows


def label_of(one: Proposal) -> str:
    labels = citable_fields(kinds[one.target.kind].model)
    return labels.get(one.field) or labels.get(one.field.split(".")[0], one.field)


def places_taken(article: Article, text: str) -> list[TakenPlace]:
    """Of records and of changes that wait, each with its place in this text; places in an older text are left out."""
    places = [*waiting_places(article), *cited_places(article)]
    return [place for place in places if text[place.start : place.end] == place.quote]


def cited_places(article: Article) -> Iterator[TakenPlace]:
    for kind in kinds:
        if "citations" not in kind.model.parts:
            continue
        rows = kind.model.citations.rel.related_model.objects.filter(article=article, start__isnull=False)
        said = rows.values_list("record__slug", "record__name", "field", "value", "start", "end", "quote")
        for slug, name, field, value, start, end, quote in said:
            yield TakenPlace(Target(kind.name, slug, name), field, value, start, end, quote, TAKEN)


def waiting_places(article: Article) -> Iterator[TakenPlace]:
    changes = Change.objects.waiting().filter(origin=Origin.PROPOSAL, note__startswith=f"{article.slug} ")
    for change in changes.select_related("content_type"):
        kind = kinds.of(change.content_type.model_class())
        slug = str(change.record.slug) if change.record else ""
        for line in change.lines:
            row = line["new"]
            if line["path"].startswith("citations/") and row and row.get("article") == article.slug:
                field, value, start, end, quote = map(row.get, ("field", "value", "start", "end", "quote"))
                if start is not None:
                    yield TakenPlace(Target(kind.name, slug, change.name), field, value, start, end, quote, WAITING)


def grouped(rows: list[Shown], errors: Mapping[Target, str]) -> list[ProposalGroup]:
    """By record, in the order of the text: first those that were refused just now, last those about which nothing is left
    to decide."""
    found: dict[Target, ProposalGroup] = {}
    for row in rows:
        target = row.proposal.target
        if target not in found:
            found[target] = ProposalGroup(
                target, kinds[target.kind].label, record_link(target), [], [], [], errors.get(target, "")
            )
        folded = found[target].refused if row.refused else found[target].same
        (folded if row.refused or row.is_same or row.taken else found[target].others).append(row)
    return sorted(found.values(), key=lambda group: (not group.error, not group.others))


def record_link(target: Target) -> str:
    """The address of the record's form in the admin; empty for a record that is still to be made."""
    options = kinds[target.kind].model._meta
    key = (
        kinds[target.kind].model.objects.filter(slug=target.slug).values_list("pk", flat=True).first()
        if target.slug
        else None
    )
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[key]) if key else ""


def pieces(text: str, rows: list[Shown]) -> list[Piece]:
    """The text cut wherever a proposal begins or ends, for a page cannot nest links: of several the shortest has the piece."""
    cuts = sorted({0, len(text), *(at for row in rows for at in (row.proposal.start, row.proposal.end))})
    made = []
    for start, end in pairwise(cuts):
        over = [row for row in rows if row.proposal.start <= start and end <= row.proposal.end]
        best = min(over, key=lambda row: (row.proposal.end - row.proposal.start, row.is_same), default=None)
        made.append(Piece(text[start:end], best))
    return made


class ReadingMixin:
    """The screen of an article's text, for its admin."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.reading_view)
        return [path("<int:pk>/read/", view, name="core_article_read"), *super().get_urls()]  # type: ignore[misc]

    def reading_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = self.get_object(request, str(pk))  # type: ignore[attr-defined]
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):  # type: ignore[attr-defined]
            raise PermissionDenied
        kept = SourceText.objects.filter(source=article).first()
        if kept is None:
            messages.warning(request, "还没有原文：先把原文贴进来源里。")
            return HttpResponseRedirect(reverse("admin:core_article_change", args=[article.pk]))
        try:
            rows = shown_for(article, kept.text, request.POST if request.method == "POST" else None)
        except TooLong:
            messages.error(request, f"原文超过 {SourceText.LONGEST} 字，请分成几个来源。")
            return HttpResponseRedirect(reverse("admin:core_article_change", args=[article.pk]))
        if request.method == "POST" and article.in_scope:
            return self.decide(request, article, kept, rows)
        return self.reading_page(request, article, kept, rows)

    def decide(self, request: HttpRequest, article: Article, kept: SourceText, rows: list[Shown]) -> HttpResponse:
        """Store what the form accepts, all or nothing. ``do=same`` accepts, too, whatever agrees with the published value."""
        if request.POST.get("digest") != kept.sha256:
            messages.error(request, "原文在这期间改过，位置不再对得上；下面是按现在的原文重新认出的。")
            return HttpResponseRedirect(request.path)
        if request.POST.get("do") == "statement":
            return self.state(request, article, kept)
        if request.POST.get("do") == "same":
            rows = [replace(row, choice=ACCEPT) if row.is_same and not row.choice else row for row in rows]
        chosen = [row for row in rows if row.choice == ACCEPT and not row.taken]
        with transaction.atomic():
            outcome = take(chosen, article, request.user)
            remembered = remember(rows, article, request.user)
        if remembered:
            messages.success(request, f"记住了 {remembered} 条不采用或存疑的。")
        if not chosen:
            messages.warning(request, "没有选“采用”的，什么都没有写入。")
        for text in outcome.written:
            messages.success(request, text)
        if outcome.refused:
            messages.error(request, f"{len(outcome.refused)} 条记录没有写入，原因写在它们下面；其余的都已写入。")
            rows = shown_for(article, kept.text, request.POST)
            return self.reading_page(request, article, kept, rows, refused=outcome.refused)
        return HttpResponseRedirect(request.path)

    def state(self, request: HttpRequest, article: Article, kept: SourceText) -> HttpResponse:
        """Take the statement that was marked by hand; what is chosen of the others stays chosen, and is not stored yet."""
        statement = StatementForm(kept.text, request.POST)
        if statement.is_valid():
            one = statement.proposal
            with transaction.atomic():
                outcome = take([Shown(one, "", "", ACCEPT, one.value)], article, request.user)
            for text in outcome.written:
                messages.success(request, text)
            for text in outcome.refused.values():
                statement.add_error(None, text)
            if not outcome.refused:
                statement = StatementForm(kept.text, initial={"record": one.target.name})
        rows = shown_for(article, kept.text, request.POST)
        return self.reading_page(request, article, kept, rows, statement=statement)

    def reading_page(
        self,
        request: HttpRequest,
        article: Article,
        kept: SourceText,
        rows: list[Shown],
        *,
        refused: dict[Target, str] | None = None,
        statement: StatementForm | None = None,
    ) -> HttpResponse:
        groups = grouped(rows, refused or {})
        known = [group.target.name for group in groups if group.target.slug]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": article.title,
            "article": article,
            "digest": kept.sha256,
            "pieces": pieces(kept.text, rows),
            "groups": groups,
            "known": dict.fromkeys(known),
            "statement": statement or StatementForm(kept.text, initial={"record": next(iter(known), "")}),
            "open": sum(not row.taken and not row.refused for row in rows),
            "same": sum(row.is_same and not row.taken for row in rows),
        }
        return TemplateResponse(request, "admin/reading/read.html", context)


def remember(rows: list[Shown], article: Article, by: Any) -> int:
    """Keep what was refused or left in doubt, so that this text does not ask again, and forget where somebody has thought
    better of it. Returns how many are new."""
    before = dict(ProposalMark.objects.filter(source=article).values_list("key", "choice"))
    marks = {row.key: row for row in rows if row.choice in (REFUSE, HOLD) and not row.taken}
    changed = [row for key, row in marks.items() if before.get(key) != row.choice]
    ProposalMark.objects.filter(source=article, key__in=[row.key for row in rows if row.choice == ACCEPT]).delete()
    ProposalMark.objects.bulk_create(
        [
            ProposalMark(source=article, key=row.key, choice=row.choice, rule=row.proposal.rule[:60], made_by=by)
            for row in changed
        ],
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=["choice", "made_by", "made_at"],
    )
    return len(changed)


def take(rows: list[Shown], article: Article, by: Any) -> WrittenRecords:
    """Write the accepted proposals, one change for each record. What one record's rules refuse keeps no other waiting.

    An edited value has no figure: the numbers were read from the words that it replaces.
    """
    groups: dict[Target, list[Proposal]] = {}
    for row in rows:
        one = row.proposal
        groups.setdefault(one.target, []).append(
            one if row.value == one.value else replace(one, value=row.value, figure=None)
        )
    outcome = WrittenRecords([], {})
    for target, proposals in groups.items():
        try:
            with transaction.atomic():
                outcome.written.append(take_for(target, proposals, article, by))
        except ValidationError as error:
            outcome.refused[target] = " ".join(error.messages)
    return outcome


def take_for(target: Target, proposals: list[Proposal], article: Article, by: Any) -> str:
    """Apply them to one record, or leave a request where ``by`` may not write it. Raises ValidationError."""
    model = kinds[target.kind].model
    record = model.objects.filter(slug=target.slug).first() if target.slug else None
    if target.slug and record is None:
        raise ValidationError(f"“{target.name}” 已经没有了。")
    now = state_of(record) if record else EMPTY
    lines = lines_for(proposals, article, now, model)
    if record is None:
        first = new_record(proposals, article, model)
        set_first = {each["path"] for each in first}
        lines = [*first, *(each for each in lines if each["path"] not in set_first)]
    if not lines:
        return f"{target.name}：没有新的内容。"
    change = Change.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_id=record.pk if record else None,
        name=target.name[:200],
        region_id=applying.region_of(record)
        if record
        else next((x["new"] for x in lines if x["path"] == "region"), NATION),
        base=record.version if record else 0,
        lines=lines,
        origin=Origin.PROPOSAL,
        note=f"{article.slug} {article.title}"[:300],
        made_by=by,
    )
    if not apply_or_submit(change, by):
        return f"{target.name}：已提交 {len(proposals)} 条，等待审核。"
    done = "已写入" if record else "已新建草稿，"
    return f"{target.name}：{done} {len(proposals)} 条。"
