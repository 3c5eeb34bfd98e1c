"""Public reads from streaming replicas: which of them may be used, and a whole request answered from one."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from directory.core.models import Sequence
from directory.core.serving.middleware import is_for_staff

READS = ("GET", "HEAD", "OPTIONS")
ROUND = 1.0  # seconds between looks at the replicas
FIRST_LOOK = 3.0  # seconds that who asks about them waits for the first one
REMEMBERED = 3600  # numbers of the primary with the time when they were the latest
logger = logging.getLogger(__name__)


class ReplicaState(NamedTuple):
    """What the last look at a replica showed."""

    usable: bool
    reason: str  # for /readyz and the log
    behind: float | None = None  # seconds; None: not known
    sequence: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As ``/readyz`` shows it."""
        behind = None if self.behind is None else round(self.behind, 1)
        return {"used": self.usable, "state": self.reason, "behind_seconds": behind, "sequence": self.sequence}


class ReplicaWatch:
    """Looks at primary and replicas every second, in a thread of its own: no answer waits for one that is silent.

    A replica is as old as the last moment at which the primary's sequence number was the one that it has now. Its own
    word is not asked for: one that is cut off from the primary believes that nothing happens there.
    """

    def __init__(self) -> None:
        self.thread: threading.Thread | None = None
        self.process = 0
        self.looked = threading.Event()
        self.states: dict[str, ReplicaState] = {}
        self.latest: deque[tuple[int, float]] = deque(maxlen=REMEMBERED)

    def chosen(self, asked: Collection[str] = ()) -> str | None:
        """The replica of this process, but for those that were asked in vain.

        It keeps to one as long as that can be used: what it remembers is of one version.
        """
        self.begin()
        usable = [alias for alias, state in self.states.items() if state.usable and alias not in asked]
        return usable[self.process % len(usable)] if usable else None

    def report(self) -> dict[str, dict[str, Any]]:
        """Every replica for ``/readyz``, by its alias. Waits up to ``FIRST_LOOK`` for the first look at them."""
        self.begin()
        self.looked.wait(FIRST_LOOK)
        return {alias: state.as_dict() for alias, state in self.states.items()}

    def note_failure(self, alias: str) -> None:
        """Not used until it is looked at again."""
        self.states[alias] = ReplicaState(usable=False, reason="failed while it was read")

    def begin(self) -> None:
        """In each process that serves: threads do not come along when it is forked."""
        if settings.REPLICAS and self.process != os.getpid():
            self.process, self.states = os.getpid(), {}
            self.looked = threading.Event()
            self.thread = threading.Thread(target=self.go_round, daemon=True, name="replicas")
            self.thread.start()

    def go_round(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                logger.exception("The replicas could not be looked at")
                self.states = {}
            self.looked.set()
            time.sleep(ROUND)

    def look(self) -> None:
        """One look at the primary, then at each replica; what changed since the last one is logged."""
        primary = self.look_at_primary()
        found = {alias: self.look_at(alias, primary) for alias in settings.REPLICAS}
        for alias, state in found.items():
            before = self.states.get(alias)
            if before is None or before.usable != state.usable:
                log = logger.info if state.usable else logger.warning
                log("%s: %s", alias, state.reason)
        self.states = found

    def look_at_primary(self) -> int | None:
        """Its number; None: it does not answer."""
        with suppress(DatabaseError):
            moment = time.monotonic()
            number = read(DEFAULT_DB_ALIAS)
            if self.latest and self.latest[-1][0] == number:
                self.latest.pop()
            self.latest.append((number, moment))
            return number
        return None

    def look_at(self, alias: str, primary: int | None) -> ReplicaState:
        """A replica's state beside the primary's sequence number; None: the primary does not answer."""
        try:
            number = read(alias)
        except DatabaseError as error:
            return ReplicaState(usable=False, reason=f"does not answer: {type(error).__name__}")
        behind = self.behind(number)
        if primary is None:
            # Nothing newer can be had, and staff cannot write either.
            return ReplicaState(True, "used, as the primary does not answer", behind, number)
        if number > primary and number > (self.look_at_primary() or number):
            return ReplicaState(False, "is ahead of the primary: no replica of it", None, number)
        if behind is None or behind > settings.REPLICA_SECONDS:
            return ReplicaState(False, f"more than {settings.REPLICA_SECONDS} s behind", behind, number)
        return ReplicaState(True, "ok", behind, number)

    def behind(self, number: int) -> float | None:
        """Seconds since its number was the latest for the last time."""
        was_latest = [moment for latest, moment in self.latest if latest <= number]
        return time.monotonic() - was_latest[-1] if was_latest else None


def read(alias: str) -> int:
    """The sequence number there; the connection is this thread's own."""
    connections[alias].close_if_unusable_or_obsolete()
    with answering_from(alias):
        return Sequence.read()


watch = ReplicaWatch()


@contextmanager
def answering_from(alias: str) -> Iterator[Any]:
    """All that is read, by models or plain SQL, comes from this database: one answer, one state of the directory.

    Not by a database router: routers see no ``connection.cursor()``, which most reads of the index use. Setting
    ``connections["default"]`` puts the other connection in its place for this thread (Django keeps connections by thread
    or context), so whatever asks for the default one gets it. ``tests/operations/test_replicas.py`` would tell.
    """
    primary, connection = connections[DEFAULT_DB_ALIAS], connections[alias]
    connections[DEFAULT_DB_ALIAS] = connection
    try:
        yield connection
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


class ReplicaMiddleware:
    """Staff and whatever may write are answered from the primary, the public from a replica that is near enough to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.REPLICAS or is_for_staff(request) or request.method not in READS:
            return self.get_response(request)
        asked: set[str] = set()
        while alias := watch.chosen(asked):
            asked.add(alias)
            if response := self.from_replica(alias, request):
                return response
        response = self.get_response(request)
        if failed(response, connections[DEFAULT_DB_ALIAS]):
            # The watch has not seen it yet; without the primary every replica does.
            for alias in [alias for alias in settings.REPLICAS if alias not in asked]:
                if older := self.from_replica(alias, request):
                    return older
        return response

    def from_replica(self, alias: str, request: HttpRequest) -> HttpResponseBase | None:
        """None: it went away in the midst, or cancelled what was in the way of its catching up. Another one is asked."""
        with answering_from(alias) as connection:
            response = self.get_response(request)
        if failed(response, connection):
            watch.note_failure(alias)
            connection.close()
            return None
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = streamed(alias, iter(response))
        return response


def failed(response: HttpResponseBase, connection: BaseDatabaseWrapper) -> bool:
    """Whether the database is why there is no answer: Django notes errors on the connection, or has closed it."""
    return response.status_code >= 500 and (connection.errors_occurred or connection.connection is None)


def streamed(alias: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """An export reads on after its view has answered."""
    end = object()
    while True:
        with answering_from(alias):
            chunk: Any = next(chunks, end)
        if chunk is end:
            return
        yield chunk
