"""A list brought in at the desk as docs/lists.md says: file, columns, preview, ticked, confirmed, undone."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from hospitals.models import Hospital

from .test_desk import look
from .test_measured import AXE
from .test_reading import log_in

ROWS: list[list[Any]] = [
    ["定点医疗机构名单"],
    ["序号", "单位", "所在区县", "地址", "电话", "等级", "上班"],
    [1, "海州区康宁医院", "海州区", "和平街1号", 2810001, "二级甲等", "周一至周五 8:00-12:00"],
    [2, "阜新市海州区康宁医院有限公司", "海州区", "和平街1号", "0418-2810001", "二级", ""],
    [3, "海州区仁爱医院", "海洲区", "和平街3号", "见门诊楼", "五级", "8:00-17:00"],
    ["合计", "3家"],
]


def shot(page: Page, name: str) -> None:
    """Looked at by axe, which found links without a line on each; and kept where somebody wants to look at them."""
    look(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_from_the_file_to_the_records_and_back(
    live_server: Any, cast: SimpleNamespace, page: Page, tmp_path: Path
) -> None:
    book = Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")
    page.add_init_script(AXE)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/core/importrun/add/")
    page.get_by_label("文件").set_input_files(tmp_path / "名单.xlsx")
    page.get_by_label("名单名称").fill("阜新市医疗保障局：定点医疗机构名单")
    shot(page, "1-file")
    page.get_by_role("button", name="上传，对照栏目").click()
    expect(page.get_by_label("单位")).to_have_value("name")
    page.get_by_label("上班").select_option("opening_hours")  # what the heading does not say
    shot(page, "2-columns")
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("还没有写入任何内容")).to_be_visible()
    expect(page.locator("tbody tr", has_text="可能和第 3 行是同一家")).to_be_visible()
    refused = page.locator("tbody tr", has_text="海州区仁爱医院")
    expect(refused).to_contain_text("最接近的是")
    expect(refused).to_contain_text("三级甲等、二级、未定级")
    shot(page, "3-preview")
    page.locator("tbody tr", has_text="可能和第 3 行").get_by_label("仍写入").check()
    page.get_by_role("button", name="存下本页的选择").click()
    page.get_by_role("button", name="确认导入 2 条").click()
    expect(page.get_by_text("新增 1，有改动 0，存疑仍写入 1")).to_be_visible()
    shot(page, "4-sure")
    page.get_by_role("button", name="确认，写入 2 条").click()
    expect(page.get_by_text("已导入")).to_be_visible()
    shot(page, "5-done")
    assert Hospital.objects.get(name="海州区康宁医院").phones.get().number == "0418-2810001"
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("删除这次新增的 2 条记录")).to_be_visible()
    shot(page, "6-sure-undo")
    page.get_by_role("button", name="确认撤销").click()
    expect(page.locator("#content-main b", has_text="已撤销")).to_be_visible()
    shot(page, "7-undone")
    assert not Hospital.objects.filter(name__contains="康宁").exists()
    assert complaints == []
