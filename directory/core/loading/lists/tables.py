"""Lists as people keep them: CSV (UTF-8, with or without a mark, or GBK), Excel sheets, NDJSON → rows of headed cells."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from ..errors import LineError

MOST_UNPACKED = 200 << 20  # a sheet of 736 KB has been seen to hold 473 MB
SNIFFED = 1 << 16
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
    """The first line with at least two filled cells has the headings: a title above them is passed over."""
    headings: list[str] = []
    for number, cells in lines:
        if not headings:
            filled = [str(cell).strip() for cell in cells if cell not in (None, "")]
            headings = ["".join(str(cell or "").split()) for cell in cells] if len(filled) > 1 else []
            if len(set(filled)) < len(filled):
                raise LineError("", "two columns have the same heading", *filled[:1])
            continue
        row = {name: cell for name, cell in zip(headings, cells, strict=False) if name}
        if any(cell not in (None, "") for cell in row.values()):
            yield number, row
    if not headings:
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
    from openpyxl import load_workbook  # here, as it takes a while and only a list of this kind needs it

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise LineError("", "is larger than 200 MB when it is unpacked", path.name)
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, LineError):
            raise
        raise LineError("", f"cannot be read as an Excel sheet: {error}") from error
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [plain(cell) for cell in cells]
    finally:
        book.close()


def plain(cell: Any) -> Any:
    """Whole numbers without the point that spreadsheets give them."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
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
