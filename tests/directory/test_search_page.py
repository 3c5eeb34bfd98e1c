"""The search page: how the question was understood, the fact asked for, what was found; without script."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.core.models import Article
from directory.core.publishing.publish import publish
from hospitals.models import Department

from .reading import Reader

pytestmark = pytest.mark.django_db


def search(client: Client, question: str, **more: Any) -> Reader:
    response = client.get("/search/", {"q": question, **more})
    assert response.status_code == 200
    return Reader(response.content.decode())


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    page = search(client, "阜新")
    assert {"/hospitals/fu-xin-zhong-xin/", "/offices/fu-xin-yi-bao-ju/", "/regions/210900/"} <= set(page.links)
    assert page.faults == []
    assert "阜新 ·" in page.html.split("</title>")[0]
    assert "已理解为：在 阜新市" in page.text


@pytest.mark.parametrize("question", ["腰疼", "yaotong", "yt", "YAOTONG", " 腰 痛 "])
def test_an_alias_or_pinyin_finds_too(question: str, cast: SimpleNamespace, client: Client) -> None:
    assert "/symptoms/yao-tong/" in search(client, question).links


def test_what_matched_is_marked(cast: SimpleNamespace, client: Client) -> None:
    assert "<mark>阜新</mark>市<mark>中心</mark>医院" in search(client, "阜新 中心").html


def test_an_alias_that_matched_is_shown(cast: SimpleNamespace, client: Client) -> None:
    cast.central.aliases = ["矿总"]
    cast.central.save()
    publish([cast.central])
    assert '又称 <span lang="zh-Hans"><mark>矿总</mark></span>' in search(client, "矿总").html


def test_what_is_called_other_says_of_what(cast: SimpleNamespace, client: Client) -> None:
    surgery = Department.objects.create(slug="04", code="04", name="外科", pinyin="waike wk", status="published")
    other = Department.objects.create(
        slug="04.09", code="04.09", name="其他", aliases=["其他外科专业"], parent=surgery, pinyin="qita qt",
        status="published",
    )  # fmt: skip
    publish([surgery, other])
    assert "其他（外科）" in search(client, "外科").text
    assert "<mark>其他</mark>（外科）" in search(client, "其他").html


def test_names_are_escaped(cast: SimpleNamespace, client: Client) -> None:
    cast.central.name = "<b>中心</b>医院"
    cast.central.save()
    publish([cast.central])
    assert "&lt;b&gt;<mark>中心</mark>&lt;/b&gt;医院" in search(client, "中心").html


def test_the_exact_name_comes_first(cast: SimpleNamespace, client: Client) -> None:
    html = search(client, "阜新市").html
    regions = html[html.index('id="region"') :]
    assert regions.index('href="/regions/210900/"') < regions.index('href="/regions/210902/"')


def test_the_kind_of_the_best_result_comes_first(cast: SimpleNamespace, client: Client) -> None:
    html = search(client, "阜新 骨科").html
    assert html.index('id="hospital"') < html.index('id="department"')


def test_the_fact_asked_for_is_shown_with_where_it_stands(cast: SimpleNamespace, client: Client) -> None:
    cast.bureau.phones.create(number="0418-2812345", kind="landline", label="咨询")
    publish([cast.bureau])
    page = search(client, "阜新医保局电话")
    answer = page.html[page.html.index('class="answer"') :].split("</section>")[0]
    assert "0418-2812345" in answer
    assert 'href="/offices/fu-xin-yi-bao-ju/"' in answer
    assert page.faults == []


def test_what_is_not_known_is_said(cast: SimpleNamespace, client: Client) -> None:
    assert "本名录没有“阜新市医疗保障局”的电话。" in search(client, "阜新医保局电话").text


def test_a_long_kind_leads_to_all_of_it(cast: SimpleNamespace, client: Client) -> None:
    Article.objects.bulk_create(
        Article(slug=f"800-{n:02}", title=f"怎么办 {n}", role="main", extent="whole") for n in range(30)
    )
    publish(Article.objects.filter(slug__startswith="800"))
    page = search(client, "怎么办")
    assert "看全部 30 条" in page.text
    [more] = [link for link in page.links if "kind=article" in link]
    every = Reader(client.get(f"/search/{more}").content.decode())
    assert "共 30 条" in every.text
    assert sum(link.startswith("/sources/800") for link in every.links) == 20
    last = search(client, "怎么办", kind="article", page=2)
    assert sum(link.startswith("/sources/800") for link in last.links) == 10


def test_articles_out_of_scope_are_not_found(cast: SimpleNamespace, client: Client) -> None:
    outside = Article.objects.create(
        slug="800", title="十大美食", role="main", extent="whole", in_scope=False, out_of_scope_reason="讲美食。"
    )
    publish([outside])
    assert outside.page_url not in search(client, "美食").links
    assert outside.page_url in Reader(client.get("/sources/?q=美食").content.decode()).links


def test_nothing_asked_nothing_found(cast: SimpleNamespace, client: Client) -> None:
    assert "没有找到" not in Reader(client.get("/search/").content.decode()).text
    assert "没有找到“%”" in search(client, "%").text


def test_nothing_found_says_what_may_be_meant_and_which_words_find_something(
    cast: SimpleNamespace, client: Client
) -> None:
    page = search(client, "阜新市中兴医院")
    assert "已按“阜新市中心医院”查找" in page.text
    [back] = [link for link in page.links if "as_typed" in link]
    page = Reader(client.get(f"/search/{back}").content.decode())
    assert "本名录没有“阜新市中兴医院”。" in page.text
    page = search(client, "鳜鱼 火锅")
    assert "没有找到" in page.text
    assert "鳜鱼 没有含有这个词的条目" in page.text
    assert page.faults == []


def test_nearby_without_a_position_asks_for_it(cast: SimpleNamespace, client: Client) -> None:
    assert "要找附近的" in search(client, "附近 骨科").text
    page = search(client, "附近 骨科", near="42.02,121.65")
    assert "要找附近的" not in page.text
    assert "0.0 公里" in page.text


def test_where_nothing_is_near_the_way_out_is_shown(cast: SimpleNamespace, client: Client) -> None:
    """It only said that there is no hospital, in a directory full of hospitals."""
    page = search(client, "中心医院", near="31.2,121.5")
    assert "只找了这个位置附近" in page.text
    assert "?q=%E4%B8%AD%E5%BF%83%E5%8C%BB%E9%99%A2" in page.links
    assert "只找了" not in search(client, "火星人飞船").text


def test_kind_narrows(cast: SimpleNamespace, client: Client) -> None:
    page = search(client, "阜新", kind="office")
    assert "/offices/fu-xin-yi-bao-ju/" in page.links
    assert "/hospitals/fu-xin-zhong-xin/" not in page.links


def test_the_form_keeps_what_was_asked(cast: SimpleNamespace, client: Client) -> None:
    html = search(client, "阜新", kind="office", region="阜新").html
    assert '<option value="office" selected' in html
    assert html.count('value="阜新"') == 2


def test_it_reads_little(cast: SimpleNamespace, client: Client) -> None:
    search(client, "阜新 骨科")
    with CaptureQueriesContext(connection) as queries:
        search(client, "阜新 骨科")
    # two sequences, one or two questions to the index, the candidates, what is shown
    assert len(queries) <= 9


def test_suggestions_are_an_addition(cast: SimpleNamespace, client: Client) -> None:
    html = client.get("/").content.decode()
    assert '<script src="/static/suggest.js" defer></script>' in html
    assert '<form class="search search-large" action="/search/"' in html


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=a&q=b", "只能出现一次"),
        ("q=阜新&region=nirgends", "没有叫"),
        ("q=阜新&kind=office&page=9", "没有这一页"),
        ("limit=2", "没有这个参数"),
    ],
)
def test_what_it_refuses(query: str, message: str, cast: SimpleNamespace, client: Client) -> None:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 400
    assert message in response.content.decode()
