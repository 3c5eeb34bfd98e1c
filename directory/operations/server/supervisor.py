"""Starts the processes of a server, replaces those that end or grow too large, and stops all of them together."""

from __future__ import annotations

import gc
import logging
import os
import resource
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from .handover import Handover, Predecessors, Rehearsal
from .lanes import DEAR, POOLS, STAFF

ROUND = 1.0  # seconds between looks at the workers' memory
PATIENCE = 15  # seconds for a worker to stop when it is asked to
YOUNG = 2.0  # seconds: one that ends sooner is replaced after a pause
NICENESS = {DEAR: 10}
logger = logging.getLogger(__name__)
Work = Callable[[], None]


class Worker:
    """A place among the server's processes (``front-1``, ``staff``, ``dear``) and the process that has it at the moment."""

    def __init__(self, name: str, work: Work, life_reader: int) -> None:
        self.name, self.work, self.life_reader = name, work, life_reader
        self.process: BaseProcess | None = None
        self.started = self.due = 0.0  # when it was started; when it is to be replaced, 0: it need not be
        self.asked: float | None = None  # when it was asked to stop

    def start(self) -> None:
        self.process = get_context("fork").Process(target=begin, args=(self,), name=self.name)
        self.process.start()
        self.started, self.asked = time.monotonic(), None

    def stop(self) -> None:
        if self.process and self.process.is_alive():
            self.process.terminate()
            self.asked = self.asked or time.monotonic()

    def kill_if_late(self) -> None:
        if self.process and self.asked and time.monotonic() - self.asked > PATIENCE:
            self.process.kill()

    @property
    def memory(self) -> int:
        """MB that are its own: not files that it reads as memory, which the database does."""
        try:
            status = Path(f"/proc/{self.process.pid if self.process else 0}/status").read_text()
        except OSError:
            return 0
        return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("RssAnon")), 0)


def begin(worker: Worker) -> None:
    """In a new process: it ends with the one that started it, whatever ends that."""
    signal.signal(signal.SIGTERM, exit_on_signal)
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started it
    threading.Thread(target=exit_with_supervisor, args=(worker.life_reader,), daemon=True).start()
    with suppress(OSError):
        os.nice(NICENESS.get(worker.name, 0))
    with suppress(SystemExit):
        worker.work()
    connections.close_all()


def exit_on_signal(*_signal: Any) -> None:
    raise SystemExit(0)


def exit_with_supervisor(life_reader: int) -> None:
    """In a thread: nothing is ever written to this pipe, so reading ends when the supervisor has, be it by SIGKILL."""
    os.read(life_reader, 1)
    os._exit(1)


