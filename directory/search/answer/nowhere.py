"""What is asked for in a region of which the directory has none: it says so. Another region's is no answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from directory.core.index import search_index
from directory.core.kinds import kinds
from directory.core.models import NATION
from directory.search.found.finding import Hits
from directory.search.found.judging import OUTSIDE, Item
from directory.search.found.wanted import tagged
from directory.search.question.lexicon import PlaceName
from directory.search.question.words import PLACES, RULES

from .telling import Answer

ANYWHERE = frozenset({"departments", "advice", "red_flags", "causes"})  # what is told of a complaint wherever one is
COUNTING = re.compile("(?:几|多少)[家个所]|数量")  # asks how many there are, not for one of them


def none_in(hits: Hits) -> Answer | None:
    """That the directory knows no place of the sort that is asked for in the region asked for."""
    question = hits.wanted.question
    sorts = {kind for kind in question.kinds if kind in PLACES}
    if "hospitals" in question.attributes:
        sorts.add("hospital")
    if any(place.code == NATION for place in question.places):
        return None  # what serves all of the country is no other place's
    if not (sorts and question.places) or hits.widened or COUNTING.search(question.put):
        return None
    if any(kind in RULES for kind in question.preferred) or question.has("service") or question.has("scheme"):
        return None  # what an insurance does at such a place is asked for, no place
    if any(item.kind in PLACES and item.key in hits.linked for item in hits.ranked):
        return None
    around = hits.wanted.around  # not where a hospital only speaks of: 与北京的医院会诊
    here = (item for item in hits.ranked if item.kind in sorts and is_local(item))
    if any(not item.handles.tags.isdisjoint(around) for item in here) or has_any(sorts, question.places):
        return None
    where = "、".join(place.name for place in question.places)
    what = "、".join(str(kinds[kind].label) for kind in sorted(sorts))
    return Answer(
        "missing", _("不在本名录"), (), _("本名录还没有%(where)s的%(what)s。") % {"where": where, "what": what}
    )


def has_any(sorts: Collection[str], places: Iterable[PlaceName]) -> bool:
    """Whether the directory has such a place there, found or not."""
    return bool(search_index.find((tagged(f"r:{place.code}" for place in places),), sorts, 1))


def knows_region(hits: Hits) -> bool:
    """Whether anything that was found is in or for the region asked for."""
    return not hits.wanted.question.places or any(is_local(item) for item in hits.ranked)


def is_local(item: Item) -> bool:
    """Whether an entry is in or for the region asked for, and not for all of the country as a hotline is."""
    return item.place.nearness < OUTSIDE and item.handles.tags.isdisjoint(("r:-", f"a:{NATION}"))
