"""The admin of hospitals, departments and symptoms."""

from __future__ import annotations

from django.contrib import admin

from directory.core.admin import PlaceAdmin, RecordAdmin, citations, exception_rows, hours_rows, phone_rows, tabular

from .models import (
    Cause,
    Department,
    DepartmentCitation,
    EmergencyCitation,
    EmergencySign,
    Hospital,
    HospitalCitation,
    HospitalDepartment,
    HospitalFact,
    HospitalHours,
    HospitalHoursException,
    HospitalPhone,
    Recommendation,
    RedFlag,
    Symptom,
    SymptomCitation,
    SymptomDepartment,
)


@admin.register(Department)
class DepartmentAdmin(RecordAdmin):
    details = ("code", "parent", "basis")
    inlines = (citations(DepartmentCitation),)
    list_display = ("name", "code", "parent", "status", "verified_on", "version")
    list_select_related = ("parent",)
    search_fields = ("name", "aliases", "pinyin", "slug", "code")
    autocomplete_fields = ("possible_duplicates", "parent")


@admin.register(Hospital)
class HospitalAdmin(PlaceAdmin):
    details = (
        ("level", "grade", "institution_type"),
        ("ownership", "nonprofit", "designated"),
        ("insurance_code", "uscc", "founded"),
        "parent",
        "equipment",
        "features",
        "appointment",
    )
    inlines = (
        phone_rows(HospitalPhone),
        hours_rows(HospitalHours),
        exception_rows(HospitalHoursException),
        tabular(HospitalDepartment, autocomplete_fields=("department",)),
        tabular(HospitalFact, autocomplete_fields=("department",)),
        citations(HospitalCitation),
    )
    list_display = ("name", "region", "level", "grade", "status", "verified_on", "version")
    list_filter = ("status", "level", "operation", "institution_type", "designated")
    autocomplete_fields = ("possible_duplicates", "region", "parent")


@admin.register(Symptom)
class SymptomAdmin(RecordAdmin):
    details = ("body_part", "components", "description", "advice", "phrases")
    inlines = (
        tabular(SymptomDepartment, autocomplete_fields=("department",)),
        tabular(Cause),
        tabular(RedFlag, autocomplete_fields=("department",)),
        tabular(Recommendation, autocomplete_fields=("hospital", "article", "department")),
        citations(SymptomCitation),
    )
    list_display = ("name", "body_part", "status", "verified_on", "version")
    list_filter = ("status", "body_part")
    autocomplete_fields = ("possible_duplicates", "components")


@admin.register(EmergencySign)
class EmergencySignAdmin(RecordAdmin):
    details = (
        ("call", "urgent", "rank"),
        "line",
        "until_then",
        "phrases",
        "lookalikes",
        ("name_en", "line_en"),
        "until_then_en",
    )
    inlines = (citations(EmergencyCitation),)
    list_display = ("name", "call", "urgent", "status", "verified_on", "version")
    list_filter = ("status", "call", "urgent")
