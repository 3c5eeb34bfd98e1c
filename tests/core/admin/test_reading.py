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
from directory.core.models.curation import Responsibility
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


def test_what_the_rules_of_a_record_refuse_writes_nothing_of_it(zhang: Client, source: Article) -> None:
    SourceText.keep(source, "罗山县医保局网址 http://luoshan.example.cn/a ，电话0376-2130998。")
    source.refresh_from_db()
    said = decide(zhang, source, website="accept=不是网址", phones="accept")
    assert "没有写入：" in said
    assert not office().phones.exists()


def test_one_refused_record_kept_all_others_waiting(zhang: Client, source: Article) -> None:
    text = "罗山县医保局网址 http://luoshan.example.cn/a 。\n罗山县试验医院是二级甲等综合医院，电话0376-2131111。"
    SourceText.keep(source, text)
    source.refresh_from_db()
    sent = {"digest": source.kept_text.sha256, "do": "submit"}
    for row in rows(source):
        is_wrong = row.proposal.field == "website" and row.proposal.target.slug
        sent |= {f"d-{row.key}": "accept", f"v-{row.key}": "不是网址" if is_wrong else row.proposal.value}
    said = zhang.post(address(source), sent, follow=True).content.decode()
    assert "1 条记录没有写入" in said
    assert "已新建草稿" in said
    assert Hospital.objects.get(name="罗山县试验医院").level == 2
    assert not office().citations.filter(article=source).exists()
    # What was refused is still there, as it was typed.
    assert 'value="不是网址"' in said
    assert said.index("没有写入：") < said.index('value="不是网址"')
    assert "已写入" in decide(zhang, source, website="accept")
    assert office().website == "http://luoshan.example.cn/a"


def test_an_editor_accepts_and_the_public_reads_it_when_it_is_approved(source: Article) -> None:
    """With the permission to change offices, what an editor took was public at once, in every region."""
    user = User.objects.create_user("录入", password="x", is_staff=True)
    permissions = ["change_article", "change_office", "add_office", "change_hospital", "add_hospital"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    for region in (None, 411521):
        if region:
            Responsibility.objects.create(user=user, region_id=region)
        Change.objects.all().delete()  # what waits is not asked for twice
        assert "等待审核" in decide(client, source, phones="accept")
    assert not office().phones.exists()
    assert set(Change.objects.values_list("state", flat=True)) == {"submitted"}
    Change.objects.all().delete()
    Office.objects.filter(pk=office().pk).update(status="draft")
    assert "已写入" in decide(client, source, phones="accept")


# What the rules miss


def state(client: Client, source: Article, **typed: Any) -> str:
    sent = {"digest": source.kept_text.sha256, "do": "statement"}
    sent |= {f"new-{name}": value for name, value in typed.items()}
    return client.post(address(source), sent, follow=True).content.decode()


def test_words_marked_by_hand_are_a_statement(zhang: Client, source: Article) -> None:
    start = NOTICE.index("院内免费停车")
    trial = Hospital.objects.create(slug="shi-yan", name="罗山县试验医院", region_id=411521)
    marked = {"quote": "院内免费停车", "start": str(start), "field": "hospital.parking", "record": trial.name}
    assert "请填网址标识" in state(zhang, source, **{**marked, "record": "试验"})
    assert "已写入 1 条" in state(zhang, source, **marked)
    citation = cited(trial, "parking", source)
    assert (Hospital.objects.get(slug="shi-yan").parking, citation.value) == ("院内免费停车", "院内免费停车")
    assert (citation.start, citation.end, citation.quote) == (start, start + 6, "院内免费停车")


def underlined(html: str) -> list[str]:
    return re.findall('<a href="#p-[0-9a-f]+" class="[a-z- ]+">(.*?)</a>', html)


def test_words_marked_by_hand_were_not_underlined_in_the_text(zhang: Client, source: Article) -> None:
    words = "公告"
    assert words not in underlined(zhang.get(address(source)).content.decode())
    Hospital.objects.create(slug="shi-yan", name="罗山县试验医院", region_id=411521)
    said = state(zhang, source, quote=words, field="hospital.parking", record="shi-yan")
    assert words in underlined(said)
    html = zhang.get(address(source)).content.decode()
    assert words in underlined(html)
    assert "已取用" in html
    assert sum(row.taken == "" for row in rows(source)) == len(rows(source)) - 1
    SourceText.keep(source, f"前言。{NOTICE}")  # another text, in which other words stand at this place
    source.refresh_from_db()
    assert words not in underlined(zhang.get(address(source)).content.decode())


def test_what_waits_for_a_reviewer_was_asked_again(source: Article) -> None:
    user = User.objects.create_user("李四", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_article"))
    client = Client()
    client.force_login(user)
    decide(client, source, phones="accept")
    state(client, source, quote="院内免费停车", field="office.parking", record=office().slug)
    html = client.get(address(source)).content.decode()
    assert html.count("已提交，等待审核") == 2
    assert "院内免费停车" in underlined(html)
    decide(client, source, phones="accept")
    assert Change.objects.count() == 2


def test_words_typed_by_hand_are_looked_for(zhang: Client, source: Article) -> None:
    about = {"field": "office.address", "record": office().slug, "value": "宝城东路66号院"}
    for quote, start in (("宝城西路", ""), ("宝城东路", "3"), ("", "")):
        said = state(zhang, source, quote=quote, start=start, **about)
        assert ("原文里没有这句话" in said) == (quote == "宝城西路")
    citation = cited(office(), "address", source)  # against what is published: one more side
    assert (citation.start, citation.value) == (NOTICE.index("宝城东路"), "宝城东路66号院")
    assert "address" in disputed_fields(office())
    for wrong in ({"field": "office.slug"}, {"record": "没有的局"}, {"start": "-1"}, {"quote": "\0"}):
        state(zhang, source, **{**about, "quote": "宝城东路", **wrong})
    assert office().citations.filter(article=source).count() == 1


def test_a_statement_leaves_what_was_chosen_beside_it(zhang: Client, source: Article) -> None:
    key = next(row.key for row in rows(source) if row.proposal.field == "phones")
    sent = {"digest": source.kept_text.sha256, "do": "statement", f"d-{key}": "accept", f"v-{key}": "0376-2130999"}
    html = zhang.post(address(source), sent).content.decode()
    assert 'value="0376-2130999"' in html
    assert re.search(rf'name="d-{key}" value="accept" checked', html)
    assert not office().phones.exists()


def test_a_source_without_text(zhang: Client, source: Article) -> None:
    SourceText.keep(source, "")
    assert "还没有原文" in zhang.get(address(source), follow=True).content.decode()
