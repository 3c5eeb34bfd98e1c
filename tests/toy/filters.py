"""What lists of pharmacies can be filtered by."""

from __future__ import annotations

from directory.core.kinds import Tag
from directory.core.serving.filters import ChoiceFilter, FlagFilter, PlaceFilterSet

from .models import Pharmacy

LICENCE = Tag("q", "licence")


class PharmacyFilterSet(PlaceFilterSet):
    """Pharmacies."""

    licence = ChoiceFilter(tag=LICENCE, choices=Pharmacy.Licence.choices, help_text="经营范围。", example="otc")
    delivers = FlagFilter(help_text="是否送药上门。", example=True)
