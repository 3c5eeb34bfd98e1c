"""Normal tables with the indexes that one gives them."""

from __future__ import annotations

import math
from typing import Any

from django.db import models
from django.db.models import F, FloatField, Value
from django.db.models.functions import ACos, Cos, Least, Radians, Sin

EARTH_KM = 6371.0088


class Region(models.Model):
    code = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=60, db_index=True)
    level = models.CharField(max_length=10)
    parent: Any = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Scheme(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet[Any]):
    def near(self, latitude: float, longitude: float, radius: float) -> PlaceQuerySet:
        """Those in the circle, nearest first: a box that an index can serve, then the great circle."""
        tall = radius / 111
        wide = tall / max(0.01, math.cos(math.radians(latitude)))
        box = self.filter(
            latitude__range=(latitude - tall, latitude + tall), longitude__range=(longitude - wide, longitude + wide)
        )
        return box.annotate(km=kilometres(latitude, longitude)).filter(km__lte=radius).order_by("km")


def kilometres(latitude: float, longitude: float) -> Any:
    here, there = Radians(Value(latitude)), Radians(F("latitude"))
    turn = Radians(F("longitude")) - Radians(Value(longitude))
    cosine = Sin(here) * Sin(there) + Cos(here) * Cos(there) * Cos(turn)
    return ACos(Least(cosine, Value(1.0)), output_field=FloatField()) * Value(EARTH_KM)


class Place(models.Model):
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=120, db_index=True)
    aliases = models.TextField(blank=True)
    region = models.ForeignKey(Region, models.PROTECT)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    objects: Any = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return self.name


class Hospital(Place):
    level = models.PositiveSmallIntegerField(null=True, db_index=True)
    grade = models.CharField(max_length=10, blank=True)
    institution_type = models.CharField(max_length=15, db_index=True)
    ownership = models.CharField(max_length=10)
    designated = models.BooleanField(null=True)
    departments = models.ManyToManyField(Department, related_name="hospitals")

    class Meta(Place.Meta):
        indexes = [*Place.Meta.indexes, models.Index(fields=["region", "level"])]


class Office(Place):
    office_kind = models.CharField(max_length=20, db_index=True)
    serves = models.ManyToManyField(Region, related_name="offices")
    schemes = models.ManyToManyField(Scheme, related_name="offices")
    services = models.ManyToManyField(Service, related_name="offices")


class Phone(models.Model):
    number = models.CharField(max_length=20, db_index=True)
    label = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class HospitalPhone(Phone):
    place = models.ForeignKey(Hospital, models.CASCADE, related_name="phones")


class OfficePhone(Phone):
    place = models.ForeignKey(Office, models.CASCADE, related_name="phones")


class OpeningHours(models.Model):
    purpose = models.CharField(max_length=15)
    days = models.CharField(max_length=10)
    weekdays = models.CharField(max_length=7, blank=True)
    round_the_clock = models.BooleanField(default=False)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.days} {self.opens}–{self.closes}"


class HospitalHours(OpeningHours):
    place = models.ForeignKey(Hospital, models.CASCADE, related_name="opening_hours")


class OfficeHours(OpeningHours):
    place = models.ForeignKey(Office, models.CASCADE, related_name="opening_hours")
