"""What the admin of every kind of record shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from directory.core.kinds import kinds
from directory.core.models import Place, Record, has_region
from directory.core.sources.agreement import disputed_fields
from directory.core.sources.provenance import (
    SUMMER_FIELDS,
    citable_fields,
    labelled,
    newly_unsourced,
    unsourced,
    world_fields,
)

from .desk.disputes import DisputeMixin
from .desk.preview import PreviewMixin
from .desk.verifying import VerifyMixin
from .errors import unsaved
from .filters import (
    DisputedListFilter,
    DueFilter,
    DuplicateFilter,
    FlawedFilter,
    MineFilter,
    ProvinceFilter,
    UncitedFilter,
    UndecidedFilter,
    UnfinishedFilter,
    UnverifiedFilter,
)
from .robust import possible_key
from .rows import OPEN, OpenedRowsMixin
from .versioned import VersionedAdmin, VersionedForm

IDENTITY = ("name", "aliases", "slug", "pinyin", "status")
KEEPING = (("verified_on", "verified_how", "verified_by"), "unfinished", "possible_duplicates")
POSITION = ("operation", "region", "address", "directions", "parking", ("latitude", "longitude", "datum"), "website")


class Uncited(Exception):
    """A record would become public with fields that nobody answers for."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


class RecordForm(VersionedForm):
    """With the ticks that a field is the directory's own word. They stand beside the fields."""

    editorial = forms.MultipleChoiceField(label="编者补充", required=False)
    uncited: ClassVar[Sequence[str]] = ()  # what was found when it was saved

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [name for name in self.instance.editorial if name not in self.labels]
        self.fields["editorial"].choices = [*self.labels.items(), *((name, name) for name in held)]  # type: ignore[attr-defined]

    @property
    def labels(self) -> dict[str, str]:
        return citable_fields(self._meta.model)

    def clean_editorial(self) -> list[str]:
        """In the order in which they were, so that a form that was only saved changes nothing."""
        before, chosen = self.initial.get("editorial", []), self.cleaned_data["editorial"]
        return [*(name for name in before if name in chosen), *(name for name in chosen if name not in before)]

    def clean(self) -> Any:
        cleaned = super().clean()
        if OPEN in self.data:  # an error, so that nothing is saved on the way
            self.add_error(None, unsaved("这一行已经打开，还没有保存。"))
        for name in self.uncited:
            text = f"“{self.labels.get(name, name)}”没有出处，不能公开：请写出处，或勾选旁边的“编者补充”。"
            self.add_error(name if name in self.fields else None, ValidationError(text, code=name))
        return cleaned


class RecordActionForm(ActionForm):
    """With how the selected records were verified."""

    how = forms.ChoiceField(label="核实方式", choices=[("", "---------"), *Record.How.choices], required=False)


