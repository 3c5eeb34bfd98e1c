"""Loader faults that real lists have shown: what vanished, overwrote, or filled the memory."""

from __future__ import annotations

import gzip
import resource
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command

from directory.core.loading.errors import LineError
from directory.core.loading.files import LONGEST_LINE, TOO_LONG, chunks
from directory.core.loading.loader import Refused
from directory.core.models import Entry, Sequence
from hospitals.models import Hospital

from .answered import check, load

pytestmark = pytest.mark.django_db

Write = Callable[..., list[str]]


def line(slug: str, name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "hospital", "slug": slug, "name": name, "region": 210902, **more}


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(*rows: Any) -> list[str]:
        path = tmp_path / "lines.ndjson"
        path.write_bytes(b"\n".join(row if isinstance(row, bytes) else orjson.dumps(row) for row in rows) + b"\n")
        return [str(path)]

    return write


def refused(paths: list[str], way: Callable[..., Any] = load) -> list[str]:
    """What is refused, by loading (nothing of it is written) or by the check."""
    if way is check:
        return [str(each) for done in check(paths) for each in done.refused]
    with pytest.raises(Refused) as error:
        list(load(paths))
    return str(error.value).splitlines()


def test_it_works(cast: SimpleNamespace, written: Write) -> None:
    paths = written(line("a", "甲医院"), line("b", "乙医院"))
    assert [done.refused for done in check(paths)] == [[]]
    assert not Hospital.objects.filter(slug__in="ab").exists()
    assert [(done.new, done.changed) for done in load(paths)] == [(2, 0)]


def test_the_second_of_two_lines_with_one_slug_is_refused_and_the_first_does_not_vanish(
    cast: SimpleNamespace, written: Write
) -> None:
    paths = written(line("a", "甲医院"), line("a", "乙医院"))
    assert refused(paths) == refused(paths, check) == [f"{paths[0]}:2: slug: line 1 has the same, a"]
    (done,) = load(paths, skip_bad=True)
    assert Hospital.objects.get(slug="a").name == "甲医院"
    assert (done.new, len(done.refused)) == (1, 1)


def test_a_line_that_is_there_twice_counts_once(cast: SimpleNamespace, written: Write) -> None:
    assert [(done.new, done.refused) for done in load(written(line("a", "甲医院"), line("a", "甲医院")))] == [(1, [])]


def test_a_slug_of_another_place_is_doubtful_and_never_a_rename(cast: SimpleNamespace, written: Write) -> None:
    paths = written(line("fu-xin-zhong-xin", "沈阳医院", region=210100))
    for accept in (False, True):
        with pytest.raises(Refused, match=r"doubtful: slug: .*阜新市中心医院"):
            list(load(paths, accept_doubts=accept))
    assert Hospital.objects.get(slug="fu-xin-zhong-xin").name == "阜新市中心医院"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "阜新市第一医院"},  # renamed
        {"region": 210100},  # moved
        {"name": "阜新中心", "region": 210100},  # its alias
        {"name": "新中心", "region": 210902},  # told more exactly
    ],
)
def test_a_renamed_or_moved_place_is_still_itself(
    cast: SimpleNamespace, written: Write, change: dict[str, Any]
) -> None:
    assert [
        (done.new, done.changed)
        for done in load(written({**line("fu-xin-zhong-xin", "阜新市中心医院"), "region": 210900} | change))
    ] == [(0, 1)]


def test_check_and_load_refuse_the_same_and_check_writes_nothing(cast: SimpleNamespace, written: Write) -> None:
    code = "H21090200001"
    paths = written(
        line("a", "甲医院", insurance_code=code),
        line("b", "乙医院", insurance_code=code),
        line("c", "丙医院", level=9),
        line("hai-zhou-er-yuan", "别处医院", region=210100),
        line("d", "丁医院", phones=["0376-2137873"]),
    )
    before = Sequence.current(), Hospital.objects.count(), Entry.objects.count()
    assert len(refused(paths, check)) == 4
    assert refused(paths, check) == refused(paths)
    assert before == (Sequence.current(), Hospital.objects.count(), Entry.objects.count())


