"""What each kind of entry is found by and which entries come first, declared as data beside the kind's serializer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from directory.core.caches import memoized
from directory.core.language.pinyin import reading, spelled
from directory.core.models import Publishable, Region

from .tokens import ALIAS, CODE, NAME, PHONE, READING, TAGS, code_form, fold, forms, phone_form

LAST_RANK = 63
WORKING = frozenset({None, "", "open"})  # of a place; nothing else has an operation
Readings = dict[str, tuple[str, ...]]  # short name of a region → its reviewed syllables
ANY = object()
EMPTY = (None, "", False)


class Points(NamedTuple):
    """What an entry gains where its document has a value, or this value, at a path; ``each`` value counts, up to a most."""

    path: str
    gain: int
    value: Any = ANY
    each: bool = False
    most: int = 8


class Tag(NamedTuple):
    """A filter token ``letter:value`` for every value at a path of the document, and for what lies above it.

    ``otherwise`` stands where there is no value: a rule without a 险种 is a rule for all of them.
    """

    letter: str
    path: str
    widen: Callable[[str], Iterable[str]] = lambda value: (value,)
    otherwise: tuple[str, ...] = ()

    def of(self, document: dict[str, Any]) -> Iterable[str]:
        found = values(document, self.path)
        if len(found) == 1:
            return widened(self, found[0])
        return [tag for value in found for tag in widened(self, value)] or widened(self)


class Findable(NamedTuple):
    """How a kind is found. ``number`` is its place in the index, 0–31: kinds with few entries first, never reused."""

    number: int
    tags: tuple[Tag, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    points: tuple[Points, ...] = ()
    only: str = ""  # found only where the document has a value here


@memoized(16384, typed=True)
def widened(tag: Tag, *value: Any) -> tuple[str, ...]:
    wide = tag.widen(str(value[0]).lower()) if value else tag.otherwise
    return tuple(f"{tag.letter}:{one}" for one in wide)


findables: dict[str, Findable] = {}


def findable(model: type[Publishable], **how: Any) -> None:
    """Declare how a kind is found."""
    findables[model.kind] = Findable(**how)


def divisions(code: str) -> Iterator[str]:
    """A region's code and those of the regions it lies in, the nation left out: 210902 → 210902, 210900, 210000."""
    yield from dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000"))


def dotted(code: str) -> Iterator[str]:
    """A catalogue code and those above it: 04.01.02 → 04.01.02, 04.01, 04."""
    parts = code.split(".")
    for end in range(len(parts), 0, -1):
        yield ".".join(parts[:end])


def values(document: dict[str, Any], path: str) -> list[Any]:
    """Everything that stands at a path, lists followed, empty values left out."""
    plain = document.get(path, ANY)
    if plain.__class__ not in (list, object):  # most: one value at the top
        return [] if plain in EMPTY else [plain]
    step, _dot, rest = path.partition(".")
    inside = document.get(step)
    if inside in EMPTY or inside == []:
        return []
    items = inside if isinstance(inside, list) else [inside]
    if rest:
        return [value for item in items if item for value in values(item, rest)]
    return [item for item in items if item not in EMPTY]


def rank(kind: str, document: dict[str, Any]) -> int:
    """How early the entry comes among equals, 0 first. A place where nobody can go comes last."""
    if document.get("operation") not in WORKING:
        return LAST_RANK
    return max(0, LAST_RANK - sum(gained(points, document) for points in findables[kind].points))


def gained(points: Points, document: dict[str, Any]) -> int:
    found = values(document, points.path)
    if points.value is not ANY:
        found = [value for value in found if value == points.value]
    if not found:
        return 0
    return min(points.most, points.gain * len(found)) if points.each else points.gain


def found_by(record: Publishable, document: dict[str, Any], known: Readings) -> str:
    """The entry's names, readings, codes, phones and filter tags as ``tokens.Handles`` reads them."""
    declared = findables[record.kind]
    if declared.only and not values(document, declared.only):
        return ""
    more = [name for path in declared.names for name in values(document, path)]
    names = [document["name"], *more, *document.get("aliases", ())]
    lines = [(NAME, " ".join(forms(document["name"])))]
    lines += [(ALIAS if at >= len(more) else NAME, " ".join(forms(name))) for at, name in enumerate(names[1:])]
    lines += [(READING, " ".join(syllables(fold(name), known, own_reading(record, name)))) for name in names]
    codes = [record.key, *(str(code) for path in declared.codes for code in values(document, path))]
    lines += [(CODE, code_form(code.lower())) for code in codes]
    lines += [
        (PHONE, digits) for path in declared.phones for number in values(document, path) for digits in dialled(number)
    ]
    tags = [value for tag in declared.tags for value in tag.of(document)]
    lines.append((TAGS, " ".join(dict.fromkeys(tags))))
    return "\n".join(dict.fromkeys(f"{sort}{body}" for sort, body in lines if body))


def dialled(number: str) -> Iterator[str]:
    """A phone's digits as they are dialled from elsewhere and in town."""
    yield phone_form(number)
    if number.startswith("0") and "-" in number:
        yield phone_form(number.partition("-")[2])


def own_reading(record: Publishable, name: str) -> tuple[str, ...]:
    """The reading that staff have reviewed, where it is this name's."""
    words = getattr(record, "pinyin", "").split()
    found = spelled(*words) if len(words) == 2 and name == getattr(record, "name", "") else ()
    return found if len(found) == len(fold(name)) else ()


def readings(region: Region | None) -> Readings:
    """Those of the regions that a name in this one may begin with, widest last."""
    return {step.short_name: spelled(step.pinyin, step.initials) for step in region.path[::-1]} if region else {}


def syllables(name: str, known: Readings, own: tuple[str, ...]) -> tuple[str, ...]:
    for short, read in known.items():
        if read and name.startswith(short):
            rest = own[len(short) :] if own else reading(name[len(short) :])
            return (*read, *rest)
    return own or reading(name)
