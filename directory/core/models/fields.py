"""Small model fields that the whole house shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.db.models import Q

from directory.core.language.text import clean_line, validate_visible

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


class LinesField(TextField):
    """A short list of texts, one per line in the database and in the admin.

    Kept as plain text, not JSON, so that ``icontains`` finds Chinese in it on
    every database. In Python it is always a ``list[str]``: stripped, without
    empty lines or repetitions, in the order entered.
    """

    _pyi_private_set_type: Any
    _pyi_private_get_type: list[str]  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["blank"] = True
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> list[str]:
        return value.split("\n") if value else []

    def to_python(self, value: Any) -> list[str]:
        lines = value.splitlines() if isinstance(value, str) else value or []
        return list(dict.fromkeys(line for raw in lines if (line := clean_line(str(raw)))))

    def get_prep_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        for line in value:
            validate_visible(line)

    def value_to_string(self, obj: models.Model) -> str:
        return "\n".join(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        # Without the hidden initial value that a callable default brings: it would be a list's repr, always "changed".
        own: dict[str, Any] = {"form_class": LinesFormField, "widget": LinesWidget, "show_hidden_initial": False}
        return super().formfield(**own | kwargs)


def has_line(field: str, text: str) -> Q:
    """The condition that one of a LinesField's lines is this text."""
    return (
        Q(**{field: text})
        | Q(**{f"{field}__startswith": f"{text}\n"})
        | Q(**{f"{field}__endswith": f"\n{text}"})
        | Q(**{f"{field}__contains": f"\n{text}\n"})
    )


class LinesWidget(forms.Textarea):
    """A text area with one entry per line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, "cols": 60, **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class LinesFormField(forms.CharField):
    """Gives a list of lines; ``has_changed`` compares lists, so an untouched form stays untouched."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        return LinesField().to_python(super().to_python(value) if isinstance(value, str) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))
