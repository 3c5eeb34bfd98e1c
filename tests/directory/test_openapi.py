"""The API's description: valid, complete, and true of everything that is published."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.views import SpectacularJSONAPIView
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from directory import api
from directory.api import COLLECTIONS
from directory.core.kinds import kinds
from directory.core.models import Entry

pytestmark = pytest.mark.django_db
# What the articles may say nothing of.
NOTHING_FOUND = {"operation", "near", "radius", "designated", ("hospitals", "phone")}


@pytest.fixture(scope="module")
def schema(directory: None) -> dict[str, Any]:
    response = Client().get("/api/v1/schema/")
    assert response.status_code == 200
    described: dict[str, Any] = response.json()
    return described


def lists(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in COLLECTIONS:
        for parameter in schema["paths"][f"/api/v1/{name}/"]["get"]["parameters"]:
            yield name, parameter


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for component, described in schema["components"]["schemas"].items():
        for name, field in described.get("properties", {}).items():
            yield f"{component}.{name}", field


def validator(schema: dict[str, Any], component: str) -> Draft202012Validator:
    """Of one component, and of nothing beside what it describes."""
    components = copy.deepcopy(schema["components"])
    for described in components["schemas"].values():
        if "properties" in described:
            described["additionalProperties"] = False
    return Draft202012Validator({"$ref": f"#/components/schemas/{component}", "components": components})


def test_it_works(schema: dict[str, Any]) -> None:
    validate(schema)
    assert schema["openapi"] == "3.1.1"
    assert schema["servers"] == [{"url": "/"}]


def test_it_refuses_what_it_would_ignore(schema: dict[str, Any]) -> None:
    response = Client().get("/api/v1/schema/?lang=en")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "lang")


def test_it_is_made_without_a_warning(schema: dict[str, Any]) -> None:
    api.described.clear()
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        Client().get("/api/v1/schema/")
        assert not GENERATOR_STATS


def test_times_are_as_they_are_sent(schema: dict[str, Any]) -> None:
    """``format: time`` means seconds and an offset (RFC 3339); what is sent is 08:00."""
    times = {name: field for name, field in fields(schema) if name.endswith((".opens", ".closes"))}
    assert times
    for name, field in times.items():
        assert "format" not in field, name
        assert re.fullmatch(field["pattern"], "08:00"), name
        assert not re.fullmatch(field["pattern"], "08:00:00+08:00"), name


def test_it_is_made_once(schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """It took 300 ms of processor time at every request."""
    monkeypatch.setattr(SpectacularJSONAPIView, "get", None)
    for query in ("", "?format=json"):
        assert Client().get(f"/api/v1/schema/{query}").json() == schema
    assert Client().get("/api/v1/schema/?format=yaml").status_code == 400


def test_every_collection_is_there_with_a_readable_name(schema: dict[str, Any]) -> None:
    for name, viewset in COLLECTIONS.items():
        model = viewset.queryset.model
        listed, one = (schema["paths"][f"/api/v1/{name}/{rest}"]["get"] for rest in ("", "{slug}/"))
        assert (listed["operationId"], one["operationId"]) == (f"list_{name}", f"get_{model.kind}")
        assert listed["tags"] == one["tags"] == [name]
        assert {"name": name, "description": str(model._meta.verbose_name)} in schema["tags"]


def test_a_list_has_summaries_and_a_detail_the_document(schema: dict[str, Any]) -> None:
    for name, viewset in COLLECTIONS.items():
        kind = kinds.of(viewset.queryset.model)
        for rest, serializer in (("", kind.summary), ("{slug}/", kind.serializer)):
            component = serializer.__name__.removesuffix("Serializer")
            answer = str(schema["paths"][f"/api/v1/{name}/{rest}"]["get"]["responses"]["200"])
            assert f"/{component if rest else f'Paginated{component}List'}'" in answer


def test_problems_are_documented(schema: dict[str, Any]) -> None:
    for path, operations in schema["paths"].items():
        codes = {"400"} | ({"404", "410"} if path.endswith("{slug}/") else set())
        for operation in operations.values():
            assert codes <= set(operation["responses"]), path
        # A report is no entry: it has no version.
        read = (
            set()
            if "/reports/" in path
            else (
                {"304"}
                | ({"301"} if path.endswith("{slug}/") else set())
                | ({"406"} if "/export/" not in path else set())
            )
        )
        if "get" in operations:
            assert read <= set(operations["get"]["responses"]), path
    for name, response in schema["components"]["responses"].items():
        if name not in ("Moved", "NotModified"):
            assert list(response["content"]) == ["application/problem+json"]
    assert "Location" in schema["components"]["responses"]["Moved"]["headers"]


def test_every_filter_has_a_description_and_an_example_that_fits(schema: dict[str, Any]) -> None:
    for name, parameter in lists(schema):
        assert len(parameter["description"]) > 2, (name, parameter["name"])
        (example,) = parameter["schema"]["examples"]
        Draft202012Validator(parameter["schema"]).validate(example)


def test_every_filter_is_described(schema: dict[str, Any]) -> None:
    for name, viewset in COLLECTIONS.items():
        described = {parameter["name"] for listed, parameter in lists(schema) if listed == name}
        assert described == {*viewset.filterset_class.base_filters, "page", "page_size", "cursor"}


def test_every_example_is_accepted_and_most_find_something(schema: dict[str, Any]) -> None:
    empty = []
    for name, parameter in lists(schema):
        (example,) = parameter["schema"]["examples"]
        query = {parameter["name"]: str(example).lower() if isinstance(example, bool) else example}
        query |= {"near": "42.02,121.65"} if parameter["name"] == "radius" else {}
        response = Client().get(f"/api/v1/{name}/", query)
        assert response.status_code == 200, (query, response.content.decode())
        if not response.json()["count"]:
            empty.append((name, parameter["name"]))
    assert [(name, parameter) for name, parameter in empty if not {parameter, (name, parameter)} & NOTHING_FOUND] == []


def test_every_field_has_a_description_and_an_example_that_fits(schema: dict[str, Any]) -> None:
    for name, field in fields(schema):
        assert field["description"], name
        assert field["description"] != name.partition(".")[2], name
        if "$ref" not in str(field) and field.get("type") not in ("array", "object"):
            assert "examples" in field, name
        for example in field.get("examples", ()):
            Draft202012Validator(field | {"components": schema["components"]}).validate(example)


def test_choices_are_explained_in_chinese(schema: dict[str, Any]) -> None:
    assert "* `a` - 甲等" in schema["components"]["schemas"]["GradeEnum"]["description"]
    grade = next(parameter for name, parameter in lists(schema) if parameter["name"] == "grade")
    assert "* a 甲等" in grade["description"]


@pytest.mark.parametrize("model", [kind.model for kind in kinds], ids=lambda model: model.kind)
def test_everything_that_is_published_is_as_described(schema: dict[str, Any], model: Any) -> None:
    documents, summaries = (
        validator(schema, serializer.__name__.removesuffix("Serializer"))
        for serializer in (kinds.of(model).serializer, kinds.of(model).summary)
    )
    entries = Entry.objects.live().of(model.kind).order_by("slug")
    listed = Client().get(f"/api/v1/{model.collection}/?page_size=100").json()["results"]
    for entry in entries[:: 40 if model.kind == "region" else 1]:
        documents.validate(Client().get(entry.data["url"]).json())
    for line in listed:
        summaries.validate(line)
    assert listed


@pytest.mark.parametrize(
    "query", [{"q": "阜新 骨科"}, {"q": "阜新市中心医院", "grouped": "true"}, {"q": "异地就医备案"}]
)
def test_the_search_answers_as_described(schema: dict[str, Any], query: dict[str, str]) -> None:
    """A summary is that of its kind: ``kind`` discriminates."""
    said = Client().get("/api/v1/search/", query).json()
    validator(schema, "Search").validate(said)
    results = said["results"] or [row for group in said["groups"] for row in group["results"]]
    wrong = results[0] | {"kind": "region" if results[0]["kind"] != "region" else "office"}
    assert not validator(schema, "Result").is_valid(wrong)


def test_the_changes_are_as_described(schema: dict[str, Any]) -> None:
    whole = validator(schema, "Changes")
    for kind in kinds:
        said = Client().get("/api/v1/changes/", {"kind": kind.name, "page_size": "40"}).json()
        whole.validate(said)
        assert not whole.is_valid(said | {"results": [said["results"][0] | {"kind": "doctor"}]})
    mapping = schema["components"]["schemas"]["Change"]["discriminator"]["mapping"]
    assert mapping["hospital"] == "#/components/schemas/HospitalChange"


GUIDES: list[dict[str, str]] = [
    {"symptom": "腰疼 发烧", "region": "阜新"},
    {"symptom": "腰疼 发烧", "region": "阜新", "insured_region": "罗山县", "scheme": "居民", "near": "42.02,121.75"},
    {"symptom": "腰疼 看东西模糊", "region": "210902", "insured_region": "阜新", "person_type": "急诊"},
    {"symptom": "皮疹", "region": "郑州", "insured_region": "济源", "scheme": "居民", "at": "2025-04-21T09:00"},
    {"symptom": "尿急", "region": "巴彦淖尔", "insured_region": "呼和浩特", "scheme": "居民"},
    {"symptom": "脚踝肿痛", "region": "阜新", "insured_region": "武汉", "scheme": "职工", "person_type": "急诊"},
    {"symptom": "头痛，不发烧", "region": "拉萨", "insured_region": "昌都", "scheme": "职工"},
    {"symptom": "尿急", "region": "上海", "insured_region": "南京", "scheme": "居民"},
]


@pytest.mark.parametrize("query", GUIDES, ids=lambda query: " ".join(query.values()))
def test_the_guide_answers_as_described(schema: dict[str, Any], query: dict[str, str]) -> None:
    answer = Client().get("/api/v1/guide/", query)
    assert answer.status_code == 200
    validator(schema, "Guide").validate(answer.json())


def test_problems_are_as_described(schema: dict[str, Any]) -> None:
    problems = validator(schema, "ProblemDetails")
    for url in ("hospitals/?page=0", "hospitals/nobody/", "nothing/"):
        problems.validate(Client().get(f"/api/v1/{url}").json())
    problems.validate(Client().post("/api/v1/hospitals/").json())


def test_the_page_needs_no_inline_script_or_style(schema: dict[str, Any]) -> None:
    response = Client().get("/api/v1/docs/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<style" not in page
    assert page.count("<script src=") == page.count("<script") == 2
    assert "http" not in page
    script = Client().get("/api/v1/docs/?script=")
    assert script["Content-Type"] == "application/javascript"
    assert 'url: "/api/v1/schema/"' in script.content.decode().replace("\\u002D", "-")
