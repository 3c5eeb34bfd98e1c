"""The public page before it is public: for staff alone, of what is saved, typed or asked for, and nothing of it stays."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from directory.core.changes.applying import change_for
from directory.core.changes.lines import line
from directory.core.kinds import kinds
from directory.core.models import Change, Record, Sequence
from hospitals.models import Hospital, Symptom
from offices.models import Office, Policy, Procedure
from tests.admin_cast import add_row, answer_for, curator, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang(cast: SimpleNamespace) -> Client:
    answer_for(Hospital, Symptom, Office, Procedure, Policy)
    return curator("张三")


def at(record: Any, view: str = "preview") -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}", args=[record.pk])


def stored() -> dict[Any, Any]:
    ours = [model for model in apps.get_models() if model._meta.app_label in {"core", "hospitals", "offices"}]
    return {model: list(model._default_manager.order_by("pk").values()) for model in ours}


def said(response: Any) -> str:
    assert response.status_code == 200
    assert "noindex" in response["X-Robots-Tag"]
    assert {"private", "no-store"} <= {part.strip() for part in response["Cache-Control"].split(",")}
    assert "ETag" not in response
    text = str(response.content.decode())
    assert '<meta name="robots" content="noindex, nofollow">' in text
    assert "预览，只有编辑看得到" in text
    return text


def test_a_draft_as_the_public_would_read_it(zhang: Client, cast: SimpleNamespace) -> None:
    Hospital.objects.filter(pk=cast.draft.pk).update(address="青年大街 1 号")
    before = stored()
    text = said(zhang.get(at(cast.draft)))
    for words in (cast.draft.name, "青年大街 1 号", "还没有公开"):
        assert words in text
    assert stored() == before
    assert "/report/" not in text, "a draft has no such page"
    assert Client().get(cast.draft.page_url).status_code == 404
    assert "预览，只有编辑" not in Client().get(cast.central.page_url).content.decode()


def test_every_kind_of_record_has_one(zhang: Client, cast: SimpleNamespace) -> None:
    seen = set()
    for kind in kinds:
        record = kind.model.objects.first() if issubclass(kind.model, Record) else None
        if record:
            assert record.name in said(zhang.get(at(record)))
            seen.add(kind.name)
    assert {"hospital", "office", "procedure", "policy", "symptom"} <= seen


def test_what_is_typed_is_shown_and_not_saved(zhang: Client, cast: SimpleNamespace) -> None:
    change = at(cast.central, "change")
    typed = add_row(form_of(zhang.get(change), address="没有保存的路 9 号"), "phones", number="2810009")
    before, sequence = stored(), Sequence.current()
    text = said(zhang.post(change, {**typed, "_show": "1"}))
    assert "没有保存的路 9 号" in text
    assert "0418-2810009" in text
    assert (stored(), Sequence.current()) == (before, sequence)
    assert "没有保存的路" not in Client().get(cast.central.page_url).content.decode()
    # What cannot be saved cannot be shown either: the form says why.
    wrong = zhang.post(change, {**typed, "website": "x", "_show": "1"})
    assert "errorlist" in wrong.content.decode()
    add = reverse("admin:hospitals_hospital_add")
    text = said(zhang.post(add, form_of(zhang.get(add), name="还没有的医院", region="210900", _show="1")))
    assert "还没有的医院" in text
    assert stored() == before
    assert zhang.post(change, {**typed, "_save": "1"}).status_code == 302  # and after a look it can still be saved
    assert "没有保存的路" in Client().get(cast.central.page_url).content.decode()


def test_a_request_as_it_would_be_public(zhang: Client, cast: SimpleNamespace) -> None:
    change = change_for(
        cast.central, [line("address", "", "申请里的路 8 号")], "edit", User.objects.create(username="x")
    )
    preview = reverse("admin:core_change_preview", args=[change.pk])
    assert preview in zhang.get(reverse("admin:core_change_change", args=[change.pk])).content.decode()
    before = stored()
    assert "申请里的路 8 号" in said(zhang.get(preview))
    assert stored() == before
    Change.objects.filter(pk=change.pk).update(lines=[line("level", 3, 9)])
    assert "排不出预览" in zhang.get(preview, follow=True).content.decode()
    cast.second.delete()
    gone = change_for(cast.second, [line("address", "", "x 路")], "import")
    Change.objects.filter(pk=gone.pk).update(object_id=999_999)
    assert zhang.get(reverse("admin:core_change_preview", args=[gone.pk])).status_code == 404


def test_nobody_else_sees_it(cast: SimpleNamespace) -> None:
    change = change_for(cast.central, [line("address", "", "x 路")], "edit")
    addresses = [at(cast.draft), at(cast.central), reverse("admin:core_change_preview", args=[change.pk])]
    bare = Client()
    bare.force_login(User.objects.create(username="staff", is_staff=True))
    for address in addresses:
        assert "/admin/login/" in Client().get(address)["Location"]
        assert bare.get(address).status_code == 403
    assert "/admin/login/" in Client().post(at(cast.central, "change"), {"_show": "1"})["Location"]
