"""What the report of faults begins and ends with."""

BEGINNING = """# How it withstands

Written by `python -m benchmarks.faults`: each fault is made to happen to a running server with the fixtures on SQLite, or
on a PostgreSQL made for it, by clients on the same machine. The small suite in `tests/operations/` does the same in seconds at every
change.

| | promised | tried | seen |
|---|---|---|---|
"""
ELSEWHERE = """
Tried elsewhere: a backup under writes (`tests/operations/test_backup.py`), interrupted loads (`tests/core/loading`), an
upgrade with migrations while people read (`tests/operations/test_upgrade.py`, `test_replicas.py`).
"""
