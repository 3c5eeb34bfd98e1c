"""What published documents look like to the code that reads them.

A document is JSON that a kind's serializer wrote, so its fields are the kind's; the API's description, which
tests hold to it, is where they are told one by one. The shapes here are those that every kind shares.
"""

from __future__ import annotations

from typing import Any, TypedDict

# Statements that speak for nothing: those that staff hold for wrong, and what an article gives as an example only.
NOT_CREDITED = frozenset({"deprecated", "example"})

Document = dict[str, Any]  # fields that differ from kind to kind are reached by name


class Mention(TypedDict):
    """A document as another one mentions it."""

    slug: str
    name: str
    url: str  # in the API
    page: str


class ArticleMention(TypedDict):
    """An article as a citation names it."""

    slug: str
    title: str
    source_kind: str
    published_on: str | None
    extent: str
    url: str
    page: str


class RegionMention(TypedDict):
    """A region as other documents name it."""

    code: str
    name: str
    url: str
    page: str
    path: list[str]  # names, from the province down


class Statement(TypedDict):
    """What one article says of a field, and for whom."""

    field: str  # "phones.number" for a field of the phones
    value: str
    region: RegionMention | None
    year: int | None
    population: str
    rank: str  # preferred, normal, deprecated or example
    reason: str
    article: ArticleMention


class CitationDocument(Statement):
    """A citation as its record's document has it."""

    figure: dict[str, Any] | None


def mention(document: Document) -> Mention:
    return {"slug": document["slug"], "name": document["name"], "url": document["url"], "page": document["page"]}


def credited(document: Document) -> list[CitationDocument]:
    """The citations that staff give credit to."""
    return [citation for citation in document["citations"] if citation["rank"] not in NOT_CREDITED]


def top_field(path: str) -> str:
    """The field itself, of a path that may lead into its rows."""
    return path.partition(".")[0]
