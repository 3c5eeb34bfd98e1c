"""The rows of a record on its screen: phones, hours, steps, citations …"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from functools import cache, cached_property, partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin, ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Max
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path

from directory.core.models import Citation
from directory.core.sources.provenance import citable_fields

from .robust import RelatedFields, RobustSelect

FEW = 12  # rows of a group whose fields are all on the page; of more each is a line until it is opened
OPEN = "_open"  # the button of such a line; its value names the row: ``citations:35``


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row. A new row without a number goes to the end; one that was not opened is as it was."""

    data: Any
    is_opened = False  # by the form's button

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = "："
        if "position" in self.fields:
            self.fields["position"].required = False
            if self.instance._state.adding:
                self.initial["position"] = None

    @cached_property
    def is_closed(self) -> bool:
        """Whether only its line was on the page: then its key is sent, and whether it is ticked for deletion."""
        names = self.fields.keys() - {DELETION_FIELD_NAME, "id", "record"}
        return (
            self.is_bound and bool(self.instance.pk) and not any(self.add_prefix(name) in self.data for name in names)
        )

    @property
    def is_ticked(self) -> bool:
        return bool(self.data.get(self.add_prefix(DELETION_FIELD_NAME)))

    @property
    def changed_data(self) -> list[str]:
        if self.is_closed:
            return [DELETION_FIELD_NAME] if self.is_ticked else []
        return super().changed_data

    def is_valid(self) -> bool:
        return self.is_opened or super().is_valid()

    def full_clean(self) -> None:
        if self.is_closed:
            self._errors = ErrorDict()
            self.cleaned_data = {DELETION_FIELD_NAME: self.is_ticked}
        else:
            super().full_clean()

    def open(self) -> None:
        """Show its fields as they are stored, though the form that was sent has none of them."""
        self.initial[DELETION_FIELD_NAME] = self.is_ticked
        self.is_bound, self.is_opened = False, True

    def clean_position(self) -> int:
        position = self.cleaned_data["position"]
        return self.instance.position if position is None else position


class RowFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows of one kind, pairing forms with rows by key.

    The stock formset pairs them by place, so a row that somebody else deleted or
    added meanwhile would shift all others, or make the last ones vanish from the page.
    """

    model: Any
    data: Any
    prefix: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[Any, Any] = {row.pk: row for row in super().get_queryset()} if self.is_bound else {}
        self.lost = self.make_lost_rows_new() if self.is_bound and not self.save_as_new else 0

    def get_queryset(self) -> Any:
        if "forms" in self.__dict__ and self.is_bound:
            return [self.rows[form.instance.pk] for form in self.initial_forms]
        return super().get_queryset()

    def _existing_object(self, pk: Any) -> Any:
        # A copy: the form writes into it, while the original is still shown, described and deleted.
        return copy.copy(self.rows[pk])

    def make_lost_rows_new(self) -> int:
        """Turn forms of rows that are no more into forms of new rows, so that nothing typed is lost."""
        counts: Any = self.management_form
        if not counts.is_valid():
            return 0
        initial, total = counts.cleaned_data["INITIAL_FORMS"], counts.cleaned_data["TOTAL_FORMS"]
        if initial < 0 or total < 0:
            self.replace_data(QueryDict())
            return 0
        initial, total = min(initial, self.absolute_max), min(total, self.absolute_max)
        lost = [index for index in range(initial) if not self.row_exists(index)]
        unseen = [index for index in lost if not self.is_typed(index)]
        if lost:
            kept = [index for index in range(initial) if index not in lost]
            typed = [index for index in lost if index not in unseen]
            wanted = [index for index in typed if not self.data.get(f"{self.prefix}-{index}-DELETE")]
            self.rearrange(kept, wanted, list(range(initial, total)))
        return len(lost) - len(unseen)

    def is_typed(self, index: int) -> bool:
        """Whether anything but the key of a row was sent."""
        start = f"{self.prefix}-{index}-"
        return any(name.startswith(start) and name.removeprefix(start) not in ("id", "record") for name in self.data)

    @property
    def is_long(self) -> bool:
        return len(self.initial_forms) > FEW

    def row_exists(self, index: int) -> bool:
        value = self.data.get(f"{self.prefix}-{index}-{self.model._meta.pk.name}", "")
        return value in {str(pk) for pk in self.rows}

    def rearrange(self, kept: list[int], lost: list[int], new: list[int]) -> None:
        """Renumber the submitted forms: existing rows first, then the lost, then the new ones."""
        places = {old: place for place, old in enumerate([*kept, *lost, *new])}
        numbered = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,6}})-(.*)", re.DOTALL)
        data = QueryDict(mutable=True)
        for key, values in self.data.lists():
            found = numbered.fullmatch(key)
            if not found:
                data.setlist(key, values)
            elif (place := places.get(int(found[1]))) is not None:
                data.setlist(f"{self.prefix}-{place}-{found[2]}", values)
        for index in lost:
            data[f"{self.prefix}-{places[index]}-{self.model._meta.pk.name}"] = ""
        data[f"{self.prefix}-INITIAL_FORMS"], data[f"{self.prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(places))
        self.replace_data(data)

    def replace_data(self, data: QueryDict) -> None:
        self.data = data
        del self.management_form

    def clean(self) -> None:
        super().clean()
        self.refuse_repetitions()
        if self.lost:
            raise ValidationError(
                f"有 {self.lost} 行已被别人删除。您没有勾选删除的，现在列在最后作为新增的行："
                " 再次保存会重新建立，不想要的请移除。"
            )

    def refuse_repetitions(self) -> None:
        """Django compares the rows on the form with each other only, not with rows that came after it was opened."""
        deleted = [form.instance.pk for form in self.deleted_forms]
        unique = [rule for rule in self.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
        for form in self.forms:
            if form.has_changed() and form.is_valid() and form not in self.deleted_forms:
                for rule in unique:
                    self.refuse_repetition(form, rule, deleted)

    def refuse_repetition(self, form: Any, rule: models.UniqueConstraint, deleted: list[Any]) -> None:
        row = form.instance
        values = {name: row.serializable_value(name) for name in rule.fields}
        others = self.model._default_manager.filter(**values).exclude(pk__in=[row.pk or 0, *deleted])
        if None not in values.values() and others.exists():
            form.add_error(None, rule.get_violation_error_message())

    def save_existing_objects(self, commit: bool = True) -> Any:
        for form in self.deleted_forms:
            # What was typed into a row before it was ticked for deletion may not even have a name.
            if form.instance.pk in self.rows:
                form.instance = self.rows[form.instance.pk]
        return super().save_existing_objects(commit)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        if form["position"].data in (None, "") and "position" in form.fields:
            siblings = self.model._default_manager.filter(**{self.fk.name: self.instance})
            form.instance.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
        return super().save_new(form, commit)


class RowSelect(RobustSelect):
    """Looks up what all rows have chosen at once, where the stock widget asks row by row."""

    def __init__(self, field: Any, admin_site: admin.AdminSite, chosen: models.QuerySet[Any]) -> None:
        super().__init__(field, admin_site)
        # One function for the copies of this widget in all rows.
        self.labels = cache(lambda: {str(choice.pk): str(choice) for choice in chosen})

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        keys = [key for key in value if key not in ("", None)]
        labels = self.labels() if keys else {}
        if not all(key in labels for key in keys):
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, blank + [self.create_option(name, key, labels[key], True, 1) for key in keys], 0)]


class RowInline(RelatedFields, InlineModelAdmin):  # type: ignore[type-arg]
    """What the inlines of all kinds of rows share."""

    model: Any
    fields: ClassVar[Any] = None
    form = RowForm
    formset = RowFormSet
    extra = 0
    template = "admin/versioned/rows.html"
    record: Any = None

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.record = obj
        return super().get_formset(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Unless declared otherwise, the row's number comes last."""
        if self.fields:
            return self.fields
        names = super().get_fields(request, obj)
        return [*(name for name in names if name not in {"record", "position"}), "position"]

    def get_queryset(self, request: HttpRequest) -> Any:
        fields = self.model._meta.fields
        relations = [f.name for f in fields if isinstance(f, models.ForeignKey) and f.name != "record"]
        return super().get_queryset(request).select_related(*relations)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        by_search = db_field.name in self.get_autocomplete_fields(request)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if by_search and self.record is not None:
            chosen = self.model.objects.filter(record=self.record).order_by().values(db_field.name)
            choices = db_field.related_model._default_manager.filter(pk__in=chosen)
            field.widget = RowSelect(db_field, self.admin_site, choices)
        elif not by_search and db_field.name != "record":
            # Read once for all rows, not once per row.
            field.choices = list(field.choices)
        return field


