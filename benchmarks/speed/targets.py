"""Turns a work and a running system into the addresses that are asked for, and sees that they answer."""

from __future__ import annotations

import datetime
import json
import time
from typing import Any
from urllib.parse import quote, urlsplit

from .load import LoadTarget, ask
from .servers import ServerUnderLoad
from .values import AddressMaterial, Values
from .works import Work

CHECKED = 8  # addresses of each are looked at before anything is measured
WALKS = 300  # so many pages are fetched at most to collect ``next`` links
LISTS = 100  # so many lists for the addresses of their rows
TAGGED = 200
MARGIN = 4  # seconds that a run takes longer than its load


class Unanswered(Exception):
    """A system does not answer a work as it should; the message says what it said."""


def address(template: str, values: dict[str, Any]) -> str:
    """The template with its values percent-encoded; what is encoded already (``words``) as it is."""
    return template.format(
        **{name: value if name == "words" else quote(str(value), safe=",") for name, value in values.items()}
    )


def target(work: Work, server: ServerUnderLoad, material: AddressMaterial) -> LoadTarget:
    """The addresses of a work on a system. Raises Unanswered."""
    template = work.addresses[server.system.key]
    paths = list(dict.fromkeys(address(template, values) for values in found(work, material)))
    if work.steps:
        paths = walked(server, paths, work.steps)
    if work.rows:
        paths = [path for start in paths[:LISTS] for path in rows(server, start)]
    made = LoadTarget(server.port, paths)
    check(made)
    return made


def found(work: Work, material: AddressMaterial) -> Values:
    values = work.values(material)
    if not values:
        raise Unanswered("nothing of the kind in the data")
    return values


def walked(server: ServerUnderLoad, starts: list[str], steps: int) -> list[str]:
    """The ``next`` links that one comes by, ``steps`` pages down from every start."""
    links: list[str] = []
    for start in starts:
        path: str | None = start
        for _ in range(steps):
            path = following(server, path) if path else None
            if path:
                links.append(path)
        if len(links) >= WALKS:
            break
    # Pages of a hundred were only taken to come deep quickly.
    return [link.replace("page_size=100", "page_size=20").replace("_size=100", "_size=20") for link in links]


def following(server: ServerUnderLoad, path: str) -> str | None:
    status, body, _headers = ask(server.port, path)
    if status != 200:
        raise Unanswered(f"{path}: {status} {body[:300]!r}")
    page = json.loads(body)
    link = page.get("next_url") or page.get("next")
    if not link:
        return None
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def rows(server: ServerUnderLoad, path: str) -> list[str]:
    """The address of each row of a list of HSDS's or FHIR's."""
    status, body, _headers = ask(server.port, path)
    if status != 200:
        raise Unanswered(f"{path}: {status} {body[:300]!r}")
    page = json.loads(body)
    found = page["contents"] if "contents" in page else [entry["resource"] for entry in page["entry"]]
    return [f"{path.partition('?')[0]}/{row['id']}" for row in found]


def check(made: LoadTarget) -> None:
    """Some addresses must answer 200."""
    if not made.paths:
        raise Unanswered("no addresses")
    step = max(1, len(made.paths) // CHECKED)
    for path in made.paths[::step]:
        status, body, _headers = ask(made.port, path)
        if status != 200:
            raise Unanswered(f"{path}: {status} {body[:300]!r}")


def with_tags(made: LoadTarget, seconds: float) -> LoadTarget:
    """The same addresses with the tags that they have just now. Tags change with the minute, so a run begins early in one."""
    left = 60 - datetime.datetime.now(datetime.UTC).second
    if left < seconds + MARGIN:
        time.sleep(left + 0.1)
    paths = made.paths[:TAGGED]
    headers = [{"If-None-Match": ask(made.port, path)[2].get("etag", "")} for path in paths]
    tagged = LoadTarget(made.port, paths, headers, made.offset % len(paths))
    status = ask(made.port, paths[0], headers[0])[0]
    if status != 304:
        raise Unanswered(f"{paths[0]}: {status} with its own ETag")
    return tagged
