"""What an entry is found by and what a question asks for, as the same small tokens on every database.

A text is folded character by character (width, case, traditional → simplified;
spaces and punctuation gone), so a part of a name folds to a part of its folded name.
Its characters and pairs of neighbours are its tokens; hence every part of a name
finds it, and a few names besides, which ``Handles.holds`` then tells apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.utils.functional import cached_property
from opencc import OpenCC

from directory.core.caches import memoized
from directory.core.language.dialling import COUNTRY, domestic
from directory.core.language.pinyin import cuts, endings
from directory.core.language.synonyms import rewritten

# A conjunction of tokens, several of which are alternatives of one clause; a query asks for every clause.
Tokens = frozenset[str]
Clause = tuple[Tokens, ...]
Query = tuple[Clause, ...]

NUMBER = re.compile(r"[+(]?\d[\d()–—-]{2,}\d")
SUBSCRIBER = 10  # digits at least of a number that is dialled from abroad; a hotline has no area code
LATIN = re.compile(r"[a-zv]+")
ENDINGS = 8  # an unfinished syllable is looked for as what it may become, if that is no more

# The first character of a line of Entry.found_by.
NAME, ALIAS, READING, CODE, PHONE, TAGS = "n", "a", "p", "c", "t", "#"

# The first character of what a document says, and of its tokens: all it says, or the little that a place from a list does.
SAID, LISTED = "~", "@"
LONGEST = 24  # characters of a word in Latin letters that count
# The tokens for how much documents say: the bits of the number of their tokens. No other begins so.
LENGTHS = tuple(f"{SAID}#{bits}" for bits in range(16))

# The token of an entry that may be found by what stands nowhere in it. Any other holds each Chinese word it is found by.
LOOSE = "n:loose"


PUNCTUATION = 0x3040  # below it stand the marks of Latin and Chinese text


class Folding(dict[int, str]):
    """Code point → what it is compared as; filled as characters are met."""

    simplify = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKC", chr(code)).lower()
        folded = "".join(Folding.simplify(part) for part in parts if part.isalnum())
        if folded or code < PUNCTUATION:  # a document is full of these; of the others there are too many
            self[code] = folded
        return folded


FOLDING = Folding()


def fold(text: str) -> str:
    """The form in which texts are compared: a letter or digit is what it means, anything else is nothing."""
    return text.translate(FOLDING)


@memoized(4096)
def forms(text: str) -> tuple[str, ...]:
    """The folded text and, where it holds a word that has synonyms, its rewritten form."""
    key = fold(text)
    return tuple(dict.fromkeys([key, rewritten(key)])) if key else ()


def pairs(form: str) -> set[str]:
    """The tokens by which a form is looked for: its pairs of neighbours, or its one character."""
    return {a + b for a, b in pairwise(form)} or set(form)


def exactly(form: str) -> str:
    """The token of a whole form: its ends and its length. With its pairs it means hardly anything else."""
    return f"={form[0]}{len(form)}{form[-1]}"


def wholly(forms: Iterable[str]) -> Clause:
    """Each of these forms as the whole of a name, as alternatives."""
    return tuple(frozenset({exactly(form), *pairs(form)}) for form in forms)


def of_text(form: str) -> Iterator[str]:
    yield from form
    yield from pairs(form)
    yield f"^{form[0]}"
    yield f"^{form[:2]}"
    yield exactly(form)


def of_reading(syllables: list[str]) -> Iterator[str]:
    """A syllable, a syllable with the next one's first letter, and the initials, two and three in a row."""
    initials = "".join(syllable[0] for syllable in syllables)
    for at, syllable in enumerate(syllables):
        yield f"p:{syllable}"
        yield f"i:{initials[at : at + 2]}"
        yield f"i:{initials[at : at + 3]}"
    for one, other in pairwise(syllables):
        yield f"p:{one}-{other[0]}"
    for end in range(1, 4):
        yield f"i:^{initials[:end]}"


