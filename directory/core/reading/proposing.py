"""All proposals of a text: those of every kind's rules and of a language model where one is set, judged and in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from directory.core.kinds import kinds

from .assistant import assistants
from .comparing import judged
from .passage import Passage
from .proposals import Proposal, once, stated
from .texts import ParsedText

LONGEST = 100_000  # characters
MOST = 500  # proposals
PIECE = 4000  # characters that are read at once


class TooLong(ValueError):
    """A text that is not read: it is several sources."""


def propose(text: str) -> list[Proposal]:
    """What a text states, held against what is published. Writes nothing. Raises TooLong."""
    source = ParsedText(text)
    if len(source.text) > LONGEST:
        raise TooLong(f"{len(source.text)} > {LONGEST}")
    found = [*by_rules(source.text), *by_models(source.text)]
    return judged(once(stated(source.text, found))[:MOST])


def by_rules(text: str) -> Iterator[Proposal]:
    for start, end in pieces(text):
        passage = Passage(ParsedText(text[start:end]))
        for kind in kinds:
            if kind.reader:
                for one in kind.reader(passage):
                    yield replace(one, start=one.start + start, end=one.end + start)


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """A long text is read piece by piece, cut where a paragraph, a line or a sentence ends: rules look back and ahead."""
    start = 0
    while len(text) - start > PIECE:
        places = (text.rfind(mark, start + PIECE // 2, start + PIECE) for mark in ("\n\n", "\n", "。"))
        end = next((place + 1 for place in places if place >= 0), start + PIECE)
        yield start, end
        start = end
    yield start, len(text)


def by_models(text: str) -> Iterable[Proposal]:
    for assistant in assistants():
        yield from assistant(text)
