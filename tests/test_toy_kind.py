"""A kind that is not the directory's own works by its declaration alone: ``tests/toy``, in settings with its app."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_a_kind_works_by_its_declaration_alone() -> None:
    command = [sys.executable, "-m", "pytest", "-n", "0", "--ds=tests.toy.settings", "tests/toy"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_shipped_settings_do_not_have_it() -> None:
    from django.apps import apps

    assert not apps.is_installed("tests.toy")
