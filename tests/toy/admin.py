"""The admin of pharmacies."""

from __future__ import annotations

from django.contrib import admin

from directory.core.admin import PlaceAdmin, citations, exception_rows, hours_rows, phone_rows

from .models import Pharmacy, PharmacyCitation, PharmacyHours, PharmacyHoursException, PharmacyPhone


@admin.register(Pharmacy)
class PharmacyAdmin(PlaceAdmin):
    inlines = (
        phone_rows(PharmacyPhone),
        hours_rows(PharmacyHours),
        exception_rows(PharmacyHoursException),
        citations(PharmacyCitation),
    )
