"""The floor: the least that an answer costs, and the site with a view that answers no more.

It passes the same server, middleware, version check and renderer as every other answer.
"""

from __future__ import annotations

from directory.wsgi import application  # isort: split

# Only with the settings, which the application brings.
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory import api
from directory.core.serving.viewsets import PublicView

__all__ = ["application"]


class FloorView(PublicView, APIView):
    """The directory's version and nothing else."""

    schema = None

    def get(self, request: Request) -> Response:
        return Response({"version": self.moment.version})


api.urlpatterns.insert(0, path("floor/", FloorView.as_view()))
