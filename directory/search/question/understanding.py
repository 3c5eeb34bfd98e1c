"""What a question asks for: where, what, for whom, and which fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.index.tokens import Clause, Query, Term, fold
from directory.core.models import NATION, code_range

from .cutting import Word, words_of
from .lexicon import Lexicon, Place, Sense
from .words import (
    AFTER_REIMBURSED,
    ATTRIBUTES,
    BASIC_SCHEMES,
    BESIDE_SERVICE,
    BESIDE_SYMPTOM,
    ENROLLING,
    IMPLIED,
    PAID,
    PAYING,
    REIMBURSED,
    SORTS,
    TRAITS,
)

# Words that say where and how, not what: with nothing else in the question they are what is looked for.
CIRCUMSTANCES = frozenset({"region", "attribute", "nearby", "open", "filler", "year", "span", "aside"})
SILENT = frozenset({"attribute", "filler", "nearby", "open"})  # in no name
REMEMBERED = 512  # questions


@dataclass
class Understanding:
    """A question, taken apart. What follows from its words is worked out once: it is remembered with them."""

    question: str
    lexicon: Lexicon
    words: list[Word] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    ambiguous: list[Place] = field(default_factory=list)

    def values(self, sort: str) -> list[str]:
        return list(dict.fromkeys(value for word in self.words for value in word.of(sort)))

    @cached_property
    def attributes(self) -> list[str]:
        """The facts that are asked for, in the order of the question."""
        return self.values("attribute")

    @property
    def attribute(self) -> str:
        return self.attributes[0] if self.attributes else ""

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds that the question names outright."""
        return list(dict.fromkeys(SORTS[int(number)].kind for number in self.values("sort")))

    @cached_property
    def preferred(self) -> tuple[str, ...]:
        """The kinds that know what is asked, those named outright first."""
        asked = [kind for attribute in self.attributes for kind in ATTRIBUTES[attribute].kinds]
        where = ("hospital",) if self.values("department") and (self.places or self.nearby) and not asked else ()
        return (*self.kinds, *asked, *where)

    @property
    def nearby(self) -> bool:
        return any(word.sort == "nearby" for word in self.words)

    @property
    def open_now(self) -> bool:
        return any(word.sort == "open" for word in self.words)

    @property
    def years(self) -> list[str]:
        return self.values("year")

    @property
    def dated(self) -> list[str]:
        """The tags of the years asked for."""
        return [f"x:{year}" for year in self.years]

    @cached_property
    def subjects(self) -> list[str]:
        """The tags of the policies that tell the facts asked for."""
        asked = (ATTRIBUTES[attribute] for attribute in self.attributes)
        return [f"u:{fold(subject)}" for attribute in asked for subject in attribute.subjects]

    @cached_property
    def foremost(self) -> Query:
        """What a rule has that comes first: the fact and the year asked for; where no region is, the whole nation."""
        nationwide = [] if self.places else [f"a:{NATION}"]
        return tuple(tagged(tags) for tags in (self.subjects, self.dated, nationwide) if tags)

    @property
    def rest(self) -> list[str]:
        """The words that are looked for as they are written."""
        return [word.text for word in self.words if not word.senses]

    @property
    def unused(self) -> list[str]:
        """The words that no entry has to hold: who asks, and what was left out to find anything."""
        return [word.text for word in self.words if word.sort == "aside"]

    @cached_property
    def less(self) -> Understanding | None:
        """A complaint or formality without the words that mean nothing here; None where those may be a name."""
        sorts = {word.sort for word in self.words}
        of_a_place = any(self.lexicon.means(word.text, "sort") for word in self.words)
        if "" not in sorts or of_a_place or sorts.isdisjoint({"symptom", "service"}):
            return None
        words = [word if word.senses else Word(word.text, [Sense("aside", "")]) for word in self.words]
        return Understanding(self.question, self.lexicon, words, self.places, self.ambiguous)

    @cached_property
    def terms(self) -> list[Term]:
        """The question as it stands, for those who typed a name."""
        return [Term(text) for text in self.question.split() if fold(text)]

    @cached_property
    def about(self) -> list[Word]:
        """The words that say what is looked for."""
        return [word for word in self.words if word.sort not in CIRCUMSTANCES]

    @cached_property
    def sought(self) -> list[Word]:
        """What an entry must hold or be: what is looked for; with nothing else in the question, the regions."""
        return self.about or [word for word in self.words if word.sort == "region" and self.places]

    @cached_property
    def needs(self) -> list[tuple[Term, list[str]]]:
        """Each word that is sought, and the tags that are as good; without what the kinds looked in say already."""
        return [(Term(word.text), self.meanings(word)) for word in self.sought if self.clause(word)]

    @cached_property
    def naming(self) -> list[Word]:
        """The words that may stand in a name."""
        return [word for word in self.words if word.sort not in SILENT | {"trait"}]

    @property
    def says_all(self) -> bool:
        """Whether no word means anything beyond what is written."""
        return not any(word.senses for word in self.words)

    @cached_property
    def query(self) -> Query:
        """What an entry must have that answers the question as it was understood."""
        clauses = [clause for word in self.sought if (clause := self.clause(word))]
        if self.about and self.years:
            clauses.append(tagged([*self.dated, "x:-"]))
        if self.about and self.places:
            clauses.append(tagged(self.around))
        return tuple(clauses)

    @cached_property
    def literal_query(self) -> Query:
        """What an entry must have that holds every word as it was typed."""
        return tuple(term.clause for term in self.terms)

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
                if self.places:
                    yield from (f"d:{code}" for code in self.departments_for(slug))
            case ("service", slug):
                yield from (f"v:{below}" for below in self.lexicon.below(slug))
            case ("scheme", code):
                # A guide without a scheme is for all of them, but not what who asks for a scheme alone means.
                yield from (f"m:{code}", "m:-") if len(self.about) > 1 else (f"m:{code}",)
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
        inside = [f"r:{place.code}" for place in self.places]
        above = [f"a:{code}" for place in self.places for code in (place.code, *wider(place.code))]
        everywhere = [] if self.rest else ["r:-"]  # a department is everywhere, but has no part in a name
        return list(dict.fromkeys([*inside, *above, *everywhere]))

    @property
    def traits(self) -> list[str]:
        return self.values("trait")

    @cached_property
    def required(self) -> Query:
        """What is asked of a place beside its being the right one: 三甲, 公立 …"""
        return tuple((frozenset([tag]),) for trait in self.traits for tag in TRAITS[trait])

    @property
    def sentence(self) -> str:
        """How the question was understood, in words: ``在 阜新市 找 骨科``."""
        where = "、".join(place.name for place in self.places)
        sought = [word.text for word in self.about]
        what = " ".join(self.named(word) for word in self.about) if sought else ""
        parts = [_("在 %(where)s") % {"where": where}] if where else []
        parts += [_("%(year)s 年度") % {"year": year} for year in self.years]
        if self.nearby:
            parts.append(_("在附近"))
        if self.open_now:
            parts.append(_("现在开门的"))
        if what:
            parts.append(_("找 %(what)s") % {"what": what})
        if self.attributes:
            asked = "、".join(str(ATTRIBUTES[attribute].label) for attribute in self.attributes)
            parts.append(_("问 %(what)s") % {"what": asked})
        return " ".join(parts)

    def named(self, word: Word) -> str:
        """A word as the directory calls what it means, where that is one thing and another word."""
        names = {self.lexicon.names[sense] for sense in word.senses if sense in self.lexicon.names}
        return names.pop() if len(names) == 1 and word.sort in ("symptom", "scheme", "service") else word.text


