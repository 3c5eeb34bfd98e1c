"""Which of the catalogue's symptoms a text tells of, in everyday words of all provinces, misspelled or in pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .patterns import (
    MARK,
    Heard,
    PatternMatch,
    PatternSpan,
    Phrase,
    Places,
    Vocabulary,
    denied_at,
    inside,
    length,
    negated,
    overlaps,
    straddles,
    tokens,
)
from .words import GROUPS

# Where a complaint ends; 伴 and its like join what is felt together.
BREAKS = re.compile(
    r"[,.;:!?，。；：！？、/+&()（）]+|\s+(?![A-Za-z])|(?<![A-Za-z])\s+|以及|而且|并且|同时|伴有|伴随|还有|加上|另外"
)


class Complaint(NamedTuple):
    """A symptom in a text: in which words, and whether it is said not to be there."""

    slug: str
    words: str
    start: int
    end: int
    denied: bool


class Heeded(NamedTuple):
    """A text as it was understood: its symptoms in order, what is left of it, and its tokens."""

    complaints: list[Complaint]
    left: list[str]
    tokens: list[str]

    def put(self, names: Mapping[str, str]) -> str:
        """The text with the catalogue's names in the place of everyday words."""
        pieces: list[str] = []
        at = 0
        for one in self.complaints:
            pieces += [joined(self.tokens[at : one.start]), names.get(one.slug, one.words)]
            at = one.end
        return " ".join(filter(None, [*pieces, joined(self.tokens[at:])])).replace(MARK, " ")


class Complaints:
    """Finds symptoms by their names, other names and phrases."""

    def __init__(self, symptoms: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
        self.vocabulary = Vocabulary(GROUPS)
        self.denial = self.vocabulary.part("{denial}")[0]
        self.whether = self.vocabulary.part("{whether}")[0]
        self.others = self.vocabulary.part("{别的词}")[0]
        for slug, names, phrases in symptoms:
            self.vocabulary.add_words(slug, names)
            self.vocabulary.add(slug, phrases)
        self.vocabulary.ready()

    def find(self, text: str) -> Heeded:
        """The symptoms of a text in its order, and what is left of it."""
        written = tokens(BREAKS.sub(MARK, text))
        places = self.vocabulary.exactly(written)
        found = self.longest(written, places, self.vocabulary.likely(places), ())
        heard = Heard.of(written)
        if heard.letters and not found:
            places = self.vocabulary.spelled(heard)
            found = self.longest(heard.sounds, places, self.vocabulary.likely(places), ())
            written = heard.sounds
        elif not heard.letters and (wrong := self.vocabulary.wrongly(heard)):
            both = {number: [*places.get(number, ()), *wrong.get(number, ())] for number in {**places, **wrong}}
            likely = {phrase: None for number in wrong for phrase in self.vocabulary.by_any.get(number, ())}
            taken = [span for one in found for span in one.spans]
            found += self.longest(written, both, likely, taken)
        found.sort(key=lambda one: min(one.spans))
        made = self.complaints(written, places, found)
        return Heeded(made, left(written, made), written)

    def longest(
        self, text: list[str], places: Places, phrases: Iterable[Phrase], taken: Sequence[PatternSpan]
    ) -> list[PatternMatch]:
        """The phrases that match most; of characters that a longer one has taken nothing shorter is made."""
        covered: list[tuple[PatternSpan, int]] = []
        others = places.get(self.others, ())
        kept: list[PatternMatch] = []
        for one in sorted(self.vocabulary.found(places, phrases), key=lambda one: -length(one.spans)):
            size = length(one.spans)
            longer = [span for span, most in covered if most > size]
            if any(overlaps(span, taken) for span in one.spans) or characters(one.spans) <= characters(longer):
                continue
            if any(one.phrase.owner == other.phrase.owner and meet(one, other) for other in kept):
                continue
            if any(straddles(span, other) for span in one.spans for other in longer):
                continue
            if any(straddles(span, other) or inside(span, other) for span in one.spans for other in others):
                continue
            kept.append(one)
            covered += [(span, size) for span in one.spans]
        return kept

    def complaints(self, text: list[str], places: Places, found: Iterable[PatternMatch]) -> list[Complaint]:
        denials = denied_at(places, self.denial, self.whether)
        made = []
        for one in found:
            span = whole(one)
            denied = any(negated(text, part.start, denials) for part in one.spans)
            start = (
                max((no.start for no in denials if no.end <= span.start), default=span.start) if denied else span.start
            )
            made.append(Complaint(one.phrase.owner, joined(text[start : span.end]), start, span.end, denied))
        return made


def meet(one: PatternMatch, other: PatternMatch) -> bool:
    """Whether two phrases share a character."""
    return any(overlaps(span, other.spans) for span in one.spans)


def characters(spans: Iterable[PatternSpan]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


def whole(found: PatternMatch) -> PatternSpan:
    return PatternSpan(min(span.start for span in found.spans), max(span.end for span in found.spans))


def joined(text: list[str]) -> str:
    """Tokens as they are read: characters together, Latin words apart."""
    return re.sub(r"(?<=[a-z0-9]) (?=[^a-z0-9])|(?<=[^a-z0-9]) ", "", " ".join(text)).strip(MARK)


def left(text: list[str], found: Iterable[Complaint]) -> list[str]:
    """What of a text belongs to no symptom, piece by piece."""
    taken = {at for one in found for at in range(one.start, one.end)}
    pieces: list[list[str]] = [[]]
    for at, token in enumerate(text):
        if at in taken or token == MARK:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [joined(piece) for piece in pieces if piece]
