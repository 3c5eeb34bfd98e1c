"""What an entry is found by and how early it comes, as its kind declares it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from directory.core.kinds import DISPUTED, Kind, values
from directory.core.language.pinyin import reading, spelled
from directory.core.models import Publishable, Region

from .saying import spoken, texts
from .tokens import ALIAS, CODE, LISTED, NAME, PHONE, READING, SAID, TAGS, code_form, forms, phone_form

LAST_RANK = 63
WORKING = frozenset({None, "", "open"})  # of a place; nothing else has an operation
Readings = dict[str, tuple[str, ...]]  # short name of a region → its reviewed syllables


def rank(kind: Kind, document: dict[str, Any]) -> int:
    """How early the entry comes among equals, 0 first. A place where nobody can go comes last."""
    if document.get("operation") not in WORKING:
        return LAST_RANK
    return max(0, LAST_RANK - kind.points_of(document))


def found_by(kind: Kind, record: Publishable, document: dict[str, Any], known: Readings) -> str:
    """The entry's names, readings, codes, phones and filter tags as ``tokens.Handles`` reads them."""
    if kind.only and not values(document, kind.only):
        return ""
    more = [name for path in kind.names for name in values(document, path)]
    names = [document["name"], *more, *document.get("aliases", ())]
    written = [forms(name) or ("",) for name in names]
    lines = [(ALIAS if at > len(more) else NAME, " ".join(ways)) for at, ways in enumerate(written)]
    for name, (folded, *_others) in zip(names, written, strict=True):
        lines.append((READING, " ".join(syllables(folded, known, own_reading(record, name, folded)))))
    codes = [document["slug"], *(str(code) for path in kind.codes for code in values(document, path))]
    lines += [(CODE, code_form(code.lower())) for code in codes]
    lines += [
        (PHONE, digits) for path in kind.phones for number in values(document, path) for digits in dialled(number)
    ]
    tags = kind.tags_of(document)
    if "disputed" in document:
        tags.append(DISPUTED.token(bool(document["disputed"])))
    lines.append((TAGS, " ".join(dict.fromkeys(tags))))
    return "\n".join(dict.fromkeys(f"{sort}{body}" for sort, body in lines if body))


def said(kind: Kind, document: dict[str, Any]) -> str:
    """What the entry's document says and how people ask for that, as ``tokens.of_said`` reads it."""
    if kind.only and not values(document, kind.only):
        return ""
    if kind.heard is not None and not document.get("citations"):
        little = spoken(texts(document, kind.heard))
        return f"{LISTED}{little}" if little else ""
    asked = (words.text for words in kind.keywords if words.apply(document))
    return f"{SAID}{spoken(chain(texts(document), asked))}"


def dialled(number: str) -> Iterator[str]:
    """A phone's digits as they are dialled from elsewhere and in town."""
    yield phone_form(number)
    if number.startswith("0") and "-" in number:
        yield phone_form(number.partition("-")[2])


def own_reading(record: Publishable, name: str, folded: str) -> tuple[str, ...]:
    """The reading that staff have reviewed, where it is this name's."""
    words = getattr(record, "pinyin", "").split()
    found = spelled(*words) if len(words) == 2 and name == getattr(record, "name", "") else ()
    return found if found and len(found) == len(folded) else ()


def readings(region: Region | None) -> Readings:
    """Those of the regions that a name in this one may begin with, widest last."""
    return {step.short_name: spelled(step.pinyin, step.initials) for step in region.path[::-1]} if region else {}


def syllables(name: str, known: Readings, own: tuple[str, ...]) -> tuple[str, ...]:
    for short, read in known.items():
        if read and name.startswith(short):
            rest = own[len(short) :] if own else reading(name[len(short) :])
            return (*read, *rest)
    return own or reading(name)
