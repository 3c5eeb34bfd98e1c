"""Run the test suite on SQLite and, where one can be reached, on PostgreSQL; say which ran.

``TEST_POSTGRES_URL`` names the PostgreSQL to use (by default the one at 127.0.0.1:5432);
``REQUIRE_POSTGRES=1`` makes its absence a failure. Arguments are handed on to pytest.
What touches no database is not run a second time, nor what has a database of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from typing import IO

import psycopg

# What these show is the same on any database, and takes minutes: browser, servers, logins, paper, the crawl of every page,
# forms and texts, what is made of a published document, and questions beyond those of test_search and test_questions.
# EVERY_SCENARIO=1 runs them on PostgreSQL, too.
ON_SQLITE_ONLY = (
    *("tests/browser", "tests/test_toy_kind.py", "tests/test_benchmarks.py", "tests/standards"),
    *(
        f"tests/operations/test_{name}.py"
        for name in ("serving", "faults", "replicas", "shared_limits", "upgrade", "disasters")
    ),
    *(f"tests/core/{room}" for room in ("hours", "language", "reading")),
    *(f"tests/{part}/test_admin.py" for part in ("hospitals", "offices")),
    *(
        f"tests/core/admin/test_{name}.py"
        for name in ("lists", "hours", "words", "imports", "roles", "pasted", "reading")
    ),
    "tests/core/loading/test_faulty_cells.py",
    *("tests/core/index/test_region_names.py", "tests/core/index/test_regions.py", "tests/core/test_kinds.py"),
    *("tests/offices/test_unknown_words.py", "tests/offices/test_scope_fixture.py"),
    "tests/operations/test_second_factor.py",
    "tests/test_fixtures.py",
    "tests/operations/test_trust.py",
    *(
        f"tests/directory/test_{name}.py"
        for name in (
            *(
                "pdf",
                "sheets",
                "sheet_hours",
                "site",
                "spellings",
                "fuzz",
                "guide",
                "guide_rules",
                "guide_pages",
                "guide_situations",
            ),
            *("lists", "openapi", "language", "reports", "canaries", "guide_claims", "here", "pages"),
            *("emergencies", "vocabulary", "search_page", "lexicon", "moments", "words_on_pages", "page_heads"),
        )
    ),
)
# On SQLite more than there are processors: its browsers and servers are waited for, and end last.
WORKERS = "3"
DEFAULT = "postgres://postgres@127.0.0.1:5432/postgres"


def postgres() -> str | None:
    """The URL of a PostgreSQL that answers, or None. One that was asked for by name must answer."""
    url = os.environ.get("TEST_POSTGRES_URL", DEFAULT)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        if "TEST_POSTGRES_URL" in os.environ or os.environ.get("REQUIRE_POSTGRES"):
            sys.exit(f"PostgreSQL at {url.rsplit('@', 1)[-1]} does not answer: {error}")
        return None
    return url


def start(url: str, arguments: list[str], output: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT if output else None)


def main() -> int:
    """Both at once: servers and browsers are waited for much of the time. What the second prints is shown after the first."""
    arguments, url = sys.argv[1:], postgres()
    ignored = [f"--ignore={path}" for path in ON_SQLITE_ONLY if "EVERY_SCENARIO" not in os.environ]
    results = {}
    with tempfile.TemporaryFile() as output:
        second = start(url, ["-m", "database", *ignored, *arguments], output) if url else None
        print("\n=== tests on SQLite ===", flush=True)
        results["SQLite"] = start("sqlite://:memory:", ["-n", WORKERS, *arguments]).wait()
        if second:
            results["PostgreSQL"] = second.wait()
            print("\n=== tests on PostgreSQL ===", flush=True)
            output.seek(0)
            shutil.copyfileobj(output, sys.stdout.buffer)
    for name, code in results.items():
        print(f"{name}: {'passed' if code == 0 else 'FAILED'}")
    if "PostgreSQL" not in results:
        print("PostgreSQL: NOT RUN (none at 127.0.0.1:5432; set TEST_POSTGRES_URL)")
    return max(results.values())


if __name__ == "__main__":
    sys.exit(main())
