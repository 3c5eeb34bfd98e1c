"""The strict ground of every filter set, shared by API and pages: nothing unknown, unbounded or ignored."""

from __future__ import annotations

import copy
import math
from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

import django_filters
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ACos, Cast, Coalesce, Cos, Least, Radians, Sin
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from directory.core.hours import State
from directory.core.index import search_index
from directory.core.index.positions import EARTH_KM, box
from directory.core.index.terms import findables
from directory.core.index.timetables import patterns_by_state, patterns_in
from directory.core.index.tokens import Clause, Query, Term
from directory.core.language.text import search_key
from directory.core.models import NATION, Article, Place, Region, within

from .lists import Indexed, Listing, Near, Queried
from .pagination import PARAMETERS
from .parameters import (
    ChoiceField,
    FlagField,
    MomentField,
    NearField,
    NumberField,
    OpenAtField,
    ParameterField,
    Parameters,
    PhoneField,
    RecordField,
    RegionField,
    SchemeField,
    TermsField,
    TextField,
    YearField,
)

NEARBY = 10  # km
OWN_ORDER = frozenset({"ordering", "serves", "symptom"})  # filters that order the rows themselves
ROUND = frozenset({"near", "radius", "open_at"})  # answered by the index on positions
IN_ORDER = ("entries__key",)  # the best known first, see keys


class Filter(django_filters.Filter):
    """A filter of this project: one field, and how it narrows.

    ``tag`` is the letter of the filter tokens (see findable) by which the search index answers it, too.
    """

    field_class: type[ParameterField] = TextField

    def __init__(self, *args: Any, tag: str = "", **kwargs: Any) -> None:
        self.tag = tag
        super().__init__(*args, **kwargs)

    def __deepcopy__(self, memo: Any) -> Self:
        """For one more filter set, to which alone ``parent`` is its own: the rest is declared and never changes."""
        return copy.copy(self)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs if value in (None, "") else self.narrow(qs, value)

    def narrow(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value})

    def query(self, value: Any) -> Query | None:
        """The same condition as a question to the search index; None where only the database can tell."""
        return ((frozenset([f"{self.tag}:{self.tagged(value)}"]),),) if self.tag else None

    def tagged(self, value: Any) -> str:
        """What stands for the value in the filter's tokens."""
        return str(value).lower()


