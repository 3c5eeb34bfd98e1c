"""Every address of the standards on one screen."""

from __future__ import annotations

from django.urls import path, re_path

from directory.core.kinds import kinds

from .catalogue import DataPackageView, LlmsView
from .fhir import views as fhir
from .hsds import views as hsds
from .mcp.views import McpView
from .reconcile import views as reconcile
from .views import StandardNotFoundView, json_ld_view

HSDS = [
    ("organizations", hsds.Organizations, hsds.OrganizationView),
    ("services", hsds.Services, hsds.ServiceView),
    ("service_at_locations", hsds.AtLocations, hsds.AtLocationView),
    ("taxonomies", hsds.Taxonomies, hsds.TaxonomyView),
    ("taxonomy_terms", hsds.Terms, hsds.TermView),
]

urlpatterns = [
    *(
        path(f"{kind.pages}/<str:slug>.jsonld", json_ld_view(kind).as_view(), name=f"{kind.name}-jsonld")
        for kind in kinds
    ),
    path("fhir/metadata", fhir.MetadataView.as_view(), name="fhir"),
    path("fhir/CodeSystem/<str:name>", fhir.CodeSystemView.as_view()),
    path("fhir/<str:name>/_search", fhir.SearchView.as_view(http_method_names=["get", "post", "head", "options"])),
    path("fhir/<str:name>/_history", fhir.HistoryView.as_view()),
    path("fhir/<str:name>/<uuid:uid>", fhir.ReadView.as_view()),
    path("fhir/<str:name>", fhir.SearchView.as_view(), name="fhir-search"),
    re_path(r"fhir/.*\Z", fhir.FhirNotFoundView.as_view()),
    path("reconcile/", reconcile.ReconciliationView.as_view(), name="reconcile"),
    path("reconcile/suggest/entity", reconcile.SuggestEntity.as_view()),
    path("reconcile/suggest/type", reconcile.SuggestType.as_view()),
    path("reconcile/suggest/property", reconcile.SuggestProperty.as_view()),
    path("reconcile/properties", reconcile.PropertiesView.as_view()),
    path("reconcile/<uuid:uid>", reconcile.ViewView.as_view()),
    path("reconcile/preview/<uuid:uid>", reconcile.PreviewView.as_view(), name="reconcile-preview"),
    path("mcp", McpView.as_view(), name="mcp"),
    path("mcp/", McpView.as_view()),
    path("llms.txt", LlmsView.as_view(), name="llms"),
    path("datapackage.json", DataPackageView.as_view(), name="datapackage"),
    path("hsds/", hsds.BaseView.as_view(), name="hsds"),
    # As the specification has them, without a slash at the end.
    *(path(f"hsds/{name}", rows.as_view(), name=f"hsds-{name}") for name, rows, _one in HSDS),
    *(path(f"hsds/{name}/<uuid:uid>", one.as_view(), name=f"hsds-{name}-one") for name, _rows, one in HSDS),
    re_path(r"(hsds|reconcile)/.*\Z", StandardNotFoundView.as_view()),
]
