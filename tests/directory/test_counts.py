"""How many a question finds, where there are more than are looked at."""

from __future__ import annotations

import pytest
from pyroaring import BitMap

from directory.core.index import search_index
from directory.core.index.bitmaps import Matches
from directory.core.kinds import kinds
from directory.search.asking import ask
from directory.search.found.candidates import Candidates
from directory.search.found.finding import Count, Judged, counted
from directory.search.found.judging import Filters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
HOSPITAL = "hospital"


def matches(places: range) -> Matches:
    return Matches(search_index.bitmaps(), kinds[HOSPITAL].number, BitMap(places), search_index.MANY)


def test_it_works() -> None:
    found = Candidates({HOSPITAL: matches(range(7))})
    assert counted(found, Judged(), frozenset(), Filters()) == {HOSPITAL: Count(7, False)}


def test_two_readings_with_more_together_than_are_counted() -> None:
    """800 that hold the words and 700 others that are meant were once told to be exactly 1000."""
    found = Candidates({HOSPITAL: matches(range(800))}) | Candidates({HOSPITAL: matches(range(800, 1500))})
    assert counted(found, Judged(), frozenset(), Filters()) == {HOSPITAL: Count(1000, True)}


def test_of_many_of_which_most_are_closed_those_looked_at_count() -> None:
    """Taking the closed ones from the thousand that are counted once gave a number below nothing."""
    found = Candidates({HOSPITAL: matches(range(3000))})
    assert counted(found, Judged(), frozenset(), Filters(open_patterns=frozenset([1]))) == {}


def test_none_is_shown_as_open_that_was_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index.find, "__defaults__", (None, 2))  # as if there were more than a thousand
    hits = ask("医院", Filters(open_patterns=frozenset()), 20)
    assert (hits.ranked, hits.others) == ((), [])
    assert ask("医院", Filters(), 20).others
