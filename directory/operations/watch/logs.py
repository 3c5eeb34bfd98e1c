"""Log lines: time, level, request, what happened. No names, addresses or questions of people."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import logging
from contextvars import ContextVar

from django.conf import settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
# Of a log record, what is no field of its line. Django hangs the request on its records: ``request`` here is its id.
OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JSONFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id.get(),
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in OWN},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """For a terminal."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")


def pseudonym(address: str) -> str:
    """The same for the same address as long as the key is: what comes from one place can be seen, not from which."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:12]
