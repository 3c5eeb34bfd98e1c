"""Words with a meaning in a text, the longest first: a plain dictionary by first character. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

M = TypeVar("M")


class WordMatch(NamedTuple, Generic[M]):
    """A word found in a text."""

    start: int
    end: int
    text: str
    meaning: M


class WordIndex(Generic[M]):
    """Words by what they mean. What a longer word has taken no shorter one is found in."""

    def __init__(self, words: Iterable[tuple[str, M]] = ()) -> None:
        self.by_first: dict[str, list[tuple[str, M]]] = defaultdict(list)
        for word, meaning in words:
            if len(word) > 1:
                self.by_first[word[0].lower()].append((word.lower(), meaning))
        for held in self.by_first.values():
            held.sort(key=lambda pair: -len(pair[0]))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[WordMatch[M]]:
        lower, place, found = text.lower(), start, []
        end = len(text) if end is None else end
        while place < end:
            for word, meaning in self.by_first.get(lower[place], ()):
                if lower.startswith(word, place) and place + len(word) <= end:
                    found.append(WordMatch(place, place + len(word), word, meaning))
                    place += len(word)
                    break
            else:
                place += 1
        return found
