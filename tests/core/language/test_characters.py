"""How characters sound alone, as the dictionary has it."""

from __future__ import annotations

from directory.core.language.characters import CHARACTERS, READ_ALONE, sound_alone
from directory.core.language.pinyin import reading


def test_it_works() -> None:
    assert sound_alone("阜") == ("fu",)
    assert CHARACTERS["长"] == "chang"


def test_the_dictionary_says_the_same() -> None:
    assert {char: (sound,) for char, sound in READ_ALONE.items()} == {char: reading(char) for char in READ_ALONE}


def test_what_is_not_common_is_looked_up() -> None:
    assert [sound_alone(char) for char in "饕A3（."] == [reading(char) for char in "饕A3（."]
