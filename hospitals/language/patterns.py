"""Phrases as data, found in a text in one pass.

A phrase is a line of parts with blanks between them: ``{胸} {痛}|闷 … 出汗``. A part is one
of its words, ``{胸}`` all the words of a group. Parts follow one another closely, in
this order; ``…`` parts what may stand anywhere. ``!咳嗽`` must not stand anywhere, and
``~`` before a line says that it is weak: a name rather than what somebody sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from directory.core.index.tokens import FOLDING

from .sounds import letters, sound

RUN = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)?|[^\sa-z0-9]")
MARK = "，"
GAP = 4  # so many characters may stand between two parts
LONG = 5  # a word of so many characters is known with any one of them wrong
LONG_LATIN = 6  # a Latin word of so many letters is known with one of them wrong
LEAST = 3  # so many characters must be matched where one of them is wrong
# Characters that are taken for others by their looks.
LOOKS = str.maketrans("揣端湍末抹畜蓄荤晖嗔捅涌农", "喘喘喘沫沫搐搐晕晕喷痛痛农")
# How Cantonese and the dialects of the south and west write what others write otherwise, character by character.
DIALECT = str.maketrans("冇唔咗佢俾畀嘅喺嚟瞓喐嗌睇攰勿弗毋袂", "没不了他给给的在来睡动叫看累不不不不")
NOT_THERE = ("莫得", "没得", "木有", "呒没", "无没")
FILLING = frozenset("出现发生明显任何过什么再的感到觉很太那么大")


class PatternSpan(NamedTuple):
    """Where a part stands, and how many of its characters are wrong."""

    start: int
    end: int
    wrong: int = 0


Part = tuple[int, ...]  # the numbers of the sets of words of which one must stand there
Places = Mapping[int, list[PatternSpan]]  # where the words of each set stand


class Phrase(NamedTuple):
    """A line of data, compiled."""

    owner: str
    chains: tuple[tuple[Part, ...], ...]
    parts: tuple[Part, ...]  # of all chains
    absent: tuple[Part, ...]
    weak: bool


class PatternMatch(NamedTuple):
    """A phrase in a text, and where its parts stand."""

    phrase: Phrase
    spans: tuple[PatternSpan, ...]


def tokens(text: str) -> list[str]:
    """Characters, words of Latin letters, and numbers; one mark for any punctuation."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "").translate(DIALECT)
    for written in NOT_THERE:
        plain = plain.replace(written, "没有")
    found: list[str] = []
    for run in RUN.findall(plain):
        if run[0].isascii() and run[0].isalnum():
            found.append(run)
        elif folded := FOLDING[ord(run)]:
            found.append(folded)
        elif found and found[-1] != MARK:
            found.append(MARK)
    return found


class Heard(NamedTuple):
    """A text sound by sound, each with the character that it was written as; letters are read as pinyin."""

    sounds: list[str]
    written: list[str]
    letters: bool

    @classmethod
    def of(cls, text: list[str]) -> Heard:
        sounds: list[str] = []
        written: list[str] = []
        spelled = 0  # words that read as pinyin, less those that do not
        for token in text:
            if token.isascii():
                read = letters(token) if token.isalpha() else ()
                spelled += (1 if read else -1) if token.isalpha() else 0
                sounds += read or [token]
                written += [""] * len(read) if read else [token]
            else:
                meant = token.translate(LOOKS)
                sounds.append(sound(meant))
                written.append(meant)
        return cls(sounds, written, spelled > 0)


class TokenWords:
    """Words token by token, with the numbers of the sets that they belong to.

    Looked up by how long words are that begin with a token, and not in nodes for each token of each word: these were
    a hundred thousand small objects, which the garbage collector went through again and again.
    """

    def __init__(self) -> None:
        self.leaves: dict[tuple[str, ...], tuple[Any, ...]] = {}
        self.lengths: dict[str, tuple[int, ...]] = {}  # of the words that begin with a token, the shortest first

    def add(self, word: tuple[str, ...], leaf: Any) -> None:
        self.leaves[word] = (*self.leaves.get(word, ()), leaf)
        known = self.lengths.get(word[0], ())
        if len(word) not in known:
            self.lengths[word[0]] = tuple(sorted((*known, len(word))))

    def walk(self, text: Sequence[str]) -> Iterator[tuple[int, int, Any]]:
        """Every word that begins anywhere: where, and what belongs to it."""
        whole = tuple(text)
        for start, token in enumerate(whole):
            for length in self.lengths.get(token, ()):
                end = start + length
                if end > len(whole):
                    break
                for leaf in self.leaves.get(whole[start:end], ()):
                    yield start, end, leaf


