"""A browser's way of filling in a form: what it would send of a page."""

from __future__ import annotations

from html.parser import HTMLParser

SILENT = {"submit", "button", "reset", "image", "file"}


class Fields(HTMLParser):
    """The successful controls of the page's POST form, in order of appearance."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.inside = False
        self.select: tuple[str, bool] | None = None
        self.option: str | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = found.get("method", "").lower() == "post" and found.get("id") != "logout-form"
        elif self.inside and tag in {"input", "select", "textarea", "option"}:
            getattr(self, f"start_{tag}")(found)

    def start_input(self, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind in SILENT or "name" not in found or (kind in {"checkbox", "radio"} and "checked" not in found):
            return
        self.add(found["name"], found.get("value", "on" if kind == "checkbox" else ""))

    def start_select(self, found: dict[str, str]) -> None:
        self.select = (found["name"], "multiple" in found)

    def start_option(self, found: dict[str, str]) -> None:
        if self.select and "selected" in found:
            self.add(self.select[0], found.get("value", ""))

    def start_textarea(self, found: dict[str, str]) -> None:
        self.textarea = found["name"]
        self.values[self.textarea] = [""]

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea:
            # HTML drops the line break that follows the start tag.
            self.values[self.textarea][0] = self.values[self.textarea][0].removeprefix("\r\n").removeprefix("\n")
            self.textarea = None
        elif tag == "select" and self.select:
            name, multiple = self.select
            if not multiple:
                self.values.setdefault(name, [""])
            self.select = None

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def filled(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's form as it stands."""
    parser = Fields()
    parser.feed(page)
    return parser.values
