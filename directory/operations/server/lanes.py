"""Which requests are answered by a pool of their own, so that they never stand in other people's way.

Everything else is public, quick, and answered where it arrives.
"""

from __future__ import annotations

import re
from typing import NamedTuple

STAFF, DEAR = "staff", "dear"
POOLS = (STAFF, DEAR)


class Lane(NamedTuple):
    """Requests of one sort: who answers them, how many at a time, and how long one waits for its turn.

    The numbers are those of one front process.
    """

    name: str
    pool: str
    most: int  # at a time
    each: int  # from one address, at work or waiting
    wait: float  # seconds


LOGIN = Lane("login", DEAR, most=2, each=24, wait=10)  # half a second of processor time each, on purpose
STAFF_PAGE = Lane("staff", STAFF, most=24, each=48, wait=15)
EXPORT = Lane("export", DEAR, most=12, each=8, wait=2)
SHEET = Lane("sheet", DEAR, most=2, each=16, wait=10)
DESCRIPTION = Lane("description", DEAR, most=2, each=16, wait=10)
REPORT = Lane("report", DEAR, most=2, each=4, wait=5)  # the one thing that the public may send
LANES = (LOGIN, STAFF_PAGE, EXPORT, SHEET, DESCRIPTION, REPORT)

DEAR_PATH = re.compile(
    r"(?P<export>/api/v1/(export/.+|changes/))|(?P<sheet>/.+\.pdf)|(?P<description>/sitemap.*\.xml|/api/v1/schema/)"
)
BY_NAME = {lane.name: lane for lane in LANES}
# Of the public's questions these are sent as bodies: many names, a search, a message of an assistant.
ASKS = re.compile(r"/reconcile/|/fhir/[^/]+/_search|/mcp/?")
SENDS = {"POST", "PUT", "PATCH", "DELETE"}
REPORT_PATHS = ("/report/", "/en/report/", "/api/v1/reports/")
LOGIN_PATHS = ("/admin/login", "/admin/password_change", "/admin/second-factor")


def lane_of(method: str, path: str) -> Lane | None:
    """The lane of a request; None: it is public and quick."""
    if path.startswith("/admin"):
        return LOGIN if method in SENDS and path.startswith(LOGIN_PATHS) else STAFF_PAGE
    if method == "POST" and path.startswith(REPORT_PATHS):
        return REPORT
    found = DEAR_PATH.fullmatch(path)
    return BY_NAME[str(found.lastgroup)] if found and found.lastgroup else None


def asks_by_body(method: str, path: str) -> bool:
    """Whether what is public and quick comes with a body that must be read first."""
    return method == "POST" and ASKS.fullmatch(path) is not None
