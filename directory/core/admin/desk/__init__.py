"""The curators' desk: queues of what waits, each worked through one after another."""

from .changes import ChangeAdmin
from .imports import ImportRunAdmin
from .pairs import PairAdmin
from .reports import ReportAdmin

__all__ = ["ChangeAdmin", "ImportRunAdmin", "PairAdmin", "ReportAdmin"]
