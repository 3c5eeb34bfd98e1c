"""A text with everything that the directory's words find in it: what the kinds' readers read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from directory.core.models import NATION, Region

from . import dates, figures, vocabulary
from .proposals import Figure, Proposal, Scope, Target
from .regions import RegionMention, national, regions
from .texts import SourceText, Stretch
from .vocabulary import Known
from .words import Word

Reader = Callable[["Passage"], Iterable[Proposal]]
PLACEHOLDER = re.compile(r"[X×xX]{2,}|某")


class Passage:
    """The words of the directory in one text."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.plain = source.plain

    @cached_property
    def places(self) -> list[Word[Known]]:
        return vocabulary.places(self.plain)

    @cached_property
    def terms(self) -> list[Word[Known]]:
        return vocabulary.terms().find(self.plain)

    @cached_property
    def regions(self) -> list[RegionMention]:
        return regions(self.plain)

    @cached_property
    def schemes(self) -> list[Word[str]]:
        return vocabulary.schemes().find(self.plain)

    @cached_property
    def years(self) -> list[tuple[int, int, int]]:
        return dates.years(self.plain)

    @cached_property
    def figures(self) -> list[figures.FoundFigure]:
        return list(figures.figures(self.plain))

    @cached_property
    def nation(self) -> tuple[int, int] | None:
        return national(self.plain)

    def of_kind(self, kind: str, piece: Stretch | None = None) -> list[Word[Known]]:
        """The names of this kind, in a piece of the text or in all of it."""
        return [
            word
            for word in (*self.places, *self.terms)
            if word.meaning.kind == kind and (piece is None or piece.holds(word.start, word.end))
        ]

    @cached_property
    def region(self) -> RegionMention | None:
        """What the text is about: the region of its title, else the first one that it names."""
        title = self.source.title
        inside = [mention for mention in self.regions if title.holds(mention.start, mention.end)]
        return next(iter(inside or self.regions), None)

    def region_at(self, place: int) -> RegionMention | None:
        """The region that holds for what stands here: of the same sentence and before it, else that of the text."""
        sentence = self.source.sentence(place)
        before = [one for one in self.regions if sentence.start <= one.start <= place]
        return before[-1] if before else self.region

    def region_code(self, place: int) -> int | None:
        mention = self.region_at(place)
        return mention.region.code if mention else NATION if self.nation else None

    def year_at(self, place: int) -> tuple[int, int, int] | None:
        """The year that holds for what stands here: the last named before it, in its sentence or in a heading."""
        sentence = self.source.sentence(place)
        inside = [year for year in self.years if sentence.start <= year[0] <= place]
        before = [year for year in self.years if year[0] <= place]
        return inside[-1] if inside else before[-1] if before else None

    def propose(
        self, target: Target, field: str, value: str, start: int, end: int, rule: str, *, scope: Scope | None = None,
        figure: Figure | None = None, doubt: str = "",
    ) -> Iterable[Proposal]:  # fmt: skip
        """One fact, unless nothing may be taken from where it stands."""
        if self.source.dropped(start, end) or not value.strip():
            return
        words = self.source.quote(start, end)
        made = Proposal(start, end, words, target, field, value.strip(), scope or Scope(), figure, rule=rule)
        why = doubt or self.source.doubt(start, end)
        yield made.doubted(why) if why else made

    def target(self, word: Word[Known], **key: Any) -> Target:
        return Target(word.meaning.kind, word.meaning.slug, word.meaning.name, tuple(key.items()))


def region_of(mention: RegionMention | None) -> Region | None:
    return mention.region if mention else None
