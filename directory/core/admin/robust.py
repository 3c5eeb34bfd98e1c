"""An admin that answers bad input with a message, never with a 500."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DatabaseError, models
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest

from directory.core.language.text import UNSAFE, validate_visible
from directory.core.models import Scheme
from directory.core.models.fields import LinesField, LinesFormField, LinesWidget

# Words of a search, and characters of each: every word is looked for in every search field.
MAX_TERMS, MAX_LENGTH = 5, 64


def possible_key(model: type[models.Model], value: Any) -> bool:
    """Whether the value could be a primary key at all; databases raise on the rest instead of finding nothing."""
    try:
        return bool(0 <= model._meta.pk.to_python(value) < 2**63)
    except (ValidationError, TypeError, ValueError):
        return False


class RobustChangeList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """Turn what only the database refuses (NUL, 1e-999999, a broken regular expression) into the stock answer."""
        try:
            super().get_results(request)
        except (ValueError, ArithmeticError, DatabaseError) as error:
            raise IncorrectLookupParameters(error) from error


class RobustSelect(AutocompleteSelect):
    """Shows a mistyped key as nothing selected instead of asking the database for it."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        model = self.field.remote_field.model
        return super().optgroups(name, [key for key in value if possible_key(model, key)], attr)


class RobustSelectMultiple(AutocompleteSelectMultiple):
    """Leaves mistyped keys out, as ``RobustSelect`` does."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        model = self.field.remote_field.model
        return super().optgroups(name, [key for key in value if possible_key(model, key)], attr)


class PossibleKeysField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def clean(self, value: Any) -> Any:
        """Say "not a valid choice" of a number that is too large for the database to compare."""
        queryset: Any = self.queryset
        for key in value or ():
            if not possible_key(queryset.model, key):
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key})
        return super().clean(value)


class VisibleLinesFormField(LinesFormField):
    """Checks every line: ``CharField`` looks for NUL in the list's representation, where it is spelled out."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        for line in value:
            validate_visible(line)


class RelatedFields(BaseModelAdmin):  # type: ignore[type-arg]
    """How relations and lists are entered, on a record's form and in its rows."""

    formfield_overrides = {LinesField: {"form_class": VisibleLinesFormField, "widget": LinesWidget}}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RobustSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RobustSelectMultiple(db_field, self.admin_site)
        elif db_field.related_model is Scheme:
            kwargs["widget"] = forms.CheckboxSelectMultiple
        kwargs["form_class"] = PossibleKeysField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RobustAdmin(RelatedFields, admin.ModelAdmin):  # type: ignore[type-arg]
    def allowed(self, request: HttpRequest, action: str, obj: Any) -> bool:
        """Whether the object lies in a region that the user is responsible for."""
        return obj is None or request.user.has_perm(f"{self.opts.app_label}.{action}_{self.opts.model_name}", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.allowed(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.allowed(request, "delete", obj)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RobustChangeList

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Of a relation that is written on the other side, stock Django asks what it does not have."""
        try:
            field = self.opts.get_field(to_field)
        except FieldDoesNotExist:
            return False
        return field.concrete and super().to_field_allowed(request, to_field)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """An empty ``_to_field`` is none: stock Django looks for a field without a name."""
        return super().get_object(request, object_id, from_field or None)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search for the first few words; full-width letters find half-width ones."""
        words = unicodedata.normalize("NFKC", search_term).split()[:MAX_TERMS]
        if UNSAFE.search(search_term):
            return queryset.none(), False
        term = " ".join(word[:MAX_LENGTH] for word in words)
        return super().get_search_results(request, queryset, term)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Prefill a new record from the address; keys that cannot be keys are left out."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if self.is_possible_initial(name, value)}

    def is_possible_initial(self, name: str, value: Any) -> bool:
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        keys = value if isinstance(value, list) else [value]
        return not isinstance(field, RelatedField) or all(possible_key(field.related_model, key) for key in keys)

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(possible_key(self.model, key) for key in selected):
            message = "选中的条目里有无法识别的编号，没有作任何改动。请重新打开列表再选。"
            self.message_user(request, message, messages.ERROR)
            return None
        return super().response_action(request, queryset, *args, **kwargs)
