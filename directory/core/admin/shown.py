"""Lines of a change as people read them: fields by their Chinese names, choices and references in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from directory.core.changes.lines import Line, value_at
from directory.core.changes.states import State, row_model
from directory.core.models import Article, Citation, Record, Region
from directory.core.models.record import FactCheck
from directory.core.sources.provenance import labelled

NOTHING = "（空）"
FIELD_NAMES = frozenset({"editorial", "unfinished"})  # lists of fields
GONE, COME, MOVED = "删除", "新增", "改"


class ShownLine(NamedTuple):
    """One line in words."""

    path: str
    label: str
    how: str
    old: str
    new: str


class LineFormatter:
    """Words the lines of one kind's records. What is referred to is looked up once."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.known: dict[tuple[Any, Any], str] = {}

    def lines(self, lines: Iterable[Line], *states: State) -> list[ShownLine]:
        return [self.line(each, *states) for each in lines]

    def line(self, line: Line, *states: State) -> ShownLine:
        """``states`` are those in which a changed row's name is looked for."""
        path, old, new = line["path"], line["old"], line["new"]
        is_row = path.count("/") == 1
        how = (COME if old is None else GONE if new is None else MOVED) if is_row else MOVED
        return ShownLine(path, self.label(path, *states), how, self.value(path, old), self.value(path, new))

    def label(self, path: str, *states: State) -> str:
        part, _slash, rest = path.partition("/")
        if not rest:
            return str(self.model._meta.get_field(part).verbose_name)
        rows = row_model(self.model, part)
        uid, _slash, name = rest.partition("/")
        if not name:
            return str(rows._meta.verbose_name)
        found = (value_at(state, f"{part}/{uid}") for state in states)
        row: dict[str, Any] = next((each for each in found if each), {})
        return f"{rows._meta.verbose_name} “{self.name_of(rows, row)}” · {rows._meta.get_field(name).verbose_name}"

    def name_of(self, rows: Any, row: dict[str, Any]) -> str:
        """What a row is about: its first filled fields."""
        texts = [self.worded(rows._meta.get_field(name), value) for name, value in self.filled(rows, row)]
        return " ".join(texts[:2])

    def filled(self, rows: Any, row: dict[str, Any]) -> list[tuple[str, Any]]:
        names = [field.name for field in rows._meta.concrete_fields if field.name in row and field.name != "position"]
        return [(name, row[name]) for name in names if row[name] not in (None, "", [], False)]

    def value(self, path: str, value: Any) -> str:
        part, _slash, rest = path.partition("/")
        if not rest:
            if part in FIELD_NAMES and value:
                return labelled(self.model, value)
            if part == "fact_checks" and value:
                return "、".join(self.check(FactCheck.read(each)) for each in value)
            return self.worded(self.model._meta.get_field(part), value)
        rows = row_model(self.model, part)
        name = rest.partition("/")[2]
        if name:
            return self.worded(rows._meta.get_field(name), value)
        if value is None:
            return NOTHING
        pairs = self.filled(rows, value)
        fields = [(rows._meta.get_field(name), each) for name, each in pairs]
        return "；".join(f"{field.verbose_name} {self.worded(field, each)}" for field, each in fields) or NOTHING

    def check(self, check: FactCheck) -> str:
        how = dict(Record.How.choices).get(check.verified_how, "")
        return f"{labelled(self.model, [check.field])} {check.verified_on} {how}"

    def worded(self, field: Any, value: Any) -> str:
        if value in (None, "", []):
            return NOTHING
        if field.name == "field" and issubclass(field.model, Citation):
            return labelled(self.model, [value])
        if isinstance(value, list):
            return "、".join(self.worded(field, each) if field.is_relation else str(each) for each in value)
        if field.is_relation:
            return self.named(field.related_model, value)
        if isinstance(value, bool):
            return "是" if value else "否"
        choices = {str(key): str(label) for key, label in field.flatchoices or ()}
        return choices.get(str(value), str(value))

    def named(self, model: Any, key: Any) -> str:
        if (model, key) not in self.known:
            try:
                found = model._default_manager.get_by_natural_key(key)
            except (model.DoesNotExist, ValueError):
                found = None
            if found is None:
                text = str(key)
            elif isinstance(found, Region):
                text = f"{found.full_name or found.name} ({key})"
            else:
                text = f"《{found.title}》" if isinstance(found, Article) else str(found)
            self.known[model, key] = text
        return self.known[model, key]
