"""What every page has: its addresses in both languages, and the parts that are the same on all of them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from directory.core.caches import memoized
from directory.core.language.pinyin import spoken
from directory.core.serving.middleware import ENGLISH

register = template.Library()

PAUSE = re.compile(" ?[、，；] ?")
HAN = re.compile("[\u4e00-\u9fff]")
HAN_WORDS = re.compile("[\u4e00-\u9fff][\u4e00-\u9fff、（）《》]*")


class Addresses(NamedTuple):
    """A page's address in each language, without what was asked for on it.

    The canonical one is the address itself: outside ``/en/`` the language follows the reader, and search engines, which
    name none, are shown Chinese there. Whatever a page is shown in, its addresses are the same (hreflang says which is which).
    """

    canonical: str
    chinese: str
    english: str


@register.simple_tag(takes_context=True)
def addresses(context: Context) -> Addresses | None:
    request = context.get("request")
    if request is None:
        return None
    try:
        site = request.build_absolute_uri("/").removesuffix("/")
    except DisallowedHost:  # the page that says so is at no address of ours
        return None
    chinese, english = f"{site}{request.path_info}", f"{site}{ENGLISH}{request.path_info}"
    is_english = request.path.startswith(f"{ENGLISH}/")
    return Addresses(english if is_english else chinese, chinese, english)


@register.simple_tag
def same(template: str) -> SafeString:
    """A part that is the same on every page of a language, rendered once; in development as it is now."""
    return render_to_string(template) if settings.DEBUG else part_of_pages(template, get_language())


@memoized(None)
def part_of_pages(template: str, language: str | None) -> SafeString:
    return render_to_string(template)


@register.filter
def is_chinese(text: Any) -> bool:
    """Whether a text has Chinese characters in it, so that an English page must say so."""
    return bool(HAN.search(str(text)))


@register.filter
def chinese_marked(text: Any) -> str:
    """A sentence for a page in English with the Chinese names in it marked as such; on others as it is."""
    escaped = conditional_escape(str(text))
    if get_language() != "en":
        return escaped
    return mark_safe(HAN_WORDS.sub(r'<span lang="zh-Hans">\g<0></span>', escaped))  # nosec B703 B308


@register.filter
def pinyin(text: str) -> str:
    """How a Chinese name is read, a syllable each."""
    return PAUSE.sub(", ", " ".join(part for part in spoken(text) if part.strip())).title()
