"""Accepted proposals → lines of a change: the value, where it may be written, and a citation with its place in the text.

What agrees adds a citation; what is finer, new or one more of several is written with it; what contradicts is added as
one more side, and the published value stays.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from directory.core.changes.lines import Line, line
from directory.core.changes.states import State, row_model
from directory.core.hours.reading import HoursTextError, read_hours
from directory.core.index.gazetteer import gazetteer
from directory.core.kinds import kinds
from directory.core.language import phones
from directory.core.models import NATION, Article, OpeningHours, Phone, Publishable, Quantity, Record, Region, Scheme
from directory.core.models.fields import LinesField
from directory.core.reading import vocabulary
from directory.core.reading.proposals import Proposal, Verdict

WRITES = frozenset({Verdict.NEW, Verdict.FINER, Verdict.ADDS})
YES = {"是": True, "否": False}


def lines_for(proposals: Iterable[Proposal], article: Article, now: State, model: type[Publishable]) -> list[Line]:
    """What one record gains from these proposals."""
    made: dict[str, Line] = {}
    cited = {(row["article"], row["field"], row["value"]) for row in now["rows"].get("citations", ())}
    for one in proposals:
        if is_written(one):
            for each in written(one, now, model, made, article):
                made[each["path"]] = each
        row = citation(one, article)
        if (row["article"], row["field"], row["value"]) not in cited:
            cited.add((row["article"], row["field"], row["value"]))
            path = f"citations/{uuid.uuid4()}"
            made[path] = line(path, None, {**row, "position": len(cited)})
    return list(made.values())


def is_written(one: Proposal) -> bool:
    """Whether accepting it changes what the record says; else it is cited as one side or one more source."""
    doubtful = one.verdict is Verdict.DOUBT and not one.published and one.why != "example"
    return one.verdict in WRITES or not one.target.slug or doubtful


def new_record(proposals: Iterable[Proposal], article: Article, model: type[Publishable]) -> list[Line]:
    """What a record that is not there yet says first: a draft, named as the text names it, with what it must have."""
    chosen = list(proposals)
    target = chosen[0].target
    fields: dict[str, Any] = {"name": target.name[:120], "status": "draft"}
    known = dict(target.key) | {one.field: one.value for one in chosen}
    if has(model, "region"):
        fields["region"] = known["region"] if isinstance(known.get("region"), int) else region_of(chosen)
    for name in ("subject", "year", "population", "facility_level"):
        if has(model, name) and target.key and dict(target.key).get(name):
            fields[name] = dict(target.key)[name]
    if has(model, "scheme") and dict(target.key).get("scheme"):
        fields["scheme"] = dict(target.key)["scheme"]
    if has(model, "service") and dict(target.key).get("service"):
        fields["service"] = dict(target.key)["service"]
    for name in ("office_kind", "channel_kind"):
        if has(model, name):
            fields[name] = stored_choice(model._meta.get_field(name), str(known.get(name, ""))) or "other"
    return [line(path, None, value) for path, value in fields.items()]


def region_of(proposals: list[Proposal]) -> int:
    said = [one.value for one in proposals if one.field == "region"]
    found = gazetteer().named(said[0]) if said else []
    scope = next((one.scope.region for one in proposals if one.scope.region), None)
    return found[0].code if len(found) == 1 else scope or NATION


def citation(one: Proposal, article: Article) -> dict[str, Any]:
    figure = one.figure
    is_rule = one.target.kind in ("policy", "procedure")
    elsewhere = one.verdict is Verdict.OTHER_SCOPE and bool(one.target.slug)
    population = "" if is_rule and one.field in ("value", "population") else one.scope.population
    return {
        "article": article.slug,
        "field": one.field,
        "value": one.value[:500],
        "minimum": decimal(figure.minimum) if figure else None,
        "maximum": decimal(figure.maximum) if figure else None,
        "unit": figure.unit if figure else "",
        "approximate": bool(figure and figure.approximate),
        "region": one.scope.region if elsewhere else None,
        "year": one.scope.year if elsewhere else None,
        "population": population[:60],
        "rank": "example" if one.why == "example" else "normal",
        "start": one.start,
        "end": one.end,
        "quote": one.quote[:500],
    }


def decimal(value: str | None) -> str | None:
    return None if value is None else f"{float(value):.4f}"


def has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def written(
    one: Proposal, now: State, model: type[Publishable], made: dict[str, Line], article: Article
) -> Iterator[Line]:
    """The lines that make the record say it; none where the value cannot be put into the field: then it is only cited."""
    name, _dot, sort = one.field.partition(".")
    if name == "value":
        yield from rule_value(one, now)
    elif name in model.parts:
        for row in rows_of(one, row_model(model, name), sort, article):
            path = f"{name}/{uuid.uuid4()}"
            yield line(path, None, {**row, "position": len(now["rows"].get(name, ())) + len(made) + 1})
    elif name in now["sets"] or any(field.name == name for field in model._meta.many_to_many):
        if (key := set_key(one, model, name)) is not None:
            before = now["sets"].get(name)
            wanted = [*(made[name]["new"] if name in made else before or ()), key]
            yield line(name, before, sorted(dict.fromkeys(wanted), key=str))
    elif has(model, name):
        field = model._meta.get_field(name)
        before = now["fields"].get(name)
        value = stored(field, one, made[name]["new"] if name in made else before)
        if value is not None and value != before:
            yield line(name, before, value)


def rule_value(one: Proposal, now: State) -> Iterator[Line]:
    """A policy's figure or statement; a rule that says one already is not written over."""
    before = now["fields"]
    if before.get("statement") or before.get("minimum") or before.get("maximum"):
        return
    if not one.figure:
        yield line("statement", before.get("statement"), one.value[:300])
        return
    for name in ("minimum", "maximum"):
        value = decimal(getattr(one.figure, name))
        if value is not None:
            yield line(name, before.get(name), value)
    yield line("unit", before.get("unit"), one.figure.unit)
    if one.figure.approximate:
        yield line("approximate", before.get("approximate"), True)


