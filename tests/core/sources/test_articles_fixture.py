from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "articles.json"
ROWS: list[dict[str, Any]] = [row["fields"] for row in json.loads(FIXTURE.read_text(encoding="utf-8"))]
MAIN = [row for row in ROWS if row["role"] == "main"]
TEASERS = [row for row in ROWS if row["role"] == "teaser"]


def test_it_works() -> None:
    assert (len(MAIN), len(TEASERS), len(ROWS)) == (5, 100, 105)
    assert len({row["slug"] for row in ROWS}) == 105
    assert all(row["title"] == row["title"].strip() != "" for row in ROWS)


def test_main_articles_come_first_and_are_whole() -> None:
    assert [row["slug"] for row in ROWS[:5]] == ["000", "001", "002", "003", "004"]
    for row in MAIN:
        assert row["extent"] == "whole"
        assert not {"page", "section", "published_on"} & row.keys()


def test_each_page_has_twenty_dated_teasers() -> None:
    assert Counter(row["page"][0] for row in TEASERS) == {row["slug"]: 20 for row in MAIN}
    for row in TEASERS:
        assert re.fullmatch(rf"{row['page'][0]}-(0[1-9]|1\d|20)", row["slug"])
        assert row["section"] == "健康新闻"
        assert date.fromisoformat(row["published_on"]).year == 2025
        assert row["extent"] in {"whole", "excerpt"}


def test_most_teasers_stop_before_their_end() -> None:
    assert [row["slug"] for row in TEASERS if row["extent"] == "whole"] == ["000-03", "003-06", "003-15"]


def test_exactly_six_are_out_of_scope_and_say_why() -> None:
    outside = {row["slug"] for row in ROWS if not row["in_scope"]}
    assert outside == {"003-01", "003-02", "003-03", "003-05", "003-15", "004-15"}
    assert {row["slug"] for row in ROWS if row.get("out_of_scope_reason")} == outside


def test_titles_stand_as_they_were_printed() -> None:
    titles = {row["slug"]: row["title"] for row in ROWS}
    assert titles["000"] == "城乡医保是强制还是自愿"
    assert titles["000-01"] == "湖北湖北医保迟交有迟纳金吗"
    assert titles["001-15"] == "2025年江苏南通做耳再造手术能走医保吗?"
    assert titles["004-20"] == "厦门社保就医报销比例"
