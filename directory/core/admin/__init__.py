"""The editors' side: the stock Django admin, in Chinese."""

from .calendar import OfficialDayAdmin, SummerAdmin
from .desk import ChangeAdmin, ImportRunAdmin, PairAdmin, ReportAdmin
from .place import PlaceAdmin, exception_rows, hours_rows, phone_rows
from .record import RecordAdmin
from .reference import ArticleAdmin, RegionAdmin, SchemeAdmin
from .rows import citations, stacked, tabular

__all__ = [
    "ArticleAdmin",
    "ChangeAdmin",
    "ImportRunAdmin",
    "OfficialDayAdmin",
    "PairAdmin",
    "PlaceAdmin",
    "RecordAdmin",
    "RegionAdmin",
    "ReportAdmin",
    "SchemeAdmin",
    "SummerAdmin",
    "citations",
    "exception_rows",
    "hours_rows",
    "phone_rows",
    "stacked",
    "tabular",
]
