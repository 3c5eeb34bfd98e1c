from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from directory.core.models import Citation, OpeningHours, Phone, Place, PlaceQuerySet, Region, Scheme

from .service import Service


class OfficeQuerySet(PlaceQuerySet):
    def serving(self, region: Region) -> Self:
        """Offices that serve this region or a wider one it lies in."""
        return self.filter(serves__in=[r.code for r in region.path] + [100000]).distinct()


class Office(Place):
    """医保服务机构: a bureau, an agency, a counter or a hotline that handles medical insurance."""

    kind = "office"
    collection = "offices"
    parts: ClassVar = ("citations", "phones", "opening_hours")
    mentions: ClassVar = ("region__parent__parent", "serves__parent__parent", "schemes", "services", "phones__scheme")
    cumulative = frozenset({"aliases", "phones", "services", "schemes", "serves", "duties"})

    class Kind(models.TextChoices):
        BUREAU = "bureau", "医疗保障局"
        AGENCY = "agency", "经办中心"
        COUNTER = "counter", "服务窗口"
        HOSPITAL_COUNTER = "hospital_counter", "医院医保窗口"
        TAX = "tax", "税务机关"
        HOTLINE = "hotline", "热线"
        OTHER = "other", "其他"

    office_kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    serves = models.ManyToManyField(Region, verbose_name="服务地区", blank=True, related_name="serving_offices")
    schemes = models.ManyToManyField(Scheme, verbose_name="受理险种", blank=True, related_name="offices")
    services = models.ManyToManyField(Service, verbose_name="可办事项", blank=True, related_name="offices")
    duties = models.TextField("职责说明", blank=True)

    objects: ClassVar[Any] = OfficeQuerySet.as_manager()

    class Meta(Place.Meta):
        verbose_name = verbose_name_plural = "医保服务机构"


class OfficeCitation(Citation):
    """Who says what about an office."""

    record = models.ForeignKey(Office, models.CASCADE, related_name="citations")


class OfficePhone(Phone):
    """An office's phone."""

    record = models.ForeignKey(Office, models.CASCADE, related_name="phones")


class OfficeHours(OpeningHours):
    """One row of an office's timetable."""

    record = models.ForeignKey(Office, models.CASCADE, related_name="opening_hours")
