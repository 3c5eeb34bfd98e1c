"""What lists of offices, services, channels, procedures and policies can be filtered by, in the API and on pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from directory.core.kinds import REGION
from directory.core.models import Region, Scheme
from directory.core.serving.filters import (
    ChoiceFilter,
    Filter,
    NumberFilter,
    PlaceFilterSet,
    RecordFilter,
    RecordFilterSet,
    RegionFilter,
    RowFilter,
    SchemeFilter,
    UpwardsFilter,
    YearFilter,
    having,
)
from directory.core.serving.parameters import TextField, WordField

from . import tags
from .models import Channel, Office, Policy, Procedure, Service
from .models.scope import said
from .rules.belonging import people
from .rules.resolution import accepted
from .rules.responsible import Errand


class ServiceFilter(RecordFilter):
    """Tied to this service or to one below it."""

    def narrow(self, qs: QuerySet[Any], value: Service) -> QuerySet[Any]:
        path = self.field_name
        return having(qs, Q(**{path: value}) | Q(**{f"{path}__parent": value}))


class ServesFilter(UpwardsFilter):
    """Responsible for this region: reads service= and scheme= beside it, and puts the best office first."""

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        data = self.parent.asked
        found = Errand(value, data.get("service"), data.get("scheme")).among(qs)
        return found.order_by("km", "pk") if data.get("near") else found


class AppliesToFilter(UpwardsFilter):
    """Holds for this region, the most local rule first: reads what else is said of the asker beside it.

    Where it is asked what the rules are about, or who asks is told, only those for the asker
    are listed; with a subject or service, the answer beside the list names the others, too.
    """

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        data = self.parent.asked
        rules: Any = qs
        rules = rules.applying_to(value.upwards).most_local_first(value.upwards)
        if data.get("service"):
            rules = rules.of_service(data["service"])
        if data.get("scheme"):
            rules = rules.for_schemes(accepted(data["scheme"]))
        if any(data.get(name) for name in ("subject", "service", "population", "cost")):
            rules = rules.for_people(self.people(data), data.get("cost"))
        return rules.for_person_type(data["person_type"]) if data.get("person_type") else rules

    @staticmethod
    def people(data: dict[str, Any]) -> frozenset[str]:
        return people(f"{data.get('population') or ''} {data.get('person_type') or ''}", data.get("scheme"))


def left_to_another(one: Filter) -> bool:
    """Whether serves= or applies_to= is given: they ask the whole question, this filter's part included."""
    data = one.parent.asked
    return bool(data.get("serves") or data.get("applies_to"))


class AskedServiceFilter(ServiceFilter):
    def narrow(self, qs: QuerySet[Any], value: Service) -> QuerySet[Any]:
        return qs if left_to_another(self) else super().narrow(qs, value)


class AskedSchemeFilter(SchemeFilter):
    def narrow(self, qs: QuerySet[Any], value: Scheme) -> QuerySet[Any]:
        return qs if left_to_another(self) else super().narrow(qs, value)


class WordFilter(Filter):
    """A word that rules have in this field; any other is refused with what there is."""

    field_class = WordField


class PopulationField(WordField):
    """A group of people by any of its names, or a word that policies have for their people."""

    def clean(self, value: Any) -> str:
        text = TextField.clean(self, value)
        return text if text and said(text) else super().clean(value)


class PopulationFilter(WordFilter):
    """For these people by the rule's own words; beside applies_to=, whom the asker says to be."""

    field_class = PopulationField

    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if left_to_another(self):
            return qs
        words = Q(population__contains=value)
        own = said(value)
        return having(qs, words | Q(groups__code__in=own)) if own else qs.filter(words)


