"""A line of JSON → a record in memory, with its rows and what it refers to, as the database would give it.

What a line may say follows from the model: its fields by their names, its rows (``parts``) as
lists of objects, what it refers to by slug or code. Every value is held against the model's own
field, every timetable against what a clerk would be told. What is said alike many times (a
choice, a timetable) is checked once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, partial
from hashlib import blake2b
from inspect import isfunction
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import (
    DecimalValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models.base import ModelState

from directory.core.changes.versions import Edit
from directory.core.hours import check_rows
from directory.core.index.gazetteer import Gazetteer
from directory.core.language.text import pinyin_words
from directory.core.models import OpeningHours, Origin, Region, Sequence
from directory.core.models.bulk import stored
from directory.core.models.fields import LinesField
from directory.core.models.relations import HELD
from directory.core.sources.provenance import needing_source

from . import links, written
from .errors import LineError

REMEMBERED = 20_000  # values of one field
REMEMBERED_ROWS = 1_000  # texts of one part: each is held with its rows, some kilobytes
SHOWN = 5  # of the regions that share a name
NOT_LOADED = frozenset(["id", "version", "verified_by", "fact_checks", "record"])
# What JSON a field takes: the first that fits.
KINDS: list[tuple[type[Any], tuple[type, ...], str]] = [
    (LinesField, (list,), "a list of texts"),
    (models.BooleanField, (bool, type(None)), "true or false"),
    (models.IntegerField, (int, type(None)), "a whole number"),
    (models.DecimalField, (int, float, str, type(None)), "a number"),
    (models.DateField, (str, type(None)), "a date such as 2026-05-01"),
    (models.TimeField, (str, type(None)), "a time such as 08:30"),
    (models.Field, (str,), "a text"),
]


class World:
    """What records refer to, by slug or code: few enough to be held in memory, each read when it is first asked for.

    As it was when ``seen`` was the last number, or later: who draws a number meanwhile has it made anew.
    """

    def __init__(self) -> None:
        self.seen = Sequence.read()  # before the rest: whoever changes any of it later draws a number
        self.known: dict[type[models.Model], dict[str, tuple[int, models.Model]]] = {}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer()

    def rows(self, model: type[models.Model]) -> dict[str, tuple[int, models.Model]]:
        """Natural key → place in the model's own order, and the row."""
        if model not in self.known:
            self.known[model] = self.regions() if model is Region else self.read(model)
        return self.known[model]

    def regions(self) -> dict[str, tuple[int, models.Model]]:
        """The gazetteer's own: they are thousands, and each has those above it."""
        return {region.key: (place, region) for place, region in enumerate(self.gazetteer.regions.values())}

    @staticmethod
    def read(model: type[models.Model]) -> dict[str, tuple[int, models.Model]]:
        manager: Any = model._default_manager
        rows = manager.for_document() if hasattr(manager, "for_document") else manager.all()
        return {str(row.natural_key()[0]): (place, row) for place, row in enumerate(rows)}

    def find(self, model: type[models.Model], path: str, key: Any) -> tuple[int, models.Model]:
        try:
            return self.rows(model)[str(key)]
        except KeyError:
            if model is Region:
                return self.region(path, key)
            raise LineError(path, f"there is no such {model._meta.model_name}, give its slug or code", key) from None

    def pinyin(self, name: str, region: Region | None) -> str:
        """A name's reading, with the reviewed one of the regions that it begins with."""
        return pinyin_words(name, self.gazetteer.reading(name, region.code) if region else ())

    def region(self, path: str, words: Any) -> tuple[int, models.Model]:
        """A region as people write it: a full path, a short or a former name, a retired code."""
        found = self.gazetteer.named(str(words))
        if len(found) == 1 and (known := self.rows(Region).get(found[0].key)):
            return known
        choices = ", ".join(f"{region.full_name} {region.code}" for region in found[:SHOWN])
        if found:
            raise LineError(path, f"several regions are called so, give the code or those above it: {choices}", words)
        nearest = ", ".join(f"{region.full_name} {region.code}" for region in self.gazetteer.nearest(str(words)))
        hint = f"; nearest: {nearest}" if nearest else ""
        raise LineError(path, f"there is no such region, give its slug or code{hint}", words)


