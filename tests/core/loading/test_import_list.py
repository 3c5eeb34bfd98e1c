"""Lists as people have them, from the file to the records: CSV, GBK, Excel, NDJSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from directory.core.loading.errors import LineError
from directory.core.loading.lists import tables
from directory.core.loading.lists.columns import guess, level_and_grade
from directory.core.loading.lists.importing import Source, day
from directory.core.models import Article, Change, Entry, ImportRun, Sequence
from directory.core.publishing.publish import publish
from hospitals.models import Hospital

from .whole_lists import Outcome, import_list

pytestmark = [pytest.mark.usefixtures("directory"), pytest.mark.django_db]

HEADINGS = ["序号", "医院名称", "省", "市", "区县", "地址", "联系电话", "医院等级", "门诊时间", "诊疗科目", "医保编码"]
GOOD = [
    "1", "罗山县试验医院", "河南省", "信阳市", "罗山县", "宝城东路1号", "2137873", "二级甲等",
    "周一至周五 上午8:00-12:00 下午14:30-17:30", "骨科、内科", "H41152100001",
]  # fmt: skip
SOURCE = Source("信阳市医疗保障局：定点医疗机构名单")


@pytest.fixture(autouse=True)
def undone(directory: None) -> Iterator[None]:
    """Each test on the directory as it was."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def row(**changes: str) -> list[str]:
    return [changes.get(heading, cell) for heading, cell in zip(HEADINGS, GOOD, strict=True)]


def written(path: Path, *rows: list[str], encoding: str = "utf-8-sig") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def done(path: Path, *rows: list[str], **how: Any) -> Outcome:
    return import_list(written(path / "list.csv", *rows), "hospital", SOURCE, **how)


def said(outcome: Outcome, state: str) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.text) for each in outcome.findings if each.state == state]


def test_it_works(tmp_path: Path) -> None:
    outcome = done(tmp_path, GOOD)
    assert outcome.mapping == {
        "医院名称": "name", "省": "region", "市": "region", "区县": "region", "地址": "address", "联系电话": "phones",
        "医院等级": "level", "门诊时间": "opening_hours", "诊疗科目": "departments", "医保编码": "insurance_code",
    }  # fmt: skip
    document = Entry.objects.get(kind="hospital", slug="luo-shan-xian-shi-yan-yi-yuan").data
    assert (document["region"]["code"], document["level"], document["grade"]) == ("411521", 2, "a")
    assert [phone["number"] for phone in document["phones"]] == ["0376-2137873"]
    assert [(each["opens"], each["closes"]) for each in document["opening_hours"]] == [
        ("08:00", "12:00"),
        ("14:30", "17:30"),
    ]
    assert [each["name"] for each in document["departments"]] == ["骨科", "内科"]


def test_every_value_cites_the_list_and_nothing_is_called_verified(tmp_path: Path) -> None:
    done(tmp_path, GOOD)
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    article = Article.objects.get(title=SOURCE.title)
    cited = {each.field for each in hospital.citations.all() if each.article == article}
    assert cited >= {"name", "region", "address", "phones", "level", "grade", "opening_hours", "departments"}
    assert hospital.verified_on is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "list.csv", GOOD, encoding=encoding)
    assert import_list(path, "hospital", SOURCE).count("new") == 1


