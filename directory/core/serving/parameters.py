"""What a query parameter may say: form fields that refuse everything else with one clear sentence.

What an address takes is declared as ``Parameters``; the lists' filters are read by the same class.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions

from directory.core.index import search_index
from directory.core.index.gazetteer import gazetteer
from directory.core.index.tokens import Anchored, Term
from directory.core.language import phones
from directory.core.language.punctuation import bracketed, listed
from directory.core.language.text import search_key, validate_visible
from directory.core.models import Record, Region, Scheme
from directory.core.models.fields import has_line
from directory.core.models.versions import per_version

Pairs = Iterable[tuple[Any, Any]]

MAX_TERMS, MAX_TEXT = 5, 64
NOW = "now"
BLANK = (None, "")
CHOICES_SHOWN = 8
SEVERAL = re.compile("[,，、]")
# A "+" that nobody escaped arrives as a space: 2025-04-20T08:00 08:00.
SPACE_FOR_PLUS = re.compile(r"(\d:\d\d) (?=\d\d)")


def short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def query_errors(given: QueryDict, known: Iterable[str], several: Collection[str] = ()) -> dict[str, list[str]]:
    """What is wrong with a query before its values are read: unknown, repeated and garbled parameters.

    ``several`` are those that take several values: with commas between or, as generated clients write them, one by one.
    """
    names, errors = list(known), {}
    for name, values in given.lists():
        if name not in names:
            errors[short(name)] = [_("没有这个参数：可用 %(known)s。") % {"known": "、".join(names)}]
        elif len(values) > 1 and name not in several:
            errors[name] = [_("只能出现一次。")]
        elif "\ufffd" in "".join(values):
            errors[name] = [_("不是有效的 UTF-8 文字。")]
    return errors


def filled(given: QueryDict) -> QueryDict:
    """A form's query without the fields that were left empty, which a browser sends, too. A program's are errors."""
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        if some := [value for value in values if value.strip()]:
            kept.setlist(name, some)
    return kept


def refuse_parameters(given: QueryDict) -> None:
    """For addresses without parameters. Raises ValidationError naming each one given."""
    if given:
        raise exceptions.ValidationError({short(name): [_("没有这个参数：这里不用参数。")] for name in given})


def join_choices(items: Iterable[str]) -> str:
    """``a、b、c``, cut after a handful."""
    names = list(items)
    return listed(names[:CHOICES_SHOWN]) + ("…" if len(names) > CHOICES_SHOWN else "")


class ParameterField(forms.Field):
    """What one parameter accepts, and how the API's description tells it. Whether it must be given, ``Parameters`` says."""

    def __init__(self, *, example: Any = None, **kwargs: Any) -> None:
        self.example = example
        super().__init__(**{"required": False, **kwargs})

    @property
    def schema(self) -> dict[str, Any]:
        """The parameter's JSON schema."""
        return {"type": "string", "maxLength": MAX_TEXT}

    @property
    def description(self) -> str:
        """What the parameter does, for the API's readers."""
        return str(self.help_text)


