"""The directory with one more app."""

from directory.settings import *  # noqa: F403
from directory.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy"]
# A database of its own: the tests that start these may run meanwhile.
DATABASES["default"]["TEST"] = {"NAME": f"toy_{DATABASES['default']['NAME']}".replace("/", "_").replace(":", "_")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
