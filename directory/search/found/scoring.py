"""A stand-in: what documents say, weighed by how rare its pairs of characters are; held in memory per version."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

from directory.core.index.tokens import fold
from directory.core.language.synonyms import rewritten
from directory.core.models import Entry

SKIP = {"url", "page", "slug", "updated_at", "version", "verified_on", "editorial", "unfinished", "possible_duplicates",
        "disputed", "code", "rank", "kind", "datum", "citations"}  # fmt: skip
KINDS = ("hospital", "office", "symptom", "department", "service", "channel", "procedure", "policy", "article")
CHINESE = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9.]+")


def strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inside in value.items():
            if name not in SKIP:
                yield from strings(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside, key)
    elif isinstance(value, str):
        yield value


@lru_cache(4096)
def grams(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for run in CHINESE.findall(text.lower()):
        if run[0] <= "z":
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return tuple(found)


def both(text: str) -> list[str]:
    plain = [gram for part in text.split() for gram in grams(fold(part))]
    known = set(plain)
    return plain + [gram for part in text.split() for gram in grams(rewritten(fold(part))) if gram not in known]


class Field:
    def __init__(self, texts: dict[int, list[str]], b: float, k1: float = 1.2) -> None:
        counts = {key: Counter(text) for key, text in texts.items()}
        lengths = {key: sum(count.values()) for key, count in counts.items()}
        average = sum(lengths.values()) / max(1, len(lengths))
        self.posting: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for key, count in counts.items():
            for gram, n in count.items():
                self.posting[gram].append((key, n * (k1 + 1) / (n + k1 * (1 - b + b * lengths[key] / average))))
        total = len(counts)
        self.idf = {
            gram: math.log(1 + (total - len(rows) + 0.5) / (len(rows) + 0.5)) for gram, rows in self.posting.items()
        }

    def score(self, query: Iterable[str], into: dict[int, float], weight: float) -> None:
        for gram in query:
            idf = self.idf.get(gram, 0)
            for key, value in self.posting.get(gram, ()):
                into[key] += weight * idf * value


class Corpus:
    def __init__(self) -> None:
        heads, bodies = {}, {}
        self.names: dict[str, list[int]] = defaultdict(list)
        for model in KINDS:
            rows = Entry.objects.live().of(model).values_list("key", "document", "found_by")
            for key, text, found_by in rows:
                if not found_by:
                    continue
                document = orjson.loads(text)
                region = document.get("region")
                path = (region.get("path") or []) if isinstance(region, dict) else []
                heads[key] = both(" ".join([document["name"], *document.get("aliases", []), *path, document.get("subject") or ""]))
                said = " ".join(str(c["value"]) for c in document.get("citations", ()) if isinstance(c.get("value"), str))
                bodies[key] = both(" ".join([*dict.fromkeys(strings(document)), said]))
        self.head, self.body = Field(heads, 0.3), Field(bodies, 0.6)


@lru_cache(1)
def corpus(_version: int) -> Corpus:
    return Corpus()


def score(text: str, version: int) -> dict[int, float]:
    known = corpus(version)
    query = dict.fromkeys(both(text))
    scores: dict[int, float] = defaultdict(float)
    known.head.score(query, scores, 1.5)
    known.body.score(query, scores, 1.0)
    return scores
