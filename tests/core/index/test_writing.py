"""Whatever is published, withdrawn, renamed or loaded, in whatever order: the index is what would be built anew."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from directory.core.index import search_index, writing
from directory.core.index.keys import Key
from directory.core.index.postings import placed
from directory.core.index.search_index import postings
from directory.core.index.tokens import difference, tokens
from directory.core.loading.loader import load
from directory.core.models import Entry
from directory.core.publishing.publish import publish, publish_all, remove
from hospitals.models import Hospital
from tests.conftest import empty_index

from .test_search_index import generated

Step = tuple[str, Any]


@pytest.fixture(autouse=True)
def empty(db: None) -> None:
    """Without what a live server's test before left behind."""
    empty_index()


def held() -> dict[tuple[int, str], BitMap]:
    """All that the index holds, as it is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM search_posting UNION SELECT token FROM search_staged")
        every = [token for (token,) in cursor.fetchall()]
    blocks = postings().read(0, 2**62, every)
    return {(block, token): places for block, inside in blocks.items() for token, places in inside.items() if places}


def stored() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM search_posting), (SELECT count(*) FROM search_staged)")
        return cursor.fetchone()


NAMES = st.text("阜新市海州第一二人民中心医院长", min_size=2, max_size=8)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), NAMES),
        st.tuples(st.just("slug"), st.sampled_from(["a", "b", "fu-xin-zhong-xin"])),
        st.tuples(st.just("status"), st.sampled_from(["published", "retired", "draft"])),
        st.tuples(st.just("level"), st.sampled_from([None, 1, 2, 3])),
        st.tuples(st.just("directions"), NAMES),
        st.tuples(st.just("all"), st.just("")),
        st.tuples(st.just("loaded"), NAMES),
        st.tuples(st.just("merged"), st.just("")),
    ),
    min_size=1,
    max_size=6,
)


def take(step: Step, hospital: Hospital, folder: Path) -> None:
    name, value = step
    if name == "all":
        list(publish_all(Hospital))
    elif name == "merged":
        search_index.merge()
    elif name == "loaded":
        file = folder / "hospitals.ndjson"
        lines = [
            {"kind": "hospital", "slug": f"l{number}", "name": f"{value}{number}", "region": "210900"}
            for number in range(3)
        ]
        file.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8")
        list(load([str(file)], editorial=True))
    else:
        setattr(hospital, name, value)
        hospital.pinyin = ""
        hospital.save()
        publish([hospital])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_gives_what_is_built_anew(cast: SimpleNamespace, tmp_path: Path, steps: list[Step]) -> None:
    with transaction.atomic():
        hospital = Hospital.objects.get(pk=cast.central.pk)
        for step in steps:
            take(step, hospital, tmp_path)
        found = held()
        search_index.rebuild()
        assert found == held()
        transaction.set_rollback(True)


def test_it_works(cast: SimpleNamespace) -> None:
    before = held()
    assert before
    search_index.rebuild()
    assert held() == before
    assert stored()[1] == 0


ROWS = st.dictionaries(
    st.builds(Key.made, st.sampled_from([3, 20]), st.integers(0, 2), st.sampled_from([1, 2, 70_000, 70_001])),
    st.sets(st.sampled_from(["甲", "乙", "丙", "丁"]), min_size=1).map(lambda each: "n" + " ".join(sorted(each))),
    max_size=5,
).map(lambda rows: {placed(key): (key, text) for key, text in rows.items()})  # a record has one rank


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ROWS, st.booleans(), st.booleans()), min_size=1, max_size=5))
def test_what_is_staged_is_read_as_if_it_were_merged(db: None, states: list[Any]) -> None:
    with transaction.atomic():
        current: dict[int, str] = {}
        for rows, staged, merged in states:
            after = dict(rows.values())
            search_index.replace(current, after, staged=staged)
            current = after
            if merged:
                search_index.merge()
            expected: dict[tuple[int, str], BitMap] = {}
            for key, text in current.items():
                block, place = placed(key)
                for token in {*tokens(text), f"#{Key.of(key).rank}"}:
                    expected.setdefault((block, token), BitMap()).add(place)
            assert held() == expected
        search_index.merge()
        assert held() == expected
        assert stored() == (len(expected), 0)
        transaction.set_rollback(True)


def test_a_large_index_is_built_by_way_of_the_stage(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = generated(400, common=0.3)
    blocks: dict[int, dict[str, BitMap]] = {}
    for key, text in rows.items():
        block, place = placed(key)
        for token in {*tokens(text), f"#{Key.of(key).rank}"}:
            blocks.setdefault(block, {}).setdefault(token, BitMap()).add(place)
    postings().build(sorted(blocks.items()))
    at_once = held()
    postings().clear()
    monkeypatch.setattr(writing, "HELD", 500)
    monkeypatch.setattr(writing, "PIECE", 300)
    postings().build(sorted(blocks.items()))
    assert held() == at_once
    assert stored()[1] == 0


LINES = st.lists(
    st.sampled_from(["n阜新医院", "n海州医院 海州院", "a医院", "c1", "t123", "#r:1 l:2", "~看病 医院", "@中华路"]),
    max_size=6,
)


@given(LINES, LINES)
def test_the_difference_makes_one_of_the_other(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    lost, gained = difference(old, new, tokens(new))
    assert (tokens(old) - lost) | gained == tokens(new)
    assert lost.isdisjoint(tokens(new))


def test_a_phone_that_changes_writes_its_tokens_alone(cast: SimpleNamespace) -> None:
    publish([cast.central])
    entry = Entry.objects.get(kind="hospital", slug=cast.central.slug)
    before = {entry.key: f"{entry.found_by}\nt04182822222"}
    after = {entry.key: f"{entry.found_by}\nt04182833333"}
    search_index.replace({entry.key: entry.found_by}, before)
    with CaptureQueriesContext(connection) as captured:
        search_index.replace(before, after)
    sql = "".join(query["sql"] for query in captured)
    assert "t:04182822222" in sql
    assert "t:04182833333" in sql
    assert "医院" not in sql


def test_a_withdrawn_record_leaves_no_token(cast: SimpleNamespace) -> None:
    before = held()
    hospital = Hospital.objects.create(slug="xin", name="龘龘院", region=cast.fuxin, status="published")
    publish([hospital])
    assert {"龘龘", "龘院"} <= {token for _block, token in held()}
    remove(hospital)
    assert held() == before


def test_it_is_merged_piece_by_piece(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PIECE", 50)
    rows = generated(200, common=0.5)
    search_index.replace({}, rows, staged=True)
    before = held()
    assert len(list(postings().pieces())) > 3
    search_index.merge()
    assert held() == before
    assert stored()[1] == 0
