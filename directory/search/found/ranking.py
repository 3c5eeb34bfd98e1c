"""Which entries come first, declared as data, and which part of a name it was that matched."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from directory.core.index.tokens import FOLDING, Handles, Term, fold
from directory.core.kinds import kinds
from directory.core.language.synonyms import PATTERN, WORDS


class Match(IntEnum):
    """How well an entry matches, the best first; what is declared higher always stands higher."""

    EXACT = 0  # the name is what was typed; or the phone or code is
    EXACT_ALIAS = 1
    BEGINNING = 2
    ALIAS_BEGINNING = 3
    WORDS = 4  # whole words of a name or alias
    PART = 5
    MEANING = 6  # what was asked for without being named: a hospital that has the department


# Which kind comes first among equals.
KINDS = tuple(kind.name for kind in kinds.by_precedence())

# What a whole word of a name may follow, and what may follow it.
BEFORE = " 省市县区州盟旗镇乡村院局"
AFTER = (
    "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "村", "街道", "第", "人民", "中心", "中医", "医院", "卫生", "社区", "门诊",
    "妇幼", "口腔", "骨科", "附属", "总医院", "分院", "医保", "医疗", "居民", "职工", "城乡", "灵活", "异地", "专业", "科", "伴",
    "局", "窗口", "服务", " ",
)  # fmt: skip


class SortKey(NamedTuple):
    """How an entry is ordered among the found ones."""

    nearness: int
    told: int  # whether it is of the kind that knows best what was asked
    match: Match
    kind: int
    rank: int
    length: int
    slug: str


def stands_whole(written: str, form: str) -> bool:
    """Whether a form is a whole word somewhere among the forms of names, which have blanks between them."""
    at = written.find(form)
    while at >= 0:
        end = at + len(form)
        if (at == 0 or written[at - 1] in BEFORE) and (end == len(written) or written.startswith(AFTER, end)):
            return True
        at = written.find(form, at + 1)
    return False


def match_of(handles: Handles, terms: Sequence[Term]) -> Match | None:
    """How well an entry matches all of these words; None if it does not hold them."""
    if not terms or not handles.holds_all(terms):
        return None
    whole = terms[0] if len(terms) == 1 else Term("".join(term.text for term in terms))
    if (best := as_typed(handles, whole)) is not None:
        return best
    for term in terms:
        if not any(stands_whole(handles.written, form) for form in term.forms):
            return Match.PART
    return Match.WORDS


def as_typed(handles: Handles, term: Term) -> Match | None:
    """How well a name or alias matches a word that stands alone."""
    if term.numbers and not handles.numbers.isdisjoint(term.numbers):
        return Match.EXACT
    wanted = (*term.forms, term.latin) if term.latin else term.forms
    read = ["".join(syllables) for syllables in handles.readings] if term.latin else []
    initials = ["".join(syllable[0] for syllable in syllables) for syllables in handles.readings] if term.latin else []
    names = [text for text in handles.names if text.startswith(wanted)]
    aliases = [text for text in (*handles.aliases, *read) if text.startswith(wanted)]
    if not set(wanted).isdisjoint(names):
        return Match.EXACT
    if not set(wanted).isdisjoint(aliases):
        return Match.EXACT_ALIAS
    if names:
        return Match.BEGINNING
    return Match.ALIAS_BEGINNING if aliases or any(text.startswith(wanted) for text in initials) else None


def highlights(text: str, terms: Sequence[Term], handles: Handles | None = None) -> list[tuple[int, int]]:
    """The parts of a text that hold the words, as ranges of its characters; overlapping ones made one."""
    positions, folded = folding(text)
    ranges = [(positions[a], positions[b - 1] + 1) for term in terms for a, b in marked(folded, term, handles)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def folding(text: str) -> tuple[Sequence[int], str]:
    """The folded text, and of each of its characters the position it had."""
    if (folded := fold(text)) == text:
        return range(len(text)), folded
    pieces = [(at, FOLDING[ord(char)]) for at, char in enumerate(text)]
    return [at for at, piece in pieces for _ in piece], folded


def marked(folded: str, term: Term, handles: Handles | None) -> list[tuple[int, int]]:
    """Where a word stands in a folded text: as written, else by its synonyms, else by its pinyin."""
    key = term.forms[0] if term.forms else ""
    if key and (found := occurrences(folded, key)):
        return found
    if len(term.forms) > 1 or not term.latin:
        origins, rewritten = rewriting(folded)
        for form in term.forms:
            if found := occurrences(rewritten, form):
                return [(origins[a][0], origins[b - 1][1]) for a, b in found]
    syllables = handles.readings[0] if term.latin and handles and handles.readings else []
    return spelled(syllables, term.latin) if len(syllables) == len(folded) else []


def occurrences(text: str, part: str) -> list[tuple[int, int]]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append((at, at + len(part)))
        at = text.find(part, at + len(part))
    return found


def rewriting(folded: str) -> tuple[list[tuple[int, int]], str]:
    """The rewritten text, and of each of its characters the range of the word that it came from."""
    origins: list[tuple[int, int]] = []
    pieces, at = [], 0
    for found in PATTERN.finditer(folded):
        origins += [(here, here + 1) for here in range(at, found.start())]
        origins += [found.span()] * len(WORDS[found[0]])
        pieces += [folded[at : found.start()], WORDS[found[0]]]
        at = found.end()
    origins += [(here, here + 1) for here in range(at, len(folded))]
    return origins, "".join([*pieces, folded[at:]])


def spelled(syllables: Sequence[str], letters: str) -> list[tuple[int, int]]:
    """Which characters the letters spell, in full or by their initials."""
    initials = "".join(syllable[0] for syllable in syllables)
    if (at := initials.find(letters)) >= 0:
        return [(at, at + len(letters))]
    for start in range(len(syllables)):
        length = 0
        for end in range(start, len(syllables)):
            length += len(syllables[end])
            if length >= len(letters):
                if "".join(syllables[start : end + 1]).startswith(letters):
                    return [(start, end + 1)]
                break
    return []
