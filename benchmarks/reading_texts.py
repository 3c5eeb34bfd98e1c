"""How the rules read texts that no rule was written for: ``python -m benchmarks.reading_texts [FILE.json …] [--show]``.

The texts stand in ``tests/data/reading/``, with what a curator would take from each (``expected``), what is true besides
(``also``: right where proposed, not missed where not) and what must never be taken for certain. Each file was written
after the rules of its day were finished, and measured once before any rule was changed: those figures stand in
``docs/reading.md``. The directory must be seeded.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from directory.core.reading.proposals import Proposal

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "reading"
PLAIN = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    return PLAIN.sub("", text).lower()


def fits(one: Proposal, expected: str) -> bool:
    """Whether a proposal is the expected ``kind|name|field|value``; of rules the name is a part of what they are about."""
    kind, name, field, value = expected.split("|")
    if one.target.kind != kind or not same_field(one.field, field):
        return False
    known = " ".join([one.target.name, one.rule, *(str(value) for _name, value in one.target.key)])
    if plain(name) not in plain(known) and name[:2] not in known:
        return False
    said = {plain(one.value), plain(one.quote), plain(str(one.scope.scheme))}
    return any(plain(value) in text or (len(text) > 1 and text in plain(value)) for text in said if text)


def same_field(one: str, other: str) -> bool:
    return one == other or (
        one.split(".", maxsplit=1)[0] == other.split(".", maxsplit=1)[0] and "." not in (one if "." in other else other)
    )


def wrongly(one: Proposal, never: list[str]) -> bool:
    return any(value.replace(" ", "") in one.value.replace(" ", "") for value in never)


def measure(paths: list[Path], show: bool) -> None:
    from directory.core.reading.proposals import Verdict
    from directory.core.reading.proposing import propose

    found: Counter[str] = Counter()
    all_expected: Counter[str] = Counter()
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    taken_for_certain = 0
    for path in paths:
        for case in json.loads(path.read_text(encoding="utf-8")):
            proposals = propose(case["text"])
            groups = ("all", case["sort"])
            for expected in case["expected"]:
                hit = any(fits(one, expected) for one in proposals)
                all_expected.update(groups)
                found.update(groups if hit else ())
                if show and not hit:
                    print(f"missed {case['name']} {expected}")
            for one in proposals:
                certain = one.verdict is not Verdict.DOUBT
                hit = any(fits(one, expected) for expected in (*case["expected"], *case.get("also", ())))
                made.update(groups if certain else ("doubt",))
                right.update((groups if certain else ("doubt",)) if hit else ())
                if certain and wrongly(one, case["never"]):
                    taken_for_certain += 1
                    print(f"NEVER  {case['name']} {one.field} = {one.value}")
                elif show and not hit:
                    print(
                        f"wrong  {case['name']} {one.target.kind} {one.target.name} {one.field} = {one.value} [{one.rule}]"
                    )
    for group in all_expected:
        print(
            f"{group:8} recall {found[group]:4} of {all_expected[group]:4} {100 * found[group] / all_expected[group]:3.0f} %"
            f"   precision {right[group]:4} of {made[group]:4} {100 * right[group] / max(1, made[group]):3.0f} %"
        )
    print(
        f"in doubt: {made['doubt']}, right {right['doubt']}; taken for certain what never should be: {taken_for_certain}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--show", action="store_true")
    given: Any = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    measure(given.files or sorted(FOLDER.glob("*.json")), given.show)


if __name__ == "__main__":
    main()