class TabularRows(RowInline):
    """Rows of a few fields, all on one line where there is room."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": [tuple(self.get_fields(request, obj))]})]


class StackedRows(RowInline):
    """Rows whose fields say on which lines they stand."""


class CitationRows(StackedRows):
    """A record's citations, by field, so that everything said of one thing stands together."""

    autocomplete_fields = ("article", "region")
    fields = (
        ("field", "article", "rank"),
        "value",
        ("minimum", "maximum", "unit", "approximate"),
        ("region", "year", "population"),
        ("quote", "start", "end"),
        ("reason", "position"),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "field":
            return forms.ChoiceField(
                label=db_field.verbose_name,
                choices=[("", "---------"), *self.citable()],
                error_messages={"invalid_choice": "“%(value)s” 不是可以注明出处的字段。"},
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def citable(self) -> list[tuple[str, str]]:
        return list(citable_fields(self.parent_model).items())


def rows(base: type[Any], model: type[models.Model], **options: Any) -> type[Any]:
    """An inline of this kind for this model."""
    return type(f"{model.__name__}Rows", (base,), {"model": model, "__module__": __name__, **options})


tabular = partial(rows, TabularRows)
stacked = partial(rows, StackedRows)


def citations(model: type[Citation]) -> type[Any]:
    return rows(CitationRows, model)


class OpenedRowsMixin(ModelAdmin):  # type: ignore[type-arg]
    """For the admin of a record: rows of long groups get their fields when they are opened.

    The script asks for one row and puts it into the page. Without it the line's button sends the form, which comes back
    unsaved, with that row open and all that was typed.
    """

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view(self.row_view), f"{self.opts.app_label}_{self.opts.model_name}_row"
        return [path("<path:object_id>/row/", view, name=name), *super().get_urls()]

    def row_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        prefix, _colon, key = request.GET.get("row", "").partition(":")
        # Django's own way from a record to its groups; tests/core/admin/test_rows.py tells if it changes.
        formsets, inlines = self._create_formsets(request, record, change=True)  # type: ignore[attr-defined]
        for group in self.get_inline_formsets(request, formsets, inlines, record):
            for number, row in enumerate(group if group.formset.prefix == prefix else ()):
                if row.original and str(row.original.pk) == key:
                    context = {"row": row, "number": number, "formset": group.formset, "version": record.version}
                    return TemplateResponse(request, "admin/versioned/row.html", context)
        raise Http404

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        prefix, _colon, key = request.POST.get(OPEN, "").partition(":")
        for group in context["inline_admin_formsets"]:
            for form in group.formset.initial_forms if group.formset.prefix == prefix else ():
                if str(form.instance.pk) == key and form.is_closed:
                    form.open()
        return super().render_change_form(request, context, *args, **kwargs)
