"""Settings: one file, read from the environment, refusing what it does not understand."""

from __future__ import annotations

import datetime
import difflib
import os
import sqlite3
import sys
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
SILENT_MS = 3000  # after which a replica that does not take what is sent is given up


KNOWN: set[str] = set()  # every setting that is read


def env(name: str) -> str:
    """A setting as it was given; "" where it was not."""
    KNOWN.add(name)
    return os.environ.get(name, "").strip()


def env_bool(name: str, default: bool) -> bool:
    """``1/true/yes/on`` or ``0/false/no/off``; anything else refuses to start."""
    value = env(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if not value:
        return default
    raise ImproperlyConfigured(f"{name}={value!r} is not understood: use 1/true/yes/on or 0/false/no/off.")


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated values, without empty ones."""
    return [part.strip() for part in env(name).split(",") if part.strip()] or default


def env_int(name: str, default: int, least: int = 0, most: int = 65535) -> int:
    """A whole number within its bounds."""
    value = env(name)
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(f"{name}={value!r} is not understood: use a whole number from {least} to {most}.")


def env_database() -> dict[str, Any]:
    """The database of ``DATABASE_URL``, by default SQLite in ``var/``."""
    return database_at(env("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'var' / 'jiuyi.sqlite3'}", "DATABASE_URL")


def env_replicas(primary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The streaming replicas of ``DATABASE_REPLICA_URLS``, from which the public is answered."""
    found = {}
    for number, url in enumerate(env_list("DATABASE_REPLICA_URLS", []), 1):
        database = database_at(url, "DATABASE_REPLICA_URLS")
        if not primary["ENGINE"] == database["ENGINE"] == "django.db.backends.postgresql":
            raise ImproperlyConfigured("DATABASE_REPLICA_URLS takes replicas of a PostgreSQL that DATABASE_URL names.")
        # Never written to, were it promoted in the meantime; given up soon where its machine is silent.
        database["OPTIONS"] |= {"options": "-c default_transaction_read_only=on", "tcp_user_timeout": SILENT_MS}
        found[f"replica-{number}"] = database | {"TEST": {"MIRROR": "default"}}
    return found


def database_at(url: str, setting: str) -> dict[str, Any]:
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
    except (ValueError, dj_database_url.UnknownSchemeError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(
            f"{setting} is not understood: use sqlite:////absolute/path.sqlite3"
            " or postgres://user:password@host:port/name."
        ) from error
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # WAL only where SQLite has the fix for the WAL-reset bug (sqlite.org/wal.html#walresetbug);
        # Not NORMAL, which loses acknowledged writes when the power fails. Beside a rollback journal FULL does so, too: a
        # commit is the removal of the journal, and only EXTRA makes that durable (benchmarks/faults/power.py shows it).
        fixed = sqlite3.sqlite_version_info >= (3, 51, 3) or (3, 50, 7) <= sqlite3.sqlite_version_info < (3, 51)
        journal, synchronous = ("WAL", "FULL") if fixed else ("DELETE", "EXTRA")
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA page_size={SQLITE_PAGE}; PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous};"
                f" PRAGMA mmap_size={SQLITE_MAPPED}; PRAGMA cache_size=-{SQLITE_CACHE};"
            ),
        }
        # DRF imports them where it can, and with them psycopg: 6 MB and a tenth of the start of every process.
        # As if it were not installed (test_settings would tell).
        sys.modules["django.contrib.postgres.fields"] = None  # type: ignore[assignment]
    elif database["ENGINE"] == "django.db.backends.postgresql":
        # What is asked again and again is planned once: for a document that is two thirds of the time.
        database.setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=PREPARED_AFTER)
    else:
        raise ImproperlyConfigured(f"{setting} names a database that is not supported: use sqlite or postgres.")
    return database


def refuse_weak(key: str) -> None:
    """A key that can be guessed lets anybody forge a login."""
    if len(key) < 50 or len(set(key)) < 8 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "SECRET_KEY is weak: give at least 50 random characters, as `python3 -c 'import secrets;"
            " print(secrets.token_urlsafe(50))'` makes them."
        )


DEBUG = env_bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", [])
if DEBUG:
    SECRET_KEY = SECRET_KEY or "insecure-key-for-development-only"
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "testserver"]
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: give a long random text, or DEBUG=1 for development.")
if not DEBUG:
    refuse_weak(SECRET_KEY)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: give the served host names, separated by commas.")

