"""What is asked with a word that no rule has is refused with the choices; what has no rule here is said: no empty answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

LISTS = {
    "procedures": ("", "applies_to=扬州", "applies_to=扬州&service=异地就医备案"),
    "policies": ("", "applies_to=扬州", "applies_to=扬州&subject=住院报销比例"),
    "offices": ("", "serves=罗山县", "serves=罗山县&service=异地就医备案"),
    "channels": ("", "applies_to=扬州"),
}
# Parameter → what the refusal offers.
NAMED = {
    "region": "210900",
    "applies_to": "210900",
    "serves": "210900",
    "service": "标识",
    "scheme": "职工医保（employee）",
    "person_type": "单位",
    "channel": "标识",
    "subject": "住院报销比例",
    "population": "大学生",
    "kind": "（",
}
OF = {
    "procedures": ("region", "applies_to", "service", "scheme", "person_type", "channel"),
    "policies": ("region", "applies_to", "subject", "scheme", "population"),
    "offices": ("region", "serves", "service", "scheme", "kind"),
    "channels": ("region", "applies_to", "service", "kind"),
}
UNKNOWN = [
    (f"{collection}/?{beside}&{name}=", name)
    for collection, lists in LISTS.items()
    for beside in lists
    for name in OF[collection]
    if f"{name}=" not in beside
]


def get(client: Client, address: str) -> Any:
    return client.get(f"/api/v1/{quote(address, safe='/?&=')}")


@pytest.mark.parametrize(("address", "name"), UNKNOWN)
def test_an_unknown_word_is_refused_with_the_choices(directory: None, client: Client, address: str, name: str) -> None:
    response = get(client, f"{address}学天书")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["parameter"] == name
    assert NAMED[name] in error["message"]
    assert client.get(f"/{address}学天书").status_code == 400  # the page says the same


@pytest.mark.parametrize(
    "address",
    [
        "policies/?applies_to=拉萨&population=高校&year=1999",
        "policies/?applies_to=扬州&year=1999",
        "policies/?applies_to=扬州&subject=住院报销比例&year=1999",
        "policies/?applies_to=拉萨&q=天书",
        "procedures/?applies_to=拉萨&q=天书",
        "procedures/?applies_to=拉萨&service=报销",
    ],
)
def test_where_there_is_none_it_says_so(directory: None, client: Client, address: str) -> None:
    found = get(client, address).json()
    assert found["results"] == []
    answer = found["answer"]
    assert answer["level"] is None
    assert answer["statement"].startswith("本名录还没有对")
    assert answer["choices"]


def test_the_answer_is_of_the_asked_year_and_people(directory: None, client: Client) -> None:
    for query in ("year=2025", "population=高校", "year=2025&population=学生"):
        found = get(client, f"policies/?applies_to=徐州&subject=个人缴费标准&{query}").json()
        listed = {one["slug"] for one in found["results"]}
        answer = found["answer"]
        standing = {one["slug"] for one in answer["found"]}
        behind = {wider["slug"] for one in answer["found"] for wider in one["replaces"]}
        assert standing
        assert standing | behind == listed
        assert all(one["reason"] for one in answer["passed_over"])


def test_a_list_with_rows_needs_no_answer(directory: None, client: Client) -> None:
    assert "answer" not in get(client, "policies/?applies_to=扬州").json()
    assert "answer" not in get(client, "procedures/?person_type=异地转诊人员").json()
