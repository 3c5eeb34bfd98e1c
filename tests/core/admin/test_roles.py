"""Who may do what, where: groups by migration, regions by a backend, and requests of those who may not publish."""

from __future__ import annotations

import gzip
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from directory.core import roles
from directory.core.changes.applying import change_for
from directory.core.changes.lines import line
from directory.core.models import Change, Entry, ImportRun, Version
from directory.core.models.curation import Responsibility
from hospitals.models import Hospital, Symptom
from offices.models import Office, Policy, Procedure
from tests.admin_cast import add_row, answer_for, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("granted")]
FUXIN, SHENYANG, NATION = 210900, 210100, 100000


@pytest.fixture(autouse=True)
def answered(cast: SimpleNamespace) -> None:
    """Nothing of the cast needs a source."""
    answer_for(Hospital, Symptom, Office, Procedure, Policy)
    for record in (cast.central, cast.second, cast.draft, cast.symptom, cast.bureau, cast.procedure, cast.policy):
        record.refresh_from_db()


def member(role: str, *regions: int, name: str = "") -> Client:
    user = User.objects.create(username=name or f"{role}{regions}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    for code in regions:
        Responsibility.objects.create(user=user, region_id=code)
    client = Client()
    client.force_login(user)
    return client


def at(record: Any, view: str = "change") -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}", args=[record.pk])


def save(client: Client, record: Any, **typed: Any) -> Any:
    return client.post(at(record), form_of(client.get(at(record)), **typed))


def document(record: Any) -> dict[str, Any]:
    return Entry.objects.get(kind=record.kind, slug=record.slug).data


def decisions(page: Any, choice: str = "") -> dict[str, Any]:
    sent = form_of(page)
    return {name: choice if choice and name.startswith("line-") else value for name, value in sent.items()}


def test_it_works(cast: SimpleNamespace) -> None:
    """An editor asks, a reviewer approves: until then nothing is different."""
    editor, reviewer = member("录入", FUXIN), member("审核", FUXIN)
    data = form_of(editor.get(at(cast.central)), address="中华路 1 号")
    said = editor.post(at(cast.central), add_row(data, "phones", number="2810001"), follow=True).content.decode()
    assert "修改已提交" in said
    cast.central.refresh_from_db()
    assert (cast.central.address, cast.central.version, cast.central.phones.count()) == ("", 1, 0)
    assert document(cast.central)["address"] == ""
    change = Change.objects.waiting().get()
    page = reviewer.get(at(change))
    for shown in ("中华路 1 号", "0418-2810001", "可以采用"):
        assert shown in page.content.decode()
    reviewer.post(at(change), {**form_of(page), "do": "approve"})
    assert (document(cast.central)["address"], document(cast.central)["phones"][0]["number"]) == (
        "中华路 1 号",
        "0418-2810001",
    )
    change.refresh_from_db()
    assert (change.state, str(change.decided_by)) == ("applied", "审核(210900,)")
    assert "已经采用过" in reviewer.post(at(change), {**form_of(page), "do": "approve"}, follow=True).content.decode()


def test_drafts_are_edited_at_once_and_published_by_request(cast: SimpleNamespace) -> None:
    editor = member("录入", FUXIN, SHENYANG)
    assert save(editor, cast.draft, address="青年大街 1 号").status_code == 302
    cast.draft.refresh_from_db()
    assert cast.draft.address == "青年大街 1 号"
    save(editor, cast.draft, status="published")
    cast.draft.refresh_from_db()
    assert cast.draft.status == "draft"
    assert [each["path"] for each in Change.objects.waiting().get().lines] == ["status"]


def test_what_an_editor_adds_is_a_draft(cast: SimpleNamespace) -> None:
    editor, add = member("录入", FUXIN), reverse("admin:hospitals_hospital_add")
    sent = form_of(editor.get(add), name="新医院", region=str(FUXIN), status="published")
    assert "已存为草稿" in editor.post(add, sent, follow=True).content.decode()
    assert Hospital.objects.get(name="新医院").status == "draft"


