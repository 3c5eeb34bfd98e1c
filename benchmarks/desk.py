"""How many keys it takes to enter what an article says, by the desk's screen in a browser.

    DATABASE_URL=sqlite:////tmp/desk.sqlite3 python -m benchmarks.desk ARTICLES_FOLDER [SLUG …]

The database must be seeded; it is written to, so give it one of its own. Each article is emptied first: its citations
go, and with them the values that no other article states, and the records of which nothing else tells. Then its text is
pasted and read, and every proposal is taken or refused by its key, as the fixtures' citations say
(benchmarks.proposals); what is in doubt is held. Keys are counted as the browser gets them. Minutes are those of the
machine, and beside them what a person would need: the text read once at 8 characters a second, 3 seconds for each
decision.
"""

# Django is set up before anything of it is imported.
# ruff: noqa: E402
from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in this thread

import django

django.setup()

from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from benchmarks.proposals import TrueFact, TruthJudge, articles, truth
from directory.core.admin.desk.reading import Shown, shown_for
from directory.core.kinds import kinds
from directory.core.models import Article, ProposalMark, Record, SourceText
from directory.core.models.fields import LinesField
from directory.core.publishing.publish import publish, remove
from directory.core.reading.proposals import Verdict

AVERAGE = ("000-10", "001-19", "003-10")  # of 15 or 16 facts, which is the mean
Said = tuple[int, int, str, str]  # where, of which field, what
READING, DECIDING = 8, 3.0  # characters a second, seconds a decision


def empty(article: Article) -> None:
    """Take out of the directory what only this article says."""
    for kind in kinds:
        if not issubclass(kind.model, Record):
            continue
        citations: Any = kind.model.citations.rel.related_model
        for record in kind.model.objects.filter(citations__article=article).distinct():
            only = set(record.citations.filter(article=article).values_list("field", flat=True))
            others = set(record.citations.exclude(article=article).values_list("field", flat=True))
            citations.objects.filter(record=record, article=article).delete()
            clear(record, only - others)
            if not others and kind.is_place:
                try:
                    remove(record)
                    continue
                except ProtectedError:  # something else names it
                    pass
            record.save()
            publish([record])
    ProposalMark.objects.filter(source=article).delete()


def clear(record: Any, names: set[str]) -> None:
    for name in {name.partition(".")[0] for name in names} - {"name", "region"}:
        if name in record.parts:
            getattr(record, name).all().delete()
            continue
        field = next((field for field in record._meta.fields if field.name == name), None)
        if isinstance(field, LinesField):
            setattr(record, name, [])
        elif field is not None and (field.null or field.blank):
            setattr(record, name, None if field.null else "")


@contextmanager
def server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


class Curator:
    """Somebody at a keyboard, who knows what the article says."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.keys = page, site, 0
        user, _made = User.objects.get_or_create(username="desk", is_staff=True, is_superuser=True)
        client = Client()
        client.force_login(user)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])

    def press(self, key: str) -> None:
        self.keys += 1 + key.count("+")
        self.page.keyboard.press(key)

    def enter(self, article: Article, right: set[Said]) -> tuple[int, int]:
        """Read the article's text. Returns how many proposals were taken and how many were refused."""
        rows = {row.key: row for row in shown_for(article, article.kept_text.text)}
        self.page.goto(f"{self.site}/admin/core/article/{article.pk}/read/")
        decided = {True: 0, False: 0}
        same = [row for row in rows.values() if row.is_same and not row.taken]
        if same:
            self.press("Shift+A")
            decided[True] += len(same)
        for _ in range(len(rows)):
            key = self.page.evaluate("document.querySelector('.reading-fact.active')?.id || ''").removeprefix("p-")
            row = rows.get(key)
            if row is None or self.is_decided(key):
                break
            choice = "h" if row.proposal.verdict is Verdict.DOUBT else "a" if said(row) in right else "x"
            self.press(choice)
            decided[choice == "a"] += 1
        self.press("Control+Enter")
        self.page.wait_for_selector(".messagelist")
        for message in self.page.locator(".messagelist li").all_inner_texts():
            print(f"    {message[:110]}")
        return decided[True], decided[False]

    def is_decided(self, key: str) -> bool:
        return bool(self.page.locator(f"#p-{key} input[type=radio]:checked").count())


def said(row: Shown) -> Said:
    one = row.proposal
    return one.start, one.end, one.field, one.value


def right_ones(article: Article, judge: TruthJudge, facts: list[TrueFact]) -> set[Said]:
    """What of the text is right, by the directory as it is before the article is emptied."""
    rows = shown_for(article, article.kept_text.text)
    return {said(row) for row in rows if any(judge.finds(row.proposal, fact) for fact in facts)}


def cited(article: Article, fact: TrueFact) -> bool:
    """Whether the directory says again that this article says it."""
    model: Any = kinds[fact.kind].model
    rows = model.citations.rel.related_model.objects.filter(article=article)
    return bool(rows.filter(field__startswith=fact.field.partition(".")[0]).exists())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("slugs", nargs="*", default=AVERAGE)
    given = parser.parse_args()
    texts, known, judge = dict(articles(given.folder)), truth(), TruthJudge()
    with server() as site, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for slug in given.slugs:
            article, facts = Article.objects.get(slug=slug), known.get(slug, [])
            SourceText.keep(article, texts[slug])
            article.refresh_from_db()
            right = right_ones(article, judge, facts)
            empty(article)
            curator = Curator(browser.new_page(viewport={"width": 1280, "height": 900}), site)
            begun = time.monotonic()
            taken, refused = curator.enter(article, right)
            machine = time.monotonic() - begun
            person = len(texts[slug]) / READING + DECIDING * (taken + refused)
            again = sum(cited(article, fact) for fact in facts)
            print(
                f"{slug}: {len(texts[slug])} characters, {len(facts)} facts, {taken} taken, {refused} refused,"
                f" {curator.keys} keys, {machine:.0f} s by the machine, {person / 60:.1f} min by a person;"
                f" {again} of the facts' fields are cited again"
            )
        browser.close()


if __name__ == "__main__":
    main()
