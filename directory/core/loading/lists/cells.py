"""A row's cells → what a line says, in the terms of its fields; everything that is wrong with them said at once.

What is written alike in many rows (a level, a region, some departments) is read once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist

from directory.core.language.text import search_key

from ..errors import LineError
from .columns import CODES, NOTHING, told
from .tables import Row

REMEMBERED = 5_000  # texts of one column; lists go by county: what is read of one serves the next rows
# Hardly two rows say the same.
PLAIN = frozenset({"name", "address", "phones", "opening_hours", "website", "latitude", "longitude", *CODES})
ENDINGS = ("", "门诊", "科", "专业")
BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")  # blanks that set a word in a sheet's cell
NAME = re.compile(r"[^\W\d_]")
TOTALS = re.compile(r"(?:总计|合计|小计|共计|备注|说明|填表人|制表人|审核人|注[:：])")
ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)\Z|#{3,}\Z")
WRITTEN = frozenset({"new", "changed", "unchanged"})
GRAVITY = ("refused", "doubtful", "new", "changed", "unchanged")


class RowFinding(NamedTuple):
    """What is to be said of a row: a problem, or what changes."""

    row: int
    column: str
    value: str
    state: str  # new, changed, unchanged, doubtful, refused, proposal, note
    text: str
    before: str = ""
    after: str = ""


class RowResult:
    """What has been found about a row."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.name = self.slug = self.same_as = self.core = ""
        self.findings: list[RowFinding] = []
        self.line: dict[str, Any] = {}  # as the loader takes it
        self.partial: dict[str, Any] = {}  # what could be read of a row that is refused
        self.record: Any = None  # that it is about
        self.proposed: dict[str, Any] = {}  # what it says otherwise than staff

    @property
    def state(self) -> str:
        said = {finding.state for finding in self.findings}
        return next((state for state in GRAVITY if state in said), "unchanged")

    def say(self, column: str, value: str, state: str, text: str, *change: str) -> None:
        self.findings.append(RowFinding(self.number, column, value, state, text, *change))

    def fail(self, findings: Iterable[RowFinding]) -> None:
        """It cannot be written, or not without a word: then it changes nothing."""
        self.findings = [*(one for one in self.findings if one.state not in WRITTEN), *findings]

    def drop_proposal(self) -> None:
        self.proposed = {}
        for place, finding in enumerate(self.findings):
            if finding.state == "proposal":
                self.findings[place] = finding._replace(state="note", text="was proposed before and not taken")

    def column_refused(self, column: str) -> bool:
        return any(one.column == column and one.state == "refused" for one in self.findings)

    def refuse(self, column: str, value: str, text: str) -> None:
        self.fail([RowFinding(self.number, column, value, "refused", text)])
        self.line = {}


def is_no_value(cell: str) -> str:
    """What is wrong with a cell that a spreadsheet has left without a value."""
    if cell.startswith("=") and len(cell) > 1:
        return "is a formula without its value, open the file in a spreadsheet program and save it"
    if ERROR.match(cell):
        return "is an error of the spreadsheet and no value"
    return ""


