"""Offices, services, channels, procedures and policies as the API gives them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.publishing.publish import publish
from offices.models import Channel, Policy, Service

pytestmark = pytest.mark.django_db
OFFICE = "/api/v1/offices/fu-xin-yi-bao-ju/"
PROCEDURE = "/api/v1/procedures/fu-xin-bei-an/"


def get(url: str) -> Any:
    response = Client().get(url)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def slugs(url: str) -> list[str]:
    return [line["slug"] for line in get(url)["results"]]


@pytest.fixture
def app(cast: SimpleNamespace) -> Channel:
    channel = Channel.objects.create(
        slug="guo-jia-ping-tai", name="国家医保服务平台", channel_kind="app", region=cast.nation, status="published"
    )
    channel.services.add(cast.service)
    channel.menu_paths.create(path="异地备案 → 备案申请", service=cast.service)
    publish([channel])
    return channel


def test_it_works(cast: SimpleNamespace) -> None:
    office = get(OFFICE)
    assert (office["name"], office["office_kind"]) == ("阜新市医疗保障局", "bureau")
    assert [region["name"] for region in office["serves"]] == ["阜新市"]
    assert [service["name"] for service in office["services"]] == ["异地就医备案"]


def test_offices_by_where_they_stand_and_whom_they_serve(cast: SimpleNamespace) -> None:
    assert slugs("/api/v1/offices/?region=辽宁") == ["fu-xin-yi-bao-ju"]
    assert slugs("/api/v1/offices/?region=海州区") == []
    assert slugs("/api/v1/offices/?serves=海州区") == ["fu-xin-yi-bao-ju"]
    assert slugs("/api/v1/offices/?serves=沈阳") == []


def test_a_service_includes_those_below_it(cast: SimpleNamespace) -> None:
    part = Service.objects.create(
        slug="lin-shi", code="4.1", name="临时外出备案", parent=cast.service, origin="national", status="published"
    )
    cast.procedure.service = part
    cast.procedure.save()
    publish([part, cast.procedure])
    assert slugs("/api/v1/procedures/?service=异地就医备案") == ["fu-xin-bei-an"]
    assert slugs("/api/v1/procedures/?service=4.1") == ["fu-xin-bei-an"]
    assert slugs("/api/v1/services/?parent=异地备案") == ["lin-shi"]
    assert get("/api/v1/services/lin-shi/")["parent"]["name"] == "异地就医备案"


def test_a_channel(cast: SimpleNamespace, app: Channel) -> None:
    channel = get("/api/v1/channels/guo-jia-ping-tai/")
    assert channel["region"]["path"] == ["全国"]
    (menu,) = channel["menu_paths"]
    assert (menu["path"], menu["service"]["name"]) == ("异地备案 → 备案申请", "异地就医备案")
    assert slugs("/api/v1/channels/?kind=手机应用&service=异地备案&applies_to=阜新") == ["guo-jia-ping-tai"]


def test_a_menu_path_of_a_service_that_is_not_public_is_left_out(cast: SimpleNamespace, app: Channel) -> None:
    app.menu_paths.create(path="别的 → 入口")
    cast.service.status = "draft"
    cast.service.save()
    publish([cast.service])
    assert [row["path"] for row in get("/api/v1/channels/guo-jia-ping-tai/")["menu_paths"]] == ["别的 → 入口"]
    assert get(PROCEDURE)["service"] is None


def test_a_procedure_with_its_rows(cast: SimpleNamespace, app: Channel) -> None:
    retired = cast.procedure.person_types.create(name="异地安置退休人员", eligibility="退休后定居异地")
    cast.procedure.steps.create(text="填写参保地和就医地。", channel=app)
    cast.procedure.materials.create(name="户口簿首页", person_type=retired, form="copy")
    cast.procedure.materials.create(name="医保电子凭证", position=1)
    cast.procedure.channels.create(channel=app)
    cast.procedure.time_limits.create(kind="promised", minimum=1, maximum=2, unit="工作日")
    cast.procedure.problems.create(name="查不到备案", cause="还没生效", remedy="过一天再查")
    publish([cast.procedure])
    procedure = get(PROCEDURE)
    assert procedure["person_types"] == [{"name": "异地安置退休人员", "eligibility": "退休后定居异地"}]
    assert procedure["steps"][0]["channel"]["slug"] == "guo-jia-ping-tai"
    assert [(row["name"], row["person_type"]) for row in procedure["materials"]] == [
        ("户口簿首页", "异地安置退休人员"),
        ("医保电子凭证", None),
    ]
    assert procedure["channels"][0]["channel"]["name"] == "国家医保服务平台"
    assert procedure["time_limits"][0]["text"] == "1–2 工作日"
    assert procedure["problems"][0]["remedy"] == "过一天再查"
    assert slugs("/api/v1/procedures/?person_type=异地安置退休人员&channel=国家医保服务平台") == ["fu-xin-bei-an"]
    assert Client().get("/api/v1/procedures/?person_type=异地").status_code == 400  # no group is called so


def test_what_a_hidden_channel_says_is_hidden_too(cast: SimpleNamespace, app: Channel) -> None:
    cast.procedure.steps.create(text="打开应用。", channel=app)
    cast.procedure.channels.create(channel=app)
    app.status = "draft"
    app.save()
    publish([app])
    procedure = get(PROCEDURE)
    assert (procedure["steps"], procedure["channels"]) == ([], [])


def test_a_disputed_policy_shows_every_side(cast: SimpleNamespace) -> None:
    policy = get("/api/v1/policies/ju-min-qiang-zhi/")
    assert policy["disputed"] == ["value"]
    assert (policy["statement"], policy["figure"]) == ("", None)
    assert {(row["value"], row["article"]["slug"]) for row in policy["citations"]} == {
        ("强制", "900"),
        ("自愿", "900-01"),
    }


def test_a_figure_of_one_year_and_group(cast: SimpleNamespace) -> None:
    policy = Policy.objects.create(
        slug="jiao-fei", name="缴费标准", subject="个人缴费标准", region=cast.fuxin, year=2025, population="高校学生",
        minimum=380, maximum=400, unit="元/年", status="published",
    )  # fmt: skip
    publish([policy])
    document = get("/api/v1/policies/jiao-fei/")
    assert document["figure"] == {
        "minimum": 380, "maximum": 400, "unit": "元/年", "approximate": False, "text": "380–400 元/年",
    }  # fmt: skip
    for query in ("year=2025&population=学生", "subject=个人缴费标准", "applies_to=海州区&year=2025"):
        assert slugs(f"/api/v1/policies/?{query}") == ["jiao-fei"], query
    assert slugs("/api/v1/policies/?year=2024") == []
