"""Verifying: a record's facts with their ages, confirmed all at once or one by one, and how."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from directory.core.changes.applying import change_for
from directory.core.changes.lines import diff
from directory.core.changes.states import state_of
from directory.core.kinds import kinds
from directory.core.models import Change, Origin, Record
from directory.core.publishing.facts import facts_of
from directory.core.sources.provenance import citable_fields, held_fields

from ..history import number
from ..requests import apply_or_submit
from .queueing import QueueMixin

ALL = "*"


class AgedFact(NamedTuple):
    """One field of a record, what it says, and when somebody last made sure of that."""

    field: str
    label: str
    text: str
    verified_on: datetime.date | None
    how: str
    days: int | None


class VerifyMixin(QueueMixin, ModelAdmin):  # type: ignore[type-arg]
    """The page on which a record is verified."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_verify"
        view = self.admin_site.admin_view(self.verify_view)
        return [path("<path:object_id>/verify/", view, name=name), *super().get_urls()]

    def verify_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.record_shown(request, object_id)
        if request.method == "POST":
            return self.verify(request, record)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"核实：{record}",
            "record": record,
            "facts": list(aged_facts(record)),
            "hows": Record.How.choices,
            "may_verify": self.has_change_permission(request, record),
            "queue": self.place(request, record),
        }
        return TemplateResponse(request, "admin/desk/verify.html", context)

    def verify(self, request: HttpRequest, record: Any) -> HttpResponse:
        """Of one fact or of all that are shown, on the version that was shown."""
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        how, field = request.POST.get("how", ""), request.POST.get("field", "")
        known = {fact.field for fact in aged_facts(record)}
        if how not in Record.How or field not in {ALL, *known}:
            self.message_user(request, "请选择核实的方式和要核实的内容。", messages.ERROR)
        elif number(request.POST.get("seen")) != record.version:
            self.message_user(request, "在您打开之后有人改过，没有记为已核实。请再看一遍。", messages.ERROR)
        else:
            self.set_verified(request, record, how, () if field == ALL else (field,))
            if field == ALL:
                return HttpResponseRedirect(self.following(request, record) or request.get_full_path())
        return HttpResponseRedirect(request.get_full_path())

    @transaction.atomic
    def set_verified(self, request: HttpRequest, record: Any, how: str, fields: tuple[str, ...]) -> None:
        """As a change, so that it can be undone; by who may not publish, as a request."""
        now = state_of(record)
        record.verify(request.user, timezone.localdate(), how, fields)
        lines = diff(now, {**now, "fields": now["fields"] | self.clock(record)})
        labels = citable_fields(self.model)
        about = "、".join(labels.get(field, field) for field in fields) or "全部内容"
        if not lines:
            self.message_user(request, f"{about}今天已经核实过了。")
            return
        change = change_for(record, lines, Origin.EDIT, request.user, note="核实", state=Change.State.DRAFT)
        try:
            written = apply_or_submit(change, request.user)
        except ValidationError as error:
            transaction.set_rollback(True)
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        if written:
            self.log_change(request, record, f"核实（{Record.How(how).label}）：{about}")
            self.message_user(request, f"已记为今天核实（{Record.How(how).label}）：{about}。", messages.SUCCESS)
        else:
            self.message_user(request, f"已提交，等待审核：{about}。", messages.SUCCESS)

    def clock(self, record: Any) -> dict[str, Any]:
        return {
            "verified_on": record.verified_on and record.verified_on.isoformat(),
            "verified_by": record.verified_by and record.verified_by.natural_key()[0],
            "verified_how": record.verified_how,
            "fact_checks": list(record.fact_checks),
        }


def aged_facts(record: Any) -> Iterator[AgedFact]:
    """Every field that says something, in words as the public reads them where it is public."""
    labels, checks, today = citable_fields(type(record)), record.checks, timezone.localdate()
    texts = published_texts(record)
    for name in dict.fromkeys(held_fields(record)):
        check = checks.get(name)
        on = datetime.date.fromisoformat(check.verified_on) if check else record.verified_on
        how = check.verified_how if check else record.verified_how
        label = labels.get(name, name)
        days = (today - on).days if on else None
        yield AgedFact(name, label, texts.get(name, ""), on, str(dict(Record.How.choices).get(how, "")), days)


def published_texts(record: Any) -> dict[str, str]:
    entry = record.entries.select_related("document").first()
    if entry is None or entry.withdrawn_at:
        return {"name": record.name}
    found: dict[str, str] = {"name": record.name}
    for fact in facts_of(kinds.of(record), entry.data):
        name = fact.field.partition(".")[0]
        text = " ".join(part for part in (fact.about, fact.text, fact.scope) if part)
        found[name] = f"{found[name]}；{text}" if name in found and name != "name" else text
    return found
