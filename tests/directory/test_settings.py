"""Environment variables: what is missing or not understood is said in one line, and nothing starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "0123456789abcdef" * 4
SERVING = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "example.org"}
NOT_OURS = ("PATH", "HOME", "LANG", "LC_ALL")


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in NOT_OURS if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env=kept | environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_works() -> None:
    result = manage("check", **SERVING)
    assert (result.returncode, "no issues" in result.stdout) == (0, True), result.stderr


def test_psycopg_is_loaded_with_postgresql_only() -> None:
    script = "import sys, directory.urls; print('psycopg' in sys.modules, 'rest_framework' in sys.modules)"
    result = manage("shell", "--no-imports", "-c", script, **SERVING)
    assert result.stdout.split() == ["False", "True"], result.stderr


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ALLOWED_HOSTS": "example.org"}, "SECRET_KEY is not set: give a long random text, or DEBUG=1"),
        ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS is not set: give the served host names, separated by commas."),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set"),
        ({**SERVING, "SECRET_KEY": "x" * 60}, "SECRET_KEY is weak: give at least 50 random characters"),
        ({**SERVING, "SECRET_KEY": KEY[:49]}, "SECRET_KEY is weak"),
        ({**SERVING, "SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY is weak"),
        ({**SERVING, "PORT": "0"}, "PORT='0' is not understood: use a whole number from 1 to 65535."),
        ({**SERVING, "WORKERS": "many"}, "WORKERS='many' is not understood"),
        ({**SERVING, "NUM_PROXIES": "-1"}, "NUM_PROXIES='-1' is not understood"),
        ({**SERVING, "ALLOWED_HOST": "a.org"}, "ALLOWED_HOST is no setting: is ALLOWED_HOSTS meant?"),
        ({**SERVING, "DATABSE_URL": "sqlite:///x"}, "DATABSE_URL is no setting: is DATABASE_URL meant?"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe' is not understood: use 1/true/yes/on or 0/false/no/off."),
        ({**SERVING, "HTTPS": "2"}, "HTTPS='2' is not understood"),
        ({"DEBUG": "1", "DATABASE_URL": "nonsense"}, "DATABASE_URL is not understood: use sqlite:////absolute/path"),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://a@b:port/c"}, "DATABASE_URL is not understood"),
        ({"DEBUG": "1", "DATABASE_URL": "mysql://a@b/c"}, "not supported: use sqlite or postgres."),
        (
            {"DEBUG": "1", "DATABASE_REPLICA_URLS": "postgres://a@b/c"},
            "takes replicas of a PostgreSQL that DATABASE_URL",
        ),
        ({"DEBUG": "1", "DATABASE_REPLICA_URLS": "nonsense"}, "DATABASE_REPLICA_URLS is not understood"),
        ({"DEBUG": "1", "DATABASE_URL": "sqlite:////no/such/folder/x.sqlite3"}, "DATABASE_URL cannot be used: unable"),
    ],
)
def test_refusals(environment: dict[str, str], says: str) -> None:
    result = manage("migrate", **environment)
    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
