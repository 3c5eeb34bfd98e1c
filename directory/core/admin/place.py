"""The admin of records with a door: their phones, their hours, and what these come to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from directory.core.hours import Hours, Pattern, check_rows, doubt_rows, weeks
from directory.core.index.centres import is_far_outside
from directory.core.index.timetables import official_calendar, summer_of, summers_by_region
from directory.core.language import phones
from directory.core.models import OpeningHours, Place

from .errors import unsaved
from .pasted import BOX, SPLIT, split
from .record import RecordAdmin, RecordForm
from .rows import RowForm, RowFormSet, StackedRows, TabularRows, rows

PREVIEW = "_preview"
ROW_FIELDS = [field.name for field in OpeningHours._meta.fields if field.name not in {"id", "uid"}]


class PhoneForm(RowForm):
    """A number as people write it, ``0376-2137873转802``: extension and kind are read from it."""

    number = forms.CharField(
        label="号码", max_length=60, help_text="怎么写都行，一行一个号码；没写区号的按所在地区补。"
    )

    def __init__(self, *args: Any, region: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = False
        self.parsed: phones.ParsedNumber | None = None
        self.area_code = phones.area_code_of(region) if region else ""

    def clean_number(self) -> str:
        try:
            self.parsed = phones.parse_one(self.cleaned_data["number"], self.area_code)
        except phones.PhoneError as error:
            raise ValidationError(str(error)) from error
        return self.parsed.number

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.parsed:
            typed, written = self.cleaned_data.get("extension"), self.parsed.extension
            if typed and written and typed != written:
                self.add_error("extension", f"号码里写的分机是 {written}，与这里的不同。")
            self.cleaned_data["extension"] = written or typed or ""
            self.cleaned_data["kind"] = self.parsed.kind
        return cleaned


class PhoneFormSet(RowFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With the place's region, from which a number without area code has it."""
        return {**super().get_form_kwargs(index), "region": self.instance.region_id}


class PhoneRows(TabularRows):
    form = PhoneForm
    formset = PhoneFormSet
    fields = ("number", "extension", "label", "kind", "scheme", "position")


class HoursFormSet(RowFormSet):
    def kept(self) -> list[Any]:
        """The rows as they would be saved, in the order in which they are shown."""
        filled = [form for form in self.forms if form.instance.pk or form.has_changed()]
        return [form.instance for form in filled if form not in self.deleted_forms]

    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and (problems := check_rows(self.kept())):
            raise ValidationError([ValidationError(problem) for problem in problems])


class HoursRows(StackedRows):
    formset = HoursFormSet
    fields = (
        ("purpose", "days", "weekdays"),
        ("season", "from_month", "from_day", "to_month", "to_day"),
        ("round_the_clock", "opens", "closes", "overnight"),
        ("note", "position"),
    )


class ExceptionFormSet(HoursFormSet):
    def clean(self) -> None:
        RowFormSet.clean(self)


class ExceptionRows(StackedRows):
    formset = ExceptionFormSet
    fields = (
        ("kind", "from_date", "to_date", "notice"),
        ("purpose", "days", "opens", "closes", "overnight"),
        "position",
    )


phone_rows = partial(rows, PhoneRows)
hours_rows = partial(rows, HoursRows)
exception_rows = partial(rows, ExceptionRows)


class PlaceForm(RecordForm):
    """With what is no field of a place: text to be split into rows, whose hours to copy, and the preview."""

    pasted = forms.CharField(
        label="粘贴文字",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=format_html(
            "{}<br>{}",
            "一行写一样：电话、时间，或以“地址：”开头的地址。拆开以后先看一遍，再保存；认不出的留在这里。",
            format_html('<input type="submit" name="{}" value="拆成各行（不保存）">', SPLIT),
        ),
    )
    copy_hours_from = forms.CharField(
        label="从另一机构复制时间", required=False, max_length=120,
        help_text="它的网址标识或全名。只有这里一行办公时间都没有时才能复制；保存后各行列在下面。",
    )  # fmt: skip

    def clean_copy_hours_from(self) -> Any:
        text = self.cleaned_data["copy_hours_from"].strip()
        if not text:
            return None
        if self.data.get("opening_hours-TOTAL_FORMS") not in (None, "", "0"):
            raise ValidationError("这里已有办公时间的行：先删除并保存，再复制。")
        return self.source(text)

    def source(self, text: str) -> Any:
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        found = list(others.filter(slug=text) or others.filter(name=text)[:2])
        if len(found) != 1:
            raise ValidationError(f"{'没有' if not found else '不止一个'}“{text}”，请填网址标识。")
        if not found[0].opening_hours.exists():
            raise ValidationError(f"“{found[0]}” 没有办公时间。")
        return found[0]

    def clean(self) -> Any:
        cleaned = super().clean()
        # Errors, so that nothing can be saved on the way to a preview or while text is split, and no text is lost.
        if PREVIEW in self.data:
            self.add_error(None, unsaved("下面是预览，还没有保存。"))
        if SPLIT in self.data:
            self.add_error(None, unsaved("文字已拆到下面，还没有保存。请看过以后再保存。"))
        if self.cleaned_data.get(BOX):
            is_split = SPLIT in self.data
            said = "这些没有认出，请自己填。" if is_split else "这里的文字还没有拆开：请按“拆成各行”，或清空。"
            self.add_error(BOX, said)
        return cleaned


