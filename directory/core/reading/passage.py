"""A text with everything that the directory's words find in it: what the kinds' readers read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any

from directory.core.models import NATION

from . import dates, figures, vocabulary
from .proposals import Figure, Proposal, Scope, Target
from .regions import RegionMatch, national, regions
from .texts import ParsedText, TextRange
from .vocabulary import Known
from .words import WordMatch

Reader = Callable[["Passage"], Iterable[Proposal]]
EARLY, HEADING = 80, 160  # characters behind a title, and behind a heading, for which it holds
ILLUSTRATION = re.compile(r"(?:[(,、]|^|[^\u4e00-\u9fff])(?:如|例如|比如)[“\"]?(?:[\u4e00-\u9fff]{2,4}、)*[“\"]?$")
COST = re.compile(
    r"\d+(?:\.\d+)?\s{0,3}万?元?(?:\(含\))?\s{0,3}(?:以下|以上|以内的?(?:部分|费用))|"
    r"超过\s{0,3}\d+(?:\.\d+)?\s{0,3}万?元(?=的)|\d+(?:\.\d+)?\s{0,3}万元?(?=以下|以上)"
)
PLACEHOLDER = re.compile(r"[X×xX]{2,}|某")


class Passage:
    """The words of the directory in one text."""

    def __init__(self, source: ParsedText) -> None:
        self.source = source
        self.plain = source.plain

    @cached_property
    def places(self) -> list[WordMatch[Known]]:
        return vocabulary.places(self.plain)

    @cached_property
    def terms(self) -> list[WordMatch[Known]]:
        return vocabulary.terms().find(self.plain)

    @cached_property
    def all_regions(self) -> list[RegionMatch]:
        return regions(self.plain)

    @cached_property
    def regions(self) -> list[RegionMatch]:
        """Without those of names and illustrations: “山东税务社保费缴纳”, 政务服务网(如黑龙江)."""
        named = [(word.start, word.end) for word in self.terms if word.meaning.kind == "channel"]
        return [
            one
            for one in self.all_regions
            if not any(start <= one.start < end for start, end in named)
            and not ILLUSTRATION.search(self.plain[max(0, one.start - 12) : one.start])
        ]

    @cached_property
    def schemes(self) -> list[WordMatch[str]]:
        return vocabulary.schemes().find(self.plain)

    @cached_property
    def years(self) -> list[tuple[int, int, int]]:
        return dates.years(self.plain)

    @cached_property
    def figures(self) -> list[figures.FoundFigure]:
        return sorted([*figures.figures(self.plain), *figures.bare_sums(self.plain)])

    @cached_property
    def costs(self) -> list[TextRange]:
        """Sums that say for which costs something holds: 1万元(含)以下."""
        return [TextRange(found.start(), found.end()) for found in COST.finditer(self.plain)]

    @cached_property
    def nation(self) -> tuple[int, int] | None:
        return national(self.plain)

    def of_kind(self, kind: str, piece: TextRange | None = None) -> list[WordMatch[Known]]:
        """The names of this kind, in a piece of the text or in all of it."""
        return [
            word
            for word in (*self.places, *self.terms)
            if word.meaning.kind == kind and (piece is None or piece.holds(word.start, word.end))
        ]

    @cached_property
    def region(self) -> RegionMatch | None:
        """What the text is about: the region of its title, else the first one that it names."""
        title = self.source.title
        inside = [mention for mention in self.regions if title.holds(mention.start, mention.end)]
        early = [mention for mention in self.regions if mention.start < title.end + EARLY]
        counted = Counter(mention.region.code for mention in self.regions)
        often = [mention for mention in self.regions if counted[mention.region.code] > 1]
        return next(iter(inside or early or often), None)

    def regions_at(self, place: int) -> list[RegionMatch]:
        """Several where a clause names them together: 贵州、湖南等地从9月1日启动."""
        clause = self.source.clause(place)
        inside = [one for one in self.all_regions if clause.start <= one.start <= place and not self.named(one)]
        joined = [
            one for one, other in pairwise(inside) if self.plain[one.end : other.start] in ("、", "和", "及", "与")
        ]
        if joined:
            return inside
        one = self.region_at(place)
        return [one] if one else []

    def named(self, mention: RegionMatch) -> bool:
        return any(word.start <= mention.start < word.end for word in self.terms if word.meaning.kind == "channel")

    def region_at(self, place: int) -> RegionMatch | None:
        """The region that holds for what stands here: of the same sentence and before it, else that of the text."""
        sentence = self.source.sentence(place)
        before = [one for one in self.regions if sentence.start <= one.start <= place]
        return before[-1] if before else self.region

    def region_code(self, place: int) -> int | None:
        mention = self.region_at(place)
        return mention.region.code if mention else NATION if self.nation else None

    def year_at(self, place: int) -> tuple[int, int, int] | None:
        """The year that holds for what stands here: the last named before it, in its sentence or in a heading."""
        sentence, title = self.source.sentence(place), self.source.title
        inside = [year for year in self.years if sentence.start <= year[0] <= place]
        titled = [year for year in self.years if title.holds(year[0], year[1])]
        first = self.source.sentences[1:3]
        monthly = [
            (found.start(), found.end(), int(found[1]))
            for piece in first
            for found in re.finditer(r"(?:根据|按照?)\s{0,3}(20[0-4]\d)年\d{1,2}月", self.plain[: piece.end])
        ]
        heading = [year for year in self.years if place - HEADING <= year[0] <= place and self.in_heading(year[0])]
        only = self.years if len({year[2] for year in self.years}) == 1 else []
        found = inside or heading or titled or monthly or only
        return found[-1] if found else None

    def in_heading(self, place: int) -> bool:
        """Whether a place is in a line of its own or behind a number: 2. 2025年缴费标准."""
        line = self.plain.rfind("\n", 0, place) + 1
        end = self.plain.find("\n", place)
        short = (end if end >= 0 else len(self.plain)) - line < 30
        return short or bool(
            re.search(r"(?:\d\s{0,3}[.、]|[一二三四五六七八九十]、|\()\s{0,3}$", self.plain[max(0, place - 4) : place])
        )

    def propose(
        self, target: Target, field: str, value: str, start: int, end: int, *, rule: str, scope: Scope | None = None,
        figure: Figure | None = None, doubt: str = "", around: bool = False,
    ) -> Iterable[Proposal]:  # fmt: skip
        """One fact, unless nothing may be taken from where it stands. What is ``around`` a fact may stand in a question."""
        if not value.strip() or self.source.dropped(start, end, questions=not around):
            return
        words = self.source.quote(start, end)
        made = Proposal(start, end, words, target, field, value.strip(), scope or Scope(), figure, rule=rule)
        why = doubt or ("" if around else self.source.doubt(start, end))
        yield made.doubted(why) if why else made

    def target(self, word: WordMatch[Known], **key: Any) -> Target:
        return Target(word.meaning.kind, word.meaning.slug, word.meaning.name, tuple(key.items()))
