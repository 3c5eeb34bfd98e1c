"""A source's text on the desk: its words marked, decided as one form, written with citations that have a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import Client

from directory.core.admin.desk.reading import Shown, shown_for
from directory.core.models import Article, Change, SourceText, Version
from directory.core.sources.agreement import disputed_fields
from hospitals.models import Hospital
from offices.models import Office, Policy
from tests.admin_cast import curator

pytestmark = [pytest.mark.usefixtures("directory"), pytest.mark.django_db]
NOTICE = (
    "罗山县医保局公告\n罗山县医保局地址：宝城东路66号，电话0376-2130998，院内免费停车。\n"
    "罗山县城乡居民医保2027年个人缴费标准为每人每年480元。"
)


@pytest.fixture(autouse=True)
def undone(directory: None) -> Iterator[None]:
    """Each test on the directory as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def zhang(undone: None) -> Client:
    return curator("张三")


@pytest.fixture
def source(undone: None) -> Article:
    article = Article.objects.create(slug="gong-gao", title="公告", source_kind="notice")
    SourceText.keep(article, NOTICE)
    return article


def address(source: Article) -> str:
    return f"/admin/core/article/{source.pk}/read/"


def rows(source: Article) -> list[Shown]:
    return shown_for(source, source.kept_text.text)


def decide(client: Client, source: Article, **fields: str) -> str:
    """Choose by field name: accept, refuse or hold, or ``accept=another value``."""
    sent = {"digest": source.kept_text.sha256, "do": fields.pop("do", "submit")}
    for row in rows(source):
        choice, _sign, value = fields.get(row.proposal.field, "").partition("=")
        sent |= {f"d-{row.key}": choice, f"v-{row.key}": value or row.proposal.value}
    return client.post(address(source), sent, follow=True).content.decode()


def office() -> Office:
    found: Office = Office.objects.get(slug="luo-shan-xian-yi-bao-ju")
    return found


def cited(record: Any, field: str, source: Article) -> Any:
    return record.citations.get(article=source, field=field)


def test_it_works(zhang: Client, source: Article) -> None:
    html = zhang.get(address(source)).content.decode()
    text = re.sub("<[^>]+>", "", re.search(r'<div class="reading-text">(.*?)</div>', html, re.DOTALL)[1])  # type: ignore[index]
    assert text == NOTICE
    said = decide(zhang, source, phones="accept")
    assert "已写入 1 条" in said
    assert [str(phone) for phone in office().phones.all()] == ["0376-2130998"]
    citation = cited(office(), "phones", source)
    assert NOTICE[citation.start : citation.end] == citation.quote == "0376-2130998"
    assert Change.objects.get().state == "applied"
    assert Version.objects.filter(object_id=office().pk).exists()
    assert "已取用" in zhang.get(address(source)).content.decode()


def test_what_contradicts_is_one_more_side(zhang: Client, source: Article) -> None:
    before = office().address
    decide(zhang, source, address="accept")
    assert office().address == before
    assert cited(office(), "address", source).value == "宝城东路66号"
    assert "address" in disputed_fields(office())


def test_nothing_is_written_that_was_not_accepted(zhang: Client, source: Article) -> None:
    said = decide(zhang, source, phones="refuse", address="hold")
    assert "什么都没有写入" in said
    assert not Change.objects.exists()
    assert not office().citations.filter(article=source).exists()


def test_what_agrees_is_taken_with_one_button(zhang: Client, source: Article) -> None:
    decide(zhang, source, do="same")
    fields = set(office().citations.filter(article=source).values_list("field", flat=True))
    assert "region" in fields
    assert not fields & {"phones", "address"}


def test_a_value_is_edited_before_it_is_taken(zhang: Client, source: Article) -> None:
    decide(zhang, source, phones="accept=0376-2130999")
    assert [str(phone) for phone in office().phones.all()] == ["0376-2130999"]
    assert cited(office(), "phones", source).quote == "0376-2130998"


def test_another_year_makes_a_draft(zhang: Client, source: Article) -> None:
    decide(zhang, source, value="accept", scheme="accept", year="accept")
    policy = Policy.objects.get(year=2027, region=411521)
    assert (policy.status, policy.figure, policy.scheme and policy.scheme.code) == ("draft", "480 元/年", "resident")
    assert cited(policy, "value", source).quote.endswith("480元")


def test_a_new_hospital_with_its_rows(zhang: Client, source: Article) -> None:
    SourceText.keep(
        source, "罗山县试验医院是二级甲等综合医院，床位300张，设有骨科、儿科。电话0376-2131111。急诊24小时。"
    )
    source.refresh_from_db()
    fields = {row.proposal.field: "accept" for row in rows(source)}
    assert "已新建草稿" in decide(zhang, source, **fields)
    made = Hospital.objects.get(name="罗山县试验医院")
    assert (made.status, made.level, made.grade, made.institution_type) == ("draft", 2, "a", "general")
    assert sorted(map(str, made.departments.all())) == ["儿科", "骨科"]
    assert [str(fact) for fact in made.facts.all()] == ["床位 300 张"]
    assert made.opening_hours.get().round_the_clock


def test_who_may_not_edit_the_record_leaves_a_request(source: Article) -> None:
    user = User.objects.create_user("李四", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_article"))
    client = Client()
    client.force_login(user)
    assert "等待审核" in decide(client, source, phones="accept")
    assert not office().phones.exists()
    assert Change.objects.get().state == "submitted"


def test_nobody_else_reads_the_text(source: Article) -> None:
    user = User.objects.create_user("王五", password="x", is_staff=True)
    client = Client()
    assert client.get(address(source)).status_code == 302
    client.force_login(user)
    assert client.get(address(source)).status_code == 403
    assert NOTICE not in client.get(f"/sources/{source.slug}/").content.decode()


def test_a_text_that_was_changed_meanwhile(zhang: Client, source: Article) -> None:
    key = next(row.key for row in rows(source) if row.proposal.field == "phones")
    sent = {"digest": "0" * 64, "do": "submit", f"d-{key}": "accept"}
    assert "原文在这期间改过" in zhang.post(address(source), sent, follow=True).content.decode()
    assert not office().phones.exists()


def test_what_the_rules_of_a_record_refuse_writes_nothing(zhang: Client, source: Article) -> None:
    SourceText.keep(source, "罗山县医保局网址 http://luoshan.example.cn/a ，电话0376-2130998。")
    source.refresh_from_db()
    said = decide(zhang, source, website="accept=不是网址", phones="accept")
    assert "没有写入任何内容" in said
    assert not office().phones.exists()


def test_a_source_without_text(zhang: Client, source: Article) -> None:
    SourceText.keep(source, "")
    assert "还没有原文" in zhang.get(address(source), follow=True).content.decode()
