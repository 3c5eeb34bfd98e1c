"""What a record or a row of a list says, in words, field by field; and what is found about a row, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from directory.core.kinds import kinds
from directory.core.models import ImportRow, Region
from directory.core.models.relations import fetched
from directory.core.sources.provenance import citable_fields

from ..complaints import in_chinese
from ..lines import Line
from .cells import RowFinding

LABELS = {"departments": "科室"}
STATES = {**dict(ImportRow.State.choices), "proposal": "待审核", "note": "说明"}
HEADS = {
    "zh": ("行", "栏目", "值", "情况", "说明", "原值", "新值"),
    "en": ("Row", "Column", "Value", "State", "Explanation", "Old value", "New value"),
}
LANGUAGES = tuple(HEADS)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝")


def label_of(model: Any, name: str) -> str:
    """A field's or part's name as curators read it."""
    field = model._meta.get_field(name)
    return LABELS.get(name) or citable_fields(model).get(name) or str(field.verbose_name)


def words_of(row: Any, name: str) -> str:
    """What a record, stored or only read, says in this field: 三级, not the code under which it is stored."""
    field = row._meta.get_field(name)
    if field.one_to_many or field.many_to_many:
        return ("；" if field.one_to_many else "、").join(str(each) for each in fetched(row, name))
    value = getattr(row, name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, ""))
    return worded(value)


def worded(value: Any) -> str:
    if isinstance(value, Region):
        return value.full_name
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def words_of_line(line: Line) -> dict[str, str]:
    """What a line would make its record say, by field."""
    return {name: words_of(line.made.row, name) for name in line.given if name != "kind"}


def report(findings: Iterable[RowFinding], kind: str, language: str) -> Iterator[Sequence[str]]:
    """The lines of the report as spreadsheets open it: its heads, then each finding; nothing in it is a formula."""
    model = kinds[kind].model
    yield HEADS[language]
    for finding in findings:
        text, state = finding.text, finding.state
        if language == "zh":
            is_change = state in ("changed", "proposal")
            text = label_of(model, text.rpartition(": ")[2]) if is_change else in_chinese(text)
            state = STATES[state]
        cells = (finding.row, finding.column, finding.value, state, text, finding.before, finding.after)
        yield [harmless(str(cell)) for cell in cells]


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
