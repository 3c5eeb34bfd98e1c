"""Clients that are slow on purpose, clients that want what is dear, and the people who come in between."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode

PATIENCE = 30  # seconds
DEAR = (
    "/sitemap-region.xml", "/api/v1/schema/", "/api/v1/export/regions.ndjson", "/api/v1/changes/?page_size=1000",
    "/guide/print.pdf?symptom=yao-tong&region=210900", "POST /admin/login/",
)  # fmt: skip
PAGES = ("/", "/hospitals/", "/api/v1/hospitals/", "/search/?q=%E5%8C%BB%E9%99%A2", "/regions/210900/", "/about/")


@dataclass
class AttackSeen:
    """What one sort of client got."""

    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, status: int, seconds: float) -> None:
        self.statuses.append(status)
        self.seconds.append(seconds)

    def within(self, most: float = 1.0) -> float:
        """The share that was answered well and in time."""
        good = sum(
            status in (200, 302) and took <= most for status, took in zip(self.statuses, self.seconds, strict=True)
        )
        return good / len(self.statuses) if self.statuses else 0.0

    @property
    def slowest(self) -> float:
        return max(self.seconds, default=0.0)

    def failed(self) -> dict[int, int]:
        """Statuses of 500 and above, and 0: no answer."""
        return {status: self.statuses.count(status) for status in set(self.statuses) if status >= 500 or not status}


def ask(port: int, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> tuple[int, bytes, str]:
    """Status, body and where a redirect leads. Status 0: no answer."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        client.request("GET" if body is None else "POST", path, body, headers or {})
        answer = client.getresponse()
        return answer.status, answer.read(), answer.getheader("Location", "")
    except (OSError, http.client.HTTPException):
        return 0, b"", ""
    finally:
        client.close()


def timed(port: int, path: str, seen: AttackSeen, headers: dict[str, str] | None = None) -> None:
    begun = time.perf_counter()
    status = log_in(port, "nobody", "wrong")[0] if path.startswith("POST ") else ask(port, path, headers)[0]
    seen.add(status, time.perf_counter() - begun)


def log_in(port: int, name: str, password: str) -> tuple[int, str]:
    """The status, and the cookies of who is logged in."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        client.request("GET", "/admin/login/")
        answer = client.getresponse()
        page, token = answer.read().decode(), cookie(answer, "csrftoken")
        mark = 'name="csrfmiddlewaretoken" value="'
        form = {
            "username": name,
            "password": password,
            "csrfmiddlewaretoken": page.partition(mark)[2].partition('"')[0],
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": token}
        client.request("POST", "/admin/login/?next=/admin/", urlencode(form), headers)
        answer = client.getresponse()
        answer.read()
        return answer.status, "; ".join(
            filter(None, (cookie(answer, "csrftoken") or token, cookie(answer, "sessionid")))
        )
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        client.close()


def cookie(answer: http.client.HTTPResponse, name: str) -> str:
    sent = [header.partition(";")[0] for header in answer.headers.get_all("Set-Cookie", [])]
    return next((pair for pair in sent if pair.startswith(f"{name}=")), "")


def slow_body(port: int, over: threading.Event, path: str = "/admin/login/") -> None:
    """Announces a body and sends a byte of it now and then; cut off, it comes again."""
    while not over.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            head = (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
            )
            connection.sendall(head.encode())
            while not over.wait(0.5):
                connection.sendall(b"x")
        over.wait(0.05)


def slow_head(port: int, over: threading.Event) -> None:
    """Never comes to the end of its headers."""
    while not over.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            while not over.wait(0.5):
                connection.sendall(b"X-A: b\r\n")
        over.wait(0.05)


def slow_reader(port: int, over: threading.Event, path: str = "/api/v1/export/regions.ndjson") -> None:
    """Asks for much and reads a byte of it now and then."""
    while not over.is_set():
        with suppress(OSError), socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(PATIENCE)
            connection.connect(("127.0.0.1", port))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            while not over.wait(0.2) and connection.recv(1):
                pass
        over.wait(0.05)


def wanting(seen: AttackSeen, *paths: str) -> Callable[[int, threading.Event], None]:
    """Asks for these in turn, without a pause."""

    def client(port: int, over: threading.Event) -> None:
        for path in cycle(paths):
            if over.is_set():
                return
            timed(port, path, seen)

    return client


@contextmanager
def attacked(port: int, *clients: Callable[[int, threading.Event], None]) -> Iterator[None]:
    """With all these clients at once, each in a thread, until the end of the block."""
    over = threading.Event()
    with ExitStack() as stack:
        for client in clients:
            thread = threading.Thread(target=client, args=(port, over), daemon=True)
            thread.start()
            stack.callback(thread.join, PATIENCE)
        stack.callback(over.set)
        yield


def people(port: int, seconds: float, cookies: str = "", pause: float = 0.05) -> tuple[AttackSeen, AttackSeen]:
    """What readers and, with their cookies, staff get meanwhile."""
    readers, staff, end = AttackSeen(), AttackSeen(), time.perf_counter() + seconds
    for number, path in enumerate(cycle(PAGES)):
        if time.perf_counter() > end:
            return readers, staff
        timed(port, path, readers)
        if cookies and number % 4 == 0:
            timed(port, "/admin/hospitals/hospital/", staff, {"Cookie": cookies})
        time.sleep(pause)
    return readers, staff
