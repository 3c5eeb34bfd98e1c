"""The phrases that tests try, and the signs as the fixtures have them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hospitals.language.emergencies import Recogniser, Sign

FOLDER = Path(__file__).resolve().parents[1] / "phrases"
FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "emergencies.json"


def lines(name: str) -> list[str]:
    """The lines of a file of phrases, without its comments."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def section(name: str, title: str) -> list[str]:
    """The lines below one comment of a file, up to the next."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return text.partition(f"# {title}\n")[2].partition("\n#")[0].strip().split("\n")


@cache
def recogniser() -> Recogniser:
    rows = [row["fields"] for row in json.loads(FIXTURE.read_text(encoding="utf-8")) if "slug" in row["fields"]]
    return Recogniser(
        Sign(
            row["slug"], tuple(row["phrases"].split("\n")), tuple(row.get("lookalikes", "").split("\n")), row["urgent"]
        )
        for row in rows
    )


def urgent(text: str) -> list[str]:
    return [seen.slug for seen in recogniser().recognise(text) if seen.urgent]
