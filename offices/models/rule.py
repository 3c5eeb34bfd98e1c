from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Self

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from directory.core.models import RecordQuerySet

from .service import Service


def steps_to(upwards: Sequence[int]) -> Case:
    """How far a row's region is from a place that lies in it: 0 for the place itself."""
    return Case(*(When(region=code, then=Value(number)) for number, code in enumerate(upwards)))


class RuleQuerySet(RecordQuerySet):
    """Rules of a place: a procedure or policy that holds for its region and everything below it."""

    def applying_to(self, upwards: Sequence[int]) -> Self:
        """Stated for a region, or for a wider one it lies in."""
        return self.filter(region__in=upwards)

    def most_local_first(self, upwards: Sequence[int]) -> Self:
        return self.order_by(steps_to(upwards), "slug")

    def of_service(self, service: Service) -> Self:
        """About this service, one below it, or the one above it, which speaks of this one, too."""
        wider = [service.parent_id] if service.parent_id else []
        return self.filter(Q(service__in=[service.pk, *wider]) | Q(service__parent=service))

    def for_people(self, own: Collection[str], cost: Decimal | None = None) -> Self:
        """For everybody, or for groups of which somebody is; see ``belonging.limit_of`` for the same of a document."""
        through = self.model.groups.through.objects
        others = through.filter(**{self.model._meta.model_name or "": OuterRef("pk")}).exclude(group__code__in=own)
        return self.filter(~Exists(others))

    def for_schemes(self, codes: Collection[str]) -> Self:
        """For one of these 险种, or for all."""
        raise NotImplementedError
