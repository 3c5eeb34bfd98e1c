"""Word → what it can mean (``Sense``): the names in the directory, and the words about questions in ``words.py``.

``lexicon()`` is the one in force; it is built anew when an entry of ``SOURCES`` has changed. Cutting a question into words,
and choosing between senses, is done elsewhere (``cutting.py``, ``settling.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from directory.core.index.tokens import ALIAS, NAME, Handles, fold
from directory.core.language.pinyin import reading
from directory.core.language.synonyms import WORDS, rewritten
from directory.core.models import NATION, Entry, Region, Scheme
from directory.core.models.region import widest
from directory.core.models.versions import per_version
from hospitals.models import Department, Symptom
from offices.models import Service

from .sounds import SOUNDS
from .words import (
    ASIDES,
    ATTRIBUTES,
    BASIC_SCHEMES,
    FILLERS,
    IN_NAMES,
    INSURANCE,
    NEARBY,
    OPEN,
    OTHER,
    SORTS,
    TIME_WORDS,
    TRAITS,
)

SOURCES = (Region, Department, Symptom, Service)
SHORTEST_PINYIN = 4  # letters; a shorter run means too many things
WIDE = frozenset({"province", "city"})  # levels of regions
LONGEST_SPELLED = 8  # characters of a word that somebody types in pinyin


class Sense(NamedTuple):
    """What a word can mean."""

    sort: str  # region, department, symptom, service, scheme; attribute, sort, trait, nearby, open, time, filler, aside
    value: str  # code or slug; for declared words the name in ``ATTRIBUTES``, the index in ``SORTS``, or the word


class PlaceName(NamedTuple):
    """A region as understanding needs it."""

    code: int
    name: str
    short: str
    level: str
    path: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return "".join(self.path)


class Lexicon:
    """Every word with a meaning, and what stands behind the meanings. Built once, then only read. Words are folded."""

    def __init__(self) -> None:
        self.words: dict[str, list[Sense]] = defaultdict(list)  # likelier senses first
        self.spelled: dict[str, list[Sense]] = defaultdict(list)  # the same by the pinyin of a whole word
        self.sounds = dict(SOUNDS)  # character → syllable
        self.pronounced: dict[str, str] = {}  # pinyin of a whole word or name → the word
        self.unread: list[tuple[Sense, str]] = []  # words whose pinyin is still to be worked out, while loading
        self.places: dict[int, PlaceName] = {}  # by code
        self.names: dict[Sense, str] = {}  # as the directory has them
        self.children: dict[str, list[str]] = defaultdict(list)  # slug of a service → slugs of those below it
        self.symptoms: dict[str, dict[str, Any]] = {}  # documents by slug
        self.wholes: dict[str, list[str]] = defaultdict(list)  # the symptoms that are made of a symptom and others
        self.lengths: dict[str, list[int]] = {}  # first character → lengths of the words that begin so, longest first
        self.load()

    def load(self) -> None:
        for kind, document, handles in documents():
            self.listen(handles, outdoes=document.get("level") in WIDE)
            if sense := getattr(self, f"add_{kind}")(document):
                for syllables in handles.readings:
                    self.spell(sense, "".join(syllables), len(syllables))
        for scheme in Scheme.objects.all():
            sense = self.add(Sense("scheme", scheme.code), scheme.name, scheme.aliases)
            self.unread += [(sense, fold(word)) for word in (scheme.name, *scheme.aliases)]
        for sense, word in self.unread:
            self.spell(sense, self.letters(word), len(word))
        self.add_declared()
        self.add_synonyms()
        self.settle_regions()
        self.pronounce()
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self.words:
            lengths[word[0]].add(len(word))
        self.lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def listen(self, handles: Handles, outdoes: bool) -> None:
        """Note how the characters of a name are read, as it was worked out when the entry was published.

        Of names that sound alike one that ``outdoes`` others is meant: linyi is 临沂 before it is 临猗, a county.
        """
        names = [line.partition(" ")[0] for sort in (NAME, ALIAS) for line in handles.of(sort)]
        if len(names) == len(handles.readings):
            for name, syllables in zip(names, handles.readings, strict=True):
                if len(name) == len(syllables):
                    self.sounds |= dict(zip(name, syllables, strict=True))
                    letters = "".join(syllables)
                    self.pronounced[letters] = name if outdoes else self.pronounced.get(letters, name)

    def letters(self, word: str) -> str:
        """A word in pinyin: by its characters as names here have them, else by the dictionary, which takes long to load."""
        known = [self.sounds.get(char, "") for char in word]
        return "".join(known if all(known) else reading(word))

    def pronounce(self) -> None:
        """Note every word by its pinyin, as far as its characters are known; of several what is said comes first."""
        said = [word for attribute in ATTRIBUTES.values() for word in attribute.words]
        said += [word for sort in SORTS for word in sort.words] + [*INSURANCE, *NEARBY, *OPEN, *TIME_WORDS, *FILLERS]
        words = (*said, *(word for word, senses in self.words.items() if senses and senses[0].sort != "region"))
        spoken: dict[str, str] = {}
        for word in (*words, *IN_NAMES):
            letters = [SOUNDS.get(char) or self.sounds.get(char, "") for char in word]
            if all(letters):
                spoken.setdefault("".join(letters), word)
        self.pronounced |= spoken

    def spell(self, sense: Sense, letters: str, length: int) -> None:
        """Note the pinyin of a word of ``length`` characters, unless it is too short to be one word or too long to be typed."""
        likely = len(letters) >= SHORTEST_PINYIN and length <= LONGEST_SPELLED and letters.isalpha()
        if likely and sense not in self.spelled[letters]:
            self.spelled[letters].append(sense)

    def add(self, sense: Sense, name: str, more: Iterable[str] = ()) -> Sense:
        """Note a name and its aliases, also as synonyms rewrite them. One character means nothing by itself."""
        self.names[sense] = name
        for word in (name, *more):
            for key in dict.fromkeys((plain := fold(word), rewritten(plain))):
                if len(key) > 1 and sense not in self.words[key]:
                    self.words[key].append(sense)
                    if key != plain and sense.sort != "region":
                        self.unread.append((sense, key))
        return sense

    def add_region(self, document: dict[str, Any]) -> None:
        code = int(document["code"])
        path = tuple(step["name"] for step in document["path"])
        self.places[code] = PlaceName(code, document["name"], document["short_name"], document["level"], path)
        sense = self.add(Sense("region", str(code)), document["name"], (document["short_name"], *document["aliases"]))
        self.spell(sense, document["pinyin"], 0)

    def add_department(self, document: dict[str, Any]) -> Sense | None:
        if document["name"] == OTHER:
            return None
        return self.add(Sense("department", document["code"]), document["name"], document["aliases"])

    def add_symptom(self, document: dict[str, Any]) -> Sense:
        self.symptoms[document["slug"]] = document
        for part in document["components"]:
            self.wholes[part["slug"]].append(document["slug"])
        return self.add(Sense("symptom", document["slug"]), document["name"], document["aliases"])

    def add_service(self, document: dict[str, Any]) -> Sense:
        if document["parent"]:
            self.children[document["parent"]["slug"]].append(document["slug"])
        return self.add(Sense("service", document["slug"]), document["name"], document["aliases"])

    def add_declared(self) -> None:
        """The words of ``words.py``. They come before names (``insert(0)``), but times, fillers and asides after them."""
        declared = [
            *((Sense("attribute", name), attribute.words) for name, attribute in ATTRIBUTES.items()),
            *((Sense("sort", str(number)), sort.words) for number, sort in enumerate(SORTS)),
            *((Sense("trait", word), (word,)) for word in TRAITS),
            *((Sense("scheme", code), INSURANCE) for code in BASIC_SCHEMES),
            (Sense("nearby", ""), NEARBY),
            (Sense("open", ""), OPEN),
        ]
        for sense, words in declared:
            for word in words:
                self.words[fold(word)].insert(0, sense)
                letters = self.letters(word) if sense.sort == "sort" else ""
                if len(letters) >= SHORTEST_PINYIN:
                    self.spelled[letters].insert(0, sense)  # yiyuan is 医院 before it is 沂源
        for sort, words in (("time", TIME_WORDS), ("filler", FILLERS), ("aside", ASIDES)):
            for word in words:
                self.words[fold(word)].append(Sense(sort, word))

    def add_synonyms(self) -> None:
        """What is said for a word that has a meaning means the same, where it means nothing by itself."""
        for said, meant in WORDS.items():
            if meant in self.words and said not in self.words:
                self.words[said] = list(self.words[meant])

    def settle_regions(self) -> None:
        """Of regions that share a word and lie one in the other the widest counts; a nation is no place to look in."""
        for senses in (*self.words.values(), *self.spelled.values()):
            codes = [int(sense.value) for sense in senses if sense.sort == "region"]
            if len(codes) > 1:
                kept = widest(code for code in codes if code != NATION)
                senses[:] = [s for s in senses if s.sort != "region" or int(s.value) in kept]

    def means(self, word: str, sort: str) -> list[Sense]:
        """What of this sort a word means."""
        return [sense for sense in self.words.get(word, ()) if sense.sort == sort]

    def departments_of(self, symptom: str) -> list[str]:
        return [row["department"]["slug"] for row in self.symptoms.get(symptom, {}).get("departments", ())]

    def below(self, service: str) -> list[str]:
        """A service and those below it."""
        return [service, *self.children.get(service, ())]


def documents() -> Iterator[tuple[str, dict[str, Any], Handles]]:
    for model in SOURCES:
        entries = Entry.objects.live().of(model.kind).values_list("pk", "document__text", "found_by")
        # Put in order here: for an ordered answer a database may walk through every entry there is.
        yield from ((model.kind, orjson.loads(text), Handles(found_by)) for _pk, text, found_by in sorted(entries))


@per_version(1, kinds=tuple(model.kind for model in SOURCES))
def current() -> Lexicon:
    return Lexicon()


def lexicon(version: int | None = None) -> Lexicon:
    """The lexicon in force. A caller who knows the present version of the directory passes it and saves a query."""
    return current() if version is None else current.at(version)
