"""Danger signs as sources word them, told in other words; denied ones and other parts of the body are none."""

from __future__ import annotations

from functools import cache

import pytest

from hospitals.language.flags import Flags

from .phrases import recogniser

SHOCK = "突然、剧烈，或伴出汗、喘不上气、左臂痛"
STROKE = "同时嘴歪、说话不清、半边身子没力"
BELLY = "突然剧痛、肚子发硬、冒冷汗"
NUMB = "急性疼痛，同时下肢麻木（挂骨科急诊）"


@cache
def flags() -> Flags:
    known = recogniser()
    return Flags(known.vocabulary, known.context["denial"], known.context["whether"])


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("胸口忽然疼 一身汗 气都上不来", SHOCK),
        ("头晕 嘴角歪了 讲话大舌头", STROKE),
        ("脑壳昏 左半身不听使唤 讲话不利索", STROKE),
        ("肚子一下子疼得受不了 直冒汗", BELLY),
        ("腰一下子疼 两条腿发麻", NUMB),
        ("咳了好多血 透不过气", "咳出很多血，或喘不上气"),
        ("脚脖子忽然疼得要命", "突然发作，而且剧烈"),
        ("xiongkou tengde lihai chu han chuan bu shang qi", SHOCK),
    ],
)
def test_it_works(text: str, sign: str) -> None:
    assert flags().tells(text, sign)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("胸口疼 没有出汗 没有喘不上气", SHOCK),
        ("头晕 嘴不歪 说话清楚", STROKE),
        ("头晕 没有嘴歪", STROKE),
        ("胳膊麻 腰疼半年", NUMB),
        ("肚子疼", BELLY),
        ("咳嗽", "咳出很多血，或喘不上气"),
    ],
)
def test_what_is_not_said(text: str, sign: str) -> None:
    assert not flags().tells(text, sign)