def test_a_request_is_returned_refused_or_withdrawn_with_a_word(cast: SimpleNamespace) -> None:
    editor, reviewer = member("录入", FUXIN), member("审核", FUXIN)
    for button, state in (("return", "returned"), ("refuse", "refused")):
        save(editor, cast.central, address=f"{button} 路")
        change = Change.objects.waiting().get()
        assert "写一句理由" in reviewer.post(at(change), {"do": button}, follow=True).content.decode()
        reviewer.post(at(change), {"do": button, "word": "没有出处"})
        change.refresh_from_db()
        assert (change.state, change.word) == (state, "没有出处")
        assert "没有出处" in editor.get(at(change)).content.decode()
    save(editor, cast.central, address="撤回路")
    change = Change.objects.waiting().get()
    editor.post(at(change), {"do": "withdraw"})
    change.refresh_from_db()
    assert change.state == "withdrawn"
    assert document(cast.central)["address"] == ""


def test_lines_are_decided_one_by_one_and_clashes_by_who_sees_them(cast: SimpleNamespace) -> None:
    editor, reviewer = member("录入", FUXIN), member("审核", FUXIN)
    save(editor, cast.central, address="申请的路", parking="有", website="https://a.cn")
    change = Change.objects.waiting().get()
    save(member("审核", FUXIN, name="另一个"), cast.central, address="别人改的路")
    page = reviewer.get(at(change))
    assert "此后被改过" in page.content.decode()
    sent = {**form_of(page), "do": "approve", "line-website": "refuse"}
    assert "line-address" not in sent  # nothing is preset where it clashes
    reviewer.post(at(change), sent)
    cast.central.refresh_from_db()
    assert (cast.central.address, cast.central.parking, cast.central.website) == ("别人改的路", "有", "")
    rest = Change.objects.waiting().get()
    page = reviewer.get(at(rest))
    save(member("审核", FUXIN, name="第三个"), cast.central, address="又改的路")
    typed = {**form_of(page), "do": "approve", "line-address": "take"}
    assert "又有改动" in reviewer.post(at(rest), typed, follow=True).content.decode()
    typed["seen"] = str(Hospital.objects.get(pk=cast.central.pk).version)
    reviewer.post(at(rest), typed)
    cast.central.refresh_from_db()
    assert cast.central.address == "申请的路"


def test_nobody_approves_their_own(cast: SimpleNamespace) -> None:
    reviewer = member("审核", FUXIN)
    own = change_for(cast.central, [line("address", "", "x 路")], "edit", User.objects.get(username="审核(210900,)"))
    assert reviewer.post(at(own), {"do": "approve", "line-address": "take", "seen": 1}).status_code == 403
    assert "由别人审核" in reviewer.get(at(own)).content.decode()


def asked_for(region: int | None, model: Any = Hospital) -> Change:
    """A record that is not made yet, taken from a text by somebody who may not make it."""
    fields = {"name": "阜新新医院", "status": "draft"} | ({"region": region} if region else {})
    return Change.objects.create(
        content_type=ContentType.objects.get_for_model(model), name="阜新新医院", region_id=region or NATION, base=0,
        lines=[line(path, None, value) for path, value in fields.items()], origin="proposal", state="submitted",
    )  # fmt: skip


