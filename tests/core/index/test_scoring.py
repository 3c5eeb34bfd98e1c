"""Scoring: what a look at every entry would give, whatever is asked."""

from __future__ import annotations

import math
import random
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.core.index import saying, scoring, search_index
from directory.core.index.keys import Key
from directory.core.index.search_index import Boost, Scored, ScoringQuery, postings, score
from directory.core.index.tokens import LENGTHS, SAID, of_said, pairs, token_text, tokens
from directory.core.kinds import kinds as declared
from directory.core.models import Entry
from directory.core.publishing.publish import publish

from .test_search_index import KINDS, generated

SAYINGS = [
    "带身份证和户口本到窗口办",
    "网上点备案",
    "住院报销百分之七十",
    "周末不开门",
    "到窗口带医保卡",
    "CT 当天能做",
]


def with_sayings(rows: dict[int, str]) -> dict[int, str]:
    chance, told = random.Random(7), {}
    for key, found_by in rows.items():
        lines = chance.sample(SAYINGS, chance.randrange(len(SAYINGS)))
        told[key] = f"{found_by}\n{chance.choice('~~@')}{saying.spoken(lines)}" if lines else found_by
    return told


@pytest.fixture(scope="module")
def rows(django_db_setup: None) -> dict[int, set[str]]:
    return {key: tokens(text) for key, text in with_sayings(generated(1500, common=0.5)).items()}


@pytest.fixture
def filled(db: None, rows: dict[int, set[str]]) -> dict[int, set[str]]:
    postings().write([], [(key, " ".join(made)) for key, made in rows.items()])
    return rows


def naive(rows: dict[int, set[str]], asked: ScoringQuery, kinds: list[str], most: int) -> list[Scored]:
    """Every entry of these kinds looked at."""
    numbers = {declared[kind].number for kind in kinds}
    rows = {key: made for key, made in rows.items() if Key.of(key).kind in numbers}
    lengths = {
        key: next((1 << LENGTHS.index(each) for each in LENGTHS if each in made), 0) for key, made in rows.items()
    }
    saying_much = [length for length in lengths.values() if length]
    average = sum(saying_much) / max(1, len(saying_much))

    def worth(token: str) -> float:
        having = sum(token in made for made in rows.values())
        of = len(saying_much) if token.startswith(SAID) else len(rows)
        return math.log1p(max(0, of - having) / (having + 0.5)) / math.log1p(of) if having else 0

    rarity = {token: worth(token) for token in asked.weights}
    found = []
    for key, made in rows.items():
        if not all(any(way <= made for way in clause) for clause in asked.conditions):
            continue
        total = 0.0
        for token in asked.weights.keys() & made:
            length = lengths[key] / average if token.startswith(SAID) else 1
            total += asked.weights[token] * rarity[token] / (0.7 + 0.3 * length)
        total += sum(boost.gain for boost in asked.boosts if boost.tags & made)
        for boost in asked.boosts:
            total *= boost.factor if boost.tags & made else boost.otherwise
        if round(total, 6) > 0:
            found.append((-round(total, 6), Key.of(key).rank, key))
    return [Scored(key, -total) for total, _rank, key in sorted(found)[:most]]


def same(one: list[Scored], other: list[Scored]) -> bool:
    """Up to the order of what is equal but for rounding."""
    return [each.score for each in one] == pytest.approx([each.score for each in other], abs=2e-6)


def asks(text: str) -> dict[str, float]:
    said = dict.fromkeys(of_said(saying.asked(text)), 1.0)
    return (
        said | dict.fromkeys(of_said(saying.asked(text), "@"), 0.5) | dict.fromkeys(pairs(text.replace(" ", "")), 1.5)
    )


QUESTIONS = st.lists(
    st.sampled_from(["阜新", "人民", "医院", "中心", "第二", "身份证", "报销", "周末", "窗口", "备案", "卫生室", "CT", "没有", "东"]),
    min_size=1, max_size=5, unique=True,
)  # fmt: skip
FACTORS = st.sampled_from([0.3, 0.5, 1.0, 1.5])
BOOSTS = st.builds(
    Boost,
    st.sets(st.sampled_from([f"r:{number}" for number in range(9)] + ["l:1", "l:3"]), min_size=1, max_size=3).map(
        frozenset
    ),
    st.sampled_from([0.0, 0.0, 0.25, 1.0]),
    FACTORS,
    FACTORS,
)
CONDITIONS = st.lists(
    st.sampled_from([(frozenset({"r:1"}), frozenset({"r:2"})), (frozenset({"l:1"}),)]), max_size=2, unique=True
).map(tuple)


def test_it_works(filled: dict[int, set[str]]) -> None:
    asked = ScoringQuery(asks("卫生室 身份证"))
    best = score(asked, KINDS, 10)
    assert len(best) == 10
    assert all(filled[key] & {"~身份", "@身份"} and "生室" in filled[key] for key, _score in best)


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    QUESTIONS, st.lists(BOOSTS, max_size=3), CONDITIONS, st.sampled_from([KINDS, ["hospital"], ["office", "policy"]])
)
def test_it_is_what_a_look_at_every_entry_gives(
    filled: dict[int, set[str]], words: list[str], boosts: list[Boost], conditions: tuple, kinds: list[str]
) -> None:
    asked = ScoringQuery(asks(" ".join(words)), boosts, conditions)
    found, expected = score(asked, kinds, 20), naive(filled, asked, kinds, 20)
    assert same(found, expected)
    assert dict(found).keys() <= dict(naive(filled, asked, kinds, len(filled))).keys()


def test_what_is_in_many_names_comes_best_known_first(
    filled: dict[int, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "CANDIDATES", 40)
    asked = ScoringQuery(dict.fromkeys(pairs("卫生室"), 1.0))
    found = [key for key, _score in score(asked, ["hospital"], 15)]
    having = [key for key, made in filled.items() if {"卫生", "生室"} <= made and Key.of(key).kind == 20]
    assert len(having) > 40
    assert found == sorted(having)[:15]


def test_rare_words_are_found_beside_common_ones(filled: dict[int, set[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    rare = next(iter(filled))
    postings().write([], [(rare, "稀罕")])
    monkeypatch.setattr(scoring, "CANDIDATES", 10)
    found = score(ScoringQuery({"稀罕": 1.0, "卫生": 1.0, "生室": 1.0, "医院": 1.0}), most=3)
    assert found[0].key == rare


def test_nothing_is_asked(filled: dict[int, set[str]]) -> None:
    assert score(ScoringQuery({})) == []
    assert score(ScoringQuery({"没有这样的": 1.0})) == []
    assert score(ScoringQuery(asks("医院")), []) == []
    assert score(ScoringQuery(asks("医院")), most=0) == []


def test_what_a_document_says_finds_it(cast: SimpleNamespace) -> None:
    cast.central.directions = "坐303路到终点站"
    cast.central.save()
    publish([cast.central])
    entry = Entry.objects.get(kind="hospital", slug=cast.central.slug)
    weights = dict.fromkeys(of_said(saying.asked("终点站怎么去"), entry.said[0]), 1.0)
    assert [found for found, _score in score(ScoringQuery(weights))] == [entry.key]
    before = search_index.score(ScoringQuery(weights))
    search_index.rebuild()
    assert search_index.score(ScoringQuery(weights)) == before


def test_tokens_of_what_is_said_are_told_from_names() -> None:
    made = set(token_text("n医院\n~带身份证 ct 8 元").split())
    assert {"医院", "~带身", "~身份", "~份证", "~ct", "~8", "~元", "~#3"} <= made
    assert "身份" not in made
