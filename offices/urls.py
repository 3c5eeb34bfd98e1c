"""The addresses of this app's pages."""

from django.urls import path

from .notices import NoticeFile, NoticeView
from .views import (
    ChannelDetailView,
    ChannelListView,
    OfficeDetailView,
    OfficeListView,
    PolicyDetailView,
    PolicyListView,
    ProcedureDetailView,
    ProcedureListView,
    ServiceDetailView,
    ServiceListView,
)

urlpatterns = [
    path("offices/", OfficeListView.as_view(), name="offices"),
    path("offices/<str:slug>/", OfficeDetailView.as_view(), name="office"),
    path("services/", ServiceListView.as_view(), name="services"),
    path("services/<str:slug>/", ServiceDetailView.as_view(), name="service"),
    path("channels/", ChannelListView.as_view(), name="channels"),
    path("channels/<str:slug>/", ChannelDetailView.as_view(), name="channel"),
    path("procedures/", ProcedureListView.as_view(), name="procedures"),
    path("procedures/<str:slug>/", ProcedureDetailView.as_view(), name="procedure"),
    path("procedures/<str:slug>/print/", NoticeView.as_view(), name="procedure-print"),
    path("procedures/<str:slug>/print.pdf", NoticeFile.as_view(), name="procedure-pdf"),
    path("policies/", PolicyListView.as_view(), name="policies"),
    path("policies/<str:slug>/", PolicyDetailView.as_view(), name="policy"),
]
