"""How much of what a question is about a document holds: what holds hardly any of it does not answer."""

from __future__ import annotations

from collections.abc import Mapping

from directory.core.index import saying
from directory.core.index.tokens import SAID, of_said
from directory.search.found.finding import Hits
from directory.search.question.spoken import also

from .documents import FoundEntry, Reading

COVERED = 0.08  # of what a question is about a document must hold so much to be told from
OTHER = 0.6  # what a word counts that documents write for what was said
ANSWERS = 0.3  # and so much, to be told from as what was asked for outright
OF_COMPLAINTS = frozenset({"departments", "hospitals"})  # asked for: where to go with a complaint
LIKENED = 0.6  # and a symptom that was not named so much: 肝功能异常 is no 白带异常

Worth = dict[str, float]  # pairs of characters, and words in Latin letters, each with what it counts


def worth(hits: Hits, text: str, other: str) -> Worth:
    """What a question says and what documents write for it, each pair by how rare it is in documents."""
    said = {gram: hits.rarity.get(f"{SAID}{gram}", 1.0) for gram in grams(text)}
    return said | {gram: OTHER * hits.rarity.get(f"{SAID}{gram}", 1.0) for gram in grams(other) - said.keys()}


def about(hits: Hits) -> str:
    """What the question is about: without how it is asked, when and where.

    Nothing where a name of the directory stands in it: then it is about that.
    """
    return "" if hits.links else " ".join(word.text for word in hits.wanted.question.about)


def content_of(reading: Reading) -> Worth:
    return worth(reading.hits, about(reading.hits), "")


def covered(content: Mapping[str, float], reading: Reading, found: FoundEntry) -> float:
    """How much of that a document holds, as it was said or in other words, 0 to 1."""
    text, question = about(reading.hits), reading.hits.wanted.question
    # What a journey is about is said by where from and where to, which are not what the question is about.
    asking = [word.text for word in question.words if word not in question.about]
    every = worth(reading.hits, text, question.also if question.is_away else also(question.put, asking))
    return held(every, found.said.folded) / (sum(content.values()) or 1.0)


def least(otherwise: float, reading: Reading, found: FoundEntry) -> float:
    """How much a document must hold to be told from: more of what may be a complaint where no symptom was named."""
    question = reading.hits.wanted.question
    if question.has("symptom"):
        return otherwise
    complaint = question.attributes and OF_COMPLAINTS.issuperset(question.attributes) and not question.places
    if found.kind == "hospital" and complaint:
        return LIKENED  # 腋臭手术挂什么科: that a hospital operates is no answer
    return LIKENED if found.kind == "symptom" else otherwise


def held(asked: Mapping[str, float], folded: str) -> float:
    """What a folded text holds of a question. Looked for as it stands: to take every text apart would take longer."""
    return sum([weight for gram, weight in asked.items() if gram in folded])


def grams(text: str) -> set[str]:
    return {token.removeprefix(SAID) for token in of_said(saying.asked(text))}
