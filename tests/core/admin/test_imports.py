"""A list brought in by the browser: mapped, previewed, corrected, confirmed, undone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from openpyxl import Workbook

from directory.core.changes import applying
from directory.core.loading import complaints
from directory.core.loading.errors import LineError
from directory.core.loading.lists import runs, stages
from directory.core.models import Article, Change, ColumnMapping, Entry, ImportRow, ImportRun, Version
from hospitals.models import Hospital
from tests.admin_cast import curator, form_of

pytestmark = [pytest.mark.usefixtures("directory"), pytest.mark.django_db]
ADD = "/admin/core/importrun/add/"
HEADINGS = ["编号", "单位", "省", "市", "区县", "地址", "联系电话", "医院等级", "门诊时间", "医保编码"]
GOOD = [
    "1",
    "罗山县试验医院",
    "河南省",
    "信阳市",
    "罗山县",
    "宝城东路1号",
    "2137873",
    "二级甲等",
    "24小时",
    "H41152100001",
]
CHINESE = re.compile("[\u4e00-\u9fff]")
TITLE = "信阳市医疗保障局：定点医疗机构名单"


@pytest.fixture(autouse=True)
def undone(directory: None) -> Iterator[None]:
    """Each test on the directory as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def zhang(undone: None) -> Client:
    return curator("张三")


def row(**changes: str) -> list[str]:
    return [changes.get(heading, cell) for heading, cell in zip(HEADINGS, GOOD, strict=True)]


def as_csv(*rows: list[str], encoding: str = "gbk") -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return SimpleUploadedFile("名单.csv", text.getvalue().encode(encoding))


def as_sheet(*rows: list[Any]) -> SimpleUploadedFile:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for each in ([TITLE], HEADINGS, *rows):
        book.active.append(each)
    book.save(file)
    return SimpleUploadedFile("名单.xlsx", file.getvalue())


def upload(client: Client, file: SimpleUploadedFile, **stated: Any) -> str:
    sent = {"file": file, "kind": "hospital", "title": TITLE, **stated}
    response = client.post(ADD, sent)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def press(client: Client, at: str, do: str, **typed: Any) -> str:
    return client.post(at, {"do": do, "sure": "1", **typed}, follow=True).content.decode()


def checked(client: Client, *rows: list[str], **stated: Any) -> str:
    at = upload(client, as_csv(*rows), **stated)
    client.post(at, {**form_of(client.get(at)), "do": "map"})
    return at


def run_of(at: str) -> ImportRun:
    return ImportRun.objects.get(pk=at.rstrip("/").split("/")[-2])


def test_it_works(zhang: Client) -> None:
    at = upload(
        zhang, as_csv(GOOD), publisher="信阳市医疗保障局", link="https://ybj.example.cn/1", published_on="2026-05-01"
    )
    page = zhang.get(at).content.decode()
    assert '<option value="name" selected>' in page
    assert "罗山县试验医院" in page
    said = press(zhang, at, "map", **{**form_of(zhang.get(at)), "keep": "信阳的表"})
    assert "还没有写入任何内容" in said
    assert "新增 1" in said
    assert not Hospital.objects.filter(insurance_code="H41152100001").exists()
    assert not Article.objects.filter(title=TITLE).exists()
    assert "已导入" in press(zhang, at, "confirm")
    document = Entry.objects.get(kind="hospital", slug="luo-shan-xian-shi-yan-yi-yuan").data
    assert (document["level"], document["grade"], document["phones"][0]["number"]) == (2, "a", "0376-2137873")
    assert {each["article"]["title"] for each in document["citations"]} == {TITLE}
    source = Article.objects.get(title=TITLE)
    assert (source.source_kind, source.publisher, str(source.published_on)) == (
        "document",
        "信阳市医疗保障局",
        "2026-05-01",
    )
    assert "已撤销" in press(zhang, at, "undo")
    assert not Hospital.objects.filter(insurance_code="H41152100001").exists()
    assert Entry.objects.get(kind="hospital", slug="luo-shan-xian-shi-yan-yi-yuan").withdrawn_at is not None
    assert ColumnMapping.objects.get(name="信阳的表").columns["单位"] == "name"


