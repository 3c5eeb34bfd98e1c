"""The printed sheets before they are printed: what is refused, and what is left out so that the rest fits."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.core.models import Entry
from directory.core.serving.sheets import LEAST, LINES, TYPES, WIDTH, Section, fit, head, height, width

COUNTER = "/procedures/he-nan-yi-di-jiu-yi-bei-an/print/?office=罗山县医保局&scheme=居民"


def test_it_works(directory: None, client: Client, db: None) -> None:
    text = client.get("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?person_type=异地转诊人员").content.decode()
    for expected in (
        "一次性告知单",
        "江苏省扬州市 · 异地转诊人员",
        "转诊申请表",
        "data:image/svg+xml",
        "《扬州医保怎么异地备案》",
    ):
        assert expected in text
    assert "单位外派证明" not in text


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?person_type=游客", 400, "异地安置退休人员"),
        ("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?office=没有", 400, "没有“没有”这个"),
        ("/procedures/hu-bei-yi-bao-fei-bu-jiao/print/?office=罗山县医保局", 400, "罗山县医保局不为湖北省服务"),
        ("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?q=1", 400, "没有这个参数"),
        ("/procedures/mei-you/print/", 404, "没有这一页"),
        ("/guide/print/", 400, "请填写"),
    ],
)
def test_what_is_not_printed(
    directory: None, db: None, client: Client, address: str, status: int, message: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert message in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/guide/print/?symptom=腰痛&region=阜新&sympton=x",
        "/guide/print.pdf?symptom=腰痛&region=阜新&sympton=x",
        "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?sympton=x",
    ],
)
def test_a_mistyped_sheet_speaks_like_the_page(directory: None, db: None, client: Client, address: str) -> None:
    """It answered with the names of all parameters, person_type, insured_region and so on."""
    client.cookies["mode"] = "elder"
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 400
    assert "<code>sympton</code>：没有这个参数，可能是链接写错了。" in text
    assert not re.search("person_type|insured_region|facility_level", re.sub('href="[^"]*"', "", text))
    assert 'class="elder"' in text
    assert "回到网页" in text


def test_a_refused_sheet_calls_its_choices_by_their_names(directory: None, db: None, client: Client) -> None:
    text = client.get("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/?person_type=游客").content.decode()
    assert "人员类别：没有“游客”这个人员类别" in text


def test_what_does_not_fit_is_left_out_and_counted() -> None:
    fitted = fit([Section("材料", [f"材料{n}" for n in range(50)], 10), Section("步骤", ["一", "二"], 20)])
    sections = fitted["sections"]
    assert fitted["type"] == ""
    assert sum(1 + section.height + bool(section.left_out) for section in sections) <= LINES
    assert sections[0].left_out == 50 - len(sections[0].items) > 0
    assert sections[1].items == ["一", "二"]


def test_a_long_item_is_shortened() -> None:
    (section,) = fit([Section("步骤", ["很长" * 200], 10)])["sections"]
    assert height(section.items[0]) == 3
    assert width(section.items[0]) <= 3 * WIDTH
    assert section.items[0].endswith("…")


# Drawing so many lists takes a busy machine longer than hypothesis expects; what is drawn is as good.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.lists(st.integers(1, 200), max_size=30), st.integers(1, 13)), max_size=8), st.integers(1, 90)
)
def test_it_always_fits(sections: list[tuple[list[int], int]], addressees: int) -> None:
    for_whom = "人" * addressees
    fitted = fit(
        [Section("题", ["字" * length for length in items], share) for items, share in sections], "题", for_whom
    )
    size = next(size for size in TYPES if size.name == fitted["type"])
    shown = [section.height_at(size.width) + bool(section.left_out) for section in fitted["sections"]]
    assert len(shown) + sum(shown) + head("题", for_whom, size.width) <= max(size.lines, LEAST * len(shown) + 3)
    for section, (items, _share) in zip(fitted["sections"], filter(lambda given: given[0], sections), strict=True):
        assert len(section.items) + section.left_out == len(items)


@time_machine.travel("2025-09-30T16:30:00+00:00", tick=False)  # 1 October in China
def test_the_counter_has_the_hours_of_this_week(directory: None, client: Client, db: None) -> None:
    text = client.get(COUNTER).content.decode()
    assert "每天（国庆节、中秋节）：休息" in text
    assert "打印日期：2025年10月1日" in text
    assert "工作日" not in text


def test_the_counter_says_what_is_not_known(directory: None, client: Client, db: None) -> None:
    text = client.get("/procedures/luo-shan-yi-di-zhuan-zhen/print/?scheme=职工").content.decode()
    assert "罗山县社会医疗保险中心" in text
    assert "时间：没有查到，去之前先打电话。" in text


def test_where_no_counter_is_known_it_says_whom_to_ask(directory: None, client: Client, db: None) -> None:
    text = client.get("/procedures/yang-zhou-yi-di-jiu-yi-bei-an/print/").content.decode()
    assert "本名录还不知道扬州市办理“异地就医备案”的机构。" in text
    assert "12393热线 12393" in text


def test_what_has_no_steps_says_so_and_whom_to_ask(directory: None, client: Client, db: None) -> None:
    """The sheet of a nationwide procedure without any was once empty."""
    text = client.get("/procedures/chong-fu-can-bao-chu-li/print/").content.decode()
    assert "本名录还没有这件事的步骤和材料。" in text
    assert "改交职工医保后仍显示居民医保：到社保局核实。" in text
    assert "各地的窗口不同，请问参保地的医保经办机构或热线。" in text
    assert "12393热线 12393" in text


def test_no_sheet_is_empty(directory: None, client: Client, db: None) -> None:
    for slug in Entry.objects.live().of("procedure").values_list("slug", flat=True):
        assert "<h2>" in client.get(f"/procedures/{slug}/print/").content.decode(), slug


@pytest.mark.parametrize(
    "address", [COUNTER, "/guide/print/?symptom=腰痛&region=阜新&insured_region=罗山县&scheme=居民"]
)
def test_another_day_is_another_sheet(directory: None, client: Client, db: None, address: str) -> None:
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False):
        tag = client.get(address)["ETag"]
    with time_machine.travel("2026-11-24T09:00:00+08:00", tick=False):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@time_machine.travel("2026-11-23T09:00:00+08:00", tick=False)
def test_the_guide_on_paper(directory: None, client: Client, db: None) -> None:
    asked = {"symptom": "腰疼 发烧", "region": "阜新", "insured_region": "罗山县", "scheme": "居民"}
    text = client.get(f"/guide/print/?{urlencode(asked)}").content.decode()
    for expected in (
        "阜新市中心医院，三级甲等，文章推荐，第 1 位，并列，每天：急诊 24 小时",
        "阜新市第二人民医院，三级甲等，文章推荐，第 1 位，并列，时间还不知道",
        "要备案。看病前办。",
        "11月23日星期一至11月27日星期五：08:00–12:00、14:30–17:30",
        "看病前，到参保地医保经办机构登记备案。",
        "打印日期：2026年11月23日",
    ):
        assert expected in text
    later: dict[str, Any] = {**asked, "at": "2026-11-28T09:00"}
    text = client.get(f"/guide/print/?{urlencode(later)}").content.decode()
    assert "11月30日星期一至12月4日星期五：08:00–12:00、14:30–17:30" in text
    assert "打印日期：2026年11月23日" in text
