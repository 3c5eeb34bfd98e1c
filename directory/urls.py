"""Every address of the site on one screen."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from .core.serving.views import addresses
from .feeds.sitemap import SitemapFile, SitemapIndex
from .guide.views import GuideCalendar, GuideFile, GuidePage, GuideSheet
from .here import HerePage
from .operations.views import security_txt
from .reports import ReportPage, ReportStatePage
from .views import (
    AboutPage,
    HomePage,
    LanguageView,
    Manifest,
    ModeView,
    SearchPage,
    ServiceWorker,
)

urlpatterns = [
    path("", include("directory.moved")),  # before the addresses that would not find them
    path("api/v1/", include(("directory.api", "api"))),  # first: programs ask more often than people
    path("", HomePage.as_view(), name="home"),
    path("search/", SearchPage.as_view(), name="search"),
    path("guide/", GuidePage.as_view(), name="guide"),
    path("guide/print/", GuideSheet.as_view(), name="guide-print"),
    path("guide/print.pdf", GuideFile.as_view(), name="guide-pdf"),
    path("guide/visit.ics", GuideCalendar.as_view(), name="guide-calendar"),
    path("here/", HerePage.as_view(), name="here"),
    path("about/", AboutPage.as_view(), name="about"),
    path("language/<str:code>/", LanguageView.as_view(), name="language"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("mode/<str:code>/", ModeView.as_view(), name="mode"),
    path("sw.js", ServiceWorker.as_view(), name="service-worker"),
    path("manifest.webmanifest", Manifest.as_view(), name="manifest"),
    path("report/<str:kind>/<str:slug>/", ReportPage.as_view(), name="report"),
    path("report/<str:number>/", ReportStatePage.as_view(), name="report-state"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap-index"),
    path("sitemap-<str:section>.xml", SitemapFile.as_view(), name="sitemap"),
    path("", include("directory.standards.urls")),  # before the entries: of "x.jsonld" they would take all for a slug
    *addresses(),  # the list and the entries of every kind
    path("", include("offices.urls")),
    path("admin/", include("directory.operations.second_factor.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "directory.views.bad_request"
handler403 = "directory.views.forbidden"
handler404 = "directory.views.not_found"
handler500 = "directory.views.server_error"
