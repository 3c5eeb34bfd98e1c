"""Hospital, symptom and department pages on the real articles."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.core.models import Entry
from hospitals.views import by_adviser, by_rank
from tests.directory.reading import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


def read(client: Client, address: str) -> Reader:
    response = client.get(address)
    assert response.status_code == 200, address
    return Reader(response.content.decode())


def test_it_works(client: Client) -> None:
    page = read(client, "/hospitals/fu-xin-shi-zhong-xin-yi-yuan/")
    for said in ("三级甲等", "综合医院", "医保定点", "急诊 每天", "24 小时", "骨科", "35 个", "还没有人打电话核实过"):
        assert said in page.text, said
    assert {"/regions/210900/", "/departments/04.03/", "/hospitals/fu-xin-shi-ren-min-yi-yuan/"} <= set(page.links)


def test_a_hospital_says_for_what_and_by_whom_it_is_recommended(client: Client) -> None:
    page = read(client, "/hospitals/fu-xin-shi-zhong-xin-yi-yuan/")
    part = page.html[page.html.index('id="recommended-head"') : page.html.index('id="sources"')]
    assert 'href="/symptoms/yao-tong-ban-fa-re/"' in part
    assert 'href="/sources/000-07/"' in part
    assert "第 1 位" in part


def test_a_symptom_gives_departments_causes_and_ranked_hospitals(client: Client) -> None:
    page = read(client, "/symptoms/yao-tong-ban-fa-re/")
    hospitals = ["/hospitals/fu-xin-shi-zhong-xin-yi-yuan/", "/hospitals/fu-xin-shi-di-er-ren-min-yi-yuan/"]
    assert {*hospitals, "/departments/20/", "/departments/04.03/", "/symptoms/fa-re/", "tel:120"} <= set(page.links)
    assert page.text.count("并列") == 2, "two departments tie, and two hospitals"
    assert "肾盂肾炎" in page.text
    assert page.html.index("tel:120") < page.html.index("/departments/20/"), "danger first"


def test_red_flags_come_before_everything(client: Client) -> None:
    flagged = [entry for entry in Entry.objects.live().of("symptom") if entry.data["red_flags"]]
    assert flagged
    for entry in flagged:
        html = read(client, entry.data["page"]).html
        assert html.index('class="red"') < html.index("<dl")


def test_a_department_leads_to_symptoms_and_hospitals(client: Client) -> None:
    page = read(client, "/departments/04.03/")
    assert {"/symptoms/yao-tong-ban-fa-re/", "/hospitals/fu-xin-shi-zhong-xin-yi-yuan/"} <= set(page.links)
    assert "/departments/04.03/" in read(client, "/departments/04/").links


def test_the_list_answers_the_question(client: Client) -> None:
    for region in ("阜新", "210900", "辽宁"):
        page = read(client, f"/hospitals/?region={region}&symptom=腰痛伴发热")
        assert "共 2 条" in page.text, region


def test_equal_ranks_are_ties() -> None:
    rows = [{"rank": 2, "n": "c"}, {"rank": 1, "n": "a"}, {"rank": 1, "n": "b"}]
    assert [[row["n"] for row in tied] for tied in by_rank(rows)] == [["a", "b"], ["c"]]


def test_articles_rank_each_for_itself() -> None:
    one, other = {"slug": "1"}, {"slug": "2"}
    ranked = by_adviser([{"article": one, "rank": 1}, {"article": other, "rank": 1}, {"article": one, "rank": 2}])
    assert [(adviser["article"]["slug"], len(adviser["ranking"])) for adviser in ranked] == [("1", 2), ("2", 1)]


def test_a_sign_of_an_emergency_says_whom_to_call_and_what_to_do(client: Client) -> None:
    """Its page listed the patterns by which programs recognise it, and its number in their order."""
    page = read(client, "/emergencies/xiong-tong/")
    assert page.faults == []
    assert "tel:120" in page.links
    assert "等人来以前" in page.text
    for internal in ("{痛}", "不是的说法", "顺序"):
        assert internal not in page.text
    english = client.get("/en/emergencies/xiong-tong/").content.decode()
    assert "Stop all activity" in english
    assert "120 急救 是" not in read(client, "/emergencies/").text


def test_an_emergency_is_not_told_which_words_were_not_found(client: Client) -> None:
    """Below the call stood a list of the question's words that no entry has."""
    page = read(client, "/search/?q=he is not breathing qqq")
    assert "立即拨打 120" in page.text
    for idle in ("没有找到", "没有含有这个词", "没有用上"):
        assert idle not in page.text