class Vocabulary:
    """Phrases of several owners, compiled."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self.groups = groups
        self.sets: dict[frozenset[tuple[str, ...]], int] = {}
        self.parts: dict[str, Part] = {}
        self.phrases: list[Phrase] = []
        self.words, self.heard, self.misheard = TokenWords(), TokenWords(), TokenWords()
        self.ends: dict[tuple[str, ...], list[tuple[tuple[str, ...], int, bool]]] = defaultdict(list)
        self.latin: dict[str, set[str]] = defaultdict(set)  # a Latin word without one of its letters → the words
        self.by_rarest: dict[int, list[Phrase]] = {}
        self.by_any: dict[int, list[Phrase]] = {}

    def add(self, owner: str, lines: Iterable[str]) -> None:
        for line in filter(None, map(str.strip, lines)):
            chains: list[list[Part]] = [[]]
            absent = []
            for word in line.removeprefix("~").split():
                if word == "…":
                    chains.append([])
                elif word.startswith("!"):
                    absent.append(self.part(word[1:]))
                else:
                    chains[-1].append(self.part(word))
            if kept := tuple(tuple(chain) for chain in chains if chain):
                parts = tuple(part for chain in kept for part in chain)
                self.phrases.append(Phrase(owner, kept, parts, tuple(absent), line.startswith("~")))

    def add_words(self, owner: str, words: Iterable[str]) -> None:
        """Names as they stand: nothing in them is read as a sign of the notation."""
        for word in words:
            if tokens(word):
                part = (self.number([word]),)
                self.phrases.append(Phrase(owner, ((part,),), (part,), (), False))

    def part(self, text: str) -> Part:
        """The sets of a part: one for each group that it names, and one for its own words."""
        if text not in self.parts:
            choices = text.split("|")
            named = [self.groups[name].replace("\n", "").split("|") for name in map(group, choices) if name]
            own = [word for word in choices if not group(word)]
            self.parts[text] = tuple(self.number(words) for words in (*named, own) if words)
        return self.parts[text]

    def number(self, choices: list[str]) -> int:
        """The number of a set of words, which are noted when it is new."""
        words = frozenset(tuple(tokens(word.replace("_", " "))) for word in choices) - {()}
        if words in self.sets:
            return self.sets[words]
        number = self.sets[words] = len(self.sets)
        for word in words:
            self.words.add(word, number)
            if word[0].isascii():
                self.latin_words(word)
                continue
            sounds = tuple(map(sound, word))
            self.heard.add(sounds, number)
            if len(word) > 1:
                self.misheard.add(sounds, (word, number))
            if len(word) >= LONG:
                self.ends[word[:2]].append((word, number, True))
                self.ends[word[-2:]].append((word, number, False))
        return number

    def latin_words(self, words: Iterable[str]) -> None:
        for word in words:
            if len(word) >= LONG_LATIN:
                for less in shortened(word):
                    self.latin[less].add(word)

    def repaired(self, text: list[str]) -> list[str]:
        """The text with Latin words of one wrong letter, more or less, as the vocabulary has them."""
        return [self.repaired_word(token) for token in text]

    def repaired_word(self, token: str) -> str:
        if len(token) < LONG_LATIN - 1 or not token.isascii() or token in self.latin.get(token, ()):
            return token
        if token[-1] == "s" and token[:-1] in self.latin.get(token[:-1], ()):
            return token  # strokes gained: the plural is another word
        near = {word for less in shortened(token) for word in self.latin.get(less, ())}
        return near.pop() if len(near) == 1 else token

    def ready(self) -> Vocabulary:
        """Each phrase is looked for by the one of its parts that the fewest phrases have."""
        uses: dict[Part, int] = defaultdict(int)
        for phrase in self.phrases:
            for part in phrase.parts:
                uses[part] += 1
        by_rarest, by_any = defaultdict(list), defaultdict(list)
        for phrase in self.phrases:
            for number in min(phrase.parts, key=lambda part: uses[part]):
                by_rarest[number].append(phrase)
            for number in {number for part in phrase.parts for number in part}:
                by_any[number].append(phrase)
        self.by_rarest, self.by_any = dict(by_rarest), dict(by_any)
        return self

    def exactly(self, text: list[str]) -> dict[int, list[PatternSpan]]:
        """Where each set of words stands, letter by letter."""
        found: dict[int, list[PatternSpan]] = {}
        for start, end, number in self.words.walk(text):
            found.setdefault(number, []).append(PatternSpan(start, end))
        return found

    def spelled(self, heard: Heard) -> dict[int, list[PatternSpan]]:
        """Where each set of words stands in pinyin."""
        found: dict[int, list[PatternSpan]] = {}
        for start, end, number in self.heard.walk(heard.sounds):
            found.setdefault(number, []).append(PatternSpan(start, end))
        return found

    def wrongly(self, heard: Heard) -> dict[int, list[PatternSpan]]:
        """Where a word stands with one character wrong: one that sounds alike, or any one of a long word."""
        found: dict[int, list[PatternSpan]] = {}
        for start, end, (word, number) in self.misheard.walk(heard.sounds):
            if sum(a != b for a, b in zip(heard.written[start:end], word, strict=True)) == 1:
                found.setdefault(number, []).append(PatternSpan(start, end, 1))
        for at, pair in enumerate(pairwise(heard.written)):
            for word, number, first in self.ends.get(pair, ()):
                start = at if first else at + 2 - len(word)
                here = heard.written[max(start, 0) : start + len(word)]
                if start < 0 or len(here) != len(word) or MARK in here:
                    continue
                if sum(a != b for a, b in zip(here, word, strict=True)) == 1:
                    found.setdefault(number, []).append(PatternSpan(start, start + len(word), 1))
        return found

    def found(self, places: Places, phrases: Iterable[Phrase]) -> Iterator[PatternMatch]:
        """Those of these phrases that stand in the text."""
        for phrase in phrases:
            if any(places.keys().isdisjoint(part) for part in phrase.parts):
                continue
            spans: list[PatternSpan] = []
            for chain in phrase.chains:
                if (one := chained(chain, places, spans)) is None:
                    break
                spans += one
            else:
                if believable(spans) and not any(standing(part, places) for part in phrase.absent):
                    yield PatternMatch(phrase, tuple(spans))

    def likely(self, places: Places) -> Iterator[Phrase]:
        """The phrases whose rarest part stands in the text."""
        for number in places:
            yield from self.by_rarest.get(number, ())


def shortened(word: str) -> set[str]:
    """A word, and what it is with one letter missing: two words that share one of these differ by one letter."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def group(word: str) -> str:
    """The name of the group that a word of a phrase stands for."""
    return word[1:-1] if word[:1] == "{" else ""