class PlaceAdmin(RecordAdmin):
    """The admin of records with a door."""

    form = PlaceForm
    change_form_template = "admin/versioned/place_form.html"
    list_display: Any = ("name", "region", "status", "verified_on", "version")
    list_select_related: ClassVar[Any] = ("region",)
    autocomplete_fields: ClassVar[Any] = ("possible_duplicates", "region")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        summer = ("summer_from_month", "summer_from_day", "summer_to_month", "summer_to_day")
        *others, keeping = super().get_fieldsets(request, obj)
        at = next(place for place, (title, _rest) in enumerate(others) if title == "位置")
        others.insert(at, ("粘贴电话、时间、地址", {"fields": (BOX,), "classes": ("collapse",)}))
        return [*others, ("作息", {"fields": (summer, "copy_hours_from")}), keeping]

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if SPLIT in request.POST:
            request.POST = split(request.POST)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        source = form.cleaned_data.get("copy_hours_from")
        if source and not self.is_request(request, form.instance, change):
            copy_hours(source, form.instance)
        super().save_related(request, form, formsets, change)
        self.warn_of_doubts(request, form.instance)

    def warn_of_doubts(self, request: HttpRequest, place: Any) -> None:
        fresh = self.model._default_manager.get(pk=place.pk)
        doubts = [f"办公时间{doubt}" for doubt in doubt_rows(list(fresh.opening_hours.all()))]
        numbers = fresh.phones.values_list("number", flat=True)
        doubts += [doubt for number in numbers for doubt in phones.doubts(number, fresh.region_id)]
        if fresh.latitude is not None and is_far_outside(
            fresh.region_id, float(fresh.latitude), float(fresh.longitude)
        ):
            doubts.append(_("经纬度远在所在地区之外，请核对。"))
        for doubt in doubts:
            self.message_user(request, doubt, messages.WARNING)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        formsets = {inline.formset.prefix: inline.formset for inline in context["inline_admin_formsets"]}
        form = context["adminform"].form
        if form.is_bound:
            context["preview"] = typed_preview(form.instance, formsets)
        elif form.instance.pk:
            context["preview"] = preview(form.instance, *saved_rows(form.instance))
        return super().render_change_form(request, context, *args, **kwargs)


def copy_hours(source: Any, target: Any) -> None:
    model = source.opening_hours.model
    for row in source.opening_hours.all():
        model.objects.create(record=target, **{name: getattr(row, name) for name in ROW_FIELDS})


def saved_rows(place: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    return list(place.opening_hours.all()), list(place.hours_exceptions.all())


def typed_preview(place: Any, formsets: dict[str, Any]) -> dict[str, Any]:
    """What was typed, if it can be read at all."""
    hours, exceptions = formsets["opening_hours"], formsets["hours_exceptions"]
    if not (hours.is_valid() and exceptions.is_valid()):
        return {"refused": "先改正办公时间和例外安排里的错误，再预览。"}
    return preview(place, hours.kept(), exceptions.kept())


def preview(place: Place, opening_hours: Sequence[Any], exceptions: Sequence[Any]) -> dict[str, Any]:
    """The coming two weeks as the public would read them."""
    today = timezone.localdate()
    region = summer_of(place.region, summers_by_region()) if place.region_id else ""
    pattern = Pattern.of(opening_hours, exceptions, place.summer or region, "opening_hours" in place.unfinished)
    hours = Hours(pattern, official_calendar())
    return {"weeks": weeks(hours, today, 2) if hours.pattern.purposes else [], "today": today}
