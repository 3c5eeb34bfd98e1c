"""The addresses of this app's pages."""

from django.urls import path

from .views import (
    DepartmentDetailView,
    DepartmentListView,
    HospitalDetailView,
    HospitalListView,
    SymptomDetailView,
    SymptomListView,
)

urlpatterns = [
    path("hospitals/", HospitalListView.as_view(), name="hospitals"),
    path("hospitals/<str:slug>/", HospitalDetailView.as_view(), name="hospital"),
    path("departments/", DepartmentListView.as_view(), name="departments"),
    path("departments/<str:slug>/", DepartmentDetailView.as_view(), name="department"),
    path("symptoms/", SymptomListView.as_view(), name="symptoms"),
    path("symptoms/<str:slug>/", SymptomDetailView.as_view(), name="symptom"),
]
