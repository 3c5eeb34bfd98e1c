"""Sixty and more kinds of faulty cells, in a GBK file and in a sheet, through the desk: mapped, checked, corrected, confirmed, undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from openpyxl import Workbook

from directory.core.loading.lists.wording import STATES
from directory.core.models import Entry, ImportRow, ImportRun
from hospitals.models import Hospital
from tests.admin_cast import curator, form_of

from .faulty_cells import HEADINGS, KINDS, Kind, name_of, rows

pytestmark = [pytest.mark.usefixtures("directory"), pytest.mark.django_db]
ADD = "/admin/core/importrun/add/"
TITLE = "信阳市医疗保障局：定点医疗机构名单"


@pytest.fixture(scope="module", autouse=True)
def undone(directory: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def zhang(undone: None) -> Client:
    return curator("张三")


def as_csv() -> SimpleUploadedFile:
    """In GBK, which has no marks of no width: those rows say them as UTF-8 alone could."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows()])
    return SimpleUploadedFile("名单.csv", text.getvalue().encode("gb18030"))


def as_sheet() -> SimpleUploadedFile:
    """With a title and a date above, merged cells of regions, a formula, and totals below."""
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    table = rows()
    for line in ([TITLE], ["填报单位：信阳市医疗保障局", "", "填报日期：", "2026-05-01"], HEADINGS, *table):
        sheet.append([None if cell == "" else cell for cell in line])
    sheet.append(["合计", f"{len(table)}家"])
    sheet.append(["填表人：李四", None, "审核人：王五"])
    first = 4
    for column, name in (("C", "省"), ("D", "市"), ("E", "区县")):  # the first forty are of one county
        at = HEADINGS.index(name)
        assert {row[at] for row in table[:40]} == {table[0][at]}
        sheet.merge_cells(f"{column}{first}:{column}{first + 39}")
    book.save(file)
    return SimpleUploadedFile("名单.xlsx", file.getvalue())


def checked(client: Client, file: SimpleUploadedFile) -> str:
    response = client.post(ADD, {"file": file, "kind": "hospital", "title": TITLE})
    assert response.status_code == 302, response.content.decode()
    at = str(response["Location"])
    press(client, at, "map", **form_of(client.get(at)))
    return at


def press(client: Client, at: str, do: str, **typed: Any) -> None:
    """And go on until it is through, however long that takes: the page does so by itself."""
    client.post(at, {**typed, "do": do, "sure": "1"})
    while run_of(at).is_working:
        client.post(at, {"do": "work"})


def run_of(at: str) -> ImportRun:
    return ImportRun.objects.get(pk=at.rstrip("/").split("/")[-2])


@pytest.fixture(scope="module")
def csv_run(zhang: Client) -> str:
    return checked(zhang, as_csv())


@pytest.fixture(scope="module")
def sheet_run(zhang: Client) -> str:
    return checked(zhang, as_sheet())


def report(client: Client, at: str) -> dict[int, list[list[str]]]:
    """What the downloaded report says, by row, its states by their codes."""
    codes = {label: code for code, label in STATES.items()}
    text = client.get(f"{at.removesuffix('change/')}report.csv").content.decode("utf-8-sig")
    found: dict[int, list[list[str]]] = {}
    for number, column, value, state, *rest in list(csv.reader(io.StringIO(text)))[1:]:
        found.setdefault(int(number), []).append([column, value, codes[state], *rest])
    return found


def held(kind: Kind, told: list[list[str]]) -> str:
    """What is wrong with what a report says of a kind; empty where it is right."""
    states = {state for _column, _value, state, *_rest in told}
    if kind.state not in states or (kind.state == "new" and states - {"new", "note"}):
        return f"{kind.title}: {told}"
    if kind.state == "new":
        return ""
    fitting = [
        value or not column or "缺少" in text or kind.column == "省"  # the value is said, where there is one
        for column, value, state, text, *_change in told
        if (state, column) == (kind.state, kind.column) and kind.says in text
    ]
    return "" if any(fitting) else f"{kind.title}: {told}"


def test_there_are_enough() -> None:
    assert len({kind.title for kind in KINDS}) == len(KINDS) >= 60
    assert len({name_of(number) for number in range(len(KINDS))}) == len(KINDS)


def test_of_a_gbk_file_every_cell_is_read_doubted_or_refused(zhang: Client, csv_run: str) -> None:
    told = report(zhang, csv_run)
    wrong = [fault for number, kind in enumerate(KINDS, start=2) if (fault := held(kind, told[number]))]
    assert "\n".join(wrong) == ""


def test_of_a_sheet_too_with_merged_cells_formulas_titles_and_totals(zhang: Client, sheet_run: str) -> None:
    told = report(zhang, sheet_run)
    wrong = [fault for number, kind in enumerate(KINDS, start=4) if (fault := held(kind, told[number]))]
    assert "\n".join(wrong) == ""
    for number in (4 + len(KINDS), 5 + len(KINDS)):
        assert [(state, text) for _column, _value, state, text, *_rest in told[number]] == [
            ("refused", "是合计或说明，不是机构")
        ]


def test_confirmed_each_says_what_its_cell_said_and_undone_nothing_is_left(zhang: Client, csv_run: str) -> None:
    before = Hospital.objects.count()
    run = run_of(csv_run)
    doubtful = run.rows.filter(state=ImportRow.State.DOUBTFUL)
    first = doubtful.order_by("number")[0]
    zhang.post(csv_run, {"do": "accept", "shown": [row.number for row in doubtful], "accepted": [first.number]})
    press(zhang, csv_run, "confirm")
    run.refresh_from_db()
    assert run.state == "done"
    wrong = []
    for number, kind in enumerate(KINDS, start=2):
        row = run.rows.get(number=number)
        if kind.state != "new":
            assert (row.object_id is None) == (number != first.number), kind.title
            continue
        assert row.object_id, (kind.title, row.findings)
        document = Entry.objects.get(kind="hospital", object_id=row.object_id).data
        if (found := said(document, kind.field)) != kind.value:
            wrong.append(f"{kind.title}: {found}, not {kind.value}")
    assert "\n".join(wrong) == ""
    press(zhang, csv_run, "undo")
    assert (run_of(csv_run).state, Hospital.objects.count()) == ("undone", before)


def said(document: dict[str, Any], field: str) -> Any:
    value = document[field]
    if field == "phones":
        return [
            " ".join(filter(None, [row["label"], row["number"]]))
            + (f" 转 {row['extension']}" if row["extension"] else "")
            for row in value
        ]
    if field == "opening_hours":
        return sorted("24" if row["round_the_clock"] else f"{row['opens']}–{row['closes']}" for row in value)
    if field == "departments":
        return [row["name"] for row in value]
    return value["code"] if field == "region" else value