def test_a_new_row_shows_what_it_will_store(zhang: Client) -> None:
    """The preview showed its name alone."""
    at = checked(zhang, row(区县="罗山", 门诊时间="周一至周五 8点-12点"))
    page = zhang.get(at).content.decode()
    for shown in (
        "所在地区：河南省信阳市罗山县",
        "地址：宝城东路1号",
        "电话：0376-2137873",
        "级：二级",
        "等：甲等",
        "08:00",
        "定点医药机构编码：H41152100001",
    ):
        assert shown in page, shown


def test_what_is_asked_before_it_is_done(zhang: Client) -> None:
    """Confirming and undoing were one click, without a number."""
    at = checked(zhang, GOOD, row(单位="罗山县乙医院", 联系电话="010-62345678", 医保编码="H41152100002"), row(单位=""))
    asked = zhang.post(at, {"do": "confirm", "shown": ["3"], "accepted": ["3"]}).content.decode()
    assert "新增 1，有改动 0，存疑仍写入 1" in asked
    assert "不写入 1 行：存疑 0，不能导入 1" in asked
    assert run_of(at).state == "checked"
    done = press(zhang, at, "confirm")
    assert "已写入（原存疑）" in done
    assert "存疑仍写入 1" in done
    for hospital in Hospital.objects.filter(insurance_code__startswith="H411521000"):
        assert f'href="/admin/hospitals/hospital/{hospital.pk}/change/"' in done
    asked = zhang.post(at, {"do": "undo"}).content.decode()
    assert "删除这次新增的 <b>2</b> 条记录" in asked
    assert run_of(at).state == "done"
    press(zhang, at, "undo")
    assert run_of(at).state == "undone"


def test_an_import_leads_to_its_records_and_changes(zhang: Client) -> None:
    """There was no way from an import to what it had made."""
    at = checked(zhang, GOOD)
    assert not re.search(r"/admin/hospitals/hospital/\d", zhang.get(at).content.decode())
    page = press(zhang, at, "confirm")
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    there = f'href="/admin/hospitals/hospital/{hospital.pk}/change/"'
    assert there in page
    assert f"/admin/core/article/{run_of(at).source_id}/change/" in page
    Hospital.objects.filter(pk=hospital.pk).update(verified_on="2026-01-01")
    again = checked(zhang, row(地址="新路2号"))
    assert there in zhang.get(again).content.decode()
    changes = f"/admin/core/change/?run={run_of(again).pk}"
    assert changes in press(zhang, again, "confirm")
    assert "罗山县试验医院" in zhang.get(changes).content.decode()


def test_an_uploaded_file_is_kept_while_the_rest_is_put_right(zhang: Client) -> None:
    """Whatever was wrong with an address, the file had to be chosen again."""
    page = zhang.post(ADD, {"file": as_csv(GOOD), "kind": "hospital", "title": TITLE, "link": "没有 网址"})
    assert "已收到 名单.csv（1 行）" in page.content.decode()
    draft = ImportRun.objects.get()
    there = f"{ADD}?draft={draft.pk}"
    assert zhang.get(f"/admin/core/importrun/{draft.pk}/change/")["Location"] == there
    stated = {"kind": "hospital", "title": TITLE, "link": "wjw.fuxin.gov.cn/a.html", "published_on": "2026/3/1"}
    assert zhang.post(there, stated).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.link) == (TITLE, "https://wjw.fuxin.gov.cn/a.html")
    assert (str(draft.published_on), draft.mapping["单位"]) == ("2026-03-01", "name")


def test_another_file_takes_the_place_of_the_one_kept(zhang: Client) -> None:
    zhang.post(ADD, {"file": as_csv(GOOD), "kind": "hospital", "title": ""})
    there = f"{ADD}?draft={ImportRun.objects.get().pk}"
    assert zhang.post(there, {"file": as_sheet(GOOD), "kind": "office", "title": TITLE}).status_code == 302
    assert (ImportRun.objects.get().filename, ImportRun.objects.get().kind) == ("名单.xlsx", "office")
    for nobodys in (there, f"{ADD}?draft=x", f"{ADD}?draft=9999999999999999999999"):
        assert "已收到" not in zhang.get(nobodys).content.decode()


