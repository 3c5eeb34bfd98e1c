"""Whose word a statement is: the articles behind fields of a published document."""

from __future__ import annotations

from typing import Any

from directory.core.sources.agreement import NOT_CREDITED

Document = dict[str, Any]


def mention(document: Document) -> Document:
    """A document as another one mentions it."""
    return {name: document[name] for name in ("slug", "name", "url", "page")}


def sources(document: Document, *fields: str) -> list[Document]:
    """The articles that state one of these fields, each once; those that staff do not credit are left out."""
    return list(
        {
            citation["article"]["slug"]: citation["article"]
            for citation in document["citations"]
            if citation["rank"] not in NOT_CREDITED and citation["field"].split(".")[0] in fields
        }.values()
    )


def sides(document: Document, *fields: str) -> list[Document]:
    """Where articles contradict each other on these fields: what each says."""
    contested = [name for name in document["disputed"] if name.split(".")[0] in fields]
    return [
        {
            name: citation[name]
            for name in ("field", "value", "region", "year", "population", "rank", "reason", "article")
        }
        for citation in document["citations"]
        if citation["field"] in contested and citation["rank"] not in NOT_CREDITED
    ]
