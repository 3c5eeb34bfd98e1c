"""A question in pinyin, with or without blanks, put in characters: wo xiang wen luoshan yibaoju dianhua."""

from __future__ import annotations

import re

from directory.core.caches import memoized
from directory.core.language.pinyin import SYLLABLES

from .lexicon import SHORTEST_PINYIN, Lexicon
from .words import FILLERS

LETTERS = re.compile(r"[a-z]+")
RUNS = re.compile(rf"\b[A-Za-z]{{{SHORTEST_PINYIN},}}\b")
LONGEST = 60  # letters of a run that is read
LEFT = 1.5  # what a letter costs that nothing is made of


def in_characters(text: str, lexicon: Lexicon) -> str:
    """The question in characters; nothing where it is no pinyin, or hardly any of it means anything."""
    plain = text.lower()
    if not plain.isascii() or not LETTERS.search(plain):
        return ""
    letters = "".join(LETTERS.findall(plain))[:LONGEST]
    words = cut(letters, spellings(lexicon), region_names(lexicon))
    read = sum(len(spelling) for spelling, word in words if word)
    return "".join(word or f" {spelling} " for spelling, word in words).strip() if read * 2 > len(letters) else ""


def regions_in_characters(text: str, lexicon: Lexicon) -> str:
    """The text with the regions in it that are written in letters put in characters: names begin with them."""
    regions = region_names(lexicon)

    def written(run: re.Match[str]) -> str:
        word = lexicon.pronounced.get(run[0].lower(), "")
        return word if word in regions else run[0]

    return RUNS.sub(written, text)


def cut(letters: str, known: dict[str, str], regions: frozenset[str]) -> list[tuple[str, str]]:
    """The letters as words, each with what it is in characters or nothing; as few and as long as can be."""
    best: list[tuple[float, int, str]] = [(0.0, 0, "")] * (len(letters) + 1)
    for at in reversed(range(len(letters))):
        ways = [(best[at + 1][0] + LEFT, at + 1, "")]
        for end in range(at + 1, min(len(letters), at + 30) + 1):
            if word := known.get(letters[at:end]):
                # Of a single character much could be made, and any two syllables may be a county.
                cost = 1.0 + (2.0 if len(word) == 1 else 0.0) + (0.8 if word in regions else 0.0)
                ways.append((best[end][0] + cost, end, word))
            elif letters[at:end] in SYLLABLES:
                ways.append((best[end][0] + 3, end, ""))
        best[at] = min(ways)
    words: list[tuple[str, str]] = []
    at = 0
    while at < len(letters):
        _cost, end, word = best[at]
        if words and not word and not words[-1][1]:
            words[-1] = (words[-1][0] + letters[at:end], "")  # what means nothing here stays together: it may be a name
        else:
            words.append((letters[at:end], word))
        at = end
    return words


@memoized(1)
def spellings(lexicon: Lexicon) -> dict[str, str]:
    """Pinyin → the word that it is most likely to be."""
    found: dict[str, str] = {}
    for letters, word in lexicon.pronounced.items():
        if len(letters) >= SHORTEST_PINYIN - 1 or word in FILLERS:
            found.setdefault(letters, word)
    return found


@memoized(1)
def region_names(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(word for word, senses in lexicon.words.items() if senses and senses[0].sort == "region")