def test_the_desk_speaks_the_readers_language(zhang: Client) -> None:
    """Columns, states and the report's words stood in English on a Chinese page."""
    at = upload(zhang, as_csv(GOOD))
    options = re.findall(r"<option[^>]*>([^<]*)</option>", zhang.get(at).content.decode())
    assert [text for text in options if not CHINESE.search(text)] == []
    press(zhang, checked(zhang, GOOD), "confirm")
    again = checked(zhang, row(地址="新路2号"), row(单位="", 医保编码=""))
    name = f"{again.removesuffix('change/')}report.csv"
    rows = list(csv.reader(io.StringIO(zhang.get(name).content.decode("utf-8-sig"))))
    assert {tuple(each[3:5]) for each in rows[1:]} == {("有改动", "地址"), ("不能导入", "缺少名称")}
    rows = list(csv.reader(io.StringIO(zhang.get(f"{name}?language=en").content.decode("utf-8-sig"))))
    assert rows[0][3] == "State"
    assert {each[3] for each in rows[1:]} == {"changed", "refused"}
    assert "这次导入已是“待确认”" in complaints.in_chinese("the import is checked already")


def test_a_sheet_whose_columns_say_nothing_is_mapped_by_hand_once(zhang: Client) -> None:
    kept = ColumnMapping.objects.create(name="旧", kind="hospital", columns={"编号": "directions", "没有": "name"})
    at = upload(zhang, as_sheet(GOOD), columns=kept.pk)
    assert run_of(at).mapping["编号"] == "directions"
    typed = {**form_of(zhang.get(at)), "column-1": ""}
    assert "没有一栏是“名称”" in press(zhang, at, "map", **typed)
    assert "新增 1" in press(zhang, at, "map", **{**typed, "column-1": "name"})


