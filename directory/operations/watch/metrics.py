"""What the processes count, for Prometheus. They share files, so that one address shows the sum of all."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client import multiprocess as shared
from prometheus_client.core import GaugeMetricFamily

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
REQUESTS = Counter("directory_requests_total", "Requests answered", ("view", "status"))
LATENCY = Histogram("directory_request_seconds", "Seconds from request to answer", ("view",), buckets=SECONDS)
AT_WORK = Gauge("directory_lane_at_work", "Requests that a pool is answering", ("lane",), multiprocess_mode="livesum")
WAITING = Gauge("directory_lane_waiting", "Requests that wait for their turn", ("lane",), multiprocess_mode="livesum")
SENDING = Gauge("directory_sending", "Bodies that are arriving", multiprocess_mode="livesum")
REFUSED = Counter("directory_refused_total", "Requests refused before they were handled", ("status",))
FAILED_LOGINS = Counter("directory_failed_logins_total", "Logins that failed")


class Content:
    """What is published, read when it is asked for."""

    def collect(self) -> Iterator[Any]:
        try:
            figures = content()
        except DatabaseError:
            figures = {"up": (0.0, "Whether the database answers")}
        for name, (value, text) in figures.items():
            yield GaugeMetricFamily(f"directory_{name}", text, value=value)
        connections.close_all()


def content() -> dict[str, tuple[float, str]]:
    from django.db.models import Max

    from directory.core.models import Entry, OfficialDay, Sequence

    live = Entry.objects.live()
    latest = Entry.objects.aggregate(at=Max("updated_at"))["at"]
    announced = OfficialDay.objects.aggregate(last=Max("date"))["last"]
    return {
        "up": (1.0, "Whether the database answers"),
        "sequence": (float(Sequence.current()), "Number of the latest publication"),
        "entries": (float(live.count()), "Entries that are public"),
        "entries_not_indexed": (
            float(live.filter(key__lt=0).count()),
            "Public entries that the index does not have yet",
        ),
        "published_timestamp_seconds": (latest.timestamp() if latest else 0.0, "When something was last published"),
        "calendar_until_year": (float(announced.year if announced else 0), "Last year with announced rest days"),
    }


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for figure in (REQUESTS, LATENCY, AT_WORK, WAITING, SENDING, REFUSED, FAILED_LOGINS):
            registry.register(figure)
    registry.register(Content())
    return generate_latest(registry)


def forget(pid: int | None) -> None:
    """A process that has ended is at work on nothing."""
    if pid is not None and "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared.mark_process_dead(pid)  # type: ignore[no-untyped-call]


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        found = self.path.partition("?")[0] == "/metrics"
        body = exposition() if found else b"/metrics\n"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST if found else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nobody reads that somebody looked."""


class MetricsServer(ThreadingMixIn, TCPServer):
    daemon_threads = True


def serve(listener: socket.socket) -> None:
    """On the private port."""
    server = MetricsServer(("127.0.0.1", settings.METRICS_PORT), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.serve_forever()
