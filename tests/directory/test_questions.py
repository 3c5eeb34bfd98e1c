"""The scenario file: questions over all kinds as people ask them, each with what must be told and what must not."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from directory.core.index.tokens import Handles
from directory.core.models import Entry
from directory.search.answer.documents import EntryText, FoundEntry
from directory.search.answer.nearest import KINDS, by_field
from directory.search.found.judging import Item
from directory.search.found.ranking import Match, SortKey
from directory.search.found.reading import EntryLine
from offices.rules.belonging import limit_of, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]

QUESTIONS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "questions.json").read_text(encoding="utf-8"))
LEAST_TOLD = 0.98  # of the facts of the fixtures, asked by their labels and their records' names
ROWS = 30


def plain(text: str) -> str:
    return re.sub(r"[\s,，。、;；:：()“”\"'·–—~～至-]+", "", unicodedata.normalize("NFKC", text)).lower()


def ask(question: str, **more: Any) -> dict[str, Any]:
    response = Client().get("/api/v1/search/", {"q": question, "page_size": 5, **more})
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def told(found: dict[str, Any]) -> list[str]:
    """What the answers state, each fact in one text with what it is about."""
    answers = [answer for answer in (found["answer"], *found["more_answers"]) if answer]
    facts = [fact for answer in answers for fact in answer["facts"]]
    return [f"{fact['text']} {fact['label']} {fact['scope']} {fact['source']['name']}" for fact in facts]


def passed_over(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What holds for others only, named beside what is told."""
    answers = [answer for answer in (found["answer"], *found["more_answers"]) if answer]
    return [fact for answer in answers for fact in answer["passed_over"]]


