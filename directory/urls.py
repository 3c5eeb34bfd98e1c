"""Every address of the site on one screen."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include(("directory.api", "api"))),
    path("admin/", admin.site.urls),
]
