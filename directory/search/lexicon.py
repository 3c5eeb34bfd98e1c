"""The words that questions are understood by: the names in the directory itself, and those of ``words``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from directory.core.gazetteer import last_published
from directory.core.models import NATION, Entry, Region, Scheme, Sequence
from directory.core.models.region import widest
from directory.core.pinyin import reading
from directory.core.synonyms import rewritten
from directory.core.tokens import fold
from hospitals.models import Department, Symptom
from offices.models import Service

from .words import ATTRIBUTES, BASIC_SCHEMES, FILLERS, INSURANCE, NEARBY, OPEN, OTHER, SORTS, TRAITS

SOURCES = (Region, Department, Symptom, Service)
SHORTEST_PINYIN = 4  # letters; a shorter run means too many things


class Sense(NamedTuple):
    """What a word can mean: a thing of this sort, by its code, slug or place in ``words``."""

    sort: str
    value: str


class Place(NamedTuple):
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
    """Every word with a meaning, and what stands behind the meanings."""

    def __init__(self) -> None:
        self.words: dict[str, list[Sense]] = defaultdict(list)
        self.spelled: dict[str, list[Sense]] = defaultdict(list)
        self.places: dict[int, Place] = {}
        self.names: dict[Sense, str] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        self.symptoms: dict[str, dict[str, Any]] = {}
        self.wholes: dict[str, list[str]] = defaultdict(list)  # the symptoms that are made of a symptom and others
        self.lengths: dict[str, list[int]] = {}
        self.load()

    def load(self) -> None:
        for kind, document in documents():
            getattr(self, f"add_{kind}")(document)
        for scheme in Scheme.objects.all():
            self.add(Sense("scheme", scheme.code), scheme.name, scheme.aliases)
        self.add_declared()
        self.settle_regions()
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self.words:
            lengths[word[0]].add(len(word))
        self.lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def add(self, sense: Sense, name: str, more: Iterable[str] = (), spelled: bool = True) -> None:
        self.names[sense] = name
        for word in (name, *more):
            for key in {fold(word), rewritten(fold(word))}:
                if len(key) > 1 and sense not in self.words[key]:
                    self.words[key].append(sense)
                    letters = "".join(reading(key)) if spelled and len(key) <= 8 else ""
                    if len(letters) >= SHORTEST_PINYIN and letters.isalpha():
                        self.spelled[letters].append(sense)

    def add_region(self, document: dict[str, Any]) -> None:
        code = int(document["code"])
        path = tuple(step["name"] for step in document["path"])
        self.places[code] = Place(code, document["name"], document["short_name"], document["level"], path)
        sense = Sense("region", str(code))
        self.add(sense, document["name"], (document["short_name"], *document["aliases"]), spelled=False)
        if len(document["pinyin"]) >= SHORTEST_PINYIN:
            self.spelled[document["pinyin"]].append(sense)

    def add_department(self, document: dict[str, Any]) -> None:
        if document["name"] != OTHER:
            self.add(Sense("department", document["code"]), document["name"], document["aliases"])

    def add_symptom(self, document: dict[str, Any]) -> None:
        self.symptoms[document["slug"]] = document
        for part in document["components"]:
            self.wholes[part["slug"]].append(document["slug"])
        self.add(Sense("symptom", document["slug"]), document["name"], document["aliases"])

    def add_service(self, document: dict[str, Any]) -> None:
        if document["parent"]:
            self.children[document["parent"]["slug"]].append(document["slug"])
        self.add(Sense("service", document["slug"]), document["name"], document["aliases"])

    def add_declared(self) -> None:
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
                letters = "".join(reading(word))
                if sense.sort == "sort" and len(letters) >= SHORTEST_PINYIN:
                    self.spelled[letters].insert(0, sense)  # yiyuan is 医院 before it is 沂源
        for word in FILLERS:
            self.words[fold(word)].append(Sense("filler", word))

    def settle_regions(self) -> None:
        """Of regions that share a word and lie one in the other the widest counts; a nation is no place to look in."""
        for senses in (*self.words.values(), *self.spelled.values()):
            codes = [int(sense.value) for sense in senses if sense.sort == "region"]
            if len(codes) > 1:
                kept = widest(code for code in codes if code != NATION)
                senses[:] = [s for s in senses if s.sort != "region" or int(s.value) in kept]

    def departments_of(self, symptom: str) -> list[str]:
        return [row["department"]["slug"] for row in self.symptoms.get(symptom, {}).get("departments", ())]

    def below(self, service: str) -> list[str]:
        """A service and those below it."""
        return [service, *self.children.get(service, ())]


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for model in SOURCES:
        entries = Entry.objects.live().of(model.kind).order_by().values_list("pk", "document")
        # Put in order here: for an ordered answer a database may walk through every entry there is.
        yield from ((model.kind, orjson.loads(text)) for _pk, text in sorted(entries))


class Kept:
    """The lexicon of the directory as it is now, read again when one of its sources was published."""

    checked = -1
    state: list[Any] | None = None
    lexicon: Lexicon | None = None

    def get(self, now: int) -> Lexicon:
        if now != self.checked or self.lexicon is None:
            state = [last_published(model.kind, now) for model in SOURCES]
            if state != self.state or self.lexicon is None:
                self.lexicon = Lexicon()
            self.checked, self.state = now, state
        return self.lexicon

    def forget(self) -> None:
        """For tests, where versions repeat."""
        self.lexicon = None


kept = Kept()


def lexicon(version: int | None = None) -> Lexicon:
    """The lexicon of a version of the directory that the caller knows to be the present one, or of the present one."""
    return kept.get(Sequence.current() if version is None else version)
