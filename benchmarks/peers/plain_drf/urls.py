"""Addresses."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from .views import HospitalScrollViewSet, HospitalViewSet, OfficeViewSet

router = DefaultRouter()
router.register("hospitals", HospitalViewSet, "hospital")
router.register("offices", OfficeViewSet, "office")
router.register("scroll/hospitals", HospitalScrollViewSet, "scroll")
urlpatterns = [path("api/", include(router.urls))]
