"""The question that a list's parameters ask of the rules of a place, the same in the API and on pages."""

from __future__ import annotations

from functools import partial
from typing import Any

from .belonging import people
from .resolution import Resolution, RuleQuestion, of_another_year, policies_for, procedures_for

Asked = dict[str, Any]


def procedures_asked(asked: Asked) -> Resolution | None:
    """Which procedures hold for the asker; None where it was not asked where and for what service."""
    if not (asked.get("applies_to") and asked.get("service")):
        return None
    scheme, person_type = asked.get("scheme"), asked.get("person_type") or ""
    question = RuleQuestion(asked["applies_to"], scheme, person_type, people(person_type, scheme))
    return procedures_for(asked["service"], question)


def policies_asked(asked: Asked) -> Resolution | None:
    """Which policies hold for the asker; None where it was not asked where and on what subject."""
    if not (asked.get("applies_to") and asked.get("subject")):
        return None
    scheme, cost = asked.get("scheme"), asked.get("cost")
    own = people(asked.get("population") or "", scheme)
    question = RuleQuestion(asked["applies_to"], scheme, groups=own, cost=cost)
    return policies_for([asked["subject"]], question, partial(of_another_year, year=asked.get("year")))
