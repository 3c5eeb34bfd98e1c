"""What lists of offices, services, channels, procedures and policies can be filtered by, in the API and on pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from directory.core.kinds import REGION
from directory.core.models import Region, Scheme
from directory.core.serving.filters import (
    ChoiceFilter,
    Filter,
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
from directory.core.serving.parameters import WordField

from . import tags
from .models import Channel, Office, Policy, Procedure, Service
from .resolution import accepted
from .responsible import Errand


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
    """Holds for this region, the most local rule first: reads service=, scheme= and person_type= beside it."""

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        data = self.parent.asked
        rules: Any = qs
        rules = rules.applying_to(value).most_local_first(value)
        if data.get("service"):
            rules = rules.of_service(data["service"])
        if data.get("scheme"):
            rules = rules.for_schemes(accepted(data["scheme"]))
        return rules.for_person_type(data["person_type"]) if data.get("person_type") else rules


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


class AskedPersonTypeFilter(WordFilter, RowFilter):
    def narrow(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs if left_to_another(self) else super().narrow(qs, value)


SERVICE: dict[str, Any] = {
    "model": Service,
    "help_text": "服务事项: 标识、名称或俗称 (含下级事项)。",
    "example": "异地就医备案",
}
SCHEME: dict[str, Any] = {"help_text": "险种: 代码、名称或俗称。", "example": "职工"}
IN_REGION: dict[str, Any] = {
    "tag": REGION,
    "help_text": "适用地区在此之内 (含下级): 6 位代码或名称。",
    "example": "江苏",
}
APPLIES_TO: dict[str, Any] = {
    "help_text": "对这个地区适用的, 包括上级地区和全国的: 6 位代码或名称。",
    "example": "罗山县",
}


class OfficeFilterSet(PlaceFilterSet):
    """Offices."""

    examples = {"q": "医保局"}

    region = RegionFilter(
        "region__code", tag=tags.STANDS_IN, help_text="所在地区 (含下级): 6 位代码或名称。", example="罗山县"
    )
    serves = ServesFilter(
        help_text="为这个地区服务的, 包括上级地区的, 最该找的在前: 6 位代码或名称。", example="罗山县"
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

    parent = RecordFilter(model=Service, help_text="所属一级事项: 标识或名称。", example="异地就医备案")
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
        "channels__channel", model=Channel, help_text="可以经此渠道办理: 标识或名称。", example="国家医保服务平台"
    )


class PolicyFilterSet(RecordFilterSet):
    """Policies."""

    examples = {"q": "缴费 标准", "disputed": True}

    subject = WordFilter(model=Policy, path="subject", help_text="主题。", example="个人缴费标准")
    scheme = AskedSchemeFilter("scheme", tag=tags.SCHEME, **SCHEME)
    region = RegionFilter("region__code", **IN_REGION)
    applies_to = AppliesToFilter(**APPLIES_TO)
    year = YearFilter(tag=tags.YEAR, help_text="年度。", example=2025)
    population = WordFilter(
        lookup_expr="contains",
        model=Policy,
        path="population",
        whole=False,
        help_text="人群中含有的词。",
        example="学生",
    )
