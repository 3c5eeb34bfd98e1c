"""What is wrong with a form, as a list that leads to the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

UNSAVED = "unsaved"  # the code of an error that is none: so that nothing is saved on the way to something else


class ErrorLink(NamedTuple):
    """One thing that is wrong, and the element where it is put right."""

    target: str
    label: str
    text: str


def error_links(form: Any, formsets: Iterable[Any]) -> list[ErrorLink]:
    """In the order of the page."""
    return [*of_form(form), *(link for formset in formsets for link in of_rows(formset))]


def unsaved(text: str) -> ValidationError:
    return ValidationError(text, code=UNSAVED)


def notices(form: Any) -> list[str]:
    """What the form has done instead of being saved."""
    errors = form.errors.as_data().values()
    return [" ".join(error.messages) for found in errors for error in found if error.code == UNSAVED]


def new_rows(formsets: Iterable[Any]) -> list[tuple[str, str, int]]:
    """Groups with rows that are not stored yet: where, what and how many."""
    groups = ((formset.prefix, formset.model._meta.verbose_name_plural, formset.extra_forms) for formset in formsets)
    return [(f"{prefix}-group", str(name), len(forms)) for prefix, name, forms in groups if forms]


def of_form(form: Any, about: str = "", otherwise: str = "content") -> Iterator[ErrorLink]:
    for name, errors in form.errors.as_data().items():
        for error in errors:
            if error.code == UNSAVED:
                continue
            text = " ".join(error.messages)
            if name in form.fields:
                bound = form[name]
                yield ErrorLink(bound.id_for_label or bound.auto_id, f"{about}{bound.label}", text)
            else:
                # What is wrong with a group of rows is said of the whole form, under the name of the group.
                part = error.code if error.code in getattr(form._meta.model, "parts", ()) else ""
                yield ErrorLink(f"{part}-group" if part else otherwise, about or "整张表单", text)


def of_rows(formset: Any) -> Iterator[ErrorLink]:
    options = formset.model._meta
    for text in formset.non_form_errors():
        yield ErrorLink(f"{formset.prefix}-group", str(options.verbose_name_plural), text)
    for number, form in enumerate(formset.forms):
        yield from of_form(form, f"{options.verbose_name} {number + 1} · ", f"{formset.prefix}-{number}")
