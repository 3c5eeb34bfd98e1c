"""Public answers as Markdown: what a page says, without its navigation and forms.

An entry is written from its document, fact by fact with the numbers of its sources. Any other page is what stands in its
``<main>``, so a page that is added later is there as Markdown, too.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from directory.core.documents import Document, credited
from directory.core.kinds import Kind

from . import wording
from .facts import Fact, facts_of

BLANK_LINES = re.compile(r"\n{3,}")
SPACES = re.compile(r"\s+")


def of_entry(kind: Kind, document: Document, site: str, opening: str = "") -> str:
    """An entry: where and what it is, whether it is open, its facts, every side of a dispute, its sources."""
    numbers = {page: at for at, page in enumerate(articles(document), 1)}
    region = document.get("region")
    where = " ".join(region["path"]) if region else ""
    lead = [" · ".join(filter(None, [kind.label, where])), opening]
    facts = [line_of(fact, numbers, site) for fact in facts_of(kind, document)]
    sections = [f"# {document['name']}", *filter(None, lead), "\n".join(facts)]
    if document.get("disputed"):
        sections += [f"## {_('来源说法不一')}", "\n".join(sides(kind, document, numbers))]
    if numbers:
        sections += [f"## {_('来源')}", "\n".join(sources(document, numbers, site))]
    sections.append(f"{_('网页')}: {site}{document['page']}")
    return "\n\n".join(filter(None, sections)) + "\n"


def articles(document: Document) -> dict[str, Document]:
    """The articles that are given credit, by the address of their page."""
    found: dict[str, Any] = (
        {row["article"]["page"]: row["article"] for row in credited(document)} if "citations" in document else {}
    )
    return found


def line_of(fact: Fact, numbers: dict[str, int], site: str) -> str:
    about = f" ({fact.about})" if fact.about else ""
    scope = f" [{fact.scope}]" if fact.scope else ""
    text = plain(fact.text)
    link = urljoin(site, fact.link) if fact.link.startswith("/") else fact.link
    value = f"[{text}]({link})" if link else text
    return f"- {fact.label}{about}: {value}{scope}{marks(fact.citations, numbers)}"


def marks(citations: Any, numbers: dict[str, int]) -> str:
    known = sorted({numbers[row["article"]["page"]] for row in citations if row["article"]["page"] in numbers})
    return f" [{', '.join(str(number) for number in known)}]" if known else ""


def sides(kind: Kind, document: Document, numbers: dict[str, int]) -> list[str]:
    rows = [row for row in credited(document) if row["field"] in document["disputed"]]
    return [
        f"- {wording.field_label(kind.model, row['field'])}: {plain(row['value'])}{marks([row], numbers)}"
        for row in rows
    ]


def sources(document: Document, numbers: dict[str, int], site: str) -> list[str]:
    return [
        f"{numbers[page]}. {plain(article['title'])} ({article['published_on'] or _('日期不详')}) {site}{page}"
        for page, article in articles(document).items()
    ]


def plain(text: str) -> str:
    """On one line, with nothing that Markdown would take for its own."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", SPACES.sub(" ", text).strip())


class MainText(HTMLParser):
    """The text of ``<main>``: headings, paragraphs, lists, definitions and links."""

    SKIPPED = frozenset({"nav", "script", "style", "svg", "template", "button", "select", "textarea", "datalist"})
    BLOCKS = frozenset(
        {"p", "div", "section", "article", "header", "ul", "ol", "dl", "table", "tr", "details", "summary", "figure"}
    )
    HEADINGS = {f"h{level}": f"\n\n{'#' * level} " for level in range(1, 5)}

    BEGINNINGS = {
        **dict.fromkeys(BLOCKS, "\n\n"), **HEADINGS,
        "li": "\n- ", "dt": "\n- ", "dd": ": ", "br": "\n", "td": " ", "th": " ",
    }  # fmt: skip

    def __init__(self, site: str) -> None:
        super().__init__(convert_charrefs=True)
        self.site, self.written = site, [""]
        self.inside, self.skipped, self.headings = 0, 0, 0
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"
        if not self.inside:
            return
        self.skipped += self.is_skipped(tag)
        if self.skipped:
            return
        self.headings += tag in self.HEADINGS
        address = dict(attributes).get("href")
        if tag == "a" and address:
            self.links.append((urljoin(self.site, address), len(self.written)))
        else:
            self.write(self.BEGINNINGS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.inside -= 1
        elif not self.inside:
            return
        elif self.is_skipped(tag):
            self.skipped -= 1
        elif self.skipped:
            return
        elif tag == "a" and self.links:
            address, at = self.links.pop()
            text = SPACES.sub(" ", "".join(self.written[at:])).strip()
            del self.written[at:]
            self.write(f"[{text}]({address})" if text and "#" not in address else text)
        elif tag in self.HEADINGS or tag in self.BLOCKS:
            self.headings -= tag in self.HEADINGS
            self.write("\n\n")

    def is_skipped(self, tag: str) -> bool:
        """What belongs to a form or leads elsewhere; the label of a field may be the page's heading."""
        return tag in self.SKIPPED or (tag == "label" and not self.headings)

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skipped:
            self.write(SPACES.sub(" ", data))

    def write(self, text: str) -> None:
        if text:
            self.written.append(text)

    @property
    def text(self) -> str:
        lines = (line.strip() for line in "".join(self.written).split("\n"))
        kept = (line for line in lines if line != "-")
        return BLANK_LINES.sub("\n\n", "\n".join(kept)).strip() + "\n"


def of_page(html: str, site: str) -> str:
    """What stands in a page's ``<main>``."""
    reader = MainText(site)
    reader.feed(html)
    return reader.text
