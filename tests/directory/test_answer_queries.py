"""How many queries an answer costs: as many however much there is to answer from."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

ASKED = "symptom=腰疼 发烧&region=阜新&insured_region=罗山县&scheme=居民"
# Address and queries, once regions, names and the calendar are read; the guide's hospitals are asked of the index,
# which PostgreSQL asks for a sample first.
PINNED = [
    ("/api/v1/procedures/?applies_to=扬州&service=异地就医备案&scheme=职工&person_type=异地安置退休人员", 5),
    ("/api/v1/procedures/?applies_to=拉萨&service=报销", 5),
    ("/api/v1/policies/?applies_to=扬州&subject=住院报销比例", 4),
    ("/api/v1/policies/?applies_to=扬州&year=1999", 4),
    ("/api/v1/offices/?serves=罗山县&service=异地就医备案&scheme=职工", 5),
    ("/procedures/he-nan-yi-di-jiu-yi-bei-an/print/?office=罗山县医保局&scheme=居民", 6),
    ("/procedures/he-nan-yi-di-jiu-yi-bei-an/print.pdf?office=罗山县医保局&scheme=居民", 6),
    ("/procedures/luo-shan-yi-di-zhuan-zhen/print/?scheme=职工", 5),
    ("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/", 7),
    (f"/guide/?{ASKED}", 10),
    (f"/guide/print/?{ASKED}", 11),
    (f"/guide/print.pdf?{ASKED}", 11),
]


@pytest.mark.parametrize(("address", "queries"), PINNED)
def test_the_number_of_queries(
    directory: None, db: None, client: Client, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
