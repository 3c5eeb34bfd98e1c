"""The cast and the real content that the tests play on."""

from __future__ import annotations

import copy
import fcntl
import os
import pickle
from collections.abc import Iterator
from datetime import time
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.utils import translation

from directory.core import roles
from directory.core.index import search_index
from directory.core.loading.seeding import seed
from directory.core.models import Article, Region, Sequence, versions
from directory.core.prepared import composed
from directory.core.publishing.publish import publish
from hospitals.models import Department, Hospital, Symptom
from offices.models import Office, Policy, Procedure, Service

# The toy kind has settings of its own, see test_toy_kind.
collect_ignore = [] if apps.is_installed("tests.toy") else ["toy"]
# Hundreds of questions: all of them on SQLite, every sixth on PostgreSQL unless EVERY_SCENARIO is set.
SCENARIOS = {"test_questions.py", "test_search.py", "test_search_regressions.py"}
UNCHANGED = pytest.StashKey[bool]()  # what is remembered is true of the content laid out
DATABASE = {"django_db_setup", "db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Before a choice of markers is looked at: who touches a database can be seen from what is asked for."""
    if connection.vendor == "postgresql" and "EVERY_SCENARIO" not in os.environ:
        items[:] = [item for at, item in enumerate(items) if at % 6 == 0 or item.path.name not in SCENARIOS]
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames):
            item.add_marker("database")
        if "django_db_setup" in item.fixturenames and not item.get_closest_marker("django_db"):
            item.add_marker("django_db")  # run alone, such a test would find no tables


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Iterator[None]:
    """Tell whether a test of the content only read it: then nothing was published."""
    stash = item.session.stash
    reads = "directory" in item.fixturenames
    before = Sequence.current() if reads else None
    if reads:
        stash[UNCHANGED] = True
    try:
        return (yield)
    finally:
        if not (reads and Sequence.current() == before) and UNCHANGED in stash:
            del stash[UNCHANGED]


