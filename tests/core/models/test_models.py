"""Impossible facts: each is refused with a sentence that a curator understands, and by the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from directory.core.models import Article, Entry, Phone, Region, Scheme, Sequence
from hospitals.models import Department, EmergencySign, Hospital, HospitalHours, Symptom
from offices.models import Channel, Office, Policy, Procedure, Service

pytestmark = pytest.mark.django_db

# By the end of a constraint's name: what makes a valid row impossible.
WRONG: dict[str, dict[str, Any]] = {
    "_code_in_gbt2260": {"code": 830000},
    "_only_nation_has_no_parent": {"parent": None},
    "_out_of_scope_has_reason": {"in_scope": False},
    "_teaser_stands_on_a_page": {"role": "teaser"},
    "_has_slug": {"name": "——", "slug": ""},
    "_position_in_china": {"latitude": "42.02", "datum": "wgs84"},
    "_special_grade_is_tertiary": {"grade": "special"},
    "_founded_possible": {"founded": 1700},
    "_range_in_order": {"minimum": 2, "maximum": 1, "unit": "元"},
    "_figure_has_unit": {"minimum": 1},
    "_possible_year": {"year": 1997},
    "_deprecated_has_reason": {"rank": "deprecated"},
    "_named_weekdays": {"days": "weekdays"},
    "_opens_before_closes": {"opens": time(12), "closes": time(8)},
    "_dated_season": {"season": "dated", "from_month": 6},
    "_real_dates": {"season": "dated", "from_month": 2, "from_day": 30, "to_month": 4, "to_day": 1},
    "_from_before_to": {"to_date": date(2026, 1, 1)},
    "_closed_or_hours": {"kind": "closed", "opens": time(8)},
    "_whole_summer": {"summer_from_month": 5},
    "_real_summer": {
        "summer_from_month": 2,
        "summer_from_day": 30,
        "summer_to_month": 9,
        "summer_to_day": 30,
    },
    "_policy_example_is_nowhere": {"example": True},
    "_procedure_channel_or_office": {"channel": None, "office": None},
    "_department_rank": {"rank": 0},
    "_recommendation_rank": {"rank": 0},
    "_read_after_published": {"published_on": date(2025, 4, 20), "read_on": date(2025, 4, 19)},
    "_place_in_text": {"start": 3, "end": 2},
}
# Refused by the form field before the constraint is asked, or put right by clean().
SEEN_EARLIER: dict[str, dict[str, Any]] = {
    "_has_name": {"name": ""},
    "_level_known": {"level": 4},
    "_template_compared": {"template_version": 1},
}
# What makes a row as it stands beside another of its kind.
TWICE: dict[str, dict[str, Any]] = {
    "_insurance_code_once": {"insurance_code": "H21090200001"},
    "_policy_once_per_scope": {"year": 2025, "scheme": ("employee",)},
}
NEEDED: dict[str, dict[str, Any]] = {
    "Region": {"code": 210300, "level": "city"},
    "HospitalHours": {"opens": time(8), "closes": time(12)},
    "OfficeHours": {"opens": time(8), "closes": time(12)},
    "HospitalHoursException": {"from_date": date(2026, 3, 1)},
    "OfficeHoursException": {"from_date": date(2026, 3, 1)},
    "SymptomDepartment": {"condition": "发热时"},
    "Recommendation": {"condition": "发热时"},
}


# May be empty, but not in an ordinary row.
HAS_ONE = {("Policy", "region"), ("ProcedureChannel", "channel")}


def ours() -> Iterator[type[models.Model]]:
    yield Region
    yield Article
    yield from apps.get_app_config("hospitals").get_models()
    yield from apps.get_app_config("offices").get_models()


def constraints(kind: type[models.BaseConstraint]) -> list[tuple[type[models.Model], Any]]:
    return [(model, one) for model in ours() for one in model._meta.constraints if isinstance(one, kind)]


def wrong(name: str, table: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    return next((changes for end, changes in table.items() if name.endswith(end)), None)


@pytest.fixture
def supporting(cast: SimpleNamespace) -> dict[type[models.Model], Any]:
    channel = Channel.objects.create(slug="app", name="应用", channel_kind="app", region=cast.nation)
    return {
        Region: cast.nation, Article: cast.page, Department: cast.orthopaedics, Hospital: cast.second,
        Symptom: cast.symptom, Service: cast.service, Channel: channel, Office: cast.bureau,
        Procedure: cast.procedure, Policy: cast.policy,
        EmergencySign: EmergencySign.objects.create(slug="zhong-feng", name="中风", call="120", phrases=["中风"]),
         Scheme: Scheme.objects.create(code="employee", name="职工"),
    }  # fmt: skip


def row(model: type[models.Model], supporting: dict[type[models.Model], Any], **changes: Any) -> Any:
    """A valid row of this kind, not saved: every field that must be filled is."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        needed = not field.null or model is Region or (model.__name__, field.name) in HAS_ONE
        if isinstance(field, models.ForeignKey) and needed:
            values[field.name] = supporting[field.related_model]
        elif not (field.has_default() or field.blank or field.null or field.auto_created):
            values[field.name] = field.choices[0][0] if field.choices else f"{field.name}1"
    if issubclass(model, Phone):
        values["number"] = "0418-2820000"
    names = {field.name for field in model._meta.concrete_fields}
    values |= {name: text for name, text in (("code", "99.99"), ("slug", "a-slug")) if name in names}
    changes = {name: supporting[Scheme] if value == ("employee",) else value for name, value in changes.items()}
    return model(**values | NEEDED.get(model.__name__, {}) | changes)