class CostFilter(NumberFilter):
    """How high the bill is: beside applies_to=, which parts of a rule are reached."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value is None or left_to_another(self):
            return qs
        return qs.filter(Q(cost_above__isnull=True) | Q(cost_above__lt=value))


class AskedPersonTypeFilter(WordFilter, RowFilter):
    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs if left_to_another(self) else super().narrow(qs, value)


SERVICE: dict[str, Any] = {
    "model": Service,
    "help_text": "服务事项：标识、名称或俗称（含下级事项）。",
    "example": "异地就医备案",
}
SCHEME: dict[str, Any] = {"help_text": "险种：代码、名称或俗称。", "example": "职工"}
IN_REGION: dict[str, Any] = {
    "tag": REGION,
    "help_text": "适用地区在此之内（含下级）：6 位代码或名称。",
    "example": "江苏",
}
APPLIES_TO: dict[str, Any] = {
    "help_text": "对这个地区适用的，包括上级地区和全国的：6 位代码或名称。",
    "example": "罗山县",
}


class OfficeFilterSet(PlaceFilterSet):
    """Offices."""

    examples = {"q": "医保局"}

    region = RegionFilter(
        "region__code", tag=tags.STANDS_IN, help_text="所在地区（含下级）：6 位代码或名称。", example="罗山县"
    )
    serves = ServesFilter(
        help_text="为这个地区服务的，包括上级地区的，最该找的在前：6 位代码或名称。", example="罗山县"
    )
    service = AskedServiceFilter("services", **SERVICE)
    scheme = AskedSchemeFilter("schemes", tag=tags.SCHEMES_HANDLED, **SCHEME)
    kind = ChoiceFilter(
        "office_kind", tag=tags.OFFICE_KIND, choices=Office.Kind.choices, help_text="种类。", example="bureau"
    )


class ServiceFilterSet(RecordFilterSet):
    """Services."""

    examples = {"q": "异地"}
    default_ordering = ("pk",)

    parent = RecordFilter(model=Service, help_text="所属一级事项：标识或名称。", example="异地就医备案")
    origin = ChoiceFilter(choices=Service.Origin.choices, help_text="出处。", example="national")


class ChannelFilterSet(RecordFilterSet):
    """Channels."""

    examples = {"q": "医保"}

    kind = ChoiceFilter(
        "channel_kind", tag=tags.CHANNEL_KIND, choices=Channel.Kind.choices, help_text="种类。", example="app"
    )
    region = RegionFilter("region__code", **IN_REGION)
    applies_to = UpwardsFilter("region", **APPLIES_TO)
    service = ServiceFilter("services", **SERVICE)


class ProcedureFilterSet(RecordFilterSet):
    """Procedures."""

    examples = {"q": "备案"}

    region = RegionFilter("region__code", **IN_REGION)
    applies_to = AppliesToFilter(**APPLIES_TO)
    service = AskedServiceFilter("service", **SERVICE)
    scheme = AskedSchemeFilter("schemes", tag=tags.SCHEMES, **SCHEME)
    person_type = AskedPersonTypeFilter(
        "person_types__name",
        model=Procedure,
        path="person_types__name",
        help_text="人员类别的名称。",
        example="异地安置退休人员",
    )
    channel = RecordFilter(
        "channels__channel", model=Channel, help_text="可以经此渠道办理：标识或名称。", example="国家医保服务平台"
    )


class PolicyFilterSet(RecordFilterSet):
    """Policies."""

    examples = {"q": "缴费 标准", "disputed": True}

    subject = WordFilter(model=Policy, path="subject", help_text="主题。", example="个人缴费标准")
    scheme = AskedSchemeFilter("scheme", tag=tags.SCHEME, **SCHEME)
    region = RegionFilter("region__code", **IN_REGION)
    applies_to = AppliesToFilter(**APPLIES_TO)
    year = YearFilter(tag=tags.YEAR, help_text="年度。", example=2025)
    population = PopulationFilter(
        model=Policy,
        path="population",
        whole=False,
        help_text="人群：与 applies_to 同用时，写自己是什么人（可写几样，如 退休 省直），只给适用的；单用时，找人群中有这个词的。",
        example="学生",
    )
    cost = CostFilter(
        low=Decimal(0),
        high=Decimal(99_999_999),
        help_text="费用（元）：与 applies_to 同用时，给出超过某个数额才适用的规定。",
        example=12000,
    )
