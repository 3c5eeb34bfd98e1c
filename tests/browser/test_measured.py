"""Measured in a browser: how soon the first fact comes, what axe finds, what a page weighs, what works without script."""

from __future__ import annotations

import gzip
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import Content, lay_out

from .test_browser import overflow
from .test_shell import HOSPITAL, OFFICE, PHONE, bottom

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """rules => axe.run(document, {runOnly: rules, rules: {'target-size': {enabled: true}}}).then(found =>
    found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 200)).join(' | ')))"""

ANSWER = "/guide/?symptom=腰痛发烧&region=阜新&insured_region=罗山县&scheme=居民"
PROCEDURE = "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/"
MINE = f"{PROCEDURE}?person_type=异地转诊人员"
POLICY = "/policies/xu-zhou-2025-ju-min-ge-ren-jiao-fei/"
WHERE, WHEN = "/guide/?symptom=腰痛&ask=where", "/guide/?symptom=腰痛&region=阜新&ask=when"
CHEST = "胸口疼喘不上气"
SHEET = f"{PROCEDURE}print/?person_type=异地转诊人员"
REPORT = f"/report/office/{OFFICE.split('/')[2]}/?field=phones"
# By page: the end of the first thing asked for, and the most pixels from the top for it in Chinese and in English.
BUDGETS = {
    "/": (".hero .search", 180, 230),
    "/guide/": (".ask input", 360, 420),
    WHERE: ("#id_region", 360, 420),
    WHEN: (".ask fieldset .option", 360, 420),
    ANSWER: ("#answer-head", 350, 420),
    HOSPITAL: (".states", 350, 420),
    OFFICE: (".states", 350, 420),
    PROCEDURE: (".types .option", 350, 420),
    MINE: ("#mine .checklist", 700, 700),
    POLICY: (".value .figure", 350, 420),
    "/search/?q=罗山县医保局几点上班": (".answer li b", 350, 420),
    f"/search/?q={CHEST}": (".call", 290, 290),
    f"/guide/?symptom={CHEST}": (".call", 290, 290),
    "/nothing/": (".search-large", 350, 420),
    "/search/?q=没有这样的东西xyz": (".empty p", 350, 420),
    "/hospitals/": (".filters input", 350, 420),
    "/hospitals/?region=没有的地方": (".errors li", 350, 420),
    "/hospitals/?near=42.02,121.65&radius=1": (".count", 480, 480),
    "/regions/210900/": (".acts", 350, 420),
    "/regions/540600/": (".acts", 350, 420),
    "/departments/20/": (".related .entry-name", 350, 420),
    "/symptoms/yao-tong-ban-fa-re/": (".acts", 700, 700),
    "/emergencies/xiong-tong/": (".call", 290, 350),
    "/services/yi-di-jiu-yi-bei-an/": (".lead", 350, 420),
    "/channels/wei-xin-cheng-shi-fu-wu/": (".fact dd li", 350, 420),
    "/sources/000-07/": ("h1", 350, 420),
    "/here/?region=朝阳": (".options a", 350, 420),
    REPORT: (".notice", 350, 420),
    "/report/abcdefghij/": (".figure", 350, 420),
    "/about/": ("main p", 350, 420),
}
LOOKED_AT = (
    *BUDGETS, "/guide/?symptom=飞檐走壁&region=海州区", "/policies/", "/sources/", "/emergencies/", "/regions/", SHEET,
    "/symptoms/yao-tong/", "/procedures/tui-xiu-yi-bao-nian-xian-bu-jiao/",
)  # fmt: skip
SMALL = {"width": 320, "height": 640}
TWICE = {"width": 640, "height": 450}  # a window of 1280 px at 200 %
# Every page in the two that change most, and half of them each as most people and as English speakers see them.
SEEN_AS = (
    ("light", False, PHONE, "zh-CN", LOOKED_AT[::2]), ("dark", False, TWICE, "zh-CN", LOOKED_AT),
    ("light", True, SMALL, "zh-CN", LOOKED_AT), ("light", False, SMALL, "en-GB", LOOKED_AT[1::2]),
)  # fmt: skip
HEAVIEST = 60_000  # bytes of a page with its style and script, compressed