def objections(instance: models.Model) -> str:
    try:
        instance.full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def is_stored(instance: models.Model) -> bool:
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError:
        return False
    return True


def test_it_works(supporting: dict[type[models.Model], Any]) -> None:
    """Every kind of row can be made; otherwise the refusals below would say nothing."""
    for model in ours():
        assert objections(row(model, supporting)) == "", model
        assert is_stored(row(model, supporting)), model


@pytest.mark.usefixtures("cast")
def test_every_constraint_has_a_case() -> None:
    names = {one.name for _model, one in constraints(models.CheckConstraint)} - {
        "hospitals_hospital_not_its_own_campus"
    }
    assert [name for name in names if wrong(name, WRONG | SEEN_EARLIER) is None] == []
    assert all(one.get_violation_error_message().endswith("。") for _model, one in constraints(models.BaseConstraint))


def test_an_impossible_row_is_refused_in_chinese_and_by_the_database(
    supporting: dict[type[models.Model], Any],
) -> None:
    for model, constraint in constraints(models.CheckConstraint):
        if changes := wrong(constraint.name, WRONG):
            said = objections(row(model, supporting, **changes))
            assert constraint.get_violation_error_message() in said, constraint.name
            assert not is_stored(row(model, supporting, **changes)), constraint.name


def test_what_fields_refuse_earlier_is_refused_by_the_database_too(
    supporting: dict[type[models.Model], Any],
) -> None:
    for model, constraint in constraints(models.CheckConstraint):
        if changes := wrong(constraint.name, SEEN_EARLIER):
            assert not is_stored(row(model, supporting, **changes)), constraint.name


def test_the_same_twice_is_refused_in_chinese_and_by_the_database(supporting: dict[type[models.Model], Any]) -> None:
    for model, constraint in constraints(models.UniqueConstraint):
        changes = wrong(constraint.name, TWICE) or {}
        again = changes | ({"slug": "another-slug"} if hasattr(model, "slug") else {})
        assert is_stored(row(model, supporting, **changes)), constraint.name
        assert constraint.get_violation_error_message() in objections(row(model, supporting, **again)), constraint.name
        assert not is_stored(row(model, supporting, **again)), constraint.name