def standing(part: Part, places: Places) -> Sequence[PatternSpan]:
    """Where a part stands."""
    if len(part) == 1:
        return places.get(part[0], ())
    return [span for number in part for span in places.get(number, ())]


def chained(chain: tuple[Part, ...], places: Places, taken: Sequence[PatternSpan] = ()) -> list[PatternSpan] | None:
    """The parts one after another: of several ways the one with the fewest wrong characters, the closest, the fullest."""
    ways: list[list[PatternSpan]] = [[span] for span in standing(chain[0], places) if not overlaps(span, taken)]
    for part in chain[1:]:
        if not ways:
            return None
        here = standing(part, places)
        ways = [
            [*way, span]
            for way in ways
            for span in here
            if 0 <= span.start - way[-1].end <= GAP and not overlaps(span, taken)
        ]
    if len(ways) < 2:
        return ways[0] if ways else None
    return min(
        ways,
        key=lambda way: (sum(span.wrong for span in way), way[-1].end - way[0].start - length(way), -length(way)),
    )


def length(spans: Iterable[PatternSpan]) -> int:
    """How many characters are matched."""
    return sum(span.end - span.start for span in spans)


def overlaps(span: PatternSpan, taken: Sequence[PatternSpan]) -> bool:
    """Whether a character of it is taken for something else already."""
    return any(span.start < other.end and other.start < span.end for other in taken)


def believable(spans: list[PatternSpan]) -> bool:
    """Whether so many wrong characters still mean this."""
    wrong = sum(span.wrong for span in spans)
    return not wrong or (length(spans) >= LEAST and wrong * LEAST <= length(spans))


def negated(text: list[str], start: int, denials: Iterable[PatternSpan]) -> bool:
    """Whether the word that begins here is said not to be the case: 没有明显的胸痛."""
    ends = {span.end for span in denials}
    at = start
    while at not in ends and at and text[at - 1] in FILLING:
        at -= 1
    return at in ends


def denied_at(places: Places, denial: int, whether: int) -> list[PatternSpan]:
    """Where something is denied: not in 是不是, and not inside of a word that has a meaning of its own (没呼吸)."""
    if not (denials := places.get(denial, ())):
        return []
    words = [span for number, spans in places.items() if number != denial for span in spans if not span.wrong]
    asked = [span for span in places.get(whether, ()) if not span.wrong]
    return [
        span
        for span in denials
        if not any(inside(span, word) for word in words) and not any(one.start <= span.start < one.end for one in asked)
    ]


def inside(span: PatternSpan, other: PatternSpan) -> bool:
    """Whether a span is a part of another, and not the whole."""
    return other.start <= span.start and span.end <= other.end and other.end - other.start > span.end - span.start


def straddles(span: PatternSpan, other: PatternSpan) -> bool:
    """Whether a word begins inside of another and ends outside of it, or the other way round: 头疼 in 舌头疼."""
    return (other.start < span.start < other.end < span.end) or (span.start < other.start < span.end < other.end)
