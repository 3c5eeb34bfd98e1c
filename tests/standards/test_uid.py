"""The identity of an entry: the same wherever the same records are seeded, and kept through renames."""

from __future__ import annotations

from types import SimpleNamespace

from directory.core.models import Entry
from directory.core.models.entry import uid_of
from directory.core.publishing.publish import publish
from hospitals.models import Hospital


def renamed(record: Hospital, slug: str) -> None:
    record.slug = slug
    record.save()
    publish([record])


def uid(slug: str) -> object:
    return Entry.objects.get(kind="hospital", slug=slug).uid


def test_it_works(cast: SimpleNamespace) -> None:
    assert uid("fu-xin-zhong-xin") == uid_of("hospital", "fu-xin-zhong-xin")
    assert Entry.objects.filter(uid=None).count() == 0


def test_a_rename_keeps_it(cast: SimpleNamespace) -> None:
    first = uid("fu-xin-zhong-xin")
    renamed(cast.central, "zhong-xin")
    assert (uid("zhong-xin"), uid("fu-xin-zhong-xin")) == (first, None)
    renamed(cast.central, "fu-xin-zhong-xin")
    assert (uid("fu-xin-zhong-xin"), uid("zhong-xin")) == (first, None)


def test_who_takes_an_address_over_is_somebody_else(cast: SimpleNamespace) -> None:
    first, second = uid("fu-xin-zhong-xin"), uid("hai-zhou-er-yuan")
    renamed(cast.central, "zhong-xin")
    renamed(cast.second, "fu-xin-zhong-xin")
    assert (uid("zhong-xin"), uid("fu-xin-zhong-xin")) == (first, second)
    new = Hospital.objects.create(slug="hai-zhou-er-yuan", name="新医院", region=cast.fuxin, status="published")
    publish([new])
    assert uid("hai-zhou-er-yuan") not in {None, first, second}


def test_a_change_and_a_withdrawal_keep_it(cast: SimpleNamespace) -> None:
    first = uid("fu-xin-zhong-xin")
    for status in ("draft", "published"):
        cast.central.status, cast.central.address = status, f"{status} 路 1 号"
        cast.central.save()
        publish([cast.central])
        assert uid("fu-xin-zhong-xin") == first
