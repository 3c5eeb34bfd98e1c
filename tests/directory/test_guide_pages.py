"""The guide as questions, one a page: nothing that was typed is lost, whatever is chosen, and all of it without script."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from directory.guide import body, steps

from .reading import Reader

pytestmark = pytest.mark.django_db
NOON = "2026-11-28T12:00+08:00"


def ask(client: Client, **query: str) -> str:
    """The page that a form leads to, after its redirect."""
    response = client.get(f"/guide/?{urlencode(query)}", follow=True)
    assert response.status_code == 200, response.content.decode()
    page = Reader(response.content.decode())
    assert page.faults == []
    return page.html


def led_to(client: Client, **query: str) -> dict[str, str]:
    """What the address says that a form's answer is redirected to."""
    response = client.get(f"/guide/?{urlencode(query)}")
    assert response.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def headline(html: str) -> str:
    return Reader(html.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]).text


def test_it_works(directory: None, client: Client) -> None:
    assert "哪里不舒服？" in headline(ask(client))
    assert "在哪里看病？" in headline(ask(client, symptom="腰痛发烧", ask="where"))
    where = ask(client, symptom="腰痛发烧", region="阜新", insured="elsewhere", insured_region="罗山县", ask="when")
    assert "什么时候去？" in headline(where)
    answer = ask(client, symptom="腰痛发烧", region="阜新", insured_region="411521", scheme="resident", when="now")
    assert headline(answer).startswith("看 急诊医学科")


def test_an_address_that_says_all_is_answered_at_once(directory: None, client: Client) -> None:
    assert "去哪家医院" in ask(client, symptom="腰痛", region="阜新")


def test_what_is_missing_is_asked_first(directory: None, client: Client) -> None:
    assert "哪里不舒服？" in headline(ask(client, region="阜新", ask="when"))
    assert "在哪里看病？" in headline(ask(client, symptom="腰痛", ask="when"))


def test_what_was_typed_stays_when_something_is_chosen(directory: None, client: Client) -> None:
    given = {"symptom": "腰痛发烧", "region": "沈", "insured_region": "罗山县", "scheme": "resident", "ask": "when"}
    found = led_to(client, **given, insured="elsewhere", choose_region="210900")
    assert found == given | {"region": "210900", "ask": "where"}
    assert led_to(client, symptom="发烧", also="腰痛", ask="where") == {"symptom": "发烧 腰痛", "ask": "where"}
    assert led_to(client, symptom="腰痛发烧", also="腰痛")["symptom"] == "腰痛"
    page = ask(client, **given | {"region": "210900", "ask": "where"})
    for value in ('value="阜新市"', 'value="罗山县"', 'value="腰痛发烧"'):
        assert value in page
    assert 'value="resident" checked' in page


def test_a_symptom_given_by_its_slug_was_shown_as_one(directory: None, client: Client) -> None:
    for query in ({"region": "阜新", "when": "now"}, {"ask": "what"}, {"ask": "where"}):
        html = ask(client, symptom="yao-tong", **query)
        text = Reader(html).text
        assert "腰痛" in html, query
        assert "yao-tong" not in text, query


def test_a_name_of_several_regions_is_a_choice_of_links(directory: None, client: Client) -> None:
    response = client.get(
        f"/guide/?{urlencode({'symptom': '腰痛', 'region': '海州区', 'scheme': '居民', 'ask': 'when'})}"
    )
    assert response.status_code == 400
    page = Reader(response.content.decode())
    links = [parse_qs(urlsplit(link).query) for link in page.links if "region=" in link]
    assert {"210902", "320706"} <= {link["region"][0] for link in links}
    chosen = next(link for link in links if link["region"] == ["210902"])
    assert chosen == {"symptom": ["腰痛"], "region": ["210902"], "scheme": ["居民"], "ask": ["when"]}
    assert 'value="海州区"' in page.html
    assert "请用代码指明" not in page.text


def test_words_that_are_not_understood_get_links_and_stop_nobody(directory: None, client: Client) -> None:
    page = ask(client, symptom="脖颈子疼", ask="where")
    assert "在哪里看病？" in headline(page)
    strange = ask(client, symptom="飞檐走壁", ask="where")
    assert "没有听懂“飞檐走壁”" in Reader(strange).text
    assert "没有听懂" not in ask(client, symptom="腰痛", ask="where")
    unclear = Reader(ask(client, symptom="乳房有问题", ask="where"))
    assert f"?{urlencode({'symptom': '乳房肿块', 'ask': 'where'})}" in unclear.links