class Supervisor:
    def __init__(
        self,
        listener: socket.socket,
        metrics: socket.socket | None,
        rehearsed: list[str],
        handed: Handover | None = None,
    ) -> None:
        self.listener, self.metrics = listener, metrics
        self.folder = tempfile.TemporaryDirectory(prefix="directory-")
        self.rehearsed = rehearsed  # the command that a new version must pass
        self.handed = handed  # what an old one left
        self.rehearsal: Rehearsal | None = None
        self.predecessors: Predecessors | None = None
        self.life_reader, self.life_writer = (handed.life_reader, handed.life_writer) if handed else os.pipe()
        self.pools = {name: unix_listener(Path(self.folder.name) / name) for name in POOLS}
        fronts = [Worker(f"front-{number}", self.front, self.life_reader) for number in range(1, settings.WORKERS + 1)]
        self.workers = [*(Worker(name, self.pool(name), self.life_reader) for name in POOLS), *fronts]
        self.stopping = self.renewing = False

    def run(self, ready: Callable[[], None]) -> None:
        """Until SIGTERM or SIGINT. On SIGUSR2 as the version that is on the disk then, see handover."""
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = self.folder.name
        raise_file_limit()
        warm_up()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.ask_to_stop)
        signal.signal(signal.SIGUSR2, self.ask_to_renew)
        try:
            for worker in self.workers:
                worker.start()
            ready()
            self.predecessors = Predecessors(self.handed) if self.handed else None
            while not self.stopping:
                self.look_round()
        finally:
            self.stop()

    def ask_to_stop(self, *_signal: Any) -> None:
        self.stopping = True

    def ask_to_renew(self, *_signal: Any) -> None:
        self.renewing = True

    def look_round(self) -> None:
        """Sleep until a worker ends, or for a while; then put right what is wrong."""
        alive = [worker.process.sentinel for worker in self.workers if worker.process and worker.process.is_alive()]
        if len(alive) == len(self.workers):
            with suppress(InterruptedError):
                connection.wait(alive, ROUND)
        else:
            time.sleep(0.05)
        for worker in self.workers:
            self.look_after(worker)
        if self.predecessors and self.predecessors.look_after():
            self.predecessors = None
        if self.renewing and not self.stopping and not self.predecessors:
            self.renew()

    def renew(self) -> None:
        """Have the new version rehearsed, and become it if it can be."""
        if self.rehearsal is None:
            logger.info("The version on the disk is prepared")
            self.rehearsal = Rehearsal(self.rehearsed)
        elif self.rehearsal.over:
            succeeded, self.rehearsal, self.renewing = self.rehearsal.succeeded, None, False
            if succeeded:
                self.hand_over()
            logger.error("The version on the disk cannot be prepared: this one goes on")

    def hand_over(self) -> None:
        pids = [worker.process.pid for worker in self.workers if worker.process and worker.process.pid]
        metrics = self.metrics.fileno() if self.metrics else None
        handover = Handover(self.listener.fileno(), metrics, self.life_reader, self.life_writer, self.folder.name, pids)
        handover.give()

    def look_after(self, worker: Worker) -> None:
        """Replace a worker that has ended, kill one that does not stop, stop one that has grown too large."""
        process = worker.process
        if self.stopping or process is None:
            return
        if not process.is_alive():
            self.replace(worker, process)
            return
        worker.kill_if_late()
        if (used := worker.memory) > settings.WORKER_MEMORY and not worker.asked:
            logger.warning(
                "%s uses %d MB, more than WORKER_MEMORY=%d, and is replaced", worker.name, used, settings.WORKER_MEMORY
            )
            worker.stop()

    def replace(self, worker: Worker, process: BaseProcess) -> None:
        """At once; after a second where it hardly lived, so that one that cannot start does not keep a core busy."""
        now = time.monotonic()
        if not worker.due:
            logger.warning(
                "%s (process %s) ended with code %s and is replaced", worker.name, process.pid, process.exitcode
            )
            forget_metrics(process.pid)
            worker.due = now + (1.0 if now - worker.started < YOUNG else 0.0)
        if now >= worker.due:
            worker.due = 0.0
            worker.start()

    def stop(self) -> None:
        """Stop everything and wait for it: workers have ``PATIENCE`` to finish what they are answering."""
        self.listener.close()
        if self.rehearsal:
            self.rehearsal.process.terminate()
        while self.predecessors and not self.predecessors.look_after():
            time.sleep(0.02)
        for worker in self.workers:
            worker.stop()
        while any(worker.process and worker.process.is_alive() for worker in self.workers):
            for worker in self.workers:
                worker.kill_if_late()
            time.sleep(0.02)
        for pool in self.pools.values():
            pool.close()
        self.folder.cleanup()

    # What the workers do, each in its forked process, where what only the supervisor may hold is closed first. Imported here
    # and not above: prometheus_client reads PROMETHEUS_MULTIPROC_DIR when it is imported, and ``run`` sets it.

    def front(self) -> None:
        """The work of a front process."""
        import asyncio

        from directory.wsgi import application

        from .front import Front, serve

        os.close(self.life_writer)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # it answers within its event loop, one request at a time
        sockets = {name: str(Path(self.folder.name) / name) for name in POOLS}
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        asyncio.run(serve(Front(application, sockets), self.listener))

    def pool(self, name: str) -> Work:
        """The work of the process that has this pool."""

        def work() -> None:
            from directory.wsgi import application

            from .pool import Pool

            os.close(self.life_writer)
            self.listener.close()
            if name == STAFF and self.metrics is not None:
                from directory.operations.watch.metrics import serve

                threading.Thread(target=serve, args=(self.metrics,), daemon=True).start()
            Pool(self.pools[name], application).serve()

        return work


def unix_listener(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(256)
    return listener


def raise_file_limit() -> None:
    """Every connection is an open file: allow as many as the machine does."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def warm_up() -> None:
    """Load here, once, what every worker needs: they share it, and one that is replaced answers at once."""
    from directory.wsgi import application

    from .pool import answered

    host = settings.ALLOWED_HOSTS[0].replace("*", "localhost").lstrip(".")
    for path, query in (
        ("/", ""),
        ("/search/", "q=%E5%8C%BB%E9%99%A2"),
        ("/api/v1/hospitals/", "open_at=now"),  # which works out every timetable
        ("/admin/login/", ""),
    ):
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": host, "SERVER_PORT": "80",
            "HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "https" if settings.HTTPS else "http",
        }  # fmt: skip
        answer = answered(application, environ)
        b"".join(answer.chunks)
        answer.close()
    connections.close_all()  # a process must not inherit one
    gc.collect()
    gc.freeze()


def forget_metrics(pid: int | None) -> None:
    from directory.operations.watch.metrics import forget

    forget(pid)
