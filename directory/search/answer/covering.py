"""How much of what a question is about a document holds: what holds hardly any of it does not answer."""

from __future__ import annotations

from collections.abc import Mapping

from directory.core.index import saying
from directory.core.index.tokens import of_said
from directory.search.found.finding import Hits
from directory.search.question.spoken import also

from .documents import Document, Found

COVERED = 0.08  # of what a question is about a document must hold so much to be told from
OTHER = 0.6  # what a word counts that documents write for what was said
ANSWERS = 0.3  # and so much, to be told from as what was asked for outright


def content_of(hits: Hits) -> dict[str, float]:
    """What the question is about, each pair with how rare it is: without how it is asked, when and where.

    Nothing where a name of the directory stands in it: then it is about that.
    """
    if hits.links:
        return {}
    return {gram: hits.rarity.get(gram, 1.0) for gram in grams(about(hits))}


def about(hits: Hits) -> str:
    return " ".join(word.text for word in hits.wanted.question.about)


def covered(content: Mapping[str, float], hits: Hits, found: Found) -> float:
    """How much of that a document holds, as it was said or in other words, 0 to 1."""
    held = grams_of(found.document)
    other = {gram: hits.rarity.get(gram, 1.0) for gram in grams(also(about(hits))) if gram not in content}
    told = sum(weight for gram, weight in content.items() if gram in held)
    return (told + OTHER * sum(weight for gram, weight in other.items() if gram in held)) / (
        sum(content.values()) or 1.0
    )


def grams_of(document: Document) -> set[str]:
    """The pairs of all that a document says, its names included."""
    named = [document["name"], *document.get("aliases", ())]
    return of_said(saying.spoken([*named, *saying.texts(document)]))


def grams(text: str) -> set[str]:
    return of_said(saying.asked(text))
