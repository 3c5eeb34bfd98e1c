"""What a search says beside its results: how it was understood, the facts that answer it, how many there are; if none, why."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils.translation import gettext as _

from directory.core.index.timetables import Moment
from directory.core.index.tokens import Term, fold
from directory.search.found.finding import Hits, count_of
from directory.search.found.wanted import Wanted
from directory.search.question.lexicon import PlaceName
from directory.search.question.question import Question
from directory.search.question.word import Word
from directory.search.question.words import ATTRIBUTES, PLACES
from hospitals import emergencies as urgency

from .asked import OF_RULES, asked_for, symptoms_seen
from .card import card_of
from .covering import grams
from .documents import OF_PLACES, Reading
from .nearest import RULED, left_over, nearest
from .nowhere import ANYWHERE, is_local, knows_region, none_in
from .opening import opening
from .outright import outright
from .ruled import subjects_named
from .showing import nothing
from .telling import Answer
from .unheld import unheld

FIRST = 3  # among so many a place in the region asked for stands before what is everywhere


def explained(hits: Hits, moment: Moment) -> dict[str, Any]:
    found = bool(hits.total.number)
    every = in_an_emergency(answers(hits, moment), hits, moment)
    told = [answer.data for answer in every]
    return {
        "query": hits.instead_of or hits.wanted.question.text,
        "searched_for": hits.wanted.question.text if hits.instead_of else "",
        "understood": understood(hits, every),
        "missing": hits.missing,
        "answer": told[0] if told else None,
        "more_answers": told[1:],
        **count_of(hits.total),
        "counts": [{"kind": kind, **count_of(count)} for kind, count in hits.counts.items()],
        "did_you_mean": list(hits.meant),
        "unmatched": [] if found else nothing(hits.wanted),
    }


def answers(hits: Hits, moment: Moment) -> list[Answer]:
    """What is told: whether a door is open at the moment asked about, each fact asked for, and what else is nearest."""
    reading = Reading(hits)
    if hits.missing:
        missing = Answer("missing", _("不在本名录"), (), _("本名录没有“%(name)s”。") % {"name": hits.missing})
        return [missing, *of_the_journey(reading, missing)]
    unknown_topics = unheld(reading)
    attributes = [name for name in attributes_of(hits.wanted.question) if not unknown_topics or name in OF_PLACES]
    asked = [asked_for(reading, attribute) for attribute in attributes]
    told = [*opening(reading, moment), *(each for each in asked if each.facts or each.passed_over)]
    if unknown_topics:
        return [*told, *unknown_topics]
    if seen := symptoms_seen(reading):
        return [*told, seen]
    return with_nearest(reading, asked, told)


def in_an_emergency(every: list[Answer], hits: Hits, moment: Moment) -> list[Answer]:
    """Without what an insurance does, where somebody tells of an emergency and asks nothing about it: 孩子被车撞了."""
    question = hits.wanted.question
    rest = [each for each in every if not any(is_of_a_rule(fact.document) for fact in each.facts)]
    of_insurance = question.has("scheme") or question.has("service") or OF_RULES.intersection(question.attributes)
    if of_insurance or len(rest) == len(every):
        return every
    return rest if urgency.told(question.text, moment.version)["urgent"] else every


def is_of_a_rule(document: dict[str, Any]) -> bool:
    return "subject" in document or "steps" in document


def with_nearest(reading: Reading, asked: list[Answer], told: list[Answer]) -> list[Answer]:
    """With what else is nearest to the question; where nothing is, that what was asked for is not known."""
    hits = reading.hits
    silent = [each for each in asked if each.note and not (each.facts or each.passed_over)]
    if not told and (unknown := not_here(reading, silent)):
        return unknown
    told = [*told, *outright(reading, told)]
    more = beside(told, nearest(reading, told) if hits.rarity else [])
    more = of_the_subject(more, silent, hits.wanted.question)
    if told or more:
        return [*told, *(each for each in silent if knows(hits, each) and not speaks(more, each, hits)), *more]
    if reading.named and left_over(hits):
        return [Answer("unheld", _("不在本名录"), (), _("本名录还没有这个问题的答案。"))]
    if card := card_of(reading):
        return [card]
    if asked and hits.ranked:
        return silent or [asked[0]._replace(note=_("本名录还没有这个问题的答案。"))]
    return []


def of_the_journey(reading: Reading, missing: Answer) -> list[Answer]:
    """What holds for a journey to a hospital that is not here: 去信阳中心医院住院怎么报."""
    if not reading.journey:
        return []
    found = nearest(reading, [missing])
    return [each for each in found if all(is_of_a_rule(fact.document) for fact in each.facts)]


def beside(told: list[Answer], near: list[Answer]) -> list[Answer]:
    """Of what is nearest that which was not told already."""
    known = {fact.text for each in told for fact in (*each.facts, *each.passed_over)}
    return [each for each in near if not known.issuperset(fact.text for fact in each.facts or each.passed_over)]


def of_the_subject(more: list[Answer], silent: list[Answer], question: Question) -> list[Answer]:
    """Without rules on other subjects than the one that was called by its name and of which nothing is known."""
    named = {subject for each in silent for subject in subjects_named(each.attribute, question)}
    return [each for each in more if not named or each.attribute != RULED or each.label in named]


def speaks(more: list[Answer], silent: Answer, hits: Hits) -> bool:
    """Whether what was asked for is told after all, or another rule of the region that was named: then nothing is silent."""
    if any(each.attribute == silent.attribute for each in more):
        return True
    question = hits.wanted.question
    names = {place.name for place in question.places}
    subjects = subjects_named(silent.attribute, question)
    rules = (fact.document for each in more if each.attribute == RULED for fact in (*each.facts, *each.passed_over))
    return silent.attribute in OF_RULES and any(
        rule["region"]["name"] in names and (not subjects or rule["subject"] in subjects) for rule in rules
    )


def attributes_of(question: Question) -> tuple[str, ...]:
    """The facts that are asked for; of a complaint in a region, where to go with it: 阜新 腰疼."""
    complaint = question.has("symptom") and question.places and not question.kinds
    return question.attributes or (("hospitals",) if complaint else ())


def not_here(reading: Reading, silent: list[Answer]) -> list[Answer]:
    """That the directory does not have what was asked for, where nothing else is an answer."""
    hits = reading.hits
    if nowhere := none_in(hits):
        complaint = hits.wanted.question.has("symptom") or hits.wanted.question.rest
        near = nearest(reading, [nowhere]) if complaint else []
        return [nowhere, *(each for each in near if each.attribute in ANYWHERE)]
    if silent and silent[0].attribute in OF_PLACES and reading.lacks_region:
        return silent
    if silent and silent[0].attribute in OF_RULES and not knows_region(hits):
        return silent  # what other regions pay is no answer
    if silent and silent[0].attribute == "steps":
        return []  # how something is done is told by more than steps: who may, until when, what else there is
    return silent if silent and knows(hits, silent[0]) and not left_over(hits) else []


def knows(hits: Hits, silent: Answer) -> bool:
    """Whether what was found first, or the place that was named, is what should know: then its silence is the answer."""
    places = [item for item in hits.ranked if item.kind in PLACES]
    named = [item for item in places if item.key in hits.linked]
    local = [item for item in hits.ranked[:FIRST] if item in places and hits.wanted.question.places and is_local(item)]
    first = next(iter((*named, *local, *hits.ranked)), None)
    return first is not None and first.kind in ATTRIBUTES[silent.attribute].kinds


def understood(hits: Hits, told: list[Answer]) -> dict[str, Any]:
    question, filters = hits.wanted.question, hits.filters
    wanted = {
        "near": question.nearby and not filters.near,
        "open_at": question.open_now and filters.open_patterns is None,
    }
    return {
        "sentence": question.sentence(hits.wanted.lexicon),
        "words": [explain(word, hits.wanted) for word in question.words],
        "regions": [region(place) for place in question.places],
        "ambiguous": [region(place) for place in question.ambiguous],
        "attribute": question.attribute,
        "wants": [name for name, missing in wanted.items() if missing],
        "widened_to": hits.widened,
        "unused": unused(hits, told),
    }


def unused(hits: Hits, told: list[Answer]) -> list[str]:
    """The words of the question that neither the first result nor what is told from holds: who asks, and what is unknown."""
    first = hits.ranked[0].handles if hits.ranked else None
    words = [word.text for word in hits.wanted.question.words if word.sort in ("", "aside")]
    doubtful = [word for word in words if first and not first.holds(Term(word))]
    if not doubtful:
        return []
    facts = [fact for answer in told for fact in answer.facts]
    documents = {fact.document["url"]: fact.document for fact in facts}
    held = fold(
        "".join([*(fact.label for fact in facts), *(orjson.dumps(each).decode() for each in documents.values())])
    )
    return [word for word in doubtful if not any(gram in held for gram in grams(word))]


def explain(word: Word, wanted: Wanted) -> dict[str, Any]:
    names = [wanted.lexicon.names[sense] for sense in word.senses if sense in wanted.lexicon.names]
    return {"word": word.text, "means": word.sort, "names": names}


def region(place: PlaceName) -> dict[str, Any]:
    return {"code": str(place.code), "name": place.name, "path": list(place.path)}
