"""All proposals of a text: those of every kind's rules and of a language model where one is set, judged and in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from directory.core.kinds import kinds

from .assistant import assistants
from .comparing import judged
from .passage import Passage
from .proposals import Proposal, once, stated
from .texts import SourceText

LONGEST = 100_000  # characters
MOST = 500  # proposals


class TooLong(ValueError):
    """A text that is not read: it is several sources."""


def propose(text: str) -> list[Proposal]:
    """What a text states, held against what is published. Writes nothing. Raises TooLong."""
    source = SourceText(text)
    if len(source.text) > LONGEST:
        raise TooLong(f"{len(source.text)} > {LONGEST}")
    passage = Passage(source)
    found = stated(source.text, [*by_rules(passage), *by_models(source.text)])
    return judged(once(found))[:MOST]


def by_rules(passage: Passage) -> Iterator[Proposal]:
    for kind in kinds:
        if kind.reader:
            yield from kind.reader(passage)


def by_models(text: str) -> Iterable[Proposal]:
    for assistant in assistants():
        yield from assistant(text)
