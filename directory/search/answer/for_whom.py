"""Rows for several kinds of people: who says which they are is told theirs alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from directory.core.models import Scheme
from directory.core.models.versions import per_version
from directory.search.found.finding import Hits
from offices.checklist import suits
from offices.models import Channel
from offices.rules.belonging import Limit

from .covering import grams
from .telling import Told

# Whose rows are for kinds of people.
FIELDS = frozenset({"materials", "eligibility", "person_types", "fee", "time_limits"})
# 有没有手机 app asks for one; who has no 微信 may have 支付宝.
NOT_ONLINE = re.compile(
    r"(?<!有)(没有?|不会[用玩]?|不懂|用不了)(智能手机|手机(?!号|银行|app)|上网)|老[人年]机"
    r"|(手机|上网)(都|也)?(不会[用玩]?(?!没|有)|用不[了来]|玩不[了来])"
)


def of_who_asks(facts: Sequence[Told], hits: Hits) -> list[Told]:
    """Of rows for several kinds of people those for whom the question says to be, and those for everybody.

    All of them where it does not say. What tells a kind is what stands in no other one's name, nor in the guide's.
    """
    labels = {fact.label: grams(fact.label) for fact in facts if fact.label}
    if len(labels) < 2:
        return list(facts)
    question = hits.wanted.question
    asked = grams(f"{question.put} {question.also}") - grams(facts[0].document["name"])
    said = set()
    for label, words in labels.items():
        others = set().union(*(held for other, held in labels.items() if other != label))
        if (words - others) & asked:
            said.add(label)
    return [fact for fact in facts if not said or not fact.label or fact.label in said]


def within_reach(facts: Sequence[Told], hits: Hits) -> list[Told]:
    """For who says to have no smartphone, or not to use it, what can be done without one, as far as there is any."""
    if not NOT_ONLINE.search(hits.wanted.question.put.lower()):
        return list(facts)
    return [fact for fact in facts if not is_online(fact)] or list(facts)


def is_online(fact: Told) -> bool:
    rows = fact.document.get("channels", ())
    names = {row["channel"]["name"] for row in rows if row["kind"] in Channel.ONLINE and row["channel"]}
    return fact.scope in names or fact.text in names


def of_other_schemes(facts: Iterable[Told], hits: Hits) -> list[Told]:
    """The facts, those marked that name another 险种 than the question does: the employees' phone is none for residents."""
    asked = [scheme for scheme in schemes() if scheme.code in hits.wanted.question.values("scheme")]
    text = hits.wanted.question.text
    return [
        fact if fact.document["name"] in text or suit(fact, asked) else fact._replace(limit=limit(fact))
        for fact in facts
    ]


def suit(fact: Told, asked: Sequence[Scheme]) -> bool:
    return fact.limit is not None or not asked or any(suits(f"{fact.label} {fact.scope}", scheme) for scheme in asked)


def limit(fact: Told) -> Limit:
    only_for = fact.scope or fact.label
    return Limit(only_for, _("只对%(schemes)s") % {"schemes": only_for})


@per_version(1)
def schemes() -> list[Scheme]:
    return list(Scheme.objects.all())