def test_check_remembers_what_stood_in_a_batch_before(
    cast: SimpleNamespace, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from directory.core.loading import loader

    monkeypatch.setattr(loader, "BATCH", 1)
    code = "H21090200001"
    paths = written(
        line("a", "甲医院", insurance_code=code), line("b", "乙医院", insurance_code=code), line("c", "丙", parent="a")
    )
    assert refused(paths, check) == refused(paths)
    assert len(refused(paths, check)) == 1


def test_a_campus_names_its_hospital_though_it_stands_beside_it(cast: SimpleNamespace, written: Write) -> None:
    paths = written(line("a-east", "甲医院东院区", parent="a"), line("a", "甲医院"))
    assert [(done.new, done.changed) for done in load(paths)] == [(2, 0)]
    assert Entry.objects.get(slug="a-east").data["parent"]["name"] == "甲医院"
    assert [(done.new, done.changed) for done in load(paths)] == [(0, 0)]
    list(load(written(line("a-east", "甲医院东院区", parent=None))))
    assert Entry.objects.get(slug="a-east").data["parent"] is None


def test_possible_duplicates_hold_both_ways(cast: SimpleNamespace, written: Write) -> None:
    paths = written(line("a", "同名医院"), line("b", "同名医院", possible_duplicates=["a"]))
    assert [(done.new, done.changed) for done in load(paths)] == [(2, 0)]
    assert [each["slug"] for each in Entry.objects.get(slug="a").data["possible_duplicates"]] == ["b"]
    assert [each["slug"] for each in Entry.objects.get(slug="b").data["possible_duplicates"]] == ["a"]
    assert [(done.new, done.changed) for done in load(paths)] == [(0, 0)]
    assert [(done.new, done.changed) for done in load(written(line("a", "同名医院", possible_duplicates=[])))] == [
        (0, 1)
    ]
    assert Entry.objects.get(slug="b").data["possible_duplicates"] == []


def test_a_reviewed_reading_of_the_region_is_used(cast: SimpleNamespace, written: Write) -> None:
    cast.haizhou.__class__.objects.filter(pk=210902).update(short_name="朝阳", pinyin="chaoyang", initials="cy")
    list(load(written(line("a", "朝阳区医院"))))
    assert Hospital.objects.get(slug="a").pinyin == "chaoyangquyiyuan cyqyy"


def test_two_places_with_one_pinyin_get_slugs_of_their_own(cast: SimpleNamespace) -> None:
    slugs = []
    for name, region in [
        ("和平医院", cast.haizhou),
        ("和评医院", cast.haizhou),
        ("和平医院", cast.shenyang),
        ("和平医院", cast.haizhou),
    ]:
        hospital = Hospital(name=name, region=region)
        hospital.full_clean()
        hospital.save()
        slugs.append(hospital.slug)
    assert slugs == [
        "he-ping-yi-yuan", "he-ping-yi-yuan-haizhou", "he-ping-yi-yuan-shenyang", "he-ping-yi-yuan-haizhou-2",
    ]  # fmt: skip


def test_a_line_without_end_is_named_and_not_held(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ndjson.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'{"kind":"hospital"}\n')
        for _block in range(300):
            file.write(b" " * (1 << 20))
        file.write(b"\n{}\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (chunk,) = chunks([str(path)])
    assert [held.startswith(TOO_LONG) for held in chunk.lines] == [False, True, False]
    assert max(map(len, chunk.lines)) < LONGEST_LINE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KB


def test_a_line_without_end_is_refused(cast: SimpleNamespace, written: Write) -> None:
    paths = written(line("a", "甲" * (LONGEST_LINE // 2)))
    assert refused(paths) == refused(paths, check) == [f"{paths[0]}:1: is too long for one record (1 MB at most)"]


def test_another_load_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import threading

    from directory.core.loading import turns

    said, order = threading.Event(), list[str]()
    monkeypatch.setattr(turns, "connection", SimpleNamespace(vendor="sqlite", settings_dict={"NAME": tmp_path / "db"}))

    def second() -> None:
        with turns.alone(said.set):
            order.append("second")

    with turns.alone(lambda: order.append("first had to wait")):
        waiting = threading.Thread(target=second)
        waiting.start()
        assert said.wait(5)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]


def test_a_request_hung_while_another_load_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from directory.core.loading import turns

    monkeypatch.setattr(turns, "connection", SimpleNamespace(vendor="sqlite", settings_dict={"NAME": tmp_path / "db"}))
    with turns.alone():
        with pytest.raises(LineError, match="another load is running"), turns.alone(patience=0):
            pytest.fail("Two loads at once.")
        with pytest.raises(LineError), turns.alone(patience=0.2):
            pytest.fail("Two loads at once.")
    with turns.alone(patience=0):
        pass


def test_the_command_says_that_a_line_is_doubtful(cast: SimpleNamespace, written: Write) -> None:
    paths = written(line("a", "甲医院", phones=["0376-2137873"]))
    with pytest.raises(CommandError, match="doubtful: phones"):
        call_command("load", *paths, editorial=True, processes=1)
    call_command("load", *paths, editorial=True, processes=1, accept_doubtful=True, verbosity=0)
    assert str(Hospital.objects.get(slug="a").phones.get()) == "0376-2137873"
