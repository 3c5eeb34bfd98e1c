"""A fact for others is no answer: the employees' phone to a resident, another level's rate; what is not known is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

EMPLOYEES = "0376-2137873"


def asked(client: Client, question: str, **headers: str) -> Any:
    response = client.get("/api/v1/search/", {"q": question}, headers=headers)
    assert response.status_code == 200
    return response.json()


def texts(found: Any) -> str:
    answers = [answer for answer in (found["answer"], *found["more_answers"]) if answer]
    return " ".join(fact["text"] for answer in answers for fact in answer["facts"])


def test_it_works(directory: None, client: Client) -> None:
    assert EMPLOYEES in texts(asked(client, "罗山职工医保转诊电话"))
    assert EMPLOYEES in texts(asked(client, "罗山灵活就业转诊电话"))
    assert EMPLOYEES in texts(asked(client, "罗山转诊电话"))


@pytest.mark.parametrize("question", ["罗山居民医保转诊电话", "罗山新农合转诊打哪个电话", "罗山居民转诊去哪办"])
def test_the_employees_phone_is_none_for_residents(directory: None, client: Client, question: str) -> None:
    found = asked(client, question)
    assert EMPLOYEES not in texts(found)
    assert "行政审批服务中心三楼" in texts(found)
    assert all(fact["reason"] for fact in found["answer"]["passed_over"])


def test_it_is_said_that_none_is_known(directory: None, client: Client) -> None:
    answer = asked(client, "罗山居民医保转诊电话")["answer"]
    assert (answer["facts"], answer["note"]) == ([], "本名录没有对你适用的电话。")
    assert [fact["only_for"] for fact in answer["passed_over"]] == ["职工医保"]


@pytest.mark.parametrize("scheme", ["居民", "职工"])
def test_the_guide_sends_each_to_their_counter(directory: None, client: Client, scheme: str) -> None:
    query = {"symptom": "头疼", "region": "郑州", "insured_region": "罗山县", "scheme": scheme, "person_type": "转诊"}
    filing = client.get("/api/v1/guide/", query).json()["insurance"]["filing"]
    office = filing["offices"][0]
    assert office["name"] == "罗山县社会医疗保险中心"
    assert office["address"] == "罗山县行政审批服务中心三楼"
    said = [*(step["text"] for step in filing["procedures"][0]["steps"])]
    notes = [row["note"] for row in filing["procedures"][0]["channels"]]
    phones = [phone["number"] for phone in office["phones"]]
    resident = scheme == "居民"
    assert phones == ([] if resident else [EMPLOYEES])
    assert any(EMPLOYEES in text for text in (*said, *notes)) != resident
    page = client.get("/guide/", query).content.decode()
    assert ("tel:+863762137873" in page or EMPLOYEES in page) != resident


@pytest.mark.parametrize(
    "question",
    ["Xinyang medical insurance bureau phone", "What is the phone number of Xinyang medical insurance bureau"],
)
def test_an_unknown_phone_is_said_in_english_and_nothing_after_it(
    directory: None, client: Client, question: str
) -> None:
    found = asked(client, question, **{"accept-language": "en"})
    assert found["answer"]["facts"] == []
    assert "信阳市医疗保障局" in found["answer"]["note"]
    assert found["answer"]["note"].isascii() is False
    assert found["more_answers"] == []


@pytest.mark.parametrize(
    ("question", "told", "never"),
    [
        ("江苏职工三级医院报销比例", ["75%"], ["90%", "85%"]),
        ("江苏职工二级医院住院报几成", ["85%"], ["75%", "90%"]),
        ("徐州居民住院报销比例", [], ["75%", "90%", "85%"]),
    ],
)
def test_only_the_asked_level_and_scheme(
    directory: None, client: Client, question: str, told: list[str], never: list[str]
) -> None:
    found = asked(client, question)
    facts = [fact["text"] for fact in (found["answer"] or {"facts": []})["facts"]]
    assert [figure for figure in told if figure not in facts] == []
    assert [figure for figure in never if figure in facts] == []
