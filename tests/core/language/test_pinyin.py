"""How names are read: as pypinyin reads them, in less memory."""

from __future__ import annotations

import os
import subprocess
import sys

import orjson
import pytest

from directory.core.language.pinyin import phrases, spoken


def test_it_works() -> None:
    assert spoken("重庆银行长春CT室") == ["chong", "qing", "yin", "hang", "chang", "chun", "CT", "shi"]


@pytest.mark.parametrize("text", ["", "CT", "——", "湖南省长沙县", "朝阳区中山路61号", "绿色，女"])
def test_texts_as_pypinyin(text: str) -> None:
    assert spoken(text) == by_pypinyin([text])[0]


def test_phrases_as_pypinyin() -> None:
    every = list(phrases())
    assert [spoken(phrase) for phrase in every] == by_pypinyin(every)


def by_pypinyin(texts: list[str]) -> list[list[str]]:
    """By another process, in which it has its own phrases."""
    script = (
        "import json, sys, pypinyin; print(json.dumps([pypinyin.lazy_pinyin(one) for one in json.load(sys.stdin)]))"
    )
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    ran = subprocess.run(
        [sys.executable, "-c", script], input=orjson.dumps(texts), env=own, capture_output=True, check=True
    )
    found: list[list[str]] = orjson.loads(ran.stdout)
    return found
