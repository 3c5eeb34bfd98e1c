"""What search and suggestions may be asked, and what they refuse."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_noop

from directory.core.hours import State
from directory.core.index.timetables import patterns_in
from directory.core.kinds import kinds
from directory.core.serving.parameters import (
    ChoiceField,
    FlagField,
    NearField,
    OpenAtField,
    Parameters,
    RegionField,
    TextField,
)

from .found.judging import Filters
from .question.text import readable

KIND_NAMES = {kind.name: kind.title for kind in kinds.by_precedence()}


class QuestionField(TextField):
    """A question: as much of it as is read, without what nobody can see."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": None, **kwargs})

    def clean(self, value: Any) -> str:
        return super().clean(readable(str(value or "")))


class AskedParameters(Parameters):
    """A question must be asked."""

    required: ClassVar[tuple[str, ...]] = ("q",)

    @property
    def question(self) -> str:
        return str(self.cleaned["q"])


class SearchParameters(AskedParameters):
    """What a search may be asked."""

    q = QuestionField(
        help_text=gettext_noop(
            "要找什么，可以用自己的话：名称、简称、拼音、电话、代码，或“阜新 腰疼 挂什么科”这样的问题。"
        ),
        example="罗山 医保局 电话",
    )
    kind = ChoiceField(choices=list(KIND_NAMES.items()), help_text="只要这一种。", example="hospital")
    region = RegionField(help_text="只要这个地区的（含下级）：6 位代码或名称。", example="阜新")
    near = NearField(help_text="纬度,经度（WGS-84）：只要附近的医院和机构，由近到远。", example="42.02,121.65")

    open_at = OpenAtField(
        help_text="只要这一刻确定开着的医院和机构：now 或时刻；没写时区按北京时间。",
        example="2025-04-21T09:00:00+08:00",
    )

    as_typed = FlagField(help_text="true：只按输入的文字查找，不改拼音和错字。", example=True)

    @property
    def filters_asked(self) -> Filters:
        asked = self.cleaned
        kinds = (asked["kind"],) if asked["kind"] else ()
        region = asked["region"].code if asked["region"] else None
        opened = patterns_in(State.OPEN, asked["open_at"]) if asked["open_at"] else None
        return Filters(kinds, region, asked["near"], opened)


class SearchAPIParameters(SearchParameters):
    """As a program may ask: in groups, too."""

    grouped = FlagField(help_text="true：按种类分组，每组最前的 5 条。", example=True)


class SuggestParameters(AskedParameters):
    """What has been typed so far."""

    q = QuestionField(help_text=gettext_noop("已经输入的文字：名称、别名或拼音的一部分。"), example="fuxin")
