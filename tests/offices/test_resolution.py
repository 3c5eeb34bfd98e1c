"""The rule that applies: county → city → province → nation; a more local rule never disappears behind a wider one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.core.models import Entry, Region, Scheme
from directory.core.publishing.publish import publish
from offices.models import Channel, Policy, Procedure, Service
from offices.rules.resolution import RuleQuestion, accepted, policies_for, procedures_for, resolve

NATION = Region(code=100000, name="全国", level="nation")
PROVINCE = Region(code=210000, name="辽宁省", level="province", parent=NATION)
CITY = Region(code=210900, name="阜新市", level="city", parent=PROVINCE)
COUNTY = Region(code=210902, name="海州区", level="county", parent=CITY)
LEVELS = [COUNTY, CITY, PROVINCE, NATION]
CODES = ["resident", "employee", "flexible"]


def rule(number: int, region: Region, schemes: frozenset[str] = frozenset(), **more: Any) -> dict[str, Any]:
    return {
        "slug": f"r{number}",
        "name": f"规定{number}",
        "service": {"slug": "filing", "name": "异地就医备案"},
        "region": {"code": region.key, "name": region.name},
        "schemes": [{"code": code, "name": code} for code in sorted(schemes)],
        "person_types": [],
        **more,
    }


def same_topic(document: dict[str, Any]) -> str:
    return str(document["service"]["slug"])


@st.composite
def rules(draw: Callable[..., Any]) -> list[dict[str, Any]]:
    places = draw(st.lists(st.sampled_from(LEVELS), max_size=8))
    schemes = st.frozensets(st.sampled_from(CODES))
    return [rule(number, place, draw(schemes)) for number, place in enumerate(places)]


def level_of(document: dict[str, Any]) -> int:
    return [region.key for region in LEVELS].index(document["region"]["code"])


@given(rules(), st.sampled_from([None, *CODES]))
def test_a_more_local_rule_never_disappears(documents: list[dict[str, Any]], code: str | None) -> None:
    scheme = Scheme(code=code, name=code) if code else None
    answer = resolve(documents, RuleQuestion(COUNTY, scheme), same_topic)
    applying = [one for one in documents if not code or not one["schemes"] or accepted(scheme) & codes(one)]
    # Every rule that applies is in the answer, standing or behind one that is strictly more local.
    behind = {wider["slug"] for found in answer.found for wider in found.replaces}
    standing = {found.rule["slug"] for found in answer.found}
    assert standing | behind == {one["slug"] for one in applying}
    assert not standing & behind
    assert all(level_of(found.rule) < level_of(wider) for found in answer.found for wider in found.replaces)
    # The most local rule stands first, and the level reported is the level found.
    assert bool(answer.found) == bool(applying)
    if applying:
        assert level_of(answer.found[0].rule) == min(map(level_of, applying))
    assert [found.level for found in answer.found] == [LEVELS[level_of(found.rule)].level for found in answer.found]
    assert {one.rule["slug"] for one in answer.passed_over} == {one["slug"] for one in documents} - standing - behind


@given(rules(), st.sampled_from(CODES))
def test_nobody_loses_a_rule_made_for_them(documents: list[dict[str, Any]], code: str) -> None:
    """A rule for one's own 险种 goes behind only such rules as hold for that 险种, too."""
    answer = resolve(documents, RuleQuestion(COUNTY, Scheme(code=code, name=code)), same_topic)
    for found in answer.found:
        if any(code in codes(wider) for wider in found.replaces):
            assert not codes(found.rule) or code in codes(found.rule)


def codes(document: dict[str, Any]) -> set[str]:
    return {scheme["code"] for scheme in document["schemes"]}


def test_it_works() -> None:
    answer = resolve([rule(1, NATION), rule(2, CITY)], RuleQuestion(COUNTY), same_topic)
    assert [(found.rule["slug"], found.level) for found in answer.found] == [("r2", "city")]
    assert [wider["slug"] for wider in answer.found[0].replaces] == ["r1"]


