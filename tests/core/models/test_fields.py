"""LinesField: a short list of texts, one per line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.forms import modelform_factory

from directory.core.models import Region
from directory.core.models.fields import LinesField, has_line
from hospitals.models import Hospital


def test_it_works(cast: SimpleNamespace) -> None:
    cast.second.aliases = ["二院", "海州二院"]
    cast.second.save()
    assert Hospital.objects.get(pk=cast.second.pk).aliases == ["二院", "海州二院"]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("二院\n海州二院", ["二院", "海州二院"]),
        ("  二院  \r\n\r\n\t\n二院\n海州　二院", ["二院", "海州 二院"]),
        (["二院", " 二院 ", ""], ["二院"]),
        ("", []),
        (None, []),
        (["两行\n一行"], ["两行 一行"]),
    ],
)
def test_lines_are_stripped_and_once_only_in_the_order_entered(given: object, lines: list[str]) -> None:
    assert LinesField().to_python(given) == lines


def test_empty_is_an_empty_list_and_never_shared() -> None:
    one, other = Hospital(), Hospital()
    one.aliases.append("二院")
    assert other.aliases == []


def test_text_is_found_in_it_on_every_database(cast: SimpleNamespace) -> None:
    assert Hospital.objects.filter(aliases__icontains="新中").get() == cast.central


def test_an_untouched_form_stays_untouched(cast: SimpleNamespace) -> None:
    form_class = modelform_factory(Hospital, fields=["aliases"])
    assert not form_class({"aliases": "阜新中心\r\n"}, instance=cast.central).has_changed()
    changed = form_class({"aliases": "阜新中心\r\n中心医院"}, instance=cast.central)
    assert changed.has_changed()
    assert changed.save().aliases == ["阜新中心", "中心医院"]


@pytest.mark.parametrize(
    ("aliases", "found"),
    [
        (["名山"], True),
        (["名山", "别的"], True),
        (["别的", "名山"], True),
        (["一", "名山", "二"], True),
        (["名山县"], False),
        (["小名山", "名山路"], False),
        ([], False),
    ],
)
def test_a_line_is_found_whole_or_not_at_all(cast: SimpleNamespace, aliases: list[str], found: bool) -> None:
    Region.objects.filter(pk=cast.haizhou.pk).update(aliases=aliases)
    assert Region.objects.filter(has_line("aliases", "名山")).exists() is found
