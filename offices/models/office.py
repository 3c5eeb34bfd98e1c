from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from directory.core.models import Citation, HoursException, OpeningHours, Phone, Place, PlaceQuerySet, Region, Scheme

from .rule import steps_to
from .service import Service


class OfficeQuerySet(PlaceQuerySet):
    def serving(self, upwards: Sequence[int]) -> Self:
        """Offices that serve a region or a wider one it lies in; ``distance`` 0 is the region itself."""
        served, steps = Office.serves.through.objects.filter(region__in=upwards), steps_to(upwards)
        nearest = served.filter(office=OuterRef("pk")).order_by(steps).values_list(steps)[:1]
        # By their keys first: else the distance would be looked up for every office of the nation.
        return self.filter(pk__in=served.values("office")).annotate(distance=Subquery(nearest))

    def handling(self, service: Service) -> Self:
        """Offices that say they handle this service: ``whole`` by name or with all it belongs to, else a part of it."""
        whole = offering(Q(service__in=[service.pk, *filter(None, [service.parent_id])]))
        return self.annotate(whole=whole).filter(Q(whole=True) | offering(Q(service__parent=service)))

    def to_ask_instead(self, services: Collection[str]) -> Self:
        """Offices of which no source says what they handle, and hotlines that answer for one of these services.

        Of no service in particular, every hotline can be asked.
        """
        answers = offering(about := Q(service__slug__in=services)) | advising(about) if services else Q()
        hotline = Q(office_kind=Office.Kind.HOTLINE)
        return self.filter(hotline & answers | ~hotline & ~offering(Q()))

    def responsible(self, upwards: Sequence[int], service: Service | None, schemes: Collection[str]) -> Self:
        """Offices that serve a region and say that they handle this, best first.

        Nearest level first; there, who handles all of the service before who handles a
        part of it, who names the 险种 before who is for everybody, a counter before a hotline.
        """
        hotline = Case(
            When(office_kind=Office.Kind.HOTLINE, then=Value(1)), default=Value(0), output_field=IntegerField()
        )
        offices, order = self.serving(upwards), ["distance"]
        if service:
            offices, order = offices.handling(service), [*order, "-whole"]
        if schemes:
            offices, order = offices.for_schemes(schemes), [*order, "-names_scheme"]
        return offices.order_by(*order, hotline, "slug")

    def for_schemes(self, codes: Collection[str]) -> Self:
        """Offices that name one of these 险种, or none at all: then they are for everybody."""
        named = Office.schemes.through.objects.filter(office=OuterRef("pk"))
        names_it = Exists(named.filter(scheme__code__in=codes))
        return self.annotate(names_scheme=names_it).filter(Q(names_scheme=True) | ~Exists(named))


def advising(condition: Q) -> Exists:
    return Exists(Office.advises_on.through.objects.filter(condition, office=OuterRef("pk")))


def offering(condition: Q) -> Exists:
    return Exists(Office.services.through.objects.filter(condition, office=OuterRef("pk")))


class Office(Place):
    """医保服务机构: a bureau, an agency, a counter or a hotline that handles medical insurance."""

    kind = "office"
    collection = "offices"
    parts: ClassVar = ("citations", "phones", "opening_hours", "hours_exceptions")
    mentions: ClassVar = (
        "region__parent__parent",
        "serves__parent__parent",
        "schemes",
        "services",
        "advises_on",
        "phones__scheme",
    )
    cumulative = frozenset({"aliases", "phones", "services", "advises_on", "schemes", "serves", "duties"})

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
    advises_on = models.ManyToManyField(
        Service,
        verbose_name="可咨询事项",
        blank=True,
        related_name="advising_offices",
        help_text="只回答问题，不在这里办。",
    )
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


class OfficeHoursException(HoursException):
    """A time in which an office does not keep its timetable."""

    record = models.ForeignKey(Office, models.CASCADE, related_name="hours_exceptions")
