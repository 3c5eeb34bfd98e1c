"""Texts put together with the punctuation of the reader's language: full-width in Chinese, half-width in English."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(parts: Iterable[str]) -> str:
    """``a、b、c``."""
    return _("、").join(parts)


def clauses(parts: Iterable[str]) -> str:
    """``a，b，c``."""
    return _("，").join(parts)


def sentences(parts: Iterable[str]) -> str:
    """``a；b；c``."""
    return _("；").join(parts)


def labelled(label: str, text: str) -> str:
    return f"{label}{_('：')}{text}"


def bracketed(text: str, note: str) -> str:
    """``a（b）``; the text alone where there is nothing to add."""
    return _("%(text)s（%(note)s）") % {"text": text, "note": note} if note else text
