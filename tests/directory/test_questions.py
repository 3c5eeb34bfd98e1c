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
from directory.search.answer.documents import FoundEntry
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
            entry = FoundEntry(item, text)
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


def test_what_a_person_sets_is_a_condition() -> None:
    assert {result["kind"] for result in ask("腰疼直不起来挂什么科", kind="hospital")["results"]} <= {"hospital"}
    regions = [
        result["summary"]["region"]["path"] for result in ask("哪里能看腰疼", kind="hospital", region="阜新")["results"]
    ]
    assert all("阜新市" in path for path in regions)
