"""Groonga with the names of all places, as its tutorial has it: bigrams, normalised, one index over names and aliases.

``python -m benchmarks.peers.groonga FOLDER FILE`` fills the database by Groonga's own ``load``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SCHEMA = (
    "table_create Places TABLE_HASH_KEY ShortText",
    "column_create Places name COLUMN_SCALAR ShortText",
    "column_create Places aliases COLUMN_SCALAR ShortText",
    "column_create Places region COLUMN_SCALAR UInt32",
)
# Made after the rows: much quicker than to keep it while they are loaded.
INDEX = (
    "table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerAuto",
    "column_create Terms places COLUMN_INDEX|WITH_POSITION|WITH_SECTION Places name,aliases",
)


def commands(folder: Path) -> Iterator[str]:
    yield from SCHEMA
    yield "load --table Places"
    yield "["
    for name in ("hospitals", "offices"):
        with (folder / f"{name}.ndjson").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                names = {"name": row["name"], "aliases": "\n".join(row["aliases"])}
                yield f"{json.dumps({'_key': row['slug'], 'region': row['region'], **names}, ensure_ascii=False)},"
    yield "]"
    yield from INDEX


def make(folder: Path, file: Path) -> None:
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    command = ["groonga", "--log-path", "/dev/null", "-n", str(file)]
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, text=True) as process:
            assert process.stdin is not None
            process.stdin.writelines(f"{line}\n" for line in commands(folder))
        said.seek(0)
        if wrong := [line for line in said if not line.startswith("[[0,")]:
            raise RuntimeError(f"groonga: {wrong[0]}")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
