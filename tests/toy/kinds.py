"""Pharmacies as a kind."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from directory.core.hours import OFFICE
from directory.core.kinds import REGION, FactField, Kind, Points, Sort, declare
from directory.core.publishing.declaring import PLACE_FACTS

from .filters import LICENCE, PharmacyFilterSet
from .models import Pharmacy
from .serializers import PharmacySerializer, PharmacySummarySerializer

declare(
    Kind(
        model=Pharmacy,
        title=pgettext_lazy("kind", "药店"),
        number=21,
        order=35,
        precedence=45,
        sort=Sort.PLACE,
        words=OFFICE,
        serializer=PharmacySerializer,
        summary=PharmacySummarySerializer,
        filterset=PharmacyFilterSet,
        menu_order=25,
        facts=(*PLACE_FACTS, FactField("licence"), FactField("chain", example="康宁大药房"), FactField("delivers")),
        phones=("phones.number",),
        tags=(REGION, LICENCE),
        points=(Points("licence", 4), Points("phones", 2), Points("opening_hours", 2)),
        region_order=15,
    )
)
