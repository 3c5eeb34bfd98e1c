"""Loading as by an operator who answers for what the lines do not cite: most of these tests are about something else."""

from __future__ import annotations

from functools import partial

from directory.core.loading import loader

load = partial(loader.load, editorial=True)
check = partial(loader.check, editorial=True)
