"""The editors' side: the stock Django admin, in Chinese."""

from django.contrib import admin

from .calendar import OfficialDayAdmin, SummerAdmin
from .place import PlaceAdmin, exception_rows, hours_rows, phone_rows
from .record import RecordAdmin
from .reference import ArticleAdmin, RegionAdmin, SchemeAdmin
from .rows import citations, stacked, tabular

__all__ = [
    "ArticleAdmin",
    "OfficialDayAdmin",
    "PlaceAdmin",
    "RecordAdmin",
    "RegionAdmin",
    "SchemeAdmin",
    "SummerAdmin",
    "citations",
    "exception_rows",
    "hours_rows",
    "phone_rows",
    "stacked",
    "tabular",
]

admin.site.site_header = "就医办事名录 · 编辑后台"
admin.site.site_title = "就医办事名录"
admin.site.index_title = "编辑"
