"""What people write about how they feel → the catalogue's symptoms, by names, phrases and combinations.

Nothing is guessed: what was not recognised is handed back with the nearest names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from directory.core.language.text import search_key
from directory.core.models.versions import per_version
from hospitals.language.complaints import BREAKS, Complaints
from hospitals.models import Symptom

MOST_CHOICES = 6
NEAR = 0.3  # of the shorter text's characters must be shared for a name to be called near
# Words around a complaint that tell nothing of what is felt.
FILLERS = (
    r"(?:我|你|他|她|家人|爸爸|妈妈|父亲|母亲|老人|孩子|宝宝|爷爷|奶奶|的|了|着|很|好|太|有点儿?|有些|一直|总是|老是|经常|最近|突然|"
    r"感觉|觉得|出现|得了|非常|特别|厉害|严重|怎么办|挂什么科|看什么科|去哪里?看?|哪家医院好|没有|"
    r"[0-9一二三两四五六七八九十几]+(?:小时|天|周|个?月|年|度)|这几天|今天|昨天|早上|晚上|和|与|跟|并|又|也|还|且|伴|就|在|是|有|得|东西|身上|身体)+"
)
SAYS_NOTHING, AROUND = re.compile(FILLERS), re.compile(f"^{FILLERS}|{FILLERS}$")
ABOUT_MONEY = re.compile(
    "报销|医保|慢特病|慢病|备案|缴费|参保|保险|政策|待遇|办理|材料|多少钱|费用|电话|地址|几点|医保局"
)
LEAST = 2  # one character left beside a name (得, 子) says nothing


@dataclass
class Understood:
    """What was recognised in a text."""

    slugs: list[str] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)  # slug → the words that led to it
    denied: list[str] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)


class Catalogue:
    """The published symptoms: their names and phrases, and of what they are made."""

    def __init__(self) -> None:
        rows = Symptom.objects.published().filter(entries__isnull=False).order_by("pk")
        found = list(rows.values_list("pk", "slug", "name", "aliases", "phrases", "pinyin"))
        slugs = {pk: slug for pk, slug, *_rest in found}
        self.names = {slug: name for _pk, slug, name, *_rest in found}
        self.terms = {
            search_key(term): slug for _pk, slug, name, aliases, *_p in reversed(found) for term in (name, *aliases)
        }
        self.pinyin = {word: slug for _pk, slug, *_names, pinyin in reversed(found) for word in pinyin.split()}
        self.complaints = Complaints(
            (slug, (name, *aliases), phrases) for _pk, slug, name, aliases, phrases, _pinyin in found
        )
        parts: dict[str, set[str]] = defaultdict(set)
        for whole, part in Symptom.components.through.objects.values_list("from_symptom_id", "to_symptom_id"):
            if whole in slugs and part in slugs:
                parts[slugs[whole]].add(slugs[part])
        self.components = {whole: frozenset(made_of) for whole, made_of in parts.items()}

    def understand(self, text: str) -> Understood:
        """The symptoms of a text; those that make up a combination become the combination."""
        understood = Understood()
        whole = search_key(BREAKS.sub("", text))
        if exact := self.terms.get(whole) or self.pinyin.get(whole):
            understood.words[exact] = [text]
        else:
            self.read(text, understood)
        understood.slugs = self.combined(understood)
        return understood

    def read(self, text: str, understood: Understood) -> None:
        """Take the complaints out of a text; what is left without filling words was not understood."""
        heeded = self.complaints.find(text)
        for one in heeded.complaints:
            if one.denied:
                understood.denied.append(one.words)
            elif one.words not in (words := understood.words.setdefault(one.slug, [])):
                words.append(one.words)
        least = LEAST if heeded.complaints else 1
        for piece in heeded.left:
            if len(SAYS_NOTHING.sub("", piece)) >= least:
                understood.unresolved.append(AROUND.sub("", piece))

    def in_its_words(self, question: str) -> str:
        """A question with the catalogue's names in the place of everyday words; as it is where it is about money."""
        if ABOUT_MONEY.search(question):
            return question
        heard = self.complaints.find(question)
        # Where no symptom is told, its words would be the same once more; of pinyin, syllable by syllable.
        return heard.put(self.names) if heard.complaints else question

    def combined(self, understood: Understood) -> list[str]:
        """The combinations that are felt whole, the largest first, then what belongs to none of them."""
        felt = set(understood.words)
        for slug in list(felt):
            felt |= self.components.get(slug, frozenset())
        chosen: list[str] = []
        covered: set[str] = set()
        for whole, parts in sorted(self.components.items(), key=lambda item: (-len(item[1]), item[0])):
            if parts <= felt and not parts <= covered:
                chosen.append(whole)
                covered |= parts | {whole}
                words = [word for part in sorted(parts) for word in understood.words.get(part, [])]
                understood.words.setdefault(whole, words)
        return [*chosen, *(slug for slug in understood.words if slug not in covered and slug not in chosen)]

    def combinations_of(self, slug: str) -> list[str]:
        """The combinations that this symptom is part of."""
        return sorted(whole for whole, parts in self.components.items() if slug in parts)

    def nearest(self, text: str) -> list[str]:
        """The symptoms whose names share most with a text, nearest first."""
        wanted = search_key(text)
        likeness: dict[str, float] = defaultdict(float)
        for term, slug in self.terms.items():
            likeness[slug] = max(likeness[slug], alike(wanted, term))
        near = [slug for slug, score in sorted(likeness.items(), key=lambda item: (-item[1], item[0])) if score >= NEAR]
        return near[:MOST_CHOICES]


@per_version(1)
def catalogue() -> Catalogue:
    return Catalogue()


def alike(one: str, other: str) -> float:
    """How much of the shorter of two texts stands in the other: pairs of characters count double."""
    score = 2 * len(pairs(one) & pairs(other)) + len(set(one) & set(other))
    return score / max(1, 3 * min(len(one), len(other)) - 2)


def pairs(text: str) -> set[str]:
    return set(windows(text))


def windows(text: str) -> Iterator[str]:
    yield from (text[at : at + 2] for at in range(len(text) - 1))
