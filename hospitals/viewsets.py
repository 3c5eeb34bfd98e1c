"""The API's collections of this app."""

from __future__ import annotations

from directory.core.serving.place_hours import PlaceViewSet
from directory.core.serving.viewsets import EntryViewSet

from .filters import DepartmentFilterSet, HospitalFilterSet, SymptomFilterSet
from .models import Department, Hospital, Symptom
from .serializers import DepartmentSerializer, HospitalSerializer, SymptomSerializer


class HospitalViewSet(PlaceViewSet):
    """医院."""

    queryset = Hospital.objects.published()
    serializer_class = HospitalSerializer
    filterset_class = HospitalFilterSet


class DepartmentViewSet(EntryViewSet):
    """诊疗科目."""

    queryset = Department.objects.published()
    serializer_class = DepartmentSerializer
    filterset_class = DepartmentFilterSet


class SymptomViewSet(EntryViewSet):
    """症状."""

    queryset = Symptom.objects.published()
    serializer_class = SymptomSerializer
    filterset_class = SymptomFilterSet
