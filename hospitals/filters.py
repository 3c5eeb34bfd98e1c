"""What lists of hospitals, departments and symptoms can be filtered by, in the API and on pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from directory.core.index.tokens import Query
from directory.core.models import NATION, Region, within
from directory.core.serving.filters import (
    ChoiceFilter,
    FlagFilter,
    PlaceFilterSet,
    RecordFilter,
    RecordFilterSet,
    RegionFilter,
    having,
)

from .models import Department, EmergencySign, Hospital, Recommendation, Symptom
from .tags import DEPARTMENT, DESIGNATED, FOR_SYMPTOM, GRADE, LEVEL, OWNERSHIP, RECOMMENDED_IN, TYPE


class DepartmentFilter(RecordFilter):
    """Tied to this department or to one below it."""

    def narrow(self, qs: QuerySet[Any], value: Department) -> QuerySet[Any]:
        below = Department.objects.filter(Q(pk=value.pk) | Q(code__startswith=f"{value.code}."))
        return having(qs, Q(**{f"{self.field_name}__in": below}))


class RecommendedForFilter(RecordFilter):
    """Recommended by an article for this symptom, in the articles' order."""

    def narrow(self, qs: QuerySet[Any], value: Symptom) -> QuerySet[Any]:
        best = (
            Recommendation.objects.filter(hospital=OuterRef("pk"), record=value)
            .order_by()
            .values("hospital")
            .annotate(best=Min("rank"))
        )
        advised = Recommendation.objects.filter(record=value).values("hospital")  # few, of a million
        return qs.filter(pk__in=advised).annotate(best_rank=Subquery(best.values("best"))).order_by("best_rank", "slug")


class RecommendedInFilter(RegionFilter):
    """Symptoms for which a hospital in this region is recommended."""

    def narrow(self, qs: QuerySet[Any], value: Region) -> QuerySet[Any]:
        return having(qs, within(value.code, self.field_name) & Q(recommendations__hospital__status="published"))

    def query(self, value: Region) -> Query | None:
        # Not all have a hospital anywhere, and none is asked for in the nation as a whole.
        return None if value.code == NATION else super().query(value)


class HospitalFilterSet(PlaceFilterSet):
    """Hospitals."""

    department = DepartmentFilter(
        "departments__department",
        model=Department,
        tag=DEPARTMENT,
        help_text="设有这个科室：科目代码、名称或俗称。",
        example="骨科",
    )
    symptom = RecommendedForFilter(
        model=Symptom, help_text="有文章就这个症状推荐：标识、名称或俗称；按推荐名次排列。", example="腰痛伴发热"
    )
    level = ChoiceFilter(tag=LEVEL, choices=Hospital.Level.choices, help_text="级。", example="3")
    grade = ChoiceFilter(tag=GRADE, choices=Hospital.Grade.choices, help_text="等。", example="a")
    kind = ChoiceFilter(
        "institution_type", tag=TYPE, choices=Hospital.Type.choices, help_text="机构类型。", example="general"
    )
    ownership = ChoiceFilter(tag=OWNERSHIP, choices=Hospital.Ownership.choices, help_text="所有制。", example="private")
    designated = FlagFilter(tag=DESIGNATED, help_text="是否医保定点。", example=True)


class DepartmentFilterSet(RecordFilterSet):
    """Departments of the national catalogue."""

    default_ordering = ("code",)
    examples = {"q": "骨科"}

    parent = RecordFilter(model=Department, help_text="所属一级科目：代码或名称。", example="03")


class SymptomFilterSet(RecordFilterSet):
    """Symptoms."""

    examples = {"q": "腰痛"}

    body_part = ChoiceFilter(choices=Symptom.BodyPart.choices, help_text="部位。", example="back")
    department = DepartmentFilter(
        "departments__department",
        model=Department,
        tag=FOR_SYMPTOM,
        help_text="应看这个科室：科目代码、名称或俗称。",
        example="04.03",
    )
    hospital = RecordFilter(
        "recommendations__hospital", model=Hospital, help_text="推荐了这家医院：标识或名称。", example="阜新市中心医院"
    )
    region = RecommendedInFilter(
        "recommendations__hospital__region__code",
        tag=RECOMMENDED_IN,
        help_text="推荐了这个地区的医院：代码或名称。",
        example="阜新",
    )


class EmergencyFilterSet(RecordFilterSet):
    """Signs of an emergency, the gravest first."""

    default_ordering = ("rank", "slug")
    examples = {"q": "中风"}

    call = ChoiceFilter(choices=EmergencySign.Call.choices, help_text="该打这个号码。", example="120")
    urgent = FlagFilter(help_text="是否一出现就要打。", example=True)
