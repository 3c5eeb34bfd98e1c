"""What a place that was named does not say of itself although it was asked: an unknown is said to be unknown."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.core.kinds import Kind, kinds
from directory.core.publishing import wording
from directory.core.publishing.facts import fact_fields, label_of
from directory.search.question.asking_words import ASKED_OUTRIGHT

from .documents import FoundEntry, Reading
from .telling import Answer

CALLED = {"level": gettext_lazy("等级")}  # a level and a grade are one thing to who asks


def lacking(reading: Reading) -> list[Answer]:
    """A note for each fact that is asked for by what it is called and that the one place that was named does not have."""
    named = [item for item in reading.hits.ranked if item.key in reading.named]
    if len(named) != 1:
        return []
    [found] = reading.read(named, 1)
    kind, said = kinds[found.kind], reading.hits.beside_names
    asked = [field for field, words in ASKED_OUTRIGHT.items() if any(word in said for word in words)]
    return [unknown(found, field, label) for field in asked if (label := label_in(kind, field)) and lacks(found, field)]


def label_in(kind: Kind, name: str) -> str:
    """What a kind calls a fact, or a part of one: ``facts.beds`` is 床位; nothing where it has no such fact."""
    path, _dot, part = name.partition(".")
    field = next((field for field in fact_fields(kind) if field.path == path), None)
    if field is None:
        return ""
    if part:
        return wording.choice(part, f"{kind.name}.{path}.kind")
    return str(CALLED.get(path, "")) or label_of(kind, field)


def lacks(found: FoundEntry, field: str) -> bool:
    return not any(fact.field == field for fact in found.every)


def unknown(found: FoundEntry, field: str, label: str) -> Answer:
    note = _("本名录没有“%(name)s”的%(label)s。") % {"name": found.document["name"], "label": label}
    return Answer(field.partition(".")[0], label, (), note)
