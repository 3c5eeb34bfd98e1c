"""Which entries a name may mean, with a score from 0 to 100; a match only where nothing speaks against it.

All questions of a batch are asked of the index at once: one look at the postings, one at the candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from pyroaring import BitMap

from directory.core.index import entries, search_index
from directory.core.index.scoring import Boost, Scoring, ScoringQuery
from directory.core.index.tokens import ALIAS, NAME, Handles, exactly, forms, pairs, phone_form
from directory.core.kinds import REGION, Kind
from directory.core.language.names import contradicts, likeness, vetoes, without_regions
from directory.core.models import Region
from directory.core.models.versions import per_version

from ..views import keep

CANDIDATES = 8
SORTED = ("level", "grade", "office_kind", "institution_type")  # fields of a summary that say what something is
WHOLE = 3.0  # what having exactly this name counts, beside the pairs of its characters
NEARLY = 0.5  # less alike, names are not looked at more closely
MATCH, LEAD = 85, 3  # a match has so high a score, and so much more than the next
UNPLACED = 0.75  # of a name without the region that the entry's has, where no region was given
ELSEWHERE, OTHERWISE, VETOED, CONTRADICTED = 0.5, 0.8, 0.55, 0.8


class ReconciliationQuery(NamedTuple):
    """A question: a name, and what else is known of what it means."""

    text: str
    kinds: tuple[Kind, ...]
    region: Region | None = None
    phone: str = ""
    level: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        return forms(self.text)

    @property
    def asked(self) -> ScoringQuery:
        weights = {pair: 1.0 for form in self.forms for pair in pairs(form)}
        weights |= {exactly(form): WHOLE for form in self.forms}
        if self.phone:
            weights[f"t:{phone_form(self.phone)}"] = 5.0
        boosts = [Boost(frozenset([REGION.token(self.region.code)]), gain=1.0)] if self.region else []
        return ScoringQuery(weights, boosts)


class Possible(NamedTuple):
    """An entry that a name may mean, as much of it as is asked for.

    Nothing but texts and tuples of them: what is remembered of thousands costs the garbage collector nothing.
    """

    uid: str
    kind: str
    slug: str
    name: str
    names: tuple[str, ...]  # folded, with the aliases and other forms
    path: tuple[str, ...]  # the regions in which it lies, from the province down
    sorts: tuple[Any, ...]  # what it is, by ``SORTED``
    found_by: str


class Candidate(NamedTuple):
    """An entry, its score, and by what it was judged."""

    row: Possible
    score: float
    features: dict[str, float | bool]

    @property
    def doubtless(self) -> bool:
        return self.score >= MATCH and all(value is not False for value in self.features.values())


def candidates(wanted: Sequence[ReconciliationQuery]) -> list[list[Candidate]]:
    """Of each question, the best first."""
    keys = found_keys(wanted)
    rows = possible({key for some in keys for key in some})
    return [
        sorted((judged(one, rows[key]) for key in some if key in rows), key=lambda each: (-each.score, each.row.name))
        for one, some in zip(wanted, keys, strict=True)
    ]


def possible(keys: set[int]) -> dict[int, Possible]:
    """The rows of a table mean the same places again and again: what was read of them is remembered."""
    known = read_of()
    lacking = entries.named([key for key in keys if key not in known])
    found = {key: known[key] for key in keys if key in known} | {row.key: read(row) for row in lacking}
    keep(known, {row.key: found[row.key] for row in lacking})
    return found


@per_version(1)
def read_of() -> dict[int, Possible]:
    return {}


def read(row: entries.Named) -> Possible:
    summary = orjson.loads(row.summary)
    region, sorts = summary.get("region"), tuple(map(summary.get, SORTED))
    lines = [line[1:] for line in row.found_by.split("\n") if line.startswith((NAME, ALIAS))]
    names, path = tuple(" ".join(lines).split()), tuple(region["path"]) if region else ()
    return Possible(str(row.uid), row.kind, row.slug, summary["name"], names, path, sorts, row.found_by)


def found_keys(wanted: Sequence[ReconciliationQuery]) -> list[list[int]]:
    bitmaps, asked = search_index.bitmaps(), [one.asked for one in wanted]
    tokens, everybody = set().union(*(each.tokens for each in asked)), bitmaps.number(bitmaps.of_kind)
    shared: dict[tuple[Kind, ...], dict[str, BitMap]] = {}  # by the kinds that a question is about: mostly the same
    found = []
    for one, each in zip(wanted, asked, strict=True):
        if one.kinds not in shared:
            shared[one.kinds] = bitmaps.having(tokens, [kind.number for kind in one.kinds])
        scored = Scoring(bitmaps, shared[one.kinds], each, everybody).best(CANDIDATES)
        found.append([row.key for row in scored])
    return found


def judged(wanted: ReconciliationQuery, row: Possible) -> Candidate:
    best, against = most_alike(wanted, row.names, row.path)
    score, features = 100 * best * weight(against), {"name": round(best, 3), **dict.fromkeys(against, False)}
    score = with_properties(wanted, row, score, features)
    return Candidate(row, round(score, 1), features)


def weight(against: list[str]) -> float:
    """What is left of a likeness against which something speaks: a slip of one character may be but that."""
    return 1.0 if not against else CONTRADICTED if against == ["contradiction"] else VETOED


def most_alike(wanted: ReconciliationQuery, names: tuple[str, ...], path: tuple[str, ...]) -> tuple[float, list[str]]:
    """How alike a question's name and the likeliest name of an entry are, and what forbids that they are one."""
    best, against, value = 0.0, ["name"], 0.0
    for form in wanted.forms:
        for name in names:
            if form == name:
                return 1.0, []
            alike = likeness_of(wanted, form, name, path)
            # Whatever speaks against it, it counts no more than it is alike: most names are left at that.
            if alike > value and (worth := alike * weight(doubts := objections(form, name, path, alike))) > value:
                best, against, value = alike, doubts, worth
    return best, against