def test_an_excel_sheet_with_a_title_above_and_numbers_for_phones(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026 年定点医疗机构名单"])
    sheet.append(HEADINGS)
    sheet.append([3762137873 if heading == "联系电话" else cell for heading, cell in zip(HEADINGS, GOOD, strict=True)])
    book.save(tmp_path / "list.xlsx")
    outcome = import_list(tmp_path / "list.xlsx", "hospital", SOURCE)
    assert [(each.row, each.state) for each in outcome.findings] == [(3, "new")]
    assert Hospital.objects.get(insurance_code="H41152100001").phones.get().number == "0376-2137873"


def test_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "list.ndjson"
    path.write_bytes(
        orjson.dumps({"name": "罗山县试验医院", "region": "罗山县", "phones": ["2137873"], "level": "三甲"})
    )
    assert import_list(path, "hospital", SOURCE).count("new") == 1
    assert Hospital.objects.get(name="罗山县试验医院").level == 3


def test_the_check_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    before = Sequence.current(), Hospital.objects.count(), Article.objects.count()
    rows = [GOOD, row(医院名称="坏医院", 医院等级="五级", 医保编码="")]
    checked = done(tmp_path, *rows, only_check=True)
    assert before == (Sequence.read(), Hospital.objects.count(), Article.objects.count())
    assert checked == done(tmp_path, *rows)


def test_all_that_is_wrong_with_a_row_is_said_at_once_and_the_others_come_in(tmp_path: Path) -> None:
    bad = row(医院等级="五级", 区县="骡山县", 诊疗科目="占卜科", 医保编码="")
    outcome = done(tmp_path, bad, GOOD)
    assert {column for number, column, _text in said(outcome, "refused") if number == 2} == {
        "医院等级",
        "诊疗科目",
        "省",
    }
    assert "罗山县" in "".join(text for _number, _column, text in said(outcome, "refused"))
    assert (outcome.count("refused"), outcome.count("new")) == (1, 1)


@pytest.mark.parametrize(
    ("change", "state", "column", "says"),
    [
        ({"联系电话": "010-62345678"}, "doubtful", "联系电话", "区号不是"),
        ({"联系电话": "看门诊楼"}, "refused", "联系电话", "没有号码"),
        ({"门诊时间": "8:00-17:00"}, "refused", "门诊时间", "哪几天没有写"),
        ({"医院名称": ""}, "refused", "医院名称", "name is missing"),
        ({"医保编码": "X1"}, "refused", "医保编码", "定点编码"),
        ({"省": "", "市": "", "区县": ""}, "refused", "省", "no column names the region"),
    ],
)
def test_a_cell_that_is_wrong_is_named(
    tmp_path: Path, change: dict[str, str], state: str, column: str, says: str
) -> None:
    outcome = done(tmp_path, row(**change))
    ((number, at, text),) = said(outcome, state)
    assert (number, at) == (2, column)
    assert says in text
    assert outcome.count("new") == 0


def test_the_region_may_stand_before_the_address(tmp_path: Path) -> None:
    outcome = done(tmp_path, row(省="", 市="", 区县="", 地址="河南省信阳市罗山县宝城东路1号"))
    assert outcome.count("new") == 1
    assert Hospital.objects.get(insurance_code="H41152100001").region_id == 411521


def test_a_region_that_is_no_more_is_said(tmp_path: Path) -> None:
    outcome = done(tmp_path, row(省="北京市", 市="北京市", 区县="崇文区", 联系电话="67123456"))
    assert ["东城区" in text for _number, _column, text in said(outcome, "note")] == [True]


def test_again_it_is_unchanged_and_a_change_is_shown_old_and_new(tmp_path: Path) -> None:
    done(tmp_path, GOOD)
    number = Sequence.current()
    assert done(tmp_path, GOOD).count("new") == 0
    assert Sequence.read() == number
    outcome = done(tmp_path, row(地址="新路2号"))
    assert [
        (each.before, each.after) for each in outcome.findings if each.state == "changed" and each.column == "地址"
    ] == [("宝城东路1号", "新路2号")]


def test_what_staff_verified_is_not_overwritten_but_proposed(tmp_path: Path) -> None:
    done(tmp_path, GOOD)
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    Hospital.objects.filter(pk=hospital.pk).update(verified_on=date(2026, 1, 1), website="")
    outcome = done(tmp_path, row(地址="新路2号", 联系电话="2137999"))
    assert [(each.before, each.after) for each in outcome.findings if each.state == "proposal"] == [
        ("宝城东路1号", "新路2号"), ("0376-2137873", "0376-2137999"),
    ]  # fmt: skip
    hospital.refresh_from_db()
    assert hospital.address == "宝城东路1号"
    assert hospital.phones.get().number == "0376-2137873"


@pytest.mark.parametrize(("state", "sees"), [("submitted", "proposal"), ("refused", "note"), ("returned", "note")])
def test_what_was_refused_still_counted_as_waiting_when_the_list_came_again(
    tmp_path: Path, state: str, sees: str
) -> None:
    done(tmp_path, GOOD)
    Hospital.objects.filter(insurance_code="H41152100001").update(verified_on=date(2026, 1, 1))
    done(tmp_path, row(地址="新路2号"))
    if state != "submitted":
        Change.objects.get(origin="import").move(state, word="地址没有变")
    outcome = done(tmp_path, row(地址="新路2号"))
    assert [(each.state, each.after) for each in outcome.findings if each.after] == [(sees, "新路2号")]
    run = ImportRun.objects.latest("pk")
    assert [(each.has_proposal, each.state) for each in run.rows.all()] == [(sees == "proposal", "unchanged")]
    assert Change.objects.filter(origin="import").count() == 1


def test_whether_a_proposal_was_refused_was_asked_row_by_row(tmp_path: Path) -> None:
    places = [
        row(医院名称=f"罗山县第{n}试验医院", 联系电话=f"21378{n}", 医保编码=f"H411521000{n}") for n in (21, 22, 23)
    ]
    done(tmp_path, *places)
    Hospital.objects.filter(name__endswith="试验医院").update(verified_on=date(2026, 1, 1))
    again = [[cell if cell != "宝城东路1号" else "新路2号" for cell in cells] for cells in places]
    queries = []
    for some in (again[:1], again):
        with CaptureQueriesContext(connection) as captured:
            assert done(tmp_path, *some, only_check=True).count("proposal") == len(some)
        queries.append(sum('FROM "core_change"' in each["sql"] for each in captured))
    assert queries == [1, 1]


def test_a_renamed_record_is_found_by_its_code_or_its_old_slug(tmp_path: Path) -> None:
    done(tmp_path, GOOD)
    assert done(tmp_path, row(医院名称="罗山县第九医院")).count("new") == 0
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    assert (hospital.name, hospital.slug) == ("罗山县第九医院", "luo-shan-xian-shi-yan-yi-yuan")
    hospital.slug = "jiu-yuan"
    hospital.save()
    publish([hospital])
    path = tmp_path / "list.ndjson"
    path.write_bytes(
        orjson.dumps({"slug": "luo-shan-xian-shi-yan-yi-yuan", "name": "罗山县第九医院", "region": 411521})
    )
    assert import_list(path, "hospital", SOURCE).count("new") == 0


def test_what_other_sources_say_stays_cited(tmp_path: Path) -> None:
    done(tmp_path, GOOD)
    assert import_list(tmp_path / "list.csv", "hospital", Source("另一名单")).count("refused") == 0
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    assert {each.article.title for each in hospital.citations.filter(field="address")} == {SOURCE.title, "另一名单"}


def test_a_list_takes_nothing_away_that_other_sources_say(tmp_path: Path) -> None:
    """A list with outpatient hours replaced the emergency room's 24 hours, and six departments by its one."""
    central = Hospital.objects.get(slug="fu-xin-shi-zhong-xin-yi-yuan")
    hours, departments = ([str(each) for each in rows.all()] for rows in (central.opening_hours, central.departments))
    given = {"医院名称": central.name, "省": "辽宁省", "市": "阜新市", "区县": "", "医保编码": "", "地址": "中华路1号"}
    told = done(
        tmp_path, row(**given, 联系电话="", 医院等级="三级甲等", 门诊时间="周一至周五 8:00-16:30", 诊疗科目="内科")
    )
    assert {finding.text.partition(": ")[2] for finding in told.findings if finding.state == "proposal"} == {
        "opening_hours", "departments"
    }  # fmt: skip
    central.refresh_from_db()
    assert [str(each) for each in central.opening_hours.all()] == hours != []
    assert [str(each) for each in central.departments.all()] == departments != []
    assert central.address == "中华路1号"
    cited = dict(central.citations.filter(article__title=SOURCE.title).values_list("field", "value"))
    assert (cited["level"], cited["grade"]) == ("三级", "甲等")
    assert not {"level", "grade"} & set(Entry.objects.get(kind="hospital", slug=central.slug).data["disputed"])


def test_two_names_of_one_pinyin_are_two_places(tmp_path: Path) -> None:
    outcome = done(tmp_path, row(医院名称="罗山县和平医院", 医保编码=""), row(医院名称="罗山县和评医院", 医保编码=""))
    assert outcome.count("new") == 2
    assert {each.text for each in outcome.findings} == {
        "luo-shan-xian-he-ping-yi-yuan", "luo-shan-xian-he-ping-yi-yuan-luoshan",
    }  # fmt: skip


def test_a_column_is_mapped_by_hand_or_left_out(tmp_path: Path) -> None:
    outcome = done(tmp_path, GOOD, mapping={"序号": "directions", "门诊时间": ""})
    assert "门诊时间" not in outcome.mapping
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    assert (hospital.directions, hospital.opening_hours.count()) == ("1", 0)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"没有": "name"}, "no such column"),
        ({"序号": "gibtesnicht"}, "no such field"),
        ({"医院名称": ""}, "no column is the name"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path: Path, mapping: dict[str, str], says: str) -> None:
    with pytest.raises(LineError, match=says):
        done(tmp_path, GOOD, mapping=mapping)


