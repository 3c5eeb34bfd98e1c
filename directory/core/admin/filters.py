"""The filters beside the lists."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.http import HttpRequest

from directory.core.kinds import kinds
from directory.core.models import NATION, CheckPeriod, Entry, Region, has_region, within, within_any
from directory.core.models.curation.version import edited_by
from directory.core.publishing.flaws import is_flawed
from directory.core.roles import regions_of
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


class EntryFilter(YesNoFilter):
    """By a mark of the public entry that has the same name as the parameter."""

    def matching(self, model: Any) -> Any:
        marked = Entry.objects.live().of(model.kind).filter(self.mark(model))
        return model.objects.filter(pk__in=marked.values("object_id"))

    def mark(self, model: Any) -> Q:
        return Q(**{str(self.parameter_name): True})


class UncitedFilter(EntryFilter):
    title = "公开而没有出处"
    parameter_name = "uncited"


class UndecidedFilter(EntryFilter):
    title = "有争议而没有取舍"
    parameter_name = "undecided"


class FlawedFilter(EntryFilter):
    title = "体检有发现"
    parameter_name = "flawed"

    def mark(self, model: Any) -> Q:
        return is_flawed(kinds.of(model))


class MineFilter(StrictFilter):
    """In the regions that one is responsible for; and of these, what one has worked on oneself."""

    title = "我的"
    parameter_name = "mine"
    people = ("made_by", "handled_by", "decided_by")  # of what has no versions

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.user = request.user
        regions = [("regions", "我负责的地区")] if has_region(model_admin.model) else []
        return [*regions, ("edited", "我录入、经手或改过的")]

    def narrow(self, queryset: Any, value: str) -> Any:
        model = queryset.model
        if value == "regions":
            return queryset.filter(within_any(regions_of(self.user)))
        names = {field.name for field in model._meta.fields} & set(self.people)
        if not names:
            return queryset.filter(edited_by(self.user, model))
        return queryset.filter(reduce(or_, (Q(**{name: self.user}) for name in names)))


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
