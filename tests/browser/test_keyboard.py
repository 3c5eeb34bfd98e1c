"""Every type of page by keyboard alone, without script: whatever can be pressed is reached, in order, and is seen to be."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Content, lay_out

from .test_measured import ANSWER, MINE, POLICY, REPORT, WHEN, WHERE
from .test_shell import HOSPITAL, OFFICE, PHONE

ADDRESSES = (
    "/", "/search/?q=罗山县医保局几点上班", "/guide/", WHERE, WHEN, ANSWER, HOSPITAL, OFFICE, MINE, POLICY,
    "/symptoms/yao-tong-ban-fa-re/", "/regions/210900/", "/hospitals/", "/nothing/", REPORT,
)  # fmt: skip
# Of radio buttons that belong together only one is stopped at. Parts of a date and squares of a picture are marked otherwise.
PRESSED = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(one =>
    one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0 && one.type !== 'radio').map((one, n) => {
        one.dataset.n = n; return n })"""
FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect()
    return {n: one.dataset.n ?? (one === document.body ? 'end' : ''), text: one.outerHTML.slice(0, 120),
            seen: (style.outlineStyle !== 'none' || one.matches('.map a, .body a, [type=date], [type=time]'))
                && box.bottom > 0 && box.top < innerHeight} }"""


@pytest.fixture
def page(live_server: Any, transactional_db: None, content: Content, browser: Browser) -> Any:
    lay_out(content)
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=False,
        locale="zh-CN",
        base_url=live_server.url,
    )
    yield context.new_page()
    context.close()


def test_everything_is_reached_in_order_and_seen(page: Page) -> None:
    wrong = []
    for address in ADDRESSES:
        page.goto(address)
        expected: list[int] = page.evaluate(PRESSED)
        reached: list[int] = []
        for _press in range(len(expected) + 20):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused["n"] == "end" or (reached and focused["n"] == "0"):  # round again, at the link past the header
                break
            reached += [int(focused["n"])] if focused["n"] else []
            wrong += [] if focused["seen"] else [f"{address}: {focused['text']} is not seen to have the focus"]
        wrong += [f"{address}: {set(expected) - set(reached)} is not reached"] if set(expected) - set(reached) else []
        wrong += [f"{address}: not in the page's order: {reached}"] if reached != sorted(reached) else []
    assert wrong == []