class RecordAdmin(OpenedRowsMixin, PreviewMixin, VerifyMixin, DisputeMixin, VersionedAdmin):
    """A record with all its rows on one screen, and what its sources leave open on top.

    A kind of record declares its rows (``inlines``), its own ``details`` and what
    its list shows and filters by.
    """

    model: Any
    form = RecordForm
    details: ClassVar[tuple[Any, ...]] = ()
    list_display: Any = ("name", "status", "verified_on", "version")
    list_filter: ClassVar[Any] = ("status",)
    search_fields: ClassVar[Any] = ("name", "aliases", "pinyin", "slug")
    search_help_text = "名称、别名、拼音（全拼或首字母）或网址标识；几个词用空格隔开。"
    autocomplete_fields: ClassVar[Any] = ("possible_duplicates",)
    # What is wrong with a record, shown above its form.
    findings: ClassVar[tuple[str, ...]] = ("disputed_summary", "unsourced_summary")
    action_form = RecordActionForm
    actions: Any = ("publish_selected", "unpublish_selected", "verify_selected", "delete_selected")
    list_per_page = 50
    show_full_result_count = False
    save_on_top = True

    def get_list_filter(self, request: HttpRequest) -> Any:
        checks: tuple[Any, ...] = (DisputedListFilter, UndecidedFilter, UncitedFilter, DueFilter, UnverifiedFilter)
        checks += (*((FlawedFilter,) if kinds.of(self.model).checkup else ()), DuplicateFilter, UnfinishedFilter)
        return (MineFilter, *self.list_filter, *checks, *((ProvinceFilter,) if has_region(self.model) else ()))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().render_change_form(request, {**context, "is_record": True}, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("verified_by", *self.findings)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": IDENTITY})]
        if obj:
            sets.insert(0, ("待处理", {"fields": self.findings}))
        if issubclass(self.model, Place):
            sets.append(("位置", {"fields": POSITION}))
        if contents := (*self.details, *self.other_fields()):
            sets.append(("内容", {"fields": contents}))
        return [*sets, ("核实与重复", {"fields": KEEPING})]

    def other_fields(self) -> list[str]:
        """The fields about the world that nothing above places, so that a new field is never left out of the form."""
        placed = set(flatten((*IDENTITY, *KEEPING, *POSITION, *self.details))) | SUMMER_FIELDS
        return [field.name for field in world_fields(self.model) if field.editable and field.name not in placed]

    @admin.display(description="来源有争议的字段")
    def disputed_summary(self, record: Record) -> str:
        return self.labels(disputed_fields(record)) or "没有"

    @admin.display(description="没有出处的字段")
    def unsourced_summary(self, record: Record) -> str:
        return self.labels(unsourced(record)) or "没有"

    def labels(self, names: list[str]) -> str:
        return labelled(self.model, names)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        names = kwargs.get("fields") or flatten_fieldsets(self.get_fieldsets(request, obj))
        form = super().get_form(request, obj, change, **kwargs | {"fields": [*names, "editorial"]})
        form.uncited = request.__dict__.get("uncited_fields", ())  # see ``changeform_view``
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Uncited as found:
            # Only with its rows saved can a record be looked at. That is rolled back; the same form again says what is missing.
            request.__dict__["uncited_fields"] = found.names
            return super().changeform_view(request, object_id, form_url, extra_context)

    def refuse_uncited(self, request: HttpRequest, record: Record) -> None:
        """Look at it as it is now saved. Raises Uncited, and what was saved is undone."""
        fresh = self.model._default_manager.get(pk=record.pk)
        if missing := newly_unsourced(fresh, request.__dict__.get("uncited_before", ())):
            raise Uncited(missing)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = self.model._default_manager.get(pk=obj.pk) if change else None
        request.__dict__["uncited_before"] = unsourced(stored) if stored and stored.is_public else ()
        if "verified_on" in form.changed_data:
            obj.verified_by = request.user if obj.verified_on else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.refuse_uncited(request, form.instance)
        self.warn_of_unsourced(request, form.instance)

    def locked_with(self, request: HttpRequest, record: Any) -> set[Any]:
        """The possible duplicates before and after, which ``changed_with`` writes to."""
        chosen = [key for key in request.POST.getlist("possible_duplicates") if possible_key(self.model, key)]
        return {*map(int, chosen), *record.possible_duplicates.values_list("pk", flat=True)}

    def changed_with(self, request: HttpRequest, form: Any) -> list[Any]:
        """A possible duplicate is one both ways: the other record has changed too, and so has its version."""
        before = {other.pk for other in form.initial.get("possible_duplicates", ())}
        after = {other.pk for other in form.instance.possible_duplicates.all()}
        others = list(self.locked(list(before ^ after)))
        for other in others:
            other.version += 1
            other.save(update_fields=["version"])
            self.log_change(request, other, f"可能重复：“{form.instance}”")
        return others

    def warn_of_unsourced(self, request: HttpRequest, record: Record) -> None:
        fresh = self.model._default_manager.get(pk=record.pk)
        if missing := unsourced(fresh):
            message = f"“{record}” 还有字段没有出处，也没有勾选“编者补充”：{self.labels(missing)}。发布以前要补上。"
            self.message_user(request, message, messages.WARNING)

    @admin.action(permissions=["change"], description="发布所选的 %(verbose_name_plural)s")
    def publish_selected(self, request: HttpRequest, queryset: Any) -> None:
        self.set_status(request, queryset, Record.Status.PUBLISHED, "发布")

    @admin.action(permissions=["change"], description="取消发布所选的 %(verbose_name_plural)s")
    def unpublish_selected(self, request: HttpRequest, queryset: Any) -> None:
        self.set_status(request, queryset, Record.Status.DRAFT, "取消发布")

    def set_status(self, request: HttpRequest, queryset: Any, status: Record.Status, done: str) -> None:
        def change(record: Record) -> None:
            missing = unsourced(record) if status == Record.Status.PUBLISHED and not record.is_public else []
            if missing:
                raise ValidationError({"editorial": f"没有出处，不能公开：{self.labels(missing)}"})
            record.status = status

        self.change_each(request, queryset, change, done)

    @admin.action(permissions=["change"], description="标为已核实（先选方式）")
    def verify_selected(self, request: HttpRequest, queryset: Any) -> None:
        how = request.POST.get("how", "")
        if how not in Record.How:
            self.message_user(request, "请先选核实的方式，再执行。", messages.ERROR)
            return

        def change(record: Record) -> None:
            record.verify(request.user, timezone.localdate(), how)

        self.change_each(request, queryset, change, "标为已核实")
