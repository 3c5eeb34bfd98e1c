"""The words that questions are understood by: how they are spelled, as it was worked out when names were published."""

from __future__ import annotations

import subprocess
import sys

import pytest

from directory.core.index.tokens import fold
from directory.core.language.pinyin import reading
from directory.search.question.lexicon import Lexicon, Sense
from directory.search.question.words import SORTS


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
class TestSpelling:
    def test_it_works(self) -> None:
        lexicon = Lexicon()
        assert Sense("department", "01") not in lexicon.spelled["guke"]
        assert any(sense.sort == "department" for sense in lexicon.spelled["guke"])
        assert any(sense.sort == "symptom" for sense in lexicon.spelled["yaotong"])
        assert lexicon.spelled["yiyuan"][0].sort == "sort"

    def test_declared_words_are_spelled_as_the_dictionary_has_them(self) -> None:
        lexicon = Lexicon()
        for word in (word for sort in SORTS for word in sort.words):
            assert set(word) <= lexicon.sounds.keys(), word
            assert lexicon.letters(word) == "".join(reading(fold(word)))

    def test_no_word_of_the_directory_is_looked_up(self) -> None:
        """Whoever only answers questions never loads the dictionary."""
        looked_up = reading.cache_info()
        Lexicon()
        assert reading.cache_info() == looked_up

    def test_what_is_unknown_is_looked_up(self) -> None:
        assert Lexicon().letters("饕餮") == "taotie"


def test_the_dictionary_is_loaded_by_who_reads_a_name_only() -> None:
    """It takes a quarter of a second and 31 MB of every process."""
    script = (
        "import sys, django; django.setup(); import directory.urls; from directory.core.language import pinyin;"
        "assert 'pypinyin' not in sys.modules; assert pinyin.reading('阜新') == ('fu', 'xin')"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