def test_columns_are_guessed_from_values_where_headings_say_nothing() -> None:
    sample = [{"甲": "H41152100001", "乙": "0376-2137873", "丙": "三级甲等", "丁": "随便"}]
    fields = ["insurance_code", "phones", "level", "address"]
    assert guess("甲乙丙丁", sample, fields) == {"甲": "insurance_code", "乙": "phones", "丙": "level"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三级甲等", {"level": 3, "grade": "a"}),
        ("三甲", {"level": 3, "grade": "a"}),
        ("二级", {"level": 2}),
        ("未定级", {"level": 0}),
        ("三级特等", {"level": 3, "grade": "special"}),
    ],
)
def test_levels(text: str, found: dict[str, Any]) -> None:
    assert level_and_grade(text) == found


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    for name, content, says in [
        ("a.pdf", b"x", "expected is"),
        ("a.xlsx", b"x", "Excel"),
        ("a.csv", b"a\n", "headings"),
        ("a.ndjson", b"[", "JSON"),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(LineError, match=says):
            import_list(tmp_path / name, "hospital", SOURCE)


def test_the_command_writes_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "list.csv", GOOD, row(联系电话="=1+1", 医院名称="乙医院", 医保编码=""), encoding="gbk")
    report = tmp_path / "report.csv"
    for language, head, states in (
        ("en", ["Row", "Column", "Value", "State", "Explanation", "Old value", "New value"], {"new", "refused"}),
        ("zh", ["行", "栏目", "值", "情况", "说明", "原值", "新值"], {"新增", "不能导入"}),
    ):
        how = {"report": report, "language": language, "check": True}
        with pytest.raises(CommandError, match="would be left out: 1"):
            call_command("import_list", str(path), kind="hospital", source="某名单", **how)
        rows = list(csv.reader(report.open(encoding="utf-8-sig")))
        assert rows[0] == head
        assert {each[3] for each in rows[1:]} == states
        assert "1 new, 0 changed" in capsys.readouterr().out
        assert not ImportRun.objects.exists()
    with pytest.raises(CommandError, match="expected is one of"):
        call_command("import_list", str(path), kind="symptom", source="某名单")


