from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "services.json"
ROWS: list[dict[str, Any]] = [row["fields"] for row in json.loads(FIXTURE.read_text(encoding="utf-8"))]
BY_CODE = {row["code"]: row for row in ROWS}
NATIONAL = [row for row in ROWS if row["origin"] == "national"]
OWN = [row for row in ROWS if row["origin"] == "own"]


def everyday_names(row: dict[str, Any]) -> list[str]:
    return row.get("aliases", "").split("\n") if row.get("aliases") else []


def test_it_works() -> None:
    assert len(ROWS) == len(BY_CODE) == len({row["slug"] for row in ROWS}) == 46
    assert len([row for row in NATIONAL if "parent" not in row]) == 10
    assert len([row for row in NATIONAL if "parent" in row]) == 28
    assert [row["code"] for row in OWN] == ["J", *(f"J.{number}" for number in range(1, 8))]


def test_codes_are_well_formed() -> None:
    for row in NATIONAL:
        assert re.fullmatch(r"([1-9]|10)(\.[1-9])?", row["code"])
    for row in ROWS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", row["slug"])


def test_items_per_group() -> None:
    items = Counter(row["code"].partition(".")[0] for row in NATIONAL if "parent" in row)
    assert [items[str(group)] for group in range(1, 11)] == [6, 3, 2, 4, 1, 2, 4, 2, 2, 2]


def test_parent_is_the_group_and_comes_first() -> None:
    seen: set[str] = set()
    for row in ROWS:
        group, dot, _ = row["code"].partition(".")
        assert row.get("parent") == ([BY_CODE[group]["slug"]] if dot else None)
        assert not dot or group in seen
        seen.add(row["code"])


def test_only_national_items_have_a_basis() -> None:
    assert {row["basis"] for row in NATIONAL} == {"医保发〔2020〕18号"}
    assert all("basis" not in row for row in OWN)


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("1.3", "ju-min-can-bao-deng-ji"),
        ("1.6", "ju-min-can-bao-xin-xi-bian-geng"),
        ("3.2", "zhuan-yi-jie-xu-shou-xu-ban-li"),
        ("4", "yi-di-jiu-yi-bei-an"),
        ("4.4", "yi-di-zhuan-zhen-ren-yuan-bei-an"),
        ("7.4", "sheng-yu-jin-tie-zhi-fu"),
        ("9", "yi-yao-ji-gou-shen-qing-ding-dian"),
        ("10", "ding-dian-yi-yao-ji-gou-fei-yong-jie-suan"),
        ("J.4", "jia-ting-gong-ji"),
    ],
)
def test_well_known_codes(code: str, slug: str) -> None:
    assert BY_CODE[code]["slug"] == slug


def test_an_everyday_name_means_one_service() -> None:
    names = [name for row in ROWS for name in {row["name"], *everyday_names(row)}]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("异地备案", "4"), ("跨省就医备案", "4"), ("转诊", "4.4"), ("报销", "6"), ("零星报销", "6"),
        ("生育津贴", "7.4"), ("医保转移", "3"), ("查医保", "2.2"), ("信息变更", "1"), ("交医保", "J.1"), ("清缴", "J.1"), ("断交", "J.3"),
        ("断缴", "J.3"), ("家庭共济", "J.4"), ("医保码", "J.5"), ("医保电子凭证", "J.5"), ("举报医院", "J.6"),
    ],
)  # fmt: skip
def test_names_people_type_find_their_service(name: str, code: str) -> None:
    assert [row["code"] for row in ROWS if name in {row["name"], *everyday_names(row)}] == [code]


def test_every_row_says_what_it_is_in_our_words() -> None:
    for row in ROWS:
        assert row["description"].endswith("。")
        filled = {"name", "code", "parent", "origin", "basis", "description", "aliases"} & row.keys()
        assert set(row["editorial"].split("\n")) == filled
