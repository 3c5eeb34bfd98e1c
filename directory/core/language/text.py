"""Chinese text as people type it: normal forms, unsafe characters, pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.core.caches import memoized

from .pinyin import spoken

# Controls, soft hyphen, zero-width, bidi and line marks: invisible, so two names that look the same would differ.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def clean_line(text: str) -> str:
    """The text on one line: outer and repeated white space gone, display form kept."""
    return " ".join(text.split())


def search_key(text: str) -> str:
    """The form in which names are compared: NFKC (full-width → half-width), lower case, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def search_keys(texts: Iterable[str]) -> list[str]:
    """The forms of several names, each once."""
    return list(dict.fromkeys([search_key(text) for text in texts]))


def validate_visible(value: str) -> None:
    """Refuse characters that nobody can see.

    Raises ValidationError naming the code point of the first one.
    """
    if found := UNSAFE.search(value):
        message = _("含有看不见的字符 U+%(code)s，请删除后重新输入。") % {"code": f"{ord(found[0]):04X}"}
        raise ValidationError(message, code="invisible")


@memoized(16384)
def pinyin_words(text: str, reviewed: tuple[str, ...] = ()) -> str:
    """Full pinyin and initials of a name, the two keys people type: ``阜新`` → ``fuxin fx``.

    ``reviewed`` are syllables of its first characters that are known better than by the dictionary.
    """
    syllables = [part for part in syllables_of(text, reviewed) if part.isalnum()]
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}".strip()


def pinyin_slug(text: str, reviewed: tuple[str, ...] = ()) -> str:
    """A readable address for a name: ``罗山县医保局`` → ``luo-shan-xian-yi-bao-ju``."""
    syllables = "-".join(syllables_of(text, reviewed))
    return "-".join(re.findall("[a-z0-9]+", syllables))[:120].strip("-")


@memoized(4096)
def syllables_of(text: str, reviewed: tuple[str, ...]) -> tuple[str, ...]:
    """Asked twice of one name: for its slug and for its pinyin."""
    key = search_key(text)
    return (*reviewed, *spoken(key[len(reviewed) :]))
