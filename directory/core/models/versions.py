"""What is remembered of the directory until something is published.

Publishing draws a sequence number in its own transaction, so the last number drawn names a
version of everything that the public reads: what was computed for a version stays true of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db.models import Max

from .entry import Entry, Sequence

P = ParamSpec("P")
R = TypeVar("R")


class PerVersion(Generic[P, R]):
    """A function of its arguments and the directory's content, computed once for each version of the directory.

    With ``kinds`` it is computed anew only when an entry of one of these kinds has changed.
    """

    registry: list[PerVersion[Any, Any]] = []

    def __init__(self, function: Callable[P, R], maxsize: int, kinds: tuple[str, ...] = ()) -> None:
        update_wrapper(self, function)
        self.kinds = kinds
        # The state is a part of the key alone: the function reads what is there now. What the cache does not
        # answer is rare, so the lambda costs nothing; a hit through ``at`` stays in C.
        self.results = lru_cache(maxsize)(lambda _state, *args, **kwargs: function(*args, **kwargs))
        by_version: Any = self.at_last_change if kinds else self.results
        # The same for a caller who knows the present version already: reading it is a query.
        self.at: Callable[Concatenate[int, P], R] = by_version
        self.registry.append(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.at(Sequence.current(), *args, **kwargs)

    def at_last_change(self, version: int, *args: Any, **kwargs: Any) -> R:
        return self.results(last_changes.at(version, self.kinds), *args, **kwargs)

    def forget(self) -> None:
        self.results.cache_clear()


def per_version(maxsize: int, kinds: tuple[str, ...] = ()) -> Callable[[Callable[P, R]], PerVersion[P, R]]:
    """Remember the function's last ``maxsize`` results, each for the version of the directory it was computed for."""
    return lambda function: PerVersion(function, maxsize, kinds)


@per_version(64)
def last_change(kind: str) -> Any:
    """When an entry of this kind last changed."""
    # By the index on kind and time: the newest sequence number of a kind would be looked for among all.
    return Entry.objects.of(kind).aggregate(last=Max("updated_at"))["last"]


@per_version(64)
def last_changes(kinds: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(map(last_change, kinds))


def forget() -> None:
    """Drop all of it: for tests, which roll back, so that the numbers of versions repeat."""
    for remembered in PerVersion.registry:
        remembered.forget()
