"""Loading: what lines become, what is refused and how it is said, and that it goes on where it was."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.core.index import search_index
from directory.core.index.tokens import Term
from directory.core.loading import loader, uncited
from directory.core.loading.loader import Refused
from directory.core.loading.updates import StoredRecords
from directory.core.models import Entry, HoursPattern, Scheme, Sequence
from directory.core.publishing.publish import publish, publish_all
from directory.core.sources.provenance import citable_fields, unsourced
from hospitals.models import Department, Hospital, HospitalPhone
from offices.models import Office

from .answered import check, load

pytestmark = pytest.mark.django_db

HOSPITAL = {
    "kind": "hospital",
    "slug": "xin-yi-yuan",
    "name": "海州区新医院",
    "aliases": ["新院"],
    "region": 210902,
    "address": "保健街 43 号",
    "latitude": 42.02,
    "longitude": 121.650001,
    "datum": "wgs84",
    "phones": [
        {"number": "0418-2820000", "kind": "landline", "label": "总机"},
        {"number": "13812345678", "kind": "mobile", "extension": "", "scheme": "resident"},
    ],
    "opening_hours": [
        {"purpose": "outpatient", "days": "workdays", "opens": "08:00", "closes": "12:00"},
        {"purpose": "emergency", "days": "daily", "round_the_clock": True},
    ],
    "level": 2,
    "grade": "a",
    "institution_type": "general",
    "ownership": "public",
    "designated": True,
    "departments": ["04.03", {"department": "04.03", "name": "骨科二病区", "is_key": True}],
}
OFFICE = {
    "kind": "office",
    "slug": "hai-zhou-yi-bao",
    "name": "海州区医保服务站",
    "region": "210902",
    "office_kind": "counter",
    "serves": [210902, 210900],
    "schemes": ["resident"],
    "services": ["yi-di-bei-an"],
    "opening_hours": [{"days": "weekdays", "weekdays": "135", "opens": "09:00", "closes": "11:30"}],
}
BEDS = {"kind": "beds", "minimum": 120, "maximum": 120, "unit": "张"}
EVERYTHING = [*citable_fields(Hospital)]
Write = Callable[..., list[str]]


@pytest.fixture
def world(cast: SimpleNamespace) -> SimpleNamespace:
    cast.scheme = Scheme.objects.create(code="resident", name="城乡居民医保")
    return cast


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes rows into a file; gives the list of its path."""

    def write(*rows: Any) -> list[str]:
        path = tmp_path / "lines.ndjson"
        path.write_bytes(b"\n".join(row if isinstance(row, bytes) else orjson.dumps(row) for row in rows) + b"\n")
        return [str(path)]

    return write


def done(paths: list[str], **how: Any) -> tuple[int, int]:
    every = list(load(paths, **how))
    return sum(each.new for each in every), sum(each.changed for each in every)


def many(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**HOSPITAL, "slug": f"h{number:05}", "name": f"第{number}医院", **changes} for number in range(count)]


def test_it_works(world: SimpleNamespace, written: Write) -> None:
    assert done(written(HOSPITAL, OFFICE)) == (2, 0)
    hospital = Hospital.objects.get(slug="xin-yi-yuan")
    assert (hospital.region, hospital.level, hospital.aliases, hospital.status) == (
        world.haizhou,
        2,
        ["新院"],
        "published",
    )
    assert hospital.pinyin == "haizhouquxinyiyuan hzqxyy"
    assert [str(phone) for phone in hospital.phones.all()] == ["0418-2820000", "138 1234 5678"]
    assert [str(row) for row in hospital.departments.all()] == ["骨科专业", "骨科二病区"]
    office = Office.objects.get(slug="hai-zhou-yi-bao")
    assert [region.code for region in office.serves.all()] == [210900, 210902]
    document = Entry.objects.get(slug="xin-yi-yuan").data
    assert document["phones"][1]["scheme"] == {"code": "resident", "name": "城乡居民医保"}
    assert (document["latitude"], document["region"]["path"]) == (42.02, ["辽宁省", "阜新市", "海州区"])
    assert (document["version"], document["updated_at"]) == (
        1,
        Entry.objects.get(slug="xin-yi-yuan").updated_at.isoformat(),
    )
    found = search_index.find((Term("新医院").clause,), ["hospital"])["hospital"].keys
    assert found == [Entry.objects.get(slug="xin-yi-yuan").key]