class Parameters:
    """The parameters of one address as a query gives them: cleaned values, or what is wrong with each.

    A subclass declares a field for each, by name. Unknown, repeated, empty and garbled parameters are errors, too::

        class NoticeParameters(Parameters):
            scheme = SchemeField(help_text="险种", example="职工")

    Not a Django form: that copies every field, cleans those that nobody gave and binds a widget to each, which
    takes longer than finding the rows of a list.
    """

    fields: Mapping[str, ParameterField] = MappingProxyType({})
    required: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.fields = {**cls.fields, **{name: it for name, it in vars(cls).items() if isinstance(it, ParameterField)}}

    def __init__(
        self, data: QueryDict, beside: Iterable[str] = (), fields: Mapping[str, ParameterField] | None = None
    ) -> None:
        """``beside``: parameters that somebody else reads, as pagination does. ``fields``: others than the declared."""
        self.data, self.beside = data, beside
        if fields is not None:
            self.fields = fields

    @cached_property
    def read(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """The values of those that are given and right, and the faults of those that are given and wrong."""
        values, errors = {}, {}
        for name in self.fields:
            if name in self.data:
                try:
                    values[name] = self.fields[name].clean(self.given(name))
                except ValidationError as error:
                    errors[name] = error.messages
        return values, errors

    def given(self, name: str) -> str:
        return ",".join(self.data.getlist(name)) if name in self.several else str(self.data[name])

    @cached_property
    def several(self) -> set[str]:
        """The parameters that take several values."""
        return {name for name in self.data if isinstance(self.fields.get(name), ChoicesField)}

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong with the query, per parameter; empty when nothing is."""
        unread = query_errors(self.data, [*self.fields, *sorted(self.beside)], self.several)
        return self.read[1] | self.empty | self.missing | unread

    @cached_property
    def empty(self) -> dict[str, list[str]]:
        """Those that are given and say nothing: whoever asks so has lost the value on the way."""
        return {name: [_("不能是空的。")] for name in self.fields if name in self.data and not self.given(name).strip()}

    @cached_property
    def missing(self) -> dict[str, list[str]]:
        """What must be given and is not, although nothing about it is wrong."""
        values, errors = self.read
        blank = [name for name in self.required if name not in errors and values.get(name) in BLANK]
        return {name: [_("请填写：%(help)s") % {"help": _(str(self.fields[name].help_text))}] for name in blank}

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """Every parameter's value; of those that were not given, or are wrong, the blank one."""
        values = self.read[0]
        return {name: values[name] if name in values else self.fields[name].clean(None) for name in self.fields}

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The values of those that say something."""
        return {name: value for name, value in self.read[0].items() if value not in BLANK}

    @classmethod
    def described(cls) -> list[OpenApiParameter]:
        """The parameters as the API's description lists them."""
        return [
            OpenApiParameter(
                name, type=field.schema | {"examples": [field.example]}, description=field.description,
                required=name in cls.required,
            )
            for name, field in cls.fields.items()
        ]  # fmt: skip


class TextField(ParameterField, forms.CharField):
    """One line of at most 64 visible characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MAX_TEXT, "validators": [validate_visible], **kwargs})
        # One character, one message: validate_visible speaks of NUL, too.
        self.validators = [one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)]


class TermsField(TextField):
    """A few words to look for, separated by spaces."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if len(text.split()) > MAX_TERMS:
            raise ValidationError(_("最多 %(most)d 个词，用空格分开。") % {"most": MAX_TERMS})
        return text


class RegionField(TextField):
    """A region by code or name. A name that several regions share is refused with the choices, never guessed."""

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        if not text:
            return None
        found = gazetteer().named(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(no_region(text))
        choices = join_choices(f"{region.full_name} {region.code}" for region in found)
        raise ValidationError(
            _("“%(value)s”不止一个，请用代码指明：%(choices)s。") % {"value": short(text), "choices": choices}
        )


def no_region(text: str) -> str:
    """That no region is called this, with those that are written much like it."""
    shown = {"value": short(text)}
    if nearest := join_choices(f"{region.full_name} {region.code}" for region in gazetteer().nearest(text)):
        return _("没有叫“%(value)s”的地区。是不是：%(nearest)s？") % {**shown, "nearest": nearest}
    return _("没有叫“%(value)s”的地区：请写市或县的名称，例如 阜新，也可以用 6 位代码 210900。") % shown


class SchemeField(TextField):
    """险种 by code, name or alias."""

    def clean(self, value: Any) -> Scheme | None:
        text = super().clean(value)
        if not text:
            return None
        if scheme := Scheme.objects.named(text):
            return scheme
        names = join_choices(bracketed(scheme.name, scheme.code) for scheme in Scheme.objects.all())
        raise ValidationError(
            _("没有“%(value)s”这个险种：可用 %(choices)s。") % {"value": short(text), "choices": names}
        )


class RecordField(TextField):
    """A published record by slug, code, name or alias."""

    def __init__(self, model: type[Record], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def clean(self, value: Any) -> Record | None:
        text = super().clean(value)
        if not text:
            return None
        found = records_named(self.model, text)
        if len(found) == 1:
            return found[0]
        label = _(str(self.model._meta.verbose_name))
        if not found:
            raise ValidationError(
                _("没有“%(value)s”这个%(label)s：请给标识（slug）或名称。") % {"value": short(text), "label": label}
            )
        choices = join_choices(bracketed(record.name, record.slug) for record in found)
        raise ValidationError(
            _("“%(value)s”不止一个，请用标识指明：%(choices)s。") % {"value": short(text), "choices": choices}
        )


@per_version(8192)
def records_named(model: type[Record], text: str) -> list[Record]:
    """Published records with this slug, else this name, else this alias, code or pinyin; a few at most."""
    published = model.objects.published()
    exact = list(published.filter(slug=text)) or list(published.filter(name=text)[: CHOICES_SHOWN + 1])
    if exact:
        return exact
    term = Term(text)
    whole = (
        (*Anchored(text, whole=True).clause, *term.clause)
        if term.latin or term.numbers
        else Anchored(text, True).clause
    )
    keys = search_index.follow((whole,), model.kind, -1, search_index.MANY) if whole else []
    return list(
        published.filter(has_line("entries__search_text", search_key(text)), entries__key__in=keys)[: CHOICES_SHOWN + 1]
    )


class WordField(TextField):
    """A word that stands in one field of published records: as it is there or, where not ``whole``, a part of it."""

    def __init__(self, model: type[Record], path: str, whole: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model, self.path, self.whole = model, path, whole

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        known = words_used(self.model, self.path) if text else []
        if not text or text in known or (not self.whole and any(text in word for word in known)):
            return text
        nearest = sorted(known, key=lambda word: -len(set(word) & set(text)))
        raise ValidationError(
            _("没有“%(value)s”这个选项：可用 %(choices)s。") % {"value": short(text), "choices": join_choices(nearest)}
        )


@per_version(64)
def words_used(model: type[Record], path: str) -> list[str]:
    """What published records have in a field."""
    used = model.objects.published().filter(entries__isnull=False, **{f"{path}__gt": ""})
    return list(used.order_by(path).values_list(path, flat=True).distinct())


class NearField(TextField):
    """``latitude,longitude`` in WGS-84 degrees."""

    def clean(self, value: Any) -> tuple[float, float] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            latitude, longitude = (float(part) for part in text.split(","))
        except ValueError:
            latitude = longitude = math.nan
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return latitude, longitude
        raise ValidationError(_("应写作 纬度,经度（WGS-84 十进制度），例如 42.02,121.65。"))


class MomentField(TextField):
    """An ISO date or time; Asia/Shanghai where no offset is given; the years 2000 to 2100."""

    def clean(self, value: Any) -> datetime.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = datetime.datetime.fromisoformat(SPACE_FOR_PLUS.sub(r"\1+", text))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
            moment = moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not 2000 <= moment.year <= 2100:
            raise ValidationError(
                _("应是 2000 到 2100 年间的日期或时间，例如 2025-04-20 或 2025-04-20T08:00:00+08:00。")
            )
        return moment


class OpenAtField(MomentField):
    """``now``, or a moment."""

    def clean(self, value: Any) -> datetime.datetime | None:
        return timezone.now() if value == NOW else super().clean(value)


class PhoneField(TextField):
    """A phone number however it is written, in the form in which it is stored. Its extension is left out."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return phones.parse_one(text.removeprefix("tel:")).number if text else ""
        except phones.PhoneError as error:
            raise ValidationError(str(error)) from error


class FlagField(ParameterField):
    """``true`` or ``false``."""

    schema: ClassVar[dict[str, Any]] = {"type": "boolean"}

    def clean(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value in ("true", "1"):
            return True
        if value in ("false", "0"):
            return False
        raise ValidationError(_("应是 true 或 false。"))


class YearField(ParameterField, forms.IntegerField):
    """A calendar year for which there can be rules."""

    def __init__(self, **kwargs: Any) -> None:
        message = gettext_lazy("应是 1998 到 2100 的年份。")
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), message)
        super().__init__(min_value=1998, max_value=2100, error_messages=messages, **kwargs)

    schema: ClassVar[dict[str, Any]] = {"type": "integer", "minimum": 1998, "maximum": 2100}


class BoundedNumberField(ParameterField, forms.DecimalField):
    """A number between bounds."""

    def __init__(self, low: Decimal, high: Decimal, **kwargs: Any) -> None:
        message = gettext_lazy("应是 %(low)s 到 %(high)s 的数。") % {"low": low, "high": high}
        messages = dict.fromkeys(("invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), message)
        super().__init__(min_value=low, max_value=high, max_digits=8, error_messages=messages, **kwargs)
        self.bounds = {"minimum": float(low), "maximum": float(high)}

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "number", **self.bounds}


class ChoiceField(ParameterField, forms.ChoiceField):
    """One of a few words, by value or by its Chinese label."""

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [str(key) for key, _label in cast("Pairs", self.choices)]}

    @property
    def description(self) -> str:
        labels = [f"{key} {label}" for key, label in cast("Pairs", self.choices) if str(key) != str(label)]
        return "\n".join([super().description, *(f"* {label}" for label in labels)])

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        by_label = {str(label): str(key) for key, label in cast("Pairs", self.choices)}
        return by_label.get(text, text)

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            choices = [(str(key), str(label)) for key, label in cast("Pairs", self.choices) if key != ""]
            names = join_choices(key if key == label else bracketed(key, _(label)) for key, label in choices)
            raise ValidationError(
                _("没有“%(value)s”这个选项：可用 %(choices)s。") % {"value": short(value), "choices": names}
            )


class ChoicesField(ChoiceField):
    """One of a few words, or several with commas between: any of them. One comes as itself, several as a tuple."""

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": super().schema, "minItems": 1}

    def clean(self, value: Any) -> Any:
        words = SEVERAL.split(str(value)) if value else []
        chosen = tuple(dict.fromkeys(super(ChoicesField, self).clean(word.strip()) for word in words))
        if "" in chosen:
            raise ValidationError(_("逗号前后要各有一个值，例如 %(example)s。") % {"example": self.example})
        return chosen if len(chosen) > 1 else "".join(chosen)
