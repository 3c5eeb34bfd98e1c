"""What is told of a record that was named and of which nothing was asked: its card."""

from __future__ import annotations

from django.utils.translation import gettext as _

from directory.search.found.ranking import Match

from .documents import Reading
from .nearest import by_field
from .telling import Answer, tell

# What says most of a record, in this order; of each kind the first few that it has.
TOLD = (
    "value", "summary", "description", "departments", "recommendations", "address", "phones", "phone", "opening_hours", "level", "grade",
    "institution_type", "services", "steps", "materials", "menu_paths", "duties", "features", "conditions",
)  # fmt: skip
FIELDS, ROWS = 4, 3


def card_of(reading: Reading) -> Answer | None:
    """The first of what was found, if it bears the name that was typed or nothing else was found."""
    hits = reading.hits
    first = hits.ranked[0] if hits.ranked else None
    if first is None or first.kind in ("article", "region"):
        return None
    if first.place.match > Match.EXACT_ALIAS and hits.total.number > 1:
        return None
    [found] = reading.read([first], 1)
    fields = by_field(found.every)
    rows = [
        tell(found.document, fact, about=fact.about or fact.label)
        for field in [field for field in TOLD if field in fields][:FIELDS]
        for fact in fields[field][:ROWS]
    ]
    return Answer("card", _("简介"), tuple(rows)) if rows else None
