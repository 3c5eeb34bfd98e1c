"""Rows for several kinds of people: who says which they are is told theirs alone."""

from __future__ import annotations

from collections.abc import Sequence

from directory.search.found.finding import Hits
from directory.search.question.spoken import also

from .covering import grams
from .telling import Told

# Whose rows are for kinds of people.
FIELDS = frozenset({"materials", "eligibility", "person_types", "fee", "time_limits"})


def of_who_asks(facts: Sequence[Told], hits: Hits) -> list[Told]:
    """Of rows for several kinds of people those for whom the question says to be, and those for everybody.

    All of them where it does not say. What tells a kind is what stands in no other one's name, nor in the guide's.
    """
    labels = {fact.label: grams(fact.label) for fact in facts if fact.label}
    if len(labels) < 2:
        return list(facts)
    question = hits.wanted.question.put
    asked = grams(f"{question} {also(question)}") - grams(facts[0].document["name"])
    said = set()
    for label, words in labels.items():
        others = set().union(*(held for other, held in labels.items() if other != label))
        if (words - others) & asked:
            said.add(label)
    return [fact for fact in facts if not said or not fact.label or fact.label in said]
