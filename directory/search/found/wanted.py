"""What an entry must have, or is better for having, to answer a question: its tokens and tags for the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.functional import cached_property

from directory.core.index.tokens import Clause, Query, Term, fold
from directory.core.models import NATION, is_mainland
from directory.search.question.lexicon import Lexicon, Sense
from directory.search.question.question import Question
from directory.search.question.word import Word
from directory.search.question.words import ATTRIBUTES, SORTS, TRAITS


class Wanted:
    """A question in the terms of the index. What follows from it is worked out once."""

    def __init__(self, question: Question, lexicon: Lexicon) -> None:
        self.question, self.lexicon = question, lexicon

    @cached_property
    def terms(self) -> list[Term]:
        """The question as it stands, for those who typed a name."""
        return [Term(text) for text in self.question.text.split() if fold(text)]

    @cached_property
    def literal_query(self) -> Query:
        """What an entry must have that holds every word as it was typed."""
        return tuple(term.clause for term in self.terms)

    @cached_property
    def query(self) -> Query:
        """What an entry must have that answers the question as it was understood."""
        clauses = [clause for word in self.question.sought if (clause := self.clause(word))]
        if self.question.about and self.question.years:
            clauses.append(tagged([*self.dated, "x:-"]))
        if self.question.about and self.question.places:
            clauses.append(tagged(self.around))
        return tuple(clauses)

    @cached_property
    def required(self) -> Query:
        """What is asked of a place beside its being the right one: 三甲, 公立 …"""
        return tuple((frozenset([tag]),) for trait in self.question.traits for tag in TRAITS[trait])

    @cached_property
    def needs(self) -> list[tuple[Term, list[str]]]:
        """Each word that is sought, and the tags that are as good; without what the kinds looked in say already."""
        return [(Term(word.text), self.meanings(word)) for word in self.question.sought if self.clause(word)]

    @cached_property
    def services(self) -> frozenset[str]:
        """The tags of the services that were named, and of those below them."""
        words = [word for word in self.question.words if word.sort == "service"]
        return frozenset(tag for word in words for tag in self.meanings(word))

    @property
    def dated(self) -> list[str]:
        """The tags of the years asked for."""
        return [f"x:{year}" for year in self.question.years]

    @cached_property
    def subjects(self) -> list[str]:
        """The tags of the policies that tell the facts asked for."""
        asked = (ATTRIBUTES[attribute] for attribute in self.question.attributes)
        return [f"u:{fold(subject)}" for attribute in asked for subject in attribute.subjects]

    @cached_property
    def foremost(self) -> Query:
        """What a rule has that comes first: the fact and the year asked for; where no region is, the whole nation."""
        nationwide = [] if self.question.places else [f"a:{NATION}"]
        return tuple(tagged(tags) for tags in (self.subjects, self.dated, nationwide) if tags)

    def clause(self, word: Word) -> Clause:
        """A word's meanings, as alternatives: as it is written, or what it stands for.

        None for what the kinds looked in say already, and for traits, which are required besides.
        """
        if word.sort == "trait" or (word.sort == "sort" and not SORTS[int(word.senses[0].value)].tags):
            return ()
        return (*Term(word.text).clause, *tagged(self.meanings(word)))

    def meanings(self, word: Word) -> list[str]:
        """The tags of what a word may mean."""
        return [tag for sense in word.senses for tag in self.tags(sense)]

    def tags(self, sense: Sense) -> Iterator[str]:
        match sense:
            case ("region", code):
                yield f"r:{code}"
            case ("department", code):
                yield f"d:{code}"
            case ("symptom", slug):
                yield f"y:{slug}"
                if self.question.places:
                    yield from (f"d:{code}" for code in self.departments_for(slug))
            case ("service", slug):
                yield from (f"v:{below}" for below in self.lexicon.below(slug))
            case ("scheme", code):
                # A guide without a scheme is for all of them, but not what who asks for a scheme alone means.
                yield from (f"m:{code}", "m:-") if len(self.question.about) > 1 else (f"m:{code}",)
            case ("sort", number):
                yield from SORTS[int(number)].tags
            case _:
                return

    def departments_for(self, slug: str) -> list[str]:
        """The departments for a symptom; where it has none of its own, those for what it is a part of."""
        own = self.lexicon.departments_of(slug)
        return own or [
            code for whole in self.lexicon.wholes.get(slug, ()) for code in self.lexicon.departments_of(whole)
        ]

    @cached_property
    def around(self) -> list[str]:
        """The tags of what lies in the regions asked for, of what serves them from above, and of what is everywhere."""
        places = self.question.places
        inside = [f"r:{place.code}" for place in places]
        above = [f"a:{code}" for place in places for code in (place.code, *wider(place.code))]
        everywhere = [] if self.question.rest else ["r:-"]  # a department is everywhere, but has no part in a name
        return list(dict.fromkeys([*inside, *above, *everywhere]))


def tagged(tags: Iterable[str]) -> Clause:
    return tuple(frozenset([tag]) for tag in dict.fromkeys(tags))


def wider(code: int) -> list[int]:
    """The codes of the regions that this one lies in, the nation last; its rules are the mainland's."""
    above = [code // 100 * 100, code // 10000 * 10000, *([NATION] if is_mainland(code) else [])]
    return [upper for upper in dict.fromkeys(above) if upper != code]
