"""tantivy, the engine of Quickwit and of many a search box, with the names of all places as pairs of characters.

Its own tokenizer for pairs gives no positions, so the pairs are made here and parted by blanks; a word is then a
phrase of its pairs, and a single character stands in a field of its own. Served as all the others are:
``granian benchmarks.peers.tantivy_names:application``; ``python -m benchmarks.peers.tantivy_names FOLDER INDEX`` fills it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import tantivy  # type: ignore[import-not-found]  # only in the peers' own environment

LIMIT = 20
PAIRS, CHARACTERS = "pairs", "characters"


def schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    builder.add_text_field("name", stored=True, tokenizer_name="raw")
    builder.add_text_field(PAIRS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(CHARACTERS, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def pairs(text: str) -> list[str]:
    return [one + other for one, other in pairwise(text.lower())]


def places(folder: Path) -> Iterator[dict[str, str]]:
    for name in ("hospitals", "offices"):
        with (folder / f"{name}.ndjson").open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                names = (row["name"], *row["aliases"])
                # A bar between two names: no phrase reaches from one into the next.
                yield {
                    "key": row["slug"], "name": row["name"], PAIRS: " | ".join(" ".join(pairs(name)) for name in names),
                    CHARACTERS: " ".join(dict.fromkeys("".join(names).lower())),
                }  # fmt: skip


def make(folder: Path, where: Path) -> None:
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(where))
    writer = index.writer(256_000_000, 2)
    for place in places(folder):
        writer.add_document(tantivy.Document(**place))
    writer.commit()
    writer.wait_merging_threads()


def query_of(index: Any, words: Iterable[str]) -> Any:
    """Every word has to be there, as it is written."""
    asked = []
    for word in words:
        terms = pairs(word)
        if len(terms) > 1:
            asked.append(tantivy.Query.phrase_query(index.schema, PAIRS, terms))
        else:
            field, term = (PAIRS, terms[0]) if terms else (CHARACTERS, word.lower())
            asked.append(tantivy.Query.term_query(index.schema, field, term))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in asked])


def found(index: Any, text: str) -> list[dict[str, str]]:
    searcher = index.searcher()
    hits = searcher.search(query_of(index, text.split()), LIMIT).hits
    documents = [searcher.doc(address) for _score, address in hits]
    return [{"slug": each.get_first("key"), "name": each.get_first("name")} for each in documents]


def opened() -> Callable[[dict[str, Any], Any], list[bytes]]:
    index = tantivy.Index.open(os.environ["TANTIVY_INDEX"])

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        text = parse_qs(environ["QUERY_STRING"]).get("q", [""])[0]
        body = json.dumps(found(index, text) if text else [], ensure_ascii=False).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
else:
    application = opened()
