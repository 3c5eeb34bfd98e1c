"""Measured in a browser: how soon the first fact comes, what axe finds, what a page weighs, what works without script."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Content, lay_out

from .test_browser import overflow
from .test_shell import DESK, HOSPITAL, OFFICE, PHONE, bottom

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without what passes, and without loading the style sheets anew for a rule that is not among these: most of the time went there.
VIOLATIONS = """([only, rules]) => axe.run(document, {preload: false, resultTypes: ['violations'], runOnly: only, rules})
    .then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 200)).join(' | ')))"""
CONTRAST = {False: "color-contrast", True: "color-contrast-enhanced"}  # 7:1 in 长者模式
BY_LOOKS = ["target-size", "scrollable-region-focusable"]

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
HEAVIEST = 60_000  # bytes of a page with its style and script, compressed


@pytest.fixture
def site(live_server: Any, transactional_db: None, content: Content) -> str:
    lay_out(content)
    return str(live_server.url)


class Reader(NamedTuple):
    """Who looks at the pages."""

    locale: str
    elder: bool = False

    @property
    def contrast(self) -> str:
        return CONTRAST[self.elder]

    def most(self, address: str, size: dict[str, int]) -> float:
        """Before how many pixels the first fact must end; on a desk, where type is larger, in English as on a phone."""
        _selector, chinese, english = BUDGETS[address]
        if self.elder:
            return PHONE["height"]
        return chinese if self.locale == "zh-CN" and size == PHONE else english


class Look:
    """Pages of the site, each loaded once: in light on a phone, in dark on a desk, and how wide it is between.

    axe looks at each in both, and by turns in one of them where only words or the size of type are different.
    """

    def __init__(self, reader: Reader, site: str, browser: Browser) -> None:
        self.reader, self.site, self.weights = reader, site, dict[str, int]()
        self.context = browser.new_context(bypass_csp=True, locale=reader.locale)
        if reader.elder:
            self.context.add_cookies([{"name": "mode", "value": "elder", "url": site}])
        self.context.add_init_script(AXE)  # far quicker than to hand it to every page
        self.page = self.context.new_page()
        self.page.on("response", lambda one: self.weights.update({one.url: len(gzip.compress(one.body()))}))

    def complaints(self, address: str) -> Iterator[str]:
        in_both, turn = self.reader == MOST, LOOKED_AT.index(address) % 2
        self.weights.clear()
        self.show("light", PHONE)
        self.page.goto(f"{self.site}{address}")
        yield from self.late(address, PHONE)
        if in_both or turn == 0:
            yield from self.violations()
        for size in (SMALL, TWICE, DESK):
            self.show("dark", size)
            if overflow(self.page) > 0:
                yield f"{overflow(self.page)} px too wide at {size['width']}"
        yield from self.late(address, DESK)
        if in_both:
            yield from self.violations(self.reader.contrast, *BY_LOOKS)
        elif turn == 1:
            yield from self.violations()
        if any(not url.startswith(self.site) for url in self.weights) or sum(self.weights.values()) > HEAVIEST:
            yield f"heavy, or from elsewhere: {self.weights}"

    def show(self, scheme: str, size: dict[str, int]) -> None:
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def late(self, address: str, size: dict[str, int]) -> Iterator[str]:
        if address in BUDGETS:
            end, most = bottom(self.page, str(BUDGETS[address][0])), self.reader.most(address, size)
            if end > most:
                yield f"first fact ends at {end:.0f} px, {most:.0f} at {size['width']}"

    def violations(self, *rules: str) -> list[str]:
        """What axe finds: against these rules alone, or all of them."""
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
        contrast = {name: {"enabled": name == self.reader.contrast} for name in CONTRAST.values()}
        extra = {} if rules else {"target-size": {"enabled": True}, **contrast}
        return list(self.page.evaluate(VIOLATIONS, [only, extra]))


MOST = Reader("zh-CN")


@pytest.mark.parametrize("reader", [MOST, Reader("en-GB"), Reader("zh-CN", elder=True)], ids=str)
def test_every_page_in_every_size_and_colour(reader: Reader, site: str, browser: Browser) -> None:
    """The first fact comes soon, axe finds nothing, nothing is wider than the window, and nothing else is asked for."""
    look = Look(reader, site, browser)
    found = [f"{address}: {complaint}" for address in LOOKED_AT for complaint in look.complaints(address)]
    look.context.close()
    assert found == []


def test_days_of_hours_are_read_across_in_large_type(site: str, browser: Browser) -> None:
    """“工作日” stood one character below the other on a phone."""
    reader = Look(Reader("zh-CN", elder=True), site, browser)
    reader.show("light", PHONE)
    reader.page.goto(f"{site}{OFFICE}")
    box = reader.page.locator(".hours th").first.bounding_box()
    assert box
    assert box["width"] >= 3 * 24
    assert overflow(reader.page) <= 0
    reader.context.close()


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
