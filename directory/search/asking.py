"""A question asked of the directory: what it says, what is found for it, in one direction."""

from __future__ import annotations

from collections import Counter

from directory.core.index import search_index
from directory.core.index.tokens import fold

from .found.finding import Count, Hits, count_of, search
from .found.judging import Filters, Item, Judge
from .found.links import links
from .found.nearby import nearest
from .found.ranking import Match
from .found.spelling import did_you_mean, names_in_short, names_like
from .found.strangers import missing_from
from .found.wanted import Wanted
from .found.weighing import weighed
from .question.lexicon import Lexicon, lexicon
from .question.question import Question, parse
from .question.spelled import in_characters

FEW = 3  # words of a question that is no sentence
KEYWORDS = frozenset(
    {"region", "department", "sort", "trait", "scheme", "service", "symptom", "nearby", "open", "year"}
)


def ask(text: str, filters: Filters, most: int, version: int | None = None, as_typed: bool = False) -> Hits:
    """What answers a question; so many results are wanted, counted from the first.

    Nobody is sent away for a slip: where nothing is found as it was typed, what it may have meant is looked for.
    """
    known = lexicon(version)

    def find(other: str) -> Hits:
        return first(parse(other, known), known, filters, most)

    hits = find(text)
    if as_typed or any(item.kind != "article" for item in hits.ranked):
        full = completed(hits)
        return full if as_typed or not full.missing else nearly(full, known, most) or full
    spelled = in_characters(text, known)
    near = {} if hits.ranked else did_you_mean(hits, find)
    meant = [{"question": question, **count_of(each.total)} for question, each in near.items()]
    for other in (*([spelled] if spelled else []), *near):
        found = completed(near[other] if other in near else find(other))
        if found.ranked:
            return found.having(instead_of=text, meant=tuple(each for each in meant if each["question"] != other))
    full = completed(hits)
    return (nearly(full, known, most) if full.missing else None) or full.having(meant=tuple(meant))


def nearly(hits: Hits, known: Lexicon, most: int) -> Hits | None:
    """What answers the question with the place's name put right, where one is a slip away from a name that is here."""
    text = hits.wanted.question.text
    for name in (*names_like(fold(hits.missing)), *names_in_short(fold(hits.missing))):
        other = text.replace(hits.missing, name)
        if other != text and (found := completed(first(parse(other, known), known, hits.filters, most))).links:
            return found.having(instead_of=text)
    return None


def first(question: Question, known: Lexicon, filters: Filters, most: int) -> Hits:
    """What bears the name that was typed or is what was meant; round a position, where one was given."""
    judge = Judge(Wanted(question, known), filters)
    return nearest(judge, most) if filters.near else search(judge)


def completed(hits: Hits) -> Hits:
    """With what has something to do with the question, where it is more than a name or a few words that all were found."""
    if hits.filters.near or is_plain(hits):
        return hits
    question = hits.wanted.question
    named = links(question.put, question.places)
    found = weighed(hits.wanted, hits.filters, named)
    weights = {item.key: item.weight for item in found.items}
    ranked = [replaced(item, weights) for item in hits.ranked]
    more = [item for item in found.items if item.key not in hits.items]
    counts = dict(hits.counts)
    counted = set(search_index.inside(hits.unseen, [item.key for item in more]))
    for kind, number in Counter(item.kind for item in more if item.key not in counted).items():
        known = counts.get(kind, Count(0, False))
        counts[kind] = Count(known.number + number, known.more)
    full = hits.having(
        ranked=(*ranked, *more),
        beyond=tuple(each - search_index.entries_at(weights) for each in hits.beyond),
        counts=counts,
        links=tuple(named),
        sure=frozenset(hits.items),
        rarity=found.rarity,
    )
    return full.having(missing=missing_from(full))


def is_plain(hits: Hits) -> bool:
    """Whether a question is answered by what was found: a name, or a few words of which each means something."""
    question = hits.wanted.question
    if not hits.ranked or question.when:
        return False
    if question.says_all or not (question.about or question.places or question.open_now):
        return True  # it asks of nothing: what was found bears these words
    if (
        len(hits.wanted.terms) == 1
        and hits.ranked[0].place.match <= Match.EXACT_ALIAS
        and hits.ranked[0].kind != "article"
    ):
        return not question.attributes
    return len(question.words) <= FEW and all(word.sort in KEYWORDS for word in question.words)


def replaced(item: Item, weights: dict[int, float]) -> Item:
    return item._replace(weight=weights.get(item.key, 0.0))