@pytest.mark.parametrize(
    "changes",
    [
        {"opens": None, "closes": None},
        {"opens": time(8), "closes": None},
        {"round_the_clock": True},
        {"opens": time(8), "closes": time(8)},
        {"opens": time(8), "closes": time(12), "overnight": True},
    ],
)
def test_impossible_hours(supporting: dict[type[models.Model], Any], changes: dict[str, Any]) -> None:
    assert "开始时间要早于结束时间" in objections(row(HospitalHours, supporting, **changes))
    assert not is_stored(row(HospitalHours, supporting, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"round_the_clock": True, "opens": None, "closes": None},
        {"opens": time(20), "closes": time(8), "overnight": True},
        {"days": "weekdays", "weekdays": "135"},
        {"season": "dated", "from_month": 11, "from_day": 1, "to_month": 2, "to_day": 29},
    ],
)
def test_possible_hours(supporting: dict[type[models.Model], Any], changes: dict[str, Any]) -> None:
    assert objections(row(HospitalHours, supporting, **changes)) == ""
    assert is_stored(row(HospitalHours, supporting, **changes))


def test_a_hospital_is_not_its_own_campus(supporting: dict[type[models.Model], Any]) -> None:
    hospital = row(Hospital, supporting)
    hospital.save()
    hospital.parent = hospital
    assert "医院不能是自己的院区" in objections(hospital)
    assert not is_stored(hospital)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("slug", "阜新", "只用小写字母"),
        ("slug", "a--b", "只用小写字母"),
        ("slug", "fu-xin\n", "只用小写字母"),
        ("name", "阜新\u200b医院", "U+200B"),
        ("aliases", ["好的", "坏\u202e的"], "U+202E"),
        ("insurance_code", "X21090200001", "H 或 P 加 11 位数字"),
        ("uscc", "12210900463550041I", "18 位数字或大写字母"),
        ("website", "javascript:alert(1)", "URL"),
        ("latitude", "60", "54"),
    ],
)
def test_fields_refuse(supporting: dict[type[models.Model], Any], field: str, value: Any, says: str) -> None:
    assert says in objections(row(Hospital, supporting, **{field: value}))


@pytest.mark.parametrize("number", ["12345678", "0376－2137873", "0376-1137873", "010 12345678", "4001234567", "abc"])
def test_phones_are_written_one_way(supporting: dict[type[models.Model], Any], number: str) -> None:
    model: Any = Hospital.phones.rel.related_model
    assert "电话写作 0376-2137873" in objections(row(model, supporting, number=number))


def test_a_person_type_of_another_procedure_is_refused(supporting: dict[type[models.Model], Any]) -> None:
    other = row(Procedure, supporting)
    other.save()
    person = other.person_types.create(name="异地安置退休人员")
    step: Any = Procedure.steps.rel.related_model
    assert "人员类别要属于同一份办事指南" in objections(row(step, supporting, person_type=person))


def test_slug_and_pinyin_come_from_the_name(supporting: dict[type[models.Model], Any]) -> None:
    hospital = row(Hospital, supporting, name="罗山县人民医院", slug="")
    hospital.full_clean()
    assert (hospital.slug, hospital.pinyin) == ("luo-shan-xian-ren-min-yi-yuan", "luoshanxianrenminyiyuan lsxrmyy")


def test_an_entry_is_live_or_a_tombstone_and_one_per_address_and_record(cast: SimpleNamespace) -> None:
    entry = Entry.objects.get(slug="fu-xin-zhong-xin")
    impossible: list[dict[str, Any]] = [{"object_id": None}, {"withdrawn_at": entry.updated_at}, {"sequence": 1}]
    for changes in impossible:
        assert not is_stored(Entry(**{**fields_of(entry), **changes}))
    for slug in (entry.slug, "another"):
        assert not is_stored(Entry(**{**fields_of(entry), "sequence": 10**6, "slug": slug, "id": None}))
    assert not is_stored(Sequence(pk=2))


def fields_of(entry: Entry) -> dict[str, Any]:
    return {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
