"""The index: the same keys in the same order on every database, however they came in."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from directory.core.index import search_index
from directory.core.index.keys import RANKS, Key, span
from directory.core.index.postings import BLOCKS, PLACE, PLACES, READ, placed
from directory.core.index.search_index import postings
from directory.core.index.tokens import (
    LISTED,
    LOOSE,
    Anchored,
    Handles,
    Query,
    Term,
    fold,
    forms,
    pairs,
    token_text,
    tokens,
)
from directory.core.kinds import kinds as declared
from directory.core.language.pinyin import reading
from directory.core.models import Entry, Sequence
from directory.core.publishing.publish import publish, remove
from hospitals.models import Hospital

KINDS = ["region", "department", "policy", "office", "hospital"]
TOWNS = ["阜新", "罗山", "海州", "巴彦淖尔", "长治", "漯河", "大同", "新乡"]
MIDDLES = ["", "市", "县", "第一", "第二", "东", "人民", "中心", "中医", "新华", "和平"]
ENDS = ["医院", "医院", "医保局", "诊所", "骨科", "卫生院"]


def name(chance: random.Random, common: bool) -> str:
    if common:
        return f"{chance.choice(TOWNS)}{chance.choice('东西南北王李张')}{chance.choice('沟河店庄')}村卫生室"
    return chance.choice(TOWNS) + "".join(chance.choices(MIDDLES, k=2)) + chance.choice(ENDS)


def record_of(number: int) -> int:
    """So that a few hundred records lie in several blocks, at their edges and between them."""
    block, place = divmod(number * 7919, 5)
    return block % 4 * PLACES + number + (PLACES - 1000 if place == 0 else 0)


def generated(count: int, common: float) -> dict[int, str]:
    """Key → found_by of so many made-up entries, a part of them much alike and low in rank."""
    chance = random.Random(count)
    rows = {}
    for pk in range(1, count + 1):
        alike = chance.random() < common
        kind = "hospital" if alike else chance.choice(KINDS)
        text = name(chance, alike)
        rank = chance.randrange(RANKS - 4, RANKS) if alike else chance.randrange(RANKS)
        found_by = f"n{' '.join(forms(text))}\np{' '.join(reading(fold(text)))}\nc{pk:06d}\n#r:{chance.randrange(9)} l:{rank % 4}"
        rows[Key.made(declared[kind].number, rank, record_of(pk))] = found_by
    return rows


tokens_of = cache(tokens)


Found = dict[str, tuple[list[int], bool]]  # by kind the first keys, and whether there are more


def found(query: Query, kinds: list[str] | None, most: int) -> Found:
    """What the index gives."""
    return {kind: (each.keys, each.more) for kind, each in search_index.find(query, kinds, most).items()}


def expected(rows: dict[int, str], query: Query, kinds: list[str] | None, most: int) -> Found:
    """What the index must give, found by looking at every entry."""
    every: dict[str, list[int]] = {}
    numbers = {kind.number: kind.name for kind in declared}
    for key, found_by in sorted(rows.items()):
        has, kind = tokens_of(found_by), numbers[Key.of(key).kind]
        if (kinds is None or kind in kinds) and all(any(way <= has for way in clause) for clause in query):
            every.setdefault(kind, []).append(key)
    return {kind: (keys[:most], len(keys) > most) for kind, keys in every.items()}


def questions(rows: dict[int, str], count: int) -> Iterator[Query]:
    """Parts of names, in any order, in pinyin and initials, with filters; and some that find nothing."""
    chance = random.Random(99)
    texts = sorted({found_by[1:].partition("\n")[0].split()[0] for found_by in rows.values()})
    yield from [(Term(word).clause,) for word in ("卫生室", "卫", "村卫生室", "wss", "weishengshi", "没有", "西安")]
    for _ in range(count):
        text = chance.choice(texts)
        start, length = chance.randrange(len(text)), chance.randrange(1, 7)
        part = text[start : start + length]
        syllables = reading(part)
        match chance.randrange(6):
            case 0:
                yield (Term(part).clause, Term(chance.choice(text)).clause)
            case 1:
                yield (Term("".join(syllables)).clause,)
            case 2:
                yield (Term("".join(syllable[0] for syllable in syllables)).clause,)
            case 3:
                yield (
                    Term(part).clause,
                    (frozenset({f"r:{chance.randrange(9)}"}), frozenset({f"l:{chance.randrange(4)}"})),
                )
            case 4:
                yield (Anchored(part, whole=chance.random() < 0.3).clause,)
            case _:
                yield (Term(part).clause,)


@pytest.fixture(scope="module")
def rows(django_db_setup: None) -> dict[int, str]:
    return generated(9000, common=0.6)


@pytest.fixture
def filled(db: None, rows: dict[int, str]) -> dict[int, str]:
    postings().write([], [(key, token_text(found_by)) for key, found_by in rows.items()])
    return rows


def test_it_works(filled: dict[int, str]) -> None:
    hits = search_index.find((Term("卫生室").clause,), most=10)
    assert list(hits) == ["hospital"]
    assert hits["hospital"].more
    assert len(hits["hospital"].keys) == 10


def test_every_database_gives_what_a_look_at_every_entry_gives(filled: dict[int, str]) -> None:
    for number, query in enumerate(questions(filled, 150)):
        kinds = [None, ["hospital"], ["region", "office", "policy"]][number % 3]
        most = (1000, 60, 3)[number % 4 % 3]
        assert found(query, kinds, most) == expected(filled, query, kinds, most), (query, kinds, most)


def test_bitmaps_that_are_let_go_of_are_read_again(filled: dict[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.core.index.bitmaps.KEPT", 4000)
    for query in questions(filled, 60):
        assert found(query, None, 60) == expected(filled, query, None, 60), query


def test_what_is_published_since_waits_for_the_next_version(filled: dict[int, str]) -> None:
    """A block that the bitmaps of a version do not know was once a KeyError to whoever asked at that moment."""
    query = (Term("卫生室").clause,)
    with Sequence.held():
        before = found(query, None, 1000)
        later = Key.made(declared["hospital"].number, RANKS - 1, 40 * PLACES)
        postings().write([], [(later, token_text("n新村卫生室"))])
        forgotten = (Term("新村").clause,)
        assert later not in [key for keys, _more in found(forgotten, None, 1000).values() for key in keys]
        assert found(query, None, 1000) == before
        assert search_index.inside(search_index.matching(query, "hospital").places, [later]) == []


def test_what_follows_is_what_comes_beyond_a_key(filled: dict[int, str]) -> None:
    for number, query in enumerate(questions(filled, 60)):
        keys = expected(filled, query, ["hospital"], 10_000).get("hospital", ([], False))[0]
        after = keys[len(keys) // 3] + number % 3 - 1 if keys else -1
        rest = [key for key in keys if key > after]
        most, skip = (1000, 60, 3)[number % 3], (0, 7, 700)[number // 3 % 3]
        assert search_index.follow(query, "hospital", after, most, skip) == rest[skip : skip + most], query


def test_what_may_mislead_is_told(filled: dict[int, str]) -> None:
    chance = random.Random(3)
    keys = chance.sample(sorted(filled), 500)
    loose = [key for key in keys if LOOSE in tokens_of(filled[key])]
    assert search_index.inside(search_index.loosely_found(), keys) == loose
    assert search_index.inside(search_index.loosely_found(), []) == []


def test_what_is_not_loose_holds_what_it_is_found_by(rows: dict[int, str]) -> None:
    """Counting relies on it: only loose entries are looked at again."""
    chance = random.Random(5)
    texts = sorted({found_by[1:].partition("\n")[0].split()[0] for found_by in rows.values()})
    seen = {LOOSE: 0, "": 0}
    for found_by in chance.sample(sorted(rows.values()), 400):
        made = tokens_of(found_by)
        for text in chance.sample(texts, 40):
            start = chance.randrange(len(text) - 2)
            word = text[start : start + chance.randint(3, 5)]
            if any(frozenset(pairs(form)) <= made for form in forms(word)):
                seen[LOOSE if LOOSE in made else ""] += 1
                assert LOOSE in made or Handles(found_by).holds(Term(word)), (found_by, word)
    assert all(seen.values())


def test_what_comes_and_goes_leaves_what_would_have_been_built(db: None) -> None:
    before, after = generated(400, common=0.3), dict(list(generated(500, common=0.3).items())[200:])
    search_index.replace({}, before)
    search_index.replace(before, after)
    for query in questions(after, 40):
        assert found(query, None, search_index.MANY) == expected(after, query, None, search_index.MANY)


def test_keys_are_in_order_of_kind_and_rank() -> None:
    keys = [Key.made(kind, rank, pk) for kind, rank, pk in [(0, 5, 9), (0, 6, 1), (3, 0, 7), (31, 63, 2**52 - 1)]]
    assert keys == sorted(keys)
    assert [Key.of(key) for key in keys][2] == Key(3, 0, 7)
    assert keys[-1] < 2**63
    assert span(3)[0] <= keys[2] <= span(3)[1] < span(4)[0]


@given(st.integers(0, 31), st.integers(0, RANKS - 1), st.integers(0, 2**52 - 1))
def test_a_key_is_found_again_in_its_block(kind: int, rank: int, record: int) -> None:
    key = Key.made(kind, rank, record)
    block, place = placed(key)
    assert block >> BLOCKS == kind
    assert Key.made(kind, rank, (block & (1 << BLOCKS) - 1) << PLACE | place) == key


def hospitals(question: str) -> list[str]:
    query = tuple(Term(word).clause for word in question.split())
    keys = found(query, ["hospital"], search_index.MANY).get("hospital", ([], False))[0]
    names = dict(Entry.objects.values_list("key", "name"))
    return [names[key] for key in keys]


def test_publishing_finds_it(cast: SimpleNamespace) -> None:
    assert hospitals("中心") == ["阜新市中心医院"]
    assert hospitals("fuxinshi") == ["阜新市中心医院"]
    assert hospitals("还没核实") == []


def test_a_new_name_replaces_the_old(cast: SimpleNamespace) -> None:
    cast.central.name, cast.central.pinyin = "阜新市矿山医院", ""
    cast.central.save()
    publish([cast.central])
    assert hospitals("市中心") == []
    assert hospitals("矿山") == ["阜新市矿山医院"]


def test_a_new_rank_moves_it(cast: SimpleNamespace) -> None:
    assert hospitals("医院") == ["阜新市中心医院", "海州区第二医院"]
    cast.central.level, cast.central.grade = None, ""
    cast.central.save()
    cast.second.level, cast.second.grade = 3, "a"
    cast.second.save()
    publish([cast.central, cast.second])
    assert hospitals("医院") == ["海州区第二医院", "阜新市中心医院"]


def test_a_new_rank_touches_no_word(cast: SimpleNamespace) -> None:
    """Else every word of a place that becomes better known would be written anew."""

    def held() -> dict[str, bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT token, places FROM search_posting WHERE block = %s", [placed(entry.key)[0]])
            return dict(cursor.fetchall())

    entry = Entry.objects.get(slug="hai-zhou-er-yuan")
    before = held()
    cast.second.address = "保健街43号"
    cast.second.save()
    publish([cast.second])
    changed = {token for token, _places in before.items() ^ held().items()}
    assert {token for token in changed if not token.startswith(LISTED)} == {
        f"#{entry.rank}",
        f"#{Entry.objects.get(pk=entry.pk).rank}",
    }


def test_a_withdrawn_entry_is_not_found(cast: SimpleNamespace) -> None:
    cast.central.status = Hospital.Status.RETIRED
    cast.central.save()
    publish([cast.central])
    assert hospitals("中心") == []
    cast.central.status = Hospital.Status.PUBLISHED
    cast.central.save()
    publish([cast.central])
    assert hospitals("中心") == ["阜新市中心医院"]


def test_a_moved_entry_is_found_once(cast: SimpleNamespace) -> None:
    cast.central.slug = "fu-xin-zhong-xin-xin-zhi"
    cast.central.save()
    publish([cast.central])
    assert hospitals("中心") == ["阜新市中心医院"]


def test_a_deleted_record_is_not_found(cast: SimpleNamespace) -> None:
    remove(cast.second)
    assert hospitals("海州区第二") == []


def test_publishing_again_changes_nothing(cast: SimpleNamespace) -> None:
    before = {question: hospitals(question) for question in ("医院", "阜新", "海州")}
    publish([cast.central, cast.second])
    assert {question: hospitals(question) for question in before} == before


def test_rebuilding_gives_what_publishing_gave(cast: SimpleNamespace) -> None:
    words = ("医院", "阜新", "骨科", "fxs", "210900", "腰疼")
    before = [found((Term(word).clause,), None, 1000) for word in words]
    assert search_index.rebuild() == Entry.objects.live().exclude(found_by="").count()
    assert [found((Term(word).clause,), None, 1000) for word in words] == before


def test_reindex_says_how_many_can_be_found(cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reindex")
    count = Entry.objects.live().exclude(found_by="").count()
    assert capsys.readouterr().out == f"{count} entries can be found.\n"
    assert hospitals("中心") == ["阜新市中心医院"]


def test_an_article_out_of_scope_is_not_found(cast: SimpleNamespace) -> None:
    cast.page.in_scope, cast.page.out_of_scope_reason = False, "与医保无关"
    cast.page.save()
    publish([cast.page])
    assert "article" not in search_index.find((Term("城乡居民医保怎么交").clause,))


def test_an_address_is_not_indexed(cast: SimpleNamespace) -> None:
    cast.central.address = "海州区保健街43号"
    cast.central.save()
    publish([cast.central])
    assert hospitals("保健街") == []


def test_what_nobody_has_leaves_no_row(db: None) -> None:
    rows = generated(50, common=0.5)
    search_index.replace({}, rows)
    search_index.replace(rows, {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_posting")
        assert cursor.fetchone() == (0,)


def test_a_question_is_one_statement(filled: dict[int, str], django_assert_num_queries: Any) -> None:
    search_index.bitmaps()
    with Sequence.held(), django_assert_num_queries(1):
        search_index.find((Term("卫生室").clause, Term("阜新").clause))


def test_each_token_is_looked_up(filled: dict[int, str]) -> None:
    """SQLite once read every token of every block, for minutes, and no plan said that it scanned."""
    condition, values = postings().one_of(["卫生", "生室"])
    statement, values = READ.format(one=condition), [*values, 0, 2**62, *values, 0, 2**62]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plan = "\n".join(row[-1] for row in cursor.fetchall())
            assert "search_posting USING PRIMARY KEY (token=? AND block>? AND block<?)" in plan
            assert "staged USING PRIMARY KEY (block=? AND token=?)" in plan
            return
        cursor.execute(
            "INSERT INTO search_staged (block, token, places) SELECT block, token, places FROM search_posting"
        )
        cursor.execute("INSERT INTO search_block (number, fresh) SELECT DISTINCT block, false FROM search_posting")
        cursor.execute("ANALYZE search_block, search_posting, search_staged")
        cursor.execute("SET LOCAL enable_seqscan = off")  # the tables are small here
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        assert re.search(r"Index Cond: \(\(token = ANY.* AND \(block >=", plan), plan
        assert re.search(r"Index Cond: \(\(block = block\S*\.number\) AND \(token = ANY", plan), plan
