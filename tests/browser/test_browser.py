"""The pages in a real browser: by keyboard, on a phone, without JavaScript, in the dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from directory.core.models import Entry
from tests.admin_cast import curator
from tests.conftest import Content, lay_out

PHONE = {"width": 390, "height": 844}
# Of each kind the pages with the longest texts break first.
LONGEST = 2


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page on which any error or complaint of the browser fails the test."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link or field with this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.innerText, document.activeElement.id]")
        if name in focused[0].split("\n") or name == focused[1]:
            return
    pytest.fail(f"{name} cannot be reached with the keyboard")


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_it_works(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.goto(live_server.url)
    expect(page).to_have_title(re.compile("就医办事名录"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_from_question_to_source_by_keyboard_only(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    expect(page.get_by_text("跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "home-q")
    page.keyboard.type("腰痛")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    tab_to(page, "腰痛")
    page.keyboard.press("Enter")
    page.wait_for_url("**/symptoms/yao-tong/")
    tab_to(page, "阜新市中心医院")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hospitals/fu-xin-zhong-xin/")
    tab_to(page, "据 2025-04-20 文章")
    page.keyboard.press("Enter")
    expect(page.locator("#cite-1")).to_be_in_viewport()
    expect(page.locator("#sources")).to_contain_text("《阜新市腰痛去哪里看》")


def test_focus_can_be_seen(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.goto(f"{live_server.url}/hospitals/")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_javascript_the_site_is_the_same(live_server: Any, cast: SimpleNamespace, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/hospitals/")
    page.get_by_label("所在地区").fill("阜新")
    page.get_by_text("更多条件").click()
    page.get_by_label("级", exact=True).select_option("三级")
    page.locator("form.filters").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("共 1 条")
    page.get_by_role("link", name="阜新市中心医院").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("阜新市中心医院")
    context.close()


def test_what_is_wrong_is_told_beside_the_field(live_server: Any, cast: SimpleNamespace, browser: Browser) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{live_server.url}/hospitals/?region=没有的地方")
    expect(page.get_by_role("alert")).to_contain_text("没有叫“没有的地方”的地区")
    field = page.get_by_label("所在地区")
    expect(field).to_have_value("没有的地方")
    expect(field).to_have_accessible_description(re.compile("没有叫“没有的地方”的地区"))
    page.get_by_role("alert").get_by_role("link", name="所在地区").click()
    expect(field).to_be_focused()
    page.close()


def test_the_language_can_be_changed_and_back(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.goto(f"{live_server.url}/hospitals/?level=3")
    page.locator("footer").get_by_role("link", name="English").click()
    page.wait_for_url("**/hospitals/?level=3")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hospitals")
    page.locator("footer").get_by_role("link", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_english_counts_stay_on_their_tiles(live_server: Any, cast: SimpleNamespace, browser: Browser) -> None:
    page = browser.new_context(locale="en", viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(live_server.url)
    for tile in page.locator(".tiles a").all():
        assert tile.evaluate("tile => tile.scrollWidth <= tile.clientWidth"), tile.inner_text()


def test_a_range_of_rows_is_chosen_by_shift_in_the_admin(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    """The stock script failed at every tick, since the stock template had left out what it counts in."""
    session = curator("张三").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/core/region/")
    rows = page.locator(".action-select")
    rows.nth(0).click()
    rows.nth(2).click(modifiers=["Shift"])
    expect(page.locator(".action-select:checked")).to_have_count(3)
    expect(page.locator(".action-counter")).to_contain_text("3")


def test_the_dark_scheme_is_dark_and_legible(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/policies/ju-min-qiang-zhi/")
    assert contrast(page, "body", "body") > 7
    assert contrast(page, ".dispute a", ".dispute") > 4.5
    assert luminance(page, "body", "backgroundColor") < 0.05
    page.emulate_media(color_scheme="light")
    assert luminance(page, "body", "backgroundColor") > 0.8
    assert contrast(page, ".dispute-head", ".dispute") > 4.5
    assert contrast(page, "dt", "body") > 4.5


def luminance(page: Page, selector: str, kind: str) -> float:
    """The relative luminance of an element's colour, as WCAG defines it."""
    colour = page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{kind}")
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(page: Page, text: str, ground: str) -> float:
    light, dark = sorted((luminance(page, text, "color"), luminance(page, ground, "backgroundColor")), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_real_pages_fit_a_phone(live_server: Any, transactional_db: None, content: Content, page: Page) -> None:
    lay_out(content)
    kinds = Entry.objects.live().order_by().values_list("kind", flat=True).distinct()
    longest = [
        entry.data["page"]
        for kind in kinds
        for entry in sorted(Entry.objects.live().of(kind), key=lambda entry: -len(entry.document.text))[:LONGEST]
    ]
    lists = ["/", "/search/?q=阜新", "/about/", "/regions/", "/regions/210900/", "/hospitals/", "/policies/"]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in [*lists, *longest]:
        page.goto(f"{live_server.url}{address}")
        assert overflow(page) <= 0, f"{address} is wider than a phone"
    # A window of 1280 px zoomed to 200 % is 640 px wide to the page.
    page.set_viewport_size({"width": 640, "height": 512})
    for address in [*lists, *longest]:
        page.goto(f"{live_server.url}{address}")
        assert overflow(page) <= 0, f"{address} is too wide at 200 %"


def test_what_is_tapped_is_large_enough(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/hospitals/")
    page.locator(".menu summary").click()
    for target in page.locator(".site-nav a, .menu summary, .brand, button, select, input").all():
        box = target.bounding_box()
        if box and target.is_visible():
            assert box["height"] >= 44, target.inner_text()
            assert box["width"] >= 44, target.inner_text()