def of_said(text: str, sort: str = SAID) -> set[str]:
    """Of what a document says, or of a question (see saying): words in Latin letters as a whole, of Chinese the pairs."""
    made: set[str] = set()
    for run in text.split():
        if run[0] <= "z":
            made.add(f"{sort}{run[:LONGEST]}")
        else:
            made.update([f"{sort}{pair}" for pair in pairs(run)])
    return made


def indexed(found_by: str, said: str = "", hours_pattern: int | None = None) -> str:
    """All that an entry is found by in one text; nothing where it is not to be found."""
    if not found_by:
        return ""
    lines = (found_by, said, f"{TAGS}{timed(hours_pattern)}" if hours_pattern else "")
    return "\n".join(line for line in lines if line)


def timed(hours_pattern: int) -> str:
    """The token of the places that are open as this pattern of hours says."""
    return f"j:{hours_pattern}"


def tokens(found_by: str) -> set[str]:
    """Every token of an entry. A function of this text alone: what was indexed can always be made again."""
    made: set[str] = set()
    written = ""
    for line in found_by.split("\n"):
        sort, body = line[:1], line[1:]
        if sort in (NAME, ALIAS):
            for form in body.split():
                made.update(of_text(form))
                written += form
        elif sort == READING:
            made.update(of_reading(body.split()))
        elif sort in (CODE, PHONE):
            made.add(f"{sort}:{body}")
        elif sort == TAGS:
            made.update(body.split())
        elif sort == SAID:
            said = of_said(body)
            made.update(said, [LENGTHS[min(len(said).bit_length(), len(LENGTHS) - 1)]])
        elif sort == LISTED:
            made.update(of_said(body, LISTED))
    # Where every character stands once, its pairs can be put together in one way only.
    return made if len(set(written)) == len(written) else made | {LOOSE}


def difference(before: str, after: str, made: set[str]) -> tuple[set[str], set[str]]:
    """What an entry loses of its tokens and what it may gain, when it is found by another text, of which these are made.

    Most lines stay as they were, and are not taken apart again.
    """
    old, new = before.split("\n"), after.split("\n")
    lost = tokens("\n".join(line for line in old if line not in new)) | {LOOSE}
    gained = tokens("\n".join(line for line in new if line not in old)) | {LOOSE}
    return lost - made, gained & made


def token_text(found_by: str) -> str:
    """The tokens as the index takes them."""
    return " ".join(tokens(found_by))


class Handles:
    """What one entry is found by, taken apart as far as it is asked for."""

    def __init__(self, found_by: str) -> None:
        self.found_by = found_by

    @cached_property
    def lines(self) -> list[str]:
        return self.found_by.split("\n")

    @cached_property
    def names(self) -> list[str]:
        """Each name, followed by its other forms."""
        return " ".join(self.of(NAME)).split()

    @cached_property
    def aliases(self) -> list[str]:
        return " ".join(self.of(ALIAS)).split()

    @cached_property
    def written(self) -> str:
        """Names and aliases; no word reaches from one into the next."""
        return " ".join([*self.names, *self.aliases])

    def of(self, sort: str) -> list[str]:
        return [line[1:] for line in self.lines if line[:1] == sort]

    @cached_property
    def readings(self) -> list[list[str]]:
        return [body.split() for body in self.of(READING)]

    @cached_property
    def numbers(self) -> set[str]:
        return {f"{sort}:{body}" for sort in (CODE, PHONE) for body in self.of(sort)}

    @cached_property
    def tags(self) -> set[str]:
        _rest, found, tags = self.found_by.rpartition(f"\n{TAGS}")  # the last line
        return set(tags.split()) if found else set()

    def holds_all(self, terms: Iterable[Term]) -> bool:
        return all(self.holds(term) for term in terms)

    def holds(self, term: Term) -> bool:
        """Whether the term really stands in a name or alias, as written, in pinyin, in initials, or as a number."""
        for form in term.forms:
            if form in self.found_by and form in self.written:  # mostly it stands nowhere
                return True
        if term.numbers and not self.numbers.isdisjoint(term.numbers):
            return True
        return term.sound is not None and term.sound.search(self.found_by) is not None


