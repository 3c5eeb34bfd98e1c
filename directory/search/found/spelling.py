"""Did you mean: what a question that found nothing may have meant, one slip away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from directory.core.caches import memoized
from directory.core.index import search_index
from directory.core.index.tokens import ALIAS, NAME, Handles, fold, pairs
from directory.core.language.pinyin import reading as syllables_of
from directory.search.question.lexicon import Lexicon
from directory.search.question.word import SILENT
from directory.search.question.words import PLACES

from . import reading
from .finding import Hits
from .ranking import stands_whole

SUGGESTIONS = 3
CANDIDATES = 60
SHORTEST, LONGEST = 4, 24  # of a name that is looked for with a slip in it; a shorter one could be anything

# Whatever differs in one of these is another place or another complaint: 第二人民医院 is no slip for 第一人民医院,
# and who has 肚子疼 does not mean 脖子疼.
PROTECTED = re.compile(
    "第?[零一二三四五六七八九十百0-9]+|[东西南北]|分院|院区|中医|中西医|妇幼|儿童|口腔|肿瘤|精神|传染|附属|总医院|卫生院|卫生室|诊所"
    "|[头脸眼耳鼻口舌牙齿嗓喉咽颈脖肩胸乳背腰腹肚胃臀腿膝脚足手臂肘腕肝肺肾尿便]"
)


def did_you_mean(hits: Hits, find: Callable[[str], Hits]) -> dict[str, Hits]:
    """Questions one slip away from one that found nothing that do find something, with what they find."""
    found: dict[str, Hits] = {}
    for question in dict.fromkeys(corrected(hits)):
        if (other := find(question)).total.number:
            found[question] = other
        if len(found) == SUGGESTIONS:
            break
    return found


def corrected(hits: Hits) -> Iterator[str]:
    """The question with one of its words put right: first whole names, then the words of the lexicon."""
    question, lexicon = hits.wanted.question, hits.wanted.lexicon
    chunks = question.text.split()
    for at, chunk in enumerate(chunks):
        if fold(chunk) in lexicon.words:
            continue
        for better in (*words_like(fold(chunk), lexicon), *names_like(fold(chunk))):
            yield " ".join([*chunks[:at], better, *chunks[at + 1 :]])
    for word in question.rest:
        for better in words_like(word, lexicon):
            yield question.text.replace(word, better)


def words_like(word: str, lexicon: Lexicon) -> list[str]:
    """Words of the lexicon that sound the same, or differ by one character where the word is long enough."""
    letters = word if word.isascii() else "".join(syllables_of(word)) if len(word) <= 8 else ""
    same = [lexicon.names.get(sense, "") for sense in lexicon.spelled.get(letters, ())]
    near: Iterable[str] = ()
    if len(word) > 2:
        table = shortened(lexicon)
        near = {other for part in parts(word) for other in table.get(part, ())}
    likely = [other for other in (*same, *sorted(near)) if other and other != word]
    return [other for other in dict.fromkeys(likely) if may_be(word, fold(other)) or other in same][:SUGGESTIONS]


@memoized(2)
def shortened(lexicon: Lexicon) -> dict[str, list[str]]:
    """Every word of the lexicon under itself and under each way of leaving one character out."""
    table: dict[str, list[str]] = defaultdict(list)
    for word, senses in lexicon.words.items():
        shortest = 3 if senses and senses[0].sort not in SILENT else 4  # 怎么退 is no slip for 怎么办
        if shortest <= len(word) <= 12 and not word.isascii():
            for part in parts(word):
                table[part].append(word)
    return table


def parts(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def names_like(chunk: str) -> list[str]:
    """Parts of names that differ from this by one character, those of the best entries first."""
    if not SHORTEST <= len(chunk) <= LONGEST:
        return []
    ways = tuple(frozenset(pairs(chunk[:at]) | pairs(chunk[at + 1 :])) for at in range(len(chunk)))
    found = search_index.find((ways,), most=CANDIDATES)
    keys = [key for each in found.values() for key in each.keys]
    texts = reading.found_by(keys)
    near = [like for key in keys if key in texts if (like := closest(chunk, texts[key]))]
    return [name for name, _count in Counter(near).most_common(SUGGESTIONS)]


def names_in_short(chunk: str) -> list[str]:
    """The place whose name has all that this says and more between, where there is one: 矿业总医院, 巴市第二人民医院."""
    if not SHORTEST < len(chunk) <= LONGEST:
        return []
    ways = frozenset(pairs(chunk[:2]) | pairs(chunk[-2:])), frozenset(pairs(chunk[1:]))
    found = search_index.find((ways,), PLACES, CANDIDATES)
    texts = reading.found_by([key for each in found.values() for key in each.keys])
    names = {Handles(text).names[0] for text in texts.values()}
    meant = [name for name in names if is_short_for(chunk, name)]
    return meant if len(meant) == 1 else []


def is_short_for(chunk: str, name: str) -> bool:
    """Whether a name has these characters in this order to its end, and is no other place."""
    rest = iter(name)
    same = Counter(PROTECTED.findall(chunk)) == Counter(PROTECTED.findall(name))
    return same and chunk[-2:] == name[-2:] and all(char in rest for char in chunk)


def closest(chunk: str, found_by: str) -> str:
    """A part of a name or alias, as it is written, that is one slip away from this, or nothing."""
    for line in found_by.split("\n"):
        text = line[1:].partition(" ")[0] if line[:1] in (NAME, ALIAS) else ""
        for length in (len(chunk), len(chunk) + 1, len(chunk) - 1):
            for start in range(len(text) - length + 1):
                part = text[start : start + length]
                if part != chunk and may_be(chunk, part) and stands_whole(text, part):
                    return part
    return ""


def may_be(typed: str, meant: str) -> bool:
    """Whether one text can be a slip for the other: one character wrong, missing or too many, and no other place."""
    return is_slip(typed, meant) and Counter(PROTECTED.findall(typed)) == Counter(PROTECTED.findall(meant))


def is_slip(one: str, other: str) -> bool:
    """Whether texts differ by one character that is other, missing, or has changed places with the next."""
    short, long = sorted((one, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[:same] + short[same : same + 2][::-1] + short[same + 2 :]
    return long in (swapped, short[:same] + long[same : same + 1] + short[same + 1 :])
