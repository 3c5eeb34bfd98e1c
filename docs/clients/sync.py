"""Keeps a copy of the directory in a SQLite file. Every night: ``python sync.py http://127.0.0.1:8000 copy.sqlite3``

Stopped at any moment, it goes on where it was: what a page says and the number it reaches are written together.
"""

from __future__ import annotations

import gzip
import http.client
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from typing import Any

PAGE = 1000
WAITS = [1, 5, 25]  # seconds before each further attempt
TABLES = """
CREATE TABLE IF NOT EXISTS entry (kind TEXT, slug TEXT, round INTEGER, document TEXT, PRIMARY KEY (kind, slug));
CREATE TABLE IF NOT EXISTS moved (kind TEXT, slug TEXT, moved_to TEXT, PRIMARY KEY (kind, slug));
CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), since INTEGER, round INTEGER);
INSERT OR IGNORE INTO state VALUES (1, 0, 1);
"""


def get(url: str) -> Any:
    """An answer of the API, asked for again while the network or the server is not there."""
    for wait in [*WAITS, -1]:
        try:
            request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                body = answer.read()
                return json.loads(gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body)
        except (OSError, http.client.HTTPException, EOFError) as error:  # refused, cut off, cut off within gzip
            passing = not isinstance(error, urllib.error.HTTPError) or error.code in (429, 503)
            if not passing or wait < 0:
                raise
            time.sleep(wait)
    raise AssertionError


def apply(copy: sqlite3.Connection, line: dict[str, Any], number: int) -> None:
    """The latest state of one address. The same line twice does no harm."""
    key = [line["kind"], line["slug"]]
    copy.execute("DELETE FROM entry WHERE kind = ? AND slug = ?", key)
    copy.execute("DELETE FROM moved WHERE kind = ? AND slug = ?", key)
    if line["event"] == "published":
        copy.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", [*key, number, json.dumps(line["document"])])
    elif line["event"] == "moved":  # so that who noted the old address finds the new one
        copy.execute("INSERT INTO moved VALUES (?, ?, ?)", [*key, line["moved_to"]])


def sync(site: str, copy: sqlite3.Connection) -> None:
    copy.executescript(TABLES)
    since, number = copy.execute("SELECT since, round FROM state").fetchone()
    url = f"{site}/api/v1/changes/?page_size={PAGE}&since={since}"
    while url:
        try:
            page = get(url)
        except urllib.error.HTTPError as error:
            if error.code != 400 or since == 0:
                raise
            since, number = 0, number + 1  # the directory was restored from a backup: everything anew
            with copy:
                copy.execute("DELETE FROM moved")
                copy.execute("UPDATE state SET since = 0, round = ?", [number])
            url = f"{site}/api/v1/changes/?page_size={PAGE}&since=0"
            continue
        with copy:  # one transaction
            for line in page["results"]:
                apply(copy, line, number)
            since = page["results"][-1]["sequence"] if page["next"] else page["last"]
            copy.execute("UPDATE state SET since = ?", [since])
        url = page["next"]
    with copy:
        copy.execute("DELETE FROM entry WHERE round < ?", [number])  # what no page of the new round has named


if __name__ == "__main__":
    sync(sys.argv[1].rstrip("/"), sqlite3.connect(sys.argv[2]))
