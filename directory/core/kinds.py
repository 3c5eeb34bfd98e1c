"""Every kind of entry, declared once. Whatever lists kinds is derived from here.

An app declares its kinds in its own ``kinds.py``, which is imported when Django starts. This module stands below the
models: the classes that a kind needs are given to it by the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.core.caches import memoized

Text = str | Promise
Document = dict[str, Any]
ANY = object()
EMPTY = (None, "", False)


class Sort(IntEnum):
    """What a kind is in the world. The API lists kinds in this order."""

    PLACE = 1  # somewhere to go
    TERM = 2  # a word of a catalogue, by which other things are filed
    RULE = 3  # what holds in a region
    REFERENCE = 4  # what other entries refer to: a region, a source, a channel


def divisions(code: str) -> Iterator[str]:
    """A region's code and those of the regions it lies in, the nation left out: 210902 → 210902, 210900, 210000."""
    yield from dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000"))


def dotted(code: str) -> Iterator[str]:
    """A catalogue code and those above it: 04.01.02 → 04.01.02, 04.01, 04."""
    parts = code.split(".")
    for end in range(len(parts), 0, -1):
        yield ".".join(parts[:end])


class Tag(NamedTuple):
    """A filter token ``letter:value`` for every value at a path of the document, and for what lies above it.

    A kind lists its tags, and the filters that they answer are given the same objects: what the index holds and what
    it is asked for cannot differ. ``otherwise`` stands where there is no value: a rule without a 险种 is a rule for
    all of them.
    """

    letter: str
    path: str
    widen: Callable[[str], Iterable[str]] = lambda value: (value,)
    otherwise: tuple[str, ...] = ()

    def of(self, document: Document) -> Iterable[str]:
        found = values(document, self.path)
        if len(found) == 1:
            return widened(self, found[0])
        return [tag for value in found for tag in widened(self, value)] or widened(self)

    def token(self, value: object) -> str:
        """The token that an entry has that is tagged with this value."""
        return f"{self.letter}:{str(value).lower()}"


REGION = Tag("r", "region.code", divisions)  # in a region or below it
STATED_FOR = Tag("a", "region.code")  # for this very region
DISPUTED = Tag("q", "disputed")  # whether sources contradict each other; of every kind that has sources
SOMEWHERE = Tag("n", "region.code", lambda _code: ("1",))  # of kinds whose entries may have no region: has one
NOWHERE = Tag("r", "region", otherwise=("-",))  # of kinds that are true of every region


@memoized(16384, typed=True)
def widened(tag: Tag, *value: Any) -> tuple[str, ...]:
    wide = tag.widen(str(value[0]).lower()) if value else tag.otherwise
    return tuple(f"{tag.letter}:{one}" for one in wide)


class Points(NamedTuple):
    """What an entry gains where its document has a value, or this value, at a path; ``each`` value counts, up to a most."""

    path: str
    gain: int
    value: Any = ANY
    each: bool = False
    most: int = 8

    def of(self, document: Document) -> int:
        found = values(document, self.path)
        if self.value is not ANY:
            found = [value for value in found if value == self.value]
        if not found:
            return 0
        return min(self.most, self.gain * len(found)) if self.each else self.gain


class Keywords(NamedTuple):
    """Words that an entry is found by where its document has a value, or this value, at a path: how people ask for it."""

    path: str
    text: str
    value: Any = ANY

    def apply(self, document: Document) -> bool:
        found = values(document, self.path)
        return bool(found) if self.value is ANY else self.value in found


def values(document: Document, path: str) -> list[Any]:
    """Everything that stands at a path, lists followed, empty values left out."""
    plain = document.get(path, ANY)
    if plain.__class__ not in (list, object):  # most: one value at the top
        return [] if plain in EMPTY else [plain]
    step, _dot, rest = path.partition(".")
    inside = document.get(step)
    if inside in EMPTY or inside == []:
        return []
    items = inside if isinstance(inside, list) else [inside]
    if rest:
        return [value for item in items if item for value in values(item, rest)]
    return [item for item in items if item not in EMPTY]


class Worded(NamedTuple):
    """A value, or one row of it, in words of the active language."""

    text: str
    about: str = ""  # what this row is about where a field has several: 转诊咨询, 急诊, 异地安置退休人员
    scope: str = ""  # for whom or under which condition it holds: 职工医保, 发热时
    link: str = ""  # where it leads: tel:…, the page of what it mentions
    field: str = ""  # the field as citations name it, where that is narrower: facts.beds


# Where a page shows a fact: with the others of its kind, with where a place is, or where the kind's own template puts it.
ABOUT, PLACE, OWN = "", "place", "own"
Wording = Callable[[Any, Document], list[Worded]]  # a field's value and the whole document → its rows in words