class RowFilter(Filter):
    """One of the record's rows has this value."""

    def narrow(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return only(qs, Q(**{self.field_name: value}))


class TermsFilter(Filter):
    """Every word occurs in the name, an alias or the pinyin."""

    field_class = TermsField

    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        words = value.split()
        found = [Q(entries__search_text__contains=search_key(word)) for word in words]
        return few(qs, tuple(Term(word).clause for word in words)).filter(*found)


class RegionFilter(Filter):
    """In this region or anywhere below it; the field is the path to a region's code."""

    field_class = RegionField

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        return qs.filter(within(value.code, self.field_name))

    def query(self, value: Region) -> Query | None:
        return () if value.code == NATION and self.tag else super().query(value)

    def tagged(self, value: Region) -> str:
        return value.key


class ParentRegionFilter(Filter):
    """Directly below this region."""

    field_class = RegionField


class UpwardsFilter(Filter):
    """Applies to this region: stated for it, or for a wider one it lies in."""

    field_class = RegionField

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        codes = [region.code for region in value.path] + [NATION]
        return only(qs, Q(**{f"{self.field_name}__in": codes}))


class SchemeFilter(RowFilter):
    """For this 险种, given by code, name or alias."""

    field_class = SchemeField

    def tagged(self, value: Any) -> str:
        return str(value.code)


class RecordFilter(RowFilter):
    """Tied to this record, given by slug, name or alias."""

    field_class = RecordField

    def tagged(self, value: Any) -> str:
        return str(value.key)


class ChoiceFilter(Filter):
    """One of a few declared words."""

    field_class = ChoiceField


class FlagFilter(Filter):
    """True or false."""

    field_class = FlagField

    def query(self, value: bool) -> Query | None:
        return super().query(value) if value else None


class MomentFilter(Filter):
    """A date or time."""

    field_class = MomentField


class OpenAtFilter(Filter):
    """Certainly open at a moment."""

    field_class = OpenAtField

    def narrow(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        patterns = patterns_by_state(value)
        found = patterns[State.OPEN]
        if len(found) * 4 < sum(map(len, patterns.values())):
            return qs.filter(entries__hours_pattern__in=found)
        # Much is open: walk down the list in its order, which soon fills a page. By the index, as the planner
        # would have it, all that is open would be fetched and sorted first.
        return qs.alias(pattern=Coalesce("entries__hours_pattern", Value(0))).filter(pattern__in=found)


class PhoneFilter(RowFilter):
    """Reached by this number."""

    field_class = PhoneField


class YearFilter(Filter):
    """A calendar year."""

    field_class = YearField


class NumberFilter(Filter):
    """A number between bounds, read by another filter beside it, as near= reads radius=."""

    field_class = NumberField

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


class OrderingFilter(ChoiceFilter):
    """Order by one of the declared columns; a leading ``-`` turns it round."""

    def __init__(self, columns: dict[str, str], **kwargs: Any) -> None:
        self.columns = columns
        labels = [(f"{sign}{name}", f"{sign}{name}") for name in columns for sign in ("", "-")]
        super().__init__(choices=labels, **kwargs)

    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        column = F(self.columns[value.removeprefix("-")])
        return qs.order_by(column.desc() if value.startswith("-") else column.asc(), "pk")


def few(qs: QuerySet[Any], asked: Query) -> QuerySet[Any]:
    """Only the records that the index has for this question, where they are few: else looking through finds them soon.

    Kinds of which the index has a part only (sources in scope) are looked through; there are few of them.
    """
    if not all(asked) or findables[qs.model.kind].only:
        return qs
    keys = search_index.follow(asked, qs.model.kind, -1, search_index.MANY + 1)
    return qs.filter(entries__key__in=keys) if len(keys) <= search_index.MANY else qs


def only(qs: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """Rows that meet a condition across a to-many relation, each once."""
    matching: QuerySet[Any] = qs.model._default_manager.filter(condition, pk=OuterRef("pk"))
    return qs.filter(Exists(matching))


def kilometres(latitude: float, longitude: float) -> Any:
    """The great-circle distance from a position to a row's, in km, as a database expression."""
    lat, lng = Radians(Cast("latitude", FloatField())), Radians(Cast("longitude", FloatField()))
    cosine = Sin(Value(math.radians(latitude))) * Sin(lat) + Cos(Value(math.radians(latitude))) * Cos(lat) * Cos(
        lng - Value(math.radians(longitude))
    )
    return ACos(Least(cosine, Value(1.0))) * Value(EARTH_KM)


class NearFilter(Filter):
    """Within ``radius`` kilometres (10 where not given) of a position, nearest first."""

    field_class = NearField

    def narrow(self, qs: QuerySet[Any], value: tuple[float, float]) -> QuerySet[Any]:
        radius = float(self.parent.asked.get("radius") or NEARBY)
        latitudes, longitudes = box(value, radius)
        inside = qs.filter(entries__latitude__range=latitudes, entries__longitude__range=longitudes)
        return inside.annotate(km=kilometres(*value)).filter(km__lte=radius).order_by("km", "pk")


class StrictFilterSet(django_filters.FilterSet):
    """A filter set that refuses what it does not know: its filters' fields are read as ``Parameters``.

    django-filter's own form is never made. ``errors``, ``is_valid`` and ``filter_queryset`` are all that its ``qs``
    asks of a filter set (test_filters would tell).
    """

    default_ordering: ClassVar[tuple[str, ...]] = IN_ORDER
    # Where another example than the filter's own tells more about this kind.
    examples: ClassVar[dict[str, Any]] = {}
    base_filters: dict[str, Any]

    q = TermsFilter(help_text="名称、别名或拼音中含有的词, 最多 5 个, 用空格分开。", example="中心 医院")

    def __init__(
        self, data: QueryDict, queryset: QuerySet[Any], beside: Collection[str] = PARAMETERS, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, **kwargs)
        fields = {name: declared.field for name, declared in self.base_filters.items()}
        self.parameters = Parameters(data, beside, fields)

    @classmethod
    def get_filters(cls) -> Any:
        """With the order that was asked for last: it wins over the one that a filter brings, nearest or ranked first."""
        filters = super().get_filters()
        if "ordering" in filters:
            filters.move_to_end("ordering")
        return filters

    @property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong with the query, per parameter; empty when nothing is."""
        return self.parameters.errors

    def is_valid(self) -> bool:
        return not self.errors

    @property
    def asked(self) -> dict[str, Any]:
        """The values that were given, by the name of their filter."""
        return self.parameters.asked

    @property
    def listing(self) -> Listing:
        """The rows, found in the quickest way: by the index alone, round a position, or by the database."""
        asked, kind = self.asked, self.queryset.model.kind
        if (near := asked.get("near")) and asked.keys().isdisjoint(OWN_ORDER) and "cursor" not in self.data:
            others = self.filtered(self.queryset, without=ROUND) if asked.keys() - ROUND else None
            patterns = patterns_in(State.OPEN, asked["open_at"]) if "open_at" in asked else None
            return Near(kind, near, float(asked.get("radius") or NEARBY), patterns, others)
        if self.default_ordering == IN_ORDER and (query := self.query(asked)) is not None:
            return Indexed(kind, query)
        return Queried(self.qs)

    def query(self, asked: dict[str, Any]) -> Query | None:
        """What was asked as one question to the search index; None where a filter has none."""
        clauses: list[Clause] = []
        for name, value in asked.items():
            part = self.filters[name].query(value)
            if part is None:
                return None
            clauses += part
        return tuple(clauses)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.filtered(queryset)

    def filtered(self, queryset: QuerySet[Any], without: Collection[str] = ()) -> QuerySet[Any]:
        live = {"entries__kind": queryset.model.kind, "entries__withdrawn_at__isnull": True}
        queryset = queryset.filter(**live).order_by(*self.default_ordering)
        for name, value in self.asked.items():
            if name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset


class RecordFilterSet(StrictFilterSet):
    """What every list of records can be filtered by."""

    disputed = FlagFilter(
        field_name="entries__disputed", help_text="true: 只要来源互相矛盾的; false: 只要没有矛盾的。", example=False
    )
    updated_since = MomentFilter(
        field_name="entries__updated_at", lookup_expr="gte",
        help_text="公开内容在这一刻以后变过的; 没写时区按北京时间。", example="2025-04-20",
    )  # fmt: skip
    ordering = OrderingFilter(
        {"name": "pinyin", "updated_at": "entries__updated_at"}, help_text="排序, 前面加 - 为倒序。", example="name"
    )


class PlaceFilterSet(RecordFilterSet):
    """What every list of places can be filtered by."""

    region = RegionFilter("region__code", tag="r", help_text="所在地区 (含下级): 6 位代码或名称。", example="阜新")
    near = NearFilter(help_text="纬度,经度 (WGS-84): 由近到远。", example="42.02,121.65")
    radius = NumberFilter(
        low=Decimal("0.1"), high=Decimal(200), help_text="与 near 同用: 多少公里以内, 默认 10。", example=10
    )
    open_at = OpenAtFilter(
        help_text="这一刻确定开着的: now 或时刻; 没写时区按北京时间。时间不详的不算。",
        example="2025-04-21T09:00:00+08:00",
    )
    operation = ChoiceFilter(
        choices=Place.Operation.choices, help_text="运营状态：开业、筹建、停业或撤销；没有写明的不算。", example="open"
    )
    phone = PhoneFilter(
        "phones__number", help_text="号码的归属: 各种写法都行, 固定电话要带区号, 分机不计。", example="0376-2137873"
    )

    @property
    def errors(self) -> dict[str, list[str]]:
        errors = dict(super().errors)
        if self.data.get("radius") and not self.data.get("near"):
            errors.setdefault("radius", [_("要与 near 同用。")])
        return errors


class RegionFilterSet(StrictFilterSet):
    """Regions."""

    default_ordering = ("code",)
    examples = {"q": "阜新"}

    level = ChoiceFilter(choices=Region.Level.choices, help_text="层级。", example="city")
    region = RegionFilter("code", help_text="这个地区和它的下级: 6 位代码或名称。", example="辽宁")
    parent = ParentRegionFilter(help_text="直属上级的代码或名称。", example="210900")


class ArticleFilterSet(StrictFilterSet):
    """Source articles."""

    default_ordering = ("slug",)
    examples = {"q": "腰痛"}

    role = ChoiceFilter(choices=Article.Role.choices, help_text="正文或相关推荐。", example="main")
    extent = ChoiceFilter(choices=Article.Extent.choices, help_text="全文或节选。", example="excerpt")
    in_scope = FlagFilter(help_text="是否属于收录范围。", example=True)


def checked(filterset_class: type[StrictFilterSet], request: Request, queryset: QuerySet[Any]) -> StrictFilterSet:
    """The filter set of a request. Raises ValidationError naming every parameter that is wrong."""
    filterset = filterset_class(request.query_params, queryset, request=request)
    if filterset.errors:
        raise ValidationError(filterset.errors)
    return filterset


class StrictFilterBackend(BaseFilterBackend):
    """Filters a list by the view's ``filterset_class``; anything wrong is a 400 that names the parameter."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        return checked(view.filterset_class, request, queryset).listing

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Every filter as OpenAPI describes it, with an example."""
        return [
            {
                "name": name,
                "in": "query",
                "description": declared.field.description,
                "schema": declared.field.schema,
                "example": view.filterset_class.examples.get(name, declared.field.example),
            }
            for name, declared in view.filterset_class.base_filters.items()
        ]