class Cells:
    """How the cells of one list are read."""

    def __init__(self, shape: Any, mapping: dict[str, str]) -> None:
        self.shape, self.model, self.gazetteer = shape, shape.model, shape.world.gazetteer
        self.mapping = mapping
        self.headings = {name: heading for heading, name in reversed(mapping.items())}
        self.departments = named_departments(shape)
        # By column: a code that is another in each row must not push out what the regions mean.
        self.remembered: dict[str, dict[Any, dict[str, Any] | LineError]] = defaultdict(dict)

    def read(self, number: int, row: Row) -> RowResult:
        """A row's cells by field; without a line where something is wrong with one."""
        result, line, places = RowResult(number), dict[str, Any](), list[str]()
        if TOTALS.match(next((str(cell).strip() for cell in row.values() if cell not in (None, "")), "")):
            result.say("", "", "refused", "is a line of totals or remarks, no place")
            return result
        for heading, name in self.mapping.items():
            cell = row.get(heading)
            if cell is None or str(cell).strip() in NOTHING:
                continue
            if isinstance(cell, str) and (wrong := is_no_value(cell)):
                result.say(heading, cell, "refused", wrong)
            elif name == "region":
                places.append(str(cell).strip())
            else:
                self.read_cell(result, line, heading, name, cell)
        self.read_place(result, line, places)
        self.check_name(result, str(line.get("name", "")))
        if result.state == "refused":
            result.partial = line
        else:
            result.line = line
        return result

    def read_cell(self, result: RowResult, line: dict[str, Any], heading: str, name: str, cell: Any) -> None:
        try:
            line |= self.cell(name, cell) if name in PLAIN else self.once(name, cell, self.cell)
        except LineError as error:
            result.say(heading, str(cell), "refused", error.accepted)

    def read_place(self, result: RowResult, line: dict[str, Any], places: list[str]) -> None:
        words = "/".join(places)
        try:
            found = self.once("region", words, self.place) if places else self.leading(line.get("address"))
        except LineError as error:
            result.say(self.column("region"), words, "refused", error.accepted)
        else:
            line["region"] = found["code"]
            if found["note"]:
                result.say("", words, "note", found["note"])

    def check_name(self, result: RowResult, name: str) -> None:
        result.name = name[:200]
        if NAME.search(name) or result.column_refused(self.column("name")):
            return
        text = "is no name, it has no letter" if name else "the name is missing"
        result.say(self.column("name"), name, "refused", text)

    def once(self, name: str, cell: Any, reader: Callable[[str, Any], dict[str, Any]]) -> dict[str, Any]:
        """What was read of the same words before. Raises LineError."""
        if cell.__class__ not in (str, int):
            return reader(name, cell)
        known = self.remembered[name]
        if (found := known.get(cell)) is None:
            if len(known) >= REMEMBERED:
                del known[next(iter(known))]
            try:
                found = reader(name, cell)
            except LineError as error:
                found = error
            known[cell] = found
        if isinstance(found, LineError):
            raise found
        return found

    def cell(self, name: str, cell: Any) -> dict[str, Any]:
        """Raises LineError."""
        if name == "name":
            return {name: BETWEEN.sub("", str(cell).strip())}
        if name in ("phones", "opening_hours"):
            return {name: cell if isinstance(cell, list) else str(cell)}
        if name == "departments":
            return {name: self.departments_of(cell)}
        if name in self.shape.sets:
            return {name: cell if isinstance(cell, list) else str(cell).replace("，", "、").split("、")}
        try:
            return told(self.model, name, cell)
        except FieldDoesNotExist:
            return {name: cell}

    def departments_of(self, cell: Any) -> list[Any]:
        """Names of the catalogue, also by an alias, or with 科 or 门诊 where the catalogue has it otherwise."""
        if isinstance(cell, list):
            return cell
        found: dict[tuple[str, str], Any] = {}
        for text in filter(None, map(str.strip, re.split(r"[、,，;；/|\n]", str(cell)))):
            slug = self.department(search_key(text))
            if not slug:
                raise LineError(
                    "departments", "there is no such department, give a name or alias of the catalogue", text
                )
            found[slug, text] = {"department": slug, "name": text}
        return list(found.values())

    def department(self, key: str) -> str:
        bare = key.removesuffix("门诊")
        forms = [key, bare, *(f"{bare}{ending}" for ending in ENDINGS), bare.removesuffix("专科")]
        return next((slug for form in forms if (slug := self.departments.get(form))), "")

    def place(self, _name: str, words: str) -> dict[str, Any]:
        """The region in its columns, and what is to be said of it. Raises LineError."""
        reading = self.gazetteer.read(words)
        if len(reading.regions) == 1:
            return {"code": reading.regions[0].code, "note": reading.note}
        _place, found = self.shape.world.region("region", words)  # says what is wrong with it
        return {"code": int(found.pk), "note": ""}

    def leading(self, address: Any) -> dict[str, Any]:
        """The region with which the address begins. Raises LineError."""
        region, _rest = self.gazetteer.leading(str(address or ""))
        if region is None:
            raise LineError("region", "no column names the region, and the address does not begin with one")
        return {"code": region.code, "note": ""}

    def column(self, name: str) -> str:
        """The heading of a field's column."""
        return self.headings.get(name, "")


def named_departments(shape: Any) -> dict[str, str]:
    """Departments by name and alias, where the kind has any."""
    part = shape.parts.get("departments")
    if not part:
        return {}
    model: Any = part.model._meta.get_field("department").related_model
    found: dict[str, str] = {}
    for department in model._default_manager.all():
        for name in (department.name, department.name.removesuffix("专业"), *department.aliases, department.slug):
            found.setdefault(search_key(name), department.slug)
    return found
