"""A source's text worked through by keyboard, and without JavaScript."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, Page, expect

from directory.core.models import Article, SourceText
from hospitals.models import Hospital
from tests.admin_cast import curator

TEXT = "阜新市中心医院公告\n阜新市中心医院是三级甲等医院，电话0418-3782120，门诊周一至周五8:00-11:30，床位1500张，设有CT、MRI等设备。"


def source() -> Article:
    article = Article.objects.create(slug="gong-gao", title="公告", source_kind="notice")
    SourceText.keep(article, TEXT)
    return article


def log_in(page: Page, live_server: Any) -> None:
    session = curator("张三").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def test_by_keyboard(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, live_server)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/admin/core/article/{source().pk}/read/")
    expect(page.locator(".reading-fact.active")).to_be_focused()
    left = int(page.locator("#left").inner_text())
    page.keyboard.press("x")
    page.keyboard.press("z")  # taken back
    expect(page.locator("#left")).to_have_text(str(left))
    page.locator("#proposals .reading-fact", has_text="电话").first.focus()
    page.keyboard.press("e")
    page.keyboard.type("0418-3782121")  # its letters are no keys while a field is edited
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_have_text(str(left - 1))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messagelist")).to_contain_text("已写入 1 条")
    assert [str(phone) for phone in Hospital.objects.get(name="阜新市中心医院").phones.all()][-1] == "0418-3782121"
    assert complaints == []


def test_without_javascript(live_server: Any, cast: SimpleNamespace, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/core/article/{source().pk}/read/")
    fact = page.locator("#proposals .reading-fact", has_text="1500")
    fact.get_by_label("采用", exact=True).check()
    page.get_by_role("button", name="提交本篇").click()
    expect(page.locator(".messagelist")).to_contain_text("已写入 1 条")
    assert "床位 1500 张" in [str(fact) for fact in Hospital.objects.get(name="阜新市中心医院").facts.all()]
