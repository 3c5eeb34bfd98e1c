"""An emergency first, wherever somebody tells of it: search, suggestions, guide, pages and API."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from directory.core.publishing.publish import publish
from hospitals.emergencies import told
from hospitals.models import EmergencySign
from tests.hospitals.language.phrases import lines
from tests.hospitals.language.test_emergencies import MOST_FALSE_ALARMS

pytestmark = pytest.mark.django_db

SAMPLE = 16  # every so manieth phrase is asked at every address
ADDRESSES = (("/api/v1/search/", "q"), ("/api/v1/suggest/", "q"), ("/api/v1/guide/", "symptom"))
PAGES = (("/search/", "q"), ("/guide/", "symptom"))


def ask(client: Client, address: str, **query: str) -> Any:
    response = client.get(f"{address}?{urlencode(query)}")
    assert response.status_code == 200, response.content.decode()
    return response.json()["emergency"] if address.startswith("/api/") else response.content.decode()


def test_it_works(directory: None, client: Client) -> None:
    answer = client.get(f"/api/v1/search/?{urlencode({'q': '爸爸突然嘴歪说话不清'})}").json()
    assert next(iter(answer)) == "emergency"
    first = answer["emergency"]
    assert (first["urgent"], first["call"]) == (True, "120")
    assert [sign["slug"] for sign in first["signs"]] == ["zhong-feng"]
    assert "120" in first["signs"][0]["line"]
    assert first["until_then"]
    assert "stroke-120" in [article["slug"] for article in first["sources"]]
    assert all(client.get(article["url"]).status_code == 200 for article in first["sources"])


def test_every_phrase_as_it_is_published(directory: None) -> None:
    assert [text for text in lines("emergencies") if not told(text)["urgent"]] == []
    assert len([text for text in lines("lookalikes") if told(text)["urgent"]]) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_none_is_missed_anywhere(directory: None, client: Client, address: str, name: str) -> None:
    missed = [text for text in lines("emergencies")[::SAMPLE] if not ask(client, address, **{name: text})["urgent"]]
    assert missed == []


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_no_false_alarm_anywhere(directory: None, client: Client, address: str, name: str) -> None:
    region = {"region": "阜新"} if name == "symptom" else {}
    asked = lines("lookalikes")[::SAMPLE]
    assert [text for text in asked if ask(client, address, **{name: text}, **region)["urgent"]] == []


@pytest.mark.parametrize(("address", "name"), PAGES)
def test_the_call_stands_above_everything(directory: None, client: Client, address: str, name: str) -> None:
    for text in lines("emergencies")[:: SAMPLE * 3]:
        page = ask(client, address, **{name: text})
        assert 0 < page.find('class="call"') < page.find("<h1"), text
        assert "tel:120" in page[: page.find("<h1")]


@pytest.mark.parametrize(
    "query",
    [
        {"symptom": "胸口疼喘不上气"},
        {"symptom": "胸口疼喘不上气", "region": "火星"},
        {"symptom": "胸口疼喘不上气", "region": "阜新", "scheme": "不存在"},
        {"symptom": "胸口疼喘不上气", "region": "阜新", "nonsense": "1"},
        {"symptom": "昏迷不醒" + "啊" * 80, "region": "阜新"},
        {"symptom": "小明晕倒在地上叫不醒", "region": "朝阳"},
    ],
)
def test_nothing_else_that_is_wrong_stops_it(directory: None, client: Client, query: dict[str, str]) -> None:
    for address in ("/api/v1/guide/", "/guide/"):
        response = client.get(f"{address}?{urlencode(query)}")
        assert response.status_code == 200
        assert "120" in response.content.decode()
    assert client.get(f"/guide/print/?{urlencode(query)}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"q": "大出血 止不住", "region": "火星"},
        {"q": "我 爸 爸 突 然 晕 倒 叫 不 醒 怎 么 办"},
        {"q": "昏迷不醒" + "啊" * 80},
        {"q": "喝农药", "page": "0"},
        {"q": "喝农药", "page": "999"},
        {"q": "喝农药", "kind": "nonsense"},
    ],
)
def test_a_faulty_search_is_answered(directory: None, client: Client, query: dict[str, str]) -> None:
    answer = client.get(f"/api/v1/search/?{urlencode(query)}")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["emergency"]["urgent"]
    page = client.get(f"/search/?{urlencode(query)}")
    assert page.status_code == 200
    assert "tel:120" in page.content.decode().partition("<h1")[0]


def test_without_an_emergency_faults_are_refused_as_ever(directory: None, client: Client) -> None:
    assert client.get(f"/api/v1/search/?{urlencode({'q': '腰痛', 'region': '火星'})}").status_code == 400
    assert client.get(f"/api/v1/guide/?{urlencode({'symptom': '腰痛'})}").status_code == 400
    assert client.get(f"/guide/?{urlencode({'symptom': '腰痛', 'region': '火星'})}").status_code == 400


def test_the_rest_of_the_answer_follows(directory: None, client: Client) -> None:
    answer = client.get(f"/api/v1/guide/?{urlencode({'symptom': '腰痛 大小便失禁', 'region': '阜新'})}").json()
    assert [sign["slug"] for sign in answer["emergency"]["signs"]] == ["ma-wei"]
    assert answer["departments"]["results"]
    assert answer["hospitals"]["area"]["name"] == "阜新市"


def test_whoever_wants_to_die_is_given_the_support_line(directory: None, client: Client) -> None:
    first = ask(client, "/api/v1/search/", q="不想活了")
    assert (first["urgent"], first["call"]) == (True, "12356")
    assert "nhc-12356" in [article["slug"] for article in first["sources"]]
    head = ask(client, "/search/", q="不想活了").partition("<h1")[0]
    assert "tel:12356" in head
    assert "tel:120" in head
    assert ask(client, "/api/v1/search/", q="割腕自杀流血")["call"] == "120"


def test_what_may_become_one_is_no_alarm(directory: None, client: Client) -> None:
    first = ask(client, "/api/v1/search/", q="被狗咬了")
    assert (first["urgent"], [sign["slug"] for sign in first["signs"]]) == (False, ["dong-wu-yao-shang"])
    assert "拨打 120" in ask(client, "/search/", q="被狗咬了").partition("<h1")[0]
    flags = ask(client, "/api/v1/guide/", symptom="脚踝肿痛", region="阜新")
    assert (flags["urgent"], [flag["stated"] for flag in flags["red_flags"]]) == (False, [False])


def test_in_english(directory: None, client: Client) -> None:
    response = client.get("/search/?q=chest+pain+can%27t+breathe", headers={"accept-language": "en"})
    head = response.content.decode().partition("<h1")[0]
    assert "Call 120 now" in head
    assert "Stop all activity" in head


def test_staff_edit_the_signs(directory: None, client: Client) -> None:
    assert not ask(client, "/api/v1/search/", q="龙卷风来了")["urgent"]
    sign = EmergencySign.objects.get(slug="hu-jiu")
    sign.phrases = [*sign.phrases, "龙卷风 来了"]
    sign.full_clean()
    sign.save()
    publish([sign])
    assert ask(client, "/api/v1/search/", q="龙卷风来了")["urgent"]
    sign.phrases = ["{没有这组} 来了"]
    with pytest.raises(Exception, match="没有"):
        sign.full_clean()


def test_every_sign_says_who_says_so(directory: None) -> None:
    for sign in EmergencySign.objects.prefetch_related("citations"):
        cited = {citation.field for citation in sign.citations.all()}
        assert cited, sign.slug
        assert not sign.until_then or "until_then" in cited, sign.slug
        assert len(sign.until_then) == len(sign.until_then_en), sign.slug


def test_anybody_may_ask_anything(directory: None, client: Client) -> None:
    for text in ("\x00", "，", "a" * 500, "胸" * 300, "🚑🚑", "{胸} {痛}", "~!|…"):
        assert json.dumps(told(text))