def test_the_command_fails_where_rows_were_left_out(tmp_path: Path) -> None:
    """It ended with 0 whatever was refused, and whoever ran it by a timer never knew."""
    path = written(tmp_path / "list.csv", GOOD, row(医院等级="五级", 医院名称="乙医院", 医保编码=""))
    with pytest.raises(CommandError, match="were left out: 1") as failure:
        call_command("import_list", str(path), kind="hospital", source="某名单", link="wjw.example.cn/1", verbosity=0)
    assert failure.value.returncode == 1
    assert Hospital.objects.filter(insurance_code="H41152100001").exists()
    assert Article.objects.get(title="某名单").link == "https://wjw.example.cn/1"
    call_command("import_list", str(written(path, GOOD)), kind="hospital", source="某名单", verbosity=0)


@pytest.mark.parametrize("text", ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日"])
def test_days_as_people_write_them(text: str) -> None:
    assert day(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["2026", "2026-13-01", "3/1/2026", "2026-02-30", "昨天"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever it says
        day(text)


def test_dates_in_cells_are_read(tmp_path: Path) -> None:
    """A date cell of a sheet came as 1956-03-01T00:00:00, and no year was read of it."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["医院名称", "区县", "成立日期", "说明"])
    cells = [date(1956, 3, 1), datetime(1957, 3, 1), "1958/3/1", "1959.3", "1960年3月1日", "1961年", 1962]
    for number, cell in enumerate(cells):
        book.active.append([f"第{number}试验医院", "罗山县", cell, time(8, 30)])
    book.save(tmp_path / "list.xlsx")
    shown = [row for _number, row in tables.rows(tmp_path / "list.xlsx")]
    assert [row["成立日期"] for row in shown[:2]] == ["1956-03-01", "1957-03-01"]
    assert shown[0]["说明"] == "08:30"
    outcome = import_list(tmp_path / "list.xlsx", "hospital", SOURCE)
    assert outcome.count("new") == len(cells), outcome.findings
    years = Hospital.objects.filter(name__endswith="试验医院").order_by("name").values_list("founded", flat=True)
    assert list(years) == list(range(1956, 1963))


def test_an_address_on_the_web_without_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("名称,区县,网站\n罗山县试验医院,罗山县,www.example.cn/a\n", encoding="utf-8")
    assert import_list(path, "hospital", SOURCE).count("new") == 1
    assert Hospital.objects.get(name="罗山县试验医院").website == "https://www.example.cn/a"


def test_what_staff_alone_may_say_is_no_column(tmp_path: Path) -> None:
    """A list could call its own values verified, or the directory's own."""
    path = tmp_path / "list.csv"
    path.write_text("名称,区县,verified_on,editorial\n罗山县试验医院,罗山县,2026-01-01,level\n", encoding="utf-8")
    assert set(import_list(path, "hospital", SOURCE).mapping.values()) == {"name", "region"}
    assert Hospital.objects.get(name="罗山县试验医院").verified_on is None


def test_a_list_in_another_datum_says_nothing_new_the_second_time(tmp_path: Path) -> None:
    """What was converted when it was stored was compared with what the list says."""
    path = tmp_path / "list.csv"
    line = "罗山县试验医院,罗山县,32.2031,114.5122,gcj02"
    path.write_text(f"名称,区县,纬度,经度,坐标系\n{line}\n", encoding="utf-8")
    assert import_list(path, "hospital", SOURCE).count("new") == 1
    outcome = import_list(path, "hospital", SOURCE)
    assert (outcome.count("changed"), outcome.count("unchanged")) == (0, 1), outcome.findings


def test_what_a_list_calls_otherwise_is_not_cited_as_its_word(tmp_path: Path) -> None:
    """Of a verified record the list was cited for a name that it does not say."""
    done(tmp_path, GOOD)
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    Hospital.objects.filter(pk=hospital.pk).update(verified_on=date(2026, 1, 1))
    other = Source("另一名单")
    import_list(written(tmp_path / "list.csv", row(医院名称="罗山县试验医院改名")), "hospital", other)
    cited = dict(hospital.citations.filter(article__title=other.title).values_list("field", "value"))
    assert "name" not in cited
    assert cited["address"] == "宝城东路1号"
