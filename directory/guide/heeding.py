"""What of a faulty question can still be answered: for whoever tells of an emergency in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from directory.core.language.text import UNSAFE
from directory.core.serving.parameters import MAX_TEXT, Parameters

P = TypeVar("P", bound=Parameters)
MOST_WORDS = 10


def heeded(asked: P, name: str, beside: Iterable[str] = ()) -> P:
    """The same question without what is wrong with it, and what was typed (``name``) as much of it as can be read."""
    kept = asked.data.copy()
    for wrong in [
        *asked.read[1],
        *asked.empty,
        *(given for given in asked.data if given not in {*asked.fields, *beside}),
    ]:
        kept.pop(wrong, None)
    for given in list(kept):
        kept.setlist(given, kept.getlist(given)[-1:])
    if name not in kept or name in asked.errors:
        kept[name] = legible(asked.data.get(name, ""))
    return type(asked)(kept, beside=beside)


def legible(text: str) -> str:
    words = UNSAFE.sub(" ", text).replace("\ufffd", " ").split()[:MOST_WORDS]
    return " ".join(words)[:MAX_TEXT].strip()
