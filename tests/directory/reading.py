"""Reads a page as a strict reader would: what it links to, what it says, and what is wrong with its HTML."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
BLOCKS = frozenset(
    [
        "article",
        "aside",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "header",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "ul",
    ]
)


class Reader(HTMLParser):
    """One page: ``links``, ``ids``, ``tags``, ``text`` and the ``faults`` of its markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.pieces: list[str] = []
        self.html = html
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.stack]
        self.faults += [f"id {name} occurs {n} times" for name, n in self.ids.items() if n > 1]
        targets = {link.removeprefix("#") for link in self.links if link.startswith("#")}
        self.faults += [f"#{target} leads nowhere" for target in sorted(targets - set(self.ids))]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if tag in BLOCKS and "p" in self.stack:
            self.faults.append(f"<{tag}> inside <p>, line {self.getpos()[0]}")
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"<{tag}> has inline style or script, line {self.getpos()[0]}")
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "a":
            self.links.append(str(given.get("href")))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.stack:
            self.faults.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")
        elif (opened := self.stack.pop()) != tag:
            self.faults.append(f"<{opened}> closed by </{tag}>, line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        if self.stack[-1:] != ["script"]:  # data for machines
            self.pieces.append(data)
