"""docs/clients/sync.py: the copy is what is published, whatever happens to it on the way."""

from __future__ import annotations

import importlib.util
import json
import re
import sqlite3
import urllib.error
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from directory.core.models import Entry
from directory.core.publishing.publish import publish, remove

from .outside import beside

PROGRAM = Path(__file__).resolve().parents[3] / "docs" / "clients" / "sync.py"


@pytest.fixture
def program() -> Any:
    spec = importlib.util.spec_from_file_location("sync", PROGRAM)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.WAITS = [0]
    module.PAGE = 3
    return module


def copied(file: Path) -> dict[str, Any]:
    copy = sqlite3.connect(file)
    return {json.loads(text)["url"]: json.loads(text) for (text,) in copy.execute("SELECT document FROM entry")}


def published(client: Client) -> dict[str, Any]:
    """Every live document by its path, without what depends on the clock."""
    found = {one["url"]: one for entry in Entry.objects.live() for one in [client.get(entry.data["url"]).json()]}
    return {path: {name: value for name, value in one.items() if name != "open"} for path, one in found.items()}


def same(client: Client, file: Path) -> bool:
    """Whether a copy is what is published, whatever the address of the server that it was read from."""
    plain = re.sub(r"http://127.0.0.1:\d+", "http://testserver", json.dumps(copied(file)))
    return json.loads(plain) == published(client)


def synced(client: Client, program: Any, file: Path, site: str = "") -> None:
    def work(here: str) -> None:
        copy = sqlite3.connect(file)
        program.sync(site or here, copy)
        copy.close()

    beside(client, work)


def test_a_copy_is_what_is_published(cast: SimpleNamespace, client: Client, program: Any, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    synced(client, program, file)
    assert len(copied(file)) > 10
    assert same(client, file)


def test_it_follows_renames_and_deletions(cast: SimpleNamespace, client: Client, program: Any, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    synced(client, program, file)
    cast.central.slug = "zhong-xin"
    cast.central.save()
    cast.draft.status = "published"
    cast.draft.save()
    publish([cast.central, cast.draft])
    remove(cast.second)
    synced(client, program, file)
    assert same(client, file)
    urls = {url.partition("/api/v1/")[2] for url in copied(file)}
    assert {"hospitals/zhong-xin/", "hospitals/cao-gao/"} <= urls
    assert not {"hospitals/fu-xin-zhong-xin/", "hospitals/hai-zhou-er-yuan/"} & urls
    ((kind, slug, new),) = sqlite3.connect(file).execute("SELECT * FROM moved")
    assert (kind, slug) == ("hospital", "fu-xin-zhong-xin")
    assert new.endswith("/hospitals/zhong-xin/")


@pytest.mark.parametrize("at", [1, 5, 11])
def test_it_goes_on_where_it_was_killed(
    cast: SimpleNamespace, client: Client, program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """In the midst of a page, too; and what changes in the meantime is not lost."""
    file = tmp_path / "copy.sqlite3"
    written, asked = iter(range(100)), list[str]()
    whole_apply, whole_get = program.apply, program.get

    def killed(*line: Any) -> None:
        whole_apply(*line)
        if next(written) == at:
            raise KeyboardInterrupt

    def noted(url: str) -> Any:
        asked.append(url)
        return whole_get(url)

    monkeypatch.setattr(program, "apply", killed)
    with pytest.raises(KeyboardInterrupt):
        synced(client, program, file)
    assert len(copied(file)) == at // 3 * 3
    remove(cast.second)
    monkeypatch.setattr(program, "apply", whole_apply)
    monkeypatch.setattr(program, "get", noted)
    synced(client, program, file)
    assert same(client, file)
    assert asked[0].endswith(f"since={at // 3 * 3}")


def test_it_begins_anew_after_a_restoration(
    cast: SimpleNamespace, client: Client, program: Any, tmp_path: Path
) -> None:
    file = tmp_path / "copy.sqlite3"
    synced(client, program, file)
    copy = sqlite3.connect(file)
    copy.execute("UPDATE state SET since = 100000")
    copy.execute("INSERT INTO entry VALUES ('hospital', 'gone', 1, '{\"url\": \"gone\"}')")
    copy.commit()
    synced(client, program, file)
    assert same(client, file)


def test_it_asks_again_and_says_when_nobody_answers(
    cast: SimpleNamespace, client: Client, program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, refused = tmp_path / "copy.sqlite3", iter([503, 429])
    whole = client.generic

    def busy(*asked: Any, **more: Any) -> Any:
        answer = whole(*asked, **more)
        answer.status_code = next(refused, 200)
        return answer

    program.WAITS = [0, 0]
    monkeypatch.setattr(client, "generic", busy)
    synced(client, program, file)
    assert copied(file)
    with pytest.raises(urllib.error.URLError):
        synced(client, program, file, "http://127.0.0.1:9")
