"""A procedure's document as one person's checklist: their steps and papers, channels that need no journey first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Any

from directory.core.documents import Document
from directory.core.models import Scheme

from .models import Channel
from .rules.resolution import accepted

NO_JOURNEY = (
    Channel.Kind.APP,
    Channel.Kind.MINI_PROGRAM,
    Channel.Kind.OFFICIAL_ACCOUNT,
    Channel.Kind.WEBSITE,
    Channel.Kind.PHONE,
)
STATED = ("eligibility", "validity", "fee", "deadline", "consequence", "result", "visits", "notes")
# A person type that names a 险种 (职工医保参保人) is for those in it; the words by which it does.
SCHEME_WORDS = {
    "resident": re.compile("居民|新农合"),
    "employee": re.compile("职工医保|职工$"),
    "flexible": re.compile("灵活就业"),
}


def checklist(procedure: Document, person_type: str = "", scheme: Scheme | None = None) -> Document:
    """What somebody has to do, bring and know; for every person type where none is given."""
    mine = partial(is_mine, person_type=person_type, scheme=scheme, listed=types_of(procedure))
    return {
        **{name: procedure[name] for name in ("slug", "name", "url", "page", "region", "summary")},
        "person_types": [one for one in procedure["person_types"] if mine(one["name"])],
        "steps": [step for step in procedure["steps"] if mine(step["person_type"])],
        "materials": [paper for paper in procedure["materials"] if mine(paper["person_type"])],
        "time_limits": [limit for limit in procedure["time_limits"] if mine(limit["person_type"])],
        "channels": sorted(
            (row for row in procedure["channels"] if scheme is None or suits(row["note"], scheme)),
            key=lambda row: row["kind"] not in NO_JOURNEY,
        ),
        **{name: procedure[name] for name in STATED},
        "disputed": procedure["disputed"],
        "unfinished": procedure["unfinished"],
        "inherited": procedure["inherited"],
    }


def types_of(procedure: Document) -> list[str]:
    return [person["name"] for person in procedure["person_types"]]


def is_mine(row_type: str | None, person_type: str, scheme: Scheme | None, listed: Iterable[str]) -> bool:
    """Whether a row for this person type is for somebody of the given type and 险种."""
    if row_type is None:
        return True
    if person_type and person_type in listed:
        return row_type == person_type
    return scheme is None or suits(row_type, scheme)


def suits(row_type: str, scheme: Scheme) -> bool:
    """Whether a person type does not name a 险种, or names the one asked about."""
    named = {code for code, words in SCHEME_WORDS.items() if words.search(row_type)}
    return not named or bool(named & accepted(scheme))


def stages(steps: list[Document]) -> list[list[list[Document]]]:
    """Each stage with its ways, each way with its steps. Most stages have one way, and that has one step.

    Steps of one alternative group that follow one another are a stage: those of one
    channel are a way, each without a channel is a way of its own.
    """
    found = []
    for group, together in groupby(enumerate(steps), key=lambda pair: pair[1].get("alternative_group") or pair[0]):
        members = [step for _number, step in together]
        found.append(ways(members) if isinstance(group, str) else [members])
    return found


def ways(members: list[Document]) -> list[list[Document]]:
    by_way: dict[Any, list[Document]] = {}
    for number, step in enumerate(members):
        by_way.setdefault(step["channel"]["slug"] if step["channel"] else number, []).append(step)
    return list(by_way.values())