def test_every_problem_is_named_in_chinese_and_can_be_downloaded(zhang: Client) -> None:
    bad = row(医院等级="五级", 区县="骡山县", 联系电话="看门诊楼", 医保编码="X1")
    late = row(单位="乙医院", 联系电话="看门诊楼", 门诊时间="8:00-17:00", 医保编码="X1")
    at = checked(zhang, bad, late, row(单位="=丙医院", 联系电话="010-62345678", 医保编码=""), row(单位="", 医保编码=""))
    page = zhang.get(at).content.decode()
    for shown in (
        "请写作 三级甲等",
        "没有这个地区",
        "没有号码",
        "哪几天没有写",
        "定点编码是 H 或 P",
        "缺少名称",
        "区号不是",
    ):
        assert shown in page, shown
    assert "不能导入 4" in page  # a name that is a formula among them
    report = zhang.get(f"{at.removesuffix('change/')}report.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(report)))
    assert rows[0] == ["行", "栏目", "值", "情况", "说明", "原值", "新值"]
    of_late = {each[1] for each in rows[1:] if each[0] == "3"}
    assert of_late == {"联系电话", "门诊时间", "医保编码"}
    assert not any(cell.startswith("=") for each in rows for cell in each)


def test_a_doubtful_row_is_written_on_a_curators_word(zhang: Client) -> None:
    at = checked(zhang, row(联系电话="010-62345678"))
    press(zhang, at, "confirm")
    assert not Hospital.objects.filter(insurance_code="H41152100001").exists()
    at = checked(zhang, row(联系电话="010-62345678"))
    assert "已选 1 行" in press(zhang, at, "accept", shown=["2"], accepted=["2"])
    press(zhang, at, "confirm")
    assert Hospital.objects.get(insurance_code="H41152100001").phones.get().number == "010-62345678"
    press(zhang, at, "undo")
    assert not Hospital.objects.filter(insurance_code="H41152100001").exists()


def test_a_tick_counts_though_nobody_stored_it(zhang: Client) -> None:
    """Whoever ticked a row and confirmed lost the tick without a word."""
    at = checked(zhang, row(联系电话="010-62345678"))
    zhang.post(at, {"do": "confirm", "shown": ["2"], "accepted": ["2"]})
    press(zhang, at, "confirm")
    assert Hospital.objects.filter(insurance_code="H41152100001").exists()


def test_the_same_place_twice_in_one_list_comes_in_once(zhang: Client) -> None:
    at = checked(zhang, row(医保编码=""), row(医保编码="", 地址="别处2号"))
    assert "和第 2 行同名同地区" in zhang.get(at).content.decode()
    press(zhang, at, "confirm")
    assert Hospital.objects.filter(name="罗山县试验医院").count() == 1


def test_a_changed_value_is_shown_written_kept_and_undone(zhang: Client) -> None:
    press(zhang, checked(zhang, GOOD), "confirm")
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    at = checked(zhang, row(地址="新路2号", 联系电话="2137999"))
    page = zhang.get(at).content.decode()
    assert "宝城东路1号 → 新路2号" in page
    assert "0376-2137873 → 0376-2137999" in page
    press(zhang, at, "confirm")
    hospital.refresh_from_db()
    assert (hospital.address, hospital.phones.get().number) == ("新路2号", "0376-2137999")
    assert [(each.origin, str(each.made_by)) for each in Version.objects.of(hospital)] == [
        ("import", "张三"),
        ("base", "None"),
    ]
    press(zhang, at, "undo")
    hospital.refresh_from_db()
    assert (hospital.address, hospital.phones.get().number) == ("宝城东路1号", "0376-2137873")
    assert Entry.objects.get(kind="hospital", slug=hospital.slug).data["address"] == "宝城东路1号"


def test_what_staff_know_waits_as_a_change(zhang: Client) -> None:
    press(zhang, checked(zhang, GOOD), "confirm")
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    Hospital.objects.filter(pk=hospital.pk).update(verified_on="2026-01-01")
    at = checked(zhang, row(地址="新路2号", 联系电话="2137999", 医院等级="三级甲等"))
    assert "已核实的另有说法 1" in zhang.get(at).content.decode()
    press(zhang, at, "confirm")
    hospital.refresh_from_db()
    assert (hospital.address, hospital.level) == ("宝城东路1号", 2)
    change = Change.objects.waiting().get()
    assert {each["path"].partition("/")[0] for each in change.lines} == {"address", "phones", "level"}
    press(zhang, checked(zhang, row(地址="新路2号", 联系电话="2137999", 医院等级="三级甲等")), "confirm")
    assert Change.objects.waiting().count() == 1  # the same list again asks nothing again
    applying.apply(change)
    hospital.refresh_from_db()
    assert (hospital.address, hospital.level, hospital.phones.get().number) == ("新路2号", 3, "0376-2137999")
    assert [row.value for row in hospital.citations.filter(field="address")] == ["新路2号"]


def test_a_preferred_value_is_not_overwritten(zhang: Client) -> None:
    press(zhang, checked(zhang, GOOD), "confirm")
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    hospital.citations.filter(field="address").update(rank="preferred")
    press(zhang, checked(zhang, row(地址="新路2号", 医院等级="三级")), "confirm")
    hospital.refresh_from_db()
    assert (hospital.address, hospital.level) == ("宝城东路1号", 3)
    assert [each["path"] for each in Change.objects.waiting().get().lines] == ["address"]


def test_what_changed_meanwhile_is_asked_again(zhang: Client) -> None:
    press(zhang, checked(zhang, GOOD), "confirm")
    at = checked(zhang, row(地址="新路2号"), row(单位="罗山县另一医院", 医保编码="H41152100002"))
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    Hospital.objects.filter(pk=hospital.pk).update(address="同事改的3号", version=hospital.version + 1)
    said = press(zhang, at, "confirm")
    assert "情况已变，要再看 1" in said
    hospital.refresh_from_db()
    assert hospital.address == "同事改的3号"
    assert Hospital.objects.filter(insurance_code="H41152100002").exists()
    assert "同事改的3号 → 新路2号" in press(zhang, at, "again")
    press(zhang, at, "confirm")
    hospital.refresh_from_db()
    assert hospital.address == "新路2号"


def test_an_import_whose_rows_were_edited_is_not_undone(zhang: Client) -> None:
    at = checked(zhang, GOOD)
    press(zhang, at, "confirm")
    hospital = Hospital.objects.get(insurance_code="H41152100001")
    Hospital.objects.filter(pk=hospital.pk).update(version=2)
    assert "不能整体撤销：罗山县试验医院" in zhang.get(at).content.decode()
    assert "不能撤销" in press(zhang, at, "undo")
    assert Hospital.objects.filter(pk=hospital.pk).exists()


def test_the_same_list_again_leaves_the_import_before_to_be_undone(zhang: Client) -> None:
    """It wrote its citations anew, and the import before had "been edited since"."""
    first = checked(zhang, GOOD)
    press(zhang, first, "confirm")
    press(zhang, checked(zhang, GOOD), "confirm")
    press(zhang, first, "undo")
    assert not Hospital.objects.filter(insurance_code="H41152100001").exists()


def test_what_an_undone_list_said_is_cited_no_more(zhang: Client) -> None:
    """On records that it did not change its citations stayed."""
    press(zhang, checked(zhang, GOOD), "confirm")
    hospital, other = Hospital.objects.get(insurance_code="H41152100001"), "罗山县卫生健康委员会：医院名单"
    at = checked(zhang, GOOD, title=other)
    press(zhang, at, "confirm")
    assert hospital.citations.filter(article__title=other).exists()
    press(zhang, at, "undo")
    assert {row.article.title for row in hospital.citations.all()} == {TITLE}
    assert Hospital.objects.filter(pk=hospital.pk).exists()


def test_it_goes_on_where_it_was(zhang: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch a request, as if each were interrupted behind it."""
    monkeypatch.setattr(stages.batches, "__defaults__", (2,))
    rows = [row(单位=f"罗山县第{number}试验医院", 医保编码=f"H4115210{number:04}") for number in range(1, 6)]
    at = upload(zhang, as_csv(*rows))
    run = run_of(at)
    runs.begin_check(run, run.mapping)
    for position in (2, 4, 5):
        runs.work(run_of(at), 0)
        assert run_of(at).position == position
    assert "新增 5" in zhang.get(at).content.decode()
    runs.confirm(run_of(at))
    runs.work(run_of(at), 0)
    assert "第 2 行，共 5 行" in zhang.get(at).content.decode()
    stale = run_of(at)
    runs.work(run_of(at), 0)
    with pytest.raises(LineError, match="somebody else"):
        runs.work(stale, 0)
    assert Hospital.objects.filter(insurance_code__startswith="H4115210").count() == 4
    assert "已导入" in press(zhang, at, "work")
    assert ImportRow.objects.filter(run=run, object_id__isnull=False).count() == 5


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.pdf", b"x"), ".csv、.xlsx 或 .ndjson"),
        (SimpleUploadedFile("a.xlsx", b"x"), "不能当作 Excel 表读"),
        (SimpleUploadedFile("a.csv", b"a\n"), "没有标题行"),
        (SimpleUploadedFile("a.csv", "名称,地址\n".encode()), "标题下面没有内容"),
        (SimpleUploadedFile("a.csv", b""), "空"),
    ],
)
def test_a_file_that_is_no_list_is_refused(zhang: Client, file: SimpleUploadedFile, said: str) -> None:
    file.seek(0)
    response = zhang.post(ADD, {"file": file, "kind": "hospital", "title": TITLE})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not ImportRun.objects.exists()


def test_buttons_out_of_turn_are_refused(zhang: Client) -> None:
    at = upload(zhang, as_csv(GOOD))
    for button in ("confirm", "undo", "again", "accept", "work", "nonsense", ""):
        assert "不能这样做" in press(zhang, at, button)
    assert run_of(at).state == "mapping"
    assert zhang.get("/admin/core/importrun/999999/report.csv").status_code == 404
