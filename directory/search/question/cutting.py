"""A question cut into words: those that mean something, and what is left between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from directory.core.index.tokens import fold

from .lexicon import SHORTEST_PINYIN, Lexicon, Sense
from .word import Word

YEAR = re.compile(r"(?<![\da-z])((?:19|20)\d\d)(?![\da-z])(?:年度?)?")
# How long, how old: 断缴3个月, 75岁. Few names say it, and none is missed for not saying it.
SPAN = re.compile(r"(?<![\da-z])\d{1,3}(?:个月|周岁|[年月天岁])|[一二两三四五六七八九十半]+(?:个月|周岁|[年岁])")
LETTERS = re.compile(rf"(?<![a-z])[a-z]{{{SHORTEST_PINYIN},}}")  # pinyin amid Chinese: fuxin医院
PARTICLES = frozenset("的吗呢吧啊呀了")
# Said before or after what means something, and no part of it: 福建查 is 福建 and 查.
SPOKEN = frozenset(
    "查交缴报办看用能要可会没去来到怎哪住买转退停断补领算给让跑治打问找该都也还就我你他她它这那想说咨跟与同向从大开"
)
BODY = frozenset("手脚腿头腰眼耳鼻嘴牙胸肚背脖肩膝胃")  # 阜新手麻: no part of the region's name
DIVISIONS = frozenset("省市县区州盟旗")
JOINED = frozenset({"", "department", "symptom", "service", "scheme", "sort", "trait", "filler"})


class Way(NamedTuple):
    """How a run goes on: what it leaves without a meaning, in how many words, and the first of them."""

    lost: int
    words: int
    end: int
    senses: list[Sense]


def words_of(chunk: str, lexicon: Lexicon) -> list[Word]:
    """A run without spaces, cut into words that mean something and what is left between them."""
    key = fold(chunk)
    if not key:
        return []
    if key.isascii() and key not in lexicon.words and not YEAR.fullmatch(key):
        return spelled_words(key, lexicon) or [Word(chunk)]
    found = whole(cut(key, lexicon), lexicon)
    return [Word(chunk)] if [word.senses for word in found] == [()] else found


def cut(run: str, lexicon: Lexicon) -> list[Word]:
    """The words that leave least of a run without a meaning; of several ways to do so, the one in the fewest words.

    居民医保缴费标准 is 居民医保 and 缴费标准, although 居民医保缴费 means something, too.
    """
    best = {len(run): Way(0, 0, len(run), [])}
    for at in reversed(range(len(run))):
        ways = [best[end]._replace(words=best[end].words + 1, end=end, senses=senses)
                for end, senses in meanings(run, at, lexicon)]  # fmt: skip
        for end in range(len(run), at, -1):
            lost = end - at + 1  # what is left in many pieces was cut where it should not be
            ways.append(Way(best[end].lost + lost, best[end].words + 1, end, []))
        best[at] = min(ways, key=lambda way: way[:2])  # of equals the first, which is the longest
    words, at = [], 0
    while at < len(run):
        words.append(Word(run[at : best[at].end], tuple(best[at].senses)))
        at = best[at].end
    return words


def meanings(run: str, at: int, lexicon: Lexicon) -> Iterator[tuple[int, list[Sense]]]:
    """Where words that begin here end, the longest first, and what they mean."""
    for length in lexicon.lengths.get(run[at], ()):
        text = run[at : at + length]
        if len(text) == length and text in lexicon.words and not (at and is_split_off(text)):
            yield at + length, lexicon.words[text]
    if year := YEAR.match(run, at):
        yield year.end(), [Sense("year", year[1])]
    if (letters := LETTERS.match(run, at)) and letters[0] in lexicon.spelled:
        yield letters.end(), lexicon.spelled[letters[0]]
    if span := SPAN.match(run, at):
        yield span.end(), [Sense("span", span[0])]


def is_split_off(text: str) -> bool:
    """Whether a word inside a run begins with what ends the one before: 阜新市中心 is not about 市中, a district."""
    return text[0] in DIVISIONS and text[-1] not in DIVISIONS


def whole(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """With words that were cut by mistake made whole: 协和 is not 协 and 和, 鄂汇办 not 鄂汇 and 办."""
    parts: list[Word] = []
    for word in words:
        if parts and (belongs(parts[-1], word, lexicon) or belongs(word, parts[-1], lexicon)):
            parts[-1] = Word(parts[-1].text + word.text)
        else:
            parts.append(word)
    return parts


def belongs(scrap: Word, word: Word, lexicon: Lexicon) -> bool:
    """Whether a single character is a part of the word beside it."""
    if len(scrap.text) > 1 or scrap.text in PARTICLES or (scrap.text in SPOKEN and not scrap.senses and word.senses):
        return False
    if scrap.sort == "filler":
        return not word.senses
    if word.sort == "region":
        # 市中心 is not 市中 and 心, 新市中 not 新市 and 中; but 阜新市 is all of a name, and 南京人 are people.
        return not (scrap.senses or scrap.text in BODY or scrap.text == "人") and all(
            fold(lexicon.names[sense]) != word.text for sense in word.senses
        )
    return not scrap.senses and word.sort in JOINED


def spelled_words(letters: str, lexicon: Lexicon) -> list[Word]:
    """Letters as one or two words of the lexicon in pinyin, if they are nothing else."""
    for end in range(len(letters), SHORTEST_PINYIN - 1, -1):
        head, rest = letters[:end], letters[end:]
        if head in lexicon.spelled and (not rest or rest in lexicon.spelled):
            return [Word(part, tuple(lexicon.spelled[part])) for part in (head, rest) if part]
    return []
