"""Writes what every timetable says in this minute, for the bare app: ``python -m benchmarks.peers.states FILE``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django


def states() -> dict[int, str]:
    from directory.core.index.timetables import Moment
    from directory.core.models import HoursPattern

    moment = Moment.now()
    opened = '{"open":'
    return {
        key: moment.with_state("{}", spec, "hospital").replace("{,", "{", 1)[len(opened) : -1]
        for key, spec in HoursPattern.objects.values_list("pk", "spec")
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    Path(sys.argv[1]).write_text(json.dumps(states(), ensure_ascii=False), encoding="utf-8")
