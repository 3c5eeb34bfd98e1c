"""A procedure for one's own person type, and a policy beside the others of its subject."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from offices.comparison import compared, of_years, plot, round_up
from tests.directory.reading import Reader

PROCEDURE = "/procedures/yang-zhou-yi-di-jiu-yi-bei-an/"
WAYS = "/procedures/tui-xiu-yi-bao-nian-xian-bu-jiao/"
POLICY = "/policies/xu-zhou-2025-ju-min-ge-ren-jiao-fei/"
MINE = "异地转诊人员"


def policy(
    slug: str, year: int | None, figure: tuple[float | None, float | None] | None, **more: Any
) -> dict[str, Any]:
    ends = figure and {"minimum": figure[0], "maximum": figure[1], "unit": "元/年", "text": f"{figure[0]} 元/年"}
    place = {"code": "320300", "path": ["江苏省", "徐州市"]}
    plain = {"region": place, "scheme": None, "population": "", "facility_level": "", "example": False}
    return {"slug": slug, "name": slug, "year": year, "figure": ends, **plain, **more}


def read(client: Client, address: str, status: int = 200, **query: str) -> Reader:
    response = client.get(address, query)
    assert response.status_code == status
    page = Reader(response.content.decode())
    assert page.faults == []
    return page


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
class TestPages:
    def test_it_works(self, client: Client) -> None:
        every = read(client, PROCEDURE)
        assert sum("person_type=" in link for link in every.links) == 5
        page = read(client, PROCEDURE, person_type=MINE)
        assert f"{MINE}要带什么" in page.text
        mine = page.html.partition('id="mine"')[2].partition("</section>")[0]
        assert "转诊申请表" in mine
        assert "居住证" not in mine
        assert "异地长期居住人员</span></h3>" not in page.html, "others' papers are not shown"

    def test_the_choice_is_what_is_printed(self, client: Client) -> None:
        page = read(client, PROCEDURE, person_type=MINE)
        link = next(link for link in page.links if "/print/" in link)
        sheet = client.get(link).content.decode()
        assert MINE in sheet
        assert "转诊申请表" in sheet
        assert "居住证" not in sheet

    def test_an_unknown_type_is_refused_with_those_there_are(self, client: Client) -> None:
        page = read(client, PROCEDURE, 400, person_type="游客")
        assert "没有“游客”这个人员类别" in page.text
        assert "不分人员类别" in read(client, WAYS, 400, person_type="游客").text

    def test_alternatives_are_tabs_that_need_no_script(self, client: Client) -> None:
        html = read(client, WAYS).html
        assert html.count('type="radio" name="way"') == 3
        assert html.count('class="way"') == 3

    def test_a_past_year_is_said_first(self, client: Client) -> None:
        with time_machine.travel("2026-11-29T10:00+08:00"):
            page = read(client, POLICY)
            assert page.text.index("2026 年的还不知道") < page.text.index("460 元/年")
            assert "往年" in read(client, "/policies/", subject="个人缴费标准").text
        with time_machine.travel("2025-11-29T10:00+08:00"):
            assert "往年" not in read(client, POLICY).html.partition('id="compared-head"')[0]

    def test_it_stands_beside_the_others_as_picture_and_table(self, client: Client) -> None:
        page = read(client, POLICY)
        assert page.tags["table"] >= 1
        picture = page.html.partition('class="plot"')[2].partition("</svg>")[0]
        table = page.html.partition('class="compared"')[2].partition("</table>")[0]
        for figure in ("460 元/年", "300 元/年", "400 元/年"):
            assert figure in picture
            assert figure in table
        assert "约 600 元/年" not in table, "an example is a rule nowhere"


def test_the_latest_year_comes_first_and_examples_do_not_come() -> None:
    rows = [
        policy("a", 2024, None),
        policy("b", None, None),
        policy("c", 2026, None),
        policy("d", 2025, None, example=True),
    ]
    assert [one["slug"] for one in compared(rows, "a")] == ["c", "a", "b"]


def test_a_picture_takes_one_unit_and_two_figures() -> None:
    other = policy("c", 2025, (70, 70))
    other["figure"]["unit"] = "%"
    rows = compared([policy("a", 2025, (460, 460)), policy("b", 2024, (380, None)), other], "a")
    found = plot(rows, "a")
    assert found
    assert [(dot.label, dot.chosen) for dot in found.dots] == [("徐州市 2025", True), ("徐州市 2024", False)]
    assert found.ticks[-1][1] == "500"
    assert plot(rows, "c") is None
    assert plot(compared([policy("a", 2025, None)], "a"), "a") is None


def test_a_range_is_drawn_from_end_to_end() -> None:
    rows = compared([policy("a", 2025, (50, 70)), policy("b", 2024, (0, 0))], "a")
    found = plot(rows, "a")
    assert found
    assert found.dots[0].is_range
    assert found.dots[0].low < found.dots[0].high


def test_the_current_figure_of_the_same_people_is_found() -> None:
    old, new, others = policy("a", 2025, None), policy("b", 2026, None), policy("c", 2026, None, population="大学生")
    assert of_years(old, [others, new], 2026) == {"past": True, "current": new, "this_year": 2026}
    assert of_years(old, [others], 2026)["current"] is None
    assert not of_years(new, [old], 2026)["past"]


@pytest.mark.parametrize(("value", "above"), [(0.3, 1), (460, 500), (500, 500), (1001, 2000), (99, 100), (1, 1)])
def test_an_axis_ends_with_a_round_number(value: float, above: float) -> None:
    assert round_up(value) == above
