"""A change: lines made from one version, written into a record that may have changed since."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.core.changes import applying, versions
from directory.core.changes.lines import Standing, check, diff, line, patched, value_at
from directory.core.changes.states import state_of
from directory.core.models import Change, Entry, Publishable, Version
from directory.core.models.curation.change import NotAllowed
from directory.core.publishing.publish import publishable_models, remove
from hospitals.models import Hospital
from tests.admin_cast import answer_for, curator

pytestmark = pytest.mark.django_db


def wanted(record: Publishable, *lines: tuple[str, Any]) -> list[dict[str, Any]]:
    """Lines from what the record says now to these values."""
    now = state_of(record)
    return [line(path, value_at(now, path), value) for path, value in lines]


def proposed(record: Any, *lines: tuple[str, Any], **more: Any) -> Change:
    return applying.change_for(record, wanted(record, *lines), "edit", **more)


def document(record: Any) -> dict[str, Any]:
    return Entry.objects.get(kind=record.kind, slug=record.slug).data


@pytest.fixture
def hospital(cast: SimpleNamespace) -> Hospital:
    phone = {"number": "0418-2810001", "kind": "landline", "position": 1}
    cast.central.phones.create(**phone)
    answer_for(Hospital)
    found: Hospital = cast.central
    found.refresh_from_db()
    return found


def phone_uid(hospital: Hospital) -> str:
    return str(hospital.phones.get().uid)


def test_it_works(hospital: Hospital) -> None:
    phone = f"phones/{phone_uid(hospital)}/number"
    change = proposed(hospital, ("address", "中华路 1 号"), (phone, "0418-2810009"))
    done = applying.apply(change)
    hospital.refresh_from_db()
    assert (hospital.address, hospital.phones.get().number, hospital.version) == ("中华路 1 号", "0418-2810009", 2)
    assert document(hospital)["phones"][0]["number"] == "0418-2810009"
    assert not done.waiting
    change.refresh_from_db()
    assert (change.state, change.made_version) == ("applied", 2)
    before, after = Version.objects.of(hospital).order_by("number")
    assert (before.number, before.origin, after.number, after.origin) == (1, "base", 2, "edit")
    assert {each["path"] for each in diff(before.content, after.content)} == {"address", phone}


def test_applied_twice_is_applied_once(hospital: Hospital) -> None:
    change = proposed(hospital, ("address", "中华路 1 号"))
    assert not applying.apply(change).already
    assert applying.apply(change).already
    hospital.refresh_from_db()
    assert hospital.version == 2
    assert Version.objects.of(hospital).count() == 2


def test_each_line_stands_for_itself(hospital: Hospital) -> None:
    """Two wrote at once: what both wrote alike is done, what only one wrote is clean, what differs waits."""
    first = proposed(hospital, ("address", "甲路 1 号"), ("level", 2), ("website", "https://a.cn"))
    second = proposed(hospital, ("address", "乙路 2 号"), ("level", 2), ("parking", "有"))
    applying.apply(first)
    standings = {each.line["path"]: each.standing for each in check(second.lines, state_of(hospital))}
    assert standings == {"address": Standing.CLASH, "level": Standing.DONE, "parking": Standing.CLEAN}
    done = applying.apply(second)
    hospital.refresh_from_db()
    assert (hospital.address, hospital.level, hospital.parking) == ("甲路 1 号", 2, "有")
    assert [each.line["path"] for each in done.waiting] == ["address"]
    rest = Change.objects.waiting().get()
    assert (rest.follows_id, [each["path"] for each in rest.lines]) == (second.pk, ["address"])


def test_a_clash_is_written_by_who_saw_it_only(hospital: Hospital) -> None:
    change = proposed(hospital, ("address", "乙路 2 号"))
    applying.apply(proposed(hospital, ("address", "甲路 1 号")))
    hospital.refresh_from_db()
    assert applying.apply(change, over=["address"], seen=1).waiting
    hospital.refresh_from_db()
    assert hospital.address == "甲路 1 号"
    assert applying.apply(change, over=["address"], seen=hospital.version).written
    hospital.refresh_from_db()
    assert hospital.address == "乙路 2 号"
    applying.undo(change)
    hospital.refresh_from_db()
    assert hospital.address == "甲路 1 号"


def test_lines_can_be_taken_one_by_one(hospital: Hospital) -> None:
    change = proposed(hospital, ("address", "中华路 1 号"), ("parking", "有"))
    applying.apply(change, take=["parking"])
    hospital.refresh_from_db()
    assert (hospital.address, hospital.parking) == ("", "有")
    assert not Change.objects.waiting().exists()


def test_rows_come_and_go(hospital: Hospital) -> None:
    old = phone_uid(hospital)
    values = value_at(state_of(hospital), f"phones/{old}")
    new = "00000000-0000-4000-8000-000000000001"
    change = proposed(hospital, (f"phones/{old}", None), (f"phones/{new}", {**values, "number": "0418-2810002"}))
    applying.apply(change)
    assert [(str(row.uid), row.number) for row in hospital.phones.all()] == [(new, "0418-2810002")]
    applying.undo(change)
    assert [(str(row.uid), row.number) for row in hospital.phones.all()] == [(old, "0418-2810001")]
    assert Change.objects.get(pk=change.pk).state == "undone"


def test_rows_may_swap_what_only_one_may_have(hospital: Hospital) -> None:
    hospital.phones.create(number="0418-2810002", kind="landline", position=2)
    first, second = hospital.phones.all()
    change = proposed(
        hospital, (f"phones/{first.uid}/number", "0418-2810002"), (f"phones/{second.uid}/number", "0418-2810001")
    )
    applying.apply(change)
    assert [row.number for row in hospital.phones.all()] == ["0418-2810002", "0418-2810001"]


def test_a_row_that_was_edited_is_not_removed_unseen(hospital: Hospital) -> None:
    path = f"phones/{phone_uid(hospital)}"
    removal = proposed(hospital, (path, None))
    applying.apply(proposed(hospital, (f"{path}/label", "急诊")))
    assert applying.apply(removal).waiting
    assert hospital.phones.count() == 1


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("level", 9, "级"),
        ("insurance_code", "X1", "编码"),
        ("region", 999, "已经没有"),
        ("latitude", "1.000000", "纬度"),
        ("name", "", "名称"),
        ("name", "有\u200b隐形字", "看不见"),
    ],
)
def test_what_the_rules_refuse_is_not_half_written(hospital: Hospital, path: str, value: Any, said: str) -> None:
    change = proposed(hospital, ("parking", "有"), (path, value))
    with pytest.raises(ValidationError) as refused:
        applying.apply(change)
    assert said in applying.complaint(hospital, refused.value)
    change.refresh_from_db()
    hospital.refresh_from_db()
    assert (change.state, hospital.parking, hospital.version) == ("submitted", "", 1)
    assert not Version.objects.exists()


def test_a_slug_taken_meanwhile_is_refused(hospital: Hospital, cast: SimpleNamespace) -> None:
    change = proposed(hospital, ("slug", "xin-biao-shi"))
    cast.second.slug = "xin-biao-shi"
    cast.second.save()
    with pytest.raises(ValidationError):
        applying.apply(change)


def test_a_deleted_record_takes_no_change(hospital: Hospital, cast: SimpleNamespace) -> None:
    change = proposed(cast.second, ("address", "中华路 1 号"))
    remove(cast.second)
    with pytest.raises(applying.Stale, match="已被删除"):
        applying.apply(change)


def test_a_line_brings_its_citation(hospital: Hospital, cast: SimpleNamespace) -> None:
    place = {"article": cast.page.slug, "value": "中华路 1 号", "start": 3, "end": 9, "quote": "中华路1号"}
    lines = [line("address", "", "中华路 1 号", place)]
    change = applying.change_for(hospital, lines, "proposal")
    applying.apply(change)
    citation = hospital.citations.get(field="address")
    assert (citation.article, citation.value, citation.start, citation.quote) == (
        cast.page,
        "中华路 1 号",
        3,
        "中华路1号",
    )
    applying.undo(change)
    assert not hospital.citations.filter(field="address").exists()


def test_a_possible_duplicate_is_one_both_ways(hospital: Hospital, cast: SimpleNamespace) -> None:
    applying.apply(proposed(hospital, ("possible_duplicates", [cast.second.slug])))
    cast.second.refresh_from_db()
    assert cast.second.version == 2
    assert Version.objects.of(cast.second).count() == 2
    assert document(cast.second)["possible_duplicates"][0]["slug"] == hospital.slug


def test_states_are_moved_through_as_declared(hospital: Hospital) -> None:
    change = proposed(hospital, ("parking", "有"))
    for state in ("draft", "undone", "nonsense"):
        with pytest.raises(NotAllowed):
            change.move(state)
    with pytest.raises(NotAllowed, match="理由"):
        change.move("refused")
    change.move("returned", word="没有出处")
    change.move("submitted")
    change.move("withdrawn")
    with pytest.raises(NotAllowed):
        change.move("applied")


@pytest.mark.parametrize(
    "state", [{"state": "maybe"}, {"state": "applied"}, {"state": "refused", "decided_at": "2026-01-01T08:00+08:00"}]
)
def test_impossible_states_are_refused_by_the_database(hospital: Hospital, state: dict[str, Any]) -> None:
    change = proposed(hospital, ("parking", "有"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(**state)


def test_a_state_says_all_that_can_be_edited(cast: SimpleNamespace) -> None:
    """A new field or relation of any kind must not be forgotten by history."""
    for model in publishable_models():
        record = model._default_manager.first()
        if record is None:
            continue
        state = state_of(record)
        fields = {field.name for field in model._meta.concrete_fields} - {"id", "version"}
        assert set(state["fields"]) == fields, model
        assert set(state["sets"]) == {field.name for field in model._meta.many_to_many}
        assert set(state["rows"]) == set(model.parts)


def test_writing_a_state_again_changes_nothing(directory_records: list[Any]) -> None:
    for record in directory_records:
        now = state_of(record)
        assert applying.change_at_once(record, patched(now, []), "edit") is None


@pytest.fixture
def directory_records(cast: SimpleNamespace) -> list[Any]:
    return [cast.central, cast.symptom, cast.bureau, cast.procedure, cast.policy, cast.page, cast.fuxin, cast.service]


def test_versions_cost_the_same_number_of_queries(cast: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    keys = list(Hospital.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(30):
        versions.keep(Hospital, keys)
    assert Version.objects.count() == len(keys) == 3
    versions.keep(Hospital, keys)
    assert Version.objects.count() == 3


def test_whoever_made_it_may_leave(hospital: Hospital) -> None:
    curator("张三")
    zhang = User.objects.get(username="张三")
    hospital.verified_by, hospital.verified_on = zhang, datetime.date(2026, 1, 1)
    hospital.save()
    change = proposed(hospital, ("parking", "有"), by=zhang)
    applying.apply(change, zhang)
    zhang.delete()
    applying.undo(Change.objects.get(pk=change.pk))
    hospital.refresh_from_db()
    assert hospital.parking == ""