def test_there_are_enough_of_all_kinds() -> None:
    kinds = Counter(question["kind"] for question in QUESTIONS)
    assert sum(kinds.values()) >= 250
    assert min(kinds.values()) >= 5
    assert len({question["q"] for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=[question["q"] for question in QUESTIONS])
def test_what_is_told(number: int) -> None:
    question = QUESTIONS[number]
    found = ask(question["q"])
    facts = told(found)
    said = plain(" ".join(facts))
    assert [word for word in question["told"] if plain(word) not in said] == []
    assert [word for word in question.get("not", ()) if plain(word) in said] == []
    beside = plain(" ".join(f"{fact['text']} {fact['only_for']}" for fact in passed_over(found)))
    assert [word for word in question.get("passed_over", ()) if plain(word) not in beside] == []
    if not question["told"]:
        assert facts == []


def facts_of_the_fixtures() -> list[tuple[str, str, list[str]]]:
    """Record, label and texts of every fact that can be told to who names no more than the record."""
    found = []
    place = SortKey(0, 0, Match.EXACT, 0, 0, 0, "")
    for kind in KINDS:
        rows = Entry.objects.live().of(kind).order_by("slug").values_list("name", "document__text")
        for name, text in rows:
            item = Item(kind, EntryLine(0, "", name, "", "", None, None), Handles(""), place)
            entry = FoundEntry(item, EntryText(kind, text))
            if entry.document.get("example") or limit_of(entry.document, people(name)):
                continue  # told to nobody, or to those only who say that they are meant
            groups = by_field(entry.facts()).values()
            found += [(name, facts[0].label, [" ".join(fact.text.split()) for fact in facts]) for facts in groups]
    return found


def test_every_fact_is_told_to_who_asks_for_it_by_its_label() -> None:
    every = facts_of_the_fixtures()
    assert len(every) > 700
    if "EVERY_SCENARIO" not in os.environ:
        every = every[::3]  # of every record some
    untold = [
        f"{name}{label}"
        for name, label, texts in every
        if not told_all(texts[:ROWS], plain(" ".join(told(ask(f"{name}{label}")))))
    ]
    assert len(untold) <= (1 - LEAST_TOLD) * len(every), untold


def told_all(texts: list[str], said: str) -> bool:
    return all(plain(text) in said for text in texts)


def test_a_fact_says_who_states_it_and_can_be_dialled() -> None:
    [answer] = [each for each in [ask("罗山县社会医疗保险中心电话")["answer"]] if each]
    [phone] = answer["facts"]
    assert phone["tel"] == "tel:+86-376-213-7873"
    assert phone["source"]["name"] == "罗山县社会医疗保险中心"
    assert [article["title"] for article in phone["said_by"]] == ["罗山县医保转诊电话"]


def test_a_place_that_is_not_here_is_named() -> None:
    found = ask("北京协和医院电话")
    assert found["missing"] == "北京协和医院"
    assert found["answer"]["note"] == "本名录没有“北京协和医院”。"
    assert ask("郑州市医保局地址")["missing"] == "郑州市医保局"
    assert ask("罗山县医保局地址")["missing"] == ""


def notes(question: str) -> list[str]:
    found = ask(question)
    return [answer["note"] for answer in (found["answer"], *found["more_answers"]) if answer and answer["note"]]


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("阜新市中心医院有多少张床", "本名录没有“阜新市中心医院”的床位。"),
        ("内蒙古医科大学附属医院什么级别", "本名录没有“内蒙古医科大学附属医院”的等级。"),
        ("巴彦淖尔市医院哪年建的", "本名录没有“巴彦淖尔市医院”的成立年份。"),
        ("昆明白癜风医院看病能走医保吗", "本名录没有“昆明白癜风医院”的医保定点。"),
        ("阜新人民医院急诊电话", "本名录没有“阜新市人民医院”的电话。"),
        ("罗山县社保中心几点下班", "本名录没有“罗山县社会医疗保险中心”的时间。"),
        ("居民医保起付线多少", "各地规定不一样，本名录没有全国统一的门诊起付标准、住院起付标准。写上参保地再查。"),
        ("江苏住院门槛费多少", "本名录没有“江苏省”的门诊起付标准、住院起付标准。"),
        ("孩子发烧39度去哪看", "没有说在哪里。写上所在的市或县，再查去哪家医院。"),
        ("罗山县医保局局长是谁", "本名录没有“罗山县医保局”的负责人。"),
        ("社保卡丢了怎么补办", "本名录没有社保卡、医保卡的补办和挂失。"),
        ("昆明白癜风医院是私立的吗", "本名录没有“昆明白癜风医院”的所有制。"),
        ("风湿免疫科是看什么的", "本名录没有写明这个科看哪些症状。"),
        ("北京同仁医院几点上班", "本名录没有“北京同仁医院”。"),
        ("医保局电话", "没有说在哪里。写上所在的市或县再查。"),
        ("省二医现在急诊还开着吗", "本名录没有“广东省第二人民医院”的急诊时间。"),
        ("市医保局几点上班", "没有说在哪里。写上所在的市或县再查。"),
        ("人民医院,急诊电话", "没有说在哪里。写上所在的市或县再查。"),
        ("盛京医院在阜新是几级", "本名录没有“中国医科大学附属盛京医院阜新医院”的等级。"),
        ("盛京医院有骨科吗", "本名录没有“盛京医院”。"),
        ("居民医保2026年交多少", "本名录没有 2026 年度的费用。"),
        ("临河有哪些医院", "本名录没有“临河区”的医院。"),
        ("北京哪家医院好", "本名录还没有北京市的医院。"),
        ("罗山县医保中心现在开门吗", "本名录没有“罗山县社会医疗保险中心”的时间。"),
    ],
)
def test_an_unknown_is_said_to_be_unknown(question: str, note: str) -> None:
    assert notes(question)[:1] == [note]


@pytest.mark.parametrize(
    "question",
    [
        "湖北人在外省看病没备案能报吗",
        "南通做耳朵再造能报吗",
        "阜新老人膝盖疼走不了路去哪看",
        "异地就医备案需要什么材料",
    ],
)
def test_what_is_told_is_not_said_to_be_unknown(question: str) -> None:
    """Beside the rule stood 本名录没有“湖北省”的报销, and of a town with five hospitals 还没有阜新市的医院."""
    assert notes(question) == []


@pytest.mark.parametrize("question", ["阜新矿总是几级医院", "厦门退休三级医院报销比例"])
def test_what_is_no_name_is_not_said_to_be_missing(question: str) -> None:
    assert ask(question)["missing"] == ""


def test_hospitals_do_not_answer_for_each_other() -> None:
    assert "tel:" not in json.dumps(ask("阜新人民医院电话")["answer"])
    assert ask("罗山医保局电话")["answer"]["facts"][0]["source"]["name"] == "罗山县社会医疗保险中心"


def test_what_a_person_sets_is_a_condition() -> None:
    assert {result["kind"] for result in ask("腰疼直不起来挂什么科", kind="hospital")["results"]} <= {"hospital"}
    regions = [
        result["summary"]["region"]["path"] for result in ask("哪里能看腰疼", kind="hospital", region="阜新")["results"]
    ]
    assert all("阜新市" in path for path in regions)