def test_what_is_loaded_is_what_publishing_makes_of_it(world: SimpleNamespace, written: Write) -> None:
    citation = {"article": "900-01", "field": "level", "value": "三级", "region": 210900}
    closed = {"from_date": "2026-03-01", "kind": "closed", "notice": "搬迁"}
    fact = {"kind": "beds", "minimum": 120, "maximum": 120, "unit": "张", "department": "04.03"}
    rows = [
        {**HOSPITAL, "citations": [citation, {**citation, "field": "address"}], "hours_exceptions": [closed], "facts": [fact]},
        {**HOSPITAL, "slug": "er", "opening_hours": [], "phones": [], "summer_from_month": 5, "summer_from_day": 1,
         "summer_to_month": 9, "summer_to_day": 30},
        {"kind": "hospital", "slug": "san", "name": "只有名字的医院", "region": 210000},
        OFFICE,
    ]  # fmt: skip
    assert done(written(*rows)) == (4, 0)
    before = list(Entry.objects.order_by("pk").values())  # type: ignore[misc]
    for model in (Hospital, Office):
        list(publish_all(model))
    assert list(Entry.objects.order_by("pk").values()) == before  # type: ignore[misc]


def test_loading_again_writes_nothing(world: SimpleNamespace, written: Write) -> None:
    paths = written(HOSPITAL, OFFICE)
    done(paths)
    before = Sequence.current(), HospitalPhone.objects.get(number="13812345678").pk
    assert done(paths) == (0, 0)
    assert (Sequence.current(), HospitalPhone.objects.get(number="13812345678").pk) == before


def test_the_database_looks_at_its_tables_when_they_have_grown(world: SimpleNamespace, written: Write) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL decides by how large they are")
    with CaptureQueriesContext(connection) as new:
        assert done(written(HOSPITAL)) == (1, 0)
    with CaptureQueriesContext(connection) as changed:
        assert done(written({**HOSPITAL, "address": "保健街 44 号"})) == (0, 1)
    assert [query["sql"] for query in new if "ANALYZE" in query["sql"]] == ["ANALYZE"]
    assert [query["sql"] for query in changed if "ANALYZE" in query["sql"]] == []


def test_what_a_line_says_otherwise_is_changed_and_what_it_does_not_say_stays(
    world: SimpleNamespace, written: Write
) -> None:
    done(written(HOSPITAL, OFFICE))
    hospital = Hospital.objects.get(slug="xin-yi-yuan")
    hospital.citations.create(article=world.teaser, field="level", value="二级")
    hospital.parking = "院内"
    hospital.save()
    publish([hospital])
    uid = hospital.phones.all()[0].uid
    phone = {"number": "0418-2820009", "kind": "landline"}
    changed = {
        "kind": "hospital", "slug": "xin-yi-yuan", "name": "海州区新新医院", "region": 210902, "phones": [phone],
    }  # fmt: skip
    assert done(written(changed, {**OFFICE, "serves": [210902]})) == (0, 2)
    hospital = Hospital.objects.get(slug="xin-yi-yuan")
    assert (hospital.name, hospital.pinyin, hospital.parking) == (
        "海州区新新医院",
        "haizhouquxinxinyiyuan hzqxxyy",
        "院内",
    )
    assert [(phone.number, phone.uid) for phone in hospital.phones.all()] == [("0418-2820009", uid)]
    assert (hospital.opening_hours.count(), hospital.citations.count(), hospital.version) == (2, 1, 2)
    assert Entry.objects.get(slug="xin-yi-yuan").data["name"] == "海州区新新医院"
    assert [region["code"] for region in Entry.objects.get(slug="hai-zhou-yi-bao").data["serves"]] == ["210902"]
    assert done(written(changed)) == (0, 0)


