"""The same work on many items, on several cores: rendering and checking ahead of the one process that writes."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 2  # items for each process, so that none ever waits

work_here: Callable[[Any], Any]


def in_order(work: Callable[[T], R], items: Iterable[T], processes: int) -> Iterator[tuple[T, R]]:
    """Every item with its result, in order. Only a few are held at once. With one process it all happens in this one.

    With several, database connections are closed first: a process must not inherit one.
    """
    with few_garbage_collections():
        if processes <= 1:
            yield from ((item, work(item)) for item in items)
        else:
            connections.close_all()
            yield from in_processes(work, items, processes)


def in_processes(work: Callable[[T], R], items: Iterable[T], processes: int) -> Iterator[tuple[T, R]]:
    """As ``in_order``. By fork, so that ``work`` and all that it knows (a loaded ``Desk``) need no pickling; only items and
    results are sent. What ``work`` raises is raised here, in its turn.
    """
    ahead: deque[tuple[T, Future[R]]] = deque()
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=start_worker, initargs=(work,))
    try:
        for item in items:
            ahead.append((item, pool.submit(run_work, item)))
            if len(ahead) > AHEAD * processes:
                yield result(ahead)
        while ahead:
            yield result(ahead)
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def few_garbage_collections() -> Iterator[None]:
    """Batches are thousands of live objects and few cycles: looking for these again and again took a third of the time."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def result(ahead: deque[tuple[T, Future[R]]]) -> tuple[T, R]:
    item, future = ahead.popleft()
    return item, future.result()


def start_worker(work: Callable[[Any], Any]) -> None:
    """In a new process: Ctrl-C is for the one that started it."""
    global work_here  # noqa: PLW0603
    work_here = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def run_work(item: Any) -> Any:
    return work_here(item)
