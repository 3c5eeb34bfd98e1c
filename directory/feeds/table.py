"""Summaries as CSV that a spreadsheet may open: Chinese is read rightly, and nothing in it is a formula."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from io import StringIO
from typing import Any

import orjson

from directory.core.kinds import kinds
from directory.core.models import Publishable

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local encoding
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def columns(model: type[Publishable]) -> list[str]:
    """The fields of a summary, and of a region its code before its name."""
    names = list(kinds.of(model).summary_fields)
    if "region" in names:
        names.insert(names.index("region"), "region_code")
    return names


def header(names: list[str]) -> bytes:
    return (BOM + lines([names])).encode()


def table(names: list[str], summaries: Iterable[bytes]) -> bytes:
    return lines(cells(names, orjson.loads(summary)) for summary in summaries).encode()


def lines(rows: Iterable[list[Any]]) -> str:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def cells(names: list[str], summary: dict[str, Any]) -> list[Any]:
    region = summary.get("region")
    values = summary | {"region_code": region["code"]} if region else summary
    return [cell(values.get(name)) for name in names]


def cell(value: Any) -> Any:
    """Numbers as they are, anything else as harmless text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return harmless(told(value))


def told(value: Any) -> str:
    """A value in words: of a mention its name, of a figure how it is read, of a list its members."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(map(told, value))
        case {"number": number, "extension": extension, "label": label}:
            return f"{number}{extension and f' 转 {extension}'}{label and f'（{label}）'}"
        case {"text": about} | {"name": about} | {"department": about}:
            return told(about)
    return str(value)


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula, in full-width or small form, too."""
    return f"'{text}" if unicodedata.normalize("NFKC", text[:1]).startswith(FORMULA) else text