class Column:
    """A field as lines give it."""

    def __init__(self, field: Any, position: int) -> None:
        self.field, self.position = field, position
        self.types, self.expected = next(kind[1:] for kind in KINDS if isinstance(field, kind[0]))
        self.conditions = [condition(validator) for validator in field.validators]
        self.is_list = isinstance(field, LinesField)
        self.is_text = isinstance(field, models.CharField | models.TextField) and not (self.is_list or field.choices)
        self.remembered: dict[Any, tuple[Any, Any]] = {}

    def take(self, raw: Any) -> tuple[Any, Any]:
        """The value in Python and as the database is given it. Raises LineError."""
        if raw.__class__ in (list, dict):
            return self.checked(raw) if raw or not self.is_list else ([], "")
        if self.is_text and raw.__class__ is str and "\0" not in raw and self.is_plain(raw):
            return raw, raw
        key = raw.__class__, raw  # 1 and true are equal
        if (found := self.remembered.get(key)) is None:
            if len(self.remembered) > REMEMBERED:
                self.remembered.clear()
            found = self.remembered[key] = self.checked(raw)
        return found

    def checked(self, raw: Any) -> tuple[Any, Any]:
        name = self.field.name
        if not isinstance(raw, self.types) or (isinstance(raw, bool) and bool not in self.types):
            raise LineError(name, f"{self.expected} is expected", raw)
        if isinstance(raw, str) and "\0" in raw:
            raise LineError(name, "no database takes the character U+0000", raw)
        try:
            # A number as it is written: the float nearest to 40.1 has more decimals.
            value = self.field.to_python(str(raw) if isinstance(raw, float) else raw)
            if not self.is_plain(value):
                value = self.field.clean(value, None)
        except ValidationError as error:
            raise LineError(name, " ".join([*error.messages, *self.choices]), raw) from error
        return value, stored(self.field, value)

    def is_plain(self, value: Any) -> bool:
        """Whether a value certainly passes the field's ``clean``, which takes ten times as long to say so."""
        if self.field.choices or (not value and value in self.field.empty_values):
            return False
        for holds in self.conditions:  # noqa: SIM110  # all() takes twice as long
            if not holds(value):
                return False
        return True

    @property
    def choices(self) -> list[str]:
        found = [str(choice) for choice, _label in self.field.flatchoices or () if choice not in (None, "")]
        return [f"(accepted: {', '.join(found)})"] if found else []


def condition(validator: Any) -> Callable[[Any], Any]:
    """A validator as a condition, for those that are one; any other says no to everything, hence is asked itself."""
    sort = type(validator)
    if sort is MaxLengthValidator:
        return lambda value: len(value) <= validator.limit_value
    if sort is MinValueValidator:
        return lambda value: value >= validator.limit_value
    if sort is MaxValueValidator:
        return lambda value: value <= validator.limit_value
    if sort is RegexValidator and not validator.inverse_match:
        return re.compile(validator.regex.pattern, validator.regex.flags).search
    if sort is DecimalValidator:
        places = validator.decimal_places
        short = re.compile(rf"-?\d{{1,{validator.max_digits - places}}}(\.\d{{1,{places}}})?\Z", re.ASCII)
        return lambda value: short.match(str(value))
    return partial(satisfies, validator) if isfunction(validator) else never


def satisfies(validator: Callable[[Any], Any], value: Any) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True


def never(value: Any) -> bool:
    return False


class Reference(Column):
    """A field that refers to something known."""

    def __init__(self, field: Any, position: int, world: World) -> None:
        self.field, self.position, self.world = field, position, world

    def find(self, raw: Any) -> Any:
        if raw is None and self.field.null:
            return None
        return self.world.find(self.field.related_model, self.field.name, raw)[1]

    def take(self, raw: Any) -> tuple[Any, Any]:
        found = self.find(raw)
        return (None, None) if found is None else (found.pk, found.pk)


class Made(NamedTuple):
    """A row in memory, and its values as they are stored."""

    row: Any
    values: list[Any]


class Shape:
    """How a row of a model is written in a line."""

    first: tuple[str, ...] = ()  # fields that are filled in later

    def __init__(self, model: type[models.Model], world: World) -> None:
        every = [field for field in model._meta.concrete_fields if field is not model._meta.pk]
        fields = sorted(every, key=lambda field: (*self.first, field.name).index(field.name))
        self.model, self.fields, self.names = model, fields, [field.attname for field in fields]
        self.defaults = [field.get_default() for field in fields]
        self.stored_defaults = [stored(field, value) for field, value in zip(fields, self.defaults, strict=True)]
        self.columns = {
            field.name: Reference(field, position, world) if field.is_relation else Column(field, position)
            for position, field in enumerate(fields)
            if field.name not in NOT_LOADED and field.related_model is not model
        }
        self.references = {field.name: self.columns.get(field.name) for field in fields if field.is_relation}
        self.required = [
            name
            for name, column in self.columns.items()
            if not (column.field.blank or column.field.null or column.field.has_default())
        ]

    def make(self, given: dict[str, Any]) -> Made:
        """Raises LineError."""
        values, kept = self.defaults.copy(), self.stored_defaults.copy()
        for name, raw in given.items():
            if (column := self.columns.get(name)) is None:
                raise LineError(name, f"not known, use {', '.join(self.columns)}")
            values[column.position], kept[column.position] = column.take(raw)
        for name in self.required:
            if name not in given:
                raise LineError(name, "is missing")
        return Made(self.instance(values, given), kept)

    def instance(self, values: list[Any], given: dict[str, Any]) -> Any:
        """As from the database, with what it refers to; its number is not known yet."""
        row: Any = self.model.__new__(self.model)
        row.__dict__.update(zip(self.names, values, strict=True), id=0, _state=ModelState())
        for name, reference in self.references.items():
            row._state.fields_cache[name] = reference.find(given[name]) if reference and name in given else None  # type: ignore[attr-defined]
        return row


