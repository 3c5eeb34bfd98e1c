"""Datasette over a file made the way sqlite-utils does: ``python -m benchmarks.peers.datasette FOLDER FILE``.

One row a place, lists as JSON. The search is FTS5 with the trigram tokenizer: the usual one finds no part of a
Chinese name, and this one finds parts of three characters or more, so shorter words go to ``name__contains``.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A position is no filter of Datasette's; a canned query is how its docs would have it done.
NEAR = """
select slug, name, region, address, phones, level, institution_type, km from (
  select *, 6371.0088 * acos(min(1.0, sin(radians(:lat)) * sin(radians(latitude))
    + cos(radians(:lat)) * cos(radians(latitude)) * cos(radians(longitude) - radians(:lng)))) as km
  from hospitals where latitude between :lat - :radius / 111.0 and :lat + :radius / 111.0
  and longitude between :lng - :radius / 111.0 / cos(radians(:lat)) and :lng + :radius / 111.0 / cos(radians(:lat))
) where km <= :radius order by km limit 20
"""
BATCH = 10_000


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        for line in lines:
            yield json.loads(line)


def make(folder: Path, file: Path) -> None:
    from sqlite_utils import Database  # type: ignore[import-not-found]  # only in the peers' own environment

    database = Database(file)
    for name in ("hospitals", "offices"):
        found = rows(folder / f"{name}.ndjson")
        while batch := list(itertools.islice(found, BATCH)):
            database[name].insert_all(batch, pk="slug", batch_size=100)
        database[name].enable_fts(["name", "aliases"], tokenize="trigram")
        database[name].create_index(["region"])
        database[name].create_index(["latitude", "longitude"])
        database[name].create_index(["name"])
    database["hospitals"].create_index(["level"])
    database["hospitals"].create_index(["region", "level"])
    database.analyze()
    metadata = {"databases": {file.stem: {"queries": {"near": {"sql": NEAR}}}}}
    file.with_suffix(".json").write_text(json.dumps(metadata), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
