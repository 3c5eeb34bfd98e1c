"""What a query parameter may say: form fields that refuse everything else with one clear sentence."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .fields import has_line
from .models import Record, Region, Scheme
from .text import validate_visible

Pairs = Iterable[tuple[Any, Any]]

MAX_TERMS, MAX_TEXT = 5, 64
CHOICES_SHOWN = 8


def short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def listing(items: Iterable[str]) -> str:
    """``a、b、c``, cut after a handful."""
    names = list(items)
    return "、".join(names[:CHOICES_SHOWN]) + ("…" if len(names) > CHOICES_SHOWN else "")


class TextField(forms.CharField):
    """One line of at most 64 visible characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MAX_TEXT, "validators": [validate_visible], **kwargs})


class TermsField(TextField):
    """A few words to look for, separated by spaces."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if len(text.split()) > MAX_TERMS:
            raise ValidationError(_("最多 %(most)d 个词, 用空格分开。") % {"most": MAX_TERMS})
        return text


class RegionField(TextField):
    """A region by code or name. A name that several regions share is refused with the choices, never guessed."""

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(Region.objects.named(text).select_related("parent__parent__parent")[: CHOICES_SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("没有叫“%(value)s”的地区: 请给 6 位行政区划代码或名称, 例如 210900 或 阜新。")
                % {"value": short(text)}
            )
        choices = listing(f"{region.full_name} {region.code}" for region in found)
        raise ValidationError(
            _("“%(value)s”不止一个, 请用代码指明: %(choices)s。") % {"value": short(text), "choices": choices}
        )


class SchemeField(TextField):
    """险种 by code, name or alias."""

    def clean(self, value: Any) -> Scheme | None:
        text = super().clean(value)
        if not text:
            return None
        if scheme := Scheme.objects.named(text):
            return scheme
        names = listing(f"{scheme.name} ({scheme.code})" for scheme in Scheme.objects.all())
        raise ValidationError(
            _("没有“%(value)s”这个险种: 可用 %(choices)s。") % {"value": short(text), "choices": names}
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
        found = self.matching(text)
        if len(found) == 1:
            return found[0]
        label = self.model._meta.verbose_name
        if not found:
            raise ValidationError(
                _("没有“%(value)s”这个%(label)s: 请给标识 (slug) 或名称。") % {"value": short(text), "label": label}
            )
        choices = listing(f"{record.name} ({record.slug})" for record in found)
        raise ValidationError(
            _("“%(value)s”不止一个, 请用标识指明: %(choices)s。") % {"value": short(text), "choices": choices}
        )

    def matching(self, text: str) -> list[Record]:
        """Records with this slug, else this name, else this alias."""
        published = self.model.objects.published()
        exact = list(published.filter(slug=text)) or list(published.filter(name=text)[: CHOICES_SHOWN + 1])
        if exact:
            return exact
        return list(published.filter(has_line("aliases", text))[: CHOICES_SHOWN + 1])


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
        raise ValidationError(_("应写作 纬度,经度 (WGS-84 十进制度), 例如 42.02,121.65。"))


class MomentField(TextField):
    """An ISO date or time; Asia/Shanghai where no offset is given; the years 2000 to 2100."""

    def clean(self, value: Any) -> datetime.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = datetime.datetime.fromisoformat(text.replace(" ", "+"))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
            moment = moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not 2000 <= moment.year <= 2100:
            raise ValidationError(
                _("应是 2000 到 2100 年间的日期或时间, 例如 2025-04-20 或 2025-04-20T08:00:00+08:00。")
            )
        return moment


class FlagField(forms.Field):
    """``true`` or ``false``."""

    widget = forms.TextInput

    def clean(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value in ("true", "1"):
            return True
        if value in ("false", "0"):
            return False
        raise ValidationError(_("应是 true 或 false。"))


class ChoiceField(forms.ChoiceField):
    """One of a few words, by value or by its Chinese label."""

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        by_label = {str(label): str(key) for key, label in cast("Pairs", self.choices)}
        return by_label.get(text, text)

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            names = listing(f"{key} ({label})" for key, label in cast("Pairs", self.choices) if key != "")
            raise ValidationError(
                _("没有“%(value)s”这个选项: 可用 %(choices)s。") % {"value": short(value), "choices": names}
            )
