"""The limit: a bare WSGI app without a framework, on raw sqlite3 or psycopg, over this project's own database.

It answers with the same stored documents and summaries, by the same statements on the
same index, and leaves out whatever else there is: routing, checking, understanding,
ordering, caching headers. When places are open is not evaluated but looked up in a
table made beforehand (``states``), so that an answer has as many bytes as the real one.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from directory.core.index.tokens import Anchored, Query, Term

from .bare_stores import Store, opened

LIMIT, SUGGESTIONS, COUNTED = 20, 10, 1000
LETTERS = {"region": "r", "level": "l", "kind": "h"}  # filters, and the tokens by which the index has them
RINGS = (1, 3, 10)
EARTH_KM = 6371.0088
DETAIL = (
    "SELECT text, hours_pattern_id FROM core_entry JOIN core_document ON entry_id = id WHERE kind = %s AND slug = %s"
)
Asked = dict[str, list[str]]

store: Store = opened(os.environ["BARE_DATABASE"])
states = {
    int(key): f',"open":{state}}}'
    for key, state in json.loads(Path(os.environ["BARE_STATES"]).read_text(encoding="utf-8")).items()
}


def whole(document: str, pattern: int | None) -> str:
    return document if pattern is None else document[:-1] + states[pattern]


def detail(slug: str) -> str | None:
    rows = store.rows(DETAIL, "hospital", slug)
    return whole(*rows[0]) if rows else None


def joined(texts: Iterable[str]) -> str:
    return f"[{','.join(texts)}]"


def summaries(keys: list[int]) -> Iterator[str]:
    found = store.by_keys("summary, hours_pattern_id", keys)
    return (whole(*found[key]) for key in keys)


def tags(asked: Asked) -> Query:
    return tuple((frozenset([f"{letter}:{asked[name][0]}"]),) for name, letter in LETTERS.items() if name in asked)


def listed(asked: Asked) -> str:
    if "near" in asked:
        return around(asked)
    query, size = tags(asked), int(asked.get("page_size", [LIMIT])[0])
    start = (int(asked.get("page", ["1"])[0]) - 1) * size
    first = first_keys(query)
    if "after" in asked:
        keys = store.keys(query, size, after=int(asked["after"][0]))
    else:
        keys = first[start : start + size] if start + size <= COUNTED else store.keys(query, size, start)
    filters = "".join(f"{name}={asked[name][0]}&" for name in LETTERS if name in asked)
    following = f'"/hospitals/?{filters}page_size={size}&after={keys[-1]}"' if keys and len(keys) == size else "null"
    return f'{{"count":{min(len(first), COUNTED)},"next":{following},"results":{joined(summaries(keys))}}}'


@lru_cache(1024)
def first_keys(query: Query) -> list[int]:
    """Remembered, as by the project."""
    return store.keys(query, COUNTED + 1)


def around(asked: Asked) -> str:
    latitude, longitude = map(float, asked["near"][0].split(","))
    placed: list[tuple[float, int]] = []
    for reach in RINGS:
        placed = sorted(circle(latitude, longitude, reach))
        if len(placed) >= LIMIT:
            break
    return f'{{"count":{len(placed)},"results":{joined(summaries([key for _km, key in placed[:LIMIT]]))}}}'


def circle(latitude: float, longitude: float, reach: float) -> Iterator[tuple[float, int]]:
    """Distance and key of what lies in it."""
    tall = reach / 111
    wide = tall / math.cos(math.radians(latitude))
    box = (latitude - tall, latitude + tall, longitude - wide, longitude + wide)
    here, scale = math.radians(latitude), math.cos(math.radians(latitude))
    for key, lat, lng in store.box(*box):
        there = math.radians(lat)
        half = math.sin((there - here) / 2) ** 2
        half += scale * math.cos(there) * math.sin(math.radians(lng - longitude) / 2) ** 2
        if (km := 2 * EARTH_KM * math.asin(math.sqrt(half))) <= reach:
            yield km, key


def searched(asked: Asked) -> str:
    query = tuple(Term(word).clause for word in asked["q"][0].split())
    return f'{{"results":{joined(summaries(store.search(query, LIMIT)))}}}'


def suggested(asked: Asked) -> str:
    keys = store.search((Anchored(asked["q"][0]).clause,), SUGGESTIONS)
    found = store.by_keys("kind, name, slug", keys)
    return json.dumps({"suggestions": [found[key] for key in keys]}, ensure_ascii=False)


def exported() -> Iterator[bytes]:
    for rows in store.scan("SELECT text FROM core_entry JOIN core_document ON entry_id = id WHERE kind = 'hospital'"):
        yield "\n".join(row[0] for row in rows).encode() + b"\n"


QUERIES: dict[str, Callable[[Asked], str]] = {"/hospitals/": listed, "/search/": searched, "/suggest/": suggested}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/export/":
        start_response("200 OK", [("Content-Type", "application/x-ndjson")])
        return exported()
    answer = QUERIES.get(path)
    text = answer(parse_qs(environ["QUERY_STRING"])) if answer else detail(path.removeprefix("/hospitals/").rstrip("/"))
    if text is None:
        start_response("404 Not Found", [("Content-Length", "0")])
        return [b""]
    body = text.encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
