"""Whether a text tells of a danger sign that a source words in its own way: by the same groups of words as emergencies.

喘不上气 in a sign is any way to say it. A part of a sign is told where, for each of its words that belongs to a group, a word
of that group stands in the text and is not denied there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .contexts import CONTEXTS
from .patterns import Heard, PatternSpan, Places, Vocabulary, denied_at, inside, negated, tokens
from .words import GROUPS

PARTS = re.compile(r"[、，,。；;（）() ]|或者?|并且?|而且|同时|伴有?")
BESIDES = frozenset(
    {*CONTEXTS, "人", "娃", "婴", "别的词", "长", "异样", "布", "物"}
)  # groups that say nothing of what is felt
COVERED = 0.5  # of a part's characters must belong to groups: of others nothing is known but the part as it stands
ENOUGH = 2  # parts of a sign


class Flags:
    """Reads danger signs in the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, denial: int, whether: int) -> None:
        self.vocabulary, self.denial, self.whether = vocabulary, denial, whether
        self.groups = frozenset(vocabulary.part(f"{{{name}}}")[0] for name in GROUPS if name not in BESIDES)

    def tells(self, text: str, sign: str) -> bool:
        """Whether somebody says of himself what a sign says: two of its parts, or the only one."""
        written = tokens(text)
        places = self.meant(written)
        parts = [part for part in map(tokens, PARTS.split(sign)) if part]
        return sum(self.is_told(part, written, places) for part in parts) >= min(ENOUGH, len(parts))

    def meant(self, text: list[str]) -> Places:
        """Where the groups' words stand, those left out that are denied."""
        heard = Heard.of(text)
        words = heard.sounds if heard.letters else text
        places = self.vocabulary.spelled(heard) if heard.letters else self.vocabulary.exactly(text)
        denials = denied_at(places, self.denial, self.whether)
        kept = {
            number: [span for span in spans if not negated(words, span.start, denials)]
            for number, spans in places.items()
            if number in self.groups
        }
        return {number: spans for number, spans in kept.items() if spans}

    def is_told(self, part: list[str], text: list[str], places: Places) -> bool:
        words = self.words_of(part)
        covered = {at for span in words for at in range(span.start, span.end)}
        if len(covered) < COVERED * len(part):
            return any(text[at : at + len(part)] == part for at in range(len(text)))
        return all(not numbers.isdisjoint(places) for numbers in words.values())

    def words_of(self, part: list[str]) -> dict[PatternSpan, set[int]]:
        """The longest words of a part, each with the groups that it belongs to."""
        found: dict[PatternSpan, set[int]] = {}
        for number, spans in self.vocabulary.exactly(part).items():
            for span in spans if number in self.groups else ():
                found.setdefault(span, set()).add(number)
        return {span: numbers for span, numbers in found.items() if not within_another(span, found)}


def within_another(span: PatternSpan, spans: Iterable[PatternSpan]) -> bool:
    return any(inside(span, other) for other in spans)
