"""Home, regions, sources and the pages that explain: on a small cast."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client, RequestFactory

from directory.core.models import Article
from directory.core.publishing.publish import publish, remove
from directory.views import bad_request, forbidden, server_error
from hospitals.models import Hospital

from .reading import Reader

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> Reader:
    response = client.get(address)
    assert response.status_code == 200, address
    return Reader(response.content.decode())


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/")
    assert page.faults == []
    assert "医院 2" in page.text
    assert {"/regions/210000/", "/regions/210900/"} <= set(page.links)
    assert "/regions/210100/" not in page.links, "沈阳 has a draft only"


def test_home_gives_hotlines_to_dial(cast: SimpleNamespace, client: Client) -> None:
    cast.bureau.office_kind = "hotline"
    cast.bureau.save()
    cast.bureau.phones.create(number="12393", kind="hotline")
    publish([cast.bureau])
    assert "tel:12393" in read(client, "/").links


def test_english_tells_one_hotline_from_several(cast: SimpleNamespace, client: Client) -> None:
    """The kind of an office was once "Hotlines", as the heading is."""
    cast.bureau.office_kind = "hotline"
    cast.bureau.save()
    publish([cast.bureau])
    for address, word in (("/", "Hotlines"), ("/offices/fu-xin-yi-bao-ju/", "Hotline")):
        text = Reader(client.get(address, headers={"Accept-Language": "en"}).content.decode()).text
        assert word in text.split()


def test_a_region_lists_what_is_in_it_and_what_applies_from_above(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/regions/210902/")
    assert page.faults == []
    assert {"/hospitals/hai-zhou-er-yuan/", "/offices/fu-xin-yi-bao-ju/", "/procedures/fu-xin-bei-an/"} <= set(
        page.links
    )
    assert "/policies/ju-min-qiang-zhi/" in page.links
    assert page.html.count("上级地区的，这里也适用") == 3
    assert {"/regions/210000/", "/regions/210900/"} <= set(page.links), "the path up"


def test_a_region_folds_what_comes_after_the_first_rows(cast: SimpleNamespace, client: Client) -> None:
    """Each of its lists was screens long on a phone."""
    names = [f"阜新第{number}医院" for number in "一二三四五"]
    new = [Hospital(slug=f"y-{n}", name=name, region=cast.fuxin, status="published") for n, name in enumerate(names)]
    for hospital in new:
        hospital.save()
    publish(new)
    page = read(client, "/regions/210900/")
    assert page.faults == []
    hospitals = page.html.split('id="hospital"')[1].split("</section>")[0]
    first, folded = hospitals.split("<details", 1)
    assert first.count("entry-name") == 3
    others = folded.count("entry-name")
    assert others >= len(names) - 3
    assert f"再看 {others} 条" in folded


def test_a_region_shows_those_below_with_content_first(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/regions/210000/")
    assert (
        page.html.index("/regions/210900/") < page.html.index("还没有内容的 1 个") < page.html.index("/regions/210100/")
    )
    assert "/hospitals/fu-xin-zhong-xin/" in page.links


def test_the_nation_has_nothing_above_it(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/regions/100000/")
    assert "上级地区的" not in page.text
    assert "/regions/210000/" in page.links


def test_regions_can_be_looked_up(cast: SimpleNamespace, client: Client) -> None:
    assert "/regions/210900/" in read(client, "/regions/?q=fuxin").links
    assert "/regions/210900/" in read(client, "/regions/").links


def test_a_source_shows_what_was_taken_from_it(cast: SimpleNamespace, client: Client) -> None:
    page = read(client, "/sources/900-01/")
    assert page.faults == []
    assert {"/hospitals/fu-xin-zhong-xin/", "/policies/ju-min-qiang-zhi/", "/sources/900/"} <= set(page.links)
    assert "级 ： 三级" in page.text
    assert "数值或说法 ： 自愿" in page.text
    assert "强制" not in page.text.replace("是否强制参保", ""), "another article says so"
    assert "推荐 ： 阜新市中心医院" in page.text


def test_a_source_that_only_drafts_cite(cast: SimpleNamespace, client: Client) -> None:
    lonely = Article.objects.create(slug="901", title="还没用上", role="main", extent="whole")
    cast.draft.citations.create(article=lonely, field="name", value=cast.draft.name)
    publish([lonely, cast.draft])
    page = read(client, "/sources/901/")
    assert "还没有公布取自这个来源的内容" in page.text
    assert cast.draft.name not in page.text


@pytest.mark.usefixtures("cast")
def test_about_explains_sources_disputes_and_limits(client: Client) -> None:
    page = read(client, "/about/")
    assert page.faults == []
    assert {"/sources/", "/api/v1/docs/", "tel:120"} <= set(page.links)


@pytest.mark.usefixtures("cast")
def test_robots_are_kept_from_the_admin(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert b"Disallow: /admin/" in response.content


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, lambda request: bad_request(request, Exception())),
        (403, lambda request: forbidden(request, Exception())),
        (500, server_error),
    ],
)
@pytest.mark.usefixtures("cast")
def test_errors_are_in_house_style_and_problems_in_the_api(status: int, answer: object) -> None:
    page = answer(RequestFactory().get("/x/"))  # type: ignore[operator]
    assert page.status_code == status
    assert Reader(page.content.decode()).faults == []
    problem = answer(RequestFactory().get("/api/v2/x/"))  # type: ignore[operator]
    assert problem.status_code == status
    assert problem["Content-Type"] == "application/problem+json"


def test_a_withdrawn_entry_is_said_to_be_gone_in_both_languages(cast: SimpleNamespace, client: Client) -> None:
    remove(cast.second)
    for address, said in (("", "这一条已经撤下"), ("/en", "This entry has been withdrawn")):
        response = client.get(f"{address}/hospitals/hai-zhou-er-yuan/", headers={"Accept-Language": "zh"})
        assert response.status_code == 410
        page = Reader(response.content.decode())
        assert page.faults == []
        assert said in page.text
        assert f"{address}/search/" in page.html


def test_large_type_folds_the_sources(cast: SimpleNamespace, client: Client) -> None:
    """They stood in full between the answer and the end of the page."""
    address = "/hospitals/fu-xin-zhong-xin/"
    assert '<summary><h2 id="sources-head">' not in read(client, address).html
    client.cookies["mode"] = "elder"
    assert '<summary><h2 id="sources-head">' in read(client, address).html