@pytest.fixture
def site(live_server: Any, transactional_db: None, content: Content) -> str:
    lay_out(content)
    return str(live_server.url)


def test_the_first_fact_comes_soon(site: str, browser: Browser) -> None:
    late = []
    for locale, column in (("zh-CN", 1), ("en-GB", 2)):
        context = browser.new_context(viewport=PHONE, locale=locale)  # type: ignore[arg-type]
        page = context.new_page()
        for address, budget in BUDGETS.items():
            page.goto(f"{site}{address}")
            end, most = bottom(page, str(budget[0])), float(budget[column])
            late += [f"{locale} {address}: {end:.0f} > {most:.0f}"] if end > most else []
        context.close()
    assert late == []


@pytest.mark.parametrize(("scheme", "elder", "size", "locale", "addresses"), SEEN_AS)
def test_axe_finds_nothing(
    scheme: str, elder: bool, size: dict[str, int], locale: str, addresses: tuple[str, ...], site: str, browser: Browser
) -> None:
    found, loaded = [], 0
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True, locale=locale)  # type: ignore[arg-type]
    if elder:
        context.add_cookies([{"name": "mode", "value": "elder", "url": site}])
    page = context.new_page()
    for address in addresses:
        page.goto(f"{site}{address}")
        page.evaluate(AXE)
        loaded += page.evaluate("typeof axe === 'object' ? 1 : 0")
        found += [f"{address}: {one}" for one in page.evaluate(VIOLATIONS, RULES)]
        if overflow(page) > 0:
            found.append(f"{address} is {overflow(page)} px too wide")
    context.close()
    assert loaded == len(addresses)
    assert found == []


def test_the_guide_without_script(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/guide/")
    page.get_by_label("哪里不舒服？").fill("腰痛发烧")
    page.get_by_role("button", name="下一步：在哪里看").click()
    page.get_by_label("在哪里看病？").fill("海州区")
    page.get_by_label("在哪里参保", exact=True).fill("罗山县")
    page.get_by_text("城乡居民医保").first.click()
    page.get_by_label("在哪里参保", exact=True).press("Enter")
    page.get_by_role("link", name="辽宁省阜新市海州区").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("什么时候去？")
    expect(page.locator(".given")).to_contain_text("参保在河南省信阳市罗山县，城乡居民医保")
    page.get_by_text("明天上午").click()
    page.get_by_role("button", name="看结果").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("急诊医学科")
    assert overflow(page) <= 0
    page.get_by_role("link", name="海州区", exact=True).click()
    expect(page.get_by_label("在哪里看病？")).to_have_value("海州区")
    expect(page.get_by_label("在哪里参保", exact=True)).to_have_value("罗山县")
    context.close()


def test_the_body_picture_by_keyboard(site: str, page: Page) -> None:
    page.goto(f"{site}/guide/")
    waist = page.get_by_role("link", name="背面，腰")
    assert waist.bounding_box()["width"] >= 25  # type: ignore[index]
    waist.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#part-back")
    page.get_by_role("button", name="腰痛", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("在哪里看病？")
    for link in page.locator(".links a").all():
        assert link.bounding_box()["height"] >= 44  # type: ignore[index]


def test_an_emergency_stands_above_everything(site: str, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in (f"/search/?q={CHEST}", f"/guide/?symptom={CHEST}", f"/guide/?symptom={CHEST}&ask=where"):
        page.goto(f"{site}{address}")
        call = page.locator("main a").first
        expect(call).to_have_text("立即拨打 120")
        expect(call).to_have_attribute("href", "tel:120")
        expect(call).to_be_in_viewport()


def test_pages_are_light_and_ask_for_nothing_else(site: str, context: BrowserContext, page: Page) -> None:
    weights: dict[str, int] = {}
    page.on("response", lambda response: weights.update({response.url: len(gzip.compress(response.body()))}))
    for address in LOOKED_AT:
        weights.clear()
        page.goto(f"{site}{address}", wait_until="load")
        page.wait_for_timeout(50)
        assert all(url.startswith(site) for url in weights)
        assert sum(weights.values()) <= HEAVIEST, (address, weights)
