"""A document read as facts: what its kind says of itself, field by field, in words, each with its scope and its sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import get_language

from directory.core.caches import memoized
from directory.core.documents import NOT_CREDITED
from directory.core.kinds import Document, FactField, Kind, Worded
from directory.core.language.punctuation import labelled, listed, sentences

from . import wording

# What documents say of themselves, not of the world.
NO_FACTS = frozenset(
    [
        *("slug", "url", "page", "name", "path", "citations", "disputed", "editorial", "unfinished"),
        *("possible_duplicates", "verified_on", "verified_how", "fact_checks", "inherited", "template"),
    ]
)
DEPRECATED, EXAMPLE = "deprecated", "example"
MOST_FACTS, LONGEST = 4, 150  # of a sentence about an entry


@dataclass(frozen=True)
class Fact:
    """One thing that a document says: in the active language, apart from what sources say, which stays in theirs."""

    field: str  # as citations and anchors name it: phones, facts.beds
    label: str  # what the field is called: 电话
    text: str  # the value, or one row of it, in words
    about: str  # what the row is about where there are several: 转诊咨询, 急诊; else empty
    scope: str  # for whom or under which condition it holds; else empty
    link: str  # where it leads: tel:…, the page of what it mentions; else empty
    page: str  # where it stands: the entry's page with the field's anchor
    value: Any  # the field as the document has it, all rows
    citations: tuple[Document, ...]  # who says so, statements not credited left out
    disputed: bool
    asked_by: tuple[str, ...]


@memoized(None)
def fact_fields(kind: Kind) -> tuple[FactField, ...]:
    """The facts of a kind: those declared, in that order, and any other field of its document as its model tells it."""
    covered = NO_FACTS.union(*((field.path, *field.covers) for field in kind.facts))
    others = [name for name in kind.serializer.Meta.fields if name not in covered]
    return (*kind.facts, *(FactField(name) for name in others))


def fact_field(kind: Kind, path: str) -> FactField:
    """The fact of a kind with this path. Raises KeyError naming both."""
    return next((field for field in fact_fields(kind) if field.path == path), None) or missing(kind, path)


def missing(kind: Kind, path: str) -> FactField:
    raise KeyError(f"{kind.name} has no fact {path}")


def label_of(kind: Kind, field: FactField) -> str:
    return label_in(kind, field.path, get_language())


@memoized(4096)
def label_in(kind: Kind, path: str, language: str | None) -> str:
    """``language`` is the active one: it decides the text. Asked for every field of every page and answer."""
    return str(fact_field(kind, path).label) or wording.field_label(kind.model, path)


def facts_of(kind: Kind, document: Document, paths: Collection[str] = ()) -> list[Fact]:
    """What a document says, row by row, of these fields or of all; nothing where it does not say."""
    chosen = [field for field in fact_fields(kind) if not paths or field.path in paths]
    return [fact for field in chosen for fact in facts_of_field(kind, document, field)]


def facts_of_field(kind: Kind, document: Document, field: FactField) -> Iterator[Fact]:
    """A fact for each row of the field, or one for its value. A row that names a field of its own (``facts.beds``) has that
    one's citations and disputes, any other row those of the whole field.
    """
    rows = words_of(kind, document, field)
    if not rows:
        return
    label, page, value = label_of(kind, field), f"{document['page']}#fact-{field.fields[0]}", document.get(field.path)
    whole = credited(document, field.fields)
    for row in rows:
        name = row.field or field.path
        fields = (row.field,) if row.field else field.fields
        yield Fact(
            name,
            label,
            row.text,
            row.about,
            row.scope,
            row.link,
            page,
            value,
            tuple(credited(document, fields) if row.field else whole),
            any(concerns(name, fields) for name in document.get("disputed", ())),
            field.asked_by,
        )


def in_a_sentence(kind: Kind, document: Document) -> str:
    """The first facts of a document, as search engines and previews of links show them."""
    told: dict[str, list[str]] = {}
    for field in fact_fields(kind):
        if field.path == "latitude":  # nobody is helped by a number there
            continue
        for fact in facts_of_field(kind, document, field):
            told.setdefault(fact.label, []).append(fact.text)
        if len(told) == MOST_FACTS:
            break
    text = sentences(labelled(label, listed(texts)) for label, texts in told.items())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def words_of(kind: Kind, document: Document, field: FactField) -> list[Worded]:
    """A field's value in words, row by row."""
    value = document.get(field.path)
    if all(document.get(path) in (None, "", []) for path in (field.path, *field.covers)):
        return []
    if field.wording:
        return field.wording(value, document)
    labels = choices_of(kind, field.path)
    return [Worded(wording.chosen(value, labels))] if labels else wording.worded(value)


@memoized(None)
def choices_of(kind: Kind, path: str) -> dict[str, str]:
    """The labels of a field that holds one of a few stored words; empty for any other."""
    try:
        field = kind.model._meta.get_field(path)
    except FieldDoesNotExist:
        return {}
    return wording.labels_of_choices(kind.model, path) if getattr(field, "choices", None) else {}


# What citations have to do with fields.


def part(field: str) -> str:
    """``facts.doctors`` → ``facts``."""
    return field.partition(".")[0]


def concerns(name: str, fields: Iterable[str]) -> bool:
    """Whether a name in a document speaks of one of these fields: of it, of a part of it, or of the whole it is in."""
    return any(name == field or part(name) == field or name == part(field) for field in fields)


def about(document: Document, fields: Iterable[str]) -> list[Document]:
    """The citations that speak of these fields."""
    names = tuple(fields)
    parts = {part(name) for name in names}  # asked of every fact of a page: most citations are ruled out by this alone
    return [
        citation
        for citation in document.get("citations", ())
        if part(citation["field"]) in parts and concerns(citation["field"], names)
    ]


def credited(document: Document, fields: Iterable[str]) -> list[Document]:
    return [citation for citation in about(document, fields) if citation["rank"] not in NOT_CREDITED]