class Rows(NamedTuple):
    """A record's rows of one sort in memory, and as they are stored but for whose they are: identity (or None) first."""

    rows: list[Any]
    values: list[tuple[Any, ...]]


class PartShape(Shape):
    """How a record's rows of one sort are written: a list of objects, or of what each row is about."""

    first = ("record", "uid")

    def __init__(self, model: Any, world: World) -> None:
        super().__init__(model, world)
        self.stored_defaults[1] = None
        about = [name for name in self.required if name in self.references]
        self.about = about[0] if len(about) == 1 else ""
        self.order = attrgetter(*(name for name in model._meta.ordering if name != "pk"))
        self.remembered: dict[bytes, Rows] = {}

    def rows(self, raw: Any) -> Rows:
        """The same rows for the same text: they are for reading. Raises LineError."""
        text = blake2b(orjson.dumps(raw), digest_size=16).digest()  # the text itself may be as long as its rows
        if (found := self.remembered.get(text)) is None:
            if len(self.remembered) > REMEMBERED_ROWS:
                self.remembered.clear()
            found = self.remembered[text] = self.checked(raw)
        return found

    def checked(self, raw: Any) -> Rows:
        if not isinstance(raw, list):
            raise LineError("", "a list is expected", raw)
        made = []
        for position, one in enumerate(raw):
            try:
                made.append(self.make({"position": position, **self.told(one)}))
            except LineError as error:
                raise error.within(str(position)) from error
        if issubclass(self.model, OpeningHours) and (problems := check_rows([each.row for each in made])):
            raise LineError("", " ".join(problems))
        made.sort(key=lambda each: self.order(each.row))
        return Rows([each.row for each in made], [tuple(each.values[1:]) for each in made])

    def told(self, one: Any) -> dict[str, Any]:
        if isinstance(one, dict):
            return one
        if not self.about:
            raise LineError("", "an object is expected", one)
        return {self.about: one}


class Line(NamedTuple):
    """A record as a line gives it, with its rows by relation and the keys of the many that it refers to."""

    given: dict[str, Any]
    made: Made
    parts: dict[str, Rows]
    sets: dict[str, list[int]]
    links: links.Links
    doubts: list[LineError]


class RecordShape(Shape):
    """How a kind of record is written: its fields, the rows that belong to it, and the many that it refers to."""

    def __init__(self, model: Any, world: World, editorial: bool = False) -> None:
        super().__init__(model, world)
        self.world, self.editorial = world, editorial
        # As what its records' versions are kept. None: nothing of it stays, so no version is kept and nothing published.
        self.edit: Edit | None = Edit(Origin.LOAD)
        self.parts = {name: PartShape(model._meta.get_field(name).related_model, world) for name in model.parts}
        many = model._meta.many_to_many
        self.sets = {field.name: field.related_model for field in many if field.related_model is not model}
        self.own = links.own_fields(model)
        self.many = {*self.parts, *(field.name for field in many), *self.own}
        self.none: dict[str, list[Any]] = {HELD + name: [] for name in (*self.parts, *(field.name for field in many))}
        self.pinyin = self.names.index("pinyin")
        self.ticks = self.names.index("editorial")
        # What needs a source: columns by their position, sets and rows, each with the name under which it is cited.
        columns, self.cited_relations = needing_source(model)
        self.cited_columns = [(self.names.index(attname), name) for attname, name in columns]

    def read(self, given: dict[str, Any]) -> Line:
        """Raises LineError."""
        region = self.region_of(given)
        given, doubts = written.read(given, region)
        own_links = links.read(self.own, given)
        own = {name: raw for name, raw in given.items() if name not in self.many}
        made = self.make({"status": "published", **own})
        if not made.row.slug:
            raise LineError("slug", "is missing; by it the record is known when it is loaded again")
        if not made.row.pinyin and self.edit:
            made.row.pinyin = made.values[self.pinyin] = self.world.pinyin(made.row.name, region)
        parts = {name: self.rows(name, given[name]) for name in self.parts if given.get(name)}
        sets = {name: self.referred(name, given[name]) for name in self.sets if given.get(name)}
        held = {HELD + name: rows.rows for name, rows in parts.items()}
        held |= {HELD + name: rows for name, rows in sets.items()}
        made.row.__dict__.update(self.none | held)
        return Line(
            given, made, parts, {name: [row.pk for row in rows] for name, rows in sets.items()}, own_links, doubts
        )

    def region_of(self, given: dict[str, Any]) -> Region | None:
        """The region that a line names; what is wrong with its name is said when its fields are read."""
        try:
            found = self.world.find(Region, "region", given.get("region"))[1] if given.get("region") else None
        except LineError:
            return None
        return found if isinstance(found, Region) else None

    def rows(self, name: str, raw: Any) -> Rows:
        try:
            return self.parts[name].rows(raw)
        except LineError as error:
            raise error.within(name) from error

    def referred(self, name: str, raw: Any) -> list[Any]:
        """In their own order, as the database gives them."""
        if not isinstance(raw, list):
            raise LineError(name, "a list is expected", raw)
        found = {self.world.find(self.sets[name], name, key) for key in raw}
        return [row for _place, row in sorted(found, key=itemgetter(0))]
