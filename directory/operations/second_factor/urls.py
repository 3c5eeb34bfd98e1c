"""Before the admin's own addresses: its login is ours."""

from django.urls import path

from .views import CodePage, DevicePage, LoginPage

urlpatterns = [
    path("login/", LoginPage.as_view()),
    path("second-factor/", CodePage.as_view(), name="second-factor"),
    path("second-factor/device/", DevicePage.as_view(), name="second-factor-device"),
]