def test_times_are_offered_and_settled(directory: None, client: Client) -> None:
    question = {"symptom": "腰痛", "region": "阜新"}
    with time_machine.travel(NOON, tick=False):
        assert "今天晚上" in ask(client, **question, ask="when")
        assert led_to(client, **question, when="tonight")["at"] == "2026-11-28T20:00"
        assert led_to(client, **question, when="tomorrow")["at"] == "2026-11-29T09:00"
        assert led_to(client, **question, when="at", date="2026-12-01", time="14:30")["at"] == "2026-12-01T14:30"
        assert led_to(client, **question, when="now", date="2026-12-01")["at"] == "2026-12-01T09:00"
        assert "at" not in led_to(client, **question, when="now", at="2026-12-01T09:00")
    with time_machine.travel("2026-11-28T21:00+08:00", tick=False):
        assert "今天晚上" not in ask(client, **question, ask="when")
    wrong = client.get(f"/guide/?{urlencode(question | {'at': '2026-13-01T09:00'})}")
    assert (wrong.status_code, "什么时候去？" in headline(wrong.content.decode())) == (400, True)


def test_the_answer_says_for_when_it_is(directory: None, client: Client) -> None:
    """The head of every page has a variable of its own, which once took the place of the time."""
    page = Reader(ask(client, symptom="腰痛", region="阜新", at="2026-12-01T14:30"))
    assert page.text.count("2026年12月1日 14:30") == 2
    assert 'value="2026-12-01"' in ask(client, symptom="腰痛", region="阜新", at="2026-12-01T14:30", ask="when")
    with time_machine.travel(NOON, tick=False):
        evening = ask(client, symptom="腰痛", region="阜新", at="2026-11-28T20:00", ask="when")
    assert 'value="tonight" checked' in evening


def test_a_position_says_the_city(directory: None, client: Client) -> None:
    found = led_to(client, symptom="腰痛", near="42.02,121.65", region="", ask="where")
    assert (found["region"], found["near"]) == ("210900", "42.02,121.65")
    assert "在哪里看病？" in headline(ask(client, symptom="腰痛", near="0,0", region="", ask="where"))


def test_insured_where_the_treatment_is(directory: None, client: Client) -> None:
    assert led_to(client, symptom="腰痛", region="阜新", insured="here", ask="when")["insured_region"] == "阜新"
    page = ask(client, symptom="腰痛", region="阜新", insured_region="210900", ask="where")
    assert 'value="here" checked' in page


def test_every_symptom_is_on_the_picture_and_every_area_leads_to_its_list(directory: None, client: Client) -> None:
    page = ask(client)
    listed = {name for names in body.symptoms_by_part().values() for name in names}
    assert {"头痛", "胸痛", "膝盖痛", "手脚冰凉", "皮肤瘙痒"} <= listed
    assert page.count('href="#part-') == len(body.AREAS) + len(body.PARTS)
    assert all(min(area.width, area.height) >= 26 for area in body.AREAS)
    assert "手脚冰凉" in body.symptoms_by_part()["arms"]
    assert "手脚冰凉" in body.symptoms_by_part()["legs"]


def test_the_form_offers_what_there_is_to_choose(directory: None, client: Client) -> None:
    text = ask(client, symptom="皮疹", region="郑州", scheme="居民", person_type="转诊", ask="where")
    assert 'value="resident" checked' in text
    assert '<option value="异地转诊人员" selected' in text
    wrong = client.get(f"/guide/?{urlencode({'symptom': '皮疹', 'region': '郑州', 'person_type': '游客'})}")
    assert wrong.status_code == 400
    assert '<option value="游客" selected' in wrong.content.decode()


def test_an_answer_can_be_printed_sent_and_put_into_a_calendar(directory: None, client: Client) -> None:
    query = urlencode({"symptom": "腰痛发烧", "region": "阜新", "at": "2026-12-01T09:00"})
    page = Reader(client.get(f"/guide/?{query}").content.decode())
    assert {f"/guide/print/?{query}", f"/guide/visit.ics?{query}"} <= set(page.links)
    assert any(link.startswith("mailto:?") and "region%3D" in link for link in page.links)
    response = client.get(f"/guide/visit.ics?{query}")
    assert response["Content-Type"].startswith("text/calendar")
    (visit,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert visit.start.isoformat() == "2026-12-01T01:00:00+00:00"
    assert "急诊医学科" in visit["SUMMARY"]
    assert "/guide/?symptom=" in visit["DESCRIPTION"]
    assert client.get("/guide/visit.ics?symptom=腰痛").status_code == 400


@pytest.mark.parametrize(
    "query", [{"ask": "nonsense"}, {"ask": "when", "when": "x", "date": "x", "time": "x"}, {"near": "x"}]
)
def test_nonsense_is_no_failure(directory: None, client: Client, query: dict[str, str]) -> None:
    assert client.get(f"/guide/?{urlencode(query)}", follow=True).status_code in (200, 400)


def test_form_only_names_never_reach_the_guide() -> None:
    assert not set(steps.FORM_ONLY) & {name for names in steps.ASKED_BY.values() for name in names}
