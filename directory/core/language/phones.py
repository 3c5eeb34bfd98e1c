"""Phone numbers as people write them, dial them and look them up."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import shortnumberinfo

from directory.core.caches import memoized

from .area_codes import AREA_CODES, PLACES
from .dialling import MOBILE, SERVICE, domestic
from .phone_kinds import PhoneKind

DASHES = re.compile("[‐-―−－─﹣]")
TWO_DASHES = re.compile("-{2,}")
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
LISTS = re.compile(r"[、,;|\n]|\s+或\s*|或者?|以及|和")
EXTENSION = re.compile(
    r"(?:[-(]?(?:转分机|转接?|轉|分机号?|内线|ext\.?|x|#)[::]?)(\d{1,8})\)?\Z", re.ASCII | re.IGNORECASE
)
AREA = r"0(?:10|2\d|[3-9]\d{2})"
LANDLINE = re.compile(rf"\(?({AREA})\)?-?([2-9]\d{{2,3}}-?\d{{4}})(?:-(\d{{1,8}}))?\Z", re.ASCII)
LOCAL = re.compile(r"([2-9]\d{2,3}-?\d{4})(?:-(\d{1,8}))?\Z", re.ASCII)
SHORT = re.compile(r"(1\d{2,4}|9\d{4,5})\Z", re.ASCII)
SHORT_ABROAD = re.compile(rf"{AREA}-?(1[12]\d{{1,3}}|9[56]\d{{3,4}})\Z", re.ASCII)


class PhoneError(ValueError):
    """Text that is no phone number; the message says which part and why, in Chinese."""


class ParsedNumber(NamedTuple):
    """A number in the form in which it is stored."""

    number: str
    extension: str
    kind: PhoneKind

    @property
    def area_code(self) -> str:
        return self.number.partition("-")[0] if self.kind is PhoneKind.LANDLINE else ""


def parse(text: str, area_code: str = "") -> list[ParsedNumber]:
    """Every number in the text: lists with 、/ or commas, extensions with 转 or a dash, ``2137873/74``.

    A landline without area code takes that of the number before it, else the given one.
    Raises PhoneError for anything that is not understood; nothing is ever dropped.
    """
    found: list[ParsedNumber] = []
    for piece in pieces(text):
        base = next((number.area_code for number in reversed(found) if number.area_code), area_code)
        for number in series(piece, base):
            if number not in found:
                found.append(number)
    if not found:
        raise PhoneError(_("没有写电话号码。"))
    return found


def parse_one(text: str, area_code: str = "") -> ParsedNumber:
    """The only number in the text. Raises PhoneError when there are several."""
    found = parse(text, area_code)
    if len(found) > 1:
        raise PhoneError(
            _("“%(value)s”里有 %(count)d 个号码，请分开填写。") % {"value": short(text), "count": len(found)}
        )
    return found[0]


def pieces(text: str) -> list[str]:
    """The text cut at list separators, in half-width characters."""
    return [piece.strip() for piece in LISTS.split(half_width(text)) if piece.strip()]


def half_width(text: str) -> str:
    """Full-width digits and signs made half-width, dashes of all kinds made one, what nobody can see left out."""
    if text.isascii():  # as most numbers are
        return TWO_DASHES.sub("-", text) if "--" in text else text
    plain = unicodedata.normalize("NFKC", DASHES.sub("-", INVISIBLE.sub("", text)))
    return TWO_DASHES.sub("-", DASHES.sub("-", plain))


def series(piece: str, area_code: str) -> list[ParsedNumber]:
    """One number, several with blanks between them, or a number and its neighbours after slashes."""
    first, *others = piece.split("/")
    numbers = spaced(first, area_code)
    for other in others:
        numbers.append(neighbour(numbers[-1], "".join(other.split()), area_code))
    return numbers


def spaced(text: str, area_code: str) -> list[ParsedNumber]:
    """Blanks may stand inside a number or between two: inside, wherever that gives a number."""
    try:
        return [single("".join(text.split()), area_code)]
    except PhoneError:
        words = text.split()
        if len(words) < 2 or not all(sum(map(str.isdigit, word)) >= 7 for word in words):
            raise
        first = single(words[0], area_code)
        return [first, *(single(word, first.area_code or area_code) for word in words[1:])]


def neighbour(before: ParsedNumber, text: str, area_code: str) -> ParsedNumber:
    """What stands after a slash: another extension, the last digits of another number, or a number."""
    if before.extension and text.isdecimal() and len(text) <= len(before.extension):
        return before._replace(extension=text)
    local = before.number.rpartition("-")[2]
    if before.kind is PhoneKind.LANDLINE and text.isdecimal() and len(text) < len(local):
        return single(before.number[: -len(text)] + text, area_code)
    return single(text, before.area_code or area_code)


def single(text: str, area_code: str) -> ParsedNumber:
    """A number without blanks."""
    number, extension = text, ""
    if marked := EXTENSION.search(text):
        number, extension = text[: marked.start()], marked[1]
    found = matched(domestic(number), area_code)
    if found is None:
        raise PhoneError(complaint(text, number))
    if extension and found.extension:
        raise PhoneError(_("“%(value)s”写了两个分机。") % {"value": short(text)})
    if (extension or found.extension) and found.kind is PhoneKind.HOTLINE:
        raise PhoneError(_("“%(value)s”：短号后面不写分机。") % {"value": short(text)})
    return found._replace(extension=extension or found.extension)


def matched(number: str, area_code: str) -> ParsedNumber | None:
    if found := MOBILE.match(number):
        return ParsedNumber("".join(found.groups()), "", PhoneKind.MOBILE)
    if found := SERVICE.match(number):
        prefix, *digits, extension = found.groups(default="")
        rest = "".join(digits)
        return ParsedNumber(f"{prefix}-{rest[:3]}-{rest[3:]}", extension, PhoneKind.SERVICE) if len(rest) == 7 else None
    if SHORT.match(number):
        return ParsedNumber(number, "", PhoneKind.HOTLINE) if is_hotline(number) else None
    if found := LANDLINE.match(number) or (LANDLINE.match(f"{area_code}-{number}") if LOCAL.match(number) else None):
        area, local, extension = found.groups(default="")
        return ParsedNumber(f"{area}-{local.replace('-', '')}", extension, PhoneKind.LANDLINE)
    return without_zero(number)


def without_zero(number: str) -> ParsedNumber | None:
    """A landline whose first 0 a spreadsheet has taken for a number's: 1083200000, 3762137873."""
    if not (found := LANDLINE.match(f"0{number}")):
        return None
    area, local, extension = found.groups(default="")
    whole = f"{area}-{local.replace('-', '')}"
    return ParsedNumber(whole, extension, PhoneKind.LANDLINE) if area in AREA_CODES and is_possible(whole) else None


