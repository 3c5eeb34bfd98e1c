"""One vocabulary for the guide and for search: what people say, and the symptoms that it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from directory.guide.symptoms import catalogue
from tests.hospitals.language.phrases import lines

pytestmark = pytest.mark.django_db
SAMPLE = 20


def pairs() -> list[tuple[str, set[str]]]:
    return [
        (text, set(names.split(" + "))) for text, _is, names in (line.partition(" = ") for line in lines("complaints"))
    ]


def guide(client: Client, **query: str) -> Any:
    response = client.get(f"/api/v1/guide/?{urlencode(query)}")
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_it_works(directory: None) -> None:
    understood = catalogue().understand("我昨天崴脚了, 没有发烧")
    assert understood.slugs == ["jiao-huai-teng-tong"]
    assert understood.words == {"jiao-huai-teng-tong": ["崴脚"]}
    assert understood.denied == ["没有发烧"]
    assert understood.unresolved == []


def test_there_are_enough() -> None:
    assert len(pairs()) >= 400


def test_every_phrase_means_what_the_data_says(directory: None) -> None:
    known = catalogue()
    wrong = {
        text: found
        for text, names in pairs()
        if (found := {known.names[slug] for slug in known.understand(text).slugs}) != names
    }
    assert wrong == {}


def test_every_symptom_leads_somewhere(directory: None, client: Client) -> None:
    known = catalogue()
    lost = [
        name
        for name in known.names.values()
        if not guide(client, symptom=name, region="阜新")["departments"]["results"]
    ]
    assert lost == []


def test_a_symptom_takes_the_departments_of_its_combinations_and_says_so(directory: None, client: Client) -> None:
    answer = guide(client, symptom="腰痛", region="阜新")["departments"]
    assert "没有来源单说腰痛" in answer["statement"]
    assert [one["slug"] for one in answer["results"]] == ["20", "04.03", "21", "50.13"]
    combinations = {reason["combination"]["name"] for one in answer["results"] for reason in one["reasons"]}
    assert combinations == {"腰痛伴发热", "腰痛伴弯腰受限"}
    own = guide(client, symptom="尿急", region="阜新")["departments"]
    assert [reason["combination"] for one in own["results"] for reason in one["reasons"]] == [None]


@pytest.mark.parametrize("text", ["飞檐走壁", "哪儿都不对付啊这人", "asdfgh", "没有发烧"])
def test_what_is_not_understood_gets_choices(directory: None, client: Client, text: str) -> None:
    answer = guide(client, symptom=text, region="阜新")
    assert answer["symptoms"]["resolved"] == []
    assert answer["symptoms"]["choices"]
    assert "导诊台" in answer["departments"]["statement"]
    page = client.get(f"/guide/?{urlencode({'symptom': text, 'region': '阜新'})}")
    assert page.status_code == 200
    links = page.content.decode()
    assert f"symptom={urlencode({'': answer['symptoms']['choices'][0]})[1:]}" in links


def test_search_finds_by_the_same_words(directory: None, client: Client) -> None:
    for text, names in pairs()[::SAMPLE]:
        answer = client.get(f"/api/v1/search/?{urlencode({'q': text, 'kind': 'symptom'})}").json()
        assert names & {row["summary"]["name"] for row in answer["results"]}, text
        assert answer["query"] == text


def test_suggestions_mean_the_same(directory: None, client: Client) -> None:
    for text, names in pairs()[::SAMPLE]:
        answer = client.get(f"/api/v1/suggest/?{urlencode({'q': text})}").json()
        assert names <= {one["name"] for one in answer["suggestions"]}, text
