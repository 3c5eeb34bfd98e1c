"""The strict ground of every filter set, shared by API and pages: nothing unknown, unbounded or ignored."""

from __future__ import annotations

import copy
from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

import django_filters
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from directory.core.caches import memoized
from directory.core.hours import State
from directory.core.index import search_index
from directory.core.index.positions import box, kilometres_to_row
from directory.core.index.timetables import patterns_by_state, patterns_in
from directory.core.index.tokens import PHONE, Query, Term, phone_form
from directory.core.kinds import DISPUTED, REGION, SOMEWHERE, Tag, kinds
from directory.core.language.text import search_key
from directory.core.models import NATION, Article, Entry, Place, Region, within

from .lists import Indexed, Listing, Near, Queried
from .pagination import PARAMETERS
from .parameters import (
    BoundedNumberField,
    ChoiceField,
    ChoicesField,
    FlagField,
    MomentField,
    NearField,
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
BY_ENTRY = frozenset({"open_at", "updated_since"})  # told by a column of the entry
IN_ORDER = ("entries__key",)  # the best known first, see keys


class Filter(django_filters.Filter):
    """A filter of this project: one field, and how it narrows.

    ``tag`` is the kind's own tag by whose tokens the search index answers it, too.
    """

    field_class: type[ParameterField] = TextField

    def __init__(self, *args: Any, tag: Tag | None = None, **kwargs: Any) -> None:
        self.tag = tag
        super().__init__(*args, **kwargs)

    def of(self, parent: StrictFilterSet) -> Self:
        """The filter of one more filter set: the rest is declared and never changes."""
        own = copy.copy(self)
        own.parent, own.model = parent, parent.queryset.model
        return own

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs if value in (None, "") else self.narrow(qs, value)

    def narrow(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value})

    def query(self, value: Any) -> Query | None:
        """The same condition as a question to the search index; None where only the database can tell."""
        return ((frozenset([self.tag.token(self.tagged(value))]),),) if self.tag else None

    def tagged(self, value: Any) -> str:
        """What stands for the value in the filter's tokens."""
        return str(value)


