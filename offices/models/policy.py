from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from directory.core.models import Citation, Quantity, Record, Region, Scheme
from directory.core.models.quantity import possible_year

from .rule import RuleQuerySet


class PolicyQuerySet(RuleQuerySet):
    def for_schemes(self, codes: Collection[str]) -> Self:
        return self.filter(Q(scheme__code__in=codes) | Q(scheme__isnull=True))


class Policy(Record, Quantity):
    """政策: what one rule says for one region, year and group of people: a figure with its unit, or a statement.

    Where sources contradict each other and staff have preferred none, the policy
    itself says nothing: its citations do.
    """

    kind = "policy"
    collection = "policies"
    parts: ClassVar = ("citations",)
    mentions: ClassVar = ("region__parent__parent", "scheme")
    cumulative = frozenset({"aliases", "conditions"})

    subject = models.CharField("主题", max_length=60, db_index=True, help_text="例如 个人缴费标准、住院报销比例。")
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, verbose_name="险种", null=True, blank=True, related_name="policies"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="适用地区", related_name="policies")
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    population = models.CharField("人群", max_length=60, blank=True)
    facility_level = models.CharField("医疗机构级别", max_length=40, blank=True)
    statement = models.CharField("说法", max_length=300, blank=True)
    conditions = models.TextField("条件与说明", blank=True)
    legal_basis = models.CharField("依据", max_length=300, blank=True)

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "政策"
        constraints = [
            *Record.Meta.constraints,
            *Quantity.Meta.constraints,
            possible_year(),
            models.UniqueConstraint(
                fields=["subject", "scheme", "region", "year", "population", "facility_level"],
                condition=Q(scheme__isnull=False, year__isnull=False),
                name="offices_policy_once_per_scope",
                violation_error_message="同一主题、险种、地区、年度、人群和机构级别的政策已经有了。",
            ),
        ]


class PolicyCitation(Citation):
    """Who says what about a policy."""

    record = models.ForeignKey(Policy, models.CASCADE, related_name="citations")
