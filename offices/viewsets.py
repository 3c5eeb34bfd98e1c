"""The API's collections of this app."""

from __future__ import annotations

from directory.core.viewsets import EntryViewSet

from .filters import ChannelFilterSet, OfficeFilterSet, PolicyFilterSet, ProcedureFilterSet, ServiceFilterSet
from .models import Channel, Office, Policy, Procedure, Service
from .serializers import (
    ChannelSerializer,
    OfficeSerializer,
    PolicySerializer,
    ProcedureSerializer,
    ServiceSerializer,
)


class OfficeViewSet(EntryViewSet):
    """医保服务机构."""

    queryset = Office.objects.published()
    serializer_class = OfficeSerializer
    filterset_class = OfficeFilterSet


class ServiceViewSet(EntryViewSet):
    """服务事项."""

    queryset = Service.objects.published()
    serializer_class = ServiceSerializer
    filterset_class = ServiceFilterSet


class ChannelViewSet(EntryViewSet):
    """办理渠道."""

    queryset = Channel.objects.published()
    serializer_class = ChannelSerializer
    filterset_class = ChannelFilterSet


class ProcedureViewSet(EntryViewSet):
    """办事指南."""

    queryset = Procedure.objects.published()
    serializer_class = ProcedureSerializer
    filterset_class = ProcedureFilterSet


class PolicyViewSet(EntryViewSet):
    """政策."""

    queryset = Policy.objects.published()
    serializer_class = PolicySerializer
    filterset_class = PolicyFilterSet
