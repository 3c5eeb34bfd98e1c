"""Tags and filters of the editors' pages in the admin: the front page, requests, pairs and imports."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from directory.core.admin.desk import queues as desk_queues
from directory.core.kinds import kinds
from directory.core.loading import complaints
from directory.core.loading.lists.wording import label_of
from directory.core.models import Citation
from directory.core.sources.provenance import citable_fields, path_of

register = template.Library()
register.filter("in_chinese", complaints.in_chinese)


@register.filter
def field_label(text: str, kind: str) -> str:
    """Of a finding that says what changes, the field by its Chinese name."""
    return label_of(kinds[kind].model, text.rpartition(": ")[2])


@register.filter
def admin_urlname_of(record: Any, view: str) -> str:
    """``admin:offices_office_change``: for ``{% url %}``, as Django's ``admin_urlname``, but from a record instead of its options."""
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}"


@register.simple_tag(takes_context=True)
def queues(context: Any) -> Any:
    """The queues of the user who looks at the page, as ``core/admin/desk/queues.py`` counts them."""
    return desk_queues.queues(context["request"].user)


@register.simple_tag
def unannounced() -> int | None:
    """The year whose rest days are still to be entered."""
    return desk_queues.unannounced()


@register.simple_tag
def editorial_tick(form: Any, name: str | None) -> SafeString | str:
    """The tick "编者补充" beside a field or a group of rows, with how many citations it has; nothing where none is needed.

    Columns that are one statement have one tick, at the first of them.
    """
    path = ticked(form).get(name or "")
    return tick(form, path) if path else ""


@register.simple_tag
def other_ticks(form: Any, formsets: Any) -> SafeString | str:
    """Ticks of fields that are not on the form, so that saving does not lose them."""
    there = {*ticked(form).values(), *(inline.formset.prefix for inline in formsets)}
    left = [path for path in chosen(form) if path not in there]
    if not left:
        return ""
    return format_html(
        '<p class="other-ticks">{}</p>', format_html_join(" ", "{}", ((tick(form, path, named=True),) for path in left))
    )


def ticked(form: Any) -> dict[str, str]:
    """Form field, or part → the name under which it is cited; remembered with the form."""
    found: dict[str, str] | None = form.__dict__.get("ticked_fields")
    if found is None:
        found = {}
        if "editorial" in form.fields:
            for name in form.fields:
                path = path_of(form._meta.model, name)
                if path and path not in found.values():
                    found[name] = path
            found |= {part: part for part in citable_fields(form._meta.model) if part in form._meta.model.parts}
        form.__dict__["ticked_fields"] = found
    return found


def chosen(form: Any) -> list[str]:
    return list(form["editorial"].value() or []) if "editorial" in form.fields else []


def tick(form: Any, path: str, named: bool = False) -> SafeString:
    """With the field's name, where it does not stand beside the field."""
    label = citable_fields(form._meta.model).get(path, path)
    count = citations_of(form).get(path, 0)
    cited = format_html('<span class="cited">出处 {}</span>', count) if count else ""
    return format_html(
        '<span class="tick">{}<label><input type="checkbox" name="editorial" value="{}"{} aria-label="{}：编者补充">'
        " {}编者补充</label></span>",
        cited, path, " checked" if path in chosen(form) else "", label, f"{label}：" if named else "",
    )  # fmt: skip


def citations_of(form: Any) -> dict[str, int]:
    """How many citations the record has, by field."""
    counts: dict[str, int] | None = form.__dict__.get("citation_counts")
    if counts is None:
        counts = {}
        form.__dict__["citation_counts"] = counts
        for field in form.instance.citations.values_list("field", flat=True) if form.instance.pk else ():
            name = field.partition(".")[0]
            counts[name] = counts.get(name, 0) + 1
    return counts


@register.filter
def is_open(fieldset: Any) -> bool:
    """Whether a section is shown at first: always where something in it is wrong."""
    folded = "collapse" in (fieldset.classes or "")
    names = [name for line in fieldset for name in line.fields]
    return not folded or any(name in fieldset.form.errors for name in names)


@register.filter
def has_errors(formset: Any) -> bool:
    return formset.is_bound and not formset.is_valid()


@register.filter
def rows_open(formset: Any) -> bool:
    return has_errors(formset) or not formset.is_long or any(form.is_opened for form in formset.initial_forms)


@register.filter
def is_line(row: Any, formset: Any) -> bool:
    """Whether a row's fields are left out of the page: one of many, which nobody has opened."""
    form = row.form
    return bool(row.original and formset.is_long and (form.is_closed if form.is_bound else not form.is_opened))


@register.filter
def row_summary(row: Any) -> str:
    """A row on one line."""
    if isinstance(row, Citation):
        options: Any = row._meta
        label = citable_fields(options.get_field("record").related_model).get(row.field, row.field)
        return f"{label}：{row.value} —《{row.article.title}》{row.get_rank_display()}"
    return str(row)
