"""Whatever is imported, edited, renamed, merged and undone in whatever order: nothing that staff did is lost."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.core.changes import applying, merging
from directory.core.changes.duplicates import remember
from directory.core.changes.likeness import Likeness
from directory.core.changes.states import state_of
from directory.core.loading.errors import LineError
from directory.core.loading.lists import runs, undoing
from directory.core.loading.lists.importing import Source
from directory.core.models import Change, Entry, ImportRun, Origin, Pair
from hospitals.models import Hospital

from .whole_lists import import_list

pytestmark = pytest.mark.django_db
NAMES = ("海州区康宁医院", "海州区仁爱医院", "海州区博济医院")
CODES = ("H21090200011", "", "H21090200013")
SOURCE = Source("阜新市医疗保障局：定点医疗机构名单")
AT = "2026-05-01"

PLACES = st.integers(0, len(NAMES) - 1)
STEPS = st.one_of(
    st.tuples(st.just("import"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("edit"), PLACES, st.integers(1, 3)),
    st.tuples(st.just("rename"), PLACES, st.integers(1, 2)),
    st.tuples(st.just("merge"), PLACES, PLACES),
    st.tuples(st.just("undo")),
)


class Desk:
    """A curator and what they have done, as they remember it; and whoever loads the same list again and again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "list.ndjson"
        self.known: dict[int, int] = {}  # place → the record that they know it as
        self.said: dict[int, dict[str, Any]] = {}  # record → what they said of it, verified
        self.slugs: dict[str, int] = {}  # every address there has been, and the record it leads to

    def do(self, step: tuple[Any, ...]) -> None:
        ways: dict[str, Callable[..., None]] = {
            "import": self.load, "edit": self.edit, "rename": self.rename, "merge": self.merge, "undo": self.undo,
        }  # fmt: skip
        ways[step[0]](*step[1:])

    def load(self, version: int, with_codes: bool) -> None:
        rows = [
            {"name": name, "region": 210902, "address": f"路{version}号{place}", "phones": [f"281000{place}"]}
            | ({"insurance_code": CODES[place]} if with_codes and CODES[place] else {})
            for place, name in enumerate(NAMES)
        ]
        self.path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
        import_list(self.path, "hospital", SOURCE)
        for place, name in enumerate(NAMES):
            if place not in self.known:
                self.known[place] = Hospital.objects.get(name=name).pk
        self.slugs |= dict(Hospital.objects.filter(pk__in=self.known.values()).values_list("slug", "pk"))

    def change(self, place: int, **fields: Any) -> None:
        if place not in self.known:
            return
        record = Hospital.objects.get(pk=self.known[place])
        now = state_of(record)
        wanted = {**now, "fields": {**now["fields"], **fields, "verified_on": AT}}
        applying.change_at_once(record, wanted, Origin.EDIT)
        self.said.setdefault(record.pk, {}).update(fields)
        self.slugs[Hospital.objects.get(pk=record.pk).slug] = record.pk

    def edit(self, place: int, version: int) -> None:
        self.change(place, address=f"核实过的{version}号")

    def rename(self, place: int, version: int) -> None:
        self.change(
            place, name=f"改名{place}的医院{version}", **({"slug": f"gai-ming-{place}"} if version == 2 else {})
        )

    def merge(self, place: int, other: int) -> None:
        one, gone = self.known.get(place), self.known.get(other)
        if one is None or gone is None or one == gone:
            return
        remember(Hospital, [Likeness(one, gone, (("phone", "0418-2810001"),), ())])
        pair = Pair.objects.get(one=min(one, gone), other=max(one, gone))
        merging.merge(pair, Hospital.objects.get(pk=one), {})
        self.said.pop(gone, None)  # what the survivor says was chosen
        self.said.setdefault(one, {})
        self.known = {at: one if key == gone else key for at, key in self.known.items()}
        self.slugs = {slug: one if key == gone else key for slug, key in self.slugs.items()}

    def undo(self) -> None:
        """The last import that is left, where nobody has touched what it wrote."""
        run = ImportRun.objects.filter(state="done").order_by("-pk").first()
        if run is None:
            return
        try:
            undoing.begin_undo(run)
        except LineError:
            return
        runs.work(run)
        there = set(Hospital.objects.values_list("pk", flat=True))
        assert not {pk for pk in self.said if self.said[pk]} - there
        self.known = {place: record for place, record in self.known.items() if record in there}
        self.slugs = {slug: record for slug, record in self.slugs.items() if record in there}

    def hold(self) -> None:
        """What the curator knows is so."""
        for pk, said in self.said.items():
            record = Hospital.objects.get(pk=pk)
            assert {name: getattr(record, name) for name in said} == said
            document = Entry.objects.get(kind="hospital", object_id=pk).data
            assert {name: document[name] for name in said if name != "slug"} == {
                n: v for n, v in said.items() if n != "slug"
            }
            assert record.verified_on == datetime.date.fromisoformat(AT) or not said
        assert Hospital.objects.filter(pk__in=self.known.values()).count() == len(set(self.known.values()))
        new = Hospital.objects.exclude(pk__in=self.known.values()).exclude(pk__in=self.before)
        assert not new.exists(), [record.name for record in new]  # what was renamed or merged does not come in again
        for slug, key in self.slugs.items():
            entry = Entry.objects.get(kind="hospital", slug=slug)
            assert entry.object_id == key or entry.moved_to, slug

    @property
    def before(self) -> list[int]:
        return list(Hospital.objects.exclude(citations__article__title=SOURCE.title).values_list("pk", flat=True))


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=7))
def test_nothing_that_staff_did_is_lost(cast: SimpleNamespace, tmp_path: Path, steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        desk = Desk(tmp_path)
        desk.load(0, True)
        for step in steps:
            desk.do(step)
            desk.hold()
        transaction.set_rollback(True)


def test_a_verified_value_waits_as_a_proposal_through_it_all(cast: SimpleNamespace, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for step in [("import", 0, True), ("edit", 0, 1), ("rename", 0, 2), ("import", 1, True), ("import", 1, True)]:
        desk.do(step)
        desk.hold()
    change = Change.objects.waiting().get()
    assert {line["path"] for line in change.lines} >= {"address"}
    with pytest.raises((ValidationError, LineError)):
        undoing.begin_undo(ImportRun.objects.order_by("pk")[0])
