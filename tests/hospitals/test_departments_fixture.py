from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "departments.json"
ROWS: list[dict[str, Any]] = [row["fields"] for row in json.loads(FIXTURE.read_text(encoding="utf-8"))]
BY_CODE = {row["code"]: row for row in ROWS}
FIRST_LEVEL = "01-28 30-32 50-52"


def everyday_names(row: dict[str, Any]) -> list[str]:
    return row.get("aliases", "").split("\n") if row.get("aliases") else []


def codes_of(name: str) -> list[str]:
    return [row["code"] for row in ROWS if name in {row["name"], *everyday_names(row)}]


def test_it_works() -> None:
    assert len(ROWS) == len(BY_CODE) == 182
    assert Counter(code.count(".") for code in BY_CODE) == {0: 34, 1: 142, 2: 6}


def test_first_level_is_complete() -> None:
    spans = [span.split("-") for span in FIRST_LEVEL.split()]
    expected = [f"{number:02}" for start, end in spans for number in range(int(start), int(end) + 1)]
    assert [code for code in BY_CODE if "." not in code] == expected


def test_codes_are_well_formed_and_are_the_slugs() -> None:
    for row in ROWS:
        assert re.fullmatch(r"\d{2}(\.\d{2}){0,2}", row["code"])
        assert row["slug"] == row["code"]


def test_parent_is_the_code_without_its_last_part_and_comes_first() -> None:
    seen: set[str] = set()
    for row in ROWS:
        above = row["code"].rpartition(".")[0]
        assert row.get("parent") == ([above] if above else None)
        assert not above or above in seen
        seen.add(row["code"])


def test_numbers_under_one_parent_have_no_gap() -> None:
    for parent in BY_CODE:
        last = [int(code[-2:]) for code in BY_CODE if code.rpartition(".")[0] == parent]
        assert last == list(range(1, len(last) + 1)), parent


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("01", "预防保健科"), ("03.01", "呼吸内科专业"), ("03.08", "免疫学专业"), ("04.01", "普通外科专业"),
        ("04.01.01", "肝脏移植项目"), ("04.03", "骨科专业"), ("04.04.01", "肾脏移植项目"), ("05.01", "妇科专业"),
        ("10", "眼科"), ("11", "耳鼻咽喉科"), ("12.08", "口腔种植专业"), ("13", "皮肤科"), ("14.03", "美容皮肤科"),
        ("20", "急诊医学科"), ("21", "康复医学科"), ("27", "疼痛科"), ("28", "重症医学科"), ("32.09", "介入放射学专业"),
        ("50", "中医科"), ("50.13", "针灸科专业"), ("51.03", "蒙医学"), ("52", "中西医结合科"),
    ],
)  # fmt: skip
def test_well_known_codes(code: str, name: str) -> None:
    assert BY_CODE[code]["name"] == name


def test_an_everyday_name_means_one_department() -> None:
    names = [name for row in ROWS for name in {row["name"], *everyday_names(row)} - {"其他"}]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("急诊科", "20"), ("发热门诊", "20"), ("骨科", "04.03"), ("骨外科", "04.03"), ("关节外科", "04.03"),
        ("康复科", "21"), ("康复理疗", "21"), ("疼痛科", "27"), ("神经科", "03.03"), ("消化内科", "03.02"),
        ("风湿免疫", "03.08"), ("泌尿科", "04.04"), ("泌尿男科", "04.04"), ("微创外科", "04.01"), ("乳腺外科", "04.01"),
        ("整形外科", "04.08"), ("妇科", "05.01"), ("妇产科", "05"), ("眼科", "10"), ("耳鼻喉科", "11"),
        ("皮肤科", "13"), ("白癜风", "13"), ("中医科", "50"), ("中医针灸", "50.13"),
        ("肛肠科", "50.11"), ("介入科", "32.09"),
    ],
)  # fmt: skip
def test_names_in_the_articles_find_their_department(name: str, code: str) -> None:
    assert codes_of(name) == [code]


def test_every_row_tells_its_basis_and_that_it_is_ours() -> None:
    for row in ROWS:
        filled = {"name", "code", "parent", "basis", "aliases"} & row.keys()
        assert set(row["editorial"].split("\n")) == filled
        assert row["basis"]
    assert BY_CODE["03"]["basis"] == "卫医发〔1994〕27号"
    assert BY_CODE["27"]["basis"] == "卫医发〔2007〕227号"
    assert BY_CODE["28"]["basis"] == "卫医政发〔2009〕9号"
