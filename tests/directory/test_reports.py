"""“这里不对”: the form, the API, the queue, and how little is kept of whoever wrote."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.core.models import Entry
from directory.core.models.curation import Report
from tests.admin_cast import curator, form_of

pytestmark = pytest.mark.django_db
FORM = "/report/hospital/fu-xin-zhong-xin/"
API = "/api/v1/reports/"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """All tests come from one address."""
    caches["default"].clear()


GIVEN = {"kind": "hospital", "slug": "fu-xin-zhong-xin", "field": "address", "words": "应是中华路 3 号"}


def test_it_works(cast: SimpleNamespace, client: Client) -> None:
    page = client.get(f"{FORM}?field=address")
    assert "阜新市中心医院" in page.content.decode()
    assert '<option value="address" selected>' in page.content.decode()
    sent = client.post(FORM, {**form_of(page), "words": "应是中华路 3 号", "contact": "13800000000"})
    report = Report.objects.get()
    assert (report.field, report.words, report.region_id) == ("address", "应是中华路 3 号", 210900)
    assert sent["Location"] == f"/report/{report.number}/"
    assert "还没有开始核实" in client.get(sent["Location"]).content.decode()
    zhang, at = curator("张三"), f"/admin/core/report/{report.pk}/change/"
    zhang.post(at, form_of(zhang.get(at), state="fixed", answer="谢谢，已改为 3 号。"))
    text = client.get(sent["Location"]).content.decode()
    assert "已经改正" in text
    assert "谢谢，已改为 3 号。" in text
    assert "13800000000" not in text


def test_by_programs(cast: SimpleNamespace, client: Client) -> None:
    answer = client.post(API, GIVEN, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["state"] == "new"
    assert client.get(answer.json()["url"]).json()["number"] == Report.objects.get().number


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"words": ""}, "words"),
        ({"words": "长" * 1001}, "words"),
        ({"words": "有\u200b隐形字"}, "words"),
        ({"field": "nonsense"}, "field"),
        ({"slug": "cao-gao"}, "slug"),
        ({"kind": "nonsense"}, "slug"),
        ({"slug": "a\0b"}, "slug"),
        ({"extra": "x"}, "extra"),
        ({"words": 7}, "words"),
    ],
)
def test_what_is_wrong_is_named(cast: SimpleNamespace, client: Client, change: dict[str, object], named: str) -> None:
    answer = client.post(API, {**GIVEN, **change}, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert named in [error["parameter"] for error in answer.json()["errors"]]
    assert not Report.objects.exists()


def test_other_bodies_and_methods_are_refused(cast: SimpleNamespace, client: Client) -> None:
    for body in ("[]", "{", "7", ""):
        assert client.post(API, body, content_type="application/json").status_code == 400
    assert client.get(API).status_code == 405
    assert client.delete(f"{API}abc/").status_code == 405


def test_a_form_with_faults_keeps_what_was_typed(cast: SimpleNamespace, client: Client) -> None:
    page = client.post(FORM, {"words": "", "how_known": "路过看到"})
    assert page.status_code == 400
    assert "路过看到" in page.content.decode()


def test_programs_that_fill_in_everything_are_not_heard(cast: SimpleNamespace, client: Client) -> None:
    assert client.post(FORM, {"words": "买药", "homepage": "https://spam"}).status_code == 302
    assert client.post(API, {**GIVEN, "homepage": "x"}, content_type="application/json").status_code == 201
    assert not Report.objects.exists()


def test_a_draft_cannot_be_reported_on(cast: SimpleNamespace, client: Client) -> None:
    for path in ("hospital/cao-gao", "nonsense/x", "hospital/none"):
        assert client.get(f"/report/{path}/").status_code == 404
        assert client.post(f"/report/{path}/", {"words": "x"}).status_code == 404


def test_one_address_cannot_flood(cast: SimpleNamespace, client: Client) -> None:
    codes = [client.post(FORM, {"words": "x"}, REMOTE_ADDR="203.0.113.77").status_code for _ in range(22)]
    assert codes[:20] == [302] * 20
    assert codes[-1] == 429
    assert client.get(FORM, REMOTE_ADDR="203.0.113.77").status_code == 200


def test_the_contact_is_erased_after_ninety_days(cast: SimpleNamespace) -> None:
    now = timezone.now()
    for days, closed in ((91, True), (89, True), (500, False)):
        then = now - datetime.timedelta(days=days)
        Report.objects.create(
            kind="hospital", slug="x", title=str(days), region=cast.fuxin, words="x", contact="13800000000",
            **({"state": "fixed", "closed_at": then} if closed else {}),
        )  # fmt: skip
    call_command("erase_contacts", verbosity=0)
    assert dict(Report.objects.values_list("title", "contact")) == {"91": "", "89": "13800000000", "500": "13800000000"}


def test_what_readers_write_is_on_no_public_page(cast: SimpleNamespace, client: Client) -> None:
    client.post(FORM, {"words": "金丝雀九", "how_known": "金丝雀九", "contact": "金丝雀九"})
    report = Report.objects.get()
    places = ["/", f"/report/{report.number}/", f"{API}{report.number}/", "/search/?q=中心", "/api/v1/changes/"]
    places += [address for entry in Entry.objects.live() for address in (entry.data["page"], entry.data["url"])]
    assert not any("金丝雀九" in client.get(place).content.decode() for place in places)


def test_the_desk_counts_what_waits(cast: SimpleNamespace, client: Client) -> None:
    zhang = curator("张三")
    before = zhang.get("/admin/").content.decode()
    assert "说法不一" in before
    assert "读者说这里不对" not in before
    client.post(FORM, {"words": "x"})
    with CaptureQueriesContext(connection) as queries:
        page = zhang.get("/admin/").content.decode()
    assert "读者说这里不对" in page
    assert f"/admin/core/report/{Report.objects.get().pk}/change/" in page
    assert len(queries) <= 40
