"""Whose word a statement is: the articles behind fields of a published document."""

from __future__ import annotations

from directory.core.documents import ArticleMention, Document, Statement, credited, mention, top_field


def sources(document: Document, *fields: str) -> list[ArticleMention]:
    """The articles that state one of these fields, each once; those that staff do not credit are left out."""
    stated = [citation for citation in credited(document) if top_field(citation["field"]) in fields]
    return list({citation["article"]["slug"]: citation["article"] for citation in stated}.values())


def sides(document: Document, *fields: str) -> list[Statement]:
    """Where articles contradict each other on these fields: what each says."""
    contested = [name for name in document["disputed"] if top_field(name) in fields]
    return [
        {
            "field": citation["field"],
            "value": citation["value"],
            "region": citation["region"],
            "year": citation["year"],
            "population": citation["population"],
            "rank": citation["rank"],
            "reason": citation["reason"],
            "article": citation["article"],
        }
        for citation in credited(document)
        if citation["field"] in contested
    ]


__all__ = ["Document", "mention", "sides", "sources"]
