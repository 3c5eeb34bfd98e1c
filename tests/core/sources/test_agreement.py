"""Agreement, refinement, other scope and conflict are told apart by code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.core.models.relations import HELD
from directory.core.sources.agreement import (
    Agreement,
    compare,
    disputed_fields,
    disputed_ids,
    undecided_fields,
    verdicts,
)
from hospitals.models import Hospital, HospitalCitation
from offices.models import Policy, PolicyCitation


def said(value: str = "", field: str = "value", **more: Any) -> PolicyCitation:
    return PolicyCitation(field=field, value=value, **more)


def figure(low: float | None, high: float | None, unit: str = "元/年", **more: Any) -> PolicyCitation:
    ends = {"minimum": low, "maximum": high}
    numbers: Any = {name: None if end is None else Decimal(str(end)) for name, end in ends.items()}
    return said(f"{low}–{high}", unit=unit, **numbers, **more)


def test_it_works() -> None:
    assert compare(said("强制"), said("自愿")) is Agreement.CONFLICT


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        # the same, written differently
        (said("三级"), said("三级"), Agreement.AGREE),
        (said("CT、MRI"), said("CT, MRI"), Agreement.AGREE),
        (said("阜新市保健街43号", "address"), said("海州区保健街43号", "address"), Agreement.AGREE),
        (said("阜新市保健街43号", "address"), said("保健街 43 号", "address"), Agreement.AGREE),
        (figure(400, 400), figure(400, 400), Agreement.AGREE),
        (figure(400, 400, year=2024), figure(400, 400, year=2025), Agreement.AGREE),
        # one says more than the other
        (said("三级"), said("三级甲等"), Agreement.REFINE),
        (figure(15, 30, "工作日"), figure(None, 20, "工作日"), Agreement.REFINE),
        (figure(15, 30, "工作日"), figure(20, 20, "工作日"), Agreement.REFINE),
        (figure(400, None), figure(400, 400), Agreement.REFINE),
        # about something else
        (figure(400, 400, year=2024), figure(380, 380, year=2025), Agreement.OTHER_SCOPE),
        (figure(460, 460, region_id=320300), figure(400, 400), Agreement.OTHER_SCOPE),
        (figure(300, 300, population="大学生"), figure(460, 460), Agreement.OTHER_SCOPE),
        (figure(None, 20, "工作日", population="特殊情况"), figure(None, 10, "工作日"), Agreement.OTHER_SCOPE),
        (said("可以"), said("可以, 但要备案", region_id=360000), Agreement.OTHER_SCOPE),
        # against each other
        (figure(380, 380, approximate=True), figure(400, 400), Agreement.CONFLICT),
        (figure(25, 25, "年"), figure(15, 15, "年"), Agreement.CONFLICT),
        (figure(640, 640), figure(670, None), Agreement.CONFLICT),
        (figure(400, None), figure(500, None), Agreement.CONFLICT),
        (figure(None, 10, "工作日"), figure(None, 20, "工作日"), Agreement.CONFLICT),
        (said("强制"), said("非强制"), Agreement.CONFLICT),
        (said("可以"), said("不可以"), Agreement.CONFLICT),
        (said("三级"), said("二级"), Agreement.CONFLICT),
    ],
)
def test_two_statements(one: PolicyCitation, other: PolicyCitation, verdict: Agreement) -> None:
    assert compare(one, other) is verdict
    assert compare(other, one) is verdict


def test_several_sources_may_each_tell_a_part_of_a_list() -> None:
    one, other = said("骨科", "departments"), said("眼科", "departments")
    assert compare(one, other) is Agreement.CONFLICT
    assert compare(one, other, Hospital.cumulative) is Agreement.REFINE


def test_figures_of_different_units_are_compared_as_texts() -> None:
    assert compare(figure(1, 1, "月"), figure(30, 30, "天")) is Agreement.CONFLICT
    assert compare(said("同一句", minimum=1, maximum=1, unit="月"), said("同一句")) is Agreement.AGREE


def test_a_field_has_the_gravest_verdict_of_its_pairs() -> None:
    found = verdicts([said("强制"), said("强制"), said("自愿"), said("别的", "conditions")])
    assert found == {"value": Agreement.CONFLICT}


def test_a_statement_that_is_not_credited_disputes_nothing() -> None:
    assert verdicts([said("强制"), said("自愿", rank="deprecated", reason="与法律不符")]) == {}


def test_preferring_a_side_does_not_end_the_dispute(cast: Any) -> None:
    cast.policy.citations.filter(value="自愿").update(rank="preferred", reason="社会保险法第二十五条")
    assert disputed_fields(Policy.objects.get(pk=cast.policy.pk)) == ["value"]


def test_disputed_finds_drafts_too(cast: Any) -> None:
    for value in ("二级", "三级"):
        HospitalCitation.objects.create(record=cast.draft, article=cast.page, field="level", value=value)
    assert disputed_ids(Hospital) == {cast.draft.pk}
    assert disputed_ids(Policy) == {cast.policy.pk}


ends = st.one_of(st.none(), st.integers(0, 50))
figures = st.builds(
    lambda a, b: figure(*(sorted((a, b)) if a is not None and b is not None else (a, b))), ends, ends
).filter(lambda citation: citation.has_figure)


@given(figures, figures)
def test_overlap_is_symmetric_and_means_a_common_number(one: PolicyCitation, other: PolicyCitation) -> None:
    def admits(citation: PolicyCitation, number: int) -> bool:
        low, high = citation.minimum, citation.maximum
        return (low is None or low <= number) and (high is None or number <= high)

    verdict = compare(one, other)
    assert verdict is compare(other, one)
    common = any(admits(one, number) and admits(other, number) for number in range(51))
    two_bounds = one.maximum is other.maximum is None or one.minimum is other.minimum is None
    equal = (one.minimum, one.maximum) == (other.minimum, other.maximum)
    assert (verdict is not Agreement.CONFLICT) == (equal or (common and not two_bounds))


@given(figures)
def test_a_figure_agrees_with_itself(one: PolicyCitation) -> None:
    assert compare(one, one) is Agreement.AGREE


def hospital_saying(*rows: dict[str, Any]) -> Hospital:
    hospital = Hospital(name="阜新市中心医院")
    hospital.__dict__[f"{HELD}citations"] = [HospitalCitation(**row) for row in rows]
    return hospital


THREE, TWO, ONE = ({"field": "level", "value": value} for value in ("三级", "二级", "一级"))
HERE, THERE = ({"field": "address", "value": value} for value in ("中华路1号", "保健街43号"))
PREFERRED = {"rank": "preferred"}


@pytest.mark.parametrize(
    ("rows", "undecided"),
    [
        ([THREE, TWO], ["level"]),
        ([THREE | PREFERRED, TWO], []),
        # What is preferred of one field says nothing of another: it took all of a record's disputes off the desk.
        ([THREE | PREFERRED, TWO, HERE, THERE], ["address"]),
        ([THREE | PREFERRED, TWO, HERE | PREFERRED, THERE], []),
        ([HERE | PREFERRED, THREE, TWO], ["level"]),
        ([THREE | PREFERRED, HERE, THERE], ["address"]),
        # Nor of another year.
        ([THREE | PREFERRED | {"year": 2024}, THREE | {"year": 2025}, TWO | {"year": 2025}], ["level"]),
        ([THREE | PREFERRED, TWO | PREFERRED], ["level"]),
        ([THREE | PREFERRED, THREE | PREFERRED, TWO], []),
        ([THREE | {"reason": "两种都成立"}, TWO, ONE], []),
        ([THREE, TWO, HERE | {"reason": "门牌换过"}], ["level"]),
        ([THREE, TWO | {"rank": "deprecated", "reason": "旧名单"}], []),
        ([THREE, TWO, ONE | {"rank": "deprecated", "reason": "旧名单"}], ["level"]),
    ],
)
def test_a_dispute_is_decided_by_what_is_said_of_it(rows: list[dict[str, Any]], undecided: list[str]) -> None:
    assert undecided_fields(hospital_saying(*rows)) == undecided
