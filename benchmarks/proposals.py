"""How much of what curators took from the articles the rules propose, and how much of what they propose is right.

    python -m benchmarks.proposals ARTICLES_FOLDER [--missed] [--wrong] [--only 003-14]

The folder holds the pages as they were saved (``000_….txt`` …): a main article, then teasers, each ended by its section
and date. Their text is not in the repository; what was taken from them is, as citations in ``fixtures/``. These are the
truth. The directory must be seeded; nothing is written.

A proposal finds a citation of its article where kind, field and record are the same (a policy: the same subject, a
procedure: the same service) and the values agree: figures with both ends equal; names, choices, dates and items of lists
by the words (one contains the other); what is told in a sentence, because fixtures never copy sentences, where the
proposed sentence has at least 40 % of the pairs of characters of what the curators wrote. A list is found when half of
its items are. A proposal is right when it finds a citation of its article, or an item of one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from directory.core.reading.proposals import Proposal

ROOT = Path(__file__).resolve().parent.parent
TEASERS = "相关推荐"
ENDED_BY = re.compile(r"\n健康新闻 \d{4}-\d\d-\d\d\s*")
SENTENCES = frozenset(
    [
        "conditions",
        "notes",
        "steps",
        "description",
        "eligibility",
        "result",
        "consequence",
        "problems",
        "features",
        "advice",
        "summary",
        "duties",
        "directions",
        "parking",
        "causes",
        "red_flags",
        "appointment",
        "deadline",
        "menu_paths",
        "opening_hours",
        "value",
    ]
)
SPLIT = re.compile(r"[、；，,;/]|(?<=\S) 和 |或(?=[\u4e00-\u9fff]{2})")
PLAIN = re.compile(r"[\W_]+")
ENOUGH = 0.4


@dataclass(frozen=True)
class TrueFact:
    """What was taken from an article."""

    article: str
    kind: str
    record: str
    field: str
    value: str
    minimum: str | None
    maximum: str | None
    rank: str

    @property
    def has_figure(self) -> bool:
        return bool(self.minimum or self.maximum)


def articles(folder: Path) -> Iterator[tuple[str, str]]:
    """(slug, text) of every article of the pages, as the fixtures call them."""
    for path in sorted(folder.glob("[0-9][0-9][0-9]*.txt")):
        page = path.name[:3]
        main, _mark, rest = path.read_text(encoding="utf-8").partition(TEASERS)
        yield page, main.strip()
        pieces = [piece.strip() for piece in ENDED_BY.split(rest) if piece.strip()]
        yield from ((f"{page}-{number:02d}", piece) for number, piece in enumerate(pieces, start=1) if len(piece) > 40)


def truth() -> dict[str, list[TrueFact]]:
    found: dict[str, list[TrueFact]] = defaultdict(list)
    for path in sorted((ROOT / "fixtures").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            model, fields = row["model"].split(".")[1], row["fields"]
            if model.endswith("citation"):
                fact = TrueFact(
                    fields["article"][0], model.removesuffix("citation"), fields["record"][0], fields["field"], fields["value"],
                    fields.get("minimum"), fields.get("maximum"), fields.get("rank", "normal"),
                )  # fmt: skip
            elif model == "recommendation":
                name = fields["hospital"][0]
                fact = TrueFact(
                    fields["article"][0], "symptom", fields["record"][0], "recommendations", name, None, None, "normal"
                )
            else:
                continue
            found[fact.article].append(fact)
    return {slug: list(dict.fromkeys(facts)) for slug, facts in found.items()}


class TruthJudge:
    """Holds proposals against facts, with what the directory calls things."""

    def __init__(self) -> None:
        from directory.core.reading import vocabulary
        from hospitals.models import Hospital
        from offices.models import Policy, Procedure

        self.terms, self.schemes = vocabulary.terms(), vocabulary.schemes()
        self.subjects = dict(Policy.objects.values_list("slug", "subject"))
        self.services = dict(Procedure.objects.values_list("slug", "service__slug"))
        self.hospitals = dict(Hospital.objects.values_list("slug", "name"))

    def finds(self, one: Proposal, fact: TrueFact) -> bool:
        if one.target.kind != fact.kind or not same_field(one.field, fact.field) or not self.same_record(one, fact):
            return False
        if one.figure and fact.has_figure:
            return ends(one.figure.minimum, one.figure.maximum) == ends(fact.minimum, fact.maximum)
        return any(self.agree(one, item, fact) for item in (fact.value, *SPLIT.split(fact.value)))

    def same_record(self, one: Proposal, fact: TrueFact) -> bool:
        if one.target.slug == fact.record:
            return True
        key = dict(one.target.key)
        if fact.kind == "policy":
            return self.subjects.get(one.target.slug, key.get("subject")) == self.subjects[fact.record]
        if fact.kind == "procedure":
            return self.services.get(one.target.slug, key.get("service")) == self.services[fact.record]
        return False

    def agree(self, one: Proposal, said: str, fact: TrueFact) -> bool:
        field = fact.field.split(".")[0]
        if field == "recommendations":
            return one.value == self.hospitals.get(fact.value)
        if field in ("scheme", "schemes"):
            return bool(self.codes(one.value) & self.codes(said)) or contained(one.value, said)
        if field == "services":
            return bool(self.slugs(one.value) & self.slugs(said))
        if field == "channels":
            return share(said, one.value) >= 0.5 or share(said, one.quote) >= 0.5 or share(one.value, said) >= 0.6
        if field in SENTENCES and len(plain(said)) > 4:
            return contained(one.value, said) or share(said, f"{one.quote} {one.value}") >= ENOUGH
        return contained(one.value, said) or (field == "population" and share(one.value, said) >= 0.5)

    def codes(self, text: str) -> set[str]:
        return {word.meaning for word in self.schemes.find(text)}

    def slugs(self, text: str) -> set[str]:
        return {word.meaning.slug for word in self.terms.find(text) if word.meaning.kind == "service"}

    def found(self, fact: TrueFact, proposals: list[Proposal]) -> bool:
        if any(self.finds(one, fact) for one in proposals):
            items = [item for item in SPLIT.split(fact.value) if len(item) > 1]
            if len(items) < 2 or fact.field in SENTENCES:
                return True
            got = sum(any(self.finds(one, alone(fact, item)) for one in proposals) for item in items)
            return got * 2 >= len(items)
        return False


def alone(fact: TrueFact, item: str) -> TrueFact:
    return TrueFact(fact.article, fact.kind, fact.record, fact.field, item, fact.minimum, fact.maximum, fact.rank)


def same_field(one: str, other: str) -> bool:
    head, _dot, tail = one.partition(".")
    other_head, _dot, other_tail = other.partition(".")
    return head == other_head and (tail == other_tail or not tail or not other_tail)


def ends(low: str | None, high: str | None) -> tuple[float | None, float | None]:
    return (float(low) if low else None, float(high) if high else None)


def plain(text: str) -> str:
    return PLAIN.sub("", text).lower()


def contained(one: str, other: str) -> bool:
    from directory.core.sources.agreement import contains

    a, b = plain(one), plain(other)
    return bool(a and b) and (contains(a, b) or contains(b, a))


def share(words: str, text: str) -> float:
    """How many of the pairs of characters of some words stand in a text."""
    a, b = plain(words), plain(text)
    pairs = {a[at : at + 2] for at in range(len(a) - 1)}
    return sum(pair in b for pair in pairs) / len(pairs) if pairs else float(bool(a) and a in b)


def measure(folder: Path, only: str, show_missed: bool, show_wrong: bool) -> None:
    from directory.core.reading.proposals import Verdict
    from directory.core.reading.proposing import propose

    judge, known = TruthJudge(), truth()
    all_facts: Counter[str] = Counter()
    got_facts: Counter[str] = Counter()
    made: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for slug, text in articles(folder):
        if only and slug != only:
            continue
        proposals = propose(text)
        facts = known.get(slug, [])
        for fact in facts:
            group = groups(fact)
            hit = judge.found(fact, proposals)
            all_facts.update(group)
            got_facts.update(group if hit else ())
            if show_missed and not hit:
                print(f"missed {slug} {fact.kind} {fact.record[:24]} {fact.field} = {fact.value}")
        for record in {
            (fact.kind, fact.record) for fact in facts if fact.kind in ("hospital", "office", "channel", "symptom")
        }:
            all_facts["names"] += 1
            got_facts["names"] += any((one.target.kind, one.target.slug) == record for one in proposals)
        for one in proposals:
            hit = any(judge.finds(one, fact) for fact in facts)
            group = [
                "in doubt" if one.verdict is Verdict.DOUBT else "proposals",
                f"rule {one.rule.split('.')[0]}.{one.field.split('.')[0]}",
                f"verdict {one.verdict}",
            ]
            made.update(group)
            right.update(group if hit else ())
            if show_wrong and not hit:
                print(
                    f"wrong  {slug} {one.target.kind} {one.target.name[:16]} {one.field} = {one.value[:50]} [{one.rule}]"
                )
    table("recall", got_facts, all_facts)
    table("precision", right, made)


def groups(fact: TrueFact) -> list[str]:
    found = ["all facts", f"{fact.kind} {fact.field.split('.')[0]}"]
    if fact.has_figure:
        found.append("figures")
    if (fact.kind != "policy" and fact.field in SENTENCES) or fact.field == "conditions":
        found.append("told in sentences")
    else:
        found.append("named or stated")
    if fact.rank == "example":
        found.append("examples")
    return found


def table(title: str, part: Counter[str], whole: Counter[str]) -> None:
    print(f"\n{title}")
    for name, count in sorted(
        whole.items(), key=lambda pair: (" " in pair[0] and pair[0] not in ("all facts", "in doubt"), -pair[1])
    ):
        print(f"  {name:42} {part[name]:5} of {count:5}  {100 * part[name] / count:3.0f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    given: Any = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    measure(given.folder, given.only, given.missed, given.wrong)


if __name__ == "__main__":
    main()
