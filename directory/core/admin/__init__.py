"""The editors' side: the stock Django admin, in Chinese."""

from django.contrib import admin

from .ground import ArticleAdmin, RegionAdmin, SchemeAdmin
from .record import PlaceAdmin, RecordAdmin
from .rows import citations, hours, phones, stacked, tabular

__all__ = [
    "ArticleAdmin",
    "PlaceAdmin",
    "RecordAdmin",
    "RegionAdmin",
    "SchemeAdmin",
    "citations",
    "hours",
    "phones",
    "stacked",
    "tabular",
]

admin.site.site_header = "就医办事名录 · 编辑后台"
admin.site.site_title = "就医办事名录"
admin.site.index_title = "编辑"