@dataclass(frozen=True)
class FactField:
    """A field of a kind's document as a fact: what it is called, by which words people ask for it, how it is worded.

    What is left out is taken from the model: the label is the field's name there, the wording follows from the value.
    """

    path: str
    label: Text = ""
    asked_by: tuple[str, ...] = ()
    wording: Wording | None = None
    covers: tuple[str, ...] = ()  # other fields that are told with it
    cited_as: tuple[str, ...] = ()  # the names under which citations speak of it, where not by its fields'
    section: str = ABOUT  # the part of the page it stands in: ABOUT, PLACE or OWN
    example: Any = None  # for the API's description

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """As citations name it."""
        return self.cited_as or (self.path, *self.covers)


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """One kind of entry: what it is, how it is published, found, filtered, shown and asked about.

    What is required has a default all the same: a system check says what is missing and what to add (core.checks).
    """

    model: Any  # type[Publishable]; it says kind, collection, parts and mentions itself
    title: Text = ""  # of its list, in the plural
    number: int = -1  # its place in the index, 0–31: kinds with few entries first; never changed, never reused
    order: int = 0  # its place where people read a list of kinds
    precedence: int = 0  # its place among equals in search and suggestions
    sort: Sort | None = None

    serializer: Any = None
    summary: Any = None
    filterset: Any = None
    facts: tuple[FactField, ...] = ()

    # For the search index: paths in the document.
    tags: tuple[Tag, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    points: tuple[Points, ...] = ()
    keywords: tuple[Keywords, ...] = ()
    # An entry is found by all that its document says; one that no source tells of, such as a place from a list, by what
    # stands under these names, where they are given: a million of them say hardly anything else.
    heard: tuple[str, ...] | None = None
    only: str = ""  # found only where the document has a value here

    words: Any = None  # hours.Words: how it is said to be open; places only
    reader: Any = None  # core.reading.passage.Reader: what a source's text says of it, as proposals
    # What its document says against itself or leaves a reader without, in Chinese for staff: 体检.
    checkup: Callable[[Document], Iterable[str]] | None = None
    # The same of all its documents beside each other and beside other kinds: findings that begin with a slug.
    checkup_among: Callable[[list[Document]], Iterable[tuple[str, ...]]] | None = None
    viewset: Any = None  # where its API does more than list and show
    list_view: Any = None  # where its pages do more than list and show
    detail_view: Any = None
    form: Mapping[str, Text] = field(default_factory=dict)  # the filters that its list page offers, with their labels
    menu_order: int = 0  # its place in the menu of every page; 0: it is not there
    region_order: int = 0  # its place on the page of a region; 0: it is not there
    region_title: Text = ""  # its title there, where that is another
    applies_by: str = ""  # the filter that asks what wider regions have for a place: serves, applies_to

    @property
    def name(self) -> str:
        """The word for it in the API: ``hospital``."""
        return str(self.model.kind)

    @property
    def collection(self) -> str:
        """The plural that stands in addresses: ``hospitals``."""
        return str(self.model.collection)

    @property
    def pages(self) -> str:
        """What stands in the addresses of its pages: the collection, or what readers call it (``sources``)."""
        return str(self.model.pages or self.model.collection)

    @property
    def label(self) -> str:
        """In the singular, in the active language."""
        return _(str(self.model._meta.verbose_name))

    @property
    def is_place(self) -> bool:
        return self.sort is Sort.PLACE

    @cached_property
    def summary_fields(self) -> tuple[str, ...]:
        return tuple(self.summary.Meta.fields)

    def points_of(self, document: Document) -> int:
        return sum([points.of(document) for points in self.points])

    def tags_of(self, document: Document) -> list[str]:
        return [value for tag in self.tags for value in tag.of(document)]

    @cached_property
    def letters(self) -> frozenset[str]:
        return frozenset(tag.letter for tag in self.tags)

    @cached_property
    def every_published(self) -> Any:
        return self.model.objects.published()

    def published(self) -> Any:
        """The records that may be public, as a queryset of its own."""
        return self.every_published.all()


class Kinds:
    """The declared kinds."""

    def __init__(self) -> None:
        self.by_name: dict[str, Kind] = {}
        self.by_model: dict[Any, Kind] = {}

    def declare(self, kind: Kind) -> Kind:
        """Add a kind. Declared again, as a reloaded module does, it takes the place of the first."""
        self.by_name[kind.name] = self.by_model[kind.model] = kind
        return kind

    def __getitem__(self, name: str) -> Kind:
        return self.by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[Kind]:
        """In the order in which people read them."""
        return iter(sorted(self.by_name.values(), key=lambda kind: kind.order))

    def __len__(self) -> int:
        return len(self.by_name)

    def of(self, model: Any) -> Kind:
        """The kind of a model, or of an instance of it."""
        return self.by_model[model if isinstance(model, type) else type(model)]

    def at(self, url: str) -> Kind:
        """The kind to whose collection an address in the API belongs."""
        collection = url.removeprefix("/api/v1/").partition("/")[0]
        return next(kind for kind in self.by_name.values() if kind.collection == collection)

    def by_precedence(self) -> list[Kind]:
        """As search and suggestions put them among equals."""
        return sorted(self.by_name.values(), key=lambda kind: kind.precedence)

    def by_sort(self) -> list[Kind]:
        """As the API lists them: places first."""
        return sorted(self, key=lambda kind: kind.sort or len(Sort) + 1)

    def of_sort(self, sort: Sort) -> list[Kind]:
        return [kind for kind in self if kind.sort is sort]


kinds = Kinds()
declare = kinds.declare
