"""Settings: one file, read from the environment, refusing what it does not understand."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"
# An entry takes some 2.4 KB: of pages of 4 KB, SQLite's default, nearly half would stay empty. For new files only.
SQLITE_PAGE = 8192
# Bytes of the file that are read as memory instead of by a system call for every page; SQLite itself stops at 2 GB.
SQLITE_MAPPED = 1 << 34
# KB of the rest that a connection holds: by its default of 2 MB every bitmap of a common word is read anew.
SQLITE_CACHE = 16_384
# Times that a connection to PostgreSQL has a statement planned anew before it keeps the plan.
PREPARED_AFTER = 5


def env_bool(name: str, default: bool) -> bool:
    """``1/true/yes/on`` or ``0/false/no/off``; anything else refuses to start."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if not value:
        return default
    raise ImproperlyConfigured(f"{name}={value!r} is not understood: use 1/true/yes/on or 0/false/no/off.")


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated values, without empty ones."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()] or default


def env_database() -> dict[str, Any]:
    """The database of ``DATABASE_URL``, by default SQLite in ``var/``."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'var' / 'jiuyi.sqlite3'}"
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
    except (ValueError, dj_database_url.UnknownSchemeError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood: use sqlite:////absolute/path.sqlite3"
            " or postgres://user:password@host:port/name."
        ) from error
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # WAL only where SQLite has the fix for the WAL-reset bug (sqlite.org/wal.html#walresetbug);
        # FULL because NORMAL loses acknowledged writes when the power fails.
        fixed = sqlite3.sqlite_version_info >= (3, 51, 3) or (3, 50, 7) <= sqlite3.sqlite_version_info < (3, 51)
        journal = "WAL" if fixed else "DELETE"
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA page_size={SQLITE_PAGE}; PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL;"
                f" PRAGMA mmap_size={SQLITE_MAPPED}; PRAGMA cache_size=-{SQLITE_CACHE};"
            ),
        }
    elif database["ENGINE"] == "django.db.backends.postgresql":
        # What is asked again and again is planned once: for a document that is two thirds of the time.
        database.setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=PREPARED_AFTER)
    else:
        raise ImproperlyConfigured("DATABASE_URL names a database that is not supported: use sqlite or postgres.")
    return database


DEBUG = env_bool("DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", [])
if DEBUG:
    SECRET_KEY = SECRET_KEY or "insecure-key-for-development-only"
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "testserver"]
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: give a long random text, or DEBUG=1 for development.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: give the served host names, separated by commas.")

HTTPS = env_bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])
X_FRAME_OPTIONS = "DENY"
# A procedure with its steps, papers and citations is one form: the largest has about a thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if not HTTPS else []

INSTALLED_APPS = [
    "directory.core.apps.DirectoryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "directory.core",
    "hospitals",
    "offices",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.core.serving.middleware.PolicyMiddleware",
    "directory.core.serving.middleware.SessionMiddleware",
    "directory.core.serving.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "directory.core.serving.middleware.CsrfViewMiddleware",
    "directory.core.serving.middleware.AuthenticationMiddleware",
    "directory.core.serving.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "directory" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# In load order: a fixture mentions only what stands in itself or in one before it.
SEED_FIXTURES = [
    "calendar", "schemes", "regions", "articles", "guidance", "departments", "services",
    "hospitals", "symptoms", "emergencies", "channels", "offices", "procedures", "policies",
]  # fmt: skip

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "directory" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "directory" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["directory.core.serving.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "directory.core.serving.renderers.Negotiation",
    "DEFAULT_FILTER_BACKENDS": ["directory.core.serving.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "directory.core.serving.pagination.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "directory.core.serving.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    # There is one format, so format= is an unknown parameter like any other.
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "就医办事名录 Jiuyi API",
    "DESCRIPTION": "中国医院与医保办事机构名录。每个事实都注明出处。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVERS": [{"url": "/"}],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "directory.openapi.describe"],
    "ENUM_NAME_OVERRIDES": {
        "HospitalLevelEnum": "hospitals.models.Hospital.Level",
        "RegionLevelEnum": "directory.core.models.Region.Level",
        "ChannelKindEnum": "offices.models.Channel.Kind",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
