"""A whole list brought in at once, with all that was found about it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from directory.core.loading.lists import runs
from directory.core.loading.lists.cells import RowFinding
from directory.core.loading.lists.importing import Source


class Outcome(NamedTuple):
    mapping: dict[str, str]
    findings: list[RowFinding]

    def count(self, state: str) -> int:
        return len({finding.row for finding in self.findings if finding.state == state})


def import_list(
    path: Path, kind: str, source: Source, mapping: dict[str, str] | None = None, only_check: bool = False
) -> Outcome:
    """As ``manage.py import_list`` does it."""
    run = runs.start_checked(path, kind, source, mapping or {})
    mapped = {heading: name for heading, name in run.mapped.items() if name}
    outcome = Outcome(mapped, list(runs.findings_of(run)))
    if only_check:
        run.delete()
    else:
        runs.finish(run)
    return outcome
