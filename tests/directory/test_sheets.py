"""The printed sheets before they are printed: what is refused, and what is left out so that the rest fits."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.core.printing import LINES, WIDTH, Section, fit, height, width


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
        ("/procedures/mei-you/print/", 404, "这里没有内容"),
        ("/guide/print/?symptom=头晕&region=阜新", 400, "没有认出“头晕”"),
        ("/guide/print/", 400, "请填写"),
    ],
)
def test_what_is_not_printed(
    directory: None, db: None, client: Client, address: str, status: int, message: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert message in response.content.decode()


def test_what_does_not_fit_is_left_out_and_counted() -> None:
    fitted = fit([Section("材料", [f"材料{n}" for n in range(50)], 10), Section("步骤", ["一", "二"], 20)])
    sections = fitted["sections"]
    assert not fitted["roomy"]
    assert sum(1 + section.height + bool(section.left_out) for section in sections) <= LINES
    assert sections[0].left_out == 50 - len(sections[0].items) > 0
    assert sections[1].items == ["一", "二"]


def test_a_long_item_is_shortened() -> None:
    (section,) = fit([Section("步骤", ["很长" * 200], 10)])["sections"]
    assert height(section.items[0]) == 3
    assert width(section.items[0]) <= 3 * WIDTH
    assert section.items[0].endswith("…")