def likeness_of(wanted: ReconciliationQuery, form: str, name: str, path: tuple[str, ...]) -> float:
    mine, theirs = without_regions(form, path), without_regions(name, path)
    alike = likeness(mine.core, theirs.core)
    if mine.lowest < 0 <= theirs.lowest and not lies_in(wanted.region, path):
        return max(alike * UNPLACED, likeness(form, name) * UNPLACED)
    return alike


def objections(form: str, name: str, path: tuple[str, ...], alike: float) -> list[str]:
    """What forbids that two names are one institution's."""
    mine, theirs = without_regions(form, path), without_regions(name, path)
    against = vetoes(form, name)
    if mine.lowest >= 0 and theirs.lowest >= 0 and mine.lowest != theirs.lowest:
        against.append("region_in_name")  # 信阳市人民医院 is not 罗山县人民医院, which lies in it
    if alike > NEARLY and contradicts(mine.core, theirs.core):
        against.append("contradiction")
    return against


def lies_in(region: Region | None, path: tuple[str, ...]) -> bool:
    return region is not None and region.name in path


def with_properties(
    wanted: ReconciliationQuery, row: Possible, score: float, features: dict[str, float | bool]
) -> float:
    """What is known beside the name: a region or level that does not fit speaks against it, a phone that does for it."""
    handles, level = Handles(row.found_by), row.sorts[SORTED.index("level")]
    if wanted.region:
        features["region"] = REGION.token(wanted.region.code) in handles.tags
        score *= 1 if features["region"] else ELSEWHERE
    if wanted.level and level is not None:
        features["level"] = str(level) == wanted.level
        score *= 1 if features["level"] else OTHERWISE
    if wanted.phone and f"t:{phone_form(wanted.phone)}" in handles.numbers:
        features["phone"] = True
        score = score + (100 - score) / 2
    return score


def is_match(found: Sequence[Candidate]) -> bool:
    """Whether the first of these is what was meant: no doubt about it, and none like it."""
    if not found or not found[0].doubtless:
        return False
    return len(found) < 2 or found[0].score - found[1].score >= LEAD