def test_a_way_into_the_employees_scheme() -> None:
    """灵活就业人员 are treated as employees, unless a rule is made for them."""
    flexible = Scheme(code="flexible", name="灵活就业")
    for_employees, for_them = rule(1, CITY, frozenset({"employee"})), rule(2, NATION, frozenset({"flexible"}))
    answer = resolve([for_employees, for_them], RuleQuestion(COUNTY, flexible), same_topic)
    assert [found.rule["slug"] for found in answer.found] == ["r1", "r2"]


def test_other_people_are_passed_over_with_the_reason() -> None:
    other = rule(1, CITY, person_types=[{"name": "大学生"}])
    answer = resolve([other, rule(2, NATION)], RuleQuestion(COUNTY, None, "普通居民"), same_topic)
    assert [found.rule["slug"] for found in answer.found] == ["r2"]
    assert answer.passed_over[0].reason == "只列了这些人员类别：大学生"


@pytest.fixture
def copies(cast: SimpleNamespace) -> SimpleNamespace:
    """A national template with a window and a channel of another province, and its local copy."""
    window = Channel.objects.create(
        slug="chuang-kou", name="经办窗口", channel_kind="window", region=cast.nation, status="published"
    )
    henan = Region.objects.create(
        code=410000,
        name="河南省",
        short_name="河南",
        level="province",
        pinyin="henan",
        initials="hn",
        parent=cast.nation,
    )
    elsewhere = Channel.objects.create(
        slug="he-nan-yi-bao", name="河南医保", channel_kind="app", region=henan, status="published"
    )
    template = Procedure.objects.create(
        slug="quan-guo", name="全国异地就医备案", service=cast.service, region=cast.nation, status="published",
        deadline="就医前", result="直接结算",
    )  # fmt: skip
    template.citations.create(article=cast.page, field="deadline", value="就医前")
    template.citations.create(article=cast.page, field="result", value="直接结算")
    template.citations.create(article=cast.teaser, field="result", value="自己垫付")
    retired = template.person_types.create(name="退休人员")
    template.materials.create(name="户口簿", person_type=retired)
    template.materials.create(name="身份证")
    for channel in (window, elsewhere):
        template.channels.create(channel=channel)
        template.steps.create(text=f"经{channel.name}办", channel=channel)
    local = cast.procedure
    local.template, local.deadline = template, "出院前"
    local.full_clean()
    local.save()
    local.person_types.create(name="临时外出人员")
    publish([henan, window, elsewhere, template, local])
    return SimpleNamespace(template=template, local=local, window=window)


def document(procedure: Procedure) -> dict[str, Any]:
    return Entry.objects.get(kind="procedure", slug=procedure.slug).data


def test_a_local_copy_inherits_what_it_does_not_state(copies: SimpleNamespace) -> None:
    local = document(copies.local)
    assert local["deadline"] == "出院前"
    assert local["result"] == "直接结算"
    assert set(local["inherited"]) == {"result", "steps", "materials", "channels"}
    mark = local["inherited"]["result"]
    assert (mark["from"]["slug"], mark["disputed"]) == ("quan-guo", True)
    assert [article["slug"] for article in mark["from"]["articles"]] == ["900", "900-01"]


def test_what_is_for_others_is_not_inherited(copies: SimpleNamespace) -> None:
    """Another province's app, the steps in it, and papers of a person type that the place does not have."""
    local = document(copies.local)
    assert [row["channel"]["slug"] for row in local["channels"]] == ["chuang-kou"]
    assert [step["text"] for step in local["steps"]] == ["经经办窗口办"]
    assert [paper["name"] for paper in local["materials"]] == ["身份证"]


def test_publishing_the_template_republishes_its_copies(copies: SimpleNamespace) -> None:
    copies.template.result = "联网直接结算"
    copies.template.save()
    publish([copies.template])
    assert document(copies.local)["result"] == "联网直接结算"
    copies.window.name = "医保窗口"
    copies.window.save()
    publish([copies.window])
    assert document(copies.local)["channels"][0]["channel"]["name"] == "医保窗口"


