"""A fact as it is told: its words, what it is about, under what conditions it holds, who says so."""

from __future__ import annotations

from typing import Any, NamedTuple

from directory.core.publishing.facts import Fact
from offices.rules.belonging import Limit

Document = dict[str, Any]
SAID_BY = 3  # so many of who says it are named


class Told(NamedTuple):
    """A statement and the entry that makes it."""

    text: str
    label: str  # what it is about: 转诊咨询, 急诊, 异地安置退休人员
    scope: str
    page: str  # of what it mentions
    tel: str  # dials it
    document: Document
    citations: tuple[Document, ...]
    limit: Limit | None = None  # why it is no answer: it holds for others only

    @property
    def data(self) -> dict[str, Any]:
        source = {name: self.document[name] for name in ("name", "url", "page")}
        limit = self.limit._asdict() if self.limit else {}
        return limit | {
            "text": self.text,
            "label": self.label,
            "scope": self.scope,
            "page": self.page,
            "tel": self.tel,
            "source": source,
            "said_by": self.said_by,
        }

    @property
    def said_by(self) -> list[dict[str, str | None]]:
        """The articles that state it, each once, with the day on which it was published."""
        articles = {row["article"]["page"]: row["article"] for row in self.citations if row.get("article")}
        return [
            {"title": it["title"], "page": page, "published_on": it["published_on"]}
            for page, it in list(articles.items())[:SAID_BY]
        ]


class Answer(NamedTuple):
    """What is told of one thing that was asked."""

    attribute: str
    label: str
    facts: tuple[Told, ...]
    note: str = ""
    passed_over: tuple[Told, ...] = ()  # what holds for others only

    @property
    def data(self) -> dict[str, Any]:
        return {
            "attribute": self.attribute,
            "label": self.label,
            "facts": [fact.data for fact in self.facts],
            "passed_over": [fact.data for fact in self.passed_over],
            "note": self.note,
        }


def tell(document: Document, fact: Fact, about: str = "") -> Told:
    tel = fact.link if fact.link.startswith("tel:") else ""
    page = fact.link if fact.link.startswith("/") else ""
    return Told(" ".join(fact.text.split()), about or fact.about, fact.scope, page, tel, document, fact.citations)
