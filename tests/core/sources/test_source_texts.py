"""Sources of every kind; what they say word for word is for staff, and on no public surface."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from directory.core.models import Article, SourceText
from directory.core.publishing.publish import publish
from tests.admin_cast import article, curator, form_of

pytestmark = pytest.mark.django_db
CANARY = "金丝雀七五三"
PUBLISHED = {
    "source_kind": "notice", "publisher": "阜新市医疗保障局", "link": "https://ybj.fuxin.gov.cn/a.html",
    "published_on": "2026-05-01", "read_on": "2026-05-03",
}  # fmt: skip


@pytest.fixture
def notice(cast: SimpleNamespace) -> Article:
    """A notice with a text that must stay inside."""
    for name, value in PUBLISHED.items():
        setattr(cast.page, name, value)
    cast.page.save()
    SourceText.keep(cast.page, f"{CANARY}，居民必须参保。")
    cast.policy.citations.filter(article=cast.page).update(start=0, end=6, quote=CANARY)
    publish([cast.page])
    source: Article = cast.page
    return source


def test_it_works(notice: Article, client: Client) -> None:
    answer = client.get(f"/api/v1/articles/{notice.slug}/").json()
    assert {name: answer[name] for name in PUBLISHED} == PUBLISHED
    page = client.get(f"/sources/{notice.slug}/").content.decode()
    for shown in ("通知公告", "阜新市医疗保障局", 'href="https://ybj.fuxin.gov.cn/a.html"', "居民医保是否强制参保"):
        assert shown in page
    assert "正文" not in page.partition("<main")[2].partition("</h1>")[2].partition("<section")[0]


def test_a_citation_names_the_kind_of_its_source(notice: Article, client: Client, cast: SimpleNamespace) -> None:
    citations = client.get(f"/api/v1/policies/{cast.policy.slug}/").json()["citations"]
    assert {each["article"]["slug"]: each["article"]["source_kind"] for each in citations} == {
        notice.slug: "notice",
        cast.teaser.slug: "article",
    }


def test_sources_are_listed_by_kind(notice: Article, client: Client) -> None:
    found = client.get("/api/v1/articles/?source_kind=notice").json()["results"]
    assert [each["slug"] for each in found] == [notice.slug]
    refused = client.get("/api/v1/articles/?source_kind=rumour")
    assert refused.status_code == 400
    assert "source_kind" in refused.json()["detail"]


def test_a_search_for_its_words_finds_nothing_of_it(notice: Article, client: Client) -> None:
    answer = client.get(f"/api/v1/search/?q={CANARY}").json()
    assert notice.slug not in [row["summary"]["slug"] for row in answer["results"]]


def test_staff_keep_the_text_as_it_was(db: None) -> None:
    source, zhang = article(), curator("张三")
    address = f"/admin/core/article/{source.pk}/change/"
    typed = "第一行  \r\n\u3000第二行ＡＢ\r\n"
    sent = form_of(zhang.get(address), text=typed, read_on="2026-05-03", source_kind="call")
    assert zhang.post(address, sent).status_code == 302
    kept = SourceText.objects.get(source=source)
    assert kept.text == "第一行  \n\u3000第二行ＡＢ\n"
    assert len(kept.sha256) == 64
    source.refresh_from_db()
    assert source.read_by is not None
    assert source.read_by.username == "张三"
    again = form_of(zhang.get(address))
    assert zhang.post(address, again).status_code == 302
    assert SourceText.objects.get(source=source).sha256 == kept.sha256
    assert zhang.post(address, form_of(zhang.get(address), text="")).status_code == 302
    assert not SourceText.objects.filter(source=source).exists()


def test_a_text_that_is_too_long_is_refused(db: None) -> None:
    source, zhang = article(), curator("张三")
    address = f"/admin/core/article/{source.pk}/change/"
    refused = zhang.post(address, form_of(zhang.get(address), text="长" * (SourceText.LONGEST + 1)))
    assert refused.status_code == 200
    assert "原文最多" in refused.content.decode()


def test_impossible_sources_are_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError, match="不能早于"):
        Article(slug="1", title="x", published_on="2026-05-02", read_on="2026-05-01").full_clean()
    with pytest.raises(ValidationError, match="URL"):
        Article(slug="1", title="x", link="javascript:alert(1)").full_clean()
    for start, end in ((5, 5), (None, 3), (3, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            cast.policy.citations.update(start=start, end=end)
