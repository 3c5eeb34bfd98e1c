"""For whom the fixtures' rules are: examples apply nowhere, and nothing that an article states is called our own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from directory.core.models import NATION, Citation
from offices.models import Policy, Procedure
from offices.models.scope import belonging, said

pytestmark = pytest.mark.django_db

SCOPE = ("region", "year", "population", "scheme", "facility_level")


def policies() -> Any:
    return Policy.objects.select_related("region", "scheme").prefetch_related("citations__article", "groups")


def test_it_works(directory: None) -> None:
    assert policies().count() == 147
    assert Policy.objects.filter(example=True).count() == 8


def test_what_is_our_own_is_stated_by_no_article(directory: None) -> None:
    for policy in policies():
        cited = {citation.field for citation in policy.citations.all()}
        assert not cited & set(policy.editorial), policy.slug
        held = {name for name in SCOPE if getattr(policy, name)}
        assert held <= cited | set(policy.editorial), policy.slug


def test_a_title_that_states_it_is_cited(directory: None) -> None:
    """Region and year are not ours where the title of an article that makes the statement has them."""
    for policy in policies():
        credited = [row for row in policy.citations.all() if row.field == "value" and row.rank != "deprecated"]
        titles = " ".join(row.article.title for row in credited)
        if "region" in policy.editorial:
            assert policy.region_id == NATION, policy.slug
            assert "全国" not in titles
        if "year" in policy.editorial:
            assert str(policy.year) not in titles, policy.slug


def test_an_example_applies_nowhere(directory: None) -> None:
    for policy in Policy.objects.filter(example=True):
        assert policy.region is None
        ranks = set(policy.citations.filter(field="value").values_list("rank", flat=True))
        assert ranks == {Citation.Rank.EXAMPLE}, policy.slug
    supposed = re.compile("未指明的某地|假设的某地|某城市|算例")
    rows: Any = Policy.citations.rel.related_model
    for row in rows.objects.exclude(population=""):
        assert bool(supposed.search(row.population)) <= (row.rank == "example"), row


@pytest.mark.parametrize("model", [Policy, Procedure])
def test_who_is_named_in_words_is_named_in_columns(directory: None, model: Any) -> None:
    """A rule whose words name a group is for that group alone."""
    for rule in model.objects.prefetch_related("groups"):
        words = getattr(rule, "population", "") or ""
        codes = {group.code for group in rule.groups.all()}
        for code in ("provincial", "retired", "working", "student", "newborn", "needy"):
            if code in said(words) and "不含" not in words and "含大学生" not in words and "不满" not in words:
                assert code in codes or codes & {"years-short", "mid-year", "resident-insured"}, rule.slug


SAID = [
    ("退休", {"retired"}),
    ("我没退休，还在上班", {"working"}),
    ("不是省直的退休职工", {"retired"}),
    ("在徐高校大学生", {"student"}),
    ("低保户", {"needy"}),
    ("娃才十五岁", {"aged-10-16"}),
    ("女儿12周岁", {"aged-10-16"}),
    ("九十二岁的外婆", set()),
    ("我65岁，儿子8岁", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "codes"), SAID)
def test_what_somebody_says_to_be(directory: None, text: str, codes: set[str]) -> None:
    assert said(text) == codes


def test_what_follows_from_belonging(directory: None) -> None:
    assert {"newborn", "mid-year", "not-student"} <= belonging(["newborn"])
    assert "not-student" not in belonging(["student"])
    assert "staff" in belonging([], ["employee"])
    assert "staff" not in belonging([], ["flexible"])
