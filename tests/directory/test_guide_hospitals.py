"""Which hospitals the guide shows where there are more than it can."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from directory.core.publishing.publish import publish
from hospitals.models import Department, Hospital


def ask(client: Client, **query: str) -> Any:
    return client.get("/api/v1/guide/", query).json()["hospitals"]


def test_only_the_best_hospitals_are_read(cast: SimpleNamespace, client: Client) -> None:
    """Of many with the department: those of the asked county, then the best of its city, whatever else there is."""
    copies = []
    for number in range(30):
        region, level = (cast.haizhou, 2) if number < 3 else (cast.fuxin, 3 if number % 3 == 0 else 1)
        name, slug = f"第{number}医院", f"di-{number}"
        copies.append(Hospital.objects.create(slug=slug, name=name, region=region, level=level, status="published"))
        copies[-1].departments.create(department=cast.orthopaedics)
    publish(copies)
    found = ask(client, symptom="腰痛", region="210902")
    assert [one["slug"] for one in found["recommended"]] == ["fu-xin-zhong-xin"]
    others = found["others"]
    assert len(others) == 10
    assert {one["slug"] for one in others[:3]} == {"di-0", "di-1", "di-2"}
    assert [one["in_region"] for one in others] == [True] * 3 + [False] * 7
    assert {one["level"] for one in others[3:]} == {3}


def test_the_first_department_comes_before_the_next(cast: SimpleNamespace, client: Client) -> None:
    """A hospital that only has the second department does not crowd out one with the first."""
    surgery = Department.objects.create(
        slug="04", code="04", name="外科", pinyin="waike wk", status="published", parent=None
    )
    cast.symptom.departments.create(department=surgery, rank=2)
    dermatology = Department.objects.create(slug="13", code="13", name="皮肤科", pinyin="pifuke", status="published")
    cast.symptom.departments.create(department=dermatology, rank=3)
    first = Hospital.objects.create(slug="gu-ke", name="骨科诊所", region=cast.fuxin, status="published")
    first.departments.create(department=cast.orthopaedics)
    others = [
        Hospital.objects.create(
            slug=f"pi-{number}", name=f"皮肤{number}", region=cast.fuxin, level=3, status="published"
        )
        for number in range(12)
    ]
    for hospital in others:
        hospital.departments.create(department=dermatology)
    publish([surgery, dermatology, first, *others, cast.symptom])
    found = ask(client, symptom="腰痛", region="阜新")["others"]
    assert (found[0]["slug"], len(found)) == ("gu-ke", 10)
