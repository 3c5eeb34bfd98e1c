"""Lists of HSDS: which entries are on a page, found by the same filters as the API's own lists."""

from __future__ import annotations

from collections import ChainMap
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from directory.core.index import entries, search_index
from directory.core.index.entries import Identified
from directory.core.index.keys import span
from directory.core.kinds import Kind, kinds
from directory.core.models import Entry
from directory.core.models.versions import per_version
from directory.core.serving.lists import Indexed, Listing, Queried

from ..identity import Uids

Narrowed = dict[str, str]  # parameters of a kind's own list, with their values


class KeyPage(NamedTuple):
    """The keys of one page, how many there are in all, and whether there are more than were counted."""

    keys: list[int]
    total: int
    capped: bool


def live(kind: str) -> int:
    """How many there are of a kind that can be found: of places, all that are public."""
    return search_index.bitmaps().number([search_index.number_of(kind)])


@per_version(16, kinds=("department", "service"))
def terms() -> dict[str, list[Identified]]:
    """The taxonomies' terms: two catalogues, of some hundred entries each."""
    found: dict[str, list[Identified]] = {}
    for kind in ("department", "service"):
        keys = list(Entry.objects.of(kind).filter(key__gt=0).order_by("slug").values_list("key", flat=True))
        found[kind] = entries.identified_by_key(keys)
    return found


@per_version(2, kinds=("department", "service"))
def term_uids() -> Uids:
    return {(term.kind, term.slug): term.uid for rows in terms().values() for term in rows}


def listing_of(kind: Kind, narrowed: Narrowed) -> Listing:
    filterset = kind.filterset(QueryDict(urlencode(narrowed)), queryset=kind.published(), beside=())
    if filterset.errors:
        raise ValidationError(filterset.errors)
    listing: Listing = filterset.listing
    return listing


def keys_of(listing: Listing, kind: Kind, start: int, size: int) -> list[int]:
    if isinstance(listing, Indexed) and listing.reaches(start + size):
        return list(listing.first[start : start + size])
    if isinstance(listing, Indexed):
        return listing.keys(size, skip=start)
    assert isinstance(listing, Queried)
    return list(listing.records.values_list("entries__key", flat=True)[start : start + size])


def page_of(wanted: dict[str, Narrowed], start: int, size: int) -> KeyPage:
    """The rows of several kinds, one kind after the other."""
    keys: list[int] = []
    total, capped = 0, False
    for name, narrowed in wanted.items():
        kind = kinds[name]
        listing = listing_of(kind, narrowed) if narrowed else None
        count, more = listing.counted if listing else (live(name), False)
        here = max(0, start - total)
        if len(keys) < size and (here < count or more):
            room = size - len(keys)
            keys += keys_of(listing, kind, here, room) if listing else first_keys(kind, here, room)
        total, capped = total + count, capped or more
    return KeyPage(keys, total, capped)


def first_keys(kind: Kind, start: int, size: int) -> list[int]:
    first, last = span(kind.number)
    return entries.keys_from(first, last, size, start)


def uids_of(found: list[Identified], mentioned: Any) -> Uids:
    """The identities of what these mention: terms are known, the rest is one query."""
    known = term_uids()
    others = {it for entry in found for it in mentioned(entry.kind, entry.document)} - known.keys()
    return ChainMap(entries.uids(others), known) if others else known  # type: ignore[arg-type]  # only read
