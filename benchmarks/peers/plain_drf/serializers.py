"""Nested model serializers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from benchmarks.peers.catalog import models


class RegionSerializer(serializers.ModelSerializer[models.Region]):
    path = serializers.SerializerMethodField()

    class Meta:
        model = models.Region
        fields = ("code", "name", "path")

    def get_path(self, region: models.Region) -> list[str]:
        steps, here = [], region
        while here is not None and here.level != "nation":
            steps.append(here.name)
            here = here.parent
        return steps[::-1]


class DepartmentSerializer(serializers.ModelSerializer[models.Department]):
    class Meta:
        model = models.Department
        fields = ("code", "name")


class SchemeSerializer(serializers.ModelSerializer[models.Scheme]):
    class Meta:
        model = models.Scheme
        fields = ("code", "name")


class ServiceSerializer(serializers.ModelSerializer[models.Service]):
    class Meta:
        model = models.Service
        fields = ("slug", "name")


PHONE = ("number", "label", "kind")
HOURS = ("purpose", "days", "weekdays", "round_the_clock", "opens", "closes")


class HospitalPhoneSerializer(serializers.ModelSerializer[models.HospitalPhone]):
    class Meta:
        model = models.HospitalPhone
        fields = PHONE


class OfficePhoneSerializer(serializers.ModelSerializer[models.OfficePhone]):
    class Meta:
        model = models.OfficePhone
        fields = PHONE


class HospitalHoursSerializer(serializers.ModelSerializer[models.HospitalHours]):
    class Meta:
        model = models.HospitalHours
        fields = HOURS


class OfficeHoursSerializer(serializers.ModelSerializer[models.OfficeHours]):
    class Meta:
        model = models.OfficeHours
        fields = HOURS


class PlaceSerializer(serializers.ModelSerializer[Any]):
    """What stands in every line."""

    aliases = serializers.SerializerMethodField()
    region = RegionSerializer()

    def get_aliases(self, place: models.Place) -> list[str]:
        return place.aliases.splitlines()


LINE = ("slug", "name", "aliases", "region", "address", "phones")


class HospitalListSerializer(PlaceSerializer):
    phones = HospitalPhoneSerializer(many=True)

    class Meta:
        model = models.Hospital
        fields: tuple[str, ...] = (*LINE, "level", "grade", "institution_type", "ownership", "designated")


class HospitalSerializer(HospitalListSerializer):
    opening_hours = HospitalHoursSerializer(many=True)
    departments = DepartmentSerializer(many=True)

    class Meta(HospitalListSerializer.Meta):
        fields = (*HospitalListSerializer.Meta.fields, "latitude", "longitude", "opening_hours", "departments")


class OfficeListSerializer(PlaceSerializer):
    phones = OfficePhoneSerializer(many=True)

    class Meta:
        model = models.Office
        fields: tuple[str, ...] = (*LINE, "office_kind")


class OfficeSerializer(OfficeListSerializer):
    opening_hours = OfficeHoursSerializer(many=True)
    serves = RegionSerializer(many=True)
    schemes = SchemeSerializer(many=True)
    services = ServiceSerializer(many=True)

    class Meta(OfficeListSerializer.Meta):
        fields = (
            *OfficeListSerializer.Meta.fields, "latitude", "longitude", "opening_hours", "serves", "schemes",
            "services",
        )  # fmt: skip
