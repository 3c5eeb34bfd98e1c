from __future__ import annotations

from typing import ClassVar

from django.db import models

from directory.core.models import Citation, HoursException, OpeningHours, Phone, Place


class Pharmacy(Place):
    """药店: a shop that sells medicine, by prescription or without."""

    kind = "pharmacy"
    collection = "pharmacies"
    parts: ClassVar = ("citations", "phones", "opening_hours", "hours_exceptions")
    mentions: ClassVar = ("region__parent__parent", "phones__scheme")

    class Licence(models.TextChoices):
        PRESCRIPTION = "prescription", "可售处方药"
        OVER_THE_COUNTER = "otc", "只售非处方药"

    licence = models.CharField("经营范围", max_length=15, choices=Licence.choices, blank=True)
    chain = models.CharField("所属连锁", max_length=60, blank=True)
    delivers = models.BooleanField("送药上门", null=True, blank=True)

    class Meta(Place.Meta):
        verbose_name = verbose_name_plural = "药店"


class PharmacyCitation(Citation):
    """Who says what about a pharmacy."""

    record = models.ForeignKey(Pharmacy, models.CASCADE, related_name="citations")


class PharmacyPhone(Phone):
    """A pharmacy's phone."""

    record = models.ForeignKey(Pharmacy, models.CASCADE, related_name="phones")


class PharmacyHours(OpeningHours):
    """One row of a pharmacy's timetable."""

    record = models.ForeignKey(Pharmacy, models.CASCADE, related_name="opening_hours")


class PharmacyHoursException(HoursException):
    """A time in which a pharmacy does not keep its timetable."""

    record = models.ForeignKey(Pharmacy, models.CASCADE, related_name="hours_exceptions")