class RowFilter(Filter):
    """One of the record's rows has this value."""

    def narrow(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return having(qs, Q(**{self.field_name: value}))


class TermsFilter(Filter):
    """Every word occurs in the name, an alias or the pinyin."""

    field_class = TermsField

    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        asked, texts = self.query(value), [search_key(word) for word in value.split()]
        keys = search_index.follow(asked, qs.model.kind, -1, search_index.MANY + 1) if asked else []
        # Kinds of which the index has a part only (sources in scope) are looked through; there are few of them.
        if asked is None or kinds[qs.model.kind].only or len(keys) > search_index.MANY:
            return qs.filter(*(Q(entries__search_text__contains=text) for text in texts))
        matching = Entry.objects.filter(*(Q(search_text__contains=text) for text in texts), key__among=keys)
        return qs.filter(pk__among=list(matching.values_list("object_id", flat=True)))

    def query(self, value: str) -> Query | None:
        """What an entry must have for holding the words; a few more have it."""
        clauses = tuple(Term(word).clause for word in value.split())
        return clauses if all(clauses) else None


class RegionFilter(Filter):
    """In this region or anywhere below it; the field is the path to a region's code."""

    field_class = RegionField

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        return qs.filter(within(value.code, self.field_name))

    def query(self, value: Region) -> Query | None:
        if value.code != NATION or not self.tag:
            return super().query(value)
        # Everything lies in the nation, but for entries without a region, where a kind has such.
        listed = SOMEWHERE in kinds.of(self.parent.queryset.model).tags
        return ((frozenset([SOMEWHERE.token("1")]),),) if listed else ()

    def tagged(self, value: Region) -> str:
        return value.key


class ParentRegionFilter(Filter):
    """Directly below this region."""

    field_class = RegionField


class UpwardsFilter(Filter):
    """Applies to this region: stated for it, or for a wider one it lies in."""

    field_class = RegionField

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        return having(qs, Q(**{f"{self.field_name}__in": value.upwards}))


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
    """One of a few declared words, or any of several."""

    field_class: type[ParameterField] = ChoicesField

    def narrow(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if isinstance(value, tuple) else super().narrow(qs, value)

    def query(self, value: Any) -> Query | None:
        if not self.tag or not isinstance(value, tuple):
            return super().query(value)
        return (tuple(frozenset([self.tag.token(self.tagged(each))]) for each in value),)


class FlagFilter(Filter):
    """True or false."""

    field_class = FlagField

    def query(self, value: bool) -> Query | None:
        return super().query(value) if value else None


class DisputedFilter(FlagFilter):
    """Whether sources contradict each other: every entry is tagged with either."""

    def query(self, value: bool) -> Query | None:
        return ((frozenset([DISPUTED.token(value)]),),)


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

    def query(self, value: str) -> Query | None:
        digits = phone_form(value)
        return ((frozenset([f"{PHONE}:{digits}"]),),) if digits else None


class YearFilter(Filter):
    """A calendar year."""

    field_class = YearField


class NumberFilter(Filter):
    """A number between bounds, read by another filter beside it, as near= reads radius=."""

    field_class = BoundedNumberField

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


class OrderingFilter(ChoiceFilter):
    """Order by one of the declared columns; a leading ``-`` turns it round."""

    field_class = ChoiceField

    def __init__(self, columns: dict[str, str], **kwargs: Any) -> None:
        self.columns = columns
        labels = [(f"{sign}{name}", f"{sign}{name}") for name in columns for sign in ("", "-")]
        super().__init__(choices=labels, **kwargs)

    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        column = F(self.columns[value.removeprefix("-")])
        return qs.order_by(column.desc() if value.startswith("-") else column.asc(), "pk")


def having(qs: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """Rows that meet a condition across a to-many relation, each once."""
    matching: QuerySet[Any] = qs.model._default_manager.filter(condition, pk=OuterRef("pk"))
    return qs.filter(Exists(matching))


class NearFilter(Filter):
    """Within ``radius`` kilometres (10 where not given) of a position, nearest first."""

    field_class = NearField

    def narrow(self, qs: QuerySet[Any], value: tuple[float, float]) -> QuerySet[Any]:
        radius = float(self.parent.asked.get("radius") or NEARBY)
        latitudes, longitudes = box(value, radius)
        inside = qs.filter(entries__latitude__range=latitudes, entries__longitude__range=longitudes)
        return inside.annotate(km=kilometres_to_row(value)).filter(km__lte=radius).order_by("km", "pk")


class StrictFilterSet(django_filters.FilterSet):
    """A filter set that refuses what it does not know: its filters' fields are read as ``Parameters``.

    django-filter's own form is never made. ``errors``, ``is_valid`` and ``filter_queryset`` are all that its ``qs``
    asks of a filter set (test_filters would tell).
    """

    default_ordering: ClassVar[tuple[str, ...]] = IN_ORDER
    # Where another example than the filter's own tells more about this kind.
    examples: ClassVar[dict[str, Any]] = {}
    base_filters: dict[str, Any]

    q = TermsFilter(help_text="名称、别名或拼音中含有的词，最多 5 个，用空格分开。", example="中心 医院")

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet[Any],
        beside: Collection[str] = PARAMETERS,
        request: HttpRequest | None = None,
    ) -> None:
        # Not django-filter's own, which copies all filters of the set for each request, given or not.
        self.is_bound, self.data, self.queryset, self.request, self.form_prefix = True, data, queryset, request, None
        self.filters = {name: declared.of(self) for name, declared in self.base_filters.items() if name in data}
        self.parameters = Parameters(data, beside, fields_of(type(self)))

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
        parts = {name: self.filters[name].query(value) for name, value in asked.items()}
        query: Query = tuple(clause for part in parts.values() for clause in part or ())
        rest = {name for name, part in parts.items() if part is None}  # which the index cannot tell
        patterns = patterns_in(State.OPEN, asked["open_at"]) if "open_at" in asked else None
        if (near := asked.get("near")) and asked.keys().isdisjoint(OWN_ORDER) and "cursor" not in self.data:
            rest = (rest | {"q"} & asked.keys()) - ROUND  # that the words stand there, the index tells by and large
            others = self.filtered(self.queryset, without=asked.keys() - rest) if rest else None
            radius = float(asked.get("radius") or NEARBY)
            return Near(kind, near, radius, patterns=patterns, query=query, records=others)
        if self.default_ordering != IN_ORDER:
            return Queried(self.qs)
        texts = tuple(search_key(word) for word in asked.get("q", "").split())
        indexed = Indexed(kind, query, patterns, asked.get("updated_since"), texts=texts)
        if rest <= BY_ENTRY:
            return indexed
        return Queried(self.qs, indexed if rest <= {*BY_ENTRY, "ordering"} else None)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.filtered(queryset)

    def filtered(self, queryset: QuerySet[Any], without: Collection[str] = ()) -> QuerySet[Any]:
        live = {"entries__kind": queryset.model.kind, "entries__withdrawn_at__isnull": True}
        queryset = queryset.filter(**live).order_by(*self.default_ordering)
        for name, value in self.asked.items():
            if name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset


@memoized(None)
def fields_of(filterset: type[StrictFilterSet]) -> dict[str, ParameterField]:
    return {name: declared.field for name, declared in filterset.base_filters.items()}


class RecordFilterSet(StrictFilterSet):
    """What every list of records can be filtered by."""

    disputed = DisputedFilter(
        field_name="entries__disputed", help_text="true：只要来源互相矛盾的；false：只要没有矛盾的。", example=False
    )
    updated_since = MomentFilter(
        field_name="entries__updated_at", lookup_expr="gte",
        help_text="公开内容在这一刻以后变过的；没写时区按北京时间。", example="2025-04-20",
    )  # fmt: skip
    ordering = OrderingFilter(
        {"name": "pinyin", "updated_at": "entries__updated_at"}, help_text="排序，前面加 - 为倒序。", example="name"
    )


class PlaceFilterSet(RecordFilterSet):
    """What every list of places can be filtered by."""

    region = RegionFilter("region__code", tag=REGION, help_text="所在地区（含下级）：6 位代码或名称。", example="阜新")
    near = NearFilter(help_text="纬度,经度（WGS-84）：由近到远。", example="42.02,121.65")
    radius = NumberFilter(
        low=Decimal("0.1"), high=Decimal(200), help_text="与 near 同用：多少公里以内，默认 10。", example=10
    )
    open_at = OpenAtFilter(
        help_text="这一刻确定开着的：now 或时刻；没写时区按北京时间。时间不详的不算。",
        example="2025-04-21T09:00:00+08:00",
    )
    operation = ChoiceFilter(
        choices=Place.Operation.choices, help_text="运营状态：开业、筹建、停业或撤销；没有写明的不算。", example="open"
    )
    phone = PhoneFilter(
        "phones__number", help_text="号码的归属：各种写法都行，固定电话要带区号，分机不计。", example="0376-2137873"
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
    region = RegionFilter("code", help_text="这个地区和它的下级：6 位代码或名称。", example="辽宁")
    parent = ParentRegionFilter(help_text="直属上级的代码或名称。", example="210900")
    ordering = OrderingFilter({"name": "pinyin"}, help_text="排序，前面加 - 为倒序。没写按代码。", example="name")


class ArticleFilterSet(StrictFilterSet):
    """Source articles."""

    default_ordering = ("slug",)
    examples = {"q": "腰痛"}

    source_kind = ChoiceFilter(
        choices=Article.SourceKind.choices,
        help_text="文章、官方页面、通知、文件、电话、走访或邮件。",
        example="article",
    )
    role = ChoiceFilter(choices=Article.Role.choices, help_text="正文或相关推荐。", example="main")
    extent = ChoiceFilter(choices=Article.Extent.choices, help_text="全文或节选。", example="excerpt")
    in_scope = FlagFilter(help_text="是否属于收录范围。", example=True)
    ordering = OrderingFilter(
        {"published_on": "published_on"}, help_text="排序，前面加 - 为倒序。没写按编号。", example="-published_on"
    )


def checked_filterset(
    filterset_class: type[StrictFilterSet], request: Request, queryset: QuerySet[Any]
) -> StrictFilterSet:
    """The filter set of a request. Raises ValidationError naming every parameter that is wrong."""
    filterset = filterset_class(request.query_params, queryset, request=request)
    if filterset.errors:
        raise ValidationError(filterset.errors)
    return filterset


class StrictFilterBackend(BaseFilterBackend):
    """Filters a list by the view's ``filterset_class``; anything wrong is a 400 that names the parameter."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        return checked_filterset(view.filterset_class, request, queryset).listing

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Every filter as OpenAPI describes it, with an example."""
        return [
            {
                "name": name,
                "in": "query",
                "description": declared.field.description,
                **described(declared.field, view.filterset_class.examples.get(name, declared.field.example)),
            }
            for name, declared in view.filterset_class.base_filters.items()
        ]


def described(field: ParameterField, example: Any) -> dict[str, Any]:
    """A parameter's schema and example; of one that takes several values, that commas stand between."""
    if field.schema.get("type") != "array":
        return {"schema": field.schema, "example": example}
    return {"schema": field.schema, "style": "form", "explode": False, "example": [example]}
