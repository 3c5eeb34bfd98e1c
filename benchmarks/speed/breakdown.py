"""Where the processor time of each work goes, by room: ``python -m benchmarks.speed.breakdown FOLDER``.

Answers the addresses of ``FOLDER/paths.json`` in this process and looks, every millisecond of processor time, at what
it is doing. The time counts for the innermost of our rooms, of Django's parts or of the driver's that is at work; what
other libraries do counts for who called them. Writes ``FOLDER/breakdown.md``.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from .stages import ROOT

EVERY = 0.001  # seconds
SECONDS, FEWEST = 0.5, 10  # of each work, at least; and requests
SHOWN = 0.02  # of a work's time: what takes less is among the rest
# Part of a file's path → what is said; the first that fits counts.
PARTS = {
    "/django/db/backends/": "database", "/django/db/utils.py": "database", "/psycopg/": "database", "/django/db/": "ORM",
    "/django/template/": "templates",
    "/django/forms/": "forms", "/django/": "Django", "/rest_framework/": "DRF", "/django_filters/": "django-filter",
    "/axes/": "Django", "/csp/": "Django", "/whitenoise/": "Django",
}  # fmt: skip


def room(frame: FrameType | None) -> str:
    while frame:
        file = frame.f_code.co_filename
        if file.startswith(f"{ROOT}/") and "/.venv/" not in file:
            parts = Path(file).relative_to(ROOT).parts
            return "/".join(parts[:3] if parts[:2] in (("directory", "core"), ("directory", "search")) else parts[:2])
        for part, name in PARTS.items():
            if part in file:
                return name
        frame = frame.f_back
    return "server"


class Sampler:
    """Notes at regular intervals what is at work."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def __enter__(self) -> Sampler:
        signal.signal(signal.SIGPROF, lambda _signal, frame: self.seen.update([room(frame)]))
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        return self

    def __exit__(self, *_problem: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def environ(path: str) -> dict[str, Any]:
    address, _, query = path.partition("?")
    from urllib.parse import unquote_to_bytes

    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": unquote_to_bytes(address).decode("latin-1"), "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_ACCEPT": "*/*", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip


def answered(application: Any, path: str) -> None:
    response = application(environ(path), lambda _status, _headers: None)
    for _ in response:
        pass
    response.close()


def taken_apart(application: Any, paths: list[str]) -> tuple[float, Counter[str]]:
    """µs a request, and where it went."""
    for path in paths[:FEWEST]:
        answered(application, path)
    done, begun = 0, time.process_time()
    with Sampler() as sampler:
        while done < FEWEST or time.process_time() - begun < SECONDS:
            answered(application, paths[(FEWEST + done) % len(paths)])
            done += 1
    return (time.process_time() - begun) / done * 1e6, sampler.seen


def line(name: str, cost: float, seen: Counter[str]) -> str:
    whole = max(1, seen.total())
    parts = [f"{room} {number / whole:.0%}" for room, number in seen.most_common() if number >= SHOWN * whole]
    return f"| {name} | {cost:,.0f} | {', '.join(parts)} |\n"


def main(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    from .floor import application

    every = json.loads((folder / "paths.json").read_text(encoding="utf-8"))
    lines = [line(name, *taken_apart(application, paths)) for name, paths in every.items()]
    text = "".join(["\n| work | µs in process | where |\n|---|---|---|\n", *lines])
    (folder / "breakdown.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
