"""The shell of every page and the first look at it: how high, how large, how soon the answer comes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Content, lay_out

from .test_browser import contrast, overflow

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
OFFICE = "/offices/luo-shan-xian-yi-bao-ju/"
HOSPITAL = "/hospitals/guang-dong-sheng-di-er-ren-min-yi-yuan/"


def bottom(page: Page, selector: str) -> float:
    """How far below the top of the page the first such element ends."""
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["y"] + box["height"]


def test_it_works(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.goto(live_server.url)
    expect(page.get_by_role("link", name="哪里不舒服？")).to_be_visible()
    expect(page.get_by_role("link", name="拨打 120")).to_have_attribute("href", "tel:120")


@pytest.mark.parametrize("address", ["/", "/hospitals/", "/guide/", "/search/?q=阜新"])
def test_the_header_is_low(live_server: Any, cast: SimpleNamespace, page: Page, address: str) -> None:
    for size, most in ((PHONE, 64), (DESK, 104)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(f"{live_server.url}{address}")
        assert bottom(page, ".site-head") <= most


def test_the_answer_comes_first_on_a_phone(
    live_server: Any, transactional_db: None, content: Content, page: Page
) -> None:
    lay_out(content)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(live_server.url)
    assert bottom(page, ".hero .search") <= 180
    assert bottom(page, ".tasks .first") <= 271
    for address in (HOSPITAL, OFFICE):
        page.goto(f"{live_server.url}{address}")
        assert bottom(page, ".states") <= 350, address


def test_a_hospital_at_night_is_not_simply_closed(
    live_server: Any, transactional_db: None, content: Content, page: Page
) -> None:
    """Its page said 现在休息 of outpatients, to somebody who asked for the emergency department."""
    lay_out(content)
    page.goto(f"{live_server.url}{HOSPITAL}")
    emergency = page.locator(".states li", has_text="急诊")
    expect(emergency).to_contain_text("开不开，还不知道")
    expect(emergency.get_by_role("link", name="120")).to_have_attribute("href", "tel:120")


def test_the_large_mode_is_kept_and_large(live_server: Any, cast: SimpleNamespace, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(live_server.url)
    page.locator("header").get_by_role("link", name="长者模式").first.click()
    page.goto(f"{live_server.url}/hospitals/fu-xin-zhong-xin/")
    expect(page.locator("html")).to_have_class("elder")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24
    for target in page.locator("main button, main select, main input, .call").all():
        box = target.bounding_box()
        assert not box or box["height"] >= 60, target.inner_text()
    assert overflow(page) <= 0
    for selector in ("main", "main a", "dt"):
        assert contrast(page, selector, "body") >= 7, selector
    page.locator("footer").get_by_role("link", name="标准模式").click()
    expect(page.locator("html")).not_to_have_class("elder")
    context.close()


def test_suggestions_are_everywhere(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.goto(f"{live_server.url}/hospitals/")
    page.locator("#site-q").press_sequentially("阜新")
    expect(page.get_by_role("option").first).to_be_visible()


def test_no_page_is_wider_than_a_small_phone(
    live_server: Any, transactional_db: None, content: Content, page: Page
) -> None:
    lay_out(content)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", HOSPITAL, OFFICE, "/guide/", "/search/?q=罗山", "/policies/", "/nothing/"):
        page.goto(f"{live_server.url}{address}")
        assert overflow(page) <= 0, address