def is_possible(number: str) -> bool:
    """Whether a landline has as many digits as its area's numbers have."""
    # By the plan's pattern itself: ``phonenumbers.is_valid_number`` holds a number against those of all other sorts, too.
    return bool(fixed_lines().fullmatch(number.replace("-", "")[1:]))


@memoized(None)
def fixed_lines() -> re.Pattern[str]:
    plan: Any = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    return re.compile(plan.fixed_line.national_number_pattern)


def is_hotline(number: str) -> bool:
    """Whether the short number is one that China has given out (120, 12345, 95588 …)."""
    return bool(shortnumberinfo.is_valid_short_number_for_region(phonenumbers.parse(number, "CN"), "CN"))


def complaint(text: str, number: str) -> str:
    """Why this is no number, as precisely as can be told."""
    shown = {"value": short(text)}
    if LOCAL.match(number):
        return _("“%(value)s”缺少区号，请写作 0376-2137873 这样。") % shown
    if SHORT_ABROAD.match(domestic(number)):
        return _("“%(value)s”：热线短号前不写区号。") % shown
    if SHORT.match(number):
        return _("“%(value)s”不是已知的短号。") % shown
    if not any(map(str.isdigit, number)):
        return _("“%(value)s”里没有号码。") % shown
    return _("“%(value)s”看不懂，请写作 0376-2137873、400-123-4567、13812345678 或 12393，分机写“转 802”。") % shown


def short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


def tel(number: str, extension: str = "") -> str:
    """The link to dial a stored number (RFC 3966).

    Landlines and mobiles in the international form. 400/800 numbers and hotlines are
    not reachable with a country code: they stay as they are dialled in China.
    """
    link = f"tel:{number}"
    if landline := LANDLINE.match(number):
        link = f"tel:+86-{landline[1][1:]}-{landline[2][:-4]}-{landline[2][-4:]}"
    elif mobile := MOBILE.match(number):
        link = f"tel:+86-{'-'.join(mobile.groups())}"
    return f"{link};ext={extension}" if extension else link


def display(number: str, extension: str = "") -> str:
    """A stored number as people read it."""
    mobile = MOBILE.match(number)
    shown = " ".join(mobile.groups()) if mobile else number
    return _("%(number)s 转 %(extension)s") % {"number": shown, "extension": extension} if extension else shown


def normal(text: str) -> str:
    """The digits by which a number is looked up, however it was written and without its extension.

    ``+86 376 2137873``, ``(0376)2137873`` and ``0376-2137873转802`` are all ``03762137873``.
    """
    try:
        return parse_one(text.removeprefix("tel:")).number.replace("-", "")
    except PhoneError:
        return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", text)))


def area_code_fits(number: str, region_code: int) -> bool | None:
    """Whether a landline's area code is one of the region's; None where that cannot be told."""
    area, _dash, local = number.partition("-")
    places, region = AREA_CODES.get(area), str(region_code)
    if not local or places is None or region == "100000":
        return None
    if region.endswith("0000"):
        return any(place[:2] == region[:2] for place in places)
    return any(region.startswith(place) for place in places) or (None if region.startswith("6590") else False)


@memoized(4096)
def area_code_of(region_code: int) -> str:
    """The area code of a region, where it has one and no other."""
    region, found = str(region_code), set[str]()
    for cut in range(len(region), 0, -1):
        if found := PLACES.get(region[:cut], set()):
            break
    return next(iter(found)) if len(found) == 1 else ""


def doubts(number: str, region_code: int | None) -> list[str]:
    """What makes a stored number unlikely; it may be right all the same."""
    found = []
    if LANDLINE.match(number) and not is_possible(number):
        found.append(_("“%(value)s”的位数与这个区号的号码不符，请核对。") % {"value": number})
    if region_code and area_code_fits(number, region_code) is False:
        found.append(_("“%(value)s”的区号不是所在地区的，请核对。") % {"value": number})
    return found