def test_what_is_loaded_anew_is_what_publishing_makes_of_it(world: SimpleNamespace, written: Write) -> None:
    done(written(*many(4), OFFICE))
    kept, cited = Hospital.objects.get(slug="h00001"), Hospital.objects.get(slug="h00002")
    Hospital.objects.filter(pk=kept.pk).update(parking="院内", pinyin="read by staff")
    cited.citations.create(article=world.teaser, field="level", value="三级")
    cited.possible_duplicates.add(kept)
    campus = Hospital.objects.get(slug="h00003")
    campus.parent = Hospital.objects.get(slug="h00000")
    campus.save()
    publish([kept, cited, campus])
    sequence = Sequence.current()
    rows = many(
        4, name="改名医院", aliases=[], phones=[{"number": "12345", "kind": "hotline"}], opening_hours=[], grade="b"
    )
    assert done(written(*rows, {**OFFICE, "services": [], "serves": [210900]})) == (0, 5)
    assert Sequence.current() == sequence + 5
    entries = Entry.objects.filter(sequence__gt=sequence)
    assert set(entries.values_list("slug", "version")) == {
        ("h00000", 2), ("h00001", 3), ("h00002", 3), ("h00003", 3), ("hai-zhou-yi-bao", 2),
    }  # fmt: skip
    assert Hospital.objects.get(pk=kept.pk).pinyin == "read by staff"
    assert set(Hospital.objects.filter(slug__startswith="h0").values_list("version", flat=True)) == {2}
    before = list(Entry.objects.order_by("pk").values())  # type: ignore[misc]
    for model in (Hospital, Office):
        list(publish_all(model))
    assert list(Entry.objects.order_by("pk").values()) == before  # type: ignore[misc]
    assert Hospital.objects.get(pk=campus.pk).phones.count() == 1


def test_an_identity_that_another_has_is_refused_to_one_that_is_there(world: SimpleNamespace, written: Write) -> None:
    coded = {**HOSPITAL, "insurance_code": "H21090200001"}
    done(written(coded, {**HOSPITAL, "slug": "er"}))
    with pytest.raises(Refused, match=r":1: 这个定点医药机构编码已属于另一家医院"):
        list(load(written({**coded, "slug": "er"}, {**HOSPITAL, "name": "新名医院"})))
    assert not Hospital.objects.filter(name="新名医院").exists()