@pytest.mark.parametrize("role", [*roles.ROLES, ""])
@pytest.mark.parametrize("region", [FUXIN, SHENYANG, NATION, None])
def test_what_is_not_made_yet_is_decided_by_who_may_publish_there(
    cast: SimpleNamespace, role: str, region: int | None
) -> None:
    """Of a hospital whoever is responsible for its region or one around it, of a term who is for the nation."""
    answers = {}
    client = member(role, *([region] if region else [])) if role else Client()
    if not role:
        client.force_login(User.objects.create(username="无组", is_staff=True))
    for change in (asked_for(FUXIN), asked_for(None, Symptom)):
        page = client.get(at(change))
        assert page.status_code == (200 if role else 403)
        shown = bool(role) and page.context["may_decide"]
        take = {f"line-{each['path']}": "take" for each in change.lines}
        response = client.post(at(change), {"do": "approve", "seen": "0", **take})
        change.refresh_from_db()
        assert (response.status_code, change.state) == ((302, "applied") if shown else (403, "submitted"))
        answers[change.content_type.model] = shown
    may = role in ("审核", "管理")
    assert answers == {"hospital": may and region in (FUXIN, NATION), "symptom": may and region == NATION}
    assert Hospital.objects.filter(name="阜新新医院").exists() == answers["hospital"]


def test_a_deleted_record_and_a_refused_value_are_said(cast: SimpleNamespace) -> None:
    reviewer = member("审核", FUXIN)
    bad = change_for(cast.central, [line("level", 3, 9)], "import")
    said = reviewer.post(at(bad), {"do": "approve", "line-level": "take", "seen": 1}, follow=True).content.decode()
    assert "没有采用：级" in said
    gone = change_for(cast.second, [line("address", "", "x 路")], "import")
    cast.second.delete()
    assert "记录已被删除" in reviewer.get(at(gone)).content.decode()
    assert reviewer.post(at(gone), {"do": "approve"}).status_code == 403


@pytest.mark.parametrize("role", ["录入", "审核"])
def test_other_regions_are_closed_in_every_way(cast: SimpleNamespace, role: str) -> None:
    client = member(role, SHENYANG)
    assert client.get(at(cast.central)).status_code == 200  # to be read
    assert client.post(at(cast.central), {"name": "x", "version": 1}).status_code == 403
    assert client.post(at(cast.central, "delete"), {"post": "yes", "version": 1}).status_code == 403
    listed = reverse("admin:hospitals_hospital_changelist")
    for action in ("publish_selected", "unpublish_selected", "verify_selected", "delete_selected"):
        picked = {"_selected_action": [cast.central.pk], "row_version": [f"{cast.central.pk}:1"]}
        client.post(listed, {"action": action, "post": "yes", **picked})
    Version.objects.all().delete()
    change = change_for(cast.central, [line("address", "", "x 路")], "import")
    assert client.post(at(change), {"do": "approve", "line-address": "take", "seen": 1}).status_code == 403
    assert client.post(at(cast.central, "restore"), {"number": 1, "seen": 1}).status_code == 403
    cast.central.refresh_from_db()
    assert (cast.central.version, cast.central.status, cast.central.verified_on) == (1, "published", None)


def test_a_record_is_not_moved_out_of_ones_regions(cast: SimpleNamespace) -> None:
    response = save(member("审核", FUXIN), cast.central, region=str(SHENYANG))
    assert response.status_code == 200
    assert "不是您负责的" in response.content.decode()


def test_an_import_writes_in_ones_regions_only(cast: SimpleNamespace) -> None:
    client, add = member("审核", SHENYANG), reverse("admin:core_importrun_add")
    text = "医院名称,地区\n阜新新医院,阜新市\n沈阳新医院,沈阳市\n阜新市中心医院,阜新市\n"
    sent = {"file": SimpleUploadedFile("a.csv", text.encode()), "kind": "hospital", "title": "名单"}
    place = client.post(add, sent)["Location"]
    client.post(place, {**form_of(client.get(place)), "do": "map"})
    assert "不在您负责的地区" in client.get(place).content.decode()
    client.post(place, {"do": "confirm", "sure": "1"})
    assert ImportRun.objects.get().state == "done"
    assert Hospital.objects.filter(name="沈阳新医院").exists()
    assert not Hospital.objects.filter(name="阜新新医院").exists()


