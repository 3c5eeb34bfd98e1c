"""The records, as tables: what every kind of record shares."""

from .article import Article, Citation, SourceText
from .calendar import HoursException, HoursPattern, OfficialDay, Summer, SummerDates
from .contact import OpeningHours, Phone
from .curation import Change, CheckPeriod, ColumnMapping, ImportRow, ImportRun, Origin, Pair, ProposalMark, Version
from .entry import Document, Entry, Publishable, Sequence
from .quantity import Quantity
from .record import Place, PlaceQuerySet, Record, RecordQuerySet
from .region import NATION, Region, code_range, has_region, is_mainland, within, within_any
from .row import Row
from .scheme import Scheme

__all__ = [
    "NATION",
    "Article",
    "Change",
    "CheckPeriod",
    "Citation",
    "ColumnMapping",
    "Document",
    "Entry",
    "HoursException",
    "HoursPattern",
    "ImportRow",
    "ImportRun",
    "OfficialDay",
    "OpeningHours",
    "Origin",
    "Pair",
    "Phone",
    "Place",
    "PlaceQuerySet",
    "ProposalMark",
    "Publishable",
    "Quantity",
    "Record",
    "RecordQuerySet",
    "Region",
    "Row",
    "Scheme",
    "Sequence",
    "SourceText",
    "Summer",
    "SummerDates",
    "Version",
    "code_range",
    "has_region",
    "is_mainland",
    "within",
    "within_any",
]
