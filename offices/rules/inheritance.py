"""What a local procedure takes over from its national template: every part that it does not state itself, marked."""

from __future__ import annotations

from typing import Any

from directory.core.documents import Document, credited, top_field
from directory.core.models import code_range

TEXTS = ("eligibility", "legal_basis", "validity", "fee", "deadline", "consequence", "result", "visits", "notes")
ROWS = ("person_types", "steps", "materials", "channels", "time_limits", "problems")
INHERITABLE = (*TEXTS, *ROWS)
# Whose rows may be limited to one person type or one channel.
LIMITED = ("steps", "materials", "time_limits")
NOT_STATED: tuple[Any, ...] = (None, "", [])


def inherit(local: Document, template: Document) -> Document:
    """The local document with what it does not state filled in, and under ``inherited`` where each such field is from.

    A channel of another region is left out, and a row that the template limits to a
    person type or a channel that this place does not have.
    """
    missing = [name for name in INHERITABLE if local[name] in NOT_STATED and template[name] not in NOT_STATED]
    filled = local | {name: template[name] for name in missing}
    if "channels" in missing:
        filled["channels"] = [row for row in filled["channels"] if reaches(row["region"], local["region"])]
    for name in set(missing) & set(LIMITED):
        filled[name] = [row for row in filled[name] if belongs(row, filled)]
    return filled | {"inherited": {name: origin(template, name) for name in missing if filled[name] not in NOT_STATED}}


def reaches(wider: Document, place: Document) -> bool:
    low, high = code_range(int(wider["code"]))
    return low <= int(place["code"]) <= high


def belongs(row: Document, document: Document) -> bool:
    """Whether a row is for everybody and every channel, or for ones that the document names."""
    types = {person["name"] for person in document["person_types"]}
    channels = {one["channel"]["slug"] for one in document["channels"] if one["channel"]}
    return row["person_type"] in {None, *types} and (row["channel"] is None or row["channel"]["slug"] in channels)


def origin(template: Document, field: str) -> Document:
    """The template as an inherited field names it, with the articles it has that field from and whether they agree."""
    articles = {
        citation["article"]["slug"]: citation["article"]
        for citation in credited(template)
        if top_field(citation["field"]) == field
    }
    mention = {name: template[name] for name in ("slug", "name", "url", "page", "schemes")}
    disputed = any(name.split(".")[0] == field for name in template["disputed"])
    return {"from": mention | {"articles": list(articles.values())}, "disputed": disputed}
