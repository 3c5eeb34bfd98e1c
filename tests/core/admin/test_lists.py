"""The lists: search, filters, actions, cost, and what they do with bad input."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.core.models import NATION, Entry, Publishable, Region
from hospitals.models import Hospital, HospitalCitation
from tests.admin_cast import article, central_hospital, curator, form_of, fuxin, hospital_named

pytestmark = pytest.mark.django_db
HOSPITALS = "/admin/hospitals/hospital/"
KINDS = [model for model in apps.get_models() if issubclass(model, Publishable)]


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def hospital() -> Hospital:
    return central_hospital()


def listed(client: Client, **query: Any) -> list[str]:
    response = client.get(HOSPITALS, query)
    assert response.status_code == 200
    return sorted(str(record) for record in response.context["cl"].result_list)


def act(client: Client, action: str, *records: Hospital, how: str = "") -> str:
    chosen = [record.pk for record in records]
    data = form_of(client.get(HOSPITALS), action=action, how=how, index="0", _selected_action=chosen)
    return str(client.post(HOSPITALS, data, follow=True).content.decode())


def test_it_works(zhang: Client, hospital: Hospital) -> None:
    response = zhang.get(HOSPITALS)
    assert "就医办事名录 · 编辑后台" in response.content.decode()
    assert listed(zhang) == ["阜新市中心医院"]


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_every_kind_has_a_list_and_an_empty_form(zhang: Client, model: Any) -> None:
    for view in ("changelist", "add"):
        assert zhang.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}")).status_code == 200


@pytest.mark.parametrize(
    "words", ["中心医院", "阜新 中心", "市二院", "fuxinshizhongxin", "ＦＸＳＺＸＹＹ", "fu-xin-shi-zhong-xin"]
)
def test_search_by_name_alias_and_pinyin(zhang: Client, words: str) -> None:
    hospital_named("阜新市中心医院", aliases=["市二院"])
    hospital_named("阜新市人民医院")
    assert listed(zhang, q=words) == ["阜新市中心医院"]


def test_search_finds_nothing(zhang: Client, hospital: Hospital) -> None:
    assert listed(zhang, q="阜新 人民") == []


def test_filters(zhang: Client, hospital: Hospital) -> None:
    quiet = hospital_named("阜新市人民医院", verified_on="2025-01-01")
    open_question = hospital_named("阜新市第二医院", unfinished=["features"], status="draft")
    open_question.possible_duplicates.add(quiet)
    for slug, level in (("000", "三级"), ("001", "二级")):
        HospitalCitation.objects.create(record=hospital, article=article(slug), field="level", value=level)
    assert listed(zhang, disputed="yes") == ["阜新市中心医院"]
    assert listed(zhang, unverified="no") == ["阜新市人民医院"]
    assert listed(zhang, duplicate="yes") == ["阜新市人民医院", "阜新市第二医院"]
    assert listed(zhang, unfinished="yes") == ["阜新市第二医院"]
    assert listed(zhang, status__exact="draft") == ["阜新市第二医院"]


def test_filter_by_province(zhang: Client, hospital: Hospital) -> None:
    Region.objects.create(
        code=410000, name="河南省", short_name="河南", level="province", pinyin="henan", initials="hn", parent_id=NATION
    )
    assert listed(zhang, province=210000) == ["阜新市中心医院"]
    assert listed(zhang, province=410000) == []
    assert listed(zhang, province=NATION) == []


def test_publish_and_unpublish(zhang: Client) -> None:
    hospital = hospital_named("阜新市中心医院", status="draft")
    assert "发布：1 条" in act(zhang, "publish_selected", hospital)
    hospital.refresh_from_db()
    assert (hospital.status, hospital.version) == ("published", 2)
    assert Entry.objects.get(kind="hospital").withdrawn_at is None
    act(zhang, "unpublish_selected", hospital)
    hospital.refresh_from_db()
    assert (hospital.status, hospital.version) == ("draft", 3)
    assert Entry.objects.get(kind="hospital").withdrawn_at is not None
    assert LogEntry.objects.filter(object_id=str(hospital.pk)).count() == 2


def test_verify(zhang: Client, hospital: Hospital) -> None:
    assert "请先选核实的方式" in act(zhang, "verify_selected", hospital)
    act(zhang, "verify_selected", hospital, how="visit")
    hospital.refresh_from_db()
    assert hospital.verified_how == "visit"
    assert hospital.verified_on == timezone.localdate()
    assert str(hospital.verified_by) == "张三"


def test_action_names_what_it_refuses_and_does_the_rest(zhang: Client, hospital: Hospital) -> None:
    Hospital.objects.create(name="坏网址医院", slug="Bad Slug", region=fuxin(), editorial=["name", "region"])
    text = act(zhang, "publish_selected", *Hospital.objects.all())
    assert "发布：1 条" in text
    assert "坏网址医院</a>”（网址标识：只用小写字母" in text
    assert Hospital.objects.get(slug="Bad Slug").status == "draft"


def test_action_without_versions_does_nothing(zhang: Client, hospital: Hospital) -> None:
    for versions in ([], ["x"], [f"{hospital.pk}:x"], ["9" * 50 + ":1"]):
        data = {"action": "unpublish_selected", "index": "0", "_selected_action": hospital.pk, "row_version": versions}
        assert "无法判断别人是否改过" in zhang.post(HOSPITALS, data, follow=True).content.decode()
    hospital.refresh_from_db()
    assert hospital.is_public


def test_viewer_may_look_but_not_touch(hospital: Hospital) -> None:
    viewer = User.objects.create(username="王五", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_hospital"))
    client = Client()
    assert client.get(HOSPITALS).status_code == 302
    client.force_login(viewer)
    url = f"{HOSPITALS}{hospital.pk}/change/"
    assert "中华路 1 号" in client.get(url).content.decode()
    assert client.post(url, {"version": "1", "name": "x"}).status_code == 403
    assert client.post(url.replace("change", "delete"), {"post": "yes", "version": "1"}).status_code == 403
    act(client, "unpublish_selected", hospital)
    hospital.refresh_from_db()
    assert hospital.version == 1


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_cost_the_same_with_3_and_30_rows(zhang: Client) -> None:
    for number in range(3):
        hospital_named(f"第{number}医院", slug=f"h-{number}")
    few = cost(zhang, HOSPITALS)
    for number in range(3, 30):
        hospital_named(f"第{number}医院", slug=f"h-{number}")
    assert cost(zhang, HOSPITALS) == few == 6  # session, user, second factor, provinces, count, rows


def test_searching_for_a_choice(zhang: Client, hospital: Hospital) -> None:
    query = {"app_label": "hospitals", "model_name": "hospital", "field_name": "region"}
    found = zhang.get("/admin/autocomplete/", {**query, "term": "阜新"}).json()
    assert found["results"] == [{"id": "210900", "text": "阜新市"}]
    assert zhang.get("/admin/autocomplete/", {**query, "term": "\0"}).json()["results"] == []


FIELDS: list[tuple[Any, str]] = [
    (model, field.name) for model in apps.get_models() for field in model._meta.get_fields()
]


def test_no_field_makes_completing_fail(zhang: Client, hospital: Hospital) -> None:
    """A relation that is written on the other side was a 500."""
    for model, name in [*FIELDS, (Hospital, "nothing"), (Hospital, "region__name"), (Hospital, "\0")]:
        query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
        assert zhang.get("/admin/autocomplete/", query).status_code in (200, 403), (model, name)


def test_no_field_makes_a_list_for_a_popup_fail(zhang: Client, hospital: Hospital) -> None:
    """``?_to_field=`` of a relation that is written on the other side was a 500."""
    for path in (
        HOSPITALS,
        f"{HOSPITALS}add/",
        f"{HOSPITALS}{hospital.pk}/change/",
        f"{HOSPITALS}{hospital.pk}/delete/",
    ):
        for name in [*(field.name for field in Hospital._meta.get_fields()), "nothing", "\0"]:
            answer = zhang.get(path, {"_to_field": name, "_popup": "1"})
            assert answer.status_code in (200, 400), (path, name)
            assert answer.status_code == (200 if name == "id" else 400)
        # An empty one is none. It passed as a field that may be asked for, and was a 500 of every form.
        assert zhang.get(path, {"_to_field": "", "_popup": "1"}).status_code == 200
    for model in ("auth/group", "auth/user"):
        assert zhang.get(f"/admin/{model}/999/change/", {"_to_field": ""}).status_code == 302


NUL, HUGE, LONG = quote("\0"), "9" * 30, "9" * 5000
BAD_QUERIES = [
    f"status__exact={NUL}", "status__exact=nonsense", f"id__exact={HUGE}", f"id__in=1,{HUGE}", "id__in=x", "level=x",
    f"region__code__exact={NUL}", "verified_on__year=0",
    f"verified_on__year={HUGE}", "verified_on__gte=yesterday", "province=1", f"province={NUL}", "disputed=maybe",
    f"q={NUL}", f"q={LONG}", f"q={'+'.join('a' * 2000)}", f"q={quote(chr(34))}", "q=%25_", "p=x", f"p={LONG}", "p=-1",
    "o=x", f"o={LONG}", "o=-", "unknown=1", "e=1", "all=", "_facets=True", "schemes__id__exact=x",
]  # fmt: skip


@pytest.mark.parametrize("query", BAD_QUERIES, ids=lambda query: query[:30])
def test_bad_query_is_no_server_error(zhang: Client, hospital: Hospital, query: str) -> None:
    for path in (
        HOSPITALS,
        "/admin/core/article/",
        "/admin/core/region/",
        "/admin/offices/office/",
        "/admin/auth/user/",
    ):
        assert zhang.get(f"{path}?{query}", follow=True).status_code in {200, 400}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", ["name__regex=(((", "latitude__gt=1e-999999", "name__iregex=*"])
def test_query_that_only_the_database_refuses(query: str) -> None:
    assert curator("张三").get(f"{HOSPITALS}?{query}", follow=True).status_code == 200


@pytest.mark.parametrize(
    "key", ["x", "0", HUGE, LONG, NUL, "-1", "1.5", "_00", quote("阜新")], ids=lambda key: key[:10]
)
def test_bad_key_is_no_server_error(zhang: Client, hospital: Hospital, key: str) -> None:
    for view in ("change", "delete", "history"):
        for path in (HOSPITALS, "/admin/core/region/"):
            assert zhang.get(f"{path}{key}/{view}/", follow=True).status_code in {200, 404}
            assert zhang.post(f"{path}{key}/{view}/", {"post": "yes"}, follow=True).status_code in {200, 404}


@pytest.mark.parametrize("key", ["x", HUGE, "\0", "-1"])
def test_bad_selection_is_no_server_error(zhang: Client, hospital: Hospital, key: str) -> None:
    for action in ("publish_selected", "delete_selected", "nonsense", "\0"):
        data = {"action": action, "index": "0", "_selected_action": key}
        assert zhang.post(HOSPITALS, data, follow=True).status_code == 200


@pytest.mark.parametrize(
    "query", ["region=x", f"region={HUGE}", f"possible_duplicates=1,{NUL}", f"name={NUL}", "entries=1"]
)
def test_bad_prefill_is_no_server_error(zhang: Client, query: str) -> None:
    assert zhang.get(f"{HOSPITALS}add/?{query}").status_code == 200


def test_typed_garbage_is_a_form_error(zhang: Client, hospital: Hospital) -> None:
    url = reverse("admin:hospitals_hospital_change", args=[hospital.pk])
    fields = [
        "region",
        "parent",
        "possible_duplicates",
        "latitude",
        "founded",
        "features",
        "name",
        "phones-0-scheme",
        "phones-0-position",
    ]
    page = form_of(zhang.get(url))
    for value in ("\0", HUGE, "x\0y", "1e-999999"):
        for name in fields:
            response = zhang.post(url, {**page, name: value})
            if response.status_code == 302:  # 999 is a possible name and feature
                page = form_of(zhang.get(url))
            assert response.status_code in {200, 302}, (name, value)


@pytest.mark.parametrize("count", ["", LONG, "\0", "-1", "0", "1", "9"])
def test_tampered_row_counts_are_no_server_error(zhang: Client, hospital: Hospital, count: str) -> None:
    url = reverse("admin:hospitals_hospital_change", args=[hospital.pk])
    for name in ("phones-TOTAL_FORMS", "phones-INITIAL_FORMS"):
        assert zhang.post(url, form_of(zhang.get(url), **{name: count})).status_code in {200, 302}
    assert hospital.phones.count() == 2


def test_tampered_row_key_is_no_server_error(zhang: Client, hospital: Hospital) -> None:
    url = reverse("admin:hospitals_hospital_change", args=[hospital.pk])
    for key in ("", "x", HUGE, "\0"):
        assert zhang.post(url, form_of(zhang.get(url), **{"phones-0-id": key})).status_code == 200
    assert zhang.post(url, {}).status_code == 200
    assert hospital.phones.count() == 2