def test_an_unpublished_template_gives_nothing(copies: SimpleNamespace) -> None:
    copies.template.status = "draft"
    copies.template.save()
    publish([copies.template])
    assert document(copies.local)["result"] == ""
    assert document(copies.local)["inherited"] == {}


def test_copies_of_a_changed_template_are_found(copies: SimpleNamespace) -> None:
    assert not Procedure.objects.with_outdated_template().exists()
    Procedure.objects.filter(pk=copies.template.pk).update(version=2)
    assert list(Procedure.objects.with_outdated_template()) == [copies.local]


def test_only_a_national_procedure_is_a_template(copies: SimpleNamespace, cast: SimpleNamespace) -> None:
    copies.template.template = copies.local
    with pytest.raises(ValidationError, match="模板要是全国的办事指南"):
        copies.template.full_clean()


def test_drafts_take_no_part(cast: SimpleNamespace) -> None:
    Procedure.objects.create(slug="cao-gao", name="区里的草稿", service=cast.service, region=cast.haizhou)
    answer = procedures_for(cast.service, RuleQuestion(cast.haizhou))
    assert [(found.rule["slug"], found.level) for found in answer.found] == [("fu-xin-bei-an", "city")]


def test_a_part_of_the_service_stands_beside_the_whole(cast: SimpleNamespace) -> None:
    part = Service.objects.create(
        slug="zhuan-zhen", code="4.4", name="转诊备案", origin="national", parent=cast.service, status="published"
    )
    county = Procedure.objects.create(
        slug="hai-zhou-zhuan-zhen", name="海州区转诊", service=part, region=cast.haizhou, status="published"
    )
    publish([part, county])
    whole = procedures_for(cast.service, RuleQuestion(cast.haizhou))
    assert [found.rule["slug"] for found in whole.found] == ["hai-zhou-zhuan-zhen", "fu-xin-bei-an"]
    one = procedures_for(part, RuleQuestion(cast.haizhou))
    assert [(found.rule["slug"], [w["slug"] for w in found.replaces]) for found in one.found] == [
        ("hai-zhou-zhuan-zhen", ["fu-xin-bei-an"])
    ]


def test_a_policy_of_another_year_is_another_rule(cast: SimpleNamespace) -> None:
    for slug, region, year in (("n-24", cast.nation, 2024), ("n-25", cast.nation, 2025), ("f-25", cast.fuxin, 2025)):
        policy = Policy.objects.create(
            slug=slug, name=slug, subject="个人缴费标准", region=region, year=year, status="published"
        )
        publish([policy])
    answer = policies_for(["个人缴费标准"], RuleQuestion(cast.haizhou))
    assert [(found.rule["slug"], [w["slug"] for w in found.replaces]) for found in answer.found] == [
        ("f-25", ["n-25"]),
        ("n-24", []),
    ]


def test_the_api_says_the_level_and_what_changes(client: Any, copies: SimpleNamespace, cast: SimpleNamespace) -> None:
    answer = client.get("/api/v1/procedures/?applies_to=210902&service=异地就医备案").json()
    assert [one["slug"] for one in answer["results"]] == ["fu-xin-bei-an", "quan-guo"]
    found = answer["answer"]["found"][0]
    assert (found["slug"], found["level"]) == ("fu-xin-bei-an", "city")
    assert found["statement"] == "全国有规定，阜新市另有规定：截止时间、人员类别。"
    assert [(change["field"], change["change"]) for change in found["replaces"][0]["changes"]] == [
        ("deadline", "replaces"),
        ("person_types", "replaces"),
    ]


def test_without_a_place_the_list_is_only_a_list(client: Any, cast: SimpleNamespace) -> None:
    assert set(client.get("/api/v1/procedures/?service=异地就医备案").json()) == {
        "count",
        "count_capped",
        "next",
        "previous",
        "results",
    }
