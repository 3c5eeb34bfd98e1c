"""办事指南体检 of the fixtures: nothing is found but what is accepted, and why."""

from __future__ import annotations

from typing import Any

import pytest

from offices.checkup import checkup
from offices.models import Procedure

# Gaps of the sources themselves: nothing to correct without another source.
ACCEPTED = {
    ("hu-bei-kua-sheng-yi-di-jiu-yi-bei-an", "counters_without_office"),
    ("hu-bei-yi-bao-fei-bu-jiao", "nowhere_to_go"),
    ("hu-bei-yi-bao-fei-bu-jiao", "person_type_without_anything"),
    ("huai-an-qu-ling-huo-jiu-ye-can-bao", "person_type_without_anything"),
    ("tai-zhou-yi-liao-fei-yong-bao-xiao", "nowhere_to_go"),
    ("xin-sheng-er-can-bao", "nowhere_to_go"),
}


@pytest.mark.django_db
def test_the_fixtures_have_only_accepted_findings(directory: None) -> None:
    found = checkup(Procedure.objects.for_document())
    assert {(finding.slug, finding.check) for finding in found} == ACCEPTED, [finding.message for finding in found]


def test_the_number_of_queries(directory: None, db: None, django_assert_max_num_queries: Any) -> None:
    # groups, destinations and their provinces, hotlines and where they are, the public ones beside them: one each
    with django_assert_max_num_queries(51):
        checkup(Procedure.objects.for_document())
