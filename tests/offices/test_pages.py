"""Office, service, channel, procedure and policy pages on the real articles."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from offices.views import papers, runs
from tests.directory.reading import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
KINDS_OF_PEOPLE = ["异地安置退休人员", "异地长期居住人员", "常驻异地工作人员", "异地转诊人员", "其他临时外出就医人员"]


def read(client: Client, address: str) -> Reader:
    response = client.get(address)
    assert response.status_code == 200, address
    return Reader(response.content.decode())


def test_it_works(client: Client) -> None:
    page = read(client, "/offices/luo-shan-xian-yi-bao-ju/")
    for said in (
        "行政路18号",
        "1路、3路公交",
        "院内免费停车",
        "08:00–12:00",
        "14:30–17:30",
        "15:00–18:00",
        "夏季（月份不详）",
    ):
        assert said in page.text, said
    assert {"/regions/411521/", "/services/yi-di-jiu-yi-bei-an/"} <= set(page.links)


def test_a_phone_says_for_whom_it_is(client: Client) -> None:
    page = read(client, "/offices/luo-shan-xian-she-hui-yi-liao-bao-xian-zhong-xin/")
    assert "tel:+86-376-213-7873" in page.links
    assert "0376-2137873 转诊咨询 只受理职工医保" in page.text
    assert "tel:" not in " ".join(read(client, "/offices/luo-shan-xian-yi-bao-ju/").links).replace("tel:120", "")


def test_a_procedure_is_a_checklist_per_kind_of_people(client: Client) -> None:
    page = read(client, "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/")
    groups = page.html.split('<section class="group"')[1:]
    assert len(groups) == 5
    for group, people in zip(groups, KINDS_OF_PEOPLE, strict=True):
        assert people in group
        assert 'class="checklist"' in group
        assert 'class="by"' in group
    assert "转诊申请表" in groups[3]
    assert "参保地二级及以上定点医院" in groups[3]
    assert "有效身份证件" in groups[4]


def test_channels_that_need_no_journey_come_first(client: Client) -> None:
    html = read(client, "/procedures/ju-min-yi-bao-jiao-fei/").html
    part = html[html.index('id="fact-channels"') : html.index('id="fact-steps"')]
    assert part.index("手机应用") < part.index("银行柜台")
    assert part.index("网站") < part.index("现场窗口")


def test_a_policy_shows_its_figure_and_its_kin(client: Client) -> None:
    page = read(client, "/policies/?subject=个人缴费标准&applies_to=徐州&year=2025")
    student = next(link for link in page.links if link.startswith("/policies/xu-zhou") and "sheng" in link)
    assert '<p class="figure">' in read(client, student).html
    dispute = read(client, "/policies/quan-guo-ju-min-can-bao-qiang-zhi-xing/")
    assert "本名录没有采信任何一方" in dispute.text
    assert dispute.html.index("强制</strong>") < dispute.html.index("自愿</strong>") < dispute.html.index("<dl")
    assert "同一主题" in dispute.text


def test_a_service_leads_to_what_is_needed(client: Client) -> None:
    page = read(client, "/services/yi-di-jiu-yi-bei-an/")
    assert {"/procedures/yang-zhou-yi-di-jiu-yi-bei-an/", "/offices/luo-shan-xian-yi-bao-ju/"} <= set(page.links)
    assert "/services/yi-di-zhuan-zhen-ren-yuan-bei-an/" in page.links


def test_a_channel_shows_the_way_through_its_menus(client: Client) -> None:
    page = read(client, "/channels/wei-xin-cheng-shi-fu-wu/")
    assert "我 → 服务 → 城市服务" in page.text
    assert "/services/jiao-fei/" in page.links


def test_steps_keep_their_order_and_go_together_by_channel() -> None:
    app, window = {"slug": "app"}, {"slug": "window"}
    steps = [{"text": text, "channel": channel} for text, channel in zip("abcd", (None, app, app, window), strict=True)]
    assert [[step["text"] for step in run["steps"]] for run in runs(steps)] == [["a"], ["b", "c"], ["d"]]


def test_alternatives_stand_together() -> None:
    window = {"slug": "window"}
    materials: list[dict[str, Any]] = [
        {"name": "身份证", "note": "", "channel": None, "alternative_group": "身份"},
        {"name": "照片", "note": "", "channel": None, "alternative_group": ""},
        {"name": "户口簿", "note": "", "channel": None, "alternative_group": "身份"},
        {"name": "申请表", "note": "", "channel": window, "alternative_group": ""},
    ]
    found = [[[one["name"] for one in ones] for ones in wanted["papers"]] for wanted in papers(materials)]
    assert found == [[["身份证", "户口簿"], ["照片"]], [["申请表"]]]


def test_a_note_of_all_papers_is_said_once(client: Client) -> None:
    """It stood below each of them."""
    page = read(client, "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/?person_type=异地长期居住人员")
    assert page.text.count("文章并列写出，没说是都要还是任选其一。") == 1
    one = {"note": "n", "alternative_group": "", "channel": None}
    assert papers([one])[0]["note"] == ""
    assert papers([one, one | {"note": ""}])[0]["note"] == ""
    assert papers([one, one]) == [
        {"channel": None, "papers": [[one | {"note": ""}], [one | {"note": ""}]], "note": "n"}
    ]


def test_days_that_are_alike_are_one_row(client: Client) -> None:
    """Working days stood three times, once for each season."""
    page = read(client, "/offices/luo-shan-xian-yi-bao-ju/")
    table = page.html.partition('<table class="hours">')[2].partition("</table>")[0]
    assert table.count("<tr>") == table.count("工作日") == 1
    assert table.count("<b>") == 3


def test_what_people_come_for_stands_once(client: Client) -> None:
    """A service's name and its description each had the same line of source below them."""
    page = read(client, "/services/yi-di-jiu-yi-bei-an/")
    head = page.html.partition('<header class="entry-head">')[2].partition("</header>")[0]
    assert head.count('class="by"') == 1
