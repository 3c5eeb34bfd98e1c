"""Phones as lists have them, with whom they are for: 白天2137873，夜间2137874；值班室：0376-2137875转802."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from .phones import LISTS, ParsedNumber, PhoneError, half_width, parse, short

# What stands for itself in a label, though it has digits: hours and 24 小时.
TIMES = re.compile(
    r"\d{1,2}[:时点]\d{0,2}分?(?:\s*[-~至到]\s*(?:次日|第二天|翌日)?\d{1,2}[:时点]\d{0,2}分?)?|24\s*小时|[7-8]\s*[x*]\s*24"
)
NUMBERS = re.compile(
    r"(?:\(?\+?\(?(?:86\)?-?)?\s*)?\(?\d(?:[\d\s()-]*\d)?\)?(?:\s*/\s*\d[\d-]*)*"
    r"(?:\s*[-(]?\s*(?:转分机|转接?|轉|分机号?|内线|ext\.?|x|#)\s*:?\s*\d{1,8}\)?(?:\s*[/、,]\s*\d{1,5}(?!\d))*)*",
    re.IGNORECASE,
)
# Words that only say that a number follows.
PLAIN = re.compile(
    r"^(?:联系|咨询服务|固定|办公)?(?:电话|座机|固话|手机|号码|热线|联系方式|tel|phone|mobile)(?:号码|号)?[.:]?$",
    re.IGNORECASE,
)
AROUND = " :()[]{}【】〔〕<>《》,、;.-。|/\\\n\t"
CLOSED = re.compile(r"\s*[(\[【]([^()\[\]【】]*)[)\]】]")
TAIL = re.compile("(?:电话|tel)$", re.IGNORECASE)
LONGEST_LABEL = 40
HIDDEN = 0xE000  # private characters stand for the times while numbers are looked for
CONNECTORS = frozenset(["或", "或者", "以及", "和", "及", "与", "也可", "&", "+"])


class Written(NamedTuple):
    """A number in the form in which it is stored, with what the text says it is for."""

    found: ParsedNumber
    label: str


def written(text: str, area_code: str = "") -> list[Written]:
    """Every number in a list's cell with its label. Raises PhoneError for what is not understood; nothing is dropped."""
    times: list[str] = []
    plain = TIMES.sub(lambda found: hidden(times, found[0]), half_width(text))
    rows: list[Written] = []
    before, place, leads = "", 0, None
    for match in NUMBERS.finditer(plain):
        between = plain[place : match.start()]
        if leads is None:
            leads = bool(between.strip(AROUND))
        else:
            between = close(rows, between, leads, times)
        if between.strip(AROUND) and between.strip(AROUND) not in CONNECTORS:
            before = shown(between, times)
        area = next((row.found.area_code for row in reversed(rows) if row.found.area_code), area_code)
        rows += [Written(each, before if leads else "") for each in parse(re.sub("[、,]", "/", match[0]), area)]
        place = match.end()
    if not rows:
        raise PhoneError(
            _("“%(value)s”里没有号码。") % {"value": short(text)} if text.strip() else _("没有写电话号码。")
        )
    if (rest := close(rows, plain[place:], leads, times)) and shown(rest, times):
        raise PhoneError(_("“%(value)s”后面的“%(rest)s”看不懂。") % {"value": short(text), "rest": shown(rest, times)})
    return list(dict.fromkeys(rows))


def close(rows: list[Written], text: str, leads: bool | None, times: list[str]) -> str:
    """Give the last number the label that stands behind it, in brackets or, where labels follow, bare. Returns the rest."""
    if bracket := CLOSED.match(text):
        label = " ".join(filter(None, [rows[-1].label, shown(bracket[1], times)]))
        rows[-1] = rows[-1]._replace(label=label[:LONGEST_LABEL])
        return text[bracket.end() :]
    if not leads:
        own, *others = LISTS.split(text, maxsplit=1)
        if label := shown(own, times):
            rows[-1] = rows[-1]._replace(label=label)
            return "".join(others)
    return text


def shown(text: str, times: list[str]) -> str:
    """A label as it is kept; empty where the words only say that a number follows."""
    label = "".join(times[ord(sign) - HIDDEN] if HIDDEN <= ord(sign) < HIDDEN + len(times) else sign for sign in text)
    label = " ".join(label.split()).strip(AROUND)
    if PLAIN.match(label) or label in CONNECTORS:
        return ""
    label = TAIL.sub("", label).strip(AROUND) or label
    if label.count("(") > label.count(")"):
        label += ")"
    return label[:LONGEST_LABEL]


def hidden(times: list[str], found: str) -> str:
    times.append(found)
    return chr(HIDDEN + len(times) - 1)
