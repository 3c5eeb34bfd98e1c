"""Topics of which the directory holds nothing: until a record of one is published."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.publishing.publish import publish
from offices.models import Procedure, Service

pytestmark = pytest.mark.django_db
LOST = "阜新社保卡丢了怎么补办"


def answers(question: str) -> list[dict[str, Any]]:
    found = Client().get("/api/v1/search/", {"q": question}).json()
    return [answer for answer in (found["answer"], *found["more_answers"]) if answer]


def test_what_is_not_held_is_said(cast: SimpleNamespace) -> None:
    [answer] = answers(LOST)
    assert answer["note"] == "本名录没有社保卡、医保卡的补办和挂失。"


def test_a_record_named_after_a_topic_is_told(cast: SimpleNamespace) -> None:
    service = Service.objects.create(
        slug="she-bao-ka-bu-ban", code="J98", name="社保卡补办", pinyin="s", origin="local"
    )
    procedure = Procedure.objects.create(
        slug="fu-xin-she-bao-ka-bu-ban",
        name="阜新社保卡补办",
        pinyin="f",
        service=service,
        region=cast.fuxin,
        summary="到服务网点补办。",
        editorial=["summary"],
        status="published",
    )
    publish([service, procedure])
    told = answers(LOST)
    assert not any(answer["attribute"] == "unheld" for answer in told), told
    assert "到服务网点补办。" in [fact["text"] for answer in told for fact in answer["facts"]]


@pytest.mark.parametrize(
    "question", ["饭店服务员怎么交医保", "天气变冷膝盖疼", "住院长期吃药能报吗", "我在宾馆上班 单位不给交医保"]
)
def test_a_word_of_a_topic_is_no_question_about_it(cast: SimpleNamespace, question: str) -> None:
    assert not any(answer["attribute"] == "unheld" for answer in answers(question))
