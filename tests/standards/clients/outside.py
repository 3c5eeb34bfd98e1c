"""The program itself, asked from outside of the test's process or thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any

from django.test import Client

Job = tuple[BaseHTTPRequestHandler, "Future[None]"]


def beside(browser: Client, work: Callable[[str], Any]) -> Any:
    """Run what asks a site from outside, while this thread answers: here is the test's transaction."""
    jobs: SimpleQueue[Job | None] = SimpleQueue()

    class Asked(BaseHTTPRequestHandler):
        def answer(self) -> None:
            done: Future[None] = Future()
            jobs.put((self, done))
            done.result()

        do_GET = do_HEAD = do_POST = answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server, ThreadPoolExecutor(1) as pool:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            found = pool.submit(work, f"http://127.0.0.1:{server.server_address[1]}")
            found.add_done_callback(lambda _found: jobs.put(None))
            for asked, done in iter(jobs.get, None):
                answered(browser, asked)
                done.set_result(None)
            return found.result()
        finally:
            server.shutdown()


def answered(browser: Client, asked: BaseHTTPRequestHandler) -> None:
    headers = {name: value for name, value in asked.headers.items() if name.lower() not in ("content-length", "host")}
    sort = headers.pop("content-type", headers.pop("Content-Type", ""))
    body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
    path, _mark, query = asked.path.partition("?")
    host = str(asked.headers["Host"])
    name, _colon, port = host.partition(":")
    found = browser.generic(
        asked.command, path, body, content_type=sort, headers=headers,
        QUERY_STRING=query, HTTP_HOST=host, SERVER_NAME=name, SERVER_PORT=port,
    )  # fmt: skip
    content = b"".join(found) if found.streaming else found.content
    asked.send_response(found.status_code)
    for header, value in found.items():
        if header.lower() != "content-length":
            asked.send_header(header, value)
    asked.send_header("Content-Length", str(len(content)))
    asked.end_headers()
    asked.wfile.write(content)