# The server (manage.py serve)
HOST = env("HOST") or "127.0.0.1"
PORT = env_int("PORT", 8000, least=1)
WORKERS = env_int("WORKERS", 2, least=1, most=64)
WORKER_MEMORY = env_int("WORKER_MEMORY", 1024, least=128, most=1 << 20)  # MB
METRICS_PORT = env_int("METRICS_PORT", 0)  # of 127.0.0.1; 0: none
NUM_PROXIES = env_int("NUM_PROXIES", 0, most=8)  # that append to X-Forwarded-For
LOCK_SECONDS = env_int("LOCK_SECONDS", 4, least=1, most=60)
ACCESS_LOG = env_bool("ACCESS_LOG", False)  # a line for every request, not only for what is slow or fails
HEADER_SECONDS = 10  # for the head of a request to arrive
MOST_CONNECTIONS = 8192  # open at a time, for each front process

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
# W003: forms are protected by core.middleware.CsrfViewMiddleware. W005, W021: whether all names below this one, too, are
# served with TLS only who owns them can know.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W005", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += [f"security.W{number}" for number in ("004", "008", "010", "012", "016")]

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
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "directory.core",
    "directory.operations",
    "hospitals",
    "offices",
]

MIDDLEWARE = [
    "directory.operations.watch.watching.WatchMiddleware",
    "directory.operations.watch.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.core.serving.middleware.PackingMiddleware",
    "directory.core.serving.middleware.PolicyMiddleware",
    "directory.core.serving.middleware.SessionMiddleware",
    "directory.core.serving.middleware.LocaleMiddleware",
    "directory.operations.headers.HeadersMiddleware",
    "directory.operations.refusals.RefusalMiddleware",
    "directory.operations.throttles.ThrottleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "directory.core.serving.middleware.CsrfViewMiddleware",
    "directory.core.serving.middleware.AuthenticationMiddleware",
    "directory.operations.sessions.SessionAgeMiddleware",
    "directory.operations.second_factor.middleware.SecondFactorMiddleware",
    "directory.core.serving.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

REPLICA_MIDDLEWARE = "directory.operations.replicas.ReplicaMiddleware"  # where there are replicas

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "directory" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # JSON-LD of the roof's standards, which are no application.
            "libraries": {"structured": "directory.standards.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

PRIMARY = env_database()
REPLICAS = env_replicas(PRIMARY)
REPLICA_SECONDS = env_int("REPLICA_SECONDS", 10, least=1, most=3600)  # a replica that is further behind is not used
DATABASES = {"default": PRIMARY, **REPLICAS}
if REPLICAS:
    MIDDLEWARE.insert(MIDDLEWARE.index("django.middleware.security.SecurityMiddleware"), REPLICA_MIDDLEWARE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# In load order: a fixture mentions only what stands in itself or in one before it.
SEED_FIXTURES = [
    "calendar", "periods", "schemes", "regions", "articles", "guidance", "departments", "services", "groups",
    "hospitals", "symptoms", "emergencies", "channels", "offices", "procedures", "policies",
]  # fmt: skip

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Wrong passwords: counted by account and address, so that nobody can lock out others, and no office all of its people.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "directory.core.roles.RegionBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "directory.operations.addresses.of_request"
AXES_LOCKOUT_CALLABLE = "directory.operations.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", False)
OTP_TOTP_ISSUER = "就医办事名录"
SESSION_COOKIE_AGE = 12 * 3600  # see operations.sessions, too
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Limits are counted in here. With Redis all processes count together.
REDIS_URL = env("REDIS_URL")
ALONE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
SHARED = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
}
CACHES = {"default": SHARED if REDIS_URL else ALONE, "alone": ALONE | {"LOCATION": "alone"}}
REQUESTS_PER_MINUTE = env_int("REQUESTS_PER_MINUTE", 1200, most=1_000_000)  # of one address; 0: without limit
# Dotted paths of callables that propose facts from a text beside the rules, see core.reading.assistant. None by default.
READING_ASSISTANTS = env_list("READING_ASSISTANTS", [])
SECURITY_CONTACT = env("SECURITY_CONTACT")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "directory" / "locale"]
FORMAT_MODULE_PATH = "directory.formats"
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
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
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
    "TITLE": "Jiuyi: hospitals and medical-insurance offices of China",
    "DESCRIPTION": "就医办事名录：中国医院与医保办事机构，每个事实都注明出处。Public and read-only; no key is needed.",
    "LICENSE": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
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
    "formatters": {"lines": {"()": f"directory.operations.watch.logs.{'Plain' if DEBUG else 'JSON'}Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # what is asked wrongly is told to who asks
        "axes": {"level": "WARNING"},
        "django.server": {"handlers": [], "propagate": True},
    },
}


def refuse_misspelt() -> None:
    """A setting that nobody reads is an error: whoever set it believes that it holds."""
    for name in sorted(set(os.environ) - KNOWN):
        if meant := difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.88):
            raise ImproperlyConfigured(f"{name} is no setting: is {meant[0]} meant?")


refuse_misspelt()