def tagged(tags: Iterable[str]) -> Clause:
    return tuple(frozenset([tag]) for tag in dict.fromkeys(tags))


def wider(code: int) -> list[int]:
    """The codes of the regions that this one lies in, the nation last."""
    above = [code // 100 * 100, code // 10000 * 10000, NATION]
    return [upper for upper in dict.fromkeys(above) if upper != code]


def understand(question: str, lexicon: Lexicon) -> Understanding:
    return memory(lexicon)(question)


@memoized(1)
def memory(lexicon: Lexicon) -> Callable[[str], Understanding]:
    """What questions mean, remembered as long as the directory's words stay as they are."""
    return memoized(REMEMBERED)(partial(taken_apart, lexicon=lexicon))


def taken_apart(question: str, lexicon: Lexicon) -> Understanding:
    understanding = Understanding(question, lexicon)
    for chunk in question.split():
        understanding.words += words_of(chunk, lexicon)
    settle_places(understanding)
    settle_asides(understanding.words)
    settle_symptoms(understanding.words)
    settle_services(understanding.words, lexicon)
    settle_schemes(understanding.words, lexicon)
    return understanding


def settle_places(understanding: Understanding) -> None:
    """Which regions are meant: of nested ones the narrowest, of several with one name those inside another one named."""
    places, groups = understanding.lexicon.places, []
    for word in understanding.words:
        codes = [int(code) for code in word.of("region") if int(code) in places]
        if codes and word.sort == "region":
            groups.append(codes)
    sure = [codes[0] for codes in groups if len(codes) == 1]
    chosen: list[int] = []
    for codes in groups:
        inside = [code for code in codes if any(within(code, outer) for outer in sure if outer != code)]
        chosen += inside or codes
        if len(inside or codes) > 1:
            understanding.ambiguous += [places[code] for code in inside or codes]
    narrow = [
        code for code in dict.fromkeys(chosen) if not any(within(other, code) for other in chosen if other != code)
    ]
    understanding.places = [places[code] for code in narrow]


def settle_symptoms(words: list[Word]) -> None:
    """Let words mean what they ask beside a symptom."""
    if any(word.sort == "symptom" for word in words):
        for word in words:
            if asked := BESIDE_SYMPTOM.get(word.text):
                word.senses = [Sense("attribute", asked)]


def settle_asides(words: list[Word]) -> None:
    """Let who asks be beside the point only of a complaint or a formality: 老人医院 is a name."""
    if not any(word.sort in ("symptom", "service", "scheme") for word in words):
        for word in words:
            if word.sort == "aside":
                word.senses = []


def settle_services(words: list[Word], lexicon: Lexicon) -> None:
    """Let words mean what they ask beside a service."""
    asked = {attribute for word in words for attribute in word.of("attribute")}
    for word in words:
        scheme = word.text.strip(PAYING)
        if word.sort == "service" and asked & PAID and (schemes := lexicon.means(scheme, "scheme")):
            word.text, word.senses = scheme, schemes
    if any(word.sort == "service" for word in words):
        for word in words:
            if word.text in BESIDE_SERVICE and not asked:
                word.senses = [Sense("attribute", BESIDE_SERVICE[word.text])]
        for before, word in pairwise(words):
            if before.text.endswith(REIMBURSED) and word.text in AFTER_REIMBURSED:
                word.senses = [Sense("attribute", AFTER_REIMBURSED[word.text])]


def settle_schemes(words: list[Word], lexicon: Lexicon) -> None:
    """Let what is asked say which service is meant, where nothing but an insurance is named: 居民医保怎么交."""
    sought = [word for word in words if word.sort not in CIRCUMSTANCES]
    schemes = {value for word in sought for value in word.of("scheme")}
    if schemes and schemes.issubset(BASIC_SCHEMES) and all(word.sort == "scheme" for word in sought):
        implied = IMPLIED | ENROLLING if len(schemes) == 1 else IMPLIED
        for word in words:
            names = implied.get(word.text, ())
            if services := [sense for name in names for sense in lexicon.means(name, "service")]:
                word.text, word.senses = names[0], [*services, *word.senses]


def within(code: int, outer: int) -> bool:
    first, last = code_range(outer)
    return first <= code <= last


__all__ = ["Understanding", "Word", "understand"]