def test_a_draft_is_not_public(world: SimpleNamespace, written: Write) -> None:
    assert done(written({**HOSPITAL, "status": "draft"})) == (1, 0)
    assert not Entry.objects.filter(slug="xin-yi-yuan").exists()
    assert done(written({**HOSPITAL, "status": "published"})) == (0, 1)
    assert Entry.objects.filter(slug="xin-yi-yuan").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "clinic"}, 'kind "clinic": expected is one of hospital, office'),
        ({"slug": "小写"}, 'slug "小写": 只用小写字母'),
        ({"slug": None}, "slug null: a text is expected"),
        ({"name": ""}, 'name "": '),
        ({"name": "看不\u200b见"}, "U+200B"),
        ({"name": 5}, "name 5: a text is expected"),
        ({"address": "a\0b"}, "U+0000"),
        ({"address": "长" * 201}, "address"),
        ({"region": 999999}, "region 999999: there is no such region, give its slug or code"),
        ({"region": None}, "region null: there is no such region"),
        ({"colour": "red"}, "colour: not known, use "),
        ({"parent": "gibt-es-nicht"}, 'parent "gibt-es-nicht": there is no such hospital yet'),
        ({"parent": 5}, "parent 5: a slug is expected"),
        ({"possible_duplicates": ["xin-yi-yuan"]}, "a record cannot refer to itself"),
        ({"slug": "gut", "name": "别的医院"}, "slug: line 1 has the same, gut"),
        ({"level": 4}, "accepted: 0, 1, 2, 3"),
        ({"level": 2.5}, "level 2.5: a whole number is expected"),
        ({"level": True}, "level true: a whole number is expected"),
        ({"designated": "yes"}, "true or false is expected"),
        ({"aliases": "新院"}, "a list of texts is expected"),
        ({"latitude": 99.5}, "latitude 99.5"),
        ({"latitude": 42.0200001}, "latitude 42.0200001"),
        ({"datum": {}}, "datum {}: a text is expected"),
        ({"datum": ["gcj02"]}, "a text is expected"),
        ({"datum": ""}, "纬度、经度和原坐标系要一起填写"),
        ({"grade": "special"}, "只有三级医院才有特等"),
        ({"phones": [{"number": "12", "kind": "landline"}]}, 'phones.0.number "12": “12”'),
        ({"phones": [{"label": "总机"}]}, "phones.0.number: is missing"),
        ({"phones": [True]}, 'phones.0 true: an object is expected'),
        ({"phones": "看门诊楼"}, 'phones "看门诊楼": “看门诊楼”里没有号码'),
        ({"phones": [{"number": "0376-2000000", "kind": "mobile"}]}, "doubtful: phones.0.number"),
        ({"phones": ["0376-2000000"]}, "的区号不是所在地区的"),
        ({"phones": ["0418-28200000"]}, "的位数与这个区号的号码不符"),
        ({"phones": [{"number": "12345", "kind": "hotline"}] * 2}, "这个电话已经填过了"),
        ({"opening_hours": [{"days": "daily", "opens": "12:00", "closes": "08:00"}]}, "opening_hours: 第 1 行"),
        ({"opening_hours": [{"days": "daily", "opens": "25:00", "closes": "08:00"}]}, 'opening_hours.0.opens "25:00"'),
        ({"departments": ["99.99"]}, 'departments.0.department "99.99": there is no such department'),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_nothing_is_written(
    world: SimpleNamespace, written: Write, change: dict[str, Any], says: str
) -> None:
    before = Hospital.objects.count(), Entry.objects.count(), HospitalPhone.objects.count(), Sequence.current()
    path = written({**HOSPITAL, "slug": "gut"}, {**HOSPITAL, **change})
    with pytest.raises(Refused) as error:
        list(load(path))
    assert f"{path[0]}:2: " in str(error.value)
    assert says in str(error.value)
    assert (
        Hospital.objects.count(),
        Entry.objects.count(),
        HospitalPhone.objects.count(),
        Sequence.current(),
    ) == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", ":1: not JSON"),
        (b"\xff", ":1: not JSON"),
        (b"[1]", ":1: an object is expected"),
        (b'{"kind": "hospital", "name": "\xe7\x94\xb2", "region": 210902}', "slug: is missing"),
        (b'{"kind": "hospital", "slug": "a"}', "name: is missing"),
    ],
)
def test_a_line_that_is_no_record_is_named(world: SimpleNamespace, written: Write, line: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        list(load(written(line)))


def test_an_identity_that_is_taken_is_refused(world: SimpleNamespace, written: Write) -> None:
    coded = {**HOSPITAL, "insurance_code": "H21090200001"}
    with pytest.raises(Refused, match=r":2: insurance_code: 这个定点医药机构编码已属于另一家医院"):
        list(load(written(coded, {**coded, "slug": "er"})))
    assert not Hospital.objects.filter(slug="xin-yi-yuan").exists()


def test_bad_lines_are_left_out_on_request(
    world: SimpleNamespace, written: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [orjson.dumps({**HOSPITAL, "slug": "a", "level": 9}), b"{"]
    paths = written(HOSPITAL, *bad, {**HOSPITAL, "slug": "b", "datum": ""}, OFFICE)
    call_command("load", *paths, skip_bad=str(tmp_path / "bad"), editorial=True, processes=1)
    told = capsys.readouterr()
    assert "5 lines: 2 new, 0 changed, 3 refused." in told.out
    assert told.err.count("lines.ndjson:") == 3
    assert (tmp_path / "bad").read_bytes().split(b"\n")[:2] == bad
    assert [json.loads(line)["slug"] for line in (tmp_path / "bad").read_bytes().splitlines()[2:]] == ["b"]


def test_checking_writes_nothing(world: SimpleNamespace, written: Write) -> None:
    paths = written(HOSPITAL, {**OFFICE, "office_kind": "shop"})
    before = Sequence.current()
    [found] = check(paths)
    assert ["office_kind" in str(refused) for refused in found.refused] == [True]
    assert Sequence.current() == before


def test_a_script_learns_that_a_check_found_something(world: SimpleNamespace, written: Write) -> None:
    """``load --check lines && load lines`` went on."""
    call_command("load", *written(HOSPITAL), check=True, editorial=True, processes=1)
    with pytest.raises(CommandError, match="Lines that would be refused: 1"):
        call_command(
            "load", *written(HOSPITAL, {**OFFICE, "office_kind": "shop"}), check=True, editorial=True, processes=1
        )


def test_a_batch_that_fails_leaves_the_one_before_and_loading_goes_on_from_there(
    world: SimpleNamespace, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "BATCH", 10)
    rows = many(25)
    batches = load(written(*rows[:15], {**rows[15], "level": 7}, *rows[16:]))
    assert next(batches).new == 10
    with pytest.raises(Refused):
        next(batches)
    assert (
        Hospital.objects.filter(slug__startswith="h0").count()
        == Entry.objects.filter(slug__startswith="h0").count()
        == 10
    )
    before = Entry.objects.get(slug="h00003").sequence
    assert done(written(*rows)) == (15, 0)
    assert Entry.objects.get(slug="h00003").sequence == before
    assert Entry.objects.filter(slug__startswith="h0").count() == 25


def test_what_others_publish_meanwhile_is_seen(
    world: SimpleNamespace, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "BATCH", 10)
    batches = load(written(*many(20)))
    next(batches)
    world.haizhou.name = "新海州区"
    world.haizhou.save()
    publish([world.haizhou])
    next(batches)
    names = {Entry.objects.get(slug=slug).data["region"]["name"] for slug in ("h00003", "h00013")}
    assert names == {"新海州区"}


def test_a_slug_that_a_record_gave_up_can_be_taken(world: SimpleNamespace, written: Write) -> None:
    world.second.slug = "elsewhere"
    world.second.save()
    publish([world.second])
    assert done(written({**HOSPITAL, "slug": "hai-zhou-er-yuan"})) == (1, 0)
    assert Entry.objects.get(slug="hai-zhou-er-yuan").data["name"] == "海州区新医院"


def test_equal_timetables_are_one_pattern(world: SimpleNamespace, written: Write) -> None:
    done(written(*many(5)))
    assert Entry.objects.filter(slug__startswith="h0").values("hours_pattern").distinct().count() == 1
    assert HoursPattern.objects.count() <= 2


def test_packed_files_and_standard_input(
    world: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(orjson.dumps(HOSPITAL) + b"\n\n"))
    assert done([str(tmp_path / "a.ndjson.gz")]) == (1, 0)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(orjson.dumps(OFFICE))))
    assert done(["-"]) == (1, 0)


