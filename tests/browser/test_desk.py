"""The curator's desk in browsers: two editors and a reviewer, by keyboard alone, and the pictures of the handbook.

``HANDBOOK=1`` writes the pictures to docs/handbook.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from directory.core.models import Article, Change, Entry, SourceText, Version
from directory.core.models.curation import Report, Responsibility
from directory.core.publishing.publish import publish
from hospitals.models import Hospital, Symptom
from offices.models import Office, Policy, Procedure
from tests.admin_cast import answer_for

from .test_measured import AXE

WIDTH = 1280
# Without the list within Django's own search field, which is select2's.
SERIOUS = """() => axe.run({exclude: ['ul.select2-selection__rendered']},
  {preload: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(found =>
  found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')))"""
TEXT = (
    "阜新市中心医院公告\n阜新市中心医院是三级甲等医院，电话0418-3782120，"
    "门诊周一至周五8:00-11:30，床位1500张，设有CT、MRI等设备。"
)

# Select these words in the text of the page.
SELECT = """words => {
  const text = document.querySelector('.reading-text'), range = document.createRange();
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT), places = [];
  for (let node; (node = walker.nextNode());) for (let at = 0; at < node.length; at++) places.push([node, at]);
  const start = text.textContent.indexOf(words);
  range.setStart(...places[start]);
  range.setEnd(...places[start + words.length]);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""

LIST = "阜新市医疗机构名单\n1 阜新市中心医院 二级\n2 海州区第二医院 二级"


@pytest.fixture
def desk(live_server: Any, cast: SimpleNamespace, granted: None) -> SimpleNamespace:
    """The cast with something to do for everybody."""
    answer_for(Hospital, Symptom, Office, Procedure, Policy)
    cast.source = Article.objects.create(slug="gong-gao", title="阜新市中心医院公告", source_kind="notice")
    SourceText.keep(cast.source, TEXT)
    listed = Article.objects.create(slug="ming-dan", title="阜新市医疗机构名单", source_kind="document")
    SourceText.keep(listed, LIST)
    start = LIST.index("二级")
    cast.central.citations.create(article=listed, field="level", value="二级", start=start, end=start + 2, quote="二级")
    cast.url = live_server.url
    publish([cast.central, cast.source, listed])
    Report.objects.create(
        kind="hospital", slug=cast.central.slug, title=cast.central.name, region=cast.fuxin, words="搬了"
    )
    return cast


def person(browser: Browser, desk: SimpleNamespace, name: str, role: str, complaints: list[str]) -> Page:
    """Somebody with this role in 阜新, in a browser of their own."""
    user = User.objects.create(username=name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    Responsibility.objects.create(user=user, region_id=desk.fuxin.pk)
    client = Client()
    client.force_login(user)
    context = browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk.url}])
    context.add_init_script(AXE)  # far quicker than to hand it to every page
    page = context.new_page()
    # The stock search field styles itself, which the policy refuses.
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "inline style" not in said.text else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def look(page: Page, name: str = "") -> None:
    """Nothing serious for axe, nothing wider than the window; and the picture, where pictures are wanted."""
    # Search fields are named just behind the script that makes them; on a busy machine somebody may look in between.
    page.wait_for_function("!document.querySelector('.select2-selection[aria-labelledby]')")
    found = page.evaluate(SERIOUS)
    assert not found, "\n".join([page.url, *found])
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url
    if name and os.environ.get("HANDBOOK"):
        folder = Path(settings.BASE_DIR) / "docs" / "handbook"
        folder.mkdir(exist_ok=True)
        box = page.locator("#content").first.bounding_box()
        assert box
        clip = {
            "x": box["x"],
            "y": max(box["y"], 0),
            "width": min(box["width"], 980),
            "height": min(box["height"], 560),
        }
        page.screenshot(path=str(folder / f"{name}.png"), clip=clip)  # type: ignore[arg-type]


def change_page(desk: SimpleNamespace, record: Any) -> str:
    return f"{desk.url}/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"


def ask_for(page: Page, desk: SimpleNamespace, address: str) -> None:
    page.goto(change_page(desk, desk.central))
    page.locator("#id_address").fill(address)
    page.locator("#id_address").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("修改已提交")


def test_two_editors_and_a_reviewer(browser: Browser, desk: SimpleNamespace) -> None:
    """Proposed, contradicted, approved, restored: nothing is lost, and every version is there."""
    said: list[str] = []
    first, second = (person(browser, desk, name, "录入", said) for name in ("录入甲", "录入乙"))
    reviewer = person(browser, desk, "审核丙", "审核", said)
    ask_for(first, desk, "中华路 1 号")
    ask_for(second, desk, "保健街 43 号")
    assert Entry.objects.get(kind="hospital", slug=desk.central.slug).data["address"] == ""

    reviewer.goto(f"{desk.url}/admin/")
    look(reviewer, "desk")
    reviewer.get_by_role("link", name="修改申请", exact=True).first.focus()
    reviewer.keyboard.press("Enter")
    expect(reviewer.locator(".queue-bar")).to_contain_text("第 1 条，共 2 条")
    look(reviewer, "request")
    reviewer.keyboard.press("a")  # take this line
    reviewer.keyboard.press("Control+Enter")
    # The next one has become a clash: nothing is chosen until somebody decides.
    expect(reviewer.locator("#content-main tbody")).to_contain_text("此后被改过")
    for words in ("中华路 1 号", "保健街 43 号"):
        expect(reviewer.locator("#content-main tbody")).to_contain_text(words)
    look(reviewer, "clash")
    assert not reviewer.locator("#content-main tbody input:checked").count()
    reviewer.locator("tr[data-item]").first.focus()
    reviewer.keyboard.press("a")
    reviewer.keyboard.press("Control+Enter")
    expect(reviewer).to_have_url(f"{desk.url}/admin/")
    desk.central.refresh_from_db()
    assert (desk.central.address, desk.central.version) == ("保健街 43 号", 3)

    reviewer.goto(change_page(desk, desk.central).replace("change/", "history/"))
    look(reviewer, "history")
    reviewer.get_by_role("button", name="恢复到第 2 版").click()
    expect(reviewer.locator(".messagelist")).to_contain_text("已恢复到第 2 版")
    desk.central.refresh_from_db()
    assert (desk.central.address, desk.central.version) == ("中华路 1 号", 4)
    told = [version.content["fields"]["address"] for version in Version.objects.of(desk.central).order_by("number")]
    assert told == ["", "中华路 1 号", "保健街 43 号", "中华路 1 号"]
    assert set(Change.objects.of(desk.central).values_list("state", flat=True)) == {"applied"}
    assert said == []


def test_the_desk_by_keyboard(browser: Browser, desk: SimpleNamespace) -> None:
    """A dispute decided and a record verified without a mouse; every page of the desk looked at."""
    said: list[str] = []
    page = person(browser, desk, "审核丙", "审核", said)
    page.goto(f"{desk.url}/admin/")
    expect(page.locator("tr[data-item]").first).to_be_focused()
    titles = page.locator("tr[data-item] th").all_inner_texts()
    for _ in range(titles.index("医院 · 说法不一")):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("说法不一：阜新市中心医院")
    page.locator("[data-item]").first.focus()
    page.keyboard.press("1")
    look(page, "dispute")
    page.keyboard.type("卫生健康委员会的名单")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messagelist")).to_contain_text("已保存")
    assert desk.central.citations.get(rank="preferred").reason == "卫生健康委员会的名单"

    page.goto(f"{change_page(desk, desk.central).replace('change/', 'verify/')}?queue=unverified-hospital")
    page.locator("[data-item]").first.focus()
    page.keyboard.press("2")
    look(page, "verify")
    page.keyboard.press("v")
    expect(page.locator(".messagelist")).to_contain_text("已记为今天核实（实地走访）：全部内容")
    desk.central.refresh_from_db()
    assert desk.central.verified_how == "visit"
    assert said == []


def test_forms_at_1280(browser: Browser, desk: SimpleNamespace) -> None:
    """Folding sections, rows on one line each, and errors that lead to the field."""
    said: list[str] = []
    page = person(browser, desk, "审核丙", "审核", said)
    desk.central.phones.create(number="0418-2810001", kind="landline")
    for record, name in (
        (desk.central, "hospital"),
        (desk.bureau, "office"),
        (desk.procedure, ""),
        (desk.source, "source"),
    ):
        page.goto(change_page(desk, record))
        look(page, name)
        if record == desk.central:
            page.locator("#phones-group").scroll_into_view_if_needed()
            page.locator("#phones-0 summary").click()
            look(page, "rows")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url
    page.goto(change_page(desk, desk.bureau))
    page.locator("#id_parking").fill("有")
    page.locator('input[name="editorial"][value="parking"]').uncheck()
    page.get_by_role("button", name="保存", exact=True).first.click()
    look(page, "uncited")
    page.get_by_role("link", name="停车", exact=True).click()
    expect(page.locator("#id_parking")).to_be_in_viewport()
    page.goto(f"{desk.url}/admin/core/article/{desk.source.pk}/read/")
    look(page, "reading")
    report = Report.objects.get()
    page.goto(f"{desk.url}/admin/core/report/{report.pk}/change/?queue=reports")
    look(page)
    assert said == []


def test_the_desk_on_a_phone(browser: Browser, desk: SimpleNamespace) -> None:
    """The table of queues was wider than a phone, its names one character below the other."""
    page = person(browser, desk, "手机", "审核", [])
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/admin/", "/admin/hospitals/", "/admin/offices/", "/admin/core/"):
        page.goto(f"{desk.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    name = page.locator("#desk th[scope=row] a").first.bounding_box()
    assert name
    assert name["height"] < 60


def test_words_are_selected(browser: Browser, desk: SimpleNamespace) -> None:
    """What the rules miss is marked by keyboard."""
    said: list[str] = []
    page = person(browser, desk, "审核丙", "审核", said)
    page.goto(f"{desk.url}/admin/core/article/{desk.source.pk}/read/")
    words, start = "设有CT、MRI等设备", TEXT.index("设有CT")
    page.evaluate(SELECT, words)
    page.locator(".reading-fact").first.focus()
    page.keyboard.press("n")
    expect(page.locator('[name="new-field"]')).to_be_focused()
    assert page.locator('[name="new-quote"]').input_value() == words
    assert page.locator('[name="new-start"]').input_value() == str(start)
    look(page, "statement")


def test_the_checkup_previews_and_pasted_text(browser: Browser, desk: SimpleNamespace) -> None:
    """By keyboard alone, nothing serious for axe, nothing wider than the window."""
    said: list[str] = []
    Procedure.objects.filter(pk=desk.procedure.pk).update(deadline="尽快")
    desk.procedure.refresh_from_db()
    publish([desk.procedure])
    ask_for(person(browser, desk, "录入甲", "录入", said), desk, "中华路 1 号")
    page = person(browser, desk, "审核丙", "审核", said)
    page.goto(f"{desk.url}/admin/")
    page.get_by_role("link", name="办事指南 · 体检", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".queue-bar")).to_contain_text("第 1 条")
    expect(page.locator("#content-main")).to_contain_text("截止时间“尽快”没有日期")
    look(page, "checkup")
    page.goto(change_page(desk, desk.draft).replace("change/", "preview/"))
    expect(page.locator("main")).to_contain_text("这一条还没有公开")
    look(page)
    page.goto(f"{desk.url}/admin/core/change/{Change.objects.get().pk}/preview/")
    expect(page.locator("main")).to_contain_text("中华路 1 号")
    look(page)

    page.goto(change_page(desk, desk.central))
    page.locator("summary", has_text="粘贴").focus()
    page.keyboard.press("Enter")
    page.locator("#id_pasted").focus()
    page.keyboard.insert_text("电话 0418-2810001，急诊 2810002\n周一至周五 8:00-11:30；急诊全天\n坐 12 路到医院")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".form-notice")).to_contain_text("电话 2、办公时间 2")
    expect(page.locator("#id_pasted")).to_have_value("坐 12 路到医院")
    look(page, "pasted")
    page.locator("#id_pasted").fill("")
    with page.expect_popup() as opened:
        page.locator("[name=_show]").focus()
        page.keyboard.press("Enter")
    expect(opened.value.locator("main")).to_contain_text("还没有保存")
    expect(opened.value.locator("main")).to_contain_text("0418-2810002")
    look(opened.value)
    desk.central.refresh_from_db()
    assert (desk.central.version, desk.central.phones.count()) == (1, 0)
    assert said == []


def test_rows_of_a_long_group_are_opened(browser: Browser, desk: SimpleNamespace) -> None:
    """By the script, which leaves all else as it is typed, and without it by the form, which comes back."""
    said: list[str] = []
    for number in range(20):
        desk.central.citations.create(
            article=desk.source, field="address", value=f"中华路 {number} 号", position=number + 2
        )
    before = desk.central.citations.count()
    page = person(browser, desk, "审核丙", "审核", said)
    plain = browser.new_context(viewport={"width": WIDTH, "height": 900}, java_script_enabled=False)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    for one in (page, plain.new_page()):
        one.goto(change_page(desk, desk.central))
        one.locator("#id_parking").fill("有")
        one.locator("#citations-group summary").first.focus()
        one.keyboard.press("Enter")
        one.locator(".row-opener").nth(3).focus()
        one.keyboard.press("Enter")
        expect(one.locator("#id_citations-3-value")).to_have_value("中华路 3 号")
        expect(one.locator("#id_citations-3-value")).to_be_in_viewport()
        expect(one.locator("#id_parking")).to_have_value("有")
        assert one.locator("[name$=-value]:visible").count() == 1
    expect(page.locator("#id_citations-3-field")).to_be_focused()
    look(page)
    page.locator("#id_citations-3-value").fill("中华路 33 号")
    page.locator("#id_citations-3-value").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("成功修改")
    assert desk.central.citations.filter(value="中华路 33 号").count() == 1
    assert desk.central.citations.count() == before
    assert said == []
