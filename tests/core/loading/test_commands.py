"""The commands: seed, publish, prepare. What goes wrong is named, and nothing is half-written."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from directory.core.models import Entry, Sequence
from hospitals.models import Hospital

pytestmark = pytest.mark.django_db
NATION = {
    "code": 100000,
    "name": "全国",
    "short_name": "全国",
    "level": "nation",
    "pinyin": "quanguo",
    "initials": "qg",
}
ARTICLE = {"slug": "001", "title": "题目", "role": "main", "extent": "whole"}


@pytest.fixture
def fixture(tmp_path: Path, settings: Settings) -> Any:
    """Makes the given rows, or text, the only fixture."""

    def write(*rows: tuple[str, dict[str, Any]], text: str = "") -> None:
        content = text or json.dumps([{"model": model, "fields": fields} for model, fields in rows])
        (tmp_path / "content.json").write_text(content, encoding="utf-8")
        settings.FIXTURE_DIRS, settings.SEED_FIXTURES = [tmp_path], ["content"]

    return write


def counts() -> dict[str, int]:
    models = [model for model in apps.get_models() if model._meta.app_label in {"core", "hospitals", "offices"}]
    return {model.__name__: model._default_manager.count() for model in models}


def test_it_works(fixture: Any, capsys: pytest.CaptureFixture[str]) -> None:
    fixture(("core.region", NATION), ("core.article", ARTICLE))
    call_command("seed")
    assert "2 records are published." in capsys.readouterr().out
    assert Entry.objects.live().count() == 2


def test_a_directory_with_content_is_kept(cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    before = counts()
    call_command("seed")
    assert "it is kept" in capsys.readouterr().out
    assert counts() == before


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("core.region", {**NATION, "code": 99}), "row 2"),
        (("core.region", {**NATION, "code": 99}), "行政区划代码是 6 位数字"),
        (("core.article", {**ARTICLE, "slug": "002", "in_scope": False}), "不收录的文章要写明原因"),
        (("core.article", {**ARTICLE, "slug": "002", "page": ["404"]}), '"slug": "002"'),
        (("core.article", {**ARTICLE, "slug": "002", "published_on": "2025-02-30"}), "2025-02-30"),
        (("core.article", {**ARTICLE, "slug": "002", "colour": "red"}), "colour"),
        (("core.article", {**ARTICLE, "slug": "小写"}), "只用小写字母、数字和连字符"),
        (("core.article", {**ARTICLE, "slug": "002", "role": "hero"}), "hero"),
        (("core.nothing", {}), "core.nothing"),
        (("hospitals.hospital", {"slug": "a", "name": "甲", "region": [100000], "latitude": "north"}), "north"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_written(fixture: Any, row: Any, says: str) -> None:
    fixture(("core.region", NATION), row)
    before = counts()
    with pytest.raises(CommandError) as error:
        call_command("seed", verbosity=0)
    assert says in str(error.value)
    assert "Nothing was written." in str(error.value)
    assert counts() == before


def test_a_broken_file_is_named(fixture: Any) -> None:
    fixture(text="[{]")
    with pytest.raises(CommandError, match=r"fixtures/content\.json cannot be loaded: not JSON: .* line 1 column 3"):
        call_command("seed")


def test_publish_everything(cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    Entry.objects.all().delete()
    call_command("publish")
    assert "16 records are up to date." in capsys.readouterr().out
    assert Entry.objects.count() == 15  # one of them is a draft
    before = Sequence.current()
    call_command("publish", verbosity=0)
    assert Sequence.current() == before


def test_publish_some(cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    Hospital.objects.update(address="中华路 1 号")
    call_command("publish", "hospitals", "regions")
    assert "8 records are up to date." in capsys.readouterr().out
    assert Entry.objects.get(slug="fu-xin-zhong-xin").data["address"] == "中华路 1 号"
    call_command("publish", "hospitals", missing=True)
    assert "1 records" in capsys.readouterr().out  # the draft


def test_publish_an_unknown_kind(db: None) -> None:
    with pytest.raises(CommandError, match=r"'clinics' is not known: use .*hospitals"):
        call_command("publish", "hospitals", "clinics")


def test_prepare_shows_the_password_once(fixture: Any, capsys: pytest.CaptureFixture[str]) -> None:
    fixture(("core.region", NATION), ("core.article", ARTICLE))
    call_command("prepare")
    line = capsys.readouterr().out.strip().splitlines()[-1]
    password = line.rpartition(" / ")[2]
    assert User.objects.get(username="admin").check_password(password)
    call_command("prepare")
    assert "/" not in capsys.readouterr().out
