"""FHIR: its resources, searches, history and formats, and what it says when something is wrong."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Entry
from directory.core.publishing.publish import publish
from directory.standards.fhir.resources import LOCATION, SERVICE, SOURCES
from directory.standards.identity import in_role
from directory.standards.views import remembered

from .fhir import faults, of_xml

ROLES = {"Organization": "", "Location": LOCATION, "HealthcareService": SERVICE, "VerificationResult": SOURCES}


def uid(kind: str, slug: str, role: str = "") -> str:
    return str(in_role(Entry.objects.get(kind=kind, slug=slug).uid, role))  # type: ignore[arg-type]


def read(client: Client, address: str, /, **query: Any) -> Any:
    answer = client.get(f"/fhir/{address}", query)
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert faults(answer.json()) == []
    return answer.json()


def names(client: Client, resource: str, /, **query: Any) -> list[str]:
    bundle = read(client, resource, **{name.replace("__", ":"): value for name, value in query.items()})
    return [entry["resource"]["name"] for entry in bundle.get("entry", ())]


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    said = read(client, f"Location/{uid('hospital', 'fu-xin-zhong-xin', LOCATION)}")
    assert (said["name"], said["status"], said["position"]["latitude"]) == ("阜新市中心医院", "active", 42.02)
    assert said["managingOrganization"]["reference"] == f"Organization/{uid('hospital', 'fu-xin-zhong-xin')}"
    assert said["hoursOfOperation"][0]["extension"][0]["valueCode"] == "unknown"
    service = read(client, f"HealthcareService/{uid('hospital', 'fu-xin-zhong-xin', SERVICE)}")
    assert service["specialty"][0]["coding"][0]["code"] == "04.03"


def test_metadata_and_catalogues(cast: SimpleNamespace, client: Client) -> None:
    said = read(client, "metadata")
    assert said["fhirVersion"] == "4.0.1"
    assert {one["type"] for one in said["rest"][0]["resource"]} == {*ROLES, "CodeSystem"}
    assert read(client, "CodeSystem/department")["concept"][0]["code"] == "04.03"
    assert read(client, "CodeSystem/kind")["count"] == 2


@pytest.mark.parametrize("resource", ROLES)
def test_references_lead_somewhere(cast: SimpleNamespace, client: Client, resource: str) -> None:
    bundle = read(client, resource)
    assert bundle["total"] == 3
    for entry in bundle["entry"]:
        assert entry["fullUrl"].endswith(f"{resource}/{entry['resource']['id']}")
        for reference in references(entry["resource"]):
            read(client, reference)


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [found for one in value.values() for found in references(one)]
    return []


def test_searches(cast: SimpleNamespace, client: Client) -> None:
    central = "阜新市中心医院"
    assert names(client, "Location", name="阜新市") == [central, "阜新市医疗保障局"]
    assert names(client, "Location", name="中心医院") == []  # a string is what it begins with
    assert names(client, "Location", name__contains="中心") == [central]
    assert names(client, "Location", name__exact="阜新中心") == [central]
    assert names(client, "Location", address="海州区") == ["海州区第二医院"]
    assert names(client, "Organization", type="office") == ["阜新市医疗保障局"]
    assert names(client, "Organization", type="HOSP") == [central, "海州区第二医院"]
    assert "辽宁省" in names(client, "Location", type="jurisdiction")
    assert names(client, "HealthcareService", specialty="04.03") == [central]
    assert names(client, "HealthcareService", **{"service-type": "4"}) == ["阜新市医疗保障局"]
    assert names(client, "Location", _id=uid("hospital", "fu-xin-zhong-xin", LOCATION)) == [central]
    assert names(client, "Location", organization=f"Organization/{uid('hospital', 'fu-xin-zhong-xin')}") == [central]
    assert names(client, "HealthcareService", location=uid("office", "fu-xin-yi-bao-ju", LOCATION)) == [
        "阜新市医疗保障局"
    ]
    assert names(client, "Location", _lastUpdated="gt2099-01-01") == []
    assert len(names(client, "Location", _lastUpdated="ge2020-01-01")) == 3
    assert names(client, "Location", status="inactive") == []


def test_a_name_is_looked_for_by_its_own_characters(cast: SimpleNamespace, client: Client) -> None:
    """It was looked for as words and pinyin: a common initial hid the names that begin so."""
    assert read(client, "Location", name="f")["total"] == 0
    assert names(client, "Location", name="阜新市 中心") == ["阜新市中心医院"]
    assert names(client, "Location", name__contains="市") == ["阜新市中心医院", "阜新市医疗保障局"]
    assert names(client, "Location", name="阜新", status="active", _lastUpdated="ge2020-01-01") == [
        "阜新市中心医院",
        "阜新市医疗保障局",
    ]


def test_regions_are_found_by_code(cast: SimpleNamespace, client: Client) -> None:
    """The identifier was not looked at: every region was found."""
    assert names(client, "Location", type="jurisdiction", identifier="210900") == ["阜新市"]
    assert names(client, "Location", type="jurisdiction", name="海州") == ["海州区"]
    assert names(client, "Location", type="jurisdiction", address="阜新") == []  # they have none: all were found


def test_any_of_several_values(cast: SimpleNamespace, client: Client) -> None:
    """What stood behind a comma was a part of the one value, and nothing was found."""
    central, second, bureau = "阜新市中心医院", "海州区第二医院", "阜新市医疗保障局"
    assert names(client, "Location", name="海州区第二,阜新市医疗") == [second, bureau]
    assert names(client, "Location", name__contains="中心,第二") == [central, second]
    assert names(client, "Location", address="海州区,沈阳市") == [second]
    assert names(client, "Organization", type="hospital,office") == [central, second, bureau]
    assert names(client, "Organization", identifier="fu-xin-zhong-xin,fu-xin-yi-bao-ju") == [central, bureau]
    assert names(client, "Location", status="active,inactive") == [central, second, bureau]
    assert names(client, "Location", name="阜新\\,市") == ["阜新市中心医院", "阜新市医疗保障局"]  # a comma of the text


def test_a_code_is_of_its_system(cast: SimpleNamespace, client: Client) -> None:
    """Any system would do; and the identity that each resource has was found by nobody."""
    central = ["阜新市中心医院"]
    said = read(client, f"Organization/{uid('hospital', 'fu-xin-zhong-xin')}")
    for one in said["identifier"]:
        assert names(client, "Organization", identifier=f"{one['system']}|{one['value']}") == central
        assert names(client, "Location", identifier=f"{one['system']}|{one['value']}") == central
    for one in said["type"]:
        found = names(client, "Organization", type=f"{one['coding'][0]['system']}|{one['coding'][0]['code']}")
        assert central[0] in found
    assert names(client, "Organization", identifier="http://elsewhere|fu-xin-zhong-xin") == []
    assert names(client, "Organization", type="http://elsewhere|HOSP") == []


def test_dates_are_periods(cast: SimpleNamespace, client: Client) -> None:
    """A range of two dates was refused, and so was a month; a second meant its whole day."""
    entry = Entry.objects.get(kind="hospital", slug="fu-xin-zhong-xin")
    Entry.objects.exclude(pk=entry.pk).update(updated_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    Entry.objects.filter(pk=entry.pk).update(
        updated_at=datetime.datetime(2024, 5, 6, 7, 8, 9, 500, tzinfo=datetime.UTC)
    )
    central = ["阜新市中心医院"]
    for text in (
        "2024",
        "2024-05",
        "2024-05-06",
        "2024-05-06T07:08Z",
        "2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09.000Z",
        "ge2024",
        "gt2023-12",
    ):
        assert names(client, "Location", _lastUpdated=text) == central, text
    for text in ("2024-05-06T07:08:10Z", "2024-05-06T07:09Z", "gt2024-05", "lt2020", "2023"):
        assert names(client, "Location", _lastUpdated=text) == [], text
    bundle = read(client, "Location?_lastUpdated=ge2024-05-01&_lastUpdated=lt2024-06-01")
    assert [entry["resource"]["name"] for entry in bundle["entry"]] == central
    assert bundle["link"][0]["url"].endswith("?_lastUpdated=ge2024-05-01&_lastUpdated=lt2024-06-01")


def test_what_is_part_of_something_and_who_serves(cast: SimpleNamespace, client: Client) -> None:
    city, province = uid("region", "210900", LOCATION), uid("region", "210000", LOCATION)
    assert names(client, "Location", partof=f"Location/{city}") == ["海州区"]
    assert sorted(names(client, "Location", partof=province)) == ["沈阳市", "阜新市"]
    assert names(client, "Organization", partof=uid("region", "210900"), type="jurisdiction") == ["海州区"]
    assert names(client, "Organization", partof=uid("region", "210900"), type="facility") == []
    assert names(client, "HealthcareService", **{"coverage-area": f"Location/{city}"}) == ["阜新市医疗保障局"]
    assert names(client, "HealthcareService", **{"coverage-area": province}) == []
    assert names(client, "HealthcareService", **{"coverage-area": uid("hospital", "fu-xin-zhong-xin", LOCATION)}) == []
    assert names(client, "Location", partof="e94c9f38-1e8f-4564-91d4-d53501ab1765") == []
    cast.second.parent = cast.central
    cast.second.save()
    publish([cast.second])
    central = uid("hospital", "fu-xin-zhong-xin")
    assert names(client, "Organization", partof=f"Organization/{central}") == ["海州区第二医院"]
    campus = read(client, f"Organization/{uid('hospital', 'hai-zhou-er-yuan')}")
    assert campus["partOf"]["reference"] == f"Organization/{central}"
    assert read(client, "Location", _summary="count")["total"] == 3
    assert "entry" not in read(client, "Location", _summary="count")


def test_status(cast: SimpleNamespace, client: Client) -> None:
    cast.central.operation = "suspended"
    cast.central.save()
    publish([cast.central])
    assert names(client, "Location", status="suspended") == ["阜新市中心医院"]
    assert len(names(client, "Location", status="active")) == 2
    assert names(client, "Organization", active="false") == ["阜新市中心医院"]
    said = read(client, f"Location/{uid('hospital', 'fu-xin-zhong-xin', LOCATION)}")
    assert (said["status"], "hoursOfOperation" in said) == ("suspended", False)


def test_near(cast: SimpleNamespace, client: Client) -> None:
    bundle = read(client, "Location", near="42.0|121.6|30|km")
    (entry,) = bundle["entry"]
    assert entry["search"]["extension"][0]["valueDistance"]["value"] == pytest.approx(4.7, abs=0.2)
    assert read(client, "Location", near="10|100|5|km")["total"] == 0


def test_what_comes_along(cast: SimpleNamespace, client: Client) -> None:
    def modes(resource: str, /, **query: str) -> list[tuple[str, str]]:
        found = read(client, resource, name="海州", **query)["entry"]
        return [(entry["resource"]["resourceType"], entry["search"]["mode"]) for entry in found]

    assert modes("Location", _include="Location:organization") == [("Location", "match"), ("Organization", "include")]
    assert modes("Organization", _revinclude="Location:organization") == [
        ("Organization", "match"),
        ("Location", "include"),
    ]
    assert modes("Organization", _include="Organization:endpoint") == [("Organization", "match")]
    # As FHIR's clients write it; one alone could be given.
    both = read(client, "HealthcareService?_include=HealthcareService:organization&_include=HealthcareService:location")
    assert [entry["resource"]["resourceType"] for entry in both["entry"][::3]] == [
        "HealthcareService", "Organization", "Location",
    ]  # fmt: skip


def test_by_post_and_by_pages(cast: SimpleNamespace, client: Client) -> None:
    form = "application/x-www-form-urlencoded"
    posted = client.post("/fhir/Location/_search", "name:contains=%E4%B8%AD%E5%BF%83", content_type=form).json()
    assert [entry["resource"]["name"] for entry in posted["entry"]] == ["阜新市中心医院"]
    seen, address = [], "Location?_count=2"
    while address:
        bundle = read(client, address)
        seen += [entry["resource"]["id"] for entry in bundle["entry"]]
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        address = following[0].partition("/fhir/")[2] if following else ""
    assert len(seen) == len(set(seen)) == 3
    assert read(client, "Location", _count=0) == {
        "resourceType": "Bundle", "type": "searchset", "total": 3,
        "link": [{"relation": "self", "url": "http://testserver/fhir/Location?_count=0"}],
    }  # fmt: skip


def test_hours_and_holidays(cast: SimpleNamespace, client: Client) -> None:
    for opens, closes in ((8, 12), (14, 17)):
        cast.bureau.opening_hours.create(
            purpose="all", days="workdays", opens=datetime.time(opens), closes=datetime.time(closes)
        )
    publish([cast.bureau])
    rows = read(client, f"Location/{uid('office', 'fu-xin-yi-bao-ju', LOCATION)}")["hoursOfOperation"]
    assert [(row["openingTime"], row["closingTime"]) for row in rows] == [
        ("08:00:00", "12:00:00"),
        ("14:00:00", "17:00:00"),
    ]
    assert rows[0]["daysOfWeek"] == ["mon", "tue", "wed", "thu", "fri"]


def test_disputes_and_sources(cast: SimpleNamespace, client: Client) -> None:
    address = f"VerificationResult/{uid('hospital', 'fu-xin-zhong-xin', SOURCES)}"
    assert read(client, address)["status"] == "attested"
    cast.central.citations.create(article=cast.page, field="level", value="二级")
    publish([cast.central])
    said = read(client, address)
    assert said["status"] == "in-process"
    assert "三级" in said["extension"][0]["valueString"]
    assert "二级" in said["extension"][0]["valueString"]
    assert {one["who"]["display"] for one in said["primarySource"]} == {"阜新市腰痛去哪里看", "城乡居民医保怎么交"}


def test_history(cast: SimpleNamespace, client: Client) -> None:
    since = Entry.objects.get(kind="hospital", slug="fu-xin-zhong-xin").updated_at.isoformat()
    assert read(client, "Location/_history")["total"] == 3
    central, second = uid("hospital", "fu-xin-zhong-xin", LOCATION), uid("hospital", "hai-zhou-er-yuan", LOCATION)
    cast.central.slug = "zhong-xin"
    cast.central.save()
    cast.second.status = "draft"
    cast.second.save()
    publish([cast.central, cast.second])
    bundle = read(client, "Location/_history", _since=since)
    told = {entry["request"]["url"]: entry["request"]["method"] for entry in bundle["entry"]}
    assert told[f"Location/{second}"] == "DELETE"
    assert told[f"Location/{central}"] == "PUT"
    assert client.get(f"/fhir/Location/{second}").status_code == 410
    assert client.get(f"/fhir/Location/{central}").status_code == 200


def test_pages_of_the_history(cast: SimpleNamespace, client: Client) -> None:
    seen, address = [], "Location/_history?_count=2"
    while address:
        bundle = read(client, address)
        seen += [entry["resource"]["id"] for entry in bundle["entry"]]
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        address = following[0].partition("/fhir/")[2] if following else ""
    assert (len(seen), bundle["total"]) == (3, 3)
    assert "total" not in read(client, "Location/_history?_page=5")  # it was eighty
    assert client.get("/fhir/Location/_history?_page=10001").status_code == 400  # it was another page


def test_xml(cast: SimpleNamespace, client: Client) -> None:
    address = f"/fhir/Location/{uid('hospital', 'fu-xin-zhong-xin', LOCATION)}"
    answer = client.get(address, headers={"Accept": "application/fhir+xml"})
    root = of_xml(answer.content.decode())
    assert root.tag.endswith("Location")
    assert root.find("{http://hl7.org/fhir}name").get("value") == "阜新市中心医院"  # type: ignore[union-attr]
    as_json = client.get(address)
    assert "Accept" in as_json.headers["Vary"]
    assert as_json.headers["ETag"] != answer.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": as_json.headers["ETag"]}).status_code == 304
    assert of_xml(client.get("/fhir/Location?_format=xml&name=海州").content.decode()).tag.endswith("Bundle")
    assert of_xml(client.get("/fhir/metadata?_format=xml").content.decode()) is not None


WRONG = [
    ("Location?wo=1", 400, "wo"),
    ("Location?name:missing=true", 400, "name:exact"),
    ("Location?name=,", 400, "name"),
    ("Location?address=--", 400, "address"),
    ("Location?_page=10001", 400, "_page"),
    ("Location?_lastUpdated=ge2024&_lastUpdated=ge2025", 400, "_lastUpdated"),
    ("HealthcareService?specialty=04.03,04.04", 400, "specialty"),
    ("HealthcareService?specialty=99.99", 400, "specialty"),  # named as our own lists call it
    ("HealthcareService?specialty=http://snomed.info/sct|04.03", 400, "specialty"),
    ("Location?name=", 400, "name"),
    ("Location?name=%28%29", 400, "name"),  # nothing but marks
    ("Location?name=a&name=b", 400, "name"),
    ("Location?status:contains=active", 400, "status:contains"),
    ("Location?status=closed", 400, "status"),
    ("Location?near=here", 400, "near"),
    ("Location?near=42|121|5|mi", 400, "near"),
    ("Location?near=42|121|5|km&name=x", 400, "name"),
    ("Location?_lastUpdated=ge-gestern", 400, "_lastUpdated"),
    ("Location?_count=viele", 400, "_count"),
    ("Location?_summary=text", 400, "_summary"),
    ("Organization?coverage-area=x", 400, "coverage-area"),
    ("Location?_include=Location:endpoint", 400, "_include"),
    ("Organization?_revinclude=PractitionerRole:organization", 400, "_revinclude"),
    ("HealthcareService?service-type=nothing", 400, "service-type"),
    ("Location/_history?_since=gestern", 400, "_since"),
    ("Location/_history?name=x", 400, "name"),
    ("Location/_history?_since=", 400, "_since"),
    ("Location/_history?_count=", 400, "_count"),
    ("Location/_history?_count=2&_count=3", 400, "_count"),
    ("Location?_count=", 400, "_count"),
    ("metadata?x=1", 400, "x"),
    ("Patient", 404, ""),
    ("Patient/e94c9f38-1e8f-4564-91d4-d53501ab1765", 404, ""),
    ("Location/e94c9f38-1e8f-4564-91d4-d53501ab1765", 404, ""),
    ("CodeSystem/loinc", 404, ""),
    ("a/b/c", 404, ""),
]


@pytest.mark.parametrize(("address", "status", "named"), WRONG)
def test_what_is_wrong_is_an_outcome(
    cast: SimpleNamespace, client: Client, address: str, status: int, named: str
) -> None:
    answer = client.get(f"/fhir/{address}")
    assert answer.status_code == status
    assert faults(answer.json()) == []
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert named in answer.json()["issue"][0]["diagnostics"]


def test_which_format_is_liked_best(cast: SimpleNamespace, client: Client) -> None:
    """The weights of Accept were not read, nor ``_format`` in a form; an unescaped plus was refused."""
    as_json, as_xml = "application/fhir+json; charset=utf-8", "application/fhir+xml; charset=utf-8"
    form = "application/x-www-form-urlencoded"

    def sort(accept: str) -> str:
        return client.get("/fhir/metadata", headers={"Accept": accept}).headers["Content-Type"]

    assert sort("application/fhir+xml;q=0.5, application/fhir+json") == as_json
    assert sort("application/fhir+json;q=0, application/xml;q=0.1") == as_xml
    # Each weight that is no number from 0 to 1 was read as 1.
    assert sort("application/fhir+xml;q=viel, application/fhir+json;q=0.1") == as_json
    assert sort("application/fhir+xml;q=-1, application/fhir+json;q=0.1") == as_json
    assert sort("application/fhir+xml;q=1.5, */*;q=.2") == as_json
    assert client.get("/fhir/metadata?_format=application/fhir+xml").headers["Content-Type"] == as_xml
    posted = client.post("/fhir/Location/_search", "_format=xml&_count=1", content_type=form)
    assert posted.headers["Content-Type"] == as_xml


def test_formats_that_are_not_there(cast: SimpleNamespace, client: Client) -> None:
    assert client.get("/fhir/metadata", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/fhir/metadata?_format=ttl").json()["issue"][0]["code"] == "not-supported"
    assert client.delete("/fhir/Location").status_code == 405
    # What would create a resource was answered as a search.
    posted = client.post("/fhir/Location", "{}", content_type="application/fhir+json")
    assert (posted.status_code, posted.json()["resourceType"]) == (405, "OperationOutcome")
    assert client.post("/fhir/Location/_search", "{}", content_type="application/json").status_code == 415


BUDGETS = [("Location/{uid}", 3), ("Location?name=阜新&_include=Location:organization", 6), ("Location", 6)]
BUDGETS += [("Location?near=42|121.6|30|km", 6), ("HealthcareService?specialty=04.03", 6), ("Location/_history", 6)]


@pytest.mark.parametrize(("address", "most"), BUDGETS)
def test_budgets(
    cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any, address: str, most: int
) -> None:
    """Version, entry or keys with their count, rows, what they refer to."""
    path = f"/fhir/{address.format(uid=uid('office', 'fu-xin-yi-bao-ju', LOCATION))}"
    client.get(path)
    remembered.forget()
    with django_assert_max_num_queries(most + 2):  # once after something was published: what they refer to, too
        client.get(path)
    with django_assert_max_num_queries(3):  # remembered: version, keys
        client.get(path)
