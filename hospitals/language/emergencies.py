"""Whether a text tells of an emergency: which of the reviewed signs stand in it, and whether they are meant.

Precise on purpose: what is denied (没有胸痛), what is only spoken about (胸痛科普) and what
merely looks alike (胸针) is none. What may be one and may not is told apart as not urgent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from .contexts import CONTEXTS
from .patterns import (
    Heard,
    PatternMatch,
    PatternSpan,
    Phrase,
    Places,
    Vocabulary,
    denied_at,
    inside,
    negated,
    overlaps,
    straddles,
    tokens,
)
from .words import GROUPS

SEVERAL = 2  # so many parts describe what happens, also to somebody who asks what it will cost or tells what was once
LONG = 3  # syllables that hardly stand together by chance
ALIKE = "="  # before the owner of what only looks like a sign


class Sign(NamedTuple):
    """A reviewed sign, as far as it is looked for."""

    slug: str
    phrases: tuple[str, ...]
    lookalikes: tuple[str, ...] = ()
    urgent: bool = True


class Seen(NamedTuple):
    """A sign in a text, whether it is urgent as it is told, and in which words."""

    slug: str
    urgent: bool
    words: str


class Recogniser:
    """Finds signs in texts."""

    def __init__(self, signs: Iterable[Sign]) -> None:
        self.urgent: dict[str, bool] = {}
        self.vocabulary = Vocabulary(GROUPS)
        self.context = {name: self.vocabulary.part(f"{{{name}}}")[0] for name in CONTEXTS}
        for sign in signs:
            self.urgent[sign.slug] = sign.urgent
            self.vocabulary.add(sign.slug, sign.phrases)
            self.vocabulary.add(ALIKE + sign.slug, sign.lookalikes)
        self.vocabulary.ready()

    def recognise(self, text: str) -> list[Seen]:
        """The signs of a text, in the order of the data. What is misspelled or in pinyin counts where nothing else does."""
        written = tokens(text)
        vocabulary = self.vocabulary
        places = vocabulary.exactly(written)
        if self.spoken_about(places):
            return []
        seen = self.seen(text, written, places, list(vocabulary.likely(places)))
        if any(one.urgent for one in seen.values()):
            return self.ordered(seen)
        heard = Heard.of(written)
        if not heard.letters and (repaired := vocabulary.repaired(written)) != written:
            corrected = vocabulary.exactly(repaired)
            seen = self.seen(text, repaired, corrected, list(vocabulary.likely(corrected))) | seen
        if heard.letters:
            spelled = vocabulary.spelled(heard)
            seen = self.seen(text, heard.sounds, spelled, list(vocabulary.likely(spelled))) | seen
        elif wrong := vocabulary.wrongly(heard):
            both = {number: [*places.get(number, ()), *wrong.get(number, ())] for number in {**places, **wrong}}
            likely = {phrase: None for number in wrong for phrase in vocabulary.by_any.get(number, ())}
            alike = (phrase for phrase in vocabulary.likely(places) if phrase.owner.startswith(ALIKE))
            seen = self.seen(text, written, both, [*likely, *alike]) | seen
        return self.ordered(seen)

    def spoken_about(self, places: Places) -> bool:
        """Whether the text is about a subject (the cost of a rehabilitation, a film) rather than about somebody in danger."""
        context = self.context
        if context["story"] in places:
            return True
        if context["acute"] in places:
            return False
        if context["claim"] in places or (context["care"] in places and context["purse"] in places):
            return True
        return context["topic"] in places or (context["setting"] in places and context["during"] not in places)

    def ordered(self, seen: Mapping[str, Seen]) -> list[Seen]:
        return [seen[slug] for slug in self.urgent if slug in seen]

    def seen(self, typed: str, text: list[str], places: Places, phrases: Sequence[Phrase]) -> dict[str, Seen]:
        if self.spoken_about(places):
            return {}
        found = list(self.vocabulary.found(places, phrases))
        if not found:
            return {}
        if others := together(places.get(self.context["别的话"], ()), text, typed):
            places = meant(places, others)
            found = list(self.vocabulary.found(places, phrases))
        denials = denied_at(places, self.context["denial"], self.context["whether"])
        latin = all(map(str.isascii, text))
        alike = [
            (one.phrase.owner[1:], whole(one))
            for one in found
            if one.phrase.owner.startswith(ALIKE) and (not latin or is_close(one))
        ]
        acute = self.context["acute"] in places
        aside = not acute and (self.context["purse"] in places or self.context["aside"] in places)
        mild = not acute and (self.context["where"] in places or self.context["mild"] in places)
        seen: dict[str, Seen] = {}
        for one in found:
            slug = one.phrase.owner
            if slug.startswith(ALIKE) or is_denied(text, one, denials):
                continue
            if any(owner == slug and touches(one, span) for owner, span in alike):
                continue
            if aside and (one.phrase.weak or len(one.spans) < SEVERAL):
                continue
            urgent = self.urgent[slug] and not (one.phrase.weak and mild)
            now = Seen(slug, urgent, words(text, one))
            if slug not in seen or (urgent, len(now.words)) > (seen[slug].urgent, len(seen[slug].words)):
                seen[slug] = now
        return seen


def is_close(found: PatternMatch) -> bool:
    """Whether nothing stands between its parts: any syllable has many meanings, 电影 is none in bei dian mei fan ying."""
    spans = sorted(found.spans)
    return all(after.start == before.end for before, after in pairwise(spans))


def is_denied(text: list[str], found: PatternMatch, denials: Iterable[PatternSpan]) -> bool:
    """Whether a part of it is said not to be: by a word that is none of its parts (活着没有意义)."""
    others = [span for span in denials if span not in found.spans]
    return any(negated(text, span.start, others) for span in found.spans)


def together(spans: Iterable[PatternSpan], text: list[str], typed: str) -> list[PatternSpan]:
    """The words that were typed as one: 活动 is none in 不想活 动不动就哭.

    In pinyin every syllable may be typed apart; one of so many is a word all the same: shenme ke is no 磕.
    """
    return [
        span
        for span in spans
        if "".join(text[span.start : span.end]) in typed
        or (span.end - span.start >= LONG and text[span.start].isascii())
    ]


def meant(places: Places, others: Sequence[PatternSpan]) -> Places:
    """The places of words without those that are a part of another word: 死 in 死守, 不想活 in 不想活期."""
    kept = {
        number: [span for span in spans if not any(means_else(span, word) for word in others)]
        for number, spans in places.items()
    }
    return {number: spans for number, spans in kept.items() if spans}


def means_else(span: PatternSpan, other: PatternSpan) -> bool:
    """Whether another word makes something else of this one; of a misspelled one wherever they meet (要什 in 什么)."""
    return inside(span, other) or straddles(span, other) or (span.wrong > 0 and overlaps(span, [other]))


def words(text: list[str], found: PatternMatch) -> str:
    """What was said, as the text has it."""
    pieces = [text[span.start : span.end] for span in sorted(found.spans)]
    return " ".join(dict.fromkeys((" " if piece[0].isascii() else "").join(piece) for piece in pieces))


def whole(found: PatternMatch) -> PatternSpan:
    return PatternSpan(min(span.start for span in found.spans), max(span.end for span in found.spans))


def touches(found: PatternMatch, alike: PatternSpan) -> bool:
    """Whether what looks alike holds a part of the phrase."""
    return any(span.start < alike.end and alike.start < span.end for span in found.spans)
