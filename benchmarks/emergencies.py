"""``python -m benchmarks.emergencies``: what the emergency check costs a request, in CPU of the process.

The signs are those of the fixtures, the questions the directory's own names and what tests
have people say: places and offices, symptoms with a city, complaints, emergencies.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

from hospitals.language.emergencies import Recogniser, Sign

from .speed.stages import ROOT

MOST = 200  # questions of each kind
ROUNDS = 5
PHRASES = ROOT / "tests" / "hospitals" / "phrases"


def rows(fixture: str, model: str) -> Iterator[dict[str, Any]]:
    """The rows of one model in a file of fixtures."""
    read = json.loads((ROOT / "fixtures" / f"{fixture}.json").read_text(encoding="utf-8"))
    return (row["fields"] for row in read if row["model"] == model)


def said(name: str) -> list[str]:
    text = (PHRASES / f"{name}.txt").read_text(encoding="utf-8")
    return [line.partition(" = ")[0] for line in text.splitlines() if line and not line.startswith("#")]


def questions() -> dict[str, list[str]]:
    """What is asked, by kind."""
    hospitals = [row["name"] for row in rows("hospitals", "hospitals.hospital")]
    offices = [f"{row['name']} 电话" for row in rows("offices", "offices.office")]
    symptoms = [f"阜新 {row['name']} 挂什么科" for row in rows("symptoms", "hospitals.symptom")]
    asked = {
        "names": hospitals + offices,
        "symptoms": symptoms,
        "complaints": said("complaints"),
        "emergencies": said("emergencies"),
    }
    return {kind: texts[:: max(1, len(texts) // MOST)] for kind, texts in asked.items()}


def cost() -> dict[str, dict[str, float]]:
    """Milliseconds of CPU for a check, by kind of question: the median, and what 95 of 100 stay under."""
    signs = rows("emergencies", "hospitals.emergencysign")
    recogniser = Recogniser(
        Sign(
            one["slug"], tuple(one["phrases"].split("\n")), tuple(one.get("lookalikes", "").split("\n")), one["urgent"]
        )
        for one in signs
    )
    found = {}
    for kind, texts in questions().items():
        took = sorted(min(timed(recogniser.recognise, text) for _round in range(ROUNDS)) for text in texts)
        found[kind] = {"median": statistics.median(took), "p95": took[len(took) * 95 // 100], "questions": len(took)}
    return found


def timed(check: Any, text: str) -> float:
    before = time.process_time_ns()
    for _time in itertools.repeat(None, 10):
        check(text)
    return (time.process_time_ns() - before) / 1e7


def main() -> None:
    for kind, measured in cost().items():
        sys.stdout.write(
            f"{kind:12} {measured['questions']:>4.0f}  {measured['median']:.3f}  {measured['p95']:.3f} ms\n"
        )


if __name__ == "__main__":
    main()
