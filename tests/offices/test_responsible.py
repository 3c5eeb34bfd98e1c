"""Which office handles me: the best first, the rule that chose it, and where to turn when none is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from directory.core.models import Scheme
from directory.core.publishing.publish import publish
from offices.models import Office, Service


@pytest.fixture
def counters(cast: SimpleNamespace) -> SimpleNamespace:
    """A county counter for employees, the city's bureau for everybody, a silent provincial one and a hotline."""
    employee = Scheme.objects.create(code="employee", name="职工医保", aliases=["职工"], position=2)
    resident = Scheme.objects.create(code="resident", name="城乡居民医保", aliases=["居民"], position=1)
    part = Service.objects.create(
        slug="zhuan-zhen", code="4.4", name="转诊备案", origin="national", parent=cast.service, status="published"
    )

    def office(slug: str, region: Any, kind: str, *services: Service) -> Office:
        made = Office.objects.create(slug=slug, name=slug, region=region, office_kind=kind, status="published")
        made.serves.add(region)
        made.services.add(*services)
        return made

    county = office("county", cast.haizhou, "agency", part)
    county.schemes.add(employee)
    for number, scheme in (("0418-2222222", None), ("0418-1111111", resident), ("0418-3333333", employee)):
        county.phones.create(number=number, kind="landline", scheme=scheme)
    province = office("province", cast.province, "bureau")
    hotline = office("hotline", cast.nation, "hotline")
    hotline.advises_on.add(cast.service)
    complaints = Service.objects.create(slug="tou-su", code="J.6", name="投诉举报", origin="own", status="published")
    publish([part, complaints, county, province, hotline, office("complaints", cast.nation, "hotline", complaints)])
    return SimpleNamespace(part=part, county=county)


def ask(client: Any, query: str) -> tuple[list[str], dict[str, Any]]:
    found = client.get(f"/api/v1/offices/?{query}").json()
    return [one["slug"] for one in found["results"]], found


def test_it_works(client: Any, counters: SimpleNamespace) -> None:
    slugs, found = ask(client, "serves=210902&service=异地就医备案&scheme=职工")
    assert slugs == ["county", "fu-xin-yi-bao-ju"]
    first = found["results"][0]
    assert first["rule"]["level"] == "county"
    assert first["rule"]["text"] == "服务海州区，办理转诊备案（“异地就医备案”的一种），受理职工医保"
    assert [phone["number"] for phone in first["phones"]] == ["0418-3333333", "0418-2222222", "0418-1111111"]
    assert found["answer"]["level"] == "county"
    assert found["answer"]["no_local_office"] is False
    assert found["results"][1]["rule"]["text"] == "服务阜新市，办理异地就医备案，没有限定险种"


def test_who_names_another_scheme_is_not_for_me(client: Any, counters: SimpleNamespace) -> None:
    slugs, found = ask(client, "serves=210902&service=异地就医备案&scheme=居民")
    assert slugs == ["fu-xin-yi-bao-ju"]
    assert found["answer"]["no_local_office"] is True
    assert found["answer"]["statement"] == "本名录还不知道海州区自己办理“异地就医备案”的机构，下面是阜新市的。"


def test_none_is_known(client: Any, counters: SimpleNamespace) -> None:
    slugs, found = ask(client, "serves=沈阳&service=异地就医备案")
    assert (slugs, found["count"]) == ([], 0)
    answer = found["answer"]
    assert (answer["level"], answer["no_local_office"]) == (None, True)
    assert [one["slug"] for one in answer["next_level"]] == ["province"]
    assert [one["slug"] for one in answer["hotlines"]] == ["hotline"]
    assert "沈阳市" in answer["statement"]


def test_a_part_is_handled_by_who_handles_the_whole(client: Any, counters: SimpleNamespace) -> None:
    slugs, _found = ask(client, "serves=阜新&service=转诊备案")
    assert slugs == ["fu-xin-yi-bao-ju"]


def test_an_order_that_was_asked_for_wins(client: Any, counters: SimpleNamespace) -> None:
    slugs, _found = ask(client, "serves=210902&ordering=-name")
    assert slugs == sorted(slugs, key=lambda slug: Office.objects.get(slug=slug).pinyin, reverse=True)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("serves=没有这里", "serves"), ("serves=阜新&service=没有", "service"), ("serves=阜新&scheme=没有", "scheme")],
)
def test_what_is_unknown_is_refused(client: Any, counters: SimpleNamespace, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/offices/?{query}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_the_number_of_queries(client: Any, counters: SimpleNamespace, django_assert_num_queries: Any) -> None:
    # version, region, service, scheme, page, count, parts of the service
    ask(client, "serves=210902")  # the calendar is read once per version
    with django_assert_num_queries(7):
        ask(client, "serves=210902&service=异地就医备案&scheme=职工")
    # what is named is remembered; and, where none is known here, the others
    with django_assert_num_queries(6):
        ask(client, "serves=210902&service=异地就医备案&scheme=居民")
