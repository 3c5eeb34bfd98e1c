"""Lists as people keep them: CSV (UTF-8, with or without a mark, or GBK), Excel sheets, NDJSON → rows of headed cells."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ..errors import LineError
from .columns import is_heading

MOST_UNPACKED = 200 << 20  # a sheet of 736 KB has been seen to hold 473 MB
SNIFFED = 1 << 16
TOP = 10  # lines in which the headings are looked for
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
Row = dict[str, Any]


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row with its number as the file shows it. Raises LineError for a file that is no such list."""
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return headed(sheet(path))
    if kind in (".ndjson", ".jsonl"):
        return objects(path)
    if kind in (".csv", ".txt", ".tsv"):
        return headed(separated(path))
    raise LineError("", "expected is a .csv, .xlsx or .ndjson file", path.name)


def headed(lines: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, Row]]:
    """Rows below the line with the headings; a title, a date or who has made the list may stand above it."""
    top = list(islice(lines, TOP))
    at = heading_line([cells for _number, cells in top])
    filled = [str(cell).strip() for cell in top[at][1] if cell not in (None, "")]
    if len(set(filled)) < len(filled):
        raise LineError(
            "", "two columns have the same heading", *[each for each in filled if filled.count(each) > 1][:1]
        )
    headings = ["".join(str(cell or "").split()) for cell in top[at][1]]
    for number, cells in chain(top[at + 1 :], lines):
        row = {name: cell for name, cell in zip(headings, cells, strict=False) if name}
        if any(cell not in (None, "") for cell in row.values()):
            yield number, row


def heading_line(lines: list[list[Any]]) -> int:
    """The line in which most cells are what lists call something; else the first with at least two filled cells.

    Raises LineError.
    """
    known = [sum(is_heading(cell) for cell in cells) for cells in lines]
    if lines and max(known) > 1:
        return known.index(max(known))
    for at, cells in enumerate(lines):
        if sum(cell not in (None, "") for cell in cells) > 1:
            return at
    raise LineError("", "there is no line with headings")


def separated(path: Path) -> Iterator[tuple[int, list[Any]]]:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(SNIFFED)
        file.seek(0)
        first = start.partition("\n")[0]
        delimiter = max(",;\t，", key=first.count)
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                yield number, [cell.strip() for cell in cells]
        except (csv.Error, UnicodeDecodeError) as error:
            raise LineError("", f"cannot be read as CSV: {error}") from error


def encoding_of(path: Path) -> str:
    """UTF-8 if all of it is, else GB 18030, which holds GBK and GB 2312."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def sheet(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """The lines of the first sheet. What is merged stands in each of its cells; a formula stands for itself where the
    file does not hold its value."""
    from openpyxl import load_workbook  # here, as it takes a while and only a list of this kind needs it
    from openpyxl.utils.escape import unescape

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise LineError("", "is larger than 200 MB when it is unpacked", path.name)
        book = load_workbook(path, read_only=True, data_only=True)
        marks = marks_of(path, book.worksheets[0])
        formulas = load_workbook(path, read_only=True) if marks.has_formulas else None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, LineError):
            raise
        raise LineError("", f"cannot be read as an Excel sheet: {error}") from error
    try:
        beside = formulas.worksheets[0].iter_rows(values_only=True) if formulas else repeat(())
        held: dict[int, tuple[int, Any]] = {}  # by column: to which line a merged value goes, and the value
        for number, (cells, other) in enumerate(zip(book.worksheets[0].iter_rows(values_only=True), beside), start=1):  # noqa: B905
            # A control character stands in a sheet as _x0007_: as itself it is refused like any other.
            line = [plain(unescape(cell) if isinstance(cell, str) else cell) for cell in cells]
            for at, formula in enumerate(other):
                if line[at] is None and isinstance(formula, str) and formula.startswith("="):
                    line[at] = formula
            yield number, spread(line, marks.merged.get(number, ()), held, number)
    finally:
        for each in (book, formulas):
            if each:
                each.close()


class Marks(NamedTuple):
    """What a sheet says beside its cells."""

    merged: dict[int, list[tuple[int, int, int]]]  # by first line: first and last column, last line
    has_formulas: bool


def marks_of(path: Path, sheet: Any) -> Marks:
    """Read from the sheet's own text: openpyxl gives neither while it reads line by line."""
    merged: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    has_formulas, rest = False, b""
    name = sheet._worksheet_path.lstrip("/")
    with zipfile.ZipFile(path) as packed, packed.open(name) as text:
        while block := text.read(1 << 18):
            rest = rest[-64:] + block
            has_formulas = has_formulas or b"<f>" in rest or b"<f " in rest
            for found in MERGED.finditer(rest):
                first, top, last, bottom = (each.decode() for each in found.groups())
                one = column_number(first) - 1, column_number(last) - 1, int(bottom)
                if one not in merged[int(top)]:
                    merged[int(top)].append(one)
    return Marks(merged, has_formulas)


def spread(
    line: list[Any], begins: Iterable[tuple[int, int, int]], held: dict[int, tuple[int, Any]], number: int
) -> list[Any]:
    """A line with the values that are merged into it from above."""
    for first, last, bottom in begins:
        if bottom > number and first < len(line):
            held |= dict.fromkeys(range(first, last + 1), (bottom, line[first]))
    for column, (bottom, value) in held.items():
        if number <= bottom and column < len(line) and line[column] is None:
            line[column] = value
    return line


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    return sum((ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(letters)))


def plain(cell: Any) -> Any:
    """Whole numbers without the point that spreadsheets give them, days without their midnight, times without seconds."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, datetime.time):
        return cell.isoformat("minutes")
    return cell.strip() if isinstance(cell, str) else cell


def objects(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.isspace():
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise LineError("", f"line {number} is not JSON: {error}") from error
            if not isinstance(row, dict):
                raise LineError("", f"line {number}: an object is expected")
            yield number, row
