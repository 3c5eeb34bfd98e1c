"""Pages as they are heard, typed at, filled in without script, and kept for where there is no network."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from directory.core.kinds import kinds
from directory.core.models.curation import Report
from directory.core.serving import viewsets
from directory.core.serving.views import ORDERING
from tests.conftest import Content, lay_out

from .test_shell import HOSPITAL, PHONE

HEARD = {"heading", "link", "button", "textbox", "searchbox", "combobox", "StaticText", "image"}
KEYBOARD_OUT = {"width": 390, "height": 430}


def heard(page: Page) -> list[str]:
    """What a screen reader says of a page, in its order, from the browser's accessibility tree."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}

    def said(node: dict[str, Any]) -> Iterator[str]:
        role, name = node.get("role", {}).get("value"), str(node.get("name", {}).get("value", "")).strip()
        if not node["ignored"] and name and role in HEARD:
            yield f"{role} {name}"
            if role != "heading":
                return
        for child in node["childIds"]:
            yield from said(nodes[child])

    return list(said(tree[0]))


def in_order(said: list[str], *expected: str) -> None:
    """Each stands somewhere after the one before it."""
    at = 0
    for text in expected:
        later = [number for number, one in enumerate(said[at:], at) if text in one]
        assert later, f"{text} is not heard after {said[:at][-3:]}: {said[at : at + 12]}"
        at = later[0] + 1


@contextmanager
def network(address: str) -> Iterator[ThreadingTCPServer]:
    """A way to the server that can be cut: what the browser emulates as offline, its service worker does not notice."""
    host, port = address.removeprefix("http://").split(":")
    open_ones: list[socket.socket] = []

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    class Cable(BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((host, int(port))) as server:
                open_ones.extend((self.request, server))
                back = Thread(target=pass_on, args=(server, self.request), daemon=True)
                back.start()
                pass_on(self.request, server)
                back.join()

    class Cut(ThreadingTCPServer):
        daemon_threads = True

        def server_close(self) -> None:
            super().server_close()
            for one in open_ones:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    with Cut(("127.0.0.1", 0), Cable) as cable:
        Thread(target=cable.serve_forever, daemon=True).start()
        yield cable


def test_it_works(live_server: Any, transactional_db: None, content: Content, page: Page) -> None:
    """A page that looks right can be read out in another order: state and place come before everything else."""
    lay_out(content)
    page.goto(f"{live_server.url}{HOSPITAL}")
    said = heard(page)
    assert said[0] == "link 跳到正文"
    in_order(
        said, "heading 广东省第二人民医院", "门诊", "急诊", "开不开，还不知道", "link 120",
        "地址", "还不知道", "link 我知道，来补上", "电话", "办公时间", "门诊 每天", "08:00–12:00", "据 2025-03-06 文章",
        "link 这里不对", "heading 出处", "《省二人民医院上班时间》",
    )  # fmt: skip
    page.goto(f"{live_server.url}/guide/")
    in_order(
        heard(page), "link 拨打 120", "heading 哪里不舒服？", "textbox 哪里不舒服？", "button 下一步：在哪里看",
        "heading 或者点身体图", "link 正面，头", "link 背面，腰", "link 腰、背", "button 腰痛",
    )  # fmt: skip
    page.goto(f"{live_server.url}/guide/?symptom=腰痛发烧&region=阜新")
    in_order(
        heard(page), "急诊医学科", "link 拨打 120", "heading 去哪家医院", "link 阜新市中心医院", "link 打印成一页纸"
    )


def test_a_list_with_the_keyboard_out(live_server: Any, cast: SimpleNamespace, page: Page) -> None:
    page.set_viewport_size(KEYBOARD_OUT)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/hospitals/")
    name = page.get_by_role("combobox", name="名称、别名或拼音")
    name.fill("医院")
    expect(page.locator(".filters").get_by_role("button", name="查找")).to_be_in_viewport()
    name.press("Enter")
    expect(page.get_by_role("status")).to_be_in_viewport()
    names = page.locator(".entry-name").all_inner_texts()
    page.get_by_text("更多条件").click()
    page.get_by_label("排序").select_option("按名称的拼音")
    page.locator(".filters").get_by_role("button", name="查找").click()
    page.wait_for_url("**ordering=name**")
    assert sorted(page.locator(".entry-name").all_inner_texts()) == sorted(names)
    expect(page.get_by_label("排序")).to_have_value("name")


def test_every_list_is_narrowed_and_put_in_order_on_a_phone(
    live_server: Any, cast: SimpleNamespace, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport=KEYBOARD_OUT)  # type: ignore[arg-type]
    page = context.new_page()
    for kind in kinds:
        page.goto(f"{live_server.url}/{kind.pages}/")
        first = page.locator(".filters input, .filters select").first
        first.focus()
        find = page.locator(".filters").get_by_role("button", name="查找")
        expect(first).to_be_in_viewport()
        expect(find).to_be_in_viewport()
        if ORDERING in kind.filterset.base_filters:
            order = page.get_by_label("排序")
            if not order.is_visible():
                page.get_by_text("更多条件").click()
            wanted = "-published_on" if kind.name == "article" else "name"
            order.select_option(wanted)
            find.click()
            expect(page.get_by_label("排序")).to_have_value(wanted)
            expect(page.get_by_role("status")).to_be_visible()
    context.close()


def test_what_is_wrong_is_said_without_script(live_server: Any, cast: SimpleNamespace, browser: Browser) -> None:
    """The link was never there: its template did not know of which kind the entry was."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server.url}/hospitals/fu-xin-zhong-xin/")
    page.locator("#fact-level").get_by_role("link", name="这里不对").click()
    expect(page.get_by_label("哪一项")).to_have_value("level")
    expect(page.locator(".notice")).to_contain_text("三级")
    page.get_by_label("应该是什么").fill("二级")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".answer .figure")).to_have_text(re.compile(r"\w{6,}"))
    assert page.locator(".answer .figure").inner_text() == Report.objects.get().number
    context.close()


def test_a_visited_page_without_network(
    live_server: Any, cast: SimpleNamespace, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        viewsets, "MAX_AGE", 0
    )  # or the browser shows its own copy for a minute, rightly without a word
    context = browser.new_context(locale="zh-CN", service_workers="allow")
    page = context.new_page()
    with network(live_server.url) as cable:
        site = f"http://localhost:{cable.server_address[1]}"
        page.goto(site)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.goto(f"{site}/hospitals/fu-xin-zhong-xin/")
        page.goto(f"{site}/guide/?symptom=腰痛&region=阜新")
        cable.shutdown()
    page.goto(f"{site}/hospitals/fu-xin-zhong-xin/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("阜新市中心医院")
    expect(page.locator(".offline")).to_contain_text(re.compile(r"没有网络。这是 \d{4}年.*存下的，开没开门以那时为准"))
    page.goto(f"{site}/guide/?symptom=腰痛&region=阜新")  # what somebody asked of their health is not kept
    expect(page.get_by_role("link", name="120").first).to_have_attribute("href", "tel:120")
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有网络")
    context.close()