@pytest.mark.usefixtures("cast")
def test_a_file_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load", "/nowhere.ndjson", processes=1)


def test_a_department_of_the_catalogue_is_meant_by_its_slug(world: SimpleNamespace, written: Write) -> None:
    Department.objects.create(slug="05", code="05", name="妇产科")  # a draft: loaded, and not shown
    done(written({**HOSPITAL, "departments": ["05"]}))
    assert Hospital.objects.get(slug="xin-yi-yuan").departments.count() == 1
    assert Entry.objects.get(slug="xin-yi-yuan").data["departments"] == []


# Nothing uncited is published


def test_what_nobody_answers_for_is_refused(world: SimpleNamespace, written: Write) -> None:
    """It was published, and only queued."""
    cited = {"citations": [{"article": "900-01", "field": "region", "value": "海州区"}]}
    rows = [HOSPITAL, {"kind": "hospital", "slug": "er", "name": "第二医院", "region": 210902, **cited}]
    lacking = "address, latitude, longitude, level, grade, institution_type, ownership, designated"
    [found] = loader.load(written(*rows), skip_bad=True)
    (refused,) = found.refused
    assert refused.why.startswith("no citation and not editorial, so it cannot be public: name")
    assert set(lacking.split(", ")) < set(refused.why.partition("public: ")[2].split(", "))
    assert (found.new, Hospital.objects.filter(slug="xin-yi-yuan").exists()) == (1, False)
    assert [str(each) for each in next(loader.check(written(*rows))).refused] == [str(refused)]
    with pytest.raises(Refused, match="no citation"):
        list(loader.load(written(*rows)))


