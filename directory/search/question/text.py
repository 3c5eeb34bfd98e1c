"""A question as it was typed, made readable: nobody is refused for how they type."""

from __future__ import annotations

import re
import unicodedata

from directory.core.language.text import UNSAFE

LONGEST = 200  # characters of a question that are read

# A phone number that is typed as several words.
SPACED = re.compile(r"(?<!\S)(?:\(?(?:0|(?:\+|00)?86 )\d{2,3}\)? \d{7,8}|(?:(?:\+|00)?86 )?1[3-9]\d \d{4} \d{4})(?!\S)")
# 开不开门, 能不能报: asked as a choice. 是不是 and 有没有 are words of their own.
CHOICE = re.compile("([开上下能会用要收给报交关])不\\1")
# 还看病不, 收费不: asked by a "not" at the end.
ENDS_WITH_NOT = re.compile(r"(?<=[\u4e00-\u9fff])不(?=$|[\s,.?!，。？！])")


def readable(text: str) -> str:
    """The question on one line, without what nobody can see, cut where it becomes endless."""
    plain = " ".join(UNSAFE.sub("", text).split())[:LONGEST].rstrip()
    return SPACED.sub(lambda number: number[0].replace(" ", "-"), plain)


def plainly_put(text: str) -> str:
    """The question in the form in which it is taken apart: 开不开门 is 开门吗."""
    return ENDS_WITH_NOT.sub("吗", CHOICE.sub(r"\1", unicodedata.normalize("NFKC", text)))
