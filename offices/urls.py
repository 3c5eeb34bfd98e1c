"""The addresses of this app's sheets. Those of its pages follow from its kinds."""

from django.urls import path

from .notices import NoticeFile, NoticeView

urlpatterns = [
    path("procedures/<str:slug>/print/", NoticeView.as_view(), name="procedure-print"),
    path("procedures/<str:slug>/print.pdf", NoticeFile.as_view(), name="procedure-pdf"),
]