def test_the_operators_word_stands_for_the_tick(world: SimpleNamespace, written: Write) -> None:
    assert done(written(HOSPITAL)) == (1, 0)
    hospital, entry = Hospital.objects.get(slug="xin-yi-yuan"), Entry.objects.get(slug="xin-yi-yuan")
    assert {"name", "region", "address", "phones", "departments"} < set(hospital.editorial)
    assert (entry.uncited, entry.data["editorial"]) == (False, hospital.editorial)
    assert done(written(HOSPITAL)) == (0, 0)
    # Who answers for it has been said once: again, and without the word, nothing is different.
    assert [(each.new, each.changed, each.refused) for each in loader.load(written(HOSPITAL))] == [(0, 0, [])]


def test_a_draft_needs_no_source(world: SimpleNamespace, written: Write) -> None:
    [found] = loader.load(written({**HOSPITAL, "status": "draft"}))
    assert (found.new, Entry.objects.filter(slug="xin-yi-yuan").exists()) == (1, False)
    with pytest.raises(Refused, match="no citation"):
        list(loader.load(written({**HOSPITAL, "status": "published"})))


def test_a_record_gains_nothing_without_a_source(world: SimpleNamespace, written: Write) -> None:
    done(written(HOSPITAL))
    Hospital.objects.filter(slug="xin-yi-yuan").update(editorial=["name", "region"])  # as loads once left them
    more = {"kind": "hospital", "slug": "xin-yi-yuan", "name": "海州区新医院", "region": 210902}
    for given, says in (
        ({"parking": "有"}, ["parking"]),
        ({"editorial": []}, ["name", "region"]),
        ({"facts": [BEDS]}, ["facts"]),
    ):
        [found] = loader.load(written({**more, **given}), skip_bad=True)
        assert [each.why.partition("public: ")[2].split(", ") for each in found.refused] == [says]
    [found] = loader.load(written({**more, "address": "保健街 44 号"}))  # can still be put right
    assert (found.changed, found.refused) == (1, [])
    assert done(written({**more, "parking": "有", "facts": [BEDS]})) == (0, 1)
    assert Hospital.objects.get(slug="xin-yi-yuan").editorial == ["name", "region", "parking", "facts"]
    assert Entry.objects.get(slug="xin-yi-yuan").uncited  # of its address this line says nothing
    assert done(written(HOSPITAL)) == (0, 1)
    assert not Entry.objects.get(slug="xin-yi-yuan").uncited


def test_a_line_that_is_refused_keeps_no_other_from_being_loaded(world: SimpleNamespace, written: Write) -> None:
    rows = [{**row, "editorial": [] if number == 2 else EVERYTHING} for number, row in enumerate(many(5))]
    [found] = loader.load(written(*rows), skip_bad=True)
    assert (found.new, [json.loads(each.line)["slug"] for each in found.refused]) == (4, ["h00002"])


def test_stored_values_are_judged_as_the_record_is(world: SimpleNamespace, written: Write) -> None:
    """A loaded record is never made into an instance: the judgement must not depend on that."""
    list(loader.load(written({**HOSPITAL, "status": "draft"}, {**OFFICE, "status": "draft", "editorial": ["serves"]})))
    for model in (Hospital, Office):
        shape = loader.Desk().shapes[model.kind]
        for record in model.objects.all():
            read = StoredRecords.read(shape, [record.slug])
            ((key, values),) = read.records.values()
            parts, sets = ({name: rows.get(key, []) for name, rows in each.items()} for each in (read.parts, read.sets))
            assert uncited.unsourced(shape, uncited.StoredRecord(values, parts, sets)) == unsourced(record)
