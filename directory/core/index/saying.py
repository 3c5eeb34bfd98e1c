"""What a document says, as the search index takes it: its texts, but nothing that only machines read.

The runs of letters in them, folded, with blanks between them; ``tokens.of_said`` makes the tokens of such a text, and
those of a question, which are hence compared as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from directory.core.language.synonyms import rewritten

from .tokens import FOLDING

WORD = re.compile(r"\w+")
RUN = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
# A slug, a date, the name of a choice; a word that people read in Latin letters has a capital: CT, APP.
MACHINE = re.compile(r"[a-z0-9_.:+@-]*|(?:/|https?:).*")
# What stands under these names is found by its tags, or is about the entry and not in it.
SILENT = frozenset(
    {"region", "serves", "article", "main_article", "editorial", "unfinished", "possible_duplicates", "updated_at"}
)
NAMES = frozenset({"name", "title", "aliases"})  # of the entry itself, which have tokens of their own


def texts(document: dict[str, Any], heard: Collection[str] | None = None) -> Iterator[str]:
    """Every text in a document that people read but for its names; with ``heard``, those under these names only."""
    for name, value in document.items():
        if (heard is None or name in heard) and name not in SILENT and name not in NAMES:
            yield from texts_in(value)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if not MACHINE.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for name, inside in value.items():
            if name not in SILENT:
                yield from texts_in(inside)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def runs(lines: Iterable[str]) -> list[str]:
    """The words in Latin letters or digits and the stretches of Chinese, folded."""
    words = (word.translate(FOLDING) for line in lines for word in WORD.findall(line))
    return [run for word in words for run in RUN.findall(word)]


def spoken(lines: Iterable[str]) -> str:
    """The texts as they are kept for the index: each run once, with the form that synonyms give it."""
    plain = runs(lines)
    others = rewritten(" ".join(plain)).split(" ")  # no synonym reaches over a blank
    return " ".join(dict.fromkeys(run for both in zip(plain, others, strict=False) for run in both))


def asked(text: str) -> str:
    """A question in the same form, for ``tokens.of_said``."""
    return spoken([text])
