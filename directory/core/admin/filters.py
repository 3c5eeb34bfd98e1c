"""The filters beside the lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest

from directory.core.models import NATION, CheckPeriod, Entry, Region, within
from directory.core.sources.agreement import disputed_ids


class StrictFilter(admin.SimpleListFilter):
    """Refuses a value it does not offer."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        if self.value() not in {str(value) for value, _ in self.lookup_choices}:
            raise IncorrectLookupParameters(f"{self.parameter_name}={self.value()}")
        return self.narrow(queryset, str(self.value()))

    def narrow(self, queryset: Any, value: str) -> Any:
        raise NotImplementedError


class YesNoFilter(StrictFilter):
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "是"), ("no", "否")]

    def narrow(self, queryset: Any, value: str) -> Any:
        matching = self.matching(queryset.model).values("pk")
        return queryset.filter(pk__in=matching) if value == "yes" else queryset.exclude(pk__in=matching)

    def matching(self, model: Any) -> Any:
        raise NotImplementedError


class DisputedListFilter(YesNoFilter):
    title = "有争议"
    parameter_name = "disputed"

    def matching(self, model: Any) -> Any:
        return model.objects.filter(pk__in=disputed_ids(model))


class UncitedFilter(YesNoFilter):
    title = "公开而没有出处"
    parameter_name = "uncited"

    def matching(self, model: Any) -> Any:
        return model.objects.filter(pk__in=Entry.objects.live().of(model.kind).filter(uncited=True).values("object_id"))


class DueFilter(YesNoFilter):
    title = "该核实了"
    parameter_name = "due"

    def matching(self, model: Any) -> Any:
        return model.objects.filter(verified_on__lt=CheckPeriod.objects.last_of(model.kind))


class UnverifiedFilter(YesNoFilter):
    title = "未核实"
    parameter_name = "unverified"

    def matching(self, model: Any) -> Any:
        return model.objects.filter(verified_on__isnull=True)


class DuplicateFilter(YesNoFilter):
    title = "可能重复"
    parameter_name = "duplicate"

    def matching(self, model: Any) -> Any:
        return model.objects.filter(possible_duplicates__isnull=False)


class UnfinishedFilter(YesNoFilter):
    title = "来源未说完"
    parameter_name = "unfinished"

    def matching(self, model: Any) -> Any:
        return model.objects.exclude(unfinished="")


class ProvinceFilter(StrictFilter):
    """In a province or anywhere below it; the nation stands for itself alone."""

    title = "省份"
    parameter_name = "province"
    path = "region__code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        levels = [Region.Level.NATION, Region.Level.PROVINCE]
        provinces = Region.objects.filter(level__in=levels).order_by("code")
        return [(str(code), name) for code, name in provinces.values_list("code", "name")]

    def narrow(self, queryset: Any, value: str) -> Any:
        code = int(value)
        return queryset.filter(**{self.path: NATION}) if code == NATION else queryset.filter(within(code, self.path))


class RegionProvinceFilter(ProvinceFilter):
    path = "code"
