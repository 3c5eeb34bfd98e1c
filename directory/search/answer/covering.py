"""How much of what a question is about a document holds: what holds hardly any of it does not answer."""

from __future__ import annotations

from collections.abc import Mapping

from directory.core.index import saying
from directory.core.index.tokens import of_said
from directory.search.found.finding import Hits

from .documents import Document, Found

COVERED = 0.08  # of what a question is about a document must hold so much to be told from
ANSWERS = 0.3  # and so much, to be told from as what was asked for outright


def content_of(hits: Hits) -> dict[str, float]:
    """What the question is about, each pair with how rare it is: without how it is asked, when and where.

    Nothing where a name of the directory stands in it: then it is about that.
    """
    if hits.links:
        return {}
    words = " ".join(word.text for word in hits.wanted.question.about)
    return {gram: hits.rarity.get(gram, 1.0) for gram in grams(words)}


def covered(content: Mapping[str, float], found: Found) -> float:
    """How much of that a document holds, 0 to 1."""
    held = grams_of(found.document)
    return sum(weight for gram, weight in content.items() if gram in held) / (sum(content.values()) or 1.0)


def grams_of(document: Document) -> set[str]:
    """The pairs of all that a document says, its names included."""
    named = [document["name"], *document.get("aliases", ())]
    return of_said(saying.spoken([*named, *saying.texts(document)]))


def grams(text: str) -> set[str]:
    return of_said(saying.asked(text))
