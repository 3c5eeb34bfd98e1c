"""Which entries 体检 says something of: what a document says against itself is a mark of its entry, what it says against
others changes with them and is computed."""

from __future__ import annotations

import orjson
from django.db.models import Q

from directory.core.kinds import Kind, kinds
from directory.core.models import Entry
from directory.core.models.versions import per_version


def is_flawed(kind: Kind) -> Q:
    return Q(flawed=True) | Q(slug__in=flawed_among(kind.name))


@per_version(16)
def flawed_among(name: str) -> frozenset[str]:
    """Slugs of the entries of a kind that another record speaks against, or lacks."""
    if (compare := kinds[name].checkup_among) is None:
        return frozenset()
    texts = Entry.objects.live().of(name).values_list("document__text", flat=True)
    return frozenset(flaw[0] for flaw in compare([orjson.loads(text) for text in texts]))
