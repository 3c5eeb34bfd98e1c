"""What is remembered for each version of the directory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from directory.core.models import Entry, Region, Sequence, versions
from directory.core.models.versions import PerVersion, per_version
from directory.core.publishing.publish import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(cast: SimpleNamespace) -> Any:
    """The names of a kind's live entries, remembered; taken out of the registry again afterwards."""

    @per_version(2)
    def names_of(kind: str) -> set[str]:
        return set(Entry.objects.live().of(kind).values_list("name", flat=True))

    yield names_of
    PerVersion.registry.remove(names_of)


@pytest.fixture
def counted(cast: SimpleNamespace) -> Any:
    """How often it was called, remembered until a region changes."""
    calls: list[int] = []

    @per_version(1, kinds=(Region.kind,))
    def calls_so_far() -> int:
        calls.append(1)
        return len(calls)

    yield calls_so_far
    PerVersion.registry.remove(calls_so_far)


def change(record: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    publish([record])


def test_it_works(names: Any, cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    assert names("service") == {"异地就医备案"}
    with Sequence.held(), django_assert_num_queries(0):
        assert names("service") == {"异地就医备案"}


def test_it_is_computed_anew_once_something_is_published(names: Any, cast: SimpleNamespace) -> None:
    assert names("service") == {"异地就医备案"}
    change(cast.service, name="备案")
    assert names("service") == {"备案"}


def test_each_argument_has_a_result_of_its_own(names: Any) -> None:
    assert names("service") != names("symptom")


def test_a_version_that_is_known_is_not_read(names: Any, django_assert_num_queries: Any) -> None:
    version = Sequence.current()
    names("service")
    with django_assert_num_queries(0):
        names.at(version, "service")


def test_what_depends_on_a_kind_outlives_other_kinds(counted: Any, cast: SimpleNamespace) -> None:
    assert counted() == 1
    change(cast.service, name="备案")
    assert counted() == 1
    change(cast.fuxin, name="阜新")
    assert counted() == 2
    assert counted.at(Sequence.current()) == 2


def test_everything_is_dropped_at_once(counted: Any, names: Any, django_assert_num_queries: Any) -> None:
    counted(), names("service")
    versions.forget()
    with Sequence.held(), django_assert_num_queries(2):
        names("service")
        assert counted() == 2
