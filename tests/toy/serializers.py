"""How pharmacies become public documents."""

from __future__ import annotations

from directory.core.publishing.serializers import PlaceSerializer

from .models import Pharmacy


class PharmacySummarySerializer(PlaceSerializer):
    """A pharmacy in a list."""

    class Meta(PlaceSerializer.Meta):
        model = Pharmacy
        fields = (*PlaceSerializer.Meta.head, "region", "address", "licence", "phones", "disputed")


class PharmacySerializer(PharmacySummarySerializer):
    """药店."""

    class Meta(PharmacySummarySerializer.Meta):
        fields = (
            *PlaceSerializer.Meta.head, *PlaceSerializer.Meta.place, "licence", "chain", "delivers",
            *PlaceSerializer.Meta.tail,
        )  # fmt: skip
