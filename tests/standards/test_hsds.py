"""HSDS: its addresses, its paging, what it refuses, and what an answer costs."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Entry
from directory.core.publishing.publish import publish
from directory.standards.hsds.documents import AT, LOCATION, SERVICE, taxonomy_id
from directory.standards.identity import in_role
from directory.standards.views import remembered

from .validating import faults

LISTS = {
    "organizations": "organization_list",
    "services": "service_list",
    "service_at_locations": "service_at_location_list",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def uid(kind: str, slug: str, role: str = "") -> str:
    return str(in_role(Entry.objects.get(kind=kind, slug=slug).uid, role))  # type: ignore[arg-type]


def read(client: Client, address: str, **query: Any) -> Any:
    answer = client.get(f"/hsds/{address}", query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    said = read(client, f"organizations/{uid('hospital', 'fu-xin-zhong-xin')}")
    assert faults("hsds", "organization", said) == []
    assert (said["name"], said["locations"][0]["latitude"]) == ("阜新市中心医院", 42.02)
    assert said["services"][0]["id"] == uid("hospital", "fu-xin-zhong-xin", SERVICE)
    assert said["metadata"][0]["replacement_value"] == "三级"
    assert read(client, "")["version"] == "3.0"


@pytest.mark.parametrize("name", LISTS)
def test_every_list(cast: SimpleNamespace, client: Client, name: str) -> None:
    said = read(client, name, per_page=2)
    assert [fault for row in said["contents"] for fault in faults("hsds", LISTS[name], row)] == []
    assert (said["page_number"], said["size"], said["first_page"], said["empty"]) == (1, 2, True, False)
    seen = [row["id"] for row in said["contents"]]
    for page in range(2, said["total_pages"] + 1):
        more = read(client, name, per_page=2, page=page)
        seen += [row["id"] for row in more["contents"]]
    assert len(seen) == len(set(seen)) == said["total_items"]


def test_everything_in_a_list_is_at_its_address(cast: SimpleNamespace, client: Client) -> None:
    full = {"service_at_locations": "service_at_location", "services": "service", "organizations": "organization"}
    for name, brief in LISTS.items():
        for row in read(client, name)["contents"]:
            said = read(client, f"{name}/{row['id']}")
            assert said["id"] == row["id"]
            assert faults("hsds", full.get(name, brief), said) == []


def test_full_lists(cast: SimpleNamespace, client: Client) -> None:
    for name, schema in (
        ("services", "service"),
        ("organizations", "organization"),
        ("service_at_locations", "service_at_location"),
    ):
        rows = read(client, name, full="true")["contents"]
        assert [fault for row in rows for fault in faults("hsds", schema, row)] == []
    assert set(read(client, "services", minimal="true")["contents"][0]) == {"id", "modified_date"}
    assert read(client, "organizations", full_service="true")["contents"][0]["services"][0]["organization"]


def test_filters(cast: SimpleNamespace, client: Client) -> None:
    def names(address: str, **query: Any) -> list[str]:
        return [row.get("name") or row["service"]["name"] for row in read(client, address, **query)["contents"]]

    central, orthopaedics = uid("hospital", "fu-xin-zhong-xin"), uid("department", "04.03")
    assert names("services", organization_id=central) == ["阜新市中心医院"]
    assert names("services", taxonomy_term_id=orthopaedics) == ["阜新市中心医院"]
    assert names("services", taxonomy_term_id=uid("service", "yi-di-bei-an")) == [
        "阜新市医疗保障局",
        "阜新异地就医备案",
    ]
    assert "阜新市医疗保障局" not in names("services", taxonomy_id=taxonomy_id("department"))
    assert names("organizations", search="海州") == ["海州区第二医院"]
    assert names("services", modified_after="2099-01-01") == []
    assert names("taxonomy_terms", taxonomy_id=taxonomy_id("service")) == ["异地就医备案"]
    assert names("taxonomy_terms", search="骨科") == ["骨科专业"]
    assert names("taxonomies", search="诊疗") == ["医疗机构诊疗科目名录"]


def test_a_procedure_is_a_service_of_its_region(cast: SimpleNamespace, client: Client) -> None:
    cast.procedure.fee = "不收费"
    cast.procedure.save()
    person = cast.procedure.person_types.create(name="退休人员")
    cast.procedure.materials.create(name="身份证", form="copy", copies=2, person_type=person)
    publish([cast.procedure])
    said = read(client, f"services/{uid('procedure', 'fu-xin-bei-an')}")
    assert faults("hsds", "service", said) == []
    assert said["service_areas"][0]["extent"] == "210900"
    assert said["required_documents"][0]["document"] == "身份证（复印件，2 份）"
    assert said["required_documents"][0]["attributes"][0]["value"] == "退休人员"
    assert said["cost_options"][0]["amount_description"] == "不收费"


def test_hours_of_a_closed_place_are_in_no_schedule(cast: SimpleNamespace, client: Client) -> None:
    cast.bureau.opening_hours.create(purpose="all", days="workdays", opens=datetime.time(8), closes=datetime.time(17))
    publish([cast.bureau])
    address = f"service_at_locations/{uid('office', 'fu-xin-yi-bao-ju', AT)}"
    assert read(client, address)["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"
    cast.bureau.operation = "suspended"
    cast.bureau.save()
    publish([cast.bureau])
    said = read(client, address)
    assert "schedules" not in said
    assert said["service"]["status"] == "temporarily closed"


def test_what_sources_dispute_is_said(cast: SimpleNamespace, client: Client) -> None:
    cast.central.citations.create(article=cast.page, field="level", value="二级")
    publish([cast.central])
    said = read(client, f"services/{uid('hospital', 'fu-xin-zhong-xin', SERVICE)}")
    assert said["alert"] == "来源说法不一：level"
    assert ("disputed", "level") in [(row["link_type"], row["value"]) for row in said["attributes"]]


def test_a_rename_keeps_the_address(cast: SimpleNamespace, client: Client) -> None:
    address = f"organizations/{uid('hospital', 'fu-xin-zhong-xin')}"
    cast.central.slug = "zhong-xin"
    cast.central.save()
    publish([cast.central])
    assert read(client, address)["uri"] == "http://testserver/hospitals/zhong-xin/"


REFUSED = [
    ("organizations?x=1", "x"),
    ("organizations?search=", "search"),
    ("services?taxonomy_term_id=04.03", "taxonomy_term_id"),
    ("services?page=0", "page"),
    ("services?per_page=101", "per_page"),
    ("services?page=9", "page"),
    ("services?page=9999", "page"),
    ("services?format=xml", "format"),
    ("services?full=maybe", "full"),
    ("services?modified_after=gestern", "modified_after"),
    ("taxonomies?full=true", "full"),
    (f"services?organization_id={taxonomy_id('service')}&search=x", "organization_id"),
]


@pytest.mark.parametrize(("address", "parameter"), REFUSED)
def test_what_is_refused_is_named(cast: SimpleNamespace, client: Client, address: str, parameter: str) -> None:
    answer = client.get(f"/hsds/{address}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_what_is_not_there(cast: SimpleNamespace, client: Client) -> None:
    central = uid("hospital", "fu-xin-zhong-xin")
    assert client.get(f"/hsds/services/{central}").status_code == 404  # an organization's
    assert client.get(f"/hsds/organizations/{uid('symptom', 'yao-tong')}").status_code == 404
    assert client.get(f"/hsds/taxonomies/{central}").status_code == 404
    cast.central.status = "draft"
    cast.central.save()
    publish([cast.central])
    assert client.get(f"/hsds/organizations/{central}").status_code == 410


BUDGETS = [("organizations/{organization}", 3), ("services/{procedure}", 3), ("service_at_locations/{at}", 3)]
BUDGETS += [
    (name, 6)
    for name in (*LISTS, "services?full=true", "organizations?search=海州", "services?modified_after=2020-01-01")
]


@pytest.mark.parametrize(("address", "most"), BUDGETS)
def test_budgets(
    cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any, address: str, most: int
) -> None:
    """Version, entry or rows, what they mention; of a list its keys and its count, too."""
    named = {
        "organization": uid("hospital", "fu-xin-zhong-xin"),
        "procedure": uid("procedure", "fu-xin-bei-an"),
        "at": uid("office", "fu-xin-yi-bao-ju", AT),
    }
    path = f"/hsds/{address.format(**named)}"
    first = client.get(path)
    remembered.forget()
    with django_assert_max_num_queries(most + 2):  # once after something was published: what they refer to, too
        client.get(path)
    with django_assert_max_num_queries(4):  # remembered: version, the keys of each kind
        client.get(path)
    with django_assert_max_num_queries(1):
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_identities_lead_back(cast: SimpleNamespace) -> None:
    entry = Entry.objects.get(kind="office", slug="fu-xin-yi-bao-ju").uid
    assert entry
    roles = {in_role(entry, role) for role in ("", AT, SERVICE, LOCATION)}
    assert len(roles) == 4
    assert {found.version for found in roles} == {5}
    assert all(in_role(in_role(entry, role), role) == entry for role in (AT, SERVICE, LOCATION))


@pytest.mark.parametrize(
    "address", ["/hsds/locations", "/hsds/services/x", "/hsds/organizations/", "/reconcile/suggest/"]
)
@pytest.mark.usefixtures("cast")
def test_an_address_that_is_not_there_is_a_problem(db: None, client: Client, address: str) -> None:
    """It was a page."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", LISTS)
def test_what_has_not_changed_is_confirmed(cast: SimpleNamespace, client: Client, name: str) -> None:
    row = read(client, name)["contents"][0]
    for address in (f"/hsds/{name}", f"/hsds/{name}/{row['id']}"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_remembered_is_of_one_version(cast: SimpleNamespace, client: Client) -> None:
    address = f"organizations/{uid('hospital', 'fu-xin-zhong-xin')}"
    assert read(client, address)["name"] == read(client, "organizations")["contents"][0]["name"] == "阜新市中心医院"
    cast.central.name = "阜新市第一医院"
    cast.central.save()
    publish([cast.central])
    assert read(client, address)["name"] == read(client, "organizations")["contents"][0]["name"] == "阜新市第一医院"
    assert "locations" in read(client, "organizations", full="true")["contents"][0]
    assert "locations" not in read(client, "organizations")["contents"][0]