@pytest.fixture(autouse=True)
def forgetful(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Versions repeat from test to test, so what is remembered by version is not true of the next one.

    Of the content that a module's tests only read it stays true, and making it anew for each would take most of their time.
    """
    knows = "directory" in request.fixturenames and UNCHANGED in request.session.stash
    if not knows or request.node.get_closest_marker("counts"):
        versions.forget()
    translation.activate(settings.LANGUAGE_CODE)  # a test in English before may have left it
    yield
    if is_transactional(request.node):
        composed.cache_clear()  # content types have other numbers after a flush
        with django_db_blocker.unblock():
            empty_index()


@pytest.fixture(scope="session", autouse=True)
def no_lasting_connections() -> None:
    """A live server's threads would keep theirs open, and the test database could not be removed at the end."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0


class Content(NamedTuple):
    """What seeding an empty database makes."""

    records: int
    tables: dict[str, tuple[list[str], list[Any]]]
    database: bytes  # the whole of it as a file, where that can be had: SQLite


@pytest.fixture(scope="session")
def content(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Every table's rows after seeding an empty database: made once for all workers, laid out by ``directory``."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (shared / "content.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "content.pickle"
        if not made.exists():
            with django_db_blocker.unblock():
                made.write_bytes(pickle.dumps(seeded()))
        return pickle.loads(made.read_bytes())


def seeded() -> Content:
    with transaction.atomic(), connection.cursor() as cursor:
        records, tables = seed(), {}
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("core_", "hospitals_", "offices_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                columns = [column[0] for column in cursor.description or ()]
                tables[table] = (columns, [tuple(map(storable, row)) for row in cursor.fetchall()])
        kinds = ContentType.objects.values_list("pk", "app_label", "model")
        tables["core_entry"] = with_types(tables["core_entry"], {pk: natural for pk, *natural in kinds})
        # Not backup(): that would wait for the end of the transaction.
        database = connection.connection.serialize() if connection.vendor == "sqlite" else b""
        transaction.set_rollback(True)
    return Content(records, tables, database)


@pytest.fixture(scope="module")
def directory(content: Content, django_db_blocker: Any) -> Iterator[None]:
    """The directory as ``make serve`` shows it first: all fixtures, published. For a module of tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_out(content)
        yield
        transaction.set_rollback(True)


def lay_out(content: Content) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        ContentType.objects.clear_cache()
        kinds = {(kind.app_label, kind.model): kind.pk for kind in ContentType.objects.all()}
        entries = with_types(content.tables["core_entry"], kinds)
        for table, (columns, rows) in {**content.tables, "core_entry": entries}.items():
            names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
            if rows:
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)
        for statement in after_explicit_keys():
            cursor.execute(statement)
    search_index.rebuild()
    versions.forget()


def with_types(table: tuple[list[str], list[Any]], types: dict[Any, Any]) -> tuple[list[str], list[Any]]:
    """The entries with their content types' keys put as names, or back: a flushed database numbers them anew."""
    columns, rows = table
    at = columns.index("content_type_id")
    return columns, [(*row[:at], types[named(row[at])], *row[at + 1 :]) for row in rows]


def named(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def storable(value: Any) -> Any:
    """A value as the database took it: SQLite returns times that it does not accept."""
    return str(value) if isinstance(value, time) else value


def after_explicit_keys() -> list[str]:
    from django.core.management.color import no_style

    models = [
        model
        for model in apps.get_models(include_auto_created=True)  # the tables between two models count, too
        if model._meta.app_label in {"core", "hospitals", "offices"}
    ]
    return connection.ops.sequence_reset_sql(no_style(), models)


def empty_index() -> None:
    """What no rollback undoes must be undone: emptying the tables after such a test knows only the models' own."""
    search_index.postings().clear()


@pytest.fixture
def cast(cast_of_module: SimpleNamespace | None, db: None) -> SimpleNamespace:
    """A province with two cities and a county, two sources, a few hospitals and offices: all published but one."""
    return make_cast() if cast_of_module is None else copy.deepcopy(cast_of_module)


@pytest.fixture(scope="module")
def cast_of_module(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[SimpleNamespace | None]:
    """The cast, made once where all of a module's tests that touch the database play on it: making it takes longer than most
    of them. None where one of them begins without it, or has to find it committed.
    """
    beside = [
        item for item in request.session.items if item.path == request.path and item.get_closest_marker("database")
    ]
    if any(is_transactional(item) or "cast" not in item.fixturenames for item in beside):  # type: ignore[attr-defined]
        yield None
        return
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


def is_transactional(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(item.fixturenames) or (marker and marker.kwargs.get("transaction"))
    )


def make_cast() -> SimpleNamespace:
    nation = Region.objects.create(
        code=100000, name="全国", short_name="全国", level="nation", pinyin="quanguo", initials="qg"
    )

    def region(code: int, name: str, short: str, level: str, pinyin: str, parent: Region) -> Region:
        return Region.objects.create(
            code=code, name=name, short_name=short, level=level, pinyin=pinyin, initials=pinyin[:2], parent=parent
        )

    province = region(210000, "辽宁省", "辽宁", "province", "liaoning", nation)
    fuxin = region(210900, "阜新市", "阜新", "city", "fuxin", province)
    shenyang = region(210100, "沈阳市", "沈阳", "city", "shenyang", province)
    haizhou = region(210902, "海州区", "海州", "county", "haizhou", fuxin)

    page = Article.objects.create(slug="900", title="城乡居民医保怎么交", role="main", extent="whole")
    teaser = Article.objects.create(
        slug="900-01", title="阜新市腰痛去哪里看", role="teaser", page=page, extent="excerpt", section="健康新闻",
        published_on="2025-04-20",
    )  # fmt: skip

    orthopaedics = Department.objects.create(
        slug="04.03", code="04.03", name="骨科专业", aliases=["骨科"], pinyin="gukezhuanye gkzy", status="published"
    )
    central = Hospital.objects.create(
        slug="fu-xin-zhong-xin", name="阜新市中心医院", aliases=["阜新中心"], pinyin="fuxinshizhongxinyiyuan fxszxyy",
        region=fuxin, level=3, grade="a", status="published", latitude="42.020000", longitude="121.650000",
        datum="wgs84",
    )  # fmt: skip
    central.departments.create(department=orthopaedics)
    central.citations.create(article=teaser, field="level", value="三级")
    second = Hospital.objects.create(
        slug="hai-zhou-er-yuan", name="海州区第二医院", pinyin="haizhouqudieryiyuan hzqdeyy", region=haizhou, level=2,
        status="published",
    )  # fmt: skip
    draft = Hospital.objects.create(slug="cao-gao", name="还没核实的医院", pinyin="caogao cg", region=shenyang)
    symptom = Symptom.objects.create(
        slug="yao-tong", name="腰痛", aliases=["腰疼"], pinyin="yaotong yt", body_part="back", status="published"
    )
    symptom.departments.create(department=orthopaedics)
    symptom.recommendations.create(hospital=central, article=teaser, rank=1)
    symptom.recommendations.create(hospital=draft, article=teaser, rank=1)

    service = Service.objects.create(
        slug="yi-di-bei-an", code="4", name="异地就医备案", aliases=["异地备案"], origin="national",
        pinyin="yidijiuyibeian ydjyba", status="published",
    )  # fmt: skip
    bureau = Office.objects.create(
        slug="fu-xin-yi-bao-ju", name="阜新市医疗保障局", aliases=["阜新医保局"], pinyin="fuxinshiyiliaobaozhangju",
        region=fuxin, office_kind="bureau", status="published",
    )  # fmt: skip
    bureau.serves.add(fuxin)
    bureau.services.add(service)
    procedure = Procedure.objects.create(
        slug="fu-xin-bei-an", name="阜新异地就医备案", pinyin="fuxinbeian", service=service, region=fuxin,
        status="published",
    )  # fmt: skip
    policy = Policy.objects.create(
        slug="ju-min-qiang-zhi", name="居民医保是否强制参保", pinyin="qiangzhi", subject="参保强制性", region=nation,
        status="published",
    )  # fmt: skip
    policy.citations.create(article=page, field="value", value="强制")
    policy.citations.create(article=teaser, field="value", value="自愿")

    publish([*Region.objects.all(), page, teaser, orthopaedics, central, second, draft, symptom, service, bureau])
    publish([procedure, policy])
    return SimpleNamespace(
        nation=nation, province=province, fuxin=fuxin, shenyang=shenyang, haizhou=haizhou, page=page, teaser=teaser,
        orthopaedics=orthopaedics, central=central, second=second, draft=draft, symptom=symptom, service=service,
        bureau=bureau, procedure=procedure, policy=policy,
    )  # fmt: skip


@pytest.fixture
def granted(db: None) -> None:
    """The groups that migrations make: emptying the tables after a committed test takes them along."""
    for label in ("core", "hospitals", "offices"):
        roles.grant(apps, label)
    roles.grant_users(apps)
