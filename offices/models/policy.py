"""Policies: what insurance costs and pays, as figures and statements for a region, a year and a group of people."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from directory.core.models import Citation, Quantity, Record, Region, Scheme
from directory.core.models.quantity import possible_year

from .rule import RuleQuerySet
from .scope import Scoped


class PolicyQuerySet(RuleQuerySet):
    def for_people(self, own: Collection[str], cost: Decimal | None = None) -> Self:
        """As for every rule; and without those for the part of the cost above an amount that ``cost`` does not exceed.

        Whose cost is not known is shown none of these: they would seem to hold from the first yuan.
        """
        reached = Q(cost_above__isnull=True) | Q(cost_above__lt=cost if cost is not None else 0)
        return super().for_people(own).filter(reached)

    def for_schemes(self, codes: Collection[str]) -> Self:
        """For one of these 险种, or for all: a policy without one."""
        return self.filter(Q(scheme__code__in=codes) | Q(scheme__isnull=True))


class Policy(Record, Quantity, Scoped):
    """政策: what one rule says for one region, year and group of people: a figure with its unit, or a statement.

    ``population`` is how the sources name those people; ``groups``, the journey and the
    amount say the same so that it can be held against who asks. An ``example`` is no
    rule: an article supposes it (例如某地, 假设), so it has no region and applies nowhere.

    Where sources contradict each other and staff have preferred none, the policy
    itself says nothing: its citations do.
    """

    kind = "policy"
    collection = "policies"
    parts: ClassVar = ("citations",)
    mentions: ClassVar = ("region__parent__parent", "scheme", "groups", "destination__parent__parent")
    bookkeeping = Record.bookkeeping | {"example"}
    cumulative = frozenset({"aliases", "conditions"})

    subject = models.CharField("主题", max_length=60, db_index=True, help_text="例如 个人缴费标准、住院报销比例。")
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, verbose_name="险种", null=True, blank=True, related_name="policies"
    )
    example = models.BooleanField(
        "只是举例", default=False, help_text="文章假设的或没有点名的例子：不填地区，哪里都不适用。"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name="适用地区", null=True, blank=True, related_name="policies"
    )
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    population = models.CharField("人群", max_length=60, blank=True)
    cost_above = models.DecimalField(
        "只适用于费用超过（元）的部分", max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost_up_to = models.DecimalField("费用到（元，含）为止", max_digits=12, decimal_places=2, null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(example=True, region__isnull=True) | Q(example=False, region__isnull=False),
                name="offices_policy_example_is_nowhere",
                violation_error_message="规定要有适用地区；举例没有地区。",
            ),
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