def test_without_a_region_nothing_can_be_edited(cast: SimpleNamespace) -> None:
    client = member("审核")
    for record in (cast.central, cast.symptom, cast.policy):
        assert client.post(at(record), {}).status_code == 403
    assert member("审核", FUXIN).post(at(cast.symptom), {}).status_code == 403  # a term is the nation's
    assert save(member("审核", NATION), cast.symptom, description="腰部疼痛").status_code == 302


def test_a_manager_makes_no_superuser(cast: SimpleNamespace) -> None:
    manager, root = member("管理", NATION), User.objects.create_superuser("root")
    assert manager.post(reverse("admin:auth_user_change", args=[root.pk]), {}).status_code == 403
    user = User.objects.create(username="小王")
    address = reverse("admin:auth_user_change", args=[user.pk])
    manager.post(address, {**form_of(manager.get(address)), "is_superuser": "on"})
    user.refresh_from_db()
    assert not user.is_superuser


# Every address of the admin

FREE = {
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "jsi18n",
    "index",
    "app_list",
    "view_on_site",
    "autocomplete",
}


def admin_names() -> list[str]:
    found: list[str] = []

    def walk(patterns: list[Any]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.append(pattern.name)

    resolver: Any = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "admin")
    walk(resolver.url_patterns)
    return sorted(set(found) - FREE)


def addresses(cast: SimpleNamespace) -> dict[str, str]:
    """Every named address, with the key of a record of 阜新 or of a term where it takes one."""
    change = change_for(cast.central, [line("address", "", "x 路")], "import")
    run = ImportRun.objects.create(
        kind="hospital", filename="a", title="a", packed=gzip.compress(b'[1,{"a":"b"}]'), total=1
    )
    keys = {"hospital": cast.central.pk, "change": change.pk, "importrun": run.pk, "office": cast.bureau.pk}
    keys |= {
        "procedure": cast.procedure.pk,
        "policy": cast.policy.pk,
        "symptom": cast.symptom.pk,
        "article": cast.page.pk,
    }
    found = {}
    for name in admin_names():
        model = name.split("_")[1] if "_" in name else ""
        for arguments in ((), (keys.get(model, 1),)):
            try:
                found[name] = reverse(f"admin:{name}", args=arguments)
                break
            except Exception:  # of the two, one fits
                continue
    return found


@pytest.mark.parametrize("role", [*roles.ROLES, ""])
def test_every_address_by_every_role(cast: SimpleNamespace, role: str) -> None:
    """Nothing answers with a 500; who may not write gets no 2xx or redirect that wrote anything."""
    places = addresses(cast)
    assert len(places) > 60
    client = member(role, SHENYANG) if role else Client()
    before = {model: list(model._default_manager.order_by("pk").values()) for model in written_models()}
    for name, address in places.items():
        for method in ("get", "post"):
            response = getattr(client, method)(address, {"post": "yes", "version": 1} if method == "post" else {})
            assert response.status_code < 500, (name, method)
            if not role:
                assert response.status_code == 302, (name, method)
                assert "/admin/login/" in response["Location"]
            elif role == "查看" and re.search("_(add|delete|restore)$", name):
                assert response.status_code in (403, 404), (name, method)
    if role in {"", "查看", "录入", "审核"}:  # none of these records lies in their region
        after = {model: list(model._default_manager.order_by("pk").values()) for model in written_models()}
        assert after == before


def written_models() -> list[Any]:
    return [model for model in apps.get_models() if model._meta.app_label in {"hospitals", "offices"}] + [
        User,
        Group,
        Change,
    ]


def test_every_kind_of_row_is_granted_with_its_record() -> None:
    """An editor without it would see the record's rows and could change none."""
    editor = Group.objects.get(name="录入")
    held = set(editor.permissions.values_list("codename", flat=True))
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label not in {"hospitals", "offices"} or f"change_{model._meta.model_name}" not in held:
            continue
        for inline in model_admin.inlines:
            assert {f"{action}_{inline.model._meta.model_name}" for action in ("add", "change", "delete")} <= held
    assert not any(codename.startswith(("publish_", "delete_hospital ", "add_user")) for codename in held)
