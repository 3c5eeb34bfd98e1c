"""Sequence numbers: unique, growing, and never visible out of order, also when two publish at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from directory.core.models import Sequence

ROUNDS, EACH = 20, 3


@pytest.fixture
def connect(db: None, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Makes connections to a database of its own, where what threads commit is seen and harms nobody."""

    def make() -> Any:
        made = connection.copy()
        if made.vendor == "sqlite":
            made.settings_dict["NAME"] = str(tmp_path / "sequence.sqlite3")
        else:
            made.settings_dict["OPTIONS"] = {**made.settings_dict["OPTIONS"], "options": "-c search_path=sequence_test"}
        return made

    with closing(make()) as own:
        if own.vendor == "postgresql":
            own.cursor().execute("DROP SCHEMA IF EXISTS sequence_test CASCADE; CREATE SCHEMA sequence_test")
        with own.schema_editor() as editor:
            editor.create_model(Sequence)
        yield make
        if own.vendor == "postgresql":
            own.cursor().execute("DROP SCHEMA sequence_test CASCADE")


def draw_often(connect: Callable[[], Any], drawn: list[int], go: threading.Barrier) -> None:
    connections["default"] = connect()
    try:
        go.wait()
        for _ in range(ROUNDS):
            with transaction.atomic():
                numbers = Sequence.draw(EACH)
                drawn.extend(numbers)
    finally:
        connections["default"].close()


def run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_it_works(db: None) -> None:
    with transaction.atomic():
        first, second = Sequence.draw(2), Sequence.draw(1)
    assert [*first, *second] == [1, 2, 3]
    assert Sequence.current() == 3


def test_no_number_is_drawn_for_nothing(db: None) -> None:
    with transaction.atomic():
        assert list(Sequence.draw(0)) == []
    assert Sequence.current() == 0


def test_outside_a_transaction_nobody_would_wait_for_the_other(connect: Callable[[], Any]) -> None:
    refusals: list[Exception] = []

    def draw() -> None:
        connections["default"] = connect()
        try:
            Sequence.draw(1)
        except RuntimeError as error:
            refusals.append(error)

    run([threading.Thread(target=draw)])
    assert "inside a transaction only" in str(refusals)


def test_a_transaction_that_fails_gives_its_numbers_back(db: None) -> None:
    def fail() -> None:
        with transaction.atomic():
            Sequence.draw(5)
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        fail()
    with transaction.atomic():
        assert list(Sequence.draw(1)) == [1]


def test_two_threads_draw_growing_numbers_and_no_number_twice(connect: Callable[[], Any]) -> None:
    drawn: list[list[int]] = [[], []]
    go = threading.Barrier(2)
    threads = [threading.Thread(target=draw_often, args=(connect, numbers, go)) for numbers in drawn]
    run(threads)
    assert sorted(drawn[0] + drawn[1]) == list(range(1, 2 * ROUNDS * EACH + 1))
    assert all(numbers == sorted(numbers) for numbers in drawn)
