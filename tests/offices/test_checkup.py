"""办事指南体检: each check finds what it is for, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from offices.checkup import checks, checkup
from offices.models import Channel, Procedure

ONLINE: dict[str, Any] = {"channel": {"slug": "app", "name": "某应用"}, "kind": "app"}
WINDOW: dict[str, Any] = {"channel": {"slug": "window", "name": "窗口"}, "kind": "window"}


def document(**stated: Any) -> dict[str, Any]:
    rows = ("person_types", "steps", "materials", "channels", "time_limits", "schemes", "unfinished")
    blank: dict[str, Any] = {name: [] for name in rows}
    return {"deadline": "", "visits": None, "inherited": {}, **blank, **stated}


def paper(name: str = "身份证", **more: Any) -> dict[str, Any]:
    return {"name": name, "form": "", "person_type": None, "channel": None, "alternative_group": "", **more}


def step(text: str = "提交", **more: Any) -> dict[str, Any]:
    return {"text": text, "person_type": None, "channel": None, **more}


def types(*names: str, eligibility: str = "") -> list[dict[str, str]]:
    return [{"name": name, "eligibility": eligibility} for name in names]


FROM_RESIDENTS = {"steps": {"from": {"schemes": [{"code": "resident", "name": "居民医保"}]}}}
EMPLOYEES = [{"code": "employee", "name": "职工医保"}]


@pytest.mark.parametrize(
    ("check", "wrong", "right"),
    [
        (
            "originals_only_online",
            {"channels": [ONLINE], "materials": [paper(form="original")]},
            {"channels": [ONLINE, WINDOW], "materials": [paper(form="original")]},
        ),
        ("deadline_without_date", {"deadline": "各地自定"}, {"deadline": "出生后 90 天内"}),
        ("deadline_without_date", {"deadline": "尽快"}, {"deadline": "看病前"}),
        ("limit_without_figure", {"time_limits": [{"text": ""}]}, {"time_limits": [{"text": "15 工作日"}]}),
        (
            "paper_without_person_type",
            {"materials": [paper(person_type="甲"), paper("户口簿")]},
            {"materials": [paper(person_type="甲"), paper("户口簿", person_type="乙")]},
        ),
        (
            "person_type_without_anything",
            {"person_types": types("甲", "乙"), "steps": [step(person_type="甲")]},
            {"person_types": types("甲", "乙", eligibility="满 60 岁")},
        ),
        ("no_visit_no_way", {"visits": 0, "channels": [WINDOW]}, {"visits": 0, "channels": [ONLINE]}),
        ("no_visit_no_way", {"visits": 0}, {"visits": 0, "steps": [step("材料邮寄到经办机构")]}),
        (
            "channel_not_listed",
            {"channels": [ONLINE], "steps": [step(channel=WINDOW["channel"])]},
            {"channels": [ONLINE], "steps": [step(channel=ONLINE["channel"])]},
        ),
        ("said_twice", {"steps": [step(), step()]}, {"steps": [step(), step(person_type="甲")]}),
        ("said_twice", {"materials": [paper(), paper()]}, {"materials": [paper(), paper("户口簿")]}),
        (
            "choice_of_one",
            {"materials": [paper(alternative_group="证")]},
            {"materials": [paper(alternative_group="证"), paper("护照", alternative_group="证")]},
        ),
        ("nowhere_to_go", {}, {"unfinished": ["channels"]}),
        ("nowhere_to_go", {}, {"channels": [WINDOW]}),
        (
            "template_of_others",
            {"inherited": FROM_RESIDENTS, "schemes": EMPLOYEES},
            {"inherited": FROM_RESIDENTS, "schemes": [{"code": "resident", "name": "居民医保"}]},
        ),
        ("template_of_others", {"inherited": FROM_RESIDENTS, "schemes": []}, {"schemes": []}),
    ],
)
def test_a_check(check: str, wrong: dict[str, Any], right: dict[str, Any]) -> None:
    assert list(checks[check](document(**wrong)))
    assert not list(checks[check](document(**right)))


def test_a_counter_needs_an_office(cast: SimpleNamespace) -> None:
    window = Channel.objects.create(
        slug="chuang-kou", name="经办窗口", channel_kind="window", region=cast.nation, status="published"
    )
    cast.procedure.channels.create(channel=window)
    assert found_on(cast.procedure) == []
    cast.bureau.serves.clear()
    assert found_on(cast.procedure) == ["counters_without_office"]


def test_two_of_the_same(cast: SimpleNamespace) -> None:
    twin = Procedure.objects.create(slug="twin", name="又一份", service=cast.service, region=cast.fuxin)
    assert "same_procedures" in found_on(cast.procedure, twin)


def found_on(*procedures: Procedure) -> list[str]:
    records = Procedure.objects.for_document().filter(pk__in=[procedure.pk for procedure in procedures])
    return [finding.check for finding in checkup(records) if finding.check != "nowhere_to_go"]
