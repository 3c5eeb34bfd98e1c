"""What a place that was named says of itself where it is asked outright: an unknown is said to be unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.core.kinds import Kind, kinds
from directory.core.publishing import wording
from directory.core.publishing.facts import fact_fields, label_of
from directory.search.question.asking_words import ASKED_OUTRIGHT
from directory.search.question.question import Question

from .documents import FoundEntry, Reading
from .telling import Answer, tell

MOST = 3  # so many places are compared
TOGETHER = {"level": ("grade",)}  # 三级 and 甲等
CALLED = {"level": gettext_lazy("等级")}  # a level and a grade are one thing to who asks


def outright(reading: Reading, told: Iterable[Answer]) -> list[Answer]:
    """Each fact that is asked for by what it is called, of the places that were named; or that one does not have it."""
    hits = reading.hits
    channels = {item.key for item in hits.ranked if item.kind == "channel" and item.key in hits.linked}
    named = [item for item in hits.ranked if item.key in reading.named | channels]
    known = {fact.text for each in told for fact in each.facts}
    said = hits.beside_names
    asked = [field for field, words in ASKED_OUTRIGHT.items() if any(word in said for word in words)]
    if asks_for_a_department(hits.wanted.question) and "departments" not in asked:
        asked.append("departments")
    found = reading.read(named, MOST) if asked else []
    return [
        answer
        for each in found
        for field in asked
        if (label := label_in(kinds[each.kind], field)) and (answer := stated(each, field, label, known))
    ]


def asks_for_a_department(question: Question) -> bool:
    """Whether a place has a department is asked: 省二医有没有儿科."""
    return any(f"有{word.text}" in question.put for word in question.words if word.sort == "department")


def stated(found: FoundEntry, field: str, label: str, known: Collection[str]) -> Answer | None:
    """What an entry says of a field, as far as it was not told; a note where it says nothing."""
    facts = [fact for fact in found.every if fact.field in (field, *TOGETHER.get(field, ()))]
    if not facts:
        return unknown(found, field, label)
    rows = [tell(found.document, fact) for fact in facts]
    more = tuple(row for row in rows if row.text not in known)
    return Answer(field.partition(".")[0], label, more) if more else None


def label_in(kind: Kind, name: str) -> str:
    """What a kind calls a fact, or a part of one: ``facts.beds`` is 床位; nothing where it has no such fact."""
    path, _dot, part = name.partition(".")
    field = next((field for field in fact_fields(kind) if field.path == path), None)
    if field is None:
        return ""
    if part:
        return wording.choice(part, f"{kind.name}.{path}.kind")
    return str(CALLED.get(path, "")) or label_of(kind, field)


def unknown(found: FoundEntry, field: str, label: str) -> Answer:
    note = _("本名录没有“%(name)s”的%(label)s。") % {"name": found.document["name"], "label": label}
    return Answer(field.partition(".")[0], label, (), note)
