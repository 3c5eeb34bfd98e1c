#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def version() -> None:
    """Which version of the directory this is; with Django's, which decides what its commands do."""
    print(f"Jiuyi {settings.VERSION} (Django {django.get_version()})")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    try:
        if sys.argv[1:] in (["--version"], ["version"]):
            version()
            sys.exit()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
    except OperationalError as error:
        sys.exit(f"The database named by DATABASE_URL cannot be used: {error}")
