"""Which fields need a source, and which have none."""

from __future__ import annotations

from typing import Any

import pytest

from directory.core.sources.provenance import citable_fields, unsourced
from hospitals.models import Hospital, HospitalCitation, HospitalFact
from offices.models import Office, Policy, PolicyCitation, Procedure
from tests.admin_cast import article, fuxin, hospital_named

pytestmark = pytest.mark.django_db


def cite(record: Hospital, field: str, **fields: Any) -> None:
    HospitalCitation.objects.create(
        record=record, article=article(f"{HospitalCitation.objects.count():03}"), field=field, **fields
    )


def test_it_works() -> None:
    hospital = hospital_named("阜新市中心医院", address="中华路 1 号", editorial=["region"])
    assert unsourced(hospital) == ["name", "address"]
    cite(hospital, "address", value="中华路 1 号")
    assert unsourced(hospital) == []


def test_fields_rows_and_kinds_of_rows_can_be_cited() -> None:
    fields = citable_fields(Hospital)
    assert fields["address"] == "地址"
    assert fields["phones"] == "电话"
    assert fields["facts.doctors"] == "数据 · 医生"
    assert citable_fields(Procedure)["time_limits.payment"] == "时限 · 到账时间"
    assert "services" in citable_fields(Office)


def test_bookkeeping_and_sources_cannot() -> None:
    fields = citable_fields(Hospital)
    assert not {"slug", "status", "version", "citations", "possible_duplicates", "entries", "verified_on"} & set(fields)


def test_a_citation_of_one_kind_of_rows_covers_the_rows() -> None:
    hospital = hospital_named("阜新市中心医院", editorial=["region", "name"])
    HospitalFact.objects.create(record=hospital, kind="doctors", minimum=300, maximum=300, unit="名")
    assert unsourced(hospital) == ["facts"]
    cite(hospital, "facts.doctors", value="300 名")
    assert unsourced(hospital) == []


def test_empty_false_and_unknown_need_no_source() -> None:
    hospital = hospital_named(
        "阜新市中心医院", editorial=["region", "name"], designated=False, nonprofit=None, address=""
    )
    assert unsourced(hospital) == []


def test_many_to_many_fields_need_one() -> None:
    office = Office.objects.create(
        name="阜新市医保局", slug="yi-bao-ju", region=fuxin(), editorial=["name", "region", "office_kind"]
    )
    office.serves.add(fuxin())
    assert unsourced(office) == ["serves"]


def test_a_policy_states_one_value() -> None:
    policy = Policy.objects.create(
        name="居民医保缴费", slug="jiao-fei", subject="个人缴费标准", region=fuxin(), minimum=400, maximum=400, unit="元/年",
        statement="每人每年", editorial=["region"],
    )  # fmt: skip
    assert citable_fields(Policy)["value"] == "数值或说法"
    assert "minimum" not in citable_fields(Policy)
    assert set(unsourced(policy)) == {"name", "value"}
    PolicyCitation.objects.create(record=policy, article=article(), field="value", value="400 元")
    assert unsourced(policy) == []
