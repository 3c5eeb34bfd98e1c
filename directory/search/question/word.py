"""A word of a question and what it can mean."""

from __future__ import annotations

from typing import NamedTuple

from .lexicon import Sense

# Words that say where, when and how, not what: with nothing else in the question they are what is looked for.
CIRCUMSTANCES = frozenset({"region", "attribute", "nearby", "open", "filler", "year", "span", "aside", "time"})
SILENT = frozenset({"attribute", "filler", "nearby", "open", "time"})  # in no name


class Word(NamedTuple):
    """A part of the question and what it can mean; a word without a meaning is looked for as it is written."""

    text: str
    senses: tuple[Sense, ...] = ()

    def of(self, sort: str) -> list[str]:
        return [sense.value for sense in self.senses if sense.sort == sort]

    @property
    def sort(self) -> str:
        return self.senses[0].sort if self.senses else ""

    def meaning(self, sort: str, value: str) -> Word:
        """The same word, meaning this alone."""
        return self._replace(senses=(Sense(sort, value),))
