"""How often one question, and one publication, goes from one of our files to another: ``python -m benchmarks.moves``.

A reader who follows the code makes these moves, too. Counted are calls of a function of ours from another file of
ours, whatever of Django's lies between; the fixtures are the content, in a database in memory. A generator that goes on
is no call: a reader is at it already. Until 30 November 2026 each time counted, so the sum with these stands beside.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from inspect import CO_GENERATOR
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PARTS = tuple(f"{ROOT / part}{os.sep}" for part in ("directory", "hospitals", "offices"))
QUESTIONS = ("罗山 医保局 电话", "阜新 腰疼 挂什么科", "三级医院")
Moves = Counter[tuple[str, str]]  # from file, to file


def ours(code: CodeType) -> bool:
    # A comprehension is a function to the interpreter, not to a reader; it is in its own file anyway.
    return code.co_filename.startswith(PARTS)


def moves_of(action: Callable[[], Any]) -> tuple[Moves, Moves]:
    """The moves while something is done, and those into generators that go on."""
    moves: Moves = Counter()
    resumed: Moves = Counter()
    begun: set[FrameType] = set()  # of generators

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and ours(frame.f_code):
            caller = frame.f_back
            while caller and not ours(caller.f_code):
                caller = caller.f_back
            if caller and caller.f_code.co_filename != frame.f_code.co_filename:
                counted = resumed if frame in begun else moves
                counted[short(caller.f_code), short(frame.f_code)] += 1
            if frame.f_code.co_flags & CO_GENERATOR:
                begun.add(frame)

    sys.setprofile(profile)
    try:
        action()
    finally:
        sys.setprofile(None)
    return moves, resumed


def short(code: CodeType) -> str:
    return str(Path(code.co_filename).relative_to(ROOT))


def prepare() -> None:
    """Everything that the fixtures hold, published, in memory."""
    os.environ.update(DEBUG="1", DATABASE_URL="sqlite://:memory:", DJANGO_SETTINGS_MODULE="directory.settings")
    import django
    from django.core.management import call_command

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0)


def ask(question: str) -> None:
    from django.test import Client

    assert Client().get("/api/v1/search/", {"q": question}).status_code == 200


def publication() -> Callable[[], Any]:
    """One hospital published again, with another name."""
    from directory.core.publishing.publish import publish
    from hospitals.models import Hospital

    hospital = Hospital.objects.published().order_by("slug")[0]

    def rename() -> None:
        hospital.name += "x"
        hospital.save()
        publish([hospital])

    return rename


def told(what: str, moves: Moves, resumed: Moves) -> None:
    files, everything = {file for pair in moves for file in pair}, (moves + resumed).total()
    sys.stdout.write(
        f"{moves.total():6} moves ({everything} with generators that go on) between {len(files)} files: {what}\n"
    )
    for (one, other), number in moves.most_common(6):
        sys.stdout.write(f"{number:12} {one} → {other}\n")


def main() -> None:
    prepare()
    for question in QUESTIONS:
        ask("医院")  # what is remembered between requests is there
        told(f"search, {question}", *moves_of(lambda question=question: ask(question)))  # type: ignore[misc]
    publication()()
    told("publication of one record", *moves_of(publication()))


if __name__ == "__main__":
    main()
