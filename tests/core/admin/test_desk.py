"""The desk: nothing uncited becomes public, what was verified when and how, queues worked through, disputes decided."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.core.models import Article, CheckPeriod, Entry, OfficialDay, Scheme, SourceText, Version
from directory.core.publishing.flaws import flawed_among
from directory.core.publishing.publish import publish, remove
from directory.core.sources.provenance import citable_fields
from hospitals.models import Hospital
from offices.checkup import flaws
from offices.models import Procedure
from tests.admin_cast import add_row, article, central_hospital, curator, form_of, hospital_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


def at(record: Any, view: str = "change") -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}", args=[record.pk])


def text_of(response: Any) -> str:
    return str(response.content.decode())


def draft(**fields: Any) -> Hospital:
    name = fields.pop("name", "阜新市第二医院")
    return hospital_named(name, **{"status": "draft", "editorial": ["name", "region"]} | fields)


# Nothing uncited is published


def test_publishing_refuses_what_nobody_answers_for(zhang: Client) -> None:
    hospital = draft(address="中华路 1 号")
    page = zhang.post(at(hospital), form_of(zhang.get(at(hospital)), status="published"))
    assert '<a href="#id_address">地址</a>' in text_of(page)
    assert "“地址”没有出处，不能公开" in text_of(page)
    hospital.refresh_from_db()
    assert (hospital.status, hospital.version) == ("draft", 1)
    assert not Entry.objects.filter(kind="hospital").exists()
    # The same form, with the tick beside the field.
    ticked = form_of(page, editorial=["name", "region", "address"])
    assert zhang.post(at(hospital), ticked).status_code == 302
    entry = Entry.objects.get(kind="hospital")
    assert entry.data["editorial"] == ["name", "region", "address"]
    assert not entry.uncited


def test_rows_need_a_source_as_well(zhang: Client) -> None:
    hospital, source = draft(), article()
    data = add_row(form_of(zhang.get(at(hospital)), status="published"), "phones", number="0418-2810001")
    page = zhang.post(at(hospital), data)
    assert '<a href="#phones-group">' in text_of(page)
    assert not hospital.phones.exists()
    cited = add_row(form_of(page), "citations", article=source.pk, field="phones", value="0418-2810001")
    assert zhang.post(at(hospital), cited).status_code == 302
    assert Entry.objects.get(kind="hospital").data["phones"][0]["number"] == "0418-2810001"


def test_the_list_publishes_only_what_is_answered_for(zhang: Client) -> None:
    hospital = draft(address="中华路 1 号")
    listed = reverse("admin:hospitals_hospital_changelist")
    sent = {"action": "publish_selected", "_selected_action": [hospital.pk], "row_version": [f"{hospital.pk}:1"]}
    said = text_of(zhang.post(listed, sent, follow=True))
    assert "没有出处，不能公开：地址" in said
    assert f'<a href="{at(hospital)}">' in said
    hospital.refresh_from_db()
    assert hospital.status == "draft"


def test_what_was_public_without_a_source_can_be_corrected_and_is_listed(zhang: Client) -> None:
    """Such as a million places that were loaded: a queue has them, and nothing more is added without a source."""
    hospital = hospital_named("阜新市第三医院", editorial=["name", "region"], address="中华路 1 号")
    publish([hospital])
    assert Entry.objects.get(kind="hospital").uncited
    desk = text_of(zhang.get("/admin/"))
    assert f"{at(hospital)}?queue=uncited-hospital" in desk
    assert zhang.post(at(hospital), form_of(zhang.get(at(hospital)), address="中华路 2 号")).status_code == 302
    refused = zhang.post(at(hospital), form_of(zhang.get(at(hospital)), parking="有"))
    assert "“停车”没有出处" in text_of(refused)


def test_a_tick_that_the_form_does_not_show_is_kept(zhang: Client) -> None:
    hospital = draft(editorial=["name", "region", "facts.beds"])
    assert " 数据 · 床位：编者补充</label>" in text_of(zhang.get(at(hospital)))
    zhang.post(at(hospital), form_of(zhang.get(at(hospital)), address="x 路"))
    hospital.refresh_from_db()
    assert "facts.beds" in hospital.editorial


# Verified when, and how


def test_verified_in_one_click(zhang: Client) -> None:
    hospital = central_hospital()
    publish([hospital])
    page = zhang.get(at(hospital, "verify"))
    assert "从未" in text_of(page)
    zhang.post(at(hospital, "verify"), form_of(page, how="visit", field="phones"))
    said = Entry.objects.get(kind="hospital").data
    today = timezone.localdate().isoformat()
    assert said["fact_checks"] == [{"field": "phones", "verified_on": today, "verified_how": "visit"}]
    assert said["verified_on"] is None
    zhang.post(at(hospital, "verify"), form_of(zhang.get(at(hospital, "verify")), how="call", field="*"))
    said = Entry.objects.get(kind="hospital").data
    assert (said["verified_on"], said["verified_how"], said["fact_checks"]) == (today, "call", [])
    hospital.refresh_from_db()
    assert (str(hospital.verified_by), hospital.version) == ("张三", 3)
    public = text_of(Client().get(hospital.page_url))
    assert "核实方式：电话。" in public
    # The clock is a part of the record's history.
    restore = reverse("admin:hospitals_hospital_restore", args=[hospital.pk])
    zhang.post(restore, {"number": 2, "seen": 3})
    assert Entry.objects.get(kind="hospital").data["fact_checks"][0]["field"] == "phones"


@pytest.mark.parametrize("sent", [{"how": "guess"}, {"field": "slug"}, {"seen": "7"}, {"seen": "x"}, {"how": "\0"}])
def test_a_wrong_verification_is_refused(zhang: Client, sent: dict[str, str]) -> None:
    hospital = central_hospital()
    data = form_of(zhang.get(at(hospital, "verify")), how="call", field="*")
    zhang.post(at(hospital, "verify"), {**data, **sent})
    hospital.refresh_from_db()
    assert (hospital.verified_on, hospital.version) == (None, 1)


def test_due_after_the_period_of_its_kind(zhang: Client) -> None:
    CheckPeriod.objects.create(kind="hospital", days=30)
    old = hospital_named("阜新市旧医院", verified_on=timezone.localdate() - timedelta(days=31))
    hospital_named("阜新市新医院", slug="xin", verified_on=timezone.localdate() - timedelta(days=29))
    desk = text_of(zhang.get("/admin/"))
    assert f"{at(old, 'verify')}?queue=due-hospital" in desk
    assert "第 1 条，共 1 条" in text_of(zhang.get(f"{at(old, 'verify')}?queue=due-hospital"))


# Queues


def test_a_queue_is_worked_record_after_record(zhang: Client) -> None:
    OfficialDay.objects.create(date=f"{timezone.localdate().year + 1}-01-01", kind="rest", name="元旦")
    three = [draft(slug=f"d-{number}", name=f"阜新市第{number}医院") for number in (1, 2, 3)]
    first, second, third = (f"{at(hospital)}?queue=drafts-hospital" for hospital in three)
    assert first in text_of(zhang.get("/admin/"))
    page = text_of(zhang.get(second))
    assert "第 2 条，共 3 条" in page
    assert first in page
    assert third in page
    saved = zhang.post(second, form_of(zhang.get(second), status="published", _save="1"))
    assert saved["Location"] == third
    assert "共 2 条" in text_of(zhang.get(third))
    assert zhang.post(third, form_of(zhang.get(third), _save="1"))["Location"] == "/admin/"
    assert zhang.get(f"{at(three[0])}?queue=nonsense").status_code == 200


def test_the_desk_asks_a_constant_dozen_of_queries(zhang: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            zhang.get("/admin/")
        return len(found)

    zhang.get("/admin/")
    before = asked()
    for number in range(5):
        draft(slug=f"d-{number}")
        hospital_named("旧", slug=f"o-{number}", verified_on="2020-01-01")
    publish([hospital_named("无", slug="w", editorial=[])])
    assert asked() <= 12  # what compares records is read anew after a publication
    assert asked() == before


# Disputes


def test_a_dispute_is_decided_beside_the_words(zhang: Client) -> None:
    hospital = central_hospital()
    notice = article("000", source_kind="notice")
    SourceText.keep(notice, "前文。阜新市中心医院是三级甲等医院。后文。")
    one = hospital.citations.create(article=notice, field="level", value="三级", start=10, end=14, quote="是三级甲")
    other = hospital.citations.create(article=article("001"), field="level", value="二级")
    publish([hospital])
    assert f"{at(hospital, 'disputes')}?queue=disputed-hospital" in text_of(zhang.get("/admin/"))
    page = zhang.get(at(hospital, "disputes"))
    assert "<mark>" in text_of(page)
    sent = form_of(page, **{f"rank-{one.uid}": "preferred", f"reason-{one.uid}": "卫健委名单"})
    zhang.post(at(hospital, "disputes"), {**sent, f"rank-{other.uid}": "deprecated"})
    one.refresh_from_db()
    assert one.rank == "normal"  # not credited wants a reason, and nothing is saved by halves
    zhang.post(at(hospital, "disputes"), sent)
    assert hospital.citations.get(uid=one.uid).rank == "preferred"
    ranks = {row["value"]: row["rank"] for row in Entry.objects.get(kind="hospital").data["citations"]}
    assert ranks == {"三级": "preferred", "二级": "normal"}
    assert "disputed-hospital" not in text_of(zhang.get("/admin/"))
    assert Version.objects.of(hospital).count() == 2


def test_a_preference_takes_its_own_dispute_off_the_desk_and_no_other(zhang: Client) -> None:
    hospital = central_hospital()
    for field, values in (("level", ("三级", "二级")), ("address", ("中华路1号", "保健街43号"))):
        for number, value in enumerate(values):
            hospital.citations.create(article=article(f"{field}-{number}"), field=field, value=value)
    queue = f"{at(hospital, 'disputes')}?queue=disputed-hospital"
    for field, waits in (("level", True), ("address", False)):
        hospital.citations.filter(pk=hospital.citations.filter(field=field)[0].pk).update(rank="preferred")
        publish([hospital])
        assert (queue in text_of(zhang.get("/admin/"))) == waits
    listed = reverse("admin:hospitals_hospital_changelist")
    assert "阜新市中心医院" not in text_of(zhang.get(f"{listed}?undecided=yes")).partition("result_list")[2]
    assert "阜新市中心医院" in text_of(zhang.get(f"{listed}?disputed=yes")).partition("result_list")[2]


# What is whose, and since when


def row_of(client: Client, title: str) -> list[str]:
    """The cells of a queue on the desk."""
    page = text_of(client.get("/admin/")).partition('id="desk"')[2]
    row = next(row for row in page.split("<tr data-item>")[1:] if f">{title}</a>" in row)
    return [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]


def test_the_desk_says_what_is_mine_and_since_when(zhang: Client) -> None:
    CheckPeriod.objects.create(kind="hospital", days=30)
    for number, day in ((1, "2025-05-01"), (2, "2024-03-09"), (3, "2025-01-01")):
        hospital_named("旧", slug=f"o-{number}", verified_on=day)
    assert row_of(zhang, "医院 · 该核实了")[:3] == ["3", "0", "2024-03-09"]
    one = Hospital.objects.get(slug="o-3")
    zhang.post(at(one), form_of(zhang.get(at(one)), address="x 路"))
    assert row_of(zhang, "医院 · 该核实了")[:3] == ["3", "1", "2024-03-09"]
    assert row_of(curator("李四"), "医院 · 该核实了")[:3] == ["3", "0", "2024-03-09"]
    listed = reverse("admin:hospitals_hospital_changelist")
    assert text_of(zhang.get(f"{listed}?mine=edited")).count('class="action-select"') == 1
    assert text_of(zhang.get(f"{listed}?mine=regions&due=yes")).count('class="action-select"') == 3
    today = timezone.localdate().isoformat()
    draft()
    assert row_of(zhang, "医院 · 草稿")[:3] == ["1", "0", "—"]  # made by no edit
    add = reverse("admin:hospitals_hospital_add")
    zhang.post(add, form_of(zhang.get(add), name="新医院", region="210900"))
    assert row_of(zhang, "医院 · 草稿")[:3] == ["2", "1", today]


@pytest.mark.parametrize("mine", ["regions", "edited"])
@pytest.mark.parametrize("model", ["core_change", "core_report", "core_pair", "offices_policy", "hospitals_symptom"])
def test_what_is_mine_can_be_listed_everywhere(zhang: Client, model: str, mine: str) -> None:
    response = zhang.get(reverse(f"admin:{model}_changelist"), {"mine": mine})
    has_region = model != "hospitals_symptom"
    assert response.status_code == (200 if has_region or mine == "edited" else 302)


# 体检


def test_what_the_checkup_finds_is_a_queue_by_region(zhang: Client, cast: SimpleNamespace) -> None:
    cast.procedure.editorial = list(citable_fields(Procedure))
    cast.procedure.deadline = "尽快"
    cast.procedure.save()
    publish([cast.procedure])
    assert Entry.objects.get(kind="procedure", slug=cast.procedure.slug).flawed
    queue = f"{at(cast.procedure)}?queue=flawed-procedure"
    assert queue in text_of(zhang.get("/admin/"))
    page = zhang.get(queue)
    for said in ("办事指南体检", "截止时间“尽快”没有日期", "第 1 条"):
        assert said in text_of(page)
    listed = text_of(zhang.get(reverse("admin:offices_procedure_changelist"), {"flawed": "yes"}))
    assert cast.procedure.name in listed.partition("result_list")[2]
    fixed = {"deadline": "出生后 90 天内", "_save": "1"}
    assert zhang.post(queue, form_of(page, **fixed)).status_code == 302
    left = list(flaws(Entry.objects.get(kind="procedure", slug=cast.procedure.slug).data))
    assert not any("截止" in flaw for flaw in left)
    assert Entry.objects.get(kind="procedure", slug=cast.procedure.slug).flawed == bool(left)


def test_what_compares_records_was_in_no_queue(zhang: Client, cast: SimpleNamespace) -> None:
    """Two guides for the same: said of both, on the desk, in the list and on the form; and no more when one has gone."""
    twin = Procedure.objects.create(
        slug="twin", name="又一份", service=cast.service, region=cast.fuxin, status="published",
        editorial=list(citable_fields(Procedure)),
    )  # fmt: skip
    twin.schemes.set(cast.procedure.schemes.all())
    twin.groups.set(cast.procedure.groups.all())
    publish([twin])
    queue = f"{at(cast.procedure)}?queue=flawed-procedure"
    assert queue in text_of(zhang.get("/admin/"))
    for one, other in ((cast.procedure, twin), (twin, cast.procedure)):
        assert f"与“{other.name}”的事项、地区、险种和人员类别相同" in text_of(zhang.get(at(one)))
    listed = text_of(zhang.get(reverse("admin:offices_procedure_changelist"), {"flawed": "yes"}))
    assert twin.name in listed.partition("result_list")[2]
    assert {"twin", cast.procedure.slug} <= flawed_among("procedure")
    remove(twin)
    assert cast.procedure.slug not in flawed_among("procedure")


# What has no version of its own


def test_two_edits_of_a_user_do_not_undo_each_other(zhang: Client) -> None:
    """Saved over a form that was opened before, a deactivated account was active again."""
    user = User.objects.create_user("wang", password="x" * 20, is_staff=True)
    opened = form_of(zhang.get(at(user)), first_name="五")
    zhang.post(at(user), {name: value for name, value in form_of(zhang.get(at(user))).items() if name != "is_active"})
    user.refresh_from_db()
    assert not user.is_active
    page = zhang.post(at(user), opened)
    user.refresh_from_db()
    assert (user.is_active, user.first_name) == (False, "")
    assert "在您打开之后，这一条已被修改" in text_of(page)
    # Having seen it, one may still save.
    seen = form_of(page)
    overrides = text_of(page).partition('id="id_overrides" value="')[2].partition('"')[0]
    assert zhang.post(at(user), {**seen, "overrides": overrides}).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.first_name) == (True, "五")


def test_whatever_has_no_version_is_compared(zhang: Client) -> None:
    things: list[tuple[Any, str]] = [
        (Scheme.objects.create(code="employee", name="职工医保"), "name"),
        (Group.objects.create(name="外包"), "name"),
        (OfficialDay.objects.create(date="2026-10-01", kind="rest", name="国庆节"), "name"),
    ]
    for thing, field in things:
        opened, delete = form_of(zhang.get(at(thing)), **{field: "甲"}), form_of(zhang.get(at(thing, "delete")))
        assert zhang.post(at(thing), form_of(zhang.get(at(thing)), **{field: "乙"})).status_code == 302
        assert zhang.post(at(thing), opened).status_code == 200, thing
        assert zhang.post(at(thing), {**opened, "seen": ""}).status_code == 200, thing
        zhang.post(at(thing, "delete"), delete)
        thing.refresh_from_db()
        assert getattr(thing, field) == "乙"


# Refused proposals


def test_what_was_refused_is_not_asked_again(zhang: Client, cast: SimpleNamespace) -> None:
    source = Article.objects.create(slug="gong-gao", title="公告", source_kind="notice")
    SourceText.keep(source, "阜新市中心医院公告\n阜新市中心医院电话0418-3782120，床位1500张。")
    read = reverse("admin:core_article_read", args=[source.pk])
    page = zhang.get(read)
    fields = [name for name in form_of(page) if name.startswith("v-")]
    refused = {f"d-{name[2:]}": "refuse" for name in fields}
    assert "记住了" in text_of(zhang.post(read, {**form_of(page), **refused}, follow=True))
    again = zhang.get(read)
    assert "条以前没有采用" in text_of(again)
    assert '<b id="left">0</b>' in text_of(again)
    # Wherever in the text the words stand now; and one may think better of it.
    SourceText.keep(source, "更正。\n阜新市中心医院公告\n阜新市中心医院电话0418-3782120，床位1500张。")
    moved = zhang.get(read)
    assert '<b id="left">0</b>' in text_of(moved)
    accepted = dict.fromkeys(refused, "accept")
    assert "已写入" in text_of(zhang.post(read, {**form_of(moved), **accepted}, follow=True))
