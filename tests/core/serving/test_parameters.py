"""Parameters of addresses that list nothing: cleaned values, or what is wrong with each."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from directory.core.serving.parameters import (
    BoundedNumberField,
    ChoiceField,
    FlagField,
    Parameters,
    TextField,
    YearField,
)


class Visit(Parameters):
    """When somebody goes where."""

    place = TextField(help_text="去哪里。", example="阜新")
    year = YearField(help_text="哪一年。", example=2025)
    how = ChoiceField(choices=[("bus", "公交"), ("foot", "步行")], help_text="怎么去。", example="bus")
    km = BoundedNumberField(low=Decimal(1), high=Decimal(9), help_text="多远。", example=2)

    required = ("place",)


class LateVisit(Visit):
    """At night."""

    place = TextField(help_text="夜里去哪里。", example="沈阳")
    lit = FlagField(help_text="有没有灯。", example=True)


def asked(query: str, beside: tuple[str, ...] = ()) -> Visit:
    return Visit(QueryDict(query), beside)


def test_it_works() -> None:
    visit = asked("place=阜新&year=2025&how=步行")
    assert visit.errors == {}
    assert visit.cleaned == {"place": "阜新", "year": 2025, "how": "foot", "km": None}
    assert visit.asked == {"place": "阜新", "year": 2025, "how": "foot"}


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("place=阜新&page=1", "page", "没有这个参数：可用 place、year、how、km。"),
        ("place=阜新&place=沈阳", "place", "只能出现一次。"),
        ("place=%ff", "place", "不是有效的 UTF-8 文字。"),
        ("place=阜新&year=1900", "year", "应是 1998 到 2100 的年份。"),
        ("place=阜新&km=10", "km", "应是 1 到 9 的数。"),
        ("place=阜新&how=car", "how", "没有“car”这个选项：可用 bus（公交）、foot（步行）。"),
        ("place=阜新&km=", "km", "不能是空的。"),
        ("place=", "place", "请填写：去哪里。"),
        ("", "place", "请填写：去哪里。"),
    ],
)
def test_refusals(query: str, parameter: str, says: str) -> None:
    assert asked(query).errors == {parameter: [says]}


def test_what_is_wrong_is_as_if_it_were_not_given() -> None:
    visit = asked("place=阜新&year=x")
    assert (visit.cleaned["year"], visit.asked) == (None, {"place": "阜新"})


def test_what_another_reads_is_known() -> None:
    assert asked("place=阜新&page=1", beside=("page",)).errors == {}


def test_missing_is_told_apart_from_wrong() -> None:
    visit = asked("year=x")
    assert (set(visit.missing), set(visit.errors)) == ({"place"}, {"place", "year"})


def test_a_subclass_adds_and_replaces() -> None:
    assert list(LateVisit.fields) == ["place", "year", "how", "km", "lit"]
    assert LateVisit.fields["place"].help_text == "夜里去哪里。"
    assert list(Visit.fields) == ["place", "year", "how", "km"]


def test_the_description_says_what_each_takes() -> None:
    described = {parameter.name: parameter for parameter in LateVisit.described()}
    assert [name for name, parameter in described.items() if parameter.required] == ["place"]
    assert described["year"].type == {"type": "integer", "minimum": 1998, "maximum": 2100, "examples": [2025]}
    assert described["km"].type == {"type": "number", "minimum": 1.0, "maximum": 9.0, "examples": [2]}
    assert described["how"].type == {"type": "string", "enum": ["bus", "foot"], "examples": ["bus"]}
    assert described["how"].description == "怎么去。\n* bus 公交\n* foot 步行"
    assert described["lit"].type == {"type": "boolean", "examples": [True]}
