"""Every complaint of the loader's has its Chinese, so that a curator's preview is in the curator's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from directory.core.loading import complaints
from directory.core.loading.errors import LineError

ROOM = Path(complaints.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")


def text_of(node: ast.expr) -> str:
    """A message with "7" for whatever is put into it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def messages() -> set[str]:
    found = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LineError" and len(node.args) > 1:
                found.add(text_of(node.args[1]))
            # What is said of a row: by ``say`` and ``refuse``, or put into words before.
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("say", "refuse", "found"):
                found.add(text_of(node.args[-1]))
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "text":
                found |= {text_of(each) for each in ast.walk(node.value) if isinstance(each, ast.JoinedStr)}
    return {text for text in found if re.search("[a-z]{3}", text)}


def test_it_works() -> None:
    assert complaints.in_chinese("is missing") == "缺少"
    assert complaints.in_chinese(str(LineError("level", "a whole number is expected", "三"))) == "应是整数"


def test_what_is_named_is_chinese_too() -> None:
    """号码是固定电话，不是 mobile: half of a complaint was in the other language."""
    assert complaints.in_chinese("is landline, not mobile") == "号码是固定电话，不是手机"
    several = "several regions are called so, give the code or those above it: 甲区 210902, 乙区 320706"
    assert complaints.in_chinese(several) == "有几个地区同名，请写代码或上级：甲区 210902、乙区 320706"
    assert complaints.in_chinese("there is no such department, give its slug or code").startswith("没有这个诊疗科目，")


def test_there_are_enough() -> None:
    assert len(messages()) > 25


@pytest.mark.parametrize("text", sorted(messages()))
def test_every_message_has_its_chinese(text: str) -> None:
    said = complaints.in_chinese(text.replace("7 is expected", "a number is expected").replace("code7", "code"))
    assert CHINESE.search(said), text
    assert not re.search(r"\b(the|is|are|of|give|expected)\b", said), said


def test_what_is_chinese_already_stays() -> None:
    assert complaints.in_chinese("“看门诊楼”里没有号码。") == "“看门诊楼”里没有号码。"
