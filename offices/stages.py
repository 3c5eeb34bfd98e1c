"""The steps of a procedure as they are done: one after another, and where there are several ways, one of them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

Step = dict[str, Any]


def stages(steps: list[Step]) -> list[list[list[Step]]]:
    """Each stage with its ways, each way with its steps. Most stages have one way, and that has one step.

    Steps of one alternative group that follow one another are a stage: those of one
    channel are a way, each without a channel is a way of its own.
    """
    found = []
    for group, together in groupby(enumerate(steps), key=lambda pair: pair[1].get("alternative_group") or pair[0]):
        members = [step for _number, step in together]
        found.append(ways(members) if isinstance(group, str) else [members])
    return found


def ways(members: list[Step]) -> list[list[Step]]:
    by_way: dict[Any, list[Step]] = {}
    for number, step in enumerate(members):
        by_way.setdefault(step["channel"]["slug"] if step["channel"] else number, []).append(step)
    return list(by_way.values())
