"""Entries weighed for a question, none of whose words has to be there: rarity, names, regions, kinds and what is asked."""

from __future__ import annotations

from collections.abc import Collection

from directory.core.index.keys import rank_of
from directory.core.index.search_index import kind_of
from directory.core.index.tokens import Handles
from directory.core.models import NATION, Sequence
from directory.search.question.spoken import also
from directory.search.question.understanding import Understanding

from . import reading
from .judging import OUTSIDE, Filters, Item
from .links import Link
from .ranking import Match, Place
from .scoring import score

MOST = 40
READ = 200


def weighed(understanding: Understanding, filters: Filters, linked: Collection[Link]) -> list[Item]:
    names = {key: len(link.name) for link in linked for key in link.keys}
    text = f"{understanding.put} {also(understanding.put)} {' '.join(meant(understanding))}"
    scores = score(text, Sequence.current())
    for key, length in names.items():
        scores[key] += 12 + 2 * length
    wanted = {
        tag
        for word in understanding.words
        for sense in word.senses
        if sense.sort not in ("region", "scheme")
        for tag in understanding.tags(sense)
    }
    schemes = {f"m:{code}" for code in understanding.values("scheme")}
    around, inside = set(understanding.around), {f"r:{place.code}" for place in understanding.places}
    first = sorted(scores, key=lambda key: -scores[key])[:READ]
    kinds = set(filters.kinds)
    rows = reading.rows([key for key in first if not kinds or kind_of(key) in kinds])
    found = []
    for key, row in rows.items():
        handles, kind = Handles(row.found_by), kind_of(key)
        tags = handles.tags
        if filters.region and f"r:{filters.region}" not in tags:
            continue
        if filters.open_patterns is not None and row.pattern not in filters.open_patterns:
            continue
        weight = scores[key] + 4 * len(wanted & tags)
        if understanding.places and key not in names:
            weight *= 1.3 if tags & inside else 1.0 if tags & around else 0.8 if kind == "article" else 0.3
        elif not understanding.places and kind in ("procedure", "policy"):
            weight *= 1.15 if f"a:{NATION}" in tags else 0.85
        if schemes and kind in ("procedure", "policy"):
            weight *= (
                1.15 if tags & schemes else 0.8 if any(tag.startswith("m:") and tag != "m:-" for tag in tags) else 1.0
            )
        if understanding.kinds:
            weight *= 1.3 if kind in understanding.kinds else 1.0
        if understanding.attributes and kind in understanding.preferred:
            weight *= 1.1
        if understanding.subjects and tags & set(understanding.subjects):
            weight *= 1.2
        if understanding.years and kind == "policy":
            years = {tag for tag in tags if tag.startswith("x:")}
            weight *= 1.2 if years & set(understanding.dated) else 0.7 if years - {"x:-"} else 1.0
        weight *= {"article": 0.6, "service": 0.7, "department": 0.7}.get(kind, 1.0)
        outside = bool(understanding.places) and not tags & around and key not in names
        match = Match.EXACT if key in names else Match.MEANING
        found.append((weight, Item(kind, row, handles, Place(
            OUTSIDE if outside else 0, 0, match, 0, rank_of(key), 0, row.slug), weight)))  # fmt: skip
    found.sort(key=lambda pair: (-pair[0], pair[1].place.rank))
    best = found[0][0] if found else 0
    return [item for weight, item in found if weight > 0.25 * best][:MOST]


def meant(understanding: Understanding) -> list[str]:
    """What words in letters mean, as names here have it."""
    names = understanding.lexicon.names
    return [names[sense] for word in understanding.words if word.text.isascii() for sense in word.senses if sense in names]