def stored(field: Any, one: Proposal, before: Any) -> Any:
    """The value as the field stores it; None where it cannot."""
    if field.choices:
        return stored_choice(field, one.value)
    if field.is_relation:
        return referred_to(field.related_model, one.value)
    for sort, convert in CONVERSIONS:
        if isinstance(field, sort):
            return convert(field, one.value, before)
    return None


def referred_to(model: Any, words: str) -> Any:
    """The natural key of the region or scheme that is called this."""
    if model is Region:
        found = gazetteer().named(words)
        return found[0].code if len(found) == 1 else None
    scheme = Scheme.objects.named(words) if model is Scheme else None
    return scheme.code if scheme else None


def one_more_line(_field: Any, words: str, before: Any) -> list[str]:
    lines = before.split("\n") if isinstance(before, str) and before else [*(before or [])]
    return lines if words in lines else [*lines, words]


def one_more_paragraph(_field: Any, words: str, before: Any) -> str:
    return f"{before}\n{words}" if before and words not in before else words


def whole_number(_field: Any, words: str, _before: Any) -> int | None:
    digits = "".join(filter(str.isdecimal, words))
    return int(digits) if digits else None


# The more special first: a field of lines is a field of text.
CONVERSIONS: tuple[tuple[Any, Callable[[Any, str, Any], Any]], ...] = (
    (LinesField, one_more_line),
    (models.BooleanField, lambda _field, words, _before: YES.get(words)),
    (models.IntegerField, whole_number),
    (models.TextField, one_more_paragraph),
    (models.CharField, lambda field, words, _before: words[: field.max_length]),
)


def stored_choice(field: Any, words: str) -> Any:
    """三级 → 3: the choice whose label, without its brackets, this is."""
    labels = {str(label).split(" (")[0]: value for value, label in field.flatchoices}
    return labels.get(words)


def set_key(one: Proposal, model: type[Publishable], name: str) -> Any:
    related = model._meta.get_field(name).related_model
    if related is Scheme:
        scheme = Scheme.objects.named(one.value)
        return scheme.code if scheme else None
    return slug_of(one.value, related)


def slug_of(words: str, model: Any) -> str | None:
    """The slug of the directory's record of this kind and name."""
    if model not in kinds.by_model:
        return None
    name = kinds.of(model).name
    found = [*vocabulary.terms().find(words), *vocabulary.places(words)]
    whole = [word for word in found if word.meaning.kind == name and word.end - word.start == len(words)]
    return whole[0].meaning.slug if whole else None


def rows_of(one: Proposal, model: Any, sort: str, article: Article) -> list[dict[str, Any]]:
    """The rows that state it; none where it cannot be told which."""
    if issubclass(model, Phone):
        return phone_rows(one)
    if issubclass(model, OpeningHours):
        return hours_rows(one)
    if issubclass(model, Quantity):
        return figure_rows(one, sort)
    row = {"article": article.slug} if has(model, "article") else {}
    referring = [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.name not in ("record", "article") and issubclass(field.related_model, Record)
    ]
    for field in referring:
        if (key := slug_of(one.value, field.related_model)) is not None:
            own_name = {"name": one.quote[:60]} if has(model, "name") else {}
            return [{**row, field.name: key, **own_name}]
    if any(not field.null for field in referring) or (text := main_text(model)) is None:
        return []
    return [{**row, text.name: one.value[: text.max_length]}]


def main_text(model: Any) -> Any:
    """The field of a row that says what it is: the name of a paper, the text of a step."""
    fields = model._meta.concrete_fields
    plain = (field for field in fields if isinstance(field, models.CharField) and not field.blank and not field.choices)
    return next(plain, None)


def figure_rows(one: Proposal, sort: str) -> list[dict[str, Any]]:
    figure = one.figure
    if not (figure and sort):
        return []
    ends = {"minimum": decimal(figure.minimum), "maximum": decimal(figure.maximum)}
    return [{**ends, "unit": figure.unit, "kind": sort, "approximate": figure.approximate}]


def phone_rows(one: Proposal) -> list[dict[str, Any]]:
    try:
        found = phones.parse(one.value)
    except phones.PhoneError:
        return []
    return [
        {"number": each.number, "extension": each.extension, "kind": str(each.kind), "label": one.scope.population[:40]}
        for each in found
    ]


def hours_rows(one: Proposal) -> list[dict[str, Any]]:
    if one.value == "急诊 24 小时":
        return [{"purpose": "emergency", "days": "daily", "round_the_clock": True}]
    try:
        return [{name: value for name, value in row.items() if name != "position"} for row in read_hours(one.value)]
    except (HoursTextError, ValueError):
        return []