def handles_with_tags(texts: Iterable[str]) -> list[Handles]:
    """Of many entries what each is found by, the tags taken apart."""
    every = [Handles(text) for text in texts]
    for handles in every:
        _ = handles.tags
    return every


@dataclass(frozen=True)
class Term:
    """One word of a question. What it may be is worked out once: it is held against many entries."""

    text: str

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return forms(self.text)

    @cached_property
    def latin(self) -> str:
        """The letters of a word that may be pinyin."""
        letters = self.forms[0].replace("ü", "v") if self.forms else ""
        return letters if LATIN.fullmatch(letters) else ""

    @cached_property
    def sound(self) -> re.Pattern[str] | None:
        """Finds the readings that hold the letters: syllables in a row, the last perhaps unfinished, or their initials.

        Held against the readings as they are stored: taking these apart took most of the time of a question in pinyin.
        """
        return sound_of(self.latin) if self.latin else None

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The tokens of the phone or code that the word may be."""
        plain = unicodedata.normalize("NFKC", self.text).lower().strip()
        found = [f"{CODE}:{code_form(plain)}"] if plain.isascii() and any(map(str.isdigit, plain)) else []
        if digits := phone_form(plain):
            found.append(f"{PHONE}:{digits}")
        return tuple(found)

    @cached_property
    def clause(self) -> Clause:
        """The token sets of which an entry must have one to hold this word."""
        written = [frozenset(pairs(form)) for form in self.forms]
        return (*written, *spelled(self.latin), *(frozenset([number]) for number in self.numbers))


@memoized(512)  # a question makes the same word several times
def sound_of(letters: str) -> re.Pattern[str]:
    in_full, initials = " ?".join(letters), r"[^ \n]* ".join(letters)
    return re.compile(f"^{READING}(?:.* )?(?:{in_full}|{initials})", re.MULTILINE)


class Anchored(NamedTuple):
    """A word at the beginning of a name or alias, or as the whole of one."""

    text: str
    whole: bool = False

    @property
    def clause(self) -> Clause:
        first = exactly if self.whole else anchor
        written = [frozenset({first(form), *pairs(form)}) for form in forms(self.text)]
        latin = Term(self.text).latin
        return (
            tuple(written)
            if self.whole
            else (*written, *(spelling | {f"i:^{latin[0]}"} for spelling in spelled(latin)))
        )


def anchor(form: str) -> str:
    return f"^{form[:2]}"


def code_form(text: str) -> str:
    return fold(text.replace(".", "")) if not re.fullmatch(r"[\d.]+", text) else text.strip(".")


def phone_form(text: str) -> str:
    """The digits of what looks like a phone number, else nothing."""
    digits = re.sub(r"[()\s–—-]", "", text)
    within = COUNTRY.sub("", digits)
    digits = domestic(digits) if len(within) >= SUBSCRIBER else within
    return digits if digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 12 else ""


@memoized(512)
def spelled(letters: str) -> tuple[Tokens, ...]:
    """The token sets of a word in pinyin: read as syllables in every likely way, and as initials."""
    if not letters:
        return ()
    ways = [way for syllables in cuts(letters) for way in linked(syllables)]
    if len(letters) == 1:
        ways.append(frozenset([f"i:^{letters}"]))
    elif len(letters) == 2:
        ways.append(frozenset([f"i:{letters}"]))
    else:
        ways.append(frozenset(f"i:{letters[at : at + 3]}" for at in range(len(letters) - 2)))
    return tuple(dict.fromkeys(way for way in ways if way))


def linked(syllables: tuple[str, ...]) -> list[Tokens]:
    """Each syllable with the next one's first letter; and the last, in every way it may go on if these are few."""
    chain = frozenset(f"p:{one}-{other[0]}" for one, other in pairwise(syllables))
    last = endings(syllables[-1])
    return [chain | {f"p:{syllable}"} for syllable in last] if len(last) <= ENDINGS else [chain]
