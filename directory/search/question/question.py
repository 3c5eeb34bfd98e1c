"""A question, taken apart: what was said. A value: whoever finds and answers reads it, nobody changes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.index.tokens import fold
from directory.core.language.glosses import in_sentence

from . import settling
from .cutting import words_of
from .english import in_chinese, is_english
from .lexicon import Lexicon, PlaceName
from .moment import ONES, When, number_of, when_of
from .spelled import regions_in_characters
from .spoken import also, put
from .text import plainly_put
from .word import CIRCUMSTANCES, SILENT, Word
from .words import ATTRIBUTES, SORTS

REMEMBERED = 512  # questions
BETWEEN = re.compile(r"\s+|(?<!\d)[,，]|[,，](?!\d)|[。;；!！?？]")  # no word goes on behind it
# How a place is named to which somebody goes, and where somebody is insured.
GOING = "[去到在往来转回]\\s*{place}"
HOME = "(?:医保|社保|保险|参保地?|投保|交|缴)(?:[是在]{{1,2}}\\s*{place}|{place}(?=[,，。;；\\s]|$))"
HOUSEHOLD = "(?:户籍地?|户口|籍贯)[是在]{{0,2}}{place}"  # counts where nothing says where somebody is insured
INSURED = "{place}的?(?:居民|职工)?(?:医保|社保|参保|投保|交|缴)"
TREATMENT = re.compile(
    "住院|急诊|抢救|看病|就医|就诊|买药|报(?!名)|备案|门诊|转诊|手术|治|结算|分娩|生孩子|怎么用|能用|通用|能在.{1,6}用|能刷"
)
ON_A_JOURNEY = "异地就医 备案 直接结算"  # who goes elsewhere to be treated and asks how, or whether, asks about this
UNITS = {"万": 10_000, "w": 10_000, "千": 1_000, "百": 100}
SPENT = re.compile(
    rf"(?:花|(?<![缴交])费用?|用了|账单|总共|一共|超过)[了是有掉]*(?P<number>\d[\d,]*(?:\.\d+)?|{ONES}?十{ONES}?|{ONES})"
    rf"(?:(?P<unit>[万w千百])(?:(?P<more>\d|{ONES})(?P<less>[千百])?)?|(?=多?[块元])|(?<=\d\d\d)(?!\d|多?[个天次分小年月岁人]))"
)
OUT_OF_PROVINCE = re.compile("省外|外省|跨省|出省")
FILING = re.compile("备案|结算|转诊")
MOVING = re.compile("医保(?:关系)?(?:想|要|能|怎么|可以)?转(?!院|诊)|转移|定居|落户")


class JourneyNames(NamedTuple):
    """From where somebody is insured to where they are treated, as a question names it."""

    insured: PlaceName
    treated: PlaceName


@dataclass(frozen=True)
class Question:
    """What was asked: the text, the words of it with what each can mean, where and when."""

    text: str  # as it was typed
    put: str  # as it is read: in Chinese, spoken words as everybody writes them
    words: tuple[Word, ...]
    places: tuple[PlaceName, ...]
    ambiguous: tuple[PlaceName, ...]
    outer: tuple[PlaceName, ...]  # named by themselves, and one of the places lies in them: 罗山人去信阳
    when: When | None

    @cached_property
    def by_sort(self) -> dict[str, list[str]]:
        """What the words can mean, by what sort of thing it is, each once."""
        found: dict[str, dict[str, None]] = {}
        for word in self.words:
            for sense in word.senses:
                found.setdefault(sense.sort, {})[sense.value] = None
        return {sort: list(values) for sort, values in found.items()}

    def values(self, sort: str) -> list[str]:
        return self.by_sort.get(sort, [])

    def has(self, sort: str) -> bool:
        """Whether a word means first of all something of this sort."""
        return any(word.senses and word.senses[0].sort == sort for word in self.words)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The facts that are asked for, in the order of the question."""
        return tuple(self.values("attribute"))

    @cached_property
    def attribute(self) -> str:
        return self.attributes[0] if self.attributes else ""

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the question names outright."""
        return tuple(dict.fromkeys(SORTS[int(number)].kind for number in self.values("sort")))

    @cached_property
    def preferred(self) -> tuple[str, ...]:
        """The kinds that know what is asked, those named outright first."""
        asked = [kind for attribute in self.attributes for kind in ATTRIBUTES[attribute].kinds]
        where = ("hospital",) if self.values("department") and (self.places or self.nearby) and not asked else ()
        return (*self.kinds, *asked, *where)

    @property
    def nearby(self) -> bool:
        return self.has("nearby")

    @property
    def open_now(self) -> bool:
        return self.has("open")

    @cached_property
    def years(self) -> list[str]:
        return self.values("year")

    @property
    def traits(self) -> list[str]:
        return self.values("trait")

    @property
    def rest(self) -> list[str]:
        """The words that are looked for as they are written."""
        return [word.text for word in self.words if not word.senses]

    @cached_property
    def about(self) -> tuple[Word, ...]:
        """The words that say what is looked for."""
        return tuple(word for word in self.words if word.sort not in CIRCUMSTANCES)

    @cached_property
    def sought(self) -> tuple[Word, ...]:
        """What an entry must hold or be: what is looked for; with nothing else in the question, the regions."""
        return self.about or tuple(word for word in self.words if word.sort == "region" and self.places)

    @cached_property
    def naming(self) -> tuple[Word, ...]:
        """The words that may stand in a name."""
        return tuple(word for word in self.words if word.sort not in SILENT | {"trait"})

    @cached_property
    def journey(self) -> JourneyNames | None:
        """From where to where somebody goes to be treated: 南京人去徐州住院. None where no two regions say it."""
        if not self.is_of_treatment:
            return None
        if len(self.places) == len(self.outer) == 1:
            home, around = self.places[0], self.outer[0]
            goes = self.is_named_as(around, GOING) or self.is_named_as(home, INSURED)
            return JourneyNames(home, around) if goes else None
        if len(self.places) != 2:
            return None
        homes = [place for place in self.places if self.is_named_as(place, INSURED)]  # 徐州医保在南京能用吗
        homes = homes or [place for place in self.places if self.is_named_as(place, HOME)]
        homes = homes or [place for place in self.places if self.is_named_as(place, HOUSEHOLD)]
        there = [place for place in self.places if self.is_named_as(place, GOING) and place not in homes]
        if len(homes) == 1:
            there = [place for place in self.places if place not in homes]
        if len(there) != 1 or len(homes) > 1:
            return None
        return JourneyNames(next(place for place in self.places if place != there[0]), there[0])

    @cached_property
    def leaves_province(self) -> bool:
        """Whether somebody is treated beyond the province, wherever that is: 江西医保去省外住院."""
        return bool(OUT_OF_PROVINCE.search(self.put)) and "省内" not in self.put

    @property
    def is_of_treatment(self) -> bool:
        """Whether it is about being treated, and not about an insurance that moves along."""
        return bool(TREATMENT.search(self.put)) and not MOVING.search(self.put)

    @property
    def is_away(self) -> bool:
        """Whether somebody is treated elsewhere than they are insured."""
        return bool(self.journey or (self.leaves_province and self.is_of_treatment))

    @cached_property
    def cost(self) -> Decimal | None:
        """What somebody says to have paid, in yuan: 花了两万."""
        found = SPENT.search(self.put.lower())
        if found is None:
            return None
        unit = UNITS.get(found["unit"], 1)
        less = UNITS.get(found["less"], unit // 10)  # 一万二 is 12,000
        return amount(found["number"]) * unit + (amount(found["more"]) * less if found["more"] else 0)

    @cached_property
    def also(self) -> str:
        """What documents write for what the question says, beside it."""
        asks_how = not FILING.search(self.put) and (
            not self.attributes or not {"steps", "materials"}.isdisjoint(self.attributes) or "手续" in self.put
        )
        return f"{also(self.put)} {ON_A_JOURNEY if self.is_away and asks_how else ''}".strip()

    def is_named_as(self, place: PlaceName, way: str) -> bool:
        """Whether the question names a place in this way, with or without what it lies in before it."""
        regions = [word for word in self.words if word.sort == "region"]
        own = "|".join(re.escape(word.text) for word in regions if str(place.code) in word.of("region"))
        outer = "|".join(re.escape(word.text) for word in regions)
        return bool(own) and bool(re.search(way.format(place=f"(?:{outer})*?(?:{own})"), self.put.lower()))

    @property
    def says_all(self) -> bool:
        """Whether no word means anything beyond what is written."""
        return not any(word.senses for word in self.words)

    def sentence(self, lexicon: Lexicon) -> str:
        """How the question was understood, in words: ``在 阜新市 找 骨科``."""
        where = _("、").join(place.name for place in self.places)
        what = " ".join(named(word, lexicon) for word in self.about)
        parts = [_("在 %(where)s") % {"where": where}] if where else []
        parts += [_("%(year)s 年度") % {"year": year} for year in self.years]
        if self.nearby:
            parts.append(_("在附近"))
        if self.open_now:
            parts.append(_("现在开门的"))
        if what:
            parts.append(_("找 %(what)s") % {"what": what})
        if self.attributes:
            asked = _("、").join(str(ATTRIBUTES[attribute].label) for attribute in self.attributes)
            parts.append(_("问 %(what)s") % {"what": asked})
        return " ".join(parts)


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "") if text[0].isdigit() else number_of(text))


def named(word: Word, lexicon: Lexicon) -> str:
    """A word as the directory calls what it means, where that is one thing and another word."""
    names = {lexicon.names[sense] for sense in word.senses if sense in lexicon.names}
    named_otherwise = len(names) == 1 and word.sort in ("symptom", "scheme", "service")
    return in_sentence(names.pop() if named_otherwise else word.text)


def parse(text: str, lexicon: Lexicon) -> Question:
    """What a text asks."""
    return memory(lexicon)(text)


@memoized(1)
def memory(lexicon: Lexicon) -> Callable[[str], Question]:
    """What questions mean, remembered as long as the directory's words stay as they are."""
    return memoized(REMEMBERED)(partial(taken_apart, lexicon=lexicon))


def taken_apart(text: str, lexicon: Lexicon) -> Question:
    read = put(plainly_put(regions_in_characters(in_chinese(text), lexicon) if is_english(text) else text))
    when, rest = when_of(read)
    words = settling.settled(
        [word for chunk in BETWEEN.split(rest) if fold(chunk) for word in words_of(chunk, lexicon)], lexicon
    )
    places, ambiguous = settling.places_of(words, lexicon)
    outer = settling.outer_of(words, places, lexicon)
    return Question(text, read, tuple(words), tuple(places), tuple(ambiguous), tuple(outer), when)
