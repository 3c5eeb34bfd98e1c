"""Lists that were uploaded and never confirmed have an end; what has been written is never forgotten with them."""

from __future__ import annotations

import datetime
import gzip
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.core.models import ImportRun
from tests.admin_cast import curator

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def run(title: str, state: str, days: int, **more: Any) -> ImportRun:
    made = ImportRun.objects.create(
        kind="hospital",
        filename="a.csv",
        title=title,
        packed=gzip.compress(b'[1,{"a":"b"}]'),
        total=1,
        state=state,
        **more,
    )
    made.rows.create(number=1, state="new")
    ImportRun.objects.filter(pk=made.pk).update(made_at=NOW - datetime.timedelta(days=days))
    return made


@pytest.fixture
def runs() -> None:
    for title, state in (("", "mapping"), ("对照", "mapping"), ("核对", "checking"), ("待确认", "checked")):
        run(title, state, 31)
    run("新的", "checked", 29)
    run("写入中", "writing", 400)
    for title, state in (("再看", "checking"), ("再看过", "checked"), ("已导入", "done"), ("已撤销", "undone")):
        run(title, state, 400, written_at=NOW)


LEFT = {"新的", "写入中", "再看", "再看过", "已导入", "已撤销"}


def test_what_nobody_confirmed_stayed_for_ever(runs: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("forget_imports")
    assert "4 lists removed." in capsys.readouterr().out
    assert set(ImportRun.objects.values_list("title", flat=True)) == LEFT


def test_an_upload_removes_them_too(runs: None) -> None:
    sent = {
        "file": SimpleUploadedFile("b.csv", "医院名称,地区\n甲医院,阜新市\n".encode()),
        "kind": "hospital",
        "title": "又一份",
    }
    assert curator("张三").post(reverse("admin:core_importrun_add"), sent).status_code == 302
    assert set(ImportRun.objects.values_list("title", flat=True)) == {*LEFT, "又一份"}


def test_what_was_checked_again_after_its_import_could_be_deleted_and_never_undone(runs: None) -> None:
    client = curator("张三")
    codes = {
        each.title: client.get(reverse("admin:core_importrun_delete", args=[each.pk])).status_code
        for each in ImportRun.objects.exclude(title="")
    }
    assert {title for title, code in codes.items() if code == 403} == {"写入中", "核对", "再看", "再看过", "已导入"}
