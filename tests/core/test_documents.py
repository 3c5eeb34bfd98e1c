"""The shapes that code reads documents by are those that publishing writes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, get_type_hints

import pytest

from directory.core.documents import (
    ArticleMention,
    CitationDocument,
    Mention,
    RegionMention,
    Statement,
    credited,
    mention,
    top_field,
)
from directory.core.models import Entry
from directory.core.publishing.publish import publish
from directory.guide.sources import sides

pytestmark = pytest.mark.django_db


def policy(cast: SimpleNamespace) -> dict[str, Any]:
    return Entry.objects.get(kind="policy", slug=cast.policy.slug).data


def test_it_works(cast: SimpleNamespace) -> None:
    cast.policy.citations.filter(value="自愿").update(region=cast.fuxin)
    publish([cast.policy])
    document = policy(cast)
    assert mention(document).keys() == get_type_hints(Mention).keys()
    citation = next(one for one in document["citations"] if one["region"])
    assert citation.keys() == get_type_hints(CitationDocument).keys()
    assert citation["article"].keys() == get_type_hints(ArticleMention).keys()
    assert citation["region"].keys() == get_type_hints(RegionMention).keys()


def test_a_side_is_a_statement(cast: SimpleNamespace) -> None:
    contested = sides(policy(cast), "value")
    assert {side["value"] for side in contested} == {"强制", "自愿"}
    assert all(side.keys() == get_type_hints(Statement).keys() for side in contested)


def test_what_staff_do_not_credit_is_left_out(cast: SimpleNamespace) -> None:
    cast.policy.citations.filter(value="自愿").update(rank="deprecated", reason="teaser only")
    publish([cast.policy])
    assert [citation["value"] for citation in credited(policy(cast))] == ["强制"]


def test_top_field() -> None:
    assert [top_field("phones.number"), top_field("address")] == ["phones", "address"]
