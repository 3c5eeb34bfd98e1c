"""Lists and details as pages: what they show, what they refuse, and what became of an entry."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from directory.core.models import Article
from directory.core.publishing.publish import publish, remove

from .reading import Reader

pytestmark = pytest.mark.django_db
LISTS = ["hospitals", "departments", "symptoms", "offices", "services", "channels", "procedures", "policies"]


def read(client: Client, address: str, status: int = 200) -> Reader:
    response = client.get(address)
    assert response.status_code == status, address
    page = Reader(response.content.decode())
    assert page.faults == [], address
    return page


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/hospitals/")
    assert "共 2 条" in page.text
    assert {"/hospitals/fu-xin-zhong-xin/", "/hospitals/hai-zhou-er-yuan/"} <= set(page.links)


def test_a_filter_narrows_as_in_the_api(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/hospitals/?region=阜新&department=骨科")
    assert "共 1 条" in page.text
    assert 'value="阜新"' in page.html


def test_empty_fields_of_the_form_are_no_conditions(cast: SimpleNamespace, client: Client) -> None:
    assert "共 2 条" in read(client, "/hospitals/?q=&region=&level=&designated=").text


def test_nothing_found_says_so(cast: SimpleNamespace, client: Client) -> None:
    assert "没有符合这些条件的条目" in read(client, "/hospitals/?q=没有的").text


def test_a_draft_is_nowhere(cast: SimpleNamespace, client: Client) -> None:
    addresses = [
        "/",
        "/hospitals/",
        "/symptoms/yao-tong/",
        "/regions/210100/",
        "/search/?q=还没核实",
        "/sources/900-01/",
    ]
    for address in addresses:
        assert cast.draft.name not in client.get(address).content.decode(), address
    assert client.get(cast.draft.page_url).status_code == 404


@pytest.mark.parametrize("name", [*LISTS, "regions", "sources", "search"])
def test_an_unknown_parameter_is_refused_and_named(name: str, cast: SimpleNamespace, client: Client) -> None:
    page = read(client, f"/{name}/?colour=red", 400)
    assert "colour ：没有这个参数，可能是链接写错了" in page.text
    assert "updated_since" not in page.text, "the names of all parameters stood there for readers"


@pytest.mark.parametrize("name", LISTS)
def test_a_bad_value_stands_beside_its_field(name: str, cast: SimpleNamespace, client: Client) -> None:
    page = read(client, f"/{name}/?q=1+2+3+4+5+6", 400)
    assert page.text.count("最多 5 个词，用空格分开。") == 2
    assert {"error_q", "id_q"} <= set(page.ids)
    assert 'aria-describedby="error_q"' in page.html
    assert "请更正" in page.html.split("</title>")[0]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("region=没有的地方", "没有叫“没有的地方”的地区"),
        ("level=9", "没有“9”这个选项"),
        ("page=0", "应是 1 到 50 的整数"),
        ("page=x", "应是 1 到 50 的整数"),
        ("page=51", "应是 1 到 50 的整数"),
        ("page=2", "只有 2 条，没有这一页"),
        ("page_size=5", "没有这个参数"),
        ("cursor=*", "没有这个参数"),
        ("q=a&q=b", "只能出现一次"),
        ("q=%FF", "不是有效的 UTF-8 文字"),
        ("q=%00", "看不见的字符"),
    ],
)
def test_what_a_list_refuses(query: str, message: str, cast: SimpleNamespace, client: Client) -> None:
    response = client.get(f"/hospitals/?{query}")
    assert response.status_code == 400
    assert message in " ".join(response.content.decode().split())
    assert "ETag" not in response


def test_what_was_typed_is_kept_and_harmless(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/hospitals/?region=%22%3E%3Cb%3E", 400)
    assert page.tags["b"] == 0
    assert 'value="&quot;&gt;&lt;b&gt;"' in page.html


def test_pages_of_a_long_list(cast: SimpleNamespace, client: Client) -> None:
    Article.objects.bulk_create(
        Article(slug=f"800-{n:02}", title=f"文章 {n}", role="main", extent="whole") for n in range(50)
    )
    publish(Article.objects.filter(slug__startswith="800"))
    first, second = read(client, "/sources/?q=文章"), read(client, "/sources/?q=文章&page=2")
    assert "共 50 条，第 1 / 3 页" in first.text
    assert "?q=%E6%96%87%E7%AB%A0&amp;page=2" in first.html
    assert "/sources/800-00/" in first.links
    assert "/sources/800-20/" in second.links
    assert 'rel="prev"' in second.html
    assert 'rel="next"' not in read(client, "/sources/?q=文章&page=3").html


def test_a_withdrawn_entry_is_gone(cast: SimpleNamespace, client: Client) -> None:
    remove(cast.second)
    page = read(client, "/hospitals/hai-zhou-er-yuan/", 410)
    assert "这一条已经撤下" in page.text
    assert cast.second.name not in page.text
    assert "看所有医院" in page.text
    assert "/hospitals/" in page.links


def test_a_renamed_entry_has_moved(cast: SimpleNamespace, client: Client) -> None:
    cast.second.slug = "xin-ming-zi"
    cast.second.save()
    publish([cast.second])
    response = client.get("/hospitals/hai-zhou-er-yuan/")
    assert (response.status_code, response["Location"]) == (301, "/hospitals/xin-ming-zi/")
    read(client, "/hospitals/xin-ming-zi/")


@pytest.mark.parametrize(
    "address", ["/hospitals/mei-you/", "/regions/999999/", "/sources/x/", "/nope/", "/symptoms/%00/"]
)
def test_an_unknown_address_is_a_404_in_house_style(address: str, cast: SimpleNamespace, client: Client) -> None:
    page = read(client, address, 404)
    assert "没有这一页" in page.text
    assert page.tags["nav"] >= 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("address", "status"),
    [("/hospitals/mei-you/", 404), ("/hospitals/?region=没有的地方", 400), ("/hospitals/?near=1,1", 200), ("/search/?q=飞檐走壁", 200)],
)  # fmt: skip
def test_no_page_is_a_dead_end(address: str, status: int, language: str, cast: SimpleNamespace, client: Client) -> None:
    response = client.get(address, headers={"Accept-Language": language})
    html = response.content.decode()
    assert response.status_code == status
    assert 'type="search"' in html
    assert html.count('href="/guide/"') >= 1
    main = html[html.index("<main") : html.index("</main>")]
    assert main.count("<a ") >= 1


def test_an_address_that_is_nearly_right_says_what_may_be_meant(cast: SimpleNamespace, client: Client) -> None:
    assert cast.central.page_url in read(client, "/hospitals/fu-xin-shi-zhong-xin/", 404).links
    assert read(client, "/wp-admin/fu-xin/", 404).links.count(cast.central.page_url) == 0


def test_nothing_near_says_why(cast: SimpleNamespace, client: Client) -> None:
    assert "只找了写明位置的" in read(client, "/hospitals/?near=1,1").text


def test_a_list_is_put_in_order(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/hospitals/?ordering=name")
    assert '<option value="name" selected' in page.html
    assert page.text.index(cast.central.name) < page.text.index(cast.second.name)


def test_a_page_refuses_other_methods(cast: SimpleNamespace, client: Client) -> None:
    assert client.post("/hospitals/").status_code == 405
    assert client.head("/hospitals/").status_code == 200


def test_caches_ask_again_only_when_something_changed(cast: SimpleNamespace, client: Client) -> None:
    tag = client.get("/hospitals/")["ETag"]
    unchanged = client.get("/hospitals/", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "Cookie" in unchanged["Vary"]
    cast.second.name = "海州区第三医院"
    cast.second.save()
    publish([cast.second])
    assert client.get("/hospitals/", headers={"If-None-Match": tag}).status_code == 200
    english = client.get(
        "/hospitals/", headers={"If-None-Match": client.get("/hospitals/")["ETag"], "Accept-Language": "en"}
    )
    assert english.status_code == 200


def test_nothing_reads_or_starts_a_session(cast: SimpleNamespace, client: Client) -> None:
    for address in ("/", "/hospitals/", "/hospitals/fu-xin-zhong-xin/", "/nope/", "/hospitals/?x=1"):
        assert not client.get(address).cookies, address


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("address", "order"), [("regions", "name"), ("sources", "-published_on"), ("hospitals", "name")]
)
def test_every_list_can_be_put_in_order(client: Client, address: str, order: str) -> None:
    page = client.get(f"/{address}/", {"ordering": order}).content.decode()
    assert f'<option value="{order}" selected' in page
    refused = client.get(f"/{address}/", {"ordering": "version"})
    assert refused.status_code == 400
    assert 'aria-describedby="error_ordering"' in refused.content.decode()
