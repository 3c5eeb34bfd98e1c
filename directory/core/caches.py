"""What a process remembers from one request to the next.

Everything that is remembered goes through one of two decorators, so that it can be found,
counted and dropped: ``memoized`` here for functions of nothing but their arguments, and
``per_version`` (core/models/versions.py) for what was read from the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
R = TypeVar("R")


class Memoized(Protocol[P, R_co]):
    """A function whose results are remembered by its arguments, which must be hashable."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

    def cache_clear(self) -> None: ...

    def cache_info(self) -> Any: ...


def memoized(maxsize: int | None, typed: bool = False) -> Callable[[Callable[P, R]], Memoized[P, R]]:
    """For a function whose result depends on its arguments alone, and on what is declared in code.

    It reads no database and no clock, so its results never grow old and tests need not drop them. Where it puts something
    into words, it is given the active language as its argument ``language``.
    """

    # Not wrapped any further: lru_cache answers in C, and some of these are called for every row.
    def decorate(function: Callable[P, R]) -> Memoized[P, R]:
        return cast("Memoized[P, R]", lru_cache(maxsize, typed)(function))

    return decorate
