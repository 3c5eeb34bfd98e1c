"""How the records are kept, as tables: their versions, and the changes that wait or were made."""

from .change import Change, Origin
from .imports import ColumnMapping, ImportRow, ImportRun
from .mark import ProposalMark
from .pair import Pair
from .period import CheckPeriod
from .report import Report
from .responsibility import Responsibility
from .version import Version

__all__ = [
    "Change",
    "CheckPeriod",
    "ColumnMapping",
    "ImportRow",
    "ImportRun",
    "Origin",
    "Pair",
    "ProposalMark",
    "Report",
    "Responsibility",
    "Version",
]
