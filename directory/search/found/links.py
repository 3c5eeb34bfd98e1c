"""Which names of the directory stand in a question, anywhere in the sentence: the longest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from directory.core.index import search_index
from directory.core.index.tokens import NUMBER, Handles, Term, fold, wholly
from directory.search.question.lexicon import PlaceName
from directory.search.question.words import PLACES, SORTS

from . import reading

# 阜新医保局 names no office: it is any of that sort.
SORTED = frozenset(["", *(fold(word) for sort in SORTS for word in sort.words)])
SHORTEST, LONGEST = 3, 20  # characters of a name that is looked for in a sentence
HOSPITAL, GENERAL = "医院", "总"
READ = 64  # characters of a sentence in which names are looked for
KINDS = ("office", "hospital", "channel", "symptom", "service", "procedure", "policy", "department")


class Link(NamedTuple):
    """A name in the question, and the entries that bear it."""

    name: str
    start: int
    keys: tuple[int, ...]


def links(question: str, places: Collection[PlaceName] = ()) -> list[Link]:
    """The names that the question holds; none inside another.

    ``places``: the regions in it, which names may write out: 阜新人民医院 is 阜新市人民医院.
    """
    return sorted([*numbers(question), *names(question, places)], key=lambda link: link.start)


def numbers(question: str) -> list[Link]:
    """The phones and codes in a question, with whose they are."""
    found = []
    for number in NUMBER.finditer(question):
        clause = tuple(frozenset([token]) for token in Term(number[0]).numbers)
        keys = (
            [key for each in search_index.find((clause,), PLACES, 10).values() for key in each.keys] if clause else []
        )
        if keys:
            found.append(Link(number[0], number.start(), tuple(keys)))
    return found


def names(question: str, places: Collection[PlaceName]) -> list[Link]:
    text = fold(question)[:READ]
    parts = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + SHORTEST, min(len(text), start + LONGEST) + 1)
    }
    typed = shortened(parts, places) | {part: part for part in parts} | written_out(parts, places)
    ways = wholly(typed)
    if not ways:
        return []
    keys = [key for each in search_index.find((ways,), KINDS, 100).values() for key in each.keys]
    borne: dict[str, list[int]] = {}
    for key, found_by in reading.found_by(keys).items():
        handles = Handles(found_by)
        for form in {*handles.names, *handles.aliases} & typed.keys():
            borne.setdefault(typed[form], []).append(key)
    taken: set[int] = set()
    found = []
    for form in sorted(borne, key=lambda form: (-len(form), text.find(form))):
        start = text.find(form)
        span = set(range(start, start + len(form)))
        if not span & taken:
            taken |= span
            found.append(Link(form, start, tuple(sorted({*borne[form]}))))
    return found


def shortened(parts: Iterable[str], places: Collection[PlaceName]) -> dict[str, str]:
    """The names of hospitals in the regions that are short for others, each with how it was typed.

    盛京医院 in 阜新 is its branch there, 盛京医院阜新医院; 阜新矿总 is 阜新矿总医院.
    """
    found = {}
    for short in [fold(place.short) for place in places]:
        for part in parts:
            if part.endswith(HOSPITAL) and len(part) > SHORTEST and short not in part:
                found[f"{part}{short}{HOSPITAL}"] = part
            elif part.endswith(GENERAL) and part.startswith(short):
                found[f"{part}{HOSPITAL}"] = part
    return found


def written_out(parts: Iterable[str], places: Collection[PlaceName]) -> dict[str, str]:
    """Names with their region in full, by which they are told from others, each with how it was typed."""
    return {
        fold(place.name) + part.removeprefix(short): part
        for place in places
        if (short := fold(place.short)) != fold(place.name)
        for part in parts
        if part.startswith(short) and not part.startswith(fold(place.name)) and part.removeprefix(short) not in SORTED
    }
